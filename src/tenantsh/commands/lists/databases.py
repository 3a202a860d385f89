r"""`\l`: databases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import EXPANDED_SINCE, GROUP, Asked, Listing
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class Database:
    """A database of the cluster."""

    name: str
    owner: str
    encoding: str
    provider: str | None
    """Who compares texts: `libc`, `icu` or `builtin`."""
    collate: str
    ctype: str
    locale: str | None
    icu_rules: str | None
    access_privileges: str | None
    size: str | None
    """As people read it; None where it was not asked for."""
    tablespace: str | None
    description: str | None


DATABASES: Listing[Database] = Listing(
    Query("list/databases", Database),
    title="List of databases",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Owner", lambda row: row.owner),
        Heading("Encoding", lambda row: row.encoding),
        Heading("Locale Provider", lambda row: row.provider, known_since=16),
        Heading("Collate", lambda row: row.collate),
        Heading("Ctype", lambda row: row.ctype),
        Heading("ICU Locale", lambda row: row.locale, known_since=15, known_until=16),
        Heading("Locale", lambda row: row.locale, known_since=17),
        Heading("ICU Rules", lambda row: row.icu_rules, known_since=16),
        Heading("Locale Provider", lambda row: row.provider, known_since=15, known_until=15),
        Heading("Access privileges", lambda row: row.access_privileges),
        Heading("Size", lambda row: row.size, verbose=True),
        Heading("Tablespace", lambda row: row.tablespace, verbose=True),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
    parts=1,
)


@command(r"\l", "[PATTERN]", group=GROUP, modifiers="+x", aliases=[r"\list"], examples=[r"\l", r"\l+ post*"])
def databases(ctx: Context, pattern: kinds.Database | None = None, *, modifiers: str = "") -> Result | None:
    """List databases."""
    asked = Asked.of(ctx, pattern, modifiers)
    if "x" in modifiers:
        asked.need(EXPANDED_SINCE, r"\l")
    return DATABASES.show(ctx, asked)
