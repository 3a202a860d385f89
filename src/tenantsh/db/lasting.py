"""A link to one tenant's server that outlives connections: lost, it comes back as the same tenant or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from tenantsh.db.granted import Granted
from tenantsh.db.masking.masking import Masking
from tenantsh.db.masking.renewing import renewed
from tenantsh.db.probe import confirm_same
from tenantsh.db.runner import Runner
from tenantsh.lang.lead import only_answers
from tenantsh.model.errors import (
    ConnectError,
    ConnectionLost,
    OrganizationMoved,
    SessionClosed,
    StatementError,
    TenantshError,
    UsageError,
)
from tenantsh.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.db.age import Age
    from tenantsh.db.cells.whereabouts import Whereabouts
    from tenantsh.db.guard import Reading
    from tenantsh.db.guard.surroundings import Ask
    from tenantsh.db.link import Link

CONFLICTS = ("40001", "57P04")
"""What a standby says when replaying comes first: it cancels a statement, or ends the connection."""
GONE = "its settings, temporary tables and prepared statements are gone"
_GIVEN_UP = "The connection was given up: whether the statement has run, or still runs on the server, is not known."
START_OVER = "ROLLBACK, then start over"

Value = TypeVar("Value")


class Streaming(Protocol):
    """Rows that are read one batch after another, between which other statements could come."""

    abandoned: bool
    """Whether nobody can ask for the next batch."""

    def end(self) -> None:
        """End it, and its transaction."""
        ...


class Lasting:
    """The newest link, the runner on it, and what to do when the server goes away.

    Nothing is ever run again by itself, but for what a standby cancelled (`twice`). `tell` gets notices, and the news
    that the connection had been lost.
    """

    def __init__(
        self,
        dial: Callable[[], Link],
        tell: Callable[[Message], None],
        ask: Ask = lambda _: None,
    ) -> None:
        self._dial = dial
        self._tell = tell
        self.granted = Granted(ask, self)
        self.link = self.granted.asked_by(dial())
        self._runner: Runner | None = Runner(self.link)
        self.masking = Masking(lambda: self.link.marks)
        self.closed = False
        self.keeps = False
        """Whether the person has sent something that may have set or kept something on this connection."""
        self.transaction_lost = False
        """Whether a person's transaction went with its connection, or ended in drift, and she has not ended it yet."""
        self.savepoints = 0
        """How often the person has set, released or gone back to savepoints of her own."""
        self.prepared: dict[str, Reading] = {}
        """What the person prepared on this connection by the protocol, and what the guard read in it."""
        self.unprepared: set[str] = set()
        """What was prepared on a connection that is lost."""
        self.occupied: str | None = None
        """What keeps the session from taking a statement; None where nothing does."""
        self.streaming: Streaming | None = None
        """What is being read, batch by batch, in a transaction of its own."""
        self._heard: list[str] = []
        self.whereabouts: Whereabouts | None = None
        """Notices that the organization is moved to another cluster; None where there is one database for all."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction of the person's waits for its COMMIT or ROLLBACK."""
        return self.transaction_lost or (self._runner is not None and self._runner.in_transaction)

    @property
    def failed(self) -> bool:
        """Whether the person's transaction has failed, or was lost, and waits for its ROLLBACK."""
        return self.transaction_lost or (self._runner is not None and self._runner.failed)

    @property
    def runner(self) -> Runner | None:
        """What runs statements on the newest link; None where there is none."""
        return self._runner

    @property
    def age(self) -> Age | None:
        """How old the person's transaction is; None where there is none, or it is lost."""
        runner = self._runner
        return runner.clock.age if runner is not None and runner.in_transaction else None

    @property
    def connected(self) -> bool:
        """Whether there is a connection that looks alive."""
        return self._runner is not None and self.link.wire.alive

    def enter(self, sql: str = "") -> Runner:
        """What `ready` does, for whoever begins something; `sql` is what a person wants to have sent.

        Raises OrganizationMoved where the organization is in another cluster by now, but for what ends a transaction.
        """
        self.stay(sql)
        return self.ready()

    def stay(self, sql: str = "") -> None:
        """Raise OrganizationMoved as `enter` does; asks nobody."""
        whereabouts = self.whereabouts
        if whereabouts is None or self.closed:
            return
        for told in whereabouts.told(sql, may_commit=self.in_transaction and not self.failed):
            self._tell(Message(text=told))
        if whereabouts.refuses(sql, in_transaction=self.in_transaction):
            refusal = whereabouts.refusal(self.link.tenant, in_transaction=self.in_transaction)
            self.fail()
            raise refusal

    def ready(self) -> Runner:
        """A live runner for this tenant: nothing has been sent yet, so coming back here re-runs nothing.

        Raises SessionClosed, UsageError where it is `occupied`, what dialling raises, and ConnectionLost where a
        transaction went with its connection.
        """
        self.granted.forget()
        if self.closed:
            raise SessionClosed("this session is closed", hint="open a new one")
        if self.occupied is not None:
            raise UsageError("this session is busy", why=self.occupied, hint="ask another session, or afterwards")
        if self.streaming is not None:
            self._end_stream(self.streaming)
        if self._runner is not None and self.link.wire.alive:
            self.remark()
            self.renew_marks()
            return self._runner
        told, before, ended = self.transaction_lost, self.link, _said(self.link)
        self.transaction_lost = self.in_transaction
        runner = self._back_for_another()
        if self.transaction_lost and not told:
            raise ConnectionLost(
                f"the connection was lost, and the open transaction with it{ended}",
                why="the server rolls back what was not committed; this statement was not sent",
                hint=f"the session is {self._where(before)}, verified. {START_OVER}",
            )
        self._tell(Message(text=f"The connection had been lost{ended}. Now {self._where(before)}, verified; {GONE}."))
        self.remark()
        return runner

    def twice(self, work: Callable[[Runner], Value], text: str | None = None, reading: Reading | None = None) -> Value:
        """Do something on a live runner, and once more where a standby cancelled it, outside of a transaction.

        `text` and its `reading` are a person's statement, which may have to be left at that; see `db.again`.
        """
        runner = self.ready()
        link, alone = self.link, runner.modes is None
        nothing_kept = not (self.keeps or self.prepared)
        try:
            return self.do(lambda: work(runner))
        except (StatementError, ConnectionLost) as error:
            if error.sqlstate not in CONFLICTS or not link.identity.standby:
                raise
            from tenantsh.db.again import Tried, may_again, once_more  # seldom needed, and start-up counts

            ours = alone and (text is None or (reading is not None and may_again(text, reading)))
            tried = Tried(link, error, ours, alone=nothing_kept)
        return once_more(self, tried, work)

    def note_kept(self, text: str) -> None:
        """Take note of a statement that may set or keep something on this connection."""
        self.keeps = self.keeps or not only_answers(text)

    def told(self, message: Message) -> None:
        """Tell the person something."""
        self._tell(message)

    def remark(self) -> None:
        """Tell what is still to be told of the server that was found."""
        for remark in self.take_remarks():
            self._tell(Message(text=remark))

    def take_remarks(self) -> tuple[str, ...]:
        """What is still to be told of the server that was found; whoever takes it tells it."""
        remarks, self.link.remarks = self.link.remarks, ()
        return remarks

    def renew_marks(self) -> None:
        """Ask again what is marked, where a statement has made or filled something; one round trip then."""
        runner = self._runner
        if self.masking.stale and runner is not None and not runner.failed:
            self.link.marks = renewed(runner, self.masking)
            self.masking.stale = False

    def _end_stream(self, streaming: Streaming) -> None:
        if not streaming.abandoned and self.link.wire.alive:
            raise UsageError(
                "batches of an earlier query are still being read in this session",
                why="they are in a transaction of their own, which ends with them",
                hint="read them to the end, or close() them; those asked for after BEGIN let others in between",
            )
        streaming.end()

    def do(self, work: Callable[[], Value]) -> Value:
        """Do something on the link; whatever happens, its notices are told and a lost link is not forgotten."""
        runner = self._runner
        try:
            return work()
        except ConnectionLost as lost:
            raise self._lost(lost) from lost
        except KeyboardInterrupt:
            if not self.link.wire.alive:
                self._tell(Message(text=_GIVEN_UP))
            raise
        except StatementError as error:
            masked = self.masking.error(error)
            if masked is error:
                raise
            raise masked from None
        finally:
            self._tell_notices()
            if runner is not None and runner.broken_off:
                runner.broken_off = False
                self.transaction_lost = True

    def fail(self) -> None:
        """Have the person's transaction fail, where something in it was not sent: the rest shall not commit alone."""
        runner = self._runner
        if runner is not None and self.link.wire.alive:
            self.do(runner.fail)

    def heard(self) -> list[str]:
        """The NOTIFYs that came since the last call, in psql's words."""
        self._hear()
        heard, self._heard = self._heard, []
        return heard

    def _hear(self) -> None:
        if not self.closed and self.link.wire.alive:  # which reads what has come
            if self.link.pooled:  # what another client of the pooler listens to
                self.link.wire.take_notifications()
                return
            self._heard += self.masking.heard(self.link.wire.take_notifications())

    def close(self) -> None:
        """End it; closing twice is fine."""
        self.closed = True
        self._runner = None
        self.link.wire.close()
        if self.whereabouts is not None:
            self.whereabouts.close()

    def _tell_notices(self) -> None:
        if self._runner is None:
            return
        notices, self._runner.verified_notices = self._runner.verified_notices, []
        for notice in notices:
            self._tell(self.masking.notice(notice))

    def _lost(self, lost: ConnectionLost) -> ConnectionLost:
        """What to say of a connection that was lost during a statement, after trying to come back."""
        self.transaction_lost = self.in_transaction or (self._runner is not None and self._runner.broken_off)
        before = self.link
        try:
            if before.wire.unreachable:
                raise ConnectError("the server cannot be reached")  # a minute of trying is not what she waits for
            self._reconnect()
        except KeyboardInterrupt:
            back = "no new session yet (Ctrl-C); the next statement tries again"
        except SessionClosed as closed:
            back = f"the session is closed: {closed.what}"
        except TenantshError as error:
            back = f"no new session yet ({error.what}); the next statement tries again"
        else:
            back = f"the session is {self._where(before)}, verified; {GONE}"
            self.remark()
        why = "the statement may or may not have run on the server; it is not run again"
        if lost.sqlstate in CONFLICTS and before.identity.standby:
            why = "a standby ends connections that keep it from replaying its primary's changes"
        if self.transaction_lost:
            why = "the open transaction is lost with it: the server rolls back what was not committed"
            back = f"{back}. {START_OVER}"
        told = ConnectionLost(lost.what, why=why, hint=back)
        told.sqlstate, told.detail = lost.sqlstate, lost.detail
        return told

    def _where(self, before: Link) -> str:
        """Where the session is now, and on which server, where it is another one than before."""
        link = self.link
        if link.place == before.place and link.identity.standby == before.identity.standby:
            return f"in {link.tenant} again"
        return f"in {link.tenant} again, on {link.place}, {'a standby' if link.identity.standby else 'the primary'}"

    def _back_for_another(self) -> Runner:
        """Dial again for a statement that was not sent yet, and say so where it cannot be."""
        lost_one = self.transaction_lost
        try:
            return self._reconnect()
        except ConnectError as error:
            with_it = ", and the open transaction with it" if lost_one else ""
            error.why = error.why or f"the connection had been lost{with_it}; this statement was not sent"
            raise

    def _reconnect(self) -> Runner:
        """Dial again as the same tenant; raises what dialling raises and SessionClosed where it is not the same."""
        self._runner = None
        self._hear()
        self.link.wire.close()
        self.unprepared |= set(self.prepared)
        self.prepared = {}
        self.keeps = False
        try:
            link, tenant = self._dial(), self.link.tenant
        except OrganizationMoved as moved:
            if self.transaction_lost:  # nothing of it can run any more, here or there
                moved.why = f"{moved.why}; the open transaction is lost with the connection"
            self.transaction_lost = False
            raise
        try:
            confirm_same(self.link.identity, link.identity, tenant)
            if link.lineage is not None:
                _refuse_another(self.link, link)
            if link.tenant != tenant:
                raise SessionClosed(f"the organization is not what it was: {link.tenant}, was {tenant}")
        except SessionClosed:
            link.wire.close()
            self.closed = True
            raise
        except ConnectError:
            link.wire.close()
            raise
        self.link = self.granted.asked_by(link)
        self._runner = Runner(link)
        self.masking.stale = bool(self.masking.filled)
        return self._runner


def _refuse_another(before: Link, after: Link) -> None:
    from tenantsh.db.timeline import refuse_another  # few sessions have several servers to write to

    refuse_another(before, after, then="; the next statement tries again")


def _said(link: Link) -> str:
    """What the server said when it ended the connection itself, to be put behind that it is lost."""
    if (message := link.wire.farewell) is None:
        return ""
    detail = message.fields.get("message_detail", "")
    return f" ({message.primary}{': ' if detail else ''}{detail})"
