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
from tenantsh.db.statements import unread
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
    connection = lasting.link.wire.connection
    step = asked_step(connection, sql, params, asked)
    text = step.sql.decode("utf-8", "surrogateescape")
    check(text)
    step = replace(step, whole=text)
    readable = guard.inspect(text, lasting.link.surroundings).readable
    bound = question(connection, bounds(asked.seconds), lasting.link.major)
    explain = explained(step, asked)
    try:
        if not readable:
            _sent(lasting, statements, [step.only_parsed()])
            raise unread()
        answer = _sent(lasting, statements, [bound, explain])[1]
    except StatementError as error:
        raise with_reason(error, asked) from error
    return plan_in((final(answer).get_value(0, 0) or b"").decode())


def _sent(lasting: Lasting, statements: Statements, steps: Sequence[Step]) -> list[Answer]:
    """The answers of the steps; what fails among them does not fail the person's transaction."""
    if not lasting.in_transaction:
        return statements.quiet(steps)
    leads_back = not lasting.failed
    try:
        return statements.quiet(inside_transaction(steps))[1:]
    except (StatementError, KeyboardInterrupt):
        if leads_back and lasting.failed and not lasting.transaction_lost:
            statements.quiet(BACK)
        raise
