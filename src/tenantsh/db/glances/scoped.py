"""A glance in a tenant's session: inside the scope, verified, and an open transaction is afterwards what it was."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db import guard
from tenantsh.db.answers import columns_of
from tenantsh.db.apart import apart
from tenantsh.db.glances.glance import SETTINGS, glance, texts, too_long
from tenantsh.db.held import Held
from tenantsh.db.params import encoded, question
from tenantsh.db.plans.explaining import bounds
from tenantsh.db.statements import unread
from tenantsh.db.steps import Step
from tenantsh.model.errors import StatementError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.db.glances.glance import Glance, Peek
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.statements import Statements
    from tenantsh.db.steps import Answer


@dataclass(slots=True)
class _Unit:
    """A statement, and where its rows are kept."""

    step: Step
    held: Held


def look(lasting: Lasting, statements: Statements, peek: Peek) -> Glance:
    """See `Session.glance`."""
    began = time.perf_counter()
    before, units = _settings(lasting, peek), _units(lasting, peek)
    for unit in (units[0], units[-1]):  # the query, and what it reads; the others say nothing more
        if not guard.inspect(unit.step.sql.decode("utf-8", "surrogateescape"), lasting.link.surroundings).readable:
            apart(lasting, [unit.step.only_parsed()])
            lasting.link.surroundings.let_through([unread(unit.step.whole)])
    answers: list[Answer] = []
    try:
        apart(lasting, [*before, *(unit.step for unit in units)], answers)
    except StatementError as error:
        if not too_long(error.sqlstate, len(answers) - len(before)):
            raise
    answered = zip(units, answers[len(before) :], strict=False)
    results = [_result(statements, lasting, unit, answer) for unit, answer in answered]
    return glance(peek, results, time.perf_counter() - began)


def _settings(lasting: Lasting, peek: Peek) -> list[Step]:
    connection, major = lasting.link.wire.connection, lasting.link.major
    return [question(connection, request, major) for request in (bounds(peek.seconds), SETTINGS.ask())]


def _units(lasting: Lasting, peek: Peek) -> list[_Unit]:
    units = []
    for text in texts(peek):
        masked = lasting.masking.of(peek.sql if text.startswith("FETCH ") else text)  # its rows are the query's
        held = Held(lasting.link.wire.connection, masked)
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
