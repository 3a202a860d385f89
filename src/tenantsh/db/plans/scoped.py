"""The plan of a statement in a tenant's session: read by the guard, made inside the scope, in one round trip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenantsh.db import guard
from tenantsh.db.params import question
from tenantsh.db.plans.explaining import (
    BACK,
    Asked,
    asked_step,
    bounds,
    check,
    explained,
    inside_transaction,
    plan_in,
    with_reason,
)
from tenantsh.db.steps import final
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.lasting import Lasting
    from tenantsh.db.params import Params
    from tenantsh.db.statements import Statements
    from tenantsh.db.steps import Answer, Step


def plan(lasting: Lasting, statements: Statements, sql: str, params: Params | None, asked: Asked) -> dict[str, Any]:
    """See `Session.plan`."""
    step = _read(lasting, statements, asked_step(lasting.link.wire.connection, sql, params, asked))
    bound = question(lasting.link.wire.connection, bounds(asked.seconds), lasting.link.major)
    try:
        return _plan(lasting, statements, bound, explained(step, asked))
    except StatementError as error:
        raise with_reason(error, asked) from error


def _plan(lasting: Lasting, statements: Statements, bound: Step, explain: Step) -> dict[str, Any]:
    steps = inside_transaction(bound, explain) if lasting.in_transaction else [bound, explain]
    answers = _asked(lasting, statements, steps)
    return plan_in((final(answers[steps.index(explain)]).get_value(0, 0) or b"").decode())


def _read(lasting: Lasting, statements: Statements, step: Step) -> Step:
    """A statement that the guard lets through. Raises UsageError and Refused."""
    text = step.sql.decode("utf-8", "surrogateescape")
    check(text)
    step = replace(step, whole=text)
    if not guard.inspect(text, lasting.link.surroundings).readable:
        statements.only_parse(step)
    return step


def _asked(lasting: Lasting, statements: Statements, steps: Sequence[Step]) -> list[Answer]:
    """Send the steps; what fails among them does not fail the person's transaction."""
    leads_back = lasting.in_transaction and not lasting.failed
    try:
        return statements.quiet(steps)
    except (StatementError, KeyboardInterrupt):
        if leads_back and lasting.failed and not lasting.transaction_lost:
            statements.quiet(BACK)
        raise
