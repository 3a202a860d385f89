r"""`\dc` and `\dC`: conversions between encodings, and casts between types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import GROUP, Asked, Listing
from tenantsh.commands.lists.words import YES_OR_NO
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class Conversion:
    """A conversion between two encodings."""

    schema: str
    name: str
    source: str
    destination: str
    is_default: bool
    description: str | None


@dataclass(frozen=True, slots=True)
class Cast:
    """A cast from one type to another."""

    source_type: str
    target_type: str
    function: str | None
    """Its name, or in brackets how the cast works without one."""
    implicit: str
    leakproof: bool | None
    description: str | None


CONVERSIONS = Listing(
    Query("list/conversions", Conversion),
    title="List of conversions",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Source", lambda row: row.source),
        Heading("Destination", lambda row: row.destination),
        Heading("Default?", lambda row: YES_OR_NO[row.is_default]),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
)
CASTS = Listing(
    Query("list/casts", Cast),
    title="List of casts",
    headings=(
        Heading("Source type", lambda row: row.source_type),
        Heading("Target type", lambda row: row.target_type),
        Heading("Function", lambda row: row.function),
        Heading("Implicit?", lambda row: row.implicit),
        Heading("Leakproof?", lambda row: YES_OR_NO[row.leakproof], verbose=True, known_since=18),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
)


@command(r"\dc", "[PATTERN]", group=GROUP, modifiers="S+x", examples=[r"\dcS utf8_to_*"])
def conversions(ctx: Context, pattern: kinds.Conversion | None = None, *, modifiers: str = "") -> Result | None:
    """List conversions between encodings."""
    return CONVERSIONS.show(ctx, Asked.of(ctx, pattern, modifiers))


@command(r"\dC", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dC uuid"])
def casts(ctx: Context, pattern: kinds.Type | None = None, *, modifiers: str = "") -> Result | None:
    """List casts from or to the types that match."""
    return CASTS.show(ctx, Asked.of(ctx, pattern, modifiers))
