"""One libpq connection, spoken to in pipelines: many statements out, their answers back, one round trip.

psycopg's own pipeline mode cannot stream rows and hides results that come before an error; the scope needs both, so
this module drives libpq itself through `psycopg.pq`. It knows nothing of tenants.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import pq
from psycopg.pq.abc import PGresult

from tenantsh.model.errors import ConnectionLost

if TYPE_CHECKING:
    from psycopg.abc import Buffer

CHUNK_ROWS = 2000
"""Rows that libpq hands over at a time when an answer is streamed."""

_CANCEL_SECONDS = 5.0
"""How long a cancelled server may take before the connection is given up."""

_ENDED = pq.ExecStatus.PIPELINE_SYNC
_ROWS = (pq.ExecStatus.TUPLES_CHUNK, pq.ExecStatus.TUPLES_OK)
_ERRORS = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a pipeline."""

    sql: bytes
    params: Sequence[Buffer | None] | None = None
    types: Sequence[int] | None = None
    formats: Sequence[int] | None = None
    streamed: bool = False
    """Whether its rows come in chunks."""
    parse_only: bool = False
    """Whether the server shall read it without running it."""


@dataclass(slots=True)
class Answer:
    """What came back for one step: its final result, and for streamed rows the sink has had the rest."""

    final: PGresult | None = None

    @property
    def failed(self) -> bool:
        """Whether the server reported an error for this step."""
        return self.final is not None and self.final.status in _ERRORS

    @property
    def skipped(self) -> bool:
        """Whether an earlier step's error kept this one from running."""
        return self.final is None or self.final.status == pq.ExecStatus.PIPELINE_ABORTED


def final(answer: Answer) -> PGresult:
    """The result of a step that was answered."""
    assert answer.final is not None
    return answer.final


Sink = Callable[[PGresult], None]


