r"""`\du`, which is `\dg` too, and `\drg`: the roles, and who is a member of what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import GROUP, Asked, Listing
from tenantsh.commands.registry import command
from tenantsh.db.query import Query
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result

GRANTS_SINCE = 16
r"""From then on memberships have a list of their own, `\drg`."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role with what it may do."""

    name: str
    superuser: bool
    inherits: bool
    creates_roles: bool
    creates_databases: bool
    logs_in: bool
    replicates: bool
    bypasses_rls: bool
    connection_limit: int
    """-1 where there is none."""
    valid_until: str | None
    member_of: str | None
    """The roles that it is a member of, as an array; None from 16 on."""
    description: str | None

    @property
    def attributes(self) -> str:
        """What psql says of it: one line of words, and one each for the limit and the end of its password."""
        words = {
            "Superuser": self.superuser,
            "No inheritance": not self.inherits,
            "Create role": self.creates_roles,
            "Create DB": self.creates_databases,
            "Cannot login": not self.logs_in,
            "Replication": self.replicates,
            "Bypass RLS": self.bypasses_rls,
        }
        lines = [", ".join(word for word, so in words.items() if so)]
        if self.connection_limit >= 0:
            lines.append(_connections(self.connection_limit))
        if self.valid_until is not None:
            lines.append(f"Password valid until {self.valid_until}")
        return "\n".join(filter(None, lines))


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A membership."""

    name: str
    member_of: str | None
    options: str
    grantor: str | None


ROLES = Listing(
    Query("list/roles", Role),
    title="List of roles",
    headings=(
        Heading("Role name", lambda row: row.name),
        Heading("Attributes", lambda row: row.attributes),
        Heading("Member of", lambda row: row.member_of, known_until=GRANTS_SINCE - 1),
        Heading("Description", lambda row: row.description or "", verbose=True),
    ),
    parts=1,
)
ROLE_GRANTS = Listing(
    Query("list/role_grants", RoleGrant),
    title="List of role grants",
    headings=(
        Heading("Role name", lambda row: row.name),
        Heading("Member of", lambda row: row.member_of),
        Heading("Options", lambda row: row.options),
        Heading("Grantor", lambda row: row.grantor),
    ),
    parts=1,
)


@command(r"\du", "[PATTERN]", group=GROUP, modifiers="S+x", examples=[r"\du"], aliases=[r"\dg"])
def roles(ctx: Context, pattern: kinds.Role | None = None, *, modifiers: str = "") -> Result | None:
    """List roles."""
    shown = ROLES.show(ctx, Asked.of(ctx, pattern, modifiers))
    return None if shown is None else replace(shown, footers=())  # psql does not count them


@command(r"\drg", "[PATTERN]", group=GROUP, modifiers="Sx", examples=[r"\drg"])
def role_grants(ctx: Context, pattern: kinds.Role | None = None, *, modifiers: str = "") -> Result | None:
    """List memberships of roles, from PostgreSQL 16 on."""
    asked = Asked.of(ctx, pattern, modifiers)
    if asked.major < GRANTS_SINCE:
        raise UsageError(rf"invalid command \drg{modifiers}")
    return ROLE_GRANTS.show(ctx, asked)


def _connections(limit: int) -> str:
    if limit == 0:
        return "No connections"
    return "1 connection" if limit == 1 else f"{limit} connections"
