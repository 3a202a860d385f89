r"""`\dn`: the schemas."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
class Schema:
    """A schema."""

    name: str
    owner: str
    access_privileges: str | None
    description: str | None


@dataclass(frozen=True, slots=True)
class SchemaPublication:
    """A publication of all tables of a schema."""

    name: str


SCHEMAS: Listing[Schema] = Listing(
    Query("list/schemas", Schema),
    title="List of schemas",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Owner", lambda row: row.owner),
        Heading("Access privileges", lambda row: row.access_privileges, verbose=True),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
    parts=2,
)
PUBLICATIONS = Query("list/schema_publications", SchemaPublication)


@command(r"\dn", "[PATTERN]", group=GROUP, modifiers="S+x", examples=[r"\dn", r"\dn+"])
def schemas(ctx: Context, pattern: kinds.Schema | None = None, *, modifiers: str = "") -> Result:
    """List schemas; for a pattern that is one's very name, with the publications of the whole schema."""
    asked = Asked.of(ctx, pattern, modifiers)
    found, publications = ctx.session.fetch_all(SCHEMAS.request(ctx, asked), PUBLICATIONS.ask(schema=pattern))
    result = asked.table(SCHEMAS.headings, found, SCHEMAS.title)
    if not publications:
        return result
    return replace(result, footers=("Publications:", *(f'    "{row.name}"' for row in publications)))
