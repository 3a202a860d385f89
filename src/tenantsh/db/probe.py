"""One pipelined look at a new connection: who it is, what it could become, whose data it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.db.query import Query, Told
from tenantsh.db.scope import OFF, Empty
from tenantsh.model.errors import ConnectError, SessionClosed, UnsafeLogin

if TYPE_CHECKING:
    from tenantsh.model.convention import Convention
    from tenantsh.model.tenant import Tenant


class Identity(NamedTuple):
    """What the server says about the login, the role and itself."""

    login: str
    role: str
    backend_pid: int
    database: str
    standby: bool
    version: str
    citus: str | None
    """The version of the extension, where the database has it."""
    citus_group: int | None
    """Which node of the Citus cluster this is: 0 is the coordinator."""
    logs_in: bool
    """Whether the role may log in, as Citus' coordinator has to at its workers."""
    bypassing: list[str]
    """Superusers and BYPASSRLS roles that the login is, or is a member of."""
    owned: list[str]
    """Tables with tenant data whose owner the login is, or may become; 20 at most."""
    watched: list[str]
    """The values of the settings that should have none."""
    seal: bool
    """Whether this database has the seal, whoever is sealed by it."""


@dataclass(frozen=True, slots=True)
class OrganizationName(Told):
    """The organization of a session, as the tenant's own role sees it."""

    org: str
    name: str | None


IDENTITY = Query("identity", Identity)


def refuse_unsafe(identity: Identity, convention: Convention) -> None:
    """Refuse a login that row-level security does not hold; raises UnsafeLogin with what to do.

    A superuser, a BYPASSRLS role or an owner of the tables needs one RESET ROLE to see every organization.
    """
    if identity.bypassing:
        reason = f"it is, or is a member of, {', '.join(identity.bypassing)} (superuser or BYPASSRLS)"
    elif identity.owned:
        reason = f"it is, or may become, the owner of {', '.join(identity.owned[:3])}"
        reason += " and more" if len(identity.owned) > 3 else ""
    else:
        return
    raise UnsafeLogin(
        f'the login "{identity.login}" is above row-level security',
        why=f"{reason}: one slip would show every organization",
        hint="connect as a login that is only a member of the tenant roles"
        + (" (engineer, analyst, support)" if convention.name == "platform" else "")
        + ", or say --i-know",
    )


def refuse_set(identity: Identity, empty: Empty) -> None:
    """Refuse a connection that starts with a setting that this session must not have; raises ConnectError."""
    allowed = [("",)] * len(empty.unset) + [OFF] * len(empty.forbidden)
    for name, value, may in zip((*empty.unset, *empty.forbidden), identity.watched, allowed, strict=True):
        if value not in may:
            raise ConnectError(
                f'{name} is "{value}" on this connection, before anything was run',
                why="it changes whose rows are seen; PGOPTIONS, ALTER ROLE … SET or ALTER DATABASE … SET does that",
                hint=f"take it away there: in the tenant's sessions {name} has no value",
            )


def warnings(identity: Identity) -> tuple[str, ...]:
    """What a person is told of a connection that she has all the same."""
    found = []
    if identity.bypassing:
        found.append(f'the login "{identity.login}" reaches {", ".join(identity.bypassing)}, above row-level security')
    if identity.owned:
        found.append(f'the login "{identity.login}" may own tables with tenant data ({len(identity.owned)} seen)')
    if identity.citus is not None and not identity.logs_in:
        found.append(
            f'Citus comes to its workers as the role of the moment, and "{identity.role}" may not log in:'
            " distributed tables cannot be read (docs/citus.md)"
        )
    return tuple(found)


def confirm_same(before: Identity, after: Identity, tenant: Tenant) -> None:
    """Check that a new connection reached the same place as the same login; raises SessionClosed."""
    if (before.login, before.database, before.role) != (after.login, after.database, after.role):
        raise SessionClosed(
            f"the new connection is not the old one's: {after.login} as {after.role} on {after.database}",
            why=f"it was {before.login} as {before.role} on {before.database}, for {tenant}",
            hint="open a new session",
        )
