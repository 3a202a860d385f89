"""The plan of a statement in a tenant's session: read by the guard, made inside the scope, in one round trip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenantsh.db import guard
from tenantsh.db.apart import apart
from tenantsh.db.params import question
from tenantsh.db.plans.explaining import Asked, asked_step, before, bounds, check, explained, plan_in, with_reason
from tenantsh.db.statements import unread
from tenantsh.db.steps import final
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.params import Params


_UNDONE = frozenset({"every-row"})
"""What nobody has to be asked for here: none of it stays."""


def plan(lasting: Lasting, sql: str, params: Params | None, asked: Asked) -> dict[str, Any]:
    """See `Session.plan`."""
    connection = lasting.link.wire.connection
    step = asked_step(connection, sql, params, asked)
    text = step.sql.decode("utf-8", "surrogateescape")
    check(text)
    step = step._replace(whole=text)
    explain = explained(step, asked)
    around = lasting.link.surroundings
    around = replace(around, allowed=around.allowed | _UNDONE)
    # what is sent is read, with the EXPLAIN before it
    sent = explain.sql.decode("utf-8", "surrogateescape")
    reading = guard.inspect(sent, around)
    bound = question(connection, bounds(asked.seconds), lasting.link.major)
    try:
        if not reading.readable:
            apart(lasting, [step.only_parsed()])
            around.let_through([unread(text)])
        again = sent if asked.analyze else None  # else nothing of it runs
        answer = apart(lasting, [bound, *before(asked), explain], text=again, reading=reading)[-1]
    except StatementError as error:
        raise with_reason(error, asked) from error
    return plan_in((final(answer).get_value(0, 0) or b"").decode())
