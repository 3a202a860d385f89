"""Whose data a session looks at, for life: what is known of that without asking the server, and who hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.endpoint import Endpoint
from tenantsh.db.lasting import Lasting
from tenantsh.db.progress import Progress
from tenantsh.db.witness import Seen, Witness
from tenantsh.model.errors import UsageError
from tenantsh.model.evidence import Verdict
from tenantsh.model.retention import KEEP_ALL

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from tenantsh.db.age import Age
    from tenantsh.db.cells.whereabouts import Whereabouts
    from tenantsh.db.link import Link
    from tenantsh.db.opening import Opened
    from tenantsh.db.query import Request
    from tenantsh.model.errors import NeedsReason
    from tenantsh.model.evidence import Done, Server
    from tenantsh.model.message import Message
    from tenantsh.model.tenant import Tenant


class Tenancy:
    """One organization's connection, found again when it is lost; `Session` sends statements on it."""

    def __init__(self, dial: Callable[[], Link]) -> None:
        self.on_notice: Callable[[Message], None] = _logged
        """Called with each notice, warning and news of the connection, once its statement was verified or has failed.

        Unless somebody else is to hear them, they go to Python's logger `tenantsh`: by default it shows warnings.
        """
        self.on_question: Callable[[Request, int], None] = _nobody
        """Called with each of our own questions before it is sent, and the server's major."""
        self.on_ask: Callable[[], None] = _nobody
        """Called before each statement of a person's; what it raises keeps it back."""
        self.on_need: Callable[[NeedsReason], str | None] = _nobody
        """Asks a person for the reason of what the guard lets through for one only; None where there is none."""
        self.progress = Progress()
        """Whom to tell while a statement of `send` runs."""
        self.retention = KEEP_ALL
        """How long the tables keep their rows, for what `partitions` finds."""
        self.opened: Opened | None = None
        """What it was opened with; None for one that was opened as another one's like."""
        self._lasting = Lasting(dial, self._tell, self._need)
        self._witness = Witness(self._lasting)

    @property
    def id(self) -> str:
        """What the server sees of this session, and of no customer; stays when the connection is lost."""
        return self.link.session_id

    @property
    def on_done(self) -> Callable[[Done], None] | None:
        """Hears of each statement of a person's what became of it, before its rows are handed over.

        What it raises, the person gets instead of the rows.
        """
        return self._witness.on_done

    @on_done.setter
    def on_done(self, hears: Callable[[Done], None] | None) -> None:
        self._witness.on_done = hears

    @property
    def reason(self) -> str | None:
        """Why this data is looked at, as it was said last: what `on_done` hears with each statement."""
        return self._witness.reason

    @reason.setter
    def reason(self, said: str | None) -> None:
        self._witness.reason = said

    @property
    def reason_at(self) -> float:
        """When it was said, in seconds of the epoch."""
        return self._witness.reason_at

    def same_reason(self, before: Tenancy) -> None:
        """Go on with the reason of another session of the same organization, as old as it is."""
        self._witness.go_on(before._witness)

    @property
    def case(self) -> str:
        """The support case that is recorded, by its id: what `on_done` hears with each statement; empty for none."""
        return self._witness.case

    @case.setter
    def case(self, number: str) -> None:
        self._witness.case = number

    @property
    def server(self) -> Server:
        """Where it leads: also of a connection that is lost."""
        return self._witness.server

    def witness(self, how: str, sql: str, rows: int | None = None) -> None:
        """Have `on_done` hear of something that is no statement: a column unmasked, a row explained."""
        self._witness.tell(Seen(sql, how), Verdict.DONE, rows=rows)

    @property
    def tenant(self) -> Tenant:
        """Whose data this session looks at; never changes."""
        return self.link.tenant

    @property
    def link(self) -> Link:
        """The newest connection and what is known of its server."""
        return self._lasting.link

    @property
    def endpoint(self) -> Endpoint:
        """What the connection says of itself, without asking the server."""
        return Endpoint(self.link.wire.pgconn)

    @property
    def server_version(self) -> int:
        """The server's version as libpq counts, also of a connection that is lost: 150018 is 15.18."""
        return self.link.server_version

    @property
    def cluster(self) -> str | None:
        """Which of several clusters it is in; None where there is one database for all organizations."""
        whereabouts = self._lasting.whereabouts
        return None if whereabouts is None else whereabouts.cluster

    @property
    def moved(self) -> bool:
        """Whether the organization is in another cluster by now, as far as it is known."""
        whereabouts = self._lasting.whereabouts
        return whereabouts is not None and whereabouts.moved

    def settle_in(self, whereabouts: Whereabouts | None) -> None:
        """Have moves to another cluster noticed from now on."""
        self._lasting.whereabouts = whereabouts
        if whereabouts is not None:
            whereabouts.begin()

    def confirm_place(self) -> None:
        """Ask the directory now, where there is one. Raises OrganizationMoved; one that cannot be asked is told of."""
        if (whereabouts := self._lasting.whereabouts) is not None:
            whereabouts.look()
            if whereabouts.moved:
                raise whereabouts.refusal(self.tenant)

    def refuse_moved(self) -> None:
        """Raise OrganizationMoved where the organization is known to be in another cluster by now."""
        whereabouts = self._lasting.whereabouts
        if whereabouts is not None and whereabouts.moved:
            raise whereabouts.refusal(self.tenant, in_transaction=self.in_transaction)

    def allow(self, rules: frozenset[str]) -> None:
        """Let these rules of the guard through from now on."""
        self._lasting.granted.allow(self.link, rules)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction of the person's waits for its COMMIT or ROLLBACK."""
        return self._lasting.in_transaction

    @property
    def failed(self) -> bool:
        """Whether the person's transaction has failed, or was lost, and waits for its ROLLBACK."""
        return self._lasting.failed

    @property
    def age(self) -> Age | None:
        """How old the person's transaction is; None where there is none, or it is lost."""
        return self._lasting.age

    @property
    def connected(self) -> bool:
        """Whether there is a connection that looks alive."""
        return self._lasting.connected

    @property
    def closed(self) -> bool:
        """Whether it was ended for good, and nothing is to be asked as its tenant any more."""
        return self._lasting.closed

    @property
    def unmasked(self) -> frozenset[str]:
        """The marked columns that this session shows."""
        return self._lasting.masking.shown

    def masked_column(self, named: str) -> str:
        """A marked column's whole name, by that or by its end. Raises UsageError for none, and for several."""
        return self._lasting.masking.named(named)

    def unmask(self, column: str, reason: str) -> str:
        """Show a marked column until the session ends; `on_done` hears of it. Returns its whole name.

        Raises UsageError for one that is none, and without a reason.
        """
        found = self.masked_column(column)
        if not reason.strip():
            raise UsageError(f"{found} is masked, and shown for a reason only", hint="say which, for the evidence log")
        self.witness(f"unmask: {reason}", f"\\unmask {found}")
        self._lasting.masking.shown |= {found}
        return found

    def close(self) -> None:
        """End the session; closing twice is fine."""
        self._lasting.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self._lasting.closed else ("connected" if self.connected else "disconnected")
        return f"<{type(self).__name__} {self.tenant} as {self.tenant.role}, {state}>"

    def _need(self, need: NeedsReason) -> str | None:
        return self.on_need(need)

    def _tell(self, notice: Message) -> None:
        self.on_notice(notice)


def _nobody(*_heard: object) -> None:
    """Hears the questions of a session that nobody listens to."""


def _logged(notice: Message) -> None:
    """Hears the notices of a session that nobody listens to; what is no server's is that it had lost the connection."""
    import logging  # a shell listens itself, and start-up counts

    level = logging.INFO if notice.severity in ("NOTICE", "INFO", "LOG", "DEBUG") else logging.WARNING
    logging.getLogger("tenantsh").log(level, "%s", notice.told())
