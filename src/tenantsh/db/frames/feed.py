"""Rows on their way into Arrow columns, chunk by chunk, as they come."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from psycopg import pq
from psycopg.adapt import Transformer

from tenantsh.arrow.gathering import Gatherer
from tenantsh.arrow.raw import Raw, from_copy, from_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import psycopg
    from psycopg.pq.abc import PGresult

    from tenantsh.arrow.gathered import Gathered
    from tenantsh.arrow.pgtype import PgColumn
    from tenantsh.db.masking.masking import Masks

BATCH_ROWS = 5000
"""Rows that are read at once: fewer cost more for each column, more leave the processor's cache."""
BATCH_BYTES = 1 << 20

MOST_BYTES = 512 << 20
"""Of a chunk of rows, or one row of a COPY."""

_BYTEA = 17
_EVERY = 16
"""Of so many rows one is looked at, to see how large they are."""


def rows_in(connection: psycopg.Connection[Any]) -> Callable[[PGresult], list[tuple[bytes | None, ...]]]:
    """What makes rows of the chunks of one answer in binary format."""
    transformer = Transformer(connection)
    begun = False

    def load(result: PGresult) -> list[tuple[bytes | None, ...]]:
        nonlocal begun
        transformer.set_pgresult(result, set_loaders=False)
        if not begun:
            transformer.set_loader_types([_BYTEA] * result.nfields, pq.Format.BINARY)
            begun = True
        return transformer.load_rows(0, result.ntuples, tuple)

    return load


def bytes_in(rows: Sequence[tuple[bytes | None, ...]]) -> int:
    """How large rows are, more or less."""
    return _EVERY * sum(len(cell) for row in rows[::_EVERY] for cell in row if cell is not None)


class Feed:
    """Takes chunks of rows, or the data of a COPY, and keeps Arrow columns of them."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        columns: Callable[[], Sequence[PgColumn]],
        most: int | None = None,
        between: Callable[[], None] | None = None,
        masks: Masks | None = None,
    ) -> None:
        """`columns` is asked once the first rows are there; of more than `most` rows the rest is left out.

        `between` is called while they are read, again and again, to take in what comes.
        """
        self.masks = masks
        self.came = False
        """Whether rows came, be they none: of what gives no rows nothing comes."""
        self.left_out = False
        self.begun: Callable[[PGresult], None] = lambda _first: None
        """Hears the first chunk, before anything of it is read."""
        self._columns = columns
        self._most = most
        self._between = between
        self._gatherer: Gatherer | None = None
        self._load = rows_in(connection)
        self._waiting: list[tuple[bytes | None, ...]] = []
        self._bytes = 0

    @property
    def gatherer(self) -> Gatherer:
        """What the rows go to."""
        if self._gatherer is None:
            self._gatherer = Gatherer(self._columns())
        return self._gatherer

    def take(self, result: PGresult) -> None:
        """Keep a chunk of rows in binary format."""
        if not self.came:
            self.begun(result)
        self.came = True
        if not result.ntuples:
            return
        rows = self._load(result)
        if self.masks is not None:
            rows = self.masks.binary(rows)
        self._waiting += rows
        self._bytes += bytes_in(rows)
        if len(self._waiting) >= BATCH_ROWS or self._bytes >= BATCH_BYTES:
            self._read()

    def take_copied(self, data: bytearray, lengths: Sequence[int]) -> int:
        """Keep rows of a COPY in binary format; returns how many they are."""
        self.came = True
        columns = self.gatherer.columns
        raws, rows = from_copy(data, lengths, len(columns))
        self._gatherer_takes(raws, rows)
        return rows

    def done(self) -> Gathered:
        """All that came; nothing more comes while the rest of it is read."""
        self._between = None
        self._read()
        return self.gatherer.done()

    def _read(self) -> None:
        rows, self._waiting, self._bytes = self._waiting, [], 0
        if rows:
            self._gatherer_takes(from_rows(rows, len(self.gatherer.columns)), len(rows))

    def _gatherer_takes(self, raws: list[Raw], rows: int) -> None:
        room = rows if self._most is None else self._most - self.gatherer.rows
        if rows > room:
            self.left_out = True
            raws, rows = [Raw(raw.data, raw.starts[:room], raw.lengths[:room]) for raw in raws], room
        self.gatherer.take(raws, rows, self._between)


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Many cells, and none of them refers to another: looking for circles took a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
