"""One libpq connection, spoken to in pipelines: many statements out, their answers back, one round trip.

psycopg's own pipeline mode cannot stream rows and hides results that come before an error; the scope needs both, so
this module drives libpq itself through `psycopg.pq`. It knows nothing of tenants.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NoReturn, TypeVar

import psycopg
from psycopg import pq

from tenantsh.db.answers import message_of
from tenantsh.db.ask import CopyGivenUpError
from tenantsh.db.progress import Progress
from tenantsh.db.steps import Answer, Do, Step
from tenantsh.db.waiting import Interrupts, readable, resident_bytes
from tenantsh.model.errors import ConnectionLost, RowsTooLarge

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

    from tenantsh.model.message import Message

_COPY_BYTES = 1 << 16
"""What is given to libpq at once of the data of a COPY."""

_TOGETHER_ROWS = 5000
_TOGETHER_BYTES = 1 << 20

_AHEAD = 16
"""How often more is taken in before what has come was read; each time it is what the socket holds."""

_CANCEL_SECONDS = 5.0
"""How long a server that was asked to cancel may be silent before the connection is given up."""
_CANCEL_AGAIN_SECONDS = 0.2
_QUIET_SECONDS = 5.0

_LOOK_SECONDS = 0.005
"""How often it is looked at how much memory takes what comes."""

_OK = pq.ConnStatus.OK
_ENDED = pq.ExecStatus.PIPELINE_SYNC
_ROWS = (pq.ExecStatus.TUPLES_CHUNK, pq.ExecStatus.TUPLES_OK)


Given = TypeVar("Given")
Talk = TypeVar("Talk")
Write = Callable[[memoryview | bytes], object]
Read = Callable[[], bytes | None]
TakeRows = Callable[[bytearray, Sequence[int]], int]
"""Takes messages of a COPY, one after another, and how long each is; gives how many rows they are."""


class Wire:
    """A libpq connection and the waiting for it."""

    def __init__(self, connection: psycopg.Connection[object]) -> None:
        self.connection = connection
        self.pgconn = connection.pgconn
        self.interrupted = False
        """Whether Ctrl-C came during the last exchange, be it too late to cancel anything."""
        self.sink_failure: Exception | None = None
        """What kept the sink from taking rows (a full disk) during the last exchange; the query was cancelled."""
        self.round_trips = 0
        """Exchanges so far: each waits for the network once."""
        self.on_notice: Callable[[PGresult], None] = lambda _notice: None
        """Called with each notice as it arrives."""
        self.at = -1
        """Which step of the exchange is being answered; -1 outside of one."""
        self.progress = Progress()
        """Whom to tell while a statement runs."""
        self.talking = False
        """Whether answers are being waited for."""
        self.farewell: Message | None = None
        """What the server answered when it ended the connection itself."""
        self.unreachable = False
        """Whether the connection was given up because nothing is heard from the other end."""
        self._ended = False
        self._heard: list[str] = []
        self._interrupts = Interrupts()
        self._ahead = 0
        self._most_bytes = 0
        self._before = self._now = 0
        """The memory of this process when the last complete result had come, and when it was looked at last."""
        self._look_at = 0.0
        self._since = 0.0
        """When the talk began."""
        self._silent = 0.0
        """For how long nothing was heard of the server's machine when that was looked at last."""
        self._deadline: float | None = None
        """When a server that was asked to cancel has been silent for too long."""
        self.pgconn.notice_handler = self._noticed

    def take_notifications(self) -> list[str]:
        """The NOTIFYs that came since the last call, in psql's words."""
        self._hear()
        heard, self._heard = self._heard, []
        return heard

    def _hear(self) -> None:
        while (notify := self.pgconn.notifies()) is not None:
            payload = notify.extra.decode("utf-8", "replace")
            self._heard.append(
                f'Asynchronous notification "{notify.relname.decode("utf-8", "replace")}" '
                + (f'with payload "{payload}" ' if payload else "")
                + f"received from server process with PID {notify.be_pid}."
            )

    @property
    def alive(self) -> bool:
        """Whether the connection looks usable, without a round trip.

        A server that went away has closed the socket: it is readable though nothing was asked.
        """
        try:
            while self.pgconn.status == pq.ConnStatus.OK and not self._ended:
                if not readable(self.pgconn.socket, seconds=0):
                    return True
                self.pgconn.consume_input()  # raises at the end of the stream
                self._hear()
        except (psycopg.OperationalError, OSError):
            pass
        return False

    @property
    def transaction(self) -> pq.TransactionStatus:
        """The server's transaction state as of the last answer."""
        return pq.TransactionStatus(self.pgconn.transaction_status)

    def exchange(self, steps: Sequence[Step]) -> list[Answer]:
        """Send the steps as one pipeline and wait for every answer.

        The answers come in the order of the steps; after an error the rest are `skipped`. Rows go to a step's sink, a
        chunk at a time. Ctrl-C cancels on the server and waits for what it says.
        Raises ConnectionLost, and KeyboardInterrupt at the second Ctrl-C; the connection is closed after both.
        """
        return self._whole(lambda: self._exchange(steps))

    def copy(self, step: Step, write: Write, read: Read) -> Answer:
        """Run a `COPY … TO STDOUT` or `FROM STDIN`, which cannot travel in a pipeline.

        Each piece of data that comes goes to `write`; what is sent comes from `read` until it gives None.
        Raises what `exchange` raises.
        """
        return self._whole(lambda: self._copy(step, partial(self._drain_copy, write), read))

    def copy_rows(self, step: Step, take: TakeRows) -> Answer:
        """Run a `COPY … TO STDOUT` whose messages are rows: some thousands of them go to `take` at a time.

        Raises what `exchange` raises.
        """
        return self._whole(lambda: self._copy(step, partial(self._drain_rows, take), lambda: None))

    def take_in(self) -> None:
        """Take in what has come, without waiting: a server whose rows nobody takes stops making more of them.

        Only so often between two waits: of a server that is faster than its rows are read all would be in memory.
        """
        if self._ahead <= 0:
            return
        self._ahead -= 1
        with suppress(psycopg.OperationalError):  # whoever waits next is told
            self.pgconn.consume_input()

    def close(self) -> None:
        """Close the connection; closing twice is fine."""
        self.connection.close()

    def _noticed(self, notice: PGresult) -> None:
        # a server that ends a session which is idle says so in a notice, and closes the socket a moment later
        if _is_last(notice):
            self._ended, self.farewell = True, message_of(notice)  # the notice itself is gone after this call
        self.on_notice(notice)

    def _whole(self, talk: Callable[[], Talk]) -> Talk:
        """Talk to the server to the end, or not at all: half a talk would be heard by the next statement."""
        self.interrupted = False
        self.sink_failure = None
        self._deadline = None
        self.round_trips += 1
        self._since, self._silent = time.monotonic(), 0.0
        self.talking = True
        self._most_bytes = 0
        try:
            with self._interrupts:
                return talk()
        except (psycopg.OperationalError, OSError) as error:
            lost = self._lost(error)
            self.close()
            raise lost from error
        except BaseException:
            self.close()
            raise
        finally:
            self.talking = False
            self.at = -1
            self.interrupted = self.interrupted or self._interrupts.pending

    def _lost(self, error: Exception) -> ConnectionLost:
        """What became of the connection: in the server's last words, where it had any, else in libpq's."""
        if self.farewell is None:
            libpqs = "" if self.unreachable else self.pgconn.error_message.decode("utf-8", "replace").strip()
            self.unreachable = self.unreachable or self._silent > 0  # the kernel has given up what was silent
            return ConnectionLost(libpqs or str(error))
        lost = ConnectionLost(self.farewell.told().rstrip("\n"))
        lost.sqlstate = self.farewell.fields.get("sqlstate", "")
        lost.detail = self.farewell.fields.get("message_detail", "")
        return lost

    # -- pipelines ---------------------------------------------------------------------------------------------

    def _exchange(self, steps: Sequence[Step]) -> list[Answer]:
        self._send(steps)
        answers = [Answer() for _ in steps]
        self.at = at = 0
        self._expect(steps[0])
        for result in self._results():
            if at == len(steps):  # a pooler whose server went away ends the conversation in its own manner
                raise psycopg.OperationalError("the connection was closed")
            answer = answers[at]
            if result is not None:
                self._before = self._now
                sink = steps[at].sink
                if sink is not None and result.status in _ROWS:
                    self.progress.rows += result.ntuples
                    self._give(sink, result)
                answer.take(result)
                if answer.failed and _is_last(result):
                    self.farewell = message_of(result)
                continue
            self.at = at = at + 1
            if at < len(steps) and not answer.skipped and not answer.failed:
                self._expect(steps[at])
        self.pgconn.exit_pipeline_mode()
        return answers

    def _expect(self, step: Step) -> None:
        self._bound(step)
        # libpq takes this only at this moment, and not for a step that an earlier one's error keeps from running
        if step.sink is not None:
            self.pgconn.set_chunked_rows_mode(step.rows)

    def _send(self, steps: Sequence[Step]) -> None:
        self.pgconn.enter_pipeline_mode()
        for step in steps:
            self._send_step(step)
        self.pgconn.pipeline_sync()

    def _send_step(self, step: Step) -> None:
        gives = pq.Format.BINARY if step.binary else pq.Format.TEXT
        match step.do:
            case Do.RUN:
                self.pgconn.send_query_params(step.sql, step.params, step.types, step.formats, gives)
            case Do.PREPARE:
                self.pgconn.send_prepare(step.name, step.sql, step.types)
            case Do.DESCRIBE:
                self.pgconn.send_describe_prepared(step.name)
            case Do.EXECUTE:
                self.pgconn.send_query_prepared(step.name, step.params, step.formats, gives)
            case Do.CLOSE:
                self.pgconn.send_close_prepared(step.name)

    def _results(self) -> Iterator[PGresult | None]:
        """Every result up to the pipeline's end; None after the last one of each step."""
        pgconn = self.pgconn
        self._wait()
        while True:
            result = pgconn.get_result()
            if result is not None:
                if result.status == _ENDED:
                    return
            elif pgconn.status != _OK:
                raise psycopg.OperationalError("the connection was closed")
            yield result
            if pgconn.is_busy():  # all was sent already: most answers have come together
                self._wait()

    # -- COPY --------------------------------------------------------------------------------------------------

    def _copy(self, step: Step, drain: Callable[[], None], read: Read) -> Answer:
        self.at = 0
        self._bound(step)
        self._send_step(step)  # not PQsendQuery: the simple protocol would run several statements in one string
        answer = Answer()
        while True:
            self._wait()
            result = self.pgconn.get_result()
            if result is None:
                break
            if result.status == pq.ExecStatus.COPY_OUT:
                drain()
            elif result.status == pq.ExecStatus.COPY_IN:
                self._feed_copy(read)
                self.progress.resume()
            else:
                answer.take(result)
        if answer.final is None or self.pgconn.status != pq.ConnStatus.OK:
            raise psycopg.OperationalError("the connection was closed")
        return answer

    def _drain_copy(self, write: Write) -> None:
        while True:
            size, data = self.pgconn.get_copy_data(1)
            if size > 0:
                self._give(write, data)
            elif size == 0:
                self._receive(to_write=False)
            else:
                return

    def _drain_rows(self, take: TakeRows) -> None:
        """Collect messages and give them on: a call for each would cost as much as reading it."""
        get = self.pgconn.get_copy_data
        data, lengths, seen = bytearray(), array("q"), 0
        while True:
            size, piece = get(1)
            if size > 0:
                data += piece
                lengths.append(size)
                if len(lengths) == _TOGETHER_ROWS or len(data) >= _TOGETHER_BYTES:
                    self._before = self._now
                    self._give_rows(take, data, lengths)
                    data, lengths, seen = bytearray(), array("q"), 0
            elif size < 0:
                break
            else:
                if len(lengths) > seen:
                    self._before = self._now
                    seen = len(lengths)
                self._receive(to_write=False)
        self._give_rows(take, data, lengths)

    def _give_rows(self, take: TakeRows, data: bytearray, lengths: Sequence[int]) -> None:
        def count(given: bytearray) -> None:
            self.progress.rows += take(given, lengths)

        self._give(count, data)

    def _feed_copy(self, read: Read) -> None:
        """Send what `read` gives; the server is told the reason where it can give no more."""
        try:
            while (piece := self._interrupts.heard(read)) is not None:
                for at in range(0, len(piece), _COPY_BYTES):
                    self._put(partial(self.pgconn.put_copy_data, piece[at : at + _COPY_BYTES]))
        except CopyGivenUpError as error:
            reason = str(error)
        except KeyboardInterrupt:
            self.interrupted = True
            reason = "canceled by user"
        else:
            self._put(self.pgconn.put_copy_end)
            return
        self._put(partial(self.pgconn.put_copy_end, reason.encode()))

    def _put(self, put: Callable[[], int]) -> None:
        """Hand something to libpq, and wait for the network where it has no room for it."""
        while put() == 0:
            self._receive(to_write=True)
        while self.pgconn.flush():
            self._receive(to_write=True)

    # -- waiting -----------------------------------------------------------------------------------------------

    def _give(self, sink: Callable[[Given], object], given: Given) -> None:
        if self.sink_failure is None:
            try:
                sink(given)
            except Exception as error:  # noqa: BLE001 - kept, so that the protocol is read to its end first
                self.sink_failure = error
                self._ask_to_cancel()

    def _wait(self) -> None:
        """Flush what is to be sent and wait until a result is there."""
        unsent = self.pgconn.flush()
        while unsent or self.pgconn.is_busy():
            self._receive(to_write=bool(unsent))
            unsent = self.pgconn.flush()

    def _receive(self, *, to_write: bool) -> None:
        """Wait for the socket, and take in what has come."""
        self._ahead = _AHEAD
        seconds = self.progress.patience(_QUIET_SECONDS if self._deadline is None else _CANCEL_AGAIN_SECONDS)
        try:
            ready = self._interrupts.heard(lambda: readable(self.pgconn.socket, or_writable=to_write, seconds=seconds))
        except KeyboardInterrupt:
            if self.interrupted:
                raise  # the second one: the person does not want to wait for the server
            self.interrupted = True
            self._ask_to_cancel()
            return
        if ready:
            self.pgconn.consume_input()
            if self._most_bytes:
                self._count()
            self._deadline = self._deadline and time.monotonic() + _CANCEL_SECONDS
            self._silent = self.progress.silent = 0.0
        else:
            self._listen()
            if self._deadline is not None:
                self._ask_again()
        self.progress.tick()

    def _listen(self) -> None:
        """Take note of how long nothing was heard of the server's machine, and give it up after too long."""
        from tenantsh.db.silence import Silence  # most statements end before anybody waits, and start-up counts

        silence = Silence(self.pgconn.socket, self._since)
        self._silent = self.progress.silent = silence.seconds
        if silence.too_long:
            self._give_up(f"nothing was heard of the server's machine for {silence.seconds:.0f} seconds")

    def _give_up(self, words: str) -> NoReturn:
        self.unreachable = True
        raise psycopg.OperationalError(words)

    def _bound(self, step: Step) -> None:
        self._most_bytes = step.most_bytes
        if self._most_bytes:
            self._before = self._now = resident_bytes()

    def _count(self) -> None:
        """Give up before a value of a gigabyte is in memory several times; the server would send it to its end."""
        if (now := time.monotonic()) < self._look_at:
            return
        self._look_at = now + _LOOK_SECONDS
        self._now = resident_bytes()  # libpq keeps what is not complete, and does not tell how much that is
        if self._now - self._before > self._most_bytes:
            raise RowsTooLarge(
                f"rows too large: more than {self._most_bytes >> 20} MiB came, and they were not complete",
                why="a value may have 1 GB, and would be in memory several times: the connection was closed",
                hint="select a part of it (left, substring), or leave the column out",
            )

    def _ask_to_cancel(self) -> None:
        self._deadline = time.monotonic() + _CANCEL_SECONDS
        try:
            self._interrupts.heard(lambda: self.connection.cancel_safe(timeout=_CANCEL_SECONDS))
        except psycopg.errors.CancellationTimeout:
            self._give_up("the server could not be reached to cancel the statement")

    def _ask_again(self) -> None:
        """A request that comes before the server has begun to work on the statement is forgotten by it."""
        deadline = self._deadline
        if deadline is not None and time.monotonic() > deadline:
            self._give_up("the server did not answer the request to cancel")
        self._ask_to_cancel()
        self._deadline = deadline


def _is_last(result: PGresult) -> bool:
    """Whether the server says no more after it; a pooler speaks of itself in English only, in an older field."""
    field = pq.DiagnosticField
    severity = result.error_field(field.SEVERITY_NONLOCALIZED) or result.error_field(field.SEVERITY)
    return severity in (b"FATAL", b"PANIC")
