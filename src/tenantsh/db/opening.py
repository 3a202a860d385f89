"""From what a person asked for (an organization's id or name, a user's email) to a verified session."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tenantsh.db.answers import statement_error
from tenantsh.db.connect import Target, open_plain
from tenantsh.db.link import MISSING, Link, dial, hint_on
from tenantsh.db.mark import new_id
from tenantsh.db.params import question, rows_of
from tenantsh.db.query import Query, Request
from tenantsh.db.session import Session
from tenantsh.db.steps import Step, final
from tenantsh.db.wire import Wire
from tenantsh.model.convention import CONVENTIONS
from tenantsh.model.errors import ConnectError, ConventionMisfit, UnknownOrganization, UnknownPerson
from tenantsh.model.evidence import NOTHING_KEPT
from tenantsh.model.retention import KEEP_ALL
from tenantsh.model.tenant import Person, Tenant, called, harmless, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tenantsh.db.cells.directory import Directory
    from tenantsh.db.cells.whereabouts import Whereabouts
    from tenantsh.db.lookup import Membership, Organization
    from tenantsh.model.convention import Convention
    from tenantsh.model.errors import StatementError
    from tenantsh.model.evidence import Keeping
    from tenantsh.model.retention import Retention

Row = TypeVar("Row")

_LONGEST_NAME = 255
"""Nothing is called something longer, and likeness to a page of text would take the server minutes to find."""

_NOT_THERE = (
    "this database is laid out in another way: --convention NAME, or a profile, says in which,"
    " and docs/your-database.md how it is written down"
)

_LISTED = r"\orgs lists those that you may see, and so does tenantsh orgs with the same connection options"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose data a person wants to see, and how."""

    org: str
    """An organization's id or name."""
    user: str | None = None
    """A user's email or id: her role in the organization decides the database role."""
    role: str | None = None
    write: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A database, how to get in, and how its row security knows the organization."""

    target: Target
    convention: Convention
    i_know: bool = False
    """Whether the person accepts a login that is above row-level security."""
    retention: Retention = KEEP_ALL
    """How long its tables keep their rows."""
    allowed: frozenset[str] = frozenset()
    """Rules of the guard that sessions here let through."""
    admin: Target | None = None
    r"""A login that may see every row, for `\why`; None where none is named."""
    masking: Mapping[str, str] = field(default_factory=dict)
    """Columns that the configuration marks, `table.column`, and how each is masked."""
    keeping: Keeping = NOTHING_KEPT
    """What is kept of its sessions, by whoever opens them."""
    known: Mapping[str, Convention] = field(default_factory=lambda: CONVENTIONS)
    """What other conventions there are, for whom this one does not fit."""
    cells: Directory | None = None
    """What knows which of several clusters an organization is in; None where there is one database for all."""
    cluster: str | None = None
    """The cluster that this is; None before an organization has said which."""


class Opened(NamedTuple):
    """What a session was opened with: enough to open others beside it."""

    place: Place
    wanted: Wanted


def open_session(place: Place, wanted: Wanted) -> Session:
    """Open and verify a session. Raises ConnectError and its kinds, with near names for an unknown organization."""
    if place.cells is None:
        session = _open(place, wanted)
    else:
        from tenantsh.db.cells.placing import (  # few platforms have several clusters
            confirm,
            placed,
            refuse_another,
            told_where,
        )

        place, there = placed(place, wanted)
        with told_where(place, wanted):
            session = _open(place, there)
        if there.org != session.tenant.org:  # it was found by its name
            confirm(place, wanted, session)
        elif wanted.org != session.tenant.org:
            refuse_another(place, wanted, session)
    session.opened = Opened(place, wanted)
    return session


def _stay(session: Session) -> None:
    """Raise OrganizationMoved where the organization is in another cluster by now."""
    try:
        session.confirm_place()
    except BaseException:
        session.close()
        raise


def _open(place: Place, wanted: Wanted) -> Session:
    if wanted.user is not None:
        return _session(place, _tenant_of_person(place, wanted))
    if place.convention.find_organizations is None:
        return _session(place, _tenant(place.convention, wanted, wanted.org))
    if is_id(wanted.org):
        try:
            return _session(place, _tenant(place.convention, wanted, wanted.org))
        except UnknownOrganization as unknown:
            called_so = _called(place, wanted.org, unknown)
        return _session(place, _tenant(place.convention, wanted, called_so.org))
    return _session(place, _tenant(place.convention, wanted, _organization(place, wanted.org).org))


def reopen(place: Place, tenant: Tenant) -> Session:
    r"""The same organization, by its id, as the same role and person, in another place (`\c`); verified.

    It is never looked up by its name again. Raises ConnectError and its kinds; no session has changed then.
    """
    if tenant.person is not None:
        there = _tenant_of_person(place, Wanted(tenant.org, tenant.person.user_id, write=tenant.write))
        if there.person != tenant.person:
            raise UnknownPerson(
                f"{tenant.person} is somebody else there",
                why="the id of a person means the same in one platform's databases only",
            )
    session = _session(place, dataclasses.replace(tenant, name=None))
    if place.cells is not None:
        _stay(session)
    if tenant.name is not None and session.tenant.name not in (None, tenant.name):
        there_called = session.tenant
        session.close()
        raise UnknownOrganization(
            f"organization {visible(tenant.org)} is another one there: {there_called}, not {tenant}",
            why="a session goes along to another database of the same platform, as the same organization",
            hint=r"\org opens an organization by its name",
        )
    return session


def is_id(org: str) -> bool:
    """Whether a text looks like an id; an organization may still be called so."""
    return org.isascii() and org.isdecimal()


def find_organizations(place: Place, pattern: str) -> list[Organization]:
    """The organizations that match an id, a name or a part of one, best first; all for ''. As the login sees them.

    Raises ConnectError, also for a sealed login that sees none.
    """
    if place.convention.find_organizations is None:
        raise ConnectError(
            f'the convention "{place.convention.name}" has no way to look organizations up',
            hint="give find_organizations (SQL) in the convention's configuration",
        )
    if len(pattern) > _LONGEST_NAME or not sendable(pattern):
        return []
    from tenantsh.db.lookup import Organization  # an id is not looked up, and start-up counts

    query = Query("find_organizations", Organization, sql=place.convention.find_organizations)
    return as_login(place, query.ask(pattern=pattern), Organization)


def _session(place: Place, tenant: Tenant) -> Session:
    session_id = new_id()
    session: Session | None = None

    def redial() -> Link:
        # the reason that was said last is the one that a seal is opened with
        now = tenant if session is None else dataclasses.replace(tenant, reason=session.reason)
        if session is not None:
            session.confirm_place()
        return dial(
            place.target, place.convention, now, i_know=place.i_know, session_id=session_id, masking=place.masking
        )

    try:
        session = Session(redial)
    except ConventionMisfit as error:
        from tenantsh.db.fitting import explain  # most databases are the convention's

        explain(place, error, tenant)
        raise
    session.settle_in(_whereabouts(place, tenant))
    session.retention = place.retention
    session.allow(place.allowed)
    return session


def _whereabouts(place: Place, tenant: Tenant) -> Whereabouts | None:
    """What notices that the organization is moved to another cluster; None where there is one database for all."""
    if place.cells is None or place.cluster is None:
        return None
    from tenantsh.db.cells.whereabouts import Whereabouts  # few platforms have several clusters

    return Whereabouts(place.cells, place.cluster, tenant.org)


def _tenant(convention: Convention, wanted: Wanted, org: str, member: Membership | None = None) -> Tenant:
    role = (member.role if member else wanted.role) or convention.role_for(org, write=wanted.write)
    person = Person(member.user_id, member.email, by_id=wanted.user == member.user_id) if member else None
    settings = convention.context(
        org=org, user=person.user_id if person else None, email=person.email if person else None, role=role
    )
    return Tenant(org=org, role=role, person=person, write=wanted.write, settings=settings, reason=wanted.reason)


def _organization(place: Place, wanted: str) -> Organization:
    found = find_organizations(place, wanted)
    exact = [o for o in found if wanted == o.org or (o.name or "").casefold() == wanted.casefold()]
    if len(exact) == 1:
        return exact[0]
    if exact:
        listed = ", ".join(o.org for o in exact)
        raise UnknownOrganization(
            f'{len(exact)} organizations are called "{visible(wanted)}"', hint=f"use the id: {listed}"
        )
    raise UnknownOrganization(f'no organization "{visible(wanted)}"', hint=_near(found))


def _called(place: Place, wanted: str, unknown: UnknownOrganization) -> Organization:
    """The organization whose name looks like an id: one may be called 2000. Raises `unknown` where nobody can tell."""
    try:
        return _organization(place, wanted)
    except UnknownOrganization as error:
        from tenantsh.db.seal.unopened import Unseen  # few databases have a seal

        raise (unknown if isinstance(error, Unseen) else error) from None


def _near(found: Sequence[Organization]) -> str:
    near = [called(o.name, o.org) for o in found[:3]]
    return f"did you mean {' or '.join(near)}?" if near else _LISTED


def _tenant_of_person(place: Place, wanted: Wanted) -> Tenant:
    convention = place.convention
    who = wanted.user or ""
    if convention.find_person is None:
        raise UnknownPerson(
            f'the convention "{convention.name}" has no way to look a person up',
            hint="give find_person (SQL) in the convention's configuration",
        )
    org = _id_of(place, wanted.org)
    found = _memberships(place, wanted, org) if _may_be_somebody(who) else []
    here = [member for member in found if member.org == org]
    if not here:
        raise _no_member(who, org, found)
    if len(ids := dict.fromkeys(member.user_id for member in here)) > 1:
        raise UnknownPerson(f'{len(ids)} people are called "{visible(who)}"', hint=f"use the id: {', '.join(ids)}")
    tenant = _tenant(convention, wanted, org, here[0])
    if wanted.role not in (None, tenant.role):
        raise UnknownPerson(
            f"{visible(who)} is {tenant.role} in organization {visible(org)}, and not {visible(wanted.role or '')}",
            why="what she sees is what her own role there sees",
            hint="leave the role out, or the person",
        )
    return tenant


def _id_of(place: Place, org: str) -> str:
    """The id that is meant: what looks like one is one, and so is everything where there are no names."""
    if is_id(org) or place.convention.find_organizations is None:
        return org
    return _organization(place, org).org


def _may_be_somebody(who: str) -> bool:
    """Whether a text can be an email or an id at all."""
    return bool(who.strip()) and len(who) <= _LONGEST_NAME and sendable(who)


def sendable(text: str) -> bool:
    """Whether a server takes a text: it takes neither half characters nor NUL."""
    return "\0" not in text and (text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text))


def _memberships(place: Place, wanted: Wanted, org: str) -> list[Membership]:
    """The person's membership, or where else she is a member; a sealed login finds it behind its seal alone."""
    from tenantsh.db.lookup import Membership  # few sessions are a person's, and start-up counts

    asked = Query("find_person", Membership, sql=place.convention.find_person).ask(org=org, who=wanted.user)
    try:
        return as_login(place, asked, Membership)
    except UnknownOrganization:
        from tenantsh.db.seal.within import found_within  # few databases have a seal

        return found_within(place, _tenant(place.convention, dataclasses.replace(wanted, role=None), org), asked)


