r"""The `\why-empty` command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.planned import taken, with_hint
from tenantsh.commands.registry import Reads, command
from tenantsh.db.whyempty import Step, explain
from tenantsh.model.errors import StatementError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.db.whyempty import Explanation


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as people read it."""

    part: str
    asked: str
    rows: str
    remark: str


@command(
    r"\why-empty",
    "[QUERY]",
    group=Group.TENANT,
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
    session = ctx.tenant_session
    text, bound = taken(ctx, query, r"\why-empty")
    try:
        found = explain(
            session,
            text,
            bound=bound,
            admin=ctx.place.admin,
            retention=ctx.place.retention,
            tenant_column=ctx.place.convention.tenant_column,
        )
    except StatementError as error:
        with_hint(ctx, error, r"\why-empty")
        raise
    ctx.previous = text
    verdict = Step("verdict", str(found.loss), None, remark=found.why)
    about = {"title": f"Why {session.tenant} gets no rows", "notes": found.notes, "tenant": session.tenant}
    seen = Result.of(Shown, _shown(found), footers=(f"{found.loss}: {found.why}",), **about)
    return Result.of(Step, [*found.steps, verdict], seen=seen, **about)


def _shown(found: Explanation) -> Iterator[Shown]:
    for step in found.steps:
        rows = "" if step.rows is None else f"{step.rows:,}{'+' if step.more else ''}"
        yield Shown("  " * step.depth + step.part, step.asked, rows, step.remark)
