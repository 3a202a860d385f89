"""One organization asked: a connection of its own, the statement in its verified scope, and nothing kept after it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tenantsh.db.answers import TypeNames, columns_of, message_of, placed_error, placed_message
from tenantsh.db.connect import open_plain, open_tenant, resolved, spelled
from tenantsh.db.each.inquiry import Answer
from tenantsh.db.each.lead import CANCELLED, MOMENT
from tenantsh.db.environment import UNTOUCHED
from tenantsh.db.failing import CONFLICT, explain_conflict
from tenantsh.db.guard.surroundings import left_on_a_shared_connection
from tenantsh.db.held import Held
from tenantsh.db.link import empty_of
from tenantsh.db.mark import marked
from tenantsh.db.masking.masking import Masking
from tenantsh.db.params import question, rows_of
from tenantsh.db.plans.explaining import Asked, bounds, explained, plan_in
from tenantsh.db.probe import OrganizationName
from tenantsh.db.query import Query
from tenantsh.db.scope import Modes, build, literal
from tenantsh.db.steps import Step, final
from tenantsh.db.wire import Wire
from tenantsh.model.errors import (
    ConnectError,
    ConnectionLost,
    ContextDrift,
    TenantshError,
    UnknownOrganization,
)
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psycopg.pq.abc import PGresult

    from tenantsh.db.connect import Opened, Target
    from tenantsh.db.each.inquiry import Inquiry
    from tenantsh.db.each.lead import Lead
    from tenantsh.db.masking.masking import Masked, Masks
    from tenantsh.db.opening import Place
    from tenantsh.db.scope import Scope
    from tenantsh.db.steps import Answer as Said
    from tenantsh.model.message import Message
    from tenantsh.model.tenant import Tenant

ROWS_BYTES = 512 * 1024
"""How much of an answer's rows waits in memory; the rest of them is in an unnamed file."""
CHUNK_ROWS = 50
"""So few, because several connections have a chunk in memory at a time."""
_MOST_NOTICES = 20
_NO_SUCH_ROLE = ("22023", "42501")
_NO_ID = ("22P02", "22003")
_DRIFTED = "22012"
_COMMIT = Step(b"COMMIT")


