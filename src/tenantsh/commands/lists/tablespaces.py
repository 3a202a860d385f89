r"""`\db`: the tablespaces."""

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
class Tablespace:
    """A place on the server's disks."""

    name: str
    owner: str
    location: str
    access_privileges: str | None
    options: str | None
    size: str | None
    """As people read it; None where it was not asked for."""
    description: str | None


TABLESPACES = Listing(
    Query("list/tablespaces", Tablespace),
    title="List of tablespaces",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Owner", lambda row: row.owner),
        Heading("Location", lambda row: row.location),
        Heading("Access privileges", lambda row: row.access_privileges, verbose=True),
        Heading("Options", lambda row: row.options, verbose=True),
        Heading("Size", lambda row: row.size, verbose=True),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
    parts=1,
)


@command(r"\db", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\db"])
def tablespaces(ctx: Context, pattern: kinds.Tablespace | None = None, *, modifiers: str = "") -> Result | None:
    """List tablespaces."""
    return TABLESPACES.show(ctx, Asked.of(ctx, pattern, modifiers))
