"""Many organizations asked by a few threads: the answers in the order that was asked for, and what has no answer."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.db.each.asking import BackendEnded, MomentGone
from tenantsh.db.each.failing import cancelled, unreached, writing
from tenantsh.db.each.grounds import Ground, Grounds
from tenantsh.db.each.inquiry import MOST_WORKERS, Answer
from tenantsh.db.progress import Progress
from tenantsh.db.witness import shapes_of, verdict_of
from tenantsh.model.errors import (
    ConnectError,
    ConnectionLost,
    StatementError,
    TenantshError,
)
from tenantsh.model.evidence import Done
from tenantsh.model.tenant import Tenant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType
    from typing import Self

    from tenantsh.db.each.inquiry import Inquiry, Wanted
    from tenantsh.db.opening import Place
    from tenantsh.db.wire import Wire

_AHEAD = 32
"""So many answers wait for one that comes before them; then no further organization is asked."""
_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 5.0
_CANCEL_SECONDS = 2.0
_ROOM_SECONDS = 10.0
"""How long a connection that is refused is tried again while others come about."""
_REACHABLE_SECONDS = 1.0
"""So long after the last one the server is taken to be there."""
_UNREACHED = 8
"""After so many organizations in a row that could not be reached, the others are not tried."""


class Round:
    """One question on its way around many organizations. A context manager; iterate over it once.

    Nothing is shared by two organizations but the moment: each has a connection of its own. Ctrl-C lets what runs be
    cancelled, and what is done be given; a second one is a KeyboardInterrupt.
    """

    def __init__(
        self,
        place: Place,
        present: Tenant,
        organizations: Sequence[Wanted],
        inquiry: Inquiry,
        *,
        on_done: Callable[[Done], None] | None = None,
        ask_type: Callable[[int, int], str] = lambda oid, _: f"type {oid}",
        progress: Progress | None = None,
    ) -> None:
        """As `present`, whose session it is: its person, its role. Raises what opening a session raises.

        `on_done` hears of each organization's statement, as a session's does; `ask_type` finds a type's name by oid and
        modifier; `progress` is told how many have answered.
        """
        self.organizations = organizations
        self.left: list[Wanted] = []
        """Those that were not asked, or were cancelled, because it was stopped."""
        self.stopped: str | None = None
        """Why not all of them were asked; None where all were."""
        self._grounds = Grounds(place, present, organizations, inquiry, ask_type)
        self._inquiry = inquiry
        self._on_done = on_done
        self._progress = progress or Progress()
        self._changed = threading.Condition()
        self._next = 0
        self._given = 0
        self._done: dict[int, Answer | None] = {}
        self._wires: set[Wire] = set()
        self._connected_at = 0.0
        """When the last connection came about."""
        self._threads: list[threading.Thread] = []
        self._interrupts = 0
        self._before: object = None
        self._cancel_until: float | None = None

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C has come."""
        return self._interrupts > 0

    @property
    def alone(self) -> str | None:
        """Why each is asked at a moment of its own; None where all are asked at the same one."""
        return self._grounds.alone

    @property
    def clusters(self) -> tuple[str, ...]:
        """The clusters in which they are asked, each at a moment of its own; none where there is one server."""
        return self._grounds.clusters

    def __enter__(self) -> Self:
        in_main = threading.current_thread() is threading.main_thread()
        if in_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._interrupted)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        self.close()

    def __iter__(self) -> Iterator[Answer]:
        self._progress.begin()
        self._progress.total = len(self.organizations)
        self._progress.unit = "organizations"
        self._start()
        try:
            yield from self._answers()
        finally:
            self._progress.end()
            self.close()

    def _answers(self) -> Iterator[Answer]:
        """Those that come. Raises StatementError for a statement that writes: it does so everywhere."""
        answering, writes = False, None
        for at, wanted in enumerate(self.organizations):
            answer = self._await(at)
            if answer is None:
                self.left.append(wanted)
                continue
            self._witness(answer)
            if not answering and writes is None and (writes := writing(answer.error)) is not None:
                self._stop("it writes")
            if writes is None:  # what others have said meanwhile is on record, and the same once more
                answering = answering or answer.result is not None
                yield answer
        if writes is not None:
            raise writes

    def close(self) -> None:
        """Stop asking, and let go of every connection; closing twice is fine."""
        if self._given < len(self.organizations):
            self._stop("it was closed")
        until = time.monotonic() + _PATIENCE_SECONDS
        while any(thread.is_alive() for thread in self._threads) and time.monotonic() < until:
            self._cancel()
            for thread in self._threads:
                thread.join(_LOOK_SECONDS / len(self._threads))
        self._grounds.close()

    # -- threads -----------------------------------------------------------------------------------------------

    def _start(self) -> None:
        workers = min(max(1, self._inquiry.workers), MOST_WORKERS, max(1, len(self.organizations)))
        for at in range(workers):
            # daemons: one that waits for a server which has gone must not keep the program from ending
            thread = threading.Thread(target=self._work, name=f"tenantsh-each-{at}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        lost = 0
        while (at := self._take()) is not None:
            ground = self._grounds.of(self.organizations[at])
            answer = self._asked(self.organizations[at])
            if not isinstance(ground, Ground):  # of it that is known already
                self._finish(at, answer)
                continue
            lost = lost + 1 if answer is not None and unreached(answer.error) else 0
            if lost >= _UNREACHED and answer is not None:
                self._give_up(ground, f"{lost} in a row could not be reached: {answer.error and answer.error.what}")
                lost = 0
            self._finish(at, answer)

    def _finish(self, at: int, answer: Answer | None) -> None:
        with self._changed:
            self._done[at] = answer
            self._changed.notify_all()

    def _give_up(self, ground: Ground, why: str) -> None:
        """Ask no further organization there; none at all where there is no other server."""
        if all(other is ground or other.unreached is not None for other in self._grounds.all):
            self._stop(why)
        else:
            ground.unreached = why

    def _take(self) -> int | None:
        """The next organization, once the answers before it have been given; None where nothing is to be asked."""
        with self._changed:
            while self.stopped is None and self._next < len(self.organizations):
                if self._next < self._given + max(_AHEAD, self._inquiry.workers):
                    self._next += 1
                    return self._next - 1
                self._changed.wait()
            return None

    def _asked(self, wanted: Wanted) -> Answer | None:
        """Its answer; None where it was stopped before there was one."""
        until = time.monotonic() + _ROOM_SECONDS
        while True:
            answer, connected = self._asked_once(wanted)
            refused = answer is not None and not connected and unreached(answer.error)
            if not refused or not self._may_find_room(until):
                return answer

    def _may_find_room(self, until: float) -> bool:
        """Wait a moment for others to end: logins and servers have only so many connections. Nothing was sent yet."""
        with self._changed:
            now = time.monotonic()
            reachable = bool(self._wires) or now - self._connected_at < _REACHABLE_SECONDS
            if self.stopped is not None or not reachable or now > until:
                return False
            self._changed.wait(_LOOK_SECONDS)
            return True

    def _asked_once(self, wanted: Wanted) -> tuple[Answer | None, bool]:
        """Its answer, and whether there was a connection."""
        ground = self._grounds.of(wanted)
        if isinstance(ground, TenantshError):
            return Answer(Tenant(wanted.org, wanted.name), error=ground), True
        wires: list[Wire] = []

        def under_way(wire: Wire) -> None:
            wires.append(wire)
            with self._changed:
                self._wires.add(wire)
                self._connected_at = time.monotonic()
            if self.stopped is not None:
                raise ConnectionLost("it was stopped")

        try:
            found = ground.asker.ask(ground.tenant_of(wanted), under_way)
            answer = replace(found, cluster=ground.cluster)
        except MomentGone as gone:
            self._give_up(ground, gone.what)
            if self.stopped is None:  # the others have theirs
                return Answer(Tenant(wanted.org, wanted.name), error=ConnectError(gone.what)), True
            return None, True
        except TenantshError as error:
            answer = Answer(Tenant(wanted.org, wanted.name), error=error)
        except Exception as error:  # noqa: BLE001 - a thread's error would be nobody's, and its organization forgotten
            answer = Answer(Tenant(wanted.org, wanted.name), error=TenantshError(f"{type(error).__name__}: {error}"))
        finally:
            with self._changed:
                self._wires.difference_update(wires)
        stopped = self.stopped is not None and cancelled(answer.error)
        return None if stopped else answer, bool(wires)

    # -- the thread that looks on ------------------------------------------------------------------------------

    def _await(self, at: int) -> Answer | None:
        """The answer of an organization; None where it is not asked any more, or was cancelled."""
        while True:
            with self._changed:
                if at in self._done:
                    self._given = at + 1
                    self._changed.notify_all()
                    return self._done.pop(at)
                if at >= self._next and self.stopped is not None:
                    return None
                self._changed.wait(self._progress.patience(_LOOK_SECONDS))
                self._progress.rows = self._given + len(self._done)
            self._progress.tick()
            if self.stopped is not None and not self._cancel():
                with self._changed:
                    return self._done.pop(at, None)

    def _witness(self, answer: Answer) -> None:
        """Tell of an answer before anybody sees it. Raises what whoever hears it raises."""
        if self._on_done is None:
            return
        error, inquiry = answer.error, self._inquiry
        self._on_done(
            Done(
                session=inquiry.session_id,
                how="each",
                sql=inquiry.sql,
                shapes=shapes_of(inquiry.params),
                rows=len(answer.result) if answer.result is not None else None,
                seconds=answer.seconds,
                verdict=verdict_of(error),
                server=self._grounds.server(answer.tenant.org),
                tenant=answer.tenant,
                sqlstate=error.sqlstate if isinstance(error, (StatementError, BackendEnded)) else "",
                reason=inquiry.reason,
            )
        )

    def _interrupted(self, _signal: int, _frame: object) -> None:
        self._interrupts += 1
        if self._interrupts > 1:
            raise KeyboardInterrupt
        self.stopped = self.stopped or "Ctrl-C"  # no lock: it may be held by what was interrupted

    def _stop(self, why: str) -> None:
        with self._changed:
            self.stopped = self.stopped or why
            self._changed.notify_all()

    def _cancel(self) -> bool:
        """Cancel what runs; False where nothing is to be waited for. A request may come too early: it is made again."""
        with self._changed:
            wires = list(self._wires)
            self._changed.notify_all()
        now = time.monotonic()
        self._cancel_until = self._cancel_until or now + _PATIENCE_SECONDS
        if not any(thread.is_alive() for thread in self._threads) or now > self._cancel_until:
            return False
        for wire in wires:
            with contextlib.suppress(Exception):  # it may have ended meanwhile
                wire.connection.cancel_safe(timeout=_CANCEL_SECONDS)
        return True
