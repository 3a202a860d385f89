"""The plan of a statement in a plain session: what is set for it ends with it, in a transaction or outside of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.db.apart import plainly_apart
from tenantsh.db.params import question
from tenantsh.db.plans.explaining import Asked, asked_step, before, bounds, check, explained, plan_in, with_reason
from tenantsh.db.steps import final
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tenantsh.db.line import Line
    from tenantsh.db.params import Params


def plan(line: Line, sql: str, params: Params | None, asked: Asked) -> dict[str, Any]:
    """See `Session.plan`. Raises StatementError, KeyboardInterrupt when the server has answered to Ctrl-C."""
    line.codec.follow()
    step = asked_step(line.connection, sql, params, asked)
    check(text := line.codec.decode(step.sql))
    explain = explained(step._replace(whole=text), asked)
    bound = question(line.connection, bounds(asked.seconds), line.pgconn.server_version // 10000)
    try:
        answer = plainly_apart(line, [bound, *before(asked), explain])[-1]
    except StatementError as error:
        raise with_reason(error, asked) from error
    return plan_in(line.codec.decode(final(answer).get_value(0, 0)))
