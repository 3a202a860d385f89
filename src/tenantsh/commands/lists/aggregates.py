r"""`\da`: the aggregate functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import GROUP, Asked, Listing
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregate function."""

    schema: str
    name: str
    result_type: str
    argument_types: str
    """As they are declared; `*` where it takes none."""
    description: str | None


AGGREGATES = Listing(
    Query("list/aggregates", Aggregate),
    title="List of aggregate functions",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Result data type", lambda row: row.result_type),
        Heading("Argument data types", lambda row: row.argument_types),
        Heading("Description", lambda row: row.description),
    ),
)


@command(r"\da", "[PATTERN]", group=GROUP, modifiers="S+x", examples=[r"\da", r"\daS sum"])
def aggregates(ctx: Context, pattern: kinds.Aggregate | None = None, *, modifiers: str = "") -> Result | None:
    """List aggregate functions."""
    return AGGREGATES.show(ctx, Asked.of(ctx, pattern, modifiers))