class Wire:
    """A libpq connection and the waiting for it."""

    def __init__(self, connection: psycopg.Connection[object]) -> None:
        self.connection = connection
        self.pgconn = connection.pgconn
        self.interrupted = False
        """Whether Ctrl-C asked the server to cancel during the last exchange."""
        self.sink_failure: Exception | None = None
        """What kept the sink from taking rows (a full disk) during the last exchange; the query was cancelled."""
        self.round_trips = 0
        """Exchanges so far: each waits for the network once."""

    @property
    def alive(self) -> bool:
        """Whether the connection looks usable, without a round trip.

        A server that went away has closed the socket: it is readable though nothing was asked.
        """
        try:
            while self.pgconn.status == pq.ConnStatus.OK:
                if not select.select([self.pgconn.socket], [], [], 0)[0]:
                    return True
                self.pgconn.consume_input()  # raises at the end of the stream
                while self.pgconn.notifies() is not None:
                    pass
        except (psycopg.OperationalError, OSError, ValueError):
            pass
        return False

    def parameter(self, name: str) -> str:
        """A setting that the server reports by itself (`client_encoding`, …); '' when it does not."""
        return (self.pgconn.parameter_status(name.encode()) or b"").decode()

    @property
    def transaction(self) -> pq.TransactionStatus:
        """The server's transaction state as of the last answer."""
        return pq.TransactionStatus(self.pgconn.transaction_status)

    def exchange(self, steps: Sequence[Step], sink: Sink | None = None) -> list[Answer]:
        """Send the steps as one pipeline and wait for every answer.

        The answers come in the order of the steps; after an error the rest are `skipped`. Rows of a streamed step go
        to `sink`, a chunk at a time. Ctrl-C cancels on the server and waits for what it says.
        Raises ConnectionLost.
        """
        self.interrupted = False
        self.sink_failure = None
        self.round_trips += 1
        try:
            return self._exchange(steps, sink)
        except (psycopg.OperationalError, OSError) as error:
            raise ConnectionLost(self._last_words() or str(error)) from error

    def _exchange(self, steps: Sequence[Step], sink: Sink | None) -> list[Answer]:
        pgconn = self.pgconn
        pgconn.enter_pipeline_mode()
        for step in steps:
            if step.parse_only:
                pgconn.send_prepare(b"", step.sql)
            else:
                pgconn.send_query_params(step.sql, step.params, step.types, step.formats, pq.Format.TEXT)
        pgconn.pipeline_sync()
        answers = [Answer() for _ in steps]
        at = 0
        if steps[0].streamed:
            pgconn.set_chunked_rows_mode(CHUNK_ROWS)
        for result in self._results():
            if result is not None:
                self._take(result, answers[at], sink if steps[at].streamed else None)
                continue
            at += 1
            if at < len(steps) and steps[at].streamed:
                pgconn.set_chunked_rows_mode(CHUNK_ROWS)
        pgconn.exit_pipeline_mode()
        return answers

    def _take(self, result: PGresult, answer: Answer, sink: Sink | None) -> None:
        if sink is not None and result.status in _ROWS and self.sink_failure is None:
            try:
                sink(result)
            except Exception as error:  # noqa: BLE001 - kept, so that the protocol is read to its end first
                self.sink_failure = error
                self.connection.cancel_safe(timeout=_CANCEL_SECONDS)
        if result.status != pq.ExecStatus.TUPLES_CHUNK:
            answer.final = result

    def _results(self) -> Iterator[PGresult | None]:
        """Every result up to the pipeline's end; None after the last one of each step."""
        while True:
            self._wait()
            result = self.pgconn.get_result()
            if result is not None and result.status == _ENDED:
                return
            if result is None and self.pgconn.status != pq.ConnStatus.OK:
                raise psycopg.OperationalError("the connection was closed")
            yield result

    def _wait(self) -> None:
        """Flush what is to be sent and wait until a result is there."""
        pgconn = self.pgconn
        unsent = pgconn.flush()
        deadline = None
        while unsent or pgconn.is_busy():
            try:
                readable, _, _ = select.select([pgconn.socket], [pgconn.socket] if unsent else [], [], 1.0)
                if readable:
                    pgconn.consume_input()
                unsent = pgconn.flush()
            except KeyboardInterrupt:
                deadline = self._cancel(again=deadline is not None)
            if deadline is not None and time.monotonic() > deadline:
                self.connection.close()
                raise psycopg.OperationalError("the server did not answer the cancel request; connection closed")

    def _cancel(self, *, again: bool) -> float:
        """Ask the server to cancel; the second Ctrl-C gives the connection up. Returns the deadline."""
        if again:
            self.connection.close()
            raise KeyboardInterrupt
        self.interrupted = True
        self.connection.cancel_safe(timeout=_CANCEL_SECONDS)
        return time.monotonic() + _CANCEL_SECONDS

    # COPY cannot travel in a pipeline, so it has an exchange of its own.
    def copy_out(self, sql: bytes, write: Callable[[memoryview | bytes], object]) -> PGresult:
        """Run a `COPY … TO STDOUT` by the simple protocol; each piece of data goes to `write`.

        Returns the final result, which may be an error. Raises ConnectionLost.
        """
        self.interrupted = False
        self.round_trips += 1
        try:
            self.pgconn.send_query(sql)
            return self._copy_out(write)
        except (psycopg.OperationalError, OSError) as error:
            raise ConnectionLost(self._last_words() or str(error)) from error

    def _copy_out(self, write: Callable[[memoryview | bytes], object]) -> PGresult:
        final: PGresult | None = None
        while True:
            self._wait()
            result = self.pgconn.get_result()
            if result is None:
                if final is None:
                    raise psycopg.OperationalError("the server gave no answer to COPY")
                return final
            if result.status == pq.ExecStatus.COPY_OUT:
                self._drain_copy(write)
            elif result.status == pq.ExecStatus.COPY_IN:
                self.pgconn.put_copy_end(b"COPY FROM STDIN needs data, which only a script gives")
            else:
                final = result

    def _drain_copy(self, write: Callable[[memoryview | bytes], object]) -> None:
        while True:
            size, data = self.pgconn.get_copy_data(1)
            if size > 0:
                write(data)
            elif size == 0:
                self._wait_readable()
            else:
                return

    def _wait_readable(self) -> None:
        try:
            select.select([self.pgconn.socket], [], [])
            self.pgconn.consume_input()
        except KeyboardInterrupt:
            self._cancel(again=self.interrupted)

    def _last_words(self) -> str:
        return self.pgconn.get_error_message().strip()

    def close(self) -> None:
        """Close the connection; closing twice is fine."""
        self.connection.close()
