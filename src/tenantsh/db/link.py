"""One verified connection of one tenant: dialled, probed, and refused where it is not what it should be."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tenantsh.db.answers import message_of, statement_error
from tenantsh.db.connect import Opened, Target, open_tenant
from tenantsh.db.endpoint import Endpoint
from tenantsh.db.guard import Surroundings, switches
from tenantsh.db.guard.surroundings import ALWAYS_KEPT, left_on_a_shared_connection
from tenantsh.db.guard.switches import Switch, Switches
from tenantsh.db.masking.marks import MarkRow, Marks, marks_of
from tenantsh.db.masking.marks import asked as marked
from tenantsh.db.masking.shown import as_text
from tenantsh.db.params import question, rows_of
from tenantsh.db.probe import IDENTITY, Identity, OrganizationName, refuse_set, refuse_unsafe
from tenantsh.db.query import Query
from tenantsh.db.scope import NO_JIT, OPENS, OUR_PATH, PERSONS_PATH, PROPAGATES, TOKEN, Empty, Modes, Scope, build
from tenantsh.db.steps import Answer, Step, final
from tenantsh.db.wire import Wire
from tenantsh.model.errors import ConnectError, ConnectionLost, ConventionMisfit, UnknownOrganization
from tenantsh.model.result import TEXT_OID
from tenantsh.model.tenant import harmless, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg import Connection
    from psycopg.pq.abc import PGresult

    from tenantsh.db.seal import Opened as OpenedSeal
    from tenantsh.db.seal import Seal
    from tenantsh.db.timeline import Lineage
    from tenantsh.model.convention import Convention
    from tenantsh.model.errors import StatementError
    from tenantsh.model.message import Message
    from tenantsh.model.tenant import Person, Tenant


MISSING = ("3F000", "42P01", "42883", "42703")
"""No such schema, table, function or column: a convention that is another database's."""
_POOLERS_OWN = {"08P01": "a pooler says so: it has no server connection free, or cannot reach the server"}

NO_MARKS: Mapping[str, str] = {}
"""What the configuration marks, where it marks nothing."""


class Isolation(NamedTuple):
    """What transactions have where nobody says otherwise."""

    level: str


ISOLATION = Query("isolation", Isolation)


class Noticed(NamedTuple):
    """A notice, and the step of the exchange during which it came."""

    at: int
    message: Message


@dataclass(slots=True)
class Link:
    """A live connection, what its server said of itself, and the scope that fits it."""

    wire: Wire
    identity: Identity
    tenant: Tenant
    scope: Scope
    surroundings: Surroundings
    startup: bool
    """Whether the server took the tenant as startup options, so that resets come back to it."""
    server_version: int
    """As libpq counts: 150018 is 15.18."""
    notices: list[Noticed] = field(default_factory=list)
    tenant_column: str = "org_id"
    """The column that says whose a row is, by the convention."""
    seal: Seal | None = None
    """The seal, open on this organization; None where the database has none for this login."""
    marks: Marks = field(default_factory=Marks)
    """Which columns are to be masked, as it was when this connected."""
    session_id: str = ""
    """What the server sees of a session, and of no customer: in its application_name, behind its statements."""
    remarks: tuple[str, ...] = ()
    """What is still to be told of the server that it is."""
    place: str = ""
    """Which server of those that were named: `db.example:5432`."""
    lineage: Lineage | None = None
    """Where its data come from, where another server may become the primary in its place."""

    @property
    def pooled(self) -> bool:
        """Whether a pooler sits in between."""
        return self.surroundings.pooled

    @property
    def standby(self) -> bool:
        """Whether the server follows another one, as far as it is known without asking: it may be promoted."""
        reported = Endpoint(self.wire.pgconn).reported("in_hot_standby")  # servers before 14 do not
        return self.identity.standby if reported is None else reported == "on"

    @property
    def major(self) -> int:
        """The server's major version."""
        return self.server_version // 10000


def dial(
    target: Target,
    convention: Convention,
    tenant: Tenant,
    *,
    i_know: bool = False,
    session_id: str = "",
    masking: Mapping[str, str] = NO_MARKS,
) -> Link:
    """Connect as a tenant and verify it, in one round trip after the connection's own.

    Raises ConnectError and its kinds: UnsafeLogin unless `i_know`, UnknownOrganization where the convention can tell.
    """
    opened = open_tenant(target, tenant, session_id)
    wire = Wire(opened.connection)
    try:
        link = _verified(wire, opened, convention, tenant, i_know=i_know, masking=masking)
        link.lineage = _lineage(wire) if opened.elected else None
    except BaseException:
        wire.close()
        raise
    link.session_id, link.remarks, link.place = session_id, opened.remarks, _place(wire)
    return link