def _no_member(who: str, org: str, found: Sequence[Membership]) -> UnknownPerson:
    if not found:
        return UnknownPerson(
            f'nobody has the email or id "{visible(who)}"',
            why="a person is found whose account is alive, and who is a member of an organization",
        )
    listed = ", ".join(called(m.org_name, m.org) for m in found[:5])
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    return UnknownPerson(
        f"{visible(who)} is not a member of organization {visible(org)}", hint=f"she is in {listed}{more}"
    )


def as_login(place: Place, request: Request, row: type[Row]) -> list[Row]:
    """Ask a look-up question of the convention's on a short connection of the login itself, which has no tenant.

    Raises Unseen for a login that the seal keeps from finding anything, KeyboardInterrupt when the server has answered
    to Ctrl-C.
    """
    wire = Wire(open_plain(place.target).connection)
    try:
        asked = question(wire.connection, request, 0)
        answers = wire.exchange([Step(b"BEGIN READ ONLY, NOT DEFERRABLE"), asked, Step(b"COMMIT")])
        if wire.interrupted:
            raise KeyboardInterrupt
        if not answers[1].failed:
            found = rows_of(wire.connection, final(answers[1]), row)
            if not found:
                from tenantsh.db.seal.unopened import refuse_unseen  # few databases have a seal

                refuse_unseen(wire)
            return found
    finally:
        wire.close()
    # closed before: the reasons are asked on another connection, and a pooler may have one for both
    raise _not_looked_up(place, statement_error(final(answers[1])))


def _not_looked_up(place: Place, error: StatementError) -> ConnectError:
    words = harmless(error.primary)
    why = f'the convention "{place.convention.name}" looks organizations and people up as the login'
    if error.sqlstate not in MISSING:
        return ConnectError(words, why=why, hint=hint_on(error))
    from tenantsh.db.fitting import explain  # most databases are the convention's

    misfit = ConventionMisfit(words, why=why, hint=_NOT_THERE)
    explain(place, misfit)
    return misfit
