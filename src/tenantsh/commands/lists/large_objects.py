r"""`\dl`: large objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import EXPANDED_SINCE, GROUP, Asked, Listing
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class LargeObject:
    """A large object."""

    id: int
    owner: str
    access_privileges: str | None
    description: str | None


OID = 26
LARGE_OBJECTS: Listing[LargeObject] = Listing(
    Query("list/large_objects", LargeObject),
    title="Large objects",
    headings=(
        Heading("ID", lambda row: row.id, type_oid=OID),
        Heading("Owner", lambda row: row.owner),
        Heading("Access privileges", lambda row: row.access_privileges, verbose=True, known_since=15),
        Heading("Description", lambda row: row.description),
    ),
)


@command(r"\dl", group=GROUP, modifiers="+x", examples=[r"\dl"])
def large_objects(ctx: Context, _ignored: str | None = None, *, modifiers: str = "") -> Result | None:
    """List large objects; a pattern is read and not looked at, as psql has it."""
    return LARGE_OBJECTS.show(ctx, Asked.of(ctx, None, modifiers))


@command(r"\lo_list", group=GROUP, modifiers="+x", examples=[r"\lo_list"])
def large_objects_by_a_longer_name(
    ctx: Context, _ignored: str | None = None, _as_well: str | None = None, *, modifiers: str = ""
) -> Result | None:
    r"""List large objects, as `\dl` does; two arguments are read and not looked at."""
    asked = Asked.of(ctx, None, modifiers)
    if modifiers:
        asked.need(EXPANDED_SINCE if "x" in modifiers else 15, r"\lo_list")
    return LARGE_OBJECTS.show(ctx, asked)
