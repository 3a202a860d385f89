r"""The `\rls` command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.policies.door import answer
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
    return answer(ctx.session, table, role, ctx.place.convention.tenant_column, verbose="+" in modifiers)
