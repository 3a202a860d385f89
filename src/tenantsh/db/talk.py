"""One conversation with the server as psql has it: a text out, its results back as they come, COPY in both directions.

psql shows a result when it has the next one, so notices between two statements come before the first one's rows.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import pq

from tenantsh.db.age import Clock
from tenantsh.db.ask import Ask, CopyGivenUpError, Copying, How
from tenantsh.db.codec import encoded
from tenantsh.db.held import Held
from tenantsh.db.passing import Pieces
from tenantsh.db.steps import CHUNK_ROWS
from tenantsh.model.errors import ConnectionLost, StatementError
from tenantsh.model.message import Message
from tenantsh.model.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg.pq.abc import PGresult

    from tenantsh.db.codec import Codec
    from tenantsh.db.waiter import Waiter

_S = pq.ExecStatus
_COPIES = (_S.COPY_IN, _S.COPY_OUT, _S.COPY_BOTH)
_OPEN = (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)
_FINE = (_S.COMMAND_OK, _S.TUPLES_OK, _S.EMPTY_QUERY)
_LARGE = 1 << 20
"""Bytes of a statement from which on libpq sends it in its own time: otherwise it moves the rest at each turn."""
_COPY_BYTES = 1 << 16
_GIVES_ROWS = (How.SIMPLE, How.BOUND, How.EXECUTE)
_AFTER_THE_END = b"invalid socket\n"
"""What libpq adds where a lost connection is asked for one more result, which psql's way of waiting does not do."""
_BY_USER = b"canceled by user"

Answer = Result | StatementError


