r"""`\dRp`: publications, and what is in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import GROUP, Asked, Listing, not_found
from tenantsh.commands.patterns import named
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication."""

    oid: int
    name: str
    owner: str
    all_tables: bool
    inserts: bool
    updates: bool
    deletes: bool
    truncates: bool
    generated_columns: str | None
    via_root: bool


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table that a publication names."""

    publication: int
    schema: str
    name: str
    columns: str | None
    """Those that are published; None for all of them."""
    row_filter: str | None


@dataclass(frozen=True, slots=True)
class PublishedSchema:
    """A schema whose tables a publication holds."""

    publication: int
    name: str


PUBLICATIONS: Listing[Publication] = Listing(
    Query("list/publications", Publication),
    title="List of publications",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Owner", lambda row: row.owner),
        Heading("All tables", lambda row: row.all_tables),
        Heading("Inserts", lambda row: row.inserts),
        Heading("Updates", lambda row: row.updates),
        Heading("Deletes", lambda row: row.deletes),
        Heading("Truncates", lambda row: row.truncates),
        Heading("Generated columns", lambda row: row.generated_columns, known_since=18),
        Heading("Via root", lambda row: row.via_root),
    ),
    parts=1,
)
TABLES = Query("list/publication_tables", PublishedTable)
SCHEMAS = Query("list/publication_schemas", PublishedSchema)


@command(r"\dRp", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dRp"])
def publications(
    ctx: Context, pattern: kinds.Publication | None = None, *, modifiers: str = ""
) -> Iterator[Result] | Result | None:
    """List publications, with `+` each with its tables and schemas."""
    asked = Asked.of(ctx, pattern, modifiers)
    return _contents(ctx, asked) if asked.verbose else PUBLICATIONS.show(ctx, asked)


def _contents(ctx: Context, asked: Asked) -> Iterator[Result]:
    name = named(ctx.session, asked.pattern, parts=1)
    found, tables, schemas = ctx.session.fetch_all(
        PUBLICATIONS.request(ctx, asked), TABLES.ask(**name), SCHEMAS.ask(**name)
    )
    if not found:
        raise not_found(ctx, asked.nothing("publication"))
    for row in found:
        footers = [*_tables(row, tables), *_schemas(row, schemas)]
        table = asked.table(PUBLICATIONS.headings[1:], [row], f"Publication {row.name}")
        yield replace(table, footers=tuple(footers) if footers else None)


def _tables(publication: Publication, tables: list[PublishedTable]) -> Iterator[str]:
    mine = [table for table in tables if table.publication == publication.oid]
    if mine:
        yield "Tables:"
    for table in mine:
        columns = f" ({table.columns})" if table.columns is not None else ""
        row_filter = f" WHERE {table.row_filter}" if table.row_filter is not None else ""
        yield f'    "{table.schema}.{table.name}"{columns}{row_filter}'


def _schemas(publication: Publication, schemas: list[PublishedSchema]) -> Iterator[str]:
    mine = [schema for schema in schemas if schema.publication == publication.oid]
    if mine:
        yield "Tables from schemas:"
    for schema in mine:
        yield f'    "{schema.name}"'
