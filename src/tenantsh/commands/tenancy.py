"""Whose data this is: the organization, the person, the connection."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.registry import command
from tenantsh.db import citus
from tenantsh.db.lookup import Organization
from tenantsh.db.probe import warnings
from tenantsh.db.standing import Standing, standing
from tenantsh.model.errors import OrganizationMoved, UsageError
from tenantsh.model.result import Result
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.db.seal import Seal
    from tenantsh.db.session import Session
    from tenantsh.model.convention import Convention
    from tenantsh.model.tenant import Person

GROUP = "Tenant"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what a session says of itself."""

    what: str = field(metadata={"heading": "Who am I"})
    value: str | None = field(metadata={"heading": "Verified"})


@dataclass(frozen=True, slots=True)
class Before:
    """One line of what a session was, that is not verified any more."""

    what: str = field(metadata={"heading": "Who was I"})
    value: str | None = field(metadata={"heading": "Before it moved"})


@command(r"\org", "[ID|NAME]", group=GROUP, leads_elsewhere=True, examples=[r"\org", r"\org 43"])
def org(ctx: Context, *names: kinds.Organization) -> Result:
    """Show the organization, or open another one in a session of its own.

    The old session is closed once the new one is verified; an open transaction keeps it from being left. In a script
    a failure ends it: what follows was meant for another organization.
    """
    if not names:
        session = ctx.tenant_session
        session.verify()
        return Result(status=f"{session.tenant} as {session.tenant.role}, verified", tenant=session.tenant)
    if len(names) > 1:  # the first word of "Acme Labs" may be another organization's name
        raise UsageError(rf"\org: {len(names)} names", hint=r"one with blanks goes into quotes: \org 'Acme Labs'")
    session = ctx.use(names[0])
    there = "" if session.cluster is None else f"; cluster {visible(session.cluster)}"
    return Result(status=f"Now in {session.tenant} as {session.tenant.role}, verified{there}.", tenant=session.tenant)


@command(
    r"\as",
    "[EMAIL|ID]",
    group=GROUP,
    leads_elsewhere=True,
    examples=[r"\as alice@acme.com", r"\as"],
)
def as_person(ctx: Context, *people: kinds.Text) -> Result:
    """See what a person of this organization sees, in a session of its own; alone it goes back to who one was.

    Her role in the organization decides the database role, and row security knows her as the user; both are verified
    with every statement. The old session is closed once the new one is verified; an open transaction keeps it from
    being left. In a script a failure ends it: what follows was meant for another person.
    """
    if len(people) > 1 or (people and not people[0].strip()):
        what = f"{len(people)} people" if len(people) > 1 else "an empty name"
        raise UsageError(rf"\as: {what}", hint=r"\as EMAIL or \as ID is one person; \as alone goes back")
    if people and _is(ctx.tenant_session.tenant.person, people[0]):
        return Result(status=f"Already {_identities(ctx.tenant_session)}.", tenant=ctx.tenant_session.tenant)
    session = ctx.become(people[0] if people else None)
    return Result(status=f"Now {_identities(session)}, verified.", tenant=session.tenant)


def _is(person: Person | None, name: str) -> bool:
    """Whether a name is that of the person whose view it is; by what may be shown of her alone."""
    return person is not None and name in (person.user_id, person.shown)


def _identities(session: Session) -> str:
    """Who looks, and as whom."""
    tenant, identity = session.tenant, session.link.identity
    who = f"{identity.login} as {tenant.person}" if tenant.person is not None else identity.login
    return f"{who} in {tenant}, role {tenant.role or identity.role}"


@command(r"\orgs", "[PATTERN]", group=GROUP, modifiers="+", examples=[r"\orgs", r"\orgs acme", r"\orgs+ acme"])
def orgs(ctx: Context, pattern: kinds.Organization = "", *, modifiers: str = "") -> Result:
    """List the organizations that this login may look up, best match first; of several clusters in which each is.

    With `+`, on Citus: also the shard that holds an organization's rows, its node, its size with those of the other
    tables that lie with it, and the queries and CPU seconds of citus_stat_tenants, where this login may see them.
    """
    if "+" in modifiers:
        from tenantsh.commands.route.orgs import result  # few ask for it

        return result(ctx, pattern)
    if ctx.place.cells is not None:
        from tenantsh.db.cells.everywhere import InCluster, organizations

        placed, told = organizations(ctx.place, pattern)
        return Result.of(InCluster, placed, title="Organizations", tenant=ctx.tenant_session.tenant, notes=told)
    found = ctx.organizations(pattern)
    return Result.of(Organization, found, title="Organizations", tenant=ctx.tenant_session.tenant)