class Talk:
    """The conversations of one connection, one after another."""

    def __init__(self, connection: psycopg.Connection[Any], waiter: Waiter, codec: Codec) -> None:
        self.waiter = waiter
        self.codec = codec
        self.on_notice: Callable[[Message], None] = lambda _message: None
        self.type_names: Callable[[int, int], str] = lambda oid, _modifier: f"type {oid}"
        self._connection = connection
        self._pgconn = connection.pgconn
        self.statement = ""
        """The text that messages of this moment are about."""
        self._copying: Copying | None = None
        """Where a COPY's data go, as long as somebody wants them."""
        self._started = 0.0
        self.clock = Clock()
        """Knows how old the open transaction is."""

    @property
    def transaction(self) -> pq.TransactionStatus:
        """The server's transaction state as of the last answer; in the midst of a pipeline it is ACTIVE."""
        return pq.TransactionStatus(self._pgconn.transaction_status)

    def send(self, ask: Ask, copying: Copying) -> Iterator[Answer]:
        """Send what a person asks for; see `Asking.send`."""
        self.waiter.begin()
        self.waiter.progress.begin()
        done = False
        try:
            if (refused := self.start(ask)) is not None:
                yield refused
            else:
                if ask.how in _GIVES_ROWS:
                    self._pgconn.set_chunked_rows_mode(ask.rows_at_a_time or CHUNK_ROWS)
                for answer in self._answers(copying, at_a_time=ask.rows_at_a_time):
                    yield answer
                    self.waiter.progress.resume()
            done = True
        finally:
            if not done:
                self.abandon()
            self.statement = ""
            self.waiter.progress.end()
            self.clock.follow(in_transaction=self.transaction in _OPEN)
        if self.waiter.interrupted:
            raise KeyboardInterrupt

    def start(self, ask: Ask, *, queued: bool = False) -> StatementError | None:
        """Give a text to libpq; what it says where it does not take it.

        What is `queued` in a pipeline goes as a single statement.
        """
        self._started = time.perf_counter()
        self.statement = "" if ask.how not in (How.SIMPLE, How.BOUND, How.PREPARE) else self.codec.counted(ask.text)
        try:
            self._give(replace(ask, how=How.BOUND) if queued and ask.how is How.SIMPLE else ask)
        except psycopg.Error:
            return StatementError(self.codec.decode(self._pgconn.error_message), {})
        return None

    def only(self, ask: Ask) -> PGresult:
        """Send something of the shell's own; its last result. Raises StatementError, and KeyboardInterrupt."""
        self.waiter.begin()
        if (refused := self.start(ask)) is not None:
            raise refused
        results = list(iter(self.waiter.result, None))
        if self.waiter.interrupted:
            raise KeyboardInterrupt
        if results[-1].status not in _FINE:
            raise self.error(results[0])
        return results[-1]

    def noticed(self, notice: PGresult) -> None:
        """Tell of a notice, the moment that it comes."""
        if self._copying is not None:  # what was copied before it is to be seen before it
            self._write(self.waiter.copied_so_far(), self._copying)
        self.on_notice(self._message(notice))

    def error(self, result: PGresult) -> StatementError:
        """A failed result as an error."""
        message = self._message(result)
        return StatementError(message.told(), message.fields, statement=message.statement)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def abandon(self) -> None:
        """Cancel what is under way and throw its answers away."""
        with suppress(psycopg.Error):
            self._pgconn.put_copy_end(_BY_USER)  # where no COPY waits for data it is refused
        try:
            if self._pgconn.transaction_status == pq.TransactionStatus.ACTIVE:
                self.waiter.cancel()
            while (result := self.waiter.result()) is not None:
                if result.status in _COPIES:
                    self.leave_copy()
        except (ConnectionLost, psycopg.Error):
            self._connection.close()

    def _give(self, ask: Ask) -> None:
        name, text, params = encoded(ask.name), encoded(ask.text), [encoded(value) for value in ask.params]
        if ask.how is How.SIMPLE:
            self._send_text(text)
        elif ask.how is How.BOUND:
            self._pgconn.send_query_params(text, params)
        elif ask.how is How.PREPARE:
            self._pgconn.send_prepare(name, text)
        elif ask.how is How.EXECUTE:
            self._pgconn.send_query_prepared(name, params)
        elif ask.how is How.DESCRIBE:
            self._pgconn.send_describe_prepared(name)
        else:
            self._pgconn.send_close_prepared(name)

    def _send_text(self, text: bytes) -> None:
        self._pgconn.nonblocking = int(len(text) < _LARGE)
        try:
            self._pgconn.send_query(text)
        finally:
            self._pgconn.nonblocking = 1

    def _message(self, result: PGresult) -> Message:
        found = ((field.name.lower(), result.error_field(field)) for field in pq.DiagnosticField)
        fields = {name: self.codec.decode(value) for name, value in found if value is not None}
        text = result.error_message.removesuffix(_AFTER_THE_END)
        return Message(fields, self.statement, self.codec.decode(text))

    # -- results -----------------------------------------------------------------------------------------------

    def _answers(self, copying: Copying, *, at_a_time: int) -> Iterator[Answer]:
        behind: Answer | None = None
        copied_out = False
        while (result := self.waiter.result()) is not None:
            self.codec.follow()
            comes_now = result.status in _COPIES or (at_a_time and result.status == _S.TUPLES_CHUNK)
            answer = None if comes_now else self.answer(result, copied_out=copied_out)
            if behind is not None:
                yield _not_last(behind)
            behind = answer
            copied_out = False
            if result.status in _COPIES:
                copied_out = result.status == _S.COPY_OUT
                behind = self._copy(result.status, copying)
            elif answer is None:
                yield from self.in_pieces(result, at_a_time)
        if behind is not None:
            yield behind

    def answer(self, result: PGresult, *, copied_out: bool = False) -> Answer:
        """What a result is to a person; the rest of its rows is waited for."""
        if result.status in (_S.TUPLES_CHUNK, _S.TUPLES_OK):
            return self._rows(result)
        if result.status in (_S.COMMAND_OK, _S.EMPTY_QUERY):
            tag = self._tag(result)
            untagged = not tag and result.status == _S.COMMAND_OK
            data = () if copied_out else None
            return Result(status=tag, untagged=untagged, data=data, seconds=self._seconds())
        return self.error(result)

    def _rows(self, first: PGresult) -> Answer:
        held = Held(self._connection)
        held.take(first)
        last: PGresult | None = first
        tag = self._tag(first)
        while last is not None and last.status == _S.TUPLES_CHUNK:
            last = self.waiter.result()
            if last is not None and last.status not in (_S.TUPLES_CHUNK, _S.TUPLES_OK):
                return self.error(last)
            if last is not None:
                held.take(last)
                tag = self._tag(last) or tag
        return Result(self.columns(first), held, status=tag, seconds=self._seconds())

    def in_pieces(self, first: PGresult, at_a_time: int) -> Iterator[Answer]:
        """An answer whose rows are read while they are shown, and the error that came amid them."""
        self.waiter.progress.end()  # from here on the terminal is the rows', or a pager's
        pieces = Pieces(self._connection, self.waiter, first)
        yield Result(self.columns(first), pieces, at_a_time=at_a_time, seconds=self._seconds())
        pieces.drain()
        if pieces.ended is not None and pieces.broken_off:
            yield self.error(pieces.ended)

    def columns(self, result: PGresult) -> tuple[Column, ...]:
        """The columns of a result."""
        return tuple(
            Column(self.codec.decode(result.fname(i)), result.ftype(i), result.fmod(i), self.type_names)
            for i in range(result.nfields)
        )

    def _tag(self, result: PGresult) -> str:
        return self.codec.decode(result.command_status)

    def _seconds(self) -> float:
        return time.perf_counter() - self._started

    # -- COPY --------------------------------------------------------------------------------------------------

    def _copy(self, status: int, copying: Copying) -> StatementError | None:
        if status == _S.COPY_IN:
            self._copy_in(copying)
        elif status == _S.COPY_OUT:
            self._copy_out(copying)
        else:
            self.leave_copy()
            while self.waiter.result() is not None:  # psql reads no further either
                pass
            return StatementError(f"unexpected PQresultStatus: {status}\n", {})
        return None

    def _copy_in(self, copying: Copying) -> None:
        reason: bytes | None = None
        try:
            self._put(copying)
            reason = _BY_USER if self.waiter.interrupted else None
        except CopyGivenUpError as given_up:
            reason = encoded(str(given_up))
        except KeyboardInterrupt:
            self.waiter.note_interrupt()
            reason = _BY_USER
        except psycopg.Error:
            return  # the server went away: the result will tell
        self.waiter.progress.resume()
        with suppress(psycopg.Error):
            self._pgconn.put_copy_end(reason)

    def _put(self, copying: Copying) -> None:
        unsent = 0
        while not self.waiter.interrupted and (piece := copying.read()) is not None:
            self._pgconn.put_copy_data(piece)
            unsent += len(piece)
            if unsent >= _COPY_BYTES:  # for each line it would take thirty times as long
                self.waiter.sent()
                unsent = 0

    def _copy_out(self, copying: Copying) -> None:
        self._copying = copying
        self.waiter.progress.end()
        try:
            while (data := self.waiter.copy_data()) is not None:
                if self._copying is not None:
                    self._write(data, copying)
        finally:
            self._copying = None

    def _write(self, data: bytes, copying: Copying) -> None:
        try:
            if data:
                copying.write(data)
        except OSError:
            self._copying = None  # whoever writes knows; the rest is read and thrown away, as in psql
        except KeyboardInterrupt:
            self._copying = None
            self.waiter.cancel()

    def leave_copy(self) -> None:
        """Have nothing to do with a COPY's data."""
        with suppress(psycopg.Error):
            self._pgconn.put_copy_end(_BY_USER)
        while self.waiter.copy_data() is not None:
            pass


def _not_last(answer: Answer) -> Answer:
    return replace(answer, last=False) if isinstance(answer, Result) else answer
