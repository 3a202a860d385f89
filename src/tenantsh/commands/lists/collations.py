r"""`\dO`: collations."""

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
class Collation:
    """A collation."""

    schema: str
    name: str
    provider: str | None
    collate: str | None
    ctype: str | None
    locale: str | None
    icu_rules: str | None
    deterministic: str
    description: str | None


COLLATIONS: Listing[Collation] = Listing(
    Query("list/collations", Collation),
    title="List of collations",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Provider", lambda row: row.provider, known_since=16),
        Heading("Collate", lambda row: row.collate),
        Heading("Ctype", lambda row: row.ctype),
        Heading("ICU Locale", lambda row: row.locale, known_since=15, known_until=16),
        Heading("Locale", lambda row: row.locale, known_since=17),
        Heading("ICU Rules", lambda row: row.icu_rules, known_since=16),
        Heading("Provider", lambda row: row.provider, known_until=15),
        Heading("Deterministic?", lambda row: row.deterministic),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
)


@command(r"\dO", "[PATTERN]", group=GROUP, modifiers="S+x", examples=[r"\dO"])
def collations(ctx: Context, pattern: kinds.Collation | None = None, *, modifiers: str = "") -> Result | None:
    """List collations."""
    return COLLATIONS.show(ctx, Asked.of(ctx, pattern, modifiers))
