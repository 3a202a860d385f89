r"""The `\rls` command."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.policies import decisions, overview, page
from tenantsh.commands.policies.looking import look, secured
from tenantsh.commands.registry import command

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@command(
    r"\rls",
    "[TABLE [ROLE]]",
    group=Group.SAFETY,
    modifiers="+",
    examples=[r"\rls", r"\rls events", r"\rls+ users"],
)
def rls(
    ctx: Context, table: kinds.Guarded | None = None, role: kinds.Role | None = None, *, modifiers: str = ""
) -> Result:
    r"""Show which rows row security leaves this role: of a table by which policies, or of everything it may use.

    For a table: whether row security is on, forced, and applies to this role; for each command the policies that are
    for it, which of them permit (`if`, `or if`) and which restrict (`and if`), and what they ask. For a view the same
    of the tables that it reads, for the role that it reads them as. Without a table, or where a pattern names several,
    a line for each relation: `by policy`, `no rows`, or `every row`, and why. With `+` also commands that are not
    granted, policies for other roles, partitions one by one, and conditions in the server's words.

    The role is the session's own, unless another one is named. Nothing here waits for a lock. What functions do is not
    looked into.
    """
    column = ctx.place.convention.tenant_column
    found = secured(ctx.session, table, role, column)
    verbose = "+" in modifiers
    if table is not None and len(found.tables) == 1:
        one = look(ctx.session, found.tables[0], column)
        shown = partial(page.page, one, verbose=verbose)
        return _seen(decisions.result(one), shown)
    tables = [each for each in found.tables if each.relation.reached or verbose or table is not None]
    listed = partial(overview.page, found, tables, whole=verbose)
    return _seen(overview.result(found, tables), listed)


def _seen(data: Result, shown: partial[Result]) -> Result:
    """The data for programs, with the page for people's eyes."""
    return replace(data, seen=lambda width: shown(width=width), footers=shown().footers)
