"""psql 18's pipelines: statements are queued, and their answers come when somebody asks for them.

libpq decides what may be done in a pipeline, and its own words are told where it refuses.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import psycopg
from psycopg import pq

from tenantsh.model.errors import ConnectionLost, StatementError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg.pq.abc import PGconn, PGresult

    from tenantsh.db.ask import Ask
    from tenantsh.db.talk import Talk

_S = pq.ExecStatus
_COPIES = (_S.COPY_IN, _S.COPY_OUT, _S.COPY_BOTH)
_FINE = (_S.PIPELINE_SYNC, _S.TUPLES_OK, _S.TUPLES_CHUNK, _S.COMMAND_OK, _S.EMPTY_QUERY)

_STATES = {pq.PipelineStatus.OFF: "off", pq.PipelineStatus.ON: "on", pq.PipelineStatus.ABORTED: "abort"}


class Pipeline:
    """What is queued on one connection, and what can be asked for."""

    def __init__(self, pgconn: PGconn, talk: Talk) -> None:
        self.syncs = 0
        """PIPELINE_SYNC_COUNT: synchronisation points whose end has not been read."""
        self.commands = 0
        """PIPELINE_COMMAND_COUNT: statements that the server has not been asked to answer yet."""
        self.results = 0
        """PIPELINE_RESULT_COUNT: statements whose answers can be read."""
        self.unchunked: Callable[[], None] = lambda: None
        """Called where rows cannot come in pieces: an earlier answer is still to be read."""
        self._pgconn = pgconn
        self._talk = talk
        self._statements: deque[str] = deque()

    @property
    def active(self) -> bool:
        """Whether statements are queued instead of run."""
        return self._pgconn.pipeline_status != pq.PipelineStatus.OFF

    @property
    def state(self) -> str:
        """What psql's prompt shows: `on`, `off`, or `abort` after an error."""
        return _STATES[pq.PipelineStatus(self._pgconn.pipeline_status)]

    def start(self) -> None:
        r"""Queue statements from now on (`\startpipeline`); in a pipeline that is no news. Raises StatementError."""
        self._do(self._pgconn.enter_pipeline_mode)

    def queue(self, ask: Ask) -> None:
        """Queue a statement. Raises StatementError where libpq does not take it."""
        refused = self._talk.start(ask, queued=True)
        if refused is not None:
            raise refused
        self._statements.append(self._talk.statement)
        self.commands += 1

    def sync(self) -> None:
        r"""End an implicit transaction and have all before it answered (`\syncpipeline`). Raises StatementError."""
        self._do(self._pgconn.pipeline_sync)
        self.syncs += 1
        self._pushed()

    def request_flush(self) -> None:
        r"""Have all before it answered without ending anything (`\flushrequest`). Raises StatementError."""
        self._do(self._pgconn.send_flush_request)
        self._pushed()

    def flush(self) -> None:
        r"""Give what is queued to the network (`\flush`).

        Raises StatementError where an earlier error of libpq's is still to be read: psql tells it again here.
        """
        self._do(self._talk.waiter.sent)
        self._tell_rest()

    def get_results(
        self, count: int = 0, *, at_a_time: int = 0, every: bool = True
    ) -> Iterator[Result | StatementError]:
        r"""So many of the answers that can be read, all of them for 0 (`\getresults`).

        A synchronisation point counts as one; its answer is an empty Result. After an error what it kept from
        running is passed over. Where nothing can be read the one answer is an error that says so. The first one's
        rows come `at_a_time`, where that is not 0 and libpq can: `unchunked` hears where not. Without `every` all but
        the last come as empty Results.
        Raises ConnectionLost for a COPY, which no pipeline can hold, and KeyboardInterrupt.
        """
        pending = self.results + self.syncs
        if not pending:
            yield StatementError("No pending results to get\n", {})
            if rest := self._words():
                yield StatementError(rest, {})
            return
        yield from self._read(min(count or pending, pending), at_a_time=at_a_time, every=every)
        self._heed_interrupt()

    def end(self, *, at_a_time: int = 0, every: bool = True) -> Iterator[Result | StatementError]:
        r"""Read all that is left and go back to one statement at a time (`\endpipeline`).

        Outside of a pipeline the one answer is libpq's error.
        """
        try:
            self.sync()
        except StatementError as error:
            yield error
            return
        try:
            yield from self._read(self.results + self.syncs, at_a_time=at_a_time, every=every)
        finally:
            self._leave()
        self._heed_interrupt()

    def refuse_others(self) -> None:
        """Raise StatementError in a pipeline, where nothing can be asked besides it."""
        if self.active:
            self._do(lambda: self._pgconn.exec_(b""))  # libpq has the words
            self._tell_rest()

    # -- answers -----------------------------------------------------------------------------------------------

    def _read(self, count: int, *, at_a_time: int, every: bool) -> Iterator[Result | StatementError]:
        self._talk.waiter.begin()
        if at_a_time:
            self._ask_for_chunks(at_a_time)
        passed_over = False
        while count and (result := self._next()) is not None:
            count -= 1
            self._count(result)
            failed = result.status not in _FINE
            if at_a_time and result.status == _S.TUPLES_CHUNK:
                yield from self._talk.in_pieces(result, at_a_time)
                self._pass_end(result)
            elif not (passed_over and result.status == _S.PIPELINE_ABORTED):
                answer = self._answer(result)
                self._pass_end(result)
                yield Result() if count and not every and isinstance(answer, Result) else answer
            passed_over = failed
        if self._pgconn.status == pq.ConnStatus.BAD:
            yield from self._last_words()

    def _ask_for_chunks(self, at_a_time: int) -> None:
        try:
            self._pgconn.set_chunked_rows_mode(at_a_time)
        except psycopg.Error:
            self.unchunked()

    def _leave(self) -> None:
        """End the pipeline; what whoever listened did not want any more is thrown away."""
        while self.results + self.syncs and (result := self._next()) is not None:
            self._count(result)
        if self._pgconn.status == pq.ConnStatus.OK:
            self._do(self._pgconn.exit_pipeline_mode)

    def _heed_interrupt(self) -> None:
        if self._talk.waiter.interrupted:
            raise KeyboardInterrupt

    def _next(self) -> PGresult | None:
        """The next result of whatever statement; None when the connection is lost."""
        while self._pgconn.status == pq.ConnStatus.OK:
            self._talk.statement = self._statements[0] if self._statements else ""
            result = self._talk.waiter.result()
            if result is not None:
                return result
            if self._statements:
                self._statements.popleft()
        return None

    def _pass_end(self, result: PGresult) -> None:
        """Read that a statement has no more results: libpq is at the next one only then."""
        if result.status == _S.PIPELINE_SYNC or self._pgconn.status != pq.ConnStatus.OK:
            return
        if self._talk.waiter.result() is None and self._statements:
            self._statements.popleft()

    def _last_words(self) -> Iterator[StatementError]:
        while (result := self._talk.waiter.result()) is not None:
            if result.status == _S.FATAL_ERROR:
                yield self._talk.error(result)

    def _count(self, result: PGresult) -> None:
        if result.status == _S.PIPELINE_SYNC:
            self.syncs -= 1
        else:
            self.results -= 1

    def _answer(self, result: PGresult) -> Result | StatementError:
        if result.status == _S.PIPELINE_SYNC:
            return Result()
        if result.status == _S.PIPELINE_ABORTED:
            return StatementError("Pipeline aborted, command did not run\n", {})
        if result.status in _COPIES:
            self._talk.close()
            raise ConnectionLost("COPY in a pipeline is not supported, aborting connection")
        return self._talk.answer(result)

    # -- libpq -------------------------------------------------------------------------------------------------

    def _pushed(self) -> None:
        self.results += self.commands
        self.commands = 0

    def _do(self, call: Callable[[], object]) -> None:
        try:
            call()
        except psycopg.Error as error:
            raise StatementError(self._words() or f"{error}\n", {}) from error

    def _tell_rest(self) -> None:
        if rest := self._words():
            raise StatementError(rest, {})

    def _words(self) -> str:
        return self._talk.codec.decode(self._pgconn.error_message)
