"""Opening the seal for a new connection: its organization is written down once, before anything is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn

from tenantsh.db.answers import statement_error
from tenantsh.db.connect import merge_conninfo, open_plain
from tenantsh.db.params import question, rows_of
from tenantsh.db.probe import OrganizationName
from tenantsh.db.query import Query
from tenantsh.db.scope import build
from tenantsh.db.seal.holes import HOLES, Hole
from tenantsh.db.steps import Step, final
from tenantsh.db.wire import Wire
from tenantsh.model.errors import ConnectError, UnknownOrganization, WantsReason
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tenantsh.db.connect import Target
    from tenantsh.db.probe import Identity
    from tenantsh.db.query import Request
    from tenantsh.model.convention import Convention
    from tenantsh.model.errors import StatementError
    from tenantsh.model.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening said: whether the seal holds this login at all."""

    sealed: bool


@dataclass(frozen=True, slots=True)
class Backend:
    """Which backend a connection has, for the seal of a standby."""

    sealed: bool
    backend: int
    started: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """What says on a standby which organization its backend is open on."""

    token: str | None


OPEN = Query("seal/open", Opening)
BACKEND = Query("seal/backend", Backend)
OPEN_STANDBY = Query("seal/open_standby", Opening)
TOKEN = Query("seal/token", Token)

_WRITING = Step(b"BEGIN READ WRITE")
_READING = Step(b"BEGIN READ ONLY")
_COMMIT = Step(b"COMMIT")
_PLAINLY = Step(
    b"SELECT pg_catalog.set_config('search_path', '', true), pg_catalog.set_config('jit', 'off', true),"
    b" pg_catalog.set_config('quote_all_identifiers', 'off', true)"
)
"""Names with their schemas, and nothing compiled: with thousands of tables that takes longer than looking at them."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal of one connection, which is open."""

    holes: tuple[Hole, ...]
    """The ways past it that this login has, as the catalog told at connect."""
    token: str | None = None
    """What carries it on a standby."""

    @property
    def holds(self) -> bool:
        """Whether it holds for every table that this login can reach."""
        return not self.holes


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of opening: the seal, and the organization as the tenant's role sees it behind it."""

    seal: Seal
    organization: OrganizationName | None


def open_seal(
    wire: Wire, target: Target, convention: Convention, tenant: Tenant, identity: Identity, *, pooled: bool
) -> Opened | None:
    """Open the seal of this connection's backend on the tenant's organization; None where it does not hold the login.

    It takes one round trip; on a standby two, and a connection to its primary. Raises ConnectError where the seal
    refuses: without a reason, through a pooler; UnknownOrganization for what is no id.
    """
    token = None
    opening: list[Step | Request] = []
    if identity.standby or pooled:
        token = _token(wire, target, tenant, pooled=pooled)
        if token is None:
            return None
    else:
        asked = OPEN.ask(org=tenant.org, reason=tenant.reason, backend=wire.connection.info.backend_pid)
        opening = [_WRITING, asked, _COMMIT]
    rows = _asked(wire, tenant, [*opening, *_looking(convention, tenant, identity, token)])
    if opening and not rows.pop(0)[0].sealed:
        return None
    organization = rows.pop(0) if convention.organization is not None else []
    return Opened(Seal(tuple(rows.pop()), token), organization[0] if organization else None)


def _looking(convention: Convention, tenant: Tenant, identity: Identity, token: str | None) -> Iterator[Step | Request]:
    """What is looked at once it is open: the organization, as the tenant, and the ways past the seal."""
    scope = build(tenant, login="", backend_pid=None, token=token)
    yield from (_READING, *map(Step, scope.opening))
    if convention.organization is not None:
        yield Query("organization", OrganizationName, sql=convention.organization).ask(org=tenant.org)
    yield from (_PLAINLY, HOLES.ask(login=identity.login, tenant_column=convention.tenant_column), _COMMIT)


def _token(wire: Wire, target: Target, tenant: Tenant, *, pooled: bool) -> str | None:
    """A token for this standby's backend, from its primary; None for a login that is not sealed."""
    ((here,),) = _asked(wire, tenant, [_READING, BACKEND.ask(), _COMMIT])
    if not here.sealed:
        return None
    if pooled:
        raise _pooled()
    primary = _primary(target)
    try:
        opens = OPEN_STANDBY.ask(org=tenant.org, reason=tenant.reason, backend=here.backend, started=here.started)
        signs = TOKEN.ask(backend=here.backend, started=here.started)
        _, (signed,) = _asked(primary, tenant, [_WRITING, opens, _COMMIT, _READING, signs, _COMMIT])
    finally:
        primary.close()
    token: str | None = signed.token
    return token


def _primary(target: Target) -> Wire:
    there = replace(target, conninfo=merge_conninfo(target.conninfo, "target_session_attrs=read-write"))
    try:
        return Wire(open_plain(there).connection)
    except ConnectError as error:
        raise ConnectError(
            "this login is sealed, and the server is a hot standby",
            why=f"a standby cannot write down which organization is meant: its primary does ({error.what})",
            hint="name both servers: host=standby,primary target_session_attrs=prefer-standby",
        ) from error


def _asked(wire: Wire, tenant: Tenant, steps: Sequence[Step | Request]) -> list[list[Any]]:
    """Run the steps in one round trip; the rows of the questions among them. Raises what the seal refuses."""
    major = wire.pgconn.server_version // 10_000
    sent = [step if isinstance(step, Step) else question(wire.connection, step, major) for step in steps]
    answers = wire.exchange(sent)
    for answer in answers:
        if answer.failed:
            _refused(statement_error(final(answer)), tenant)
    return [
        rows_of(wire.connection, final(answer), step.query.row)
        for answer, step in zip(answers, steps, strict=True)
        if not isinstance(step, Step)
    ]


def _pooled() -> ConnectError:
    return ConnectError(
        "this login is sealed, and there is a pooler between",
        why="the seal belongs to a backend, which a pooler gives to others, too",
        hint="connect to the server itself",
    )


def _refused(error: StatementError, tenant: Tenant) -> NoReturn:
    words = error.primary
    if error.sqlstate == "TS001":
        raise _pooled() from error
    if error.sqlstate == "TS002":
        raise WantsReason(
            "this login is sealed: a session needs a reason",
            why="the database keeps it, with the organization, who opens and when",
            hint="--reason TEXT, or connect(…, reason=…)",
        ) from error
    if error.sqlstate == "TS003":
        raise ConnectError(
            "this backend was open before, and opens once",
            why="a pooler that keeps connections for sessions gives them away again",
            hint="connect to the server itself",
        ) from error
    if error.sqlstate in ("22P02", "22003"):
        raise UnknownOrganization(f'no organization "{visible(tenant.org)}"', why=words) from error
    raise ConnectError(
        words, why="the seal of this database could not be opened", hint=error.fields.get("message_hint")
    )
