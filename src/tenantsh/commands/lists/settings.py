r"""`\dconfig` and `\drds`: what the server is set to, and what roles and databases start with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.conversions import CONVERSIONS
from tenantsh.commands.lists.listing import GROUP, Asked, Listing, says
from tenantsh.commands.patterns import named
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result

DCONFIG_SINCE = 15


@dataclass(frozen=True, slots=True)
class Setting:
    """A configuration parameter."""

    name: str
    value: str
    type: str
    context: str
    access_privileges: str | None


@dataclass(frozen=True, slots=True)
class RoleSetting:
    """The settings that a role starts with, in one database or in all."""

    role: str | None
    """None where they are for every role."""
    database: str | None
    settings: str
    """One a line."""


SETTINGS = Listing(
    Query("list/settings", Setting),
    title="List of configuration parameters",
    headings=(
        Heading("Parameter", lambda row: row.name),
        Heading("Value", lambda row: row.value),
        Heading("Type", lambda row: row.type, verbose=True),
        Heading("Context", lambda row: row.context, verbose=True),
        Heading("Access privileges", lambda row: row.access_privileges, verbose=True),
    ),
    parts=0,
)
CHANGED = SETTINGS._replace(title="List of non-default configuration parameters")
ROLE_SETTINGS = Listing(
    Query("list/role_settings", RoleSetting),
    title="List of settings",
    headings=(
        Heading("Role", lambda row: row.role),
        Heading("Database", lambda row: row.database),
        Heading("Settings", lambda row: row.settings),
    ),
    parts=1,
)


@command(r"\dconfig", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dconfig", r"\dconfig work_mem"])
def settings(ctx: Context, pattern: kinds.Setting | None = None, *, modifiers: str = "") -> Result | None:
    """List configuration parameters: those that match, or those that differ from their defaults."""
    asked = Asked.of(ctx, pattern, modifiers)
    if asked.major < DCONFIG_SINCE:  # psql reads \dc there, and passes over the letters that it does not know
        return CONVERSIONS.show(ctx, asked)
    listing = CHANGED if pattern is None else SETTINGS
    return listing.show(ctx, asked, defaults=pattern is not None)


@command(r"\drds", "[ROLE [DATABASE]]", group=GROUP, examples=[r"\drds"], modifiers="x")
def role_settings(
    ctx: Context, role: kinds.Role | None = None, database: kinds.Database | None = None, *, modifiers: str = ""
) -> Result | None:
    """List the settings that roles and databases start with."""
    found = ctx.session.fetch(
        ROLE_SETTINGS.query,
        role=named(ctx.session, role, parts=1)["name"],
        database=named(ctx.session, database, parts=1)["name"],
    )
    if not found and says(ctx, _nothing(role, database)):
        return None
    return Asked.of(ctx, role, modifiers).table(ROLE_SETTINGS.headings, found, ROLE_SETTINGS.title)


def _nothing(role: str | None, database: str | None) -> str:
    if role is None:
        return "Did not find any settings."
    also = "" if database is None else f' and database "{database}"'
    return f'Did not find any settings for role "{role}"{also}.'
