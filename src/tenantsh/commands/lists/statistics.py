r"""`\dX`: extended statistics."""

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
class Statistics:
    """Statistics over several columns, or over expressions."""

    schema: str
    """As SQL writes it, in quotes where it needs them."""
    name: str
    definition: str
    ndistinct: str | None
    dependencies: str | None
    mcv: str | None


STATISTICS: Listing[Statistics] = Listing(
    Query("list/statistics", Statistics),
    title="List of extended statistics",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Definition", lambda row: row.definition),
        Heading("Ndistinct", lambda row: row.ndistinct),
        Heading("Dependencies", lambda row: row.dependencies),
        Heading("MCV", lambda row: row.mcv),
    ),
)


@command(r"\dX", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dX"])
def statistics(ctx: Context, pattern: kinds.Statistics | None = None, *, modifiers: str = "") -> Result | None:
    """List extended statistics; servers before 14 have no such list."""
    asked = Asked.of(ctx, pattern, modifiers)
    asked.need(14, r"\dX")
    return STATISTICS.show(ctx, asked)
