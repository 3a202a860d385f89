r"""`\dT`: data types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import GROUP, Asked, Listing
from tenantsh.commands.patterns import catalog_type_name
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class Type:
    """A data type."""

    schema: str
    name: str
    """As SQL writes it."""
    internal_name: str
    size: str
    """Bytes, or `var`, or `tuple`."""
    elements: str | None
    """An enum's labels, one a line; None where they were not asked for."""
    owner: str
    access_privileges: str | None
    description: str | None


TYPES: Listing[Type] = Listing(
    Query("list/types", Type),
    title="List of data types",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Internal name", lambda row: row.internal_name, verbose=True),
        Heading("Size", lambda row: row.size, verbose=True),
        Heading("Elements", lambda row: row.elements, verbose=True),
        Heading("Owner", lambda row: row.owner, verbose=True),
        Heading("Access privileges", lambda row: row.access_privileges, verbose=True),
        Heading("Description", lambda row: row.description),
    ),
)


@command(r"\dT", "[PATTERN]", group=GROUP, modifiers="S+x", examples=[r"\dT", r"\dT+ int*"])
def types(ctx: Context, pattern: kinds.Type | None = None, *, modifiers: str = "") -> Result | None:
    """List data types; a pattern with `[]` finds array types."""
    asked = Asked.of(ctx, pattern, modifiers)
    if pattern is None or asked.major < 14:
        return TYPES.show(ctx, asked, arrays=False)
    return TYPES.show(ctx, asked._replace(pattern=catalog_type_name(pattern)), arrays="[]" in pattern)
