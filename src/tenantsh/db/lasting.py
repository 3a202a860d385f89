"""A link to one tenant's server that outlives connections: lost, it comes back as the same tenant or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from tenantsh.db.granted import Granted
from tenantsh.db.masking.masking import Masking
from tenantsh.db.masking.renewing import renewed
from tenantsh.db.probe import confirm_same
from tenantsh.db.runner import Runner
from tenantsh.model.errors import ConnectionLost, SessionClosed, StatementError, TenantshError, UsageError
from tenantsh.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.db.age import Age
    from tenantsh.db.guard import Reading
    from tenantsh.db.guard.surroundings import Ask
    from tenantsh.db.link import Link

_GONE = "its settings, temporary tables and prepared statements are gone"
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

    Nothing is ever run again by itself. `tell` gets notices, and the news that the connection had been lost.
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
            self.renew_marks()
            return self._runner
        told = self.transaction_lost
        self.transaction_lost = self.in_transaction
        runner = self._reconnect()
        if self.transaction_lost and not told:
            raise ConnectionLost(
                "the connection was lost, and the open transaction with it",
                why="the server rolls back what was not committed; this statement was not sent",
                hint=f"the session is in {self.link.tenant} again, verified. {START_OVER}",
            )
        self._tell(Message(text=f"The connection had been lost. Now in {self.link.tenant} again, verified; {_GONE}."))
        return runner

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

    def _tell_notices(self) -> None:
        if self._runner is None:
            return
        notices, self._runner.verified_notices = self._runner.verified_notices, []
        for notice in notices:
            self._tell(self.masking.notice(notice))

    def _lost(self, lost: ConnectionLost) -> ConnectionLost:
        """What to say of a connection that was lost during a statement, after trying to come back."""
        self.transaction_lost = self.in_transaction or (self._runner is not None and self._runner.broken_off)
        try:
            self._reconnect()
        except SessionClosed as closed:
            back = f"the session is closed: {closed.what}"
        except TenantshError as error:
            back = f"no new session yet ({error.what}); the next statement tries again"
        else:
            back = f"the session is in {self.link.tenant} again, verified; {_GONE}"
        if self.transaction_lost:
            why = "the open transaction is lost with it: the server rolls back what was not committed"
            return ConnectionLost(lost.what, why=why, hint=f"{back}. {START_OVER}")
        why = "the statement may or may not have run on the server; it is not run again"
        return ConnectionLost(lost.what, why=why, hint=back)

    def _reconnect(self) -> Runner:
        """Dial again as the same tenant; raises what dialling raises and SessionClosed where it is not the same."""
        self._runner = None
        self._hear()
        self.link.wire.close()
        self.unprepared |= set(self.prepared)
        self.prepared = {}
        link, tenant = self._dial(), self.link.tenant
        try:
            confirm_same(self.link.identity, link.identity, tenant)
            if link.tenant != tenant:
                raise SessionClosed(f"the organization is not what it was: {link.tenant}, was {tenant}")
        except SessionClosed:
            link.wire.close()
            self.closed = True
            raise
        self.link = self.granted.asked_by(link)
        self._runner = Runner(link)
        self.masking.stale = bool(self.masking.filled)
        return self._runner
