"""A query's rows by a cursor in the scope: each FETCH is verified by the assertion that is sent with it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from tenantsh.db.frames.feed import MOST_BYTES
from tenantsh.db.scope import identifier
from tenantsh.db.steps import CHUNK_ROWS, Step
from tenantsh.model.errors import ConnectionLost, OrganizationMoved, SessionClosed, StatementError

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg
    from psycopg.pq.abc import PGresult

    from tenantsh.db.lasting import Lasting
    from tenantsh.db.runner import Runner

_ALL_ROWS = Step(b"SET LOCAL cursor_tuple_fraction = 1")
"""The planner takes a cursor's first tenth for all that is wanted."""
_names = count(1)


class Cursor:
    """One open cursor. Its transaction is the person's; outside of one it is its own, which ends with it."""

    def __init__(self, lasting: Lasting, runner: Runner, query: Step) -> None:
        """`query` is in a transaction that `Runner.look` has opened, or in the person's."""
        self.abandoned = False
        """Whether nobody can ask for rows any more, and the transaction is still to be ended."""
        self.open = True
        self._lasting = lasting
        self._runner = runner
        self._own = runner.implicit
        self._name = identifier(f"tenantsh batches {next(_names)}")
        prefix = f"DECLARE {self._name} NO SCROLL CURSOR FOR "
        declared = query._replace(sql=prefix.encode() + query.sql, starts=query.starts - len(prefix))
        self._before = [*([_ALL_ROWS] if self._own else []), declared]
        if self._own:
            lasting.streaming = self

    @property
    def connection(self) -> psycopg.Connection[Any]:
        """What its rows come by."""
        return self._runner.link.wire.connection

    def fetch(self, rows: int, take: Callable[[PGresult], object]) -> None:
        """Have `take` take the next rows, chunk by chunk; they are verified once this returns, and not before.

        There are fewer where there are no more. Raises what `Session.run` raises; the cursor is gone then.
        """
        self._check()
        try:
            self._lasting.stay()
        except OrganizationMoved:
            self.end()
            raise
        came = 0

        def keep(result: PGresult) -> None:
            nonlocal came
            came += result.ntuples
            take(result)

        before, self._before = self._before, []
        sql = f"FETCH FORWARD {rows} FROM {self._name}".encode()
        chunk = min(rows, CHUNK_ROWS)
        fetch = Step(sql, sink=keep, rows=chunk, binary=True, most_bytes=MOST_BYTES)
        try:
            self._lasting.do(lambda: self._runner.run([*before, fetch]))
            if self._runner.link.wire.interrupted:
                raise KeyboardInterrupt
            if came < rows:
                self.finish()
        except StatementError as error:
            self.end()
            _explain(error)
            raise
        except BaseException:
            self.end()
            raise

    def finish(self) -> None:
        """All rows were read: verified once more, what the query wrote in a transaction of its own is committed."""
        self._leave()
        runner = self._runner
        if self._own:
            self._lasting.do(lambda: runner.finish([]))
        elif runner.in_transaction and not runner.failed:
            self._lasting.do(lambda: runner.run([Step(f"CLOSE {self._name}".encode())]))

    def end(self) -> None:
        """Leave the rest of the rows; a transaction of its own is rolled back. Ending twice is fine."""
        if not self.open:
            return
        self._leave()
        runner = self._runner
        if self._own:
            self._lasting.do(runner.give_up)
        elif self._alive and runner.in_transaction and not runner.failed and not self._before:
            self._lasting.do(lambda: runner.run([Step(f"CLOSE {self._name}".encode())]))

    def _leave(self) -> None:
        self.open = False
        if self._lasting.streaming is self:
            self._lasting.streaming = None

    @property
    def idle(self) -> bool:
        """Whether nobody talks to the server at this moment."""
        return not self._runner.link.wire.talking

    @property
    def _alive(self) -> bool:
        return self._lasting.link is self._runner.link and not self._lasting.closed and self._runner.link.wire.alive

    def _check(self) -> None:
        if self._lasting.closed:
            self._leave()
            raise SessionClosed("this session is closed", why="its batches ended with it", hint="open a new one")
        if not self._alive:
            self._leave()
            raise ConnectionLost(
                "the connection was lost, and the rest of the rows with it",
                why="a cursor ends with its connection; nothing is run again by itself",
                hint="ask for the batches again",
            )


def _explain(error: StatementError) -> None:
    if error.sqlstate == "34000":
        error.why = "its transaction has ended, or was rolled back to a savepoint before it, and the cursor with it"
        error.hint = "ask for the batches again"