def _verified(
    wire: Wire,
    opened: Opened,
    convention: Convention,
    tenant: Tenant,
    *,
    i_know: bool,
    masking: Mapping[str, str],
) -> Link:
    notices: list[Noticed] = []

    def keep(result: PGresult) -> None:
        notices.append(Noticed(wire.at, message_of(result)))

    wire.on_notice = keep
    identity, found, switching, marks = _probe(wire, convention, tenant, masking)
    if not i_know:
        refuse_unsafe(identity, convention)
    pooled, citus = identity.backend_pid != opened.connection.info.backend_pid, identity.citus is not None
    sealed = _opened_seal(wire, opened.target, convention, tenant, identity, pooled=pooled) if identity.seal else None
    found = sealed.organization if sealed else found  # a sealed login sees nobody before
    seal = sealed.seal if sealed else None
    if convention.organization is not None and found is None:
        raise UnknownOrganization(f'no organization "{visible(tenant.org)}"')
    named = dataclasses.replace(_named(tenant, found), person=_shown(tenant.person, marks))
    if tenant.write and identity.standby:
        raise _nothing_to_write(identity)
    pid = None if pooled else identity.backend_pid
    startup = opened.startup and not pooled  # a pooler may take options and ignore them
    scope = build(
        named,
        login=identity.login,
        backend_pid=pid,
        citus=citus,
        startup=startup,
        empty=empty_of(convention, tenant),
        token=seal.token if seal else None,
        isolation=_isolation(wire) if pooled else None,
    )
    context = _ours(convention) | {TOKEN.lower()}
    around = Surroundings(context, write=tenant.write, pooled=pooled, citus=citus, switches=switching)
    version, column = wire.pgconn.server_version, convention.tenant_column
    return Link(wire, identity, named, scope, around, startup, version, notices, column, seal, marks)


def _ours(convention: Convention) -> frozenset[str]:
    """The settings that make the context, and those that a session keeps to itself; in lower case."""
    names = (*convention.settings, *convention.forbidden_settings, PROPAGATES, OPENS)
    return frozenset(name.lower() for name in names)


def _lineage(wire: Wire) -> Lineage:
    from tenantsh.db.timeline import lineage  # few sessions have several servers to write to, and start-up counts

    try:
        return lineage(wire)
    except ConnectionLost as lost:
        raise ConnectError(f"the server closed the connection during the first look: {lost.what}") from lost


