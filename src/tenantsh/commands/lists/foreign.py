r"""`\des`, `\deu`, `\dew` and `\det`: foreign servers, user mappings, wrappers and tables."""

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
class ForeignServer:
    """A foreign server."""

    name: str
    owner: str
    wrapper: str
    access_privileges: str | None
    type: str | None
    version: str | None
    options: str
    description: str | None


@dataclass(frozen=True, slots=True)
class UserMapping:
    """Whom a user is on a foreign server."""

    server: str
    user: str
    """`public` for everybody."""
    options: str
    """Empty for those that only others may see."""


@dataclass(frozen=True, slots=True)
class ForeignWrapper:
    """A foreign-data wrapper."""

    name: str
    owner: str
    handler: str
    validator: str
    access_privileges: str | None
    options: str
    description: str | None


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """A foreign table."""

    schema: str
    table: str
    server: str
    options: str
    description: str | None


SERVERS: Listing[ForeignServer] = Listing(
    Query("list/foreign_servers", ForeignServer),
    title="List of foreign servers",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Owner", lambda row: row.owner),
        Heading("Foreign-data wrapper", lambda row: row.wrapper),
        Heading("Access privileges", lambda row: row.access_privileges, verbose=True),
        Heading("Type", lambda row: row.type, verbose=True),
        Heading("Version", lambda row: row.version, verbose=True),
        Heading("FDW options", lambda row: row.options, verbose=True),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
    parts=1,
)

USER_MAPPINGS: Listing[UserMapping] = Listing(
    Query("list/user_mappings", UserMapping),
    title="List of user mappings",
    headings=(
        Heading("Server", lambda row: row.server),
        Heading("User name", lambda row: row.user),
        Heading("FDW options", lambda row: row.options, verbose=True),
    ),
    parts=1,
)

WRAPPERS: Listing[ForeignWrapper] = Listing(
    Query("list/foreign_wrappers", ForeignWrapper),
    title="List of foreign-data wrappers",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Owner", lambda row: row.owner),
        Heading("Handler", lambda row: row.handler),
        Heading("Validator", lambda row: row.validator),
        Heading("Access privileges", lambda row: row.access_privileges, verbose=True),
        Heading("FDW options", lambda row: row.options, verbose=True),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
    parts=1,
)

TABLES: Listing[ForeignTable] = Listing(
    Query("list/foreign_tables", ForeignTable),
    title="List of foreign tables",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Table", lambda row: row.table),
        Heading("Server", lambda row: row.server),
        Heading("FDW options", lambda row: row.options, verbose=True),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
)


@command(r"\des", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\des"])
def foreign_servers(ctx: Context, pattern: kinds.Server | None = None, *, modifiers: str = "") -> Result | None:
    """List foreign servers."""
    return SERVERS.show(ctx, Asked.of(ctx, pattern, modifiers))


@command(r"\deu", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\deu"])
def user_mappings(ctx: Context, pattern: kinds.Server | None = None, *, modifiers: str = "") -> Result | None:
    """List user mappings for foreign servers."""
    return USER_MAPPINGS.show(ctx, Asked.of(ctx, pattern, modifiers))


@command(r"\dew", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dew"])
def foreign_wrappers(ctx: Context, pattern: kinds.Wrapper | None = None, *, modifiers: str = "") -> Result | None:
    """List foreign-data wrappers."""
    return WRAPPERS.show(ctx, Asked.of(ctx, pattern, modifiers))


@command(r"\det", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\det"])
def foreign_tables(ctx: Context, pattern: kinds.ForeignTable | None = None, *, modifiers: str = "") -> Result | None:
    """List foreign tables."""
    return TABLES.show(ctx, Asked.of(ctx, pattern, modifiers))
