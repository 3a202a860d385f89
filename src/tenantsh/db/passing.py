"""Rows that pass by: FETCH_COUNT's, printed while they come and never kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from psycopg import pq

from tenantsh.db.held import Held

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from psycopg.pq.abc import PGresult

    from tenantsh.db.waiter import Waiter
    from tenantsh.model.result import Row, TextBatch

_S = pq.ExecStatus


class Passing(ABC):
    """Rows that are read while they are printed, once: a second reading finds nothing."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._rows = 0

    @abstractmethod
    def _answers(self) -> Iterator[PGresult]:
        """The rows, in the answers that they come in; each is asked for when those before it have been read."""

    def __len__(self) -> int:
        return self._rows

    def text(self) -> Iterator[TextBatch]:
        """The rows as they come."""
        for piece in self._pieces():
            yield from piece.text()

    def values(self) -> Iterator[list[Row]]:
        """The same, as Python values."""
        for piece in self._pieces():
            yield from piece.values()

    def _pieces(self) -> Iterator[Held]:
        for answer in self._answers():
            piece = Held(self._connection)
            piece.take(answer)
            self._rows += len(piece)
            yield piece


class Pieces(Passing):
    """An answer's rows in the pieces that libpq gives."""

    def __init__(self, connection: psycopg.Connection[Any], waiter: Waiter, first: PGresult) -> None:
        super().__init__(connection)
        self._waiter = waiter
        self._next: PGresult | None = first

    @property
    def ended(self) -> PGresult | None:
        """The result after the last rows; None before it has come."""
        return None if self._next is not None and self._next.status == _S.TUPLES_CHUNK else self._next

    @property
    def broken_off(self) -> bool:
        """Whether an error came after the rows that have been read."""
        return self.ended is not None and self.ended.status != _S.TUPLES_OK

    def _answers(self) -> Iterator[PGresult]:
        while self._next is not None and self._next.status == _S.TUPLES_CHUNK:
            yield self._next
            self._next = self._waiter.result()  # notices of the next rows come after these ones

    def drain(self) -> None:
        """Throw away what nobody has read."""
        for _ in self._answers():
            pass