def _isolation(wire: Wire) -> str:
    """The isolation that a server connection began with, whatever another client of the pooler has set since."""
    asked = question(wire.connection, ISOLATION.ask(), wire.pgconn.server_version // 10000)
    try:
        answers = wire.exchange([Step(b"BEGIN READ ONLY, NOT DEFERRABLE"), asked, Step(b"COMMIT")])
    except ConnectionLost as lost:
        raise ConnectError(f"the server closed the connection during the first look: {lost.what}") from lost
    if wire.interrupted:
        raise KeyboardInterrupt
    if answers[1].failed or answers[1].skipped:
        failed = next(answer for answer in answers if answer.failed)
        raise ConnectError(
            harmless(statement_error(final(failed)).primary), why="the first look at the database failed"
        )
    return rows_of(wire.connection, final(answers[1]), Isolation)[0].level


def _place(wire: Wire) -> str:
    end = Endpoint(wire.pgconn)
    return visible(f"{end.host or end.hostaddr}:{end.port}")


def _opened_seal(
    wire: Wire, target: Target, convention: Convention, tenant: Tenant, identity: Identity, *, pooled: bool
) -> OpenedSeal | None:
    from tenantsh.db.seal import open_seal  # few databases have it, and start-up counts

    return open_seal(wire, target, convention, tenant, identity, pooled=pooled)


class _Looked(NamedTuple):
    """What the first look at a connection found."""

    identity: Identity
    organization: OrganizationName | None
    """As the tenant sees it; None where the convention has no way to ask, too."""
    switches: Switches
    marks: Marks


def _probe(wire: Wire, convention: Convention, tenant: Tenant, masking: Mapping[str, str]) -> _Looked:
    """Who is connected, the organization as the tenant sees it, what could change the context, what is to be masked."""
    connection = wire.connection
    # not known yet: the login (asked for here), whether a pooler changes the backend, and whether there is a Citus
    scope = build(tenant, login="", backend_pid=None, citus=None)
    # not deferrable: behind a pooler another client may have wished to wait for a safe snapshot
    opening = [Step(scope.begin(Modes(read_only=True, deferrable=False))), *map(Step, scope.opening)]
    empty = empty_of(convention, tenant)
    watched = [*empty.unset, *empty.forbidden]
    identify = question(connection, IDENTITY.ask(tenant_column=convention.tenant_column, watched=watched), 0)
    major = wire.pgconn.server_version // 10000
    switching = question(connection, switches.ask_for(_ours(convention) | ALWAYS_KEPT), major)
    marking = question(connection, marked(masking), major)  # as the tenant's role: the catalog hides nothing of it
    asked = [Step(NO_JIT), Step(OUR_PATH), identify, switching, marking, Step(PERSONS_PATH)]
    if convention.organization is not None:
        query = Query("organization", OrganizationName, sql=convention.organization)
        asked.append(question(connection, query.ask(org=tenant.org), 0))
    try:
        answers = wire.exchange([*opening, *asked, Step(b"COMMIT")])
    except ConnectionLost as lost:
        what = f"the server closed the connection during the first look: {lost.what}"
        raise ConnectError(what, why=_POOLERS_OWN.get(lost.sqlstate)) from lost
    _raise_unreached(connection, answers, tenant, at=len(opening) + 2)
    _raise_failed(answers, tenant, opened=len(opening), identified=len(opening) + 6)
    _, _, identified, switched, marks, _, *named = answers[len(opening) : -1]
    identity = rows_of(connection, final(identified), Identity)[0]
    refuse_set(identity, empty)
    names = [row for answer in named for row in rows_of(connection, final(answer), OrganizationName)]
    return _Looked(
        identity,
        names[0] if names else None,
        Switches.of(rows_of(connection, final(switched), Switch)),
        marks_of(rows_of(connection, final(marks), MarkRow), masking),
    )


def _raise_unreached(connection: Connection[Any], answers: list[Answer], tenant: Tenant, *, at: int) -> None:
    """Say what it is about where Citus' coordinator did not reach a worker; the answer `at` says who is asking."""
    failed = next((answer for answer in answers if answer.failed), None)
    if failed is None or answers[at].failed or answers[at].skipped:
        return
    error = statement_error(final(failed))
    identity = rows_of(connection, final(answers[at]), Identity)[0]
    if identity.citus is None:
        return
    from tenantsh.db import citus  # few have it, and start-up counts

    if citus.is_unreached(error):
        why, hint = citus.unreached(identity, tenant)
        raise ConnectError(harmless(error.primary), why=why, hint=hint)


def _raise_failed(answers: list[Answer], tenant: Tenant, *, opened: int, identified: int) -> None:
    """Say what the server refused: the first `opened` answers make the tenant, those after `identified` look it up."""
    at = next((at for at, answer in enumerate(answers) if answer.failed), None)
    if at is None:
        return
    error = statement_error(final(answers[at]))
    words = harmless(error.primary)  # a role's name may be a file's
    if at < opened and error.sqlstate == "22012":
        left = left_on_a_shared_connection()
        raise ConnectError(left.what, why=left.why, hint=left.hint)
    if at < opened and error.sqlstate in ("22023", "42501") and tenant.role:  # no such role; not a member of it
        if tenant.person is not None:
            raise ConnectError(
                words,
                why=f'{tenant.person} has the role "{tenant.role}" there, and this login has to assume it',
                hint="a DBA can grant it to this login",
            )
        raise _role_misfit(words, tenant.role, there=error.sqlstate == "42501")
    if at >= identified and error.sqlstate in ("22P02", "22003"):  # not written as an id: "4x2"; or too large for one
        raise UnknownOrganization(f'no organization "{visible(tenant.org)}"', why=words)
    if at >= identified:
        raise (ConventionMisfit if error.sqlstate in MISSING else ConnectError)(
            words,
            why="the convention looks the organization up, as the tenant, and this database refused it",
            hint=hint_on(error),
        )
    raise ConnectError(words, why="the first look at the database failed")


def hint_on(error: StatementError) -> str:
    """What to do where a convention's own question was refused."""
    if error.sqlstate == "42501":
        return "a DBA grants what the convention asks for (docs/your-database.md, step 3)"
    return "a database of another kind has another convention, named in the configuration file"


def _role_misfit(words: str, role: str, *, there: bool) -> ConventionMisfit:
    misfit = ConventionMisfit(
        words, why=f'this login has to assume the role "{visible(role)}"', hint="--role names another role"
    )
    misfit.role, misfit.there = role, there
    return misfit


def empty_of(convention: Convention, tenant: Tenant) -> Empty:
    """The settings that this tenant's sessions must have no value for."""
    filled = {name for name, _ in tenant.settings}
    unset = tuple(name for name in convention.settings if name not in filled)
    return Empty(unset, convention.forbidden_settings)


def _nothing_to_write(identity: Identity) -> ConnectError:
    return ConnectError(
        f'this server of "{identity.database}" is a hot standby: nobody can write here',
        why="the session was asked for with --write",
        hint="name the primary, or all servers (host=a,b finds it among them); or leave --write out",
    )


def _shown(person: Person | None, marks: Marks) -> Person | None:
    """The person, with her email as the database wants emails shown."""
    if person is None:
        return None
    rule = next((mark.rule for at, mark in marks.columns.items() if marks.called[at] == "email"), None)
    return dataclasses.replace(person, masked=None if rule is None else as_text(rule, TEXT_OID, person.email))


def _named(tenant: Tenant, found: OrganizationName | None) -> Tenant:
    return dataclasses.replace(tenant, name=found.name) if found else tenant
