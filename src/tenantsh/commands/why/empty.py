r"""The `\why-empty` command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.planned import taken, with_hint
from tenantsh.commands.registry import Reads, command
from tenantsh.commands.why.emptiness import answer
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@command(
    r"\why-empty",
    "[QUERY]",
    group=Group.SAFETY,
    reads=Reads.LINE,
    keeps_semicolons=True,
    examples=[
        r"\why-empty select * from resources where name = 'no such name' and deleted_at is null",
        r"\why-empty select * from resources limit 0",
    ],
)
def why_empty(ctx: Context, query: kinds.Statement = "") -> Result:
    r"""Say which part of a query without rows leaves none: policy, soft delete, join, condition and so on.

    The query is the rest of the line; without one it is the query buffer, or the last statement. Its parts are counted
    one after another, as this session's role, read only and within ten seconds; no row is shown, and none counted
    beyond a thousand. With a connection that may see every row (`--admin-profile NAME`, or `admin` of the profile) it
    says whether row security hides rows that the query asks for, which policy and which condition of it; without one,
    that this cannot be told.
    """
    text, bound = taken(ctx, query, r"\why-empty")
    try:
        found = answer(ctx.tenant_session, ctx.place, text, bound)
    except StatementError as error:
        with_hint(ctx, error, r"\why-empty")
        raise
    ctx.previous = text
    return found