class BackendEnded(ConnectionLost):
    """The server ended a connection, and said why."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(
            fields.get("message_primary", "the server ended the connection"),
            why="what ran there may have ended or not; it is not run again",
        )
        self.sqlstate = fields.get("sqlstate", "")


def _for_threads(target: Target) -> Target:
    """The same place for threads that leave the environment alone, and are not led elsewhere by it."""
    options = resolved(target)
    for name in ("service", "servicefile"):
        options.pop(name, None)
    return replace(target, conninfo=spelled(options), environment=UNTOUCHED)


class MomentGone(TenantshError):
    """The snapshot that all were to share is there no more: whoever lent it has lost its connection."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """An exchange: what was sent, where the parts of it are, and what came back."""

    steps: list[Step]
    opening: int
    """How many steps make the tenant; the second of them imports the snapshot, where there is one."""
    organization: int | None
    plan: int | None
    statement: int
    answers: list[Said]

    @property
    def failed(self) -> int | None:
        return next((at for at, answer in enumerate(self.answers) if answer.failed), None)


class Asker:
    """Asks organizations one by one; of several threads each asks others."""

    def __init__(self, place: Place, lead: Lead, inquiry: Inquiry, ask_type: Callable[[int, int], str]) -> None:
        self._place = place
        self._lead = lead
        self._inquiry = inquiry
        self._step = marked(lead.step, inquiry.session_id)
        self._masking = Masking(lambda: lead.link.marks)
        self._masked = _Once(self._masking.of(inquiry.sql))
        self._names = TypeNames(lead.link.wire.connection, ask_type)
        self._seal_at = place.target if lead.link.seal is None else _for_threads(place.target)
        """All hosts: a standby's seal needs its primary."""

    def ask(self, tenant: Tenant, under_way: Callable[[Wire], None]) -> Answer:
        """Ask one organization; `under_way` hears of the connection as soon as it is there. Raises MomentGone."""
        began = time.perf_counter()
        notices: list[tuple[int, Message]] = []
        try:
            found = self._ask(tenant, under_way, notices)
        except MomentGone:
            raise
        except TenantshError as error:
            return Answer(tenant, error=error, seconds=time.perf_counter() - began, notices=self._told(notices))
        return replace(found, seconds=time.perf_counter() - began, notices=self._told(notices))

    def _ask(self, tenant: Tenant, under_way: Callable[[Wire], None], notices: list[tuple[int, Message]]) -> Answer:
        opened = self._opened(tenant)
        wire = Wire(opened.connection)
        try:
            wire.on_notice = lambda notice: notices.append((wire.at, message_of(notice)))
            under_way(wire)
            scope = self._scope(wire, opened, tenant)
            held = Held(wire.connection, self._masked, ROWS_BYTES)
            return self._answer(tenant, self._exchanged(wire, scope, held), held, wire, notices)
        finally:
            wire.close()

    def _opened(self, tenant: Tenant) -> Opened:
        if self._lead.link.startup:
            return open_tenant(self._lead.target, tenant, self._inquiry.session_id)
        return open_plain(self._lead.target)  # a pooler, which would refuse it or take no notice

    def _scope(self, wire: Wire, opened: Opened, tenant: Tenant) -> Scope:
        link, convention = self._lead.link, self._place.convention
        token = None
        if link.seal is not None:
            from tenantsh.db.seal import open_seal  # few databases have it

            sealed = open_seal(wire, self._seal_at, convention, tenant, link.identity, pooled=link.pooled)
            token = sealed.seal.token if sealed else None
        return build(
            tenant,
            login=link.identity.login,
            backend_pid=None if link.pooled else wire.connection.info.backend_pid,
            citus=link.identity.citus is not None,
            startup=opened.startup,
            empty=empty_of(convention, tenant),
            token=token,
            isolation=link.scope.isolation,
        )

    def _exchanged(self, wire: Wire, scope: Scope, held: Held) -> _Sent:
        lead, inquiry = self._lead, self._inquiry
        begin = [Step(scope.begin(MOMENT if lead.snapshot else Modes(read_only=True)))]
        if lead.snapshot:
            begin.append(Step(f"SET TRANSACTION SNAPSHOT {literal(lead.snapshot)}".encode()))
        steps = [*begin, *map(Step, scope.opening)]
        opening, organization, plan = len(steps), None, None
        if self._place.convention.organization is not None:
            organization = len(steps)
            query = Query("organization", OrganizationName, sql=self._place.convention.organization)
            steps.append(question(wire.connection, query.ask(org=scope.tenant.org), lead.link.major))
        if inquiry.seconds:
            bounded = bounds(inquiry.seconds, lock_seconds=inquiry.seconds)  # what it waits for is its own affair
            steps.append(question(wire.connection, bounded, lead.link.major))
        if inquiry.plans:
            plan = len(steps)
            steps.append(explained(lead.step, Asked()))
        statement = len(steps)
        steps += [self._step._replace(sink=held.take, rows=CHUNK_ROWS), Step(scope.assertion), _COMMIT]
        try:
            return _Sent(steps, opening, organization, plan, statement, wire.exchange(steps))
        except ConnectionLost as lost:
            if wire.farewell is None:
                raise
            raise BackendEnded(wire.farewell.fields) from lost

    def _answer(
        self, tenant: Tenant, sent: _Sent, held: Held, wire: Wire, notices: list[tuple[int, Message]]
    ) -> Answer:
        tenant = self._named(wire, tenant, sent)
        if wire.sink_failure is not None:
            raise TenantshError(f"its rows could not be kept: {wire.sink_failure}", hint="is the disk full?")
        if sent.failed is not None:
            return Answer(tenant, error=self._error(tenant, sent, sent.failed, wire, notices))
        plan: dict[str, Any] | None = None
        if sent.plan is not None:
            plan = plan_in((final(sent.answers[sent.plan]).get_value(0, 0) or b"").decode())["Plan"]
        notices[:] = [(at, placed_message(notice, sent.steps[at]) if at >= 0 else notice) for at, notice in notices]
        found = held.description
        result = Result(
            columns=columns_of(found, self._names) if found is not None else (),
            cells=held if found is not None else None,
            status=sent.answers[sent.statement].tag,
            tenant=tenant,
            notes=(held.masks.note,) if held.masks is not None else (),
        )
        return Answer(tenant, result, plan=plan)

    def _named(self, wire: Wire, tenant: Tenant, sent: _Sent) -> Tenant:
        """The tenant, called as it calls itself. Raises UnknownOrganization where it is not there."""
        at = sent.organization
        if at is None or sent.answers[at].skipped or sent.answers[at].failed:
            return tenant
        rows = rows_of(wire.connection, final(sent.answers[at]), OrganizationName)
        if not rows:
            gone = "it was listed, and is not there any more" if tenant.name is not None else None
            raise UnknownOrganization(f'no organization "{tenant.org}"', why=gone)
        return replace(tenant, name=rows[0].name)

    def _error(
        self, tenant: Tenant, sent: _Sent, at: int, wire: Wire, notices: list[tuple[int, Message]]
    ) -> TenantshError:
        error = placed_error(sent.answers[at], sent.steps[at])
        words = error.primary
        if not wire.alive:
            return BackendEnded(error.fields)
        if self._lead.snapshot and at == 1:
            raise MomentGone(f"the moment that all were to be asked at cannot be shared any more: {words}")
        if at < sent.opening and error.sqlstate == _DRIFTED:
            return left_on_a_shared_connection()
        if at < sent.opening:
            why = f'this login has to assume the role "{tenant.role}"' if error.sqlstate in _NO_SUCH_ROLE else None
            return ConnectError(words, why=why)
        if at == sent.organization:
            if error.sqlstate in _NO_ID:
                return UnknownOrganization(f'no organization "{tenant.org}"', why=words)
            return ConnectError(words, why="the convention looks the organization up, as the tenant")
        if at > sent.statement and error.sqlstate == _DRIFTED:
            notices.clear()
            return ContextDrift("the context was not this organization's when the statement ended: results withheld")
        error = self._masking.error(error)
        if error.sqlstate == CONFLICT and self._lead.link.identity.standby:
            explain_conflict(error)
        if error.sqlstate == CANCELLED and self._inquiry.seconds:
            error.hint = f"each organization has {self._inquiry.seconds:g} seconds"
        return error

    def _told(self, notices: list[tuple[int, Message]]) -> tuple[Message, ...]:
        return tuple(self._masking.notice(notice) for _, notice in notices[:_MOST_NOTICES])


class _Once:
    """The masks of answers, found once for all answers of the same columns: the grammar takes its time."""

    def __init__(self, masked: Masked) -> None:
        self._masked = masked
        self._found: dict[tuple[tuple[Any, ...], ...], Masks | None] = {}
        self._lock = threading.Lock()

    def __call__(self, described: PGresult) -> Masks | None:
        key = tuple(
            (described.ftable(at), described.ftablecol(at), described.ftype(at), described.fname(at))
            for at in range(described.nfields)
        )
        with self._lock:
            if key not in self._found:
                self._found[key] = self._masked(described)
            return self._found[key]
