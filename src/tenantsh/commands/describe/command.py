r"""The `\d` command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.describe.assemble import describe
from tenantsh.commands.lists.listing import GROUP
from tenantsh.commands.lists.relations import relations
from tenantsh.commands.registry import command
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@command(r"\d", "[NAME]", group=GROUP, modifiers="S+", examples=[r"\d", r"\d users", r"\d+ events"])
def describe_or_list(ctx: Context, pattern: str | None = None, *, modifiers: str = "") -> list[Result] | Result | None:
    r"""Describe a table, view, sequence or index; without a name, list tables, views and sequences."""
    if pattern is None:
        return relations(ctx, "tvmsE" + modifiers, None)
    found = describe(ctx.session, pattern, verbose="+" in modifiers)
    if not found:
        raise UsageError(f'Did not find any relation named "{pattern}".')
    return found
