r"""`\dp`, which is `\z` too, and `\ddp`: who may do what with relations, and with those that are yet to be made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import EXPANDED_SINCE, GROUP, Asked, Listing
from tenantsh.commands.registry import command
from tenantsh.db.query import Query
from tenantsh.lang.names import name_pattern
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result

_DOTS_SINCE = 14
_Z_MODIFIERS_SINCE = {"S": 16, "x": EXPANDED_SINCE}


@dataclass(frozen=True, slots=True)
class Privileges:
    """What is granted on a relation, and the policies on its rows."""

    schema: str
    name: str
    type: str
    access_privileges: str | None
    column_privileges: str
    """A column a paragraph; empty where there are none."""
    policies: str
    """A policy a paragraph: its command, what it shows, what it lets in, whom it is for."""


@dataclass(frozen=True, slots=True)
class DefaultPrivileges:
    """What will be granted on the objects that a role makes."""

    owner: str
    schema: str | None
    """None where it is for all schemas."""
    type: str
    access_privileges: str


PRIVILEGES = Listing(
    Query("list/privileges", Privileges),
    title="Access privileges",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Type", lambda row: row.type),
        Heading("Access privileges", lambda row: row.access_privileges),
        Heading("Column privileges", lambda row: row.column_privileges),
        Heading("Policies", lambda row: row.policies),
    ),
)
DEFAULT_PRIVILEGES = Listing(
    Query("list/default_privileges", DefaultPrivileges),
    title="Default access privileges",
    headings=(
        Heading("Owner", lambda row: row.owner),
        Heading("Schema", lambda row: row.schema),
        Heading("Type", lambda row: row.type),
        Heading("Access privileges", lambda row: row.access_privileges),
    ),
    parts=0,
)
_OF_LAST_NAME = DEFAULT_PRIVILEGES._replace(parts=3)
"""The same for an older psql, which looks for the last of the names between dots."""


@command(r"\dp", "[PATTERN]", group=GROUP, modifiers="Sx", examples=[r"\dp", r"\dp users"])
def privileges(ctx: Context, pattern: kinds.Guarded | None = None, *, modifiers: str = "") -> Result | None:
    """List privileges on tables, views and sequences, with column privileges and row policies."""
    return PRIVILEGES.show(ctx, Asked.of(ctx, pattern, modifiers))


@command(r"\z", "[PATTERN]", group=GROUP, modifiers="Sx", examples=[r"\z users"])
def privileges_too(ctx: Context, pattern: kinds.Guarded | None = None, *, modifiers: str = "") -> Result | None:
    r"""List privileges; the same as `\dp`."""
    asked = Asked.of(ctx, pattern, modifiers)
    if any(asked.major < _Z_MODIFIERS_SINCE[letter] for letter in modifiers):
        raise UsageError(rf"invalid command \z{modifiers}")
    return PRIVILEGES.show(ctx, asked)


@command(r"\ddp", "[PATTERN]", group=GROUP, modifiers="x", examples=[r"\ddp"])
def default_privileges(ctx: Context, pattern: kinds.Schema | None = None, *, modifiers: str = "") -> Result | None:
    """List default privileges, by owner or schema."""
    asked = Asked.of(ctx, pattern, modifiers)
    if pattern is not None:
        # a dot stands for any character here, but psql counts the names, and takes no database for its own
        name_pattern(pattern, parts=3, version=ctx.session.server_version)
    return (DEFAULT_PRIVILEGES if asked.major >= _DOTS_SINCE else _OF_LAST_NAME).show(ctx, asked)
