r"""The `\plan` command."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.planned import taken, with_hint
from tenantsh.commands.plans.data import result
from tenantsh.commands.plans.page import page
from tenantsh.commands.registry import Reads, command
from tenantsh.db.plans.looking import look
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@command(
    r"\plan",
    "[QUERY]",
    group=Group.PARTITIONS,
    modifiers="+",
    reads=Reads.LINE,
    keeps_semicolons=True,
    examples=[
        r"""\plan select * from resource_metadata where data @> '{"tier": "premium"}'""",
        r"\plan+ select count(*) from events where created_at > now() - interval '7 days'",
    ],
)
def plan(ctx: Context, query: kinds.Statement = "", *, modifiers: str = "") -> Result:
    r"""Show a query's plan as a tree: what in it is row security's, which index could not be used, what costs most.

    The query is the rest of the line; without one it is the query buffer, or the last statement. It is planned and not
    run. “policy” stands before conditions that row security adds: those that the server plans for the same table
    without any query, too; where that is not sure, nothing is said. “not by INDEX” stands beneath conditions that an
    index could look up, were the operator leakproof. Partitions that are read alike are one line. `+` runs the query,
    read only, and rolls it back: rows, runs, time and buffers of each step, with what is beneath it; `Share` is its own
    part. In csv and json there is a row for each step.
    """
    text, bound = taken(ctx, query, r"\plan")
    try:
        found = look(ctx.session, text, bound=bound, analyze="+" in modifiers)
    except StatementError as error:
        with_hint(ctx, error, r"\plan")
        raise
    ctx.previous = text
    shown = partial(page, found, drawn=ctx.options.drawn)
    return replace(result(found), seen=lambda width: shown(width=width))