@command(r"\whoami", group=GROUP, examples=[r"\whoami"])
def whoami(ctx: Context) -> Result:
    """Say whose data this is, as whom, and what kind of connection carries it; asks the server.

    Once the organization has moved to another cluster, it says who one was, and where it is now, and asks nobody.
    """
    try:
        ctx.tenant_session.verify()
    except OrganizationMoved as moved:
        return _who_one_was(ctx, moved)
    return Result.of(
        Fact,
        [*facts(ctx.tenant_session, ctx.place.convention), *_follows(ctx)],
        tenant=ctx.tenant_session.tenant,
        notes=warnings(ctx.tenant_session.link.identity),
    )


def _who_one_was(ctx: Context, moved: OrganizationMoved) -> Result:
    session = ctx.tenant_session
    before = [Before(fact.what, fact.value) for fact in facts(session, ctx.place.convention)]
    told = f"{moved.what}. {moved.hint}"
    return Result.of(Before, before, tenant=session.tenant, notes=(told,))


def facts(session: Session, convention: Convention) -> list[Fact]:
    """What a session knows of itself, in the order in which people ask."""
    tenant, identity = session.tenant, session.link.identity
    known = [
        Fact("organization", str(tenant)),
        Fact("role", identity.role if tenant.role is None else tenant.role),
        Fact("mode", "read and write" if tenant.write else "read only, kept by the server"),
        Fact("context", ", ".join(f"{name} = {value}" for name, value in tenant.settings)),
        Fact("login", identity.login),
        Fact("database", identity.database),
        Fact("server", f"PostgreSQL {identity.version}{_kind(session)}"),
        Fact("connection", _connection(session)),
    ]
    if tenant.person is not None:
        told = "" if convention.carries_person else "; by her role alone: no setting of the convention names a person"
        known.insert(1, Fact("person", f"{tenant.person} ({visible(tenant.person.user_id)}){told}"))
    if session.cluster is not None:
        known.insert(1, Fact("cluster", visible(session.cluster)))
    if session.link.seal is not None:
        known.append(Fact("seal", _seal(session.link.seal)))
    if session.reason is not None:
        known.append(Fact("reason", session.reason))
    return known


def _seal(seal: Seal) -> str:
    if seal.holds:
        return "open on this organization; holds for every table that this login reaches"
    listed = ", ".join(dict.fromkeys(hole.object for hole in seal.holes[:3]))
    return f"open on this organization; these lead past it: {listed}{' and more' if len(seal.holes) > 3 else ''}"


def _kind(session: Session) -> str:
    identity = session.link.identity
    return (", hot standby" if session.link.standby else "") + (f", {citus.place(identity)}" if identity.citus else "")


def _follows(ctx: Context) -> Iterator[Fact]:
    """What a standby is, and whether one is preferred; a promoted one is none any more."""
    session, most = ctx.tenant_session, ctx.place.target.max_lag
    if session.link.identity.standby:
        yield Fact("standby", behind(standing(session)))
    if most is not None:
        yield Fact("preferred", f"a standby, at most {most:g} s behind (--replica)")


def behind(found: Standing) -> str:
    """How far a server is behind, in words."""
    if not found.standby:
        return "not any more: it was promoted"
    return "cannot tell how far behind it is" if found.seconds is None else f"{found.seconds:.1f} s behind its primary"


def _connection(session: Session) -> str:
    link = session.link
    if link.pooled:
        return "through a pooler: the tenant is set in each transaction, and nothing outlives it"
    return "direct: resets come back to the tenant" if link.startup else "direct: the tenant is set in each transaction"
