"""FETCH_COUNT as psql had it before 17: a cursor of its own, in a transaction of its own where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import pq

from tenantsh.db.ask import Ask
from tenantsh.db.passing import Passing
from tenantsh.lang.lead import keywords
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from psycopg.pq.abc import PGresult

    from tenantsh.db.talk import Talk
    from tenantsh.model.errors import StatementError

_NAME = "_psql_cursor"
_S = pq.ExecStatus
_FAILED = (_S.FATAL_ERROR, _S.BAD_RESPONSE)


def reads(text: str) -> bool:
    """Whether psql takes a text for a query, which a cursor can be declared for."""
    return keywords(text) in (("select",), ("values",))


class Cursor(Passing):
    """One query, whose rows are fetched a few at a time while they are printed, once."""

    def __init__(self, connection: psycopg.Connection[Any], talk: Talk, ask: Ask) -> None:
        super().__init__(connection)
        self._talk = talk
        self._ask = ask
        self._piece: PGresult | None = None
        self._errors: list[StatementError] = []
        self._interrupted = False
        self._fine = False

    def send(self) -> Iterator[Result | StatementError]:
        """The query's result, and what went wrong."""
        own = self._talk.transaction is pq.TransactionStatus.IDLE
        try:
            if own:
                self._send("BEGIN")
            if not self._errors:
                yield from self._declared()
        finally:
            self._end(own=own)
        yield from self._errors
        if self._interrupted:
            raise KeyboardInterrupt

    def _end(self, *, own: bool) -> None:
        """Close the cursor, and the transaction that was made for it."""
        self._send(f"CLOSE {_NAME}", heard=not self._errors)
        if own:
            self._send("COMMIT" if self._fine and not self._errors else "ROLLBACK", heard=not self._errors)
        self._talk.statement = ""

    def _declared(self) -> Iterator[Result]:
        declared = self._send(f"DECLARE {_NAME} NO SCROLL CURSOR FOR\n{self._ask.text}")
        # of several statements the last one decides, and what is no command psql has no words for
        if declared is None or declared.status != _S.COMMAND_OK:
            return
        self._piece = self._fetched()
        if self._piece is not None:
            yield Result(self._talk.columns(self._piece), self, at_a_time=self._ask.rows_at_a_time)
            self._fine = True

    def _fetched(self) -> PGresult | None:
        return self._send(f"FETCH FORWARD {self._ask.rows_at_a_time} FROM {_NAME}")

    def _send(self, text: str, *, heard: bool = True) -> PGresult | None:
        """Send a text; its last result, or None where it failed."""
        talk = self._talk
        results: list[PGresult] | None = None
        talk.waiter.begin()
        try:
            refused = talk.start(Ask(text))
            results = list(self._results()) if refused is None else []
        finally:
            if results is None:  # Ctrl-C came where nobody was waiting
                talk.abandon()
        failed = [refused] if refused else [talk.error(result) for result in results if result.status in _FAILED]
        self._interrupted = self._interrupted or talk.waiter.interrupted
        if heard:
            self._errors += failed
        return None if failed else results[-1]

    def _results(self) -> Iterator[PGresult]:
        while (result := self._talk.waiter.result()) is not None:
            if result.status in (_S.COPY_IN, _S.COPY_OUT):
                self._talk.leave_copy()
            yield result

    # -- the rows ----------------------------------------------------------------------------------------------

    @property
    def broken_off(self) -> bool:
        """Whether an error came after the rows that have been read."""
        return bool(self._errors)

    def _answers(self) -> Iterator[PGresult]:
        while self._piece is not None:
            yield self._piece
            over = self._interrupted or self._piece.ntuples < self._ask.rows_at_a_time
            self._piece = None if over else self._fetched()
