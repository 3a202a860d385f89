"""Rows that pass by: FETCH_COUNT's, printed while they come and never kept."""

from __future__ import annotations

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


class Pieces:
    """Rows that are read while they are printed, once."""

    def __init__(self, connection: psycopg.Connection[Any], waiter: Waiter, first: PGresult) -> None:
        self._connection = connection
        self._waiter = waiter
        self._next: PGresult | None = first
        self._rows = 0

    @property
    def ended(self) -> PGresult | None:
        """The result after the last rows; None before it has come."""
        return None if self._next is not None and self._next.status == _S.TUPLES_CHUNK else self._next

    @property
    def broken_off(self) -> bool:
        """Whether an error came after the rows that have been read."""
        return self.ended is not None and self.ended.status != _S.TUPLES_OK

    def __len__(self) -> int:
        return self._rows

    def text(self) -> Iterator[TextBatch]:
        """The rows in the pieces that libpq gives; a second reading finds nothing."""
        for piece in self._pieces():
            yield from piece.text()

    def values(self) -> Iterator[list[Row]]:
        """The same, as Python values."""
        for piece in self._pieces():
            yield from piece.values()

    def _pieces(self) -> Iterator[Held]:
        while self._next is not None and self._next.status == _S.TUPLES_CHUNK:
            piece = Held(self._connection)
            piece.take(self._next)
            self._rows += len(piece)
            yield piece
            self._next = self._waiter.result()  # notices of the next rows come after these ones

    def drain(self) -> None:
        """Throw away what nobody has read."""
        while self._next is not None and self._next.status == _S.TUPLES_CHUNK:
            self._next = self._waiter.result()
