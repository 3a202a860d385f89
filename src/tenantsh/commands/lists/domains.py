r"""`\dD`: the domains."""

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
class Domain:
    """A domain: a type with conditions."""

    schema: str
    name: str
    type: str
    collation: str | None
    nullable: str | None
    default: str | None
    checks: str
    """Its constraints, one after the other; empty where there are none."""
    access_privileges: str | None
    description: str | None


DOMAINS = Listing(
    Query("list/domains", Domain),
    title="List of domains",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Type", lambda row: row.type),
        Heading("Collation", lambda row: row.collation),
        Heading("Nullable", lambda row: row.nullable),
        Heading("Default", lambda row: row.default),
        Heading("Check", lambda row: row.checks),
        Heading("Access privileges", lambda row: row.access_privileges, verbose=True),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
)


@command(r"\dD", "[PATTERN]", group=GROUP, modifiers="S+x", examples=[r"\dD"])
def domains(ctx: Context, pattern: kinds.Domain | None = None, *, modifiers: str = "") -> Result | None:
    """List domains."""
    return DOMAINS.show(ctx, Asked.of(ctx, pattern, modifiers))
