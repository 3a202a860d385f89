r"""The `\d` command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.describe.assemble import HIDING, describe
from tenantsh.commands.lists.listing import GROUP
from tenantsh.commands.lists.relations import relations
from tenantsh.commands.registry import command
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@command(r"\d", "[NAME]", group=GROUP, modifiers="S+x", examples=[r"\d", r"\d users", r"\d+ events"])
def describe_or_list(
    ctx: Context, pattern: kinds.Relation | None = None, *, modifiers: str = ""
) -> list[Result] | Result | None:
    r"""Describe a table, view, sequence or index; without a name, list tables, views and sequences.

    With `++` also what psql does not know of: the tenant's column, soft deletes, whether and how row security filters
    what this role sees, and how far back the partitions go.
    """
    if pattern is None:
        # what stands behind them is overlooked by psql: it may be letters that mean kinds
        return relations(ctx, "tvmsE" + "".join(letter for letter in modifiers if letter in "S+x"), None)
    hides = [name for name in HIDING if ctx.variables.on(name)]
    tenant_column = ctx.place.convention.tenant_column if modifiers.count("+") > 1 else None
    found = describe(ctx.session, pattern, verbose="+" in modifiers, hides=hides, tenant_column=tenant_column)
    if not found:
        # psql fails without a word when it is quiet
        raise UsageError("" if ctx.variables.on("QUIET") else f'Did not find any relation named "{pattern}".')
    return found
