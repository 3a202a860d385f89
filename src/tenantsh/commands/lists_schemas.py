r"""`\dn`: the schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands.headings import Heading, tabulate
from tenantsh.commands.lists import GROUP, absent
from tenantsh.commands.patterns import named
from tenantsh.commands.registry import command
from tenantsh.db.query import Query
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context


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


SCHEMAS = Query("list/schemas", Schema)
PUBLICATIONS = Query("list/schema_publications", SchemaPublication)


@command(r"\dn", "[PATTERN]", group=GROUP, modifiers="S+", examples=[r"\dn", r"\dn+"])
def schemas(ctx: Context, pattern: str | None = None, *, modifiers: str = "") -> Result:
    """List schemas; for a pattern that is one's very name, with the publications of the whole schema."""
    found, publications = ctx.session.fetch_all(
        SCHEMAS.ask(system="S" in modifiers or pattern is not None, **named(ctx.session, pattern, parts=2)),
        PUBLICATIONS.ask(schema=pattern),
    )
    headings: list[Heading[Schema]] = [
        Heading("Name", lambda row: row.name),
        Heading("Owner", lambda row: row.owner),
    ]
    if "+" in modifiers:
        headings.append(Heading("Access privileges", lambda row: row.access_privileges))
        headings.append(Heading("Description", lambda row: row.description))
    columns, cells = tabulate(headings, found, absent=absent(ctx.session))
    footers = ("Publications:", *(f'    "{row.name}"' for row in publications)) if publications else None
    return Result(columns=columns, cells=cells, title="List of schemas", footers=footers)
