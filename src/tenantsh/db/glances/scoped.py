"""A glance in a tenant's session: inside the scope, verified, and an open transaction is afterwards what it was."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db import guard
from tenantsh.db.answers import columns_of
from tenantsh.db.glances.glance import BACK, SAVEPOINT, SETTINGS, glance, texts, too_long
from tenantsh.db.held import Held
from tenantsh.db.params import encoded, question
from tenantsh.db.plans.explaining import bounds
from tenantsh.db.steps import Step
from tenantsh.model.errors import StatementError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.db.glances.glance import Glance, Peek
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.statements import Statements
    from tenantsh.db.steps import Answer


_SAVEPOINT = Step(SAVEPOINT.encode())
_BACK = [Step(text.encode()) for text in BACK]


@dataclass(slots=True)
class _Unit:
    """A statement, and where its rows are kept."""

    step: Step
    held: Held


def look(lasting: Lasting, statements: Statements, peek: Peek) -> Glance:
    """See `Session.glance`."""
    guard.inspect(peek.sql, lasting.link.surroundings)
    if lasting.transaction_lost:
        statements.quiet([])  # which says so
    began = time.perf_counter()
    before, units = _before(lasting, peek), _units(lasting, peek)
    answers: list[Answer] = []
    within = lasting.in_transaction
    runner = lasting.ready()
    steps = [*before, *(unit.step for unit in units), *(_BACK if within else ())]
    try:
        lasting.do(lambda: runner.run_each(steps, answers, last=True))
    except (StatementError, KeyboardInterrupt) as error:
        if within and lasting.failed and not lasting.transaction_lost:
            statements.quiet(_BACK)
        answered = len(answers) - len(before)
        if not isinstance(error, StatementError) or not too_long(error.sqlstate, answered):
            raise
    answered_units = zip(units, answers[len(before) :], strict=False)
    results = [_result(statements, lasting, unit, answer) for unit, answer in answered_units]
    return glance(peek, results, time.perf_counter() - began)


def _before(lasting: Lasting, peek: Peek) -> list[Step]:
    connection, major = lasting.link.wire.connection, lasting.link.major
    set_up = [question(connection, request, major) for request in (bounds(peek.seconds), SETTINGS.ask())]
    return [_SAVEPOINT, *set_up] if lasting.in_transaction else set_up


def _units(lasting: Lasting, peek: Peek) -> list[_Unit]:
    units = []
    for text in texts(peek):
        held = Held(lasting.link.wire.connection)
        starts = -text.find(peek.sql) if peek.sql in text else 0
        units.append(_Unit(Step(encoded(text), sink=held.take, whole=peek.sql, starts=starts), held))
    return units


def _result(statements: Statements, lasting: Lasting, unit: _Unit, answer: Answer) -> Result:
    found = unit.held.description
    return Result(
        columns=columns_of(found, statements.type_names()) if found is not None else (),
        cells=unit.held if found is not None else None,
        status=answer.tag,
        tenant=lasting.link.tenant,
    )
