"""Waiting for one server as psql does: as long as it takes, and Ctrl-C asks it to cancel instead of breaking off.

What was asked is always read to its end, so that the next statement is not shown this one's answer.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from psycopg import pq

from tenantsh.db.progress import Progress
from tenantsh.db.waiting import Interrupts, readable
from tenantsh.model.errors import ConnectionLost

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg.pq.abc import PGresult

Value = TypeVar("Value")

_SILENT_SECONDS = 10.0
"""How long a server that was asked to cancel may say nothing before the connection is given up."""
_SILENT_SECONDS_TWICE = 1.0
"""The same, once a person has pressed Ctrl-C twice."""
_AGAIN_SECONDS = 0.5
_QUIET_SECONDS = 5.0
_PIECE = 1 << 16


class Waiter:
    """Reads and writes one connection; not for two conversations at once."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.on_cancel: Callable[[str], None] = lambda _words: None
        """Hears in psql's words what became of a Ctrl-C that was passed on to the server."""
        self.interrupted = False
        """Whether Ctrl-C came since `begin`, be it too late to cancel anything."""
        self.progress = Progress()
        """Whom to tell while a statement runs."""
        self._connection = connection
        self._pgconn = connection.pgconn
        self._interrupts = Interrupts()
        self._asked = False
        self._streaming = False
        """Whether more rows follow what was taken last."""
        self._since = 0.0
        """When the conversation began."""
        self._deadline = 0.0
        self._pieces: list[bytes] = []

    def begin(self) -> None:
        """Start a conversation: what was before is over."""
        self.interrupted = self._asked = False
        self._since = time.monotonic()

    def result(self) -> PGresult | None:
        """The next result, when it has come; None at the end of what was asked."""
        # the end of an answer is there with it: nothing waits then that Ctrl-C could break off
        if self._streaming or not self._alive or self._pgconn.is_busy():
            result = self._undisturbed(self._result)
        else:
            result = self._pgconn.get_result()
        self._streaming = result is not None and result.status == pq.ExecStatus.TUPLES_CHUNK
        if result is not None and self._streaming:
            self.progress.rows += result.ntuples
        return result

    def sent(self) -> None:
        """Have everything sent that was given to libpq."""
        self._undisturbed(self._sent)

    def copy_data(self) -> bytes | None:
        """What has come of a COPY TO STDOUT, when something has come; None at its end."""
        size = 0
        while size < _PIECE:
            length, data = self._copy_data()
            if length > 0:
                self._pieces.append(bytes(data))
                size += length
            elif self._pieces or length < 0:
                break
            else:
                self._undisturbed(self._receive)
        return self.copied_so_far() or None

    def copied_so_far(self) -> bytes:
        """What has come of a COPY and was not given yet: a notice that comes now came after it."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)

    def note_interrupt(self) -> None:
        """Take note of a Ctrl-C whose work the caller ends itself; the server has not for ever to answer."""
        self.interrupted = self._asked = True
        self._deadline = time.monotonic() + _SILENT_SECONDS

    def cancel(self) -> None:
        """Ask the server to cancel what it does, as Ctrl-C does."""
        self.note_interrupt()
        try:
            self._connection.cancel_safe(timeout=_SILENT_SECONDS)
        except psycopg.Error as error:
            self.on_cancel(f"Could not send cancel request: {error}")
        else:
            self.on_cancel("Cancel request sent")

    def _undisturbed(self, work: Callable[[], Value]) -> Value:
        """Do something during which Ctrl-C is heard in moments only where nothing is lost by it."""
        try:
            with self._interrupts:
                return work()
        finally:
            self.interrupted = self.interrupted or self._interrupts.pending

    def _result(self) -> PGresult | None:
        self._sent()
        while self._alive and self._pgconn.is_busy():
            self._receive()
        return self._pgconn.get_result()

    def _sent(self) -> None:
        while self._unsent():
            self._receive(to_write=True)

    def _unsent(self) -> bool:
        try:
            return self._alive and bool(self._pgconn.flush())
        except psycopg.Error:
            return False  # the result will tell

    def _copy_data(self) -> tuple[int, memoryview]:
        try:
            return self._pgconn.get_copy_data(1)
        except psycopg.Error:
            return -1, memoryview(b"")  # the result will tell

    @property
    def _alive(self) -> bool:
        return self._pgconn.status == pq.ConnStatus.OK

    def _receive(self, *, to_write: bool = False) -> None:
        """Wait for the socket, and take in what has come."""
        if self.interrupted and not self._asked:  # it came in a moment that was none to act in
            self.cancel()
        seconds = self.progress.patience(_AGAIN_SECONDS if self._asked else _QUIET_SECONDS)
        try:
            socket = self._pgconn.socket
            ready = self._interrupts.heard(lambda: readable(socket, or_writable=to_write, seconds=seconds))
            if ready:
                self._pgconn.consume_input()
                self._deadline = time.monotonic() + _SILENT_SECONDS
                self.progress.silent = 0.0
            else:
                self._listen()
                if self._asked and not to_write:
                    self._ask_again()
            self.progress.tick()
        except KeyboardInterrupt:
            self._interrupt()
        except psycopg.OperationalError:
            pass  # the server went away: libpq makes a result of it

    def _listen(self) -> None:
        """Take note of how long nothing was heard of the server's machine, and give it up after too long."""
        from tenantsh.db.silence import Silence

        silence = Silence(self._pgconn.socket, self._since)
        self.progress.silent = silence.seconds
        if silence.too_long:
            self._connection.close()
            raise ConnectionLost(f"nothing was heard of the server's machine for {silence.seconds:.0f} seconds")

    def _interrupt(self) -> None:
        again = self._asked
        self.cancel()
        if again:
            self._deadline = time.monotonic() + _SILENT_SECONDS_TWICE

    def _ask_again(self) -> None:
        """A request that comes before the server has begun to work on a statement is forgotten by it."""
        if time.monotonic() > self._deadline:
            self._connection.close()
            raise ConnectionLost("the server did not answer the request to cancel")
        deadline, self.on_cancel, told = self._deadline, _nothing, self.on_cancel
        self.cancel()
        self._deadline, self.on_cancel = deadline, told


def _nothing(_words: str) -> None:
    pass
