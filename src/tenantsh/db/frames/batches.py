"""A result of any length in constant memory: Arrow batches, each verified before it is handed over."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any

from tenantsh.arrow.gathering import record_batch, schema
from tenantsh.arrow.raw import from_rows
from tenantsh.db.frames.feed import BATCH_BYTES, BATCH_ROWS, bytes_in, no_garbage_collection, rows_in
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from os import PathLike
    from types import TracebackType

    import psycopg
    from psycopg.pq.abc import PGresult

    from tenantsh.arrow.pgtype import PgColumn
    from tenantsh.arrow.raw import Raw
    from tenantsh.db.frames.cursor import Cursor
    from tenantsh.db.masking.masking import Masks
    from tenantsh.model.provenance import Provenance
    from tenantsh.model.tenant import Tenant

    Part = tuple[list[Raw], int]

_MOST_TIMES = 4
"""Of short rows so many batches are fetched at once, after the first."""
_SHORT = 1 << 20
_MOST_ROWS = 2**31 - 1
"""What FETCH takes as a number."""


class Batches:
    """An iterator of `pyarrow.RecordBatch`, and a context manager: leaving it leaves the rest of the rows.

    In a transaction of the person's its cursor is in there, and other statements may come in between. Outside of one
    it has a transaction of its own, which ends with the last row or with `close()`; until then the session says no to
    other statements. Each batch is handed over only because the context was right when it was fetched.
    After an error, or Ctrl-C, it has no more batches.
    """

    def __init__(
        self,
        columns: Sequence[PgColumn],
        cursor: Cursor,
        rows: int,
        *,
        tenant: Tenant,
        provenance: Provenance,
        watched: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self.schema = schema(columns)
        """The columns as a `pyarrow.Schema`, the same for every batch."""
        self.tenant = tenant
        self.provenance = provenance
        self.on_end: Callable[[int, BaseException | None], None] | None = None
        """Hears once how many rows were handed over, and what went wrong."""
        self.masks: Masks | None = None
        """The columns whose values are not handed over."""
        self._handed = 0
        self._columns = columns
        self._cursor = cursor
        self._rows = rows
        self._times = 1
        self._ready: deque[list[Part]] = deque()
        self._watched = watched
        self._thread = threading.get_ident()

    def __iter__(self) -> Batches:
        return self

    def __next__(self) -> Any:
        try:
            if not self._ready and self._cursor.open:
                self._fetch()
            if not self._ready:
                raise StopIteration
            batch = self._ready.popleft()
            self._handed += sum(rows for _, rows in batch)
            return record_batch(self._columns, batch)
        except BaseException as error:  # of Ctrl-C too: a batch that was on its way would be missing without a word
            self._end(None if isinstance(error, StopIteration) else error)
            raise

    def to_parquet(self, path: str | PathLike[str]) -> int:
        """Write the rest of the rows to a Parquet file while they come; returns how many they are.

        There is no file until all of them were verified. Its metadata are those of `Result.to_parquet`; names that
        repeat get a number, which is told there. Raises UsageError for what cannot be written, and what iterating does.
        """
        from tenantsh.render.frame import batches_to_parquet

        with self:
            return batches_to_parquet(Result(tenant=self.tenant, provenance=self.provenance), self.schema, self, path)

    def close(self) -> None:
        """Leave the rest of the rows. Closing twice is fine."""
        self._end(None)

    def _end(self, error: BaseException | None) -> None:
        self._ready.clear()
        self._cursor.end()
        on_end, self.on_end = self.on_end, None
        if on_end is not None:
            on_end(self._handed, error)

    def __enter__(self) -> Batches:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        cursor = getattr(self, "_cursor", None)  # of one that could not be made there is none
        if cursor is None or not cursor.open:
            return
        if threading.get_ident() == self._thread and cursor.idle:
            self._end(None)
        else:  # the garbage is collected in the midst of another talk: the next statement ends it first
            cursor.abandoned = True

    def _fetch(self) -> None:
        cut = _Cut(self._cursor.connection, self._rows, len(self._columns), self.masks)
        with self._watched(), no_garbage_collection():
            self._cursor.fetch(min(self._rows * self._times, _MOST_ROWS), cut.take)
            cut.done()
        self._ready += cut.batches
        few = cut.size < _SHORT * self._times
        self._times = min(self._times * 2, _MOST_TIMES) if few else max(self._times // 2, 1)


class _Cut:
    """Rows cut into batches, and large ones of those into parts, while they come: as tuples they take much memory."""

    def __init__(self, connection: psycopg.Connection[Any], rows: int, columns: int, masks: Masks | None) -> None:
        self.batches: list[list[Part]] = []
        self.size = 0
        """The bytes of their values."""
        self._load = rows_in(connection)
        self._masks = masks
        self._rows = self._room = rows
        self._columns = columns
        self._parts: list[Part] = []
        self._waiting: list[tuple[bytes | None, ...]] = []
        self._bytes = 0

    def take(self, result: PGresult) -> None:
        """Keep a chunk of rows in binary format."""
        rows = self._load(result)
        if self._masks is not None:
            rows = self._masks.binary(rows)
        self._waiting += rows
        self._bytes += bytes_in(rows)
        while len(self._waiting) >= min(self._room, BATCH_ROWS) or self._bytes >= BATCH_BYTES:
            self._part()

    def done(self) -> None:
        """What is left is a batch, too."""
        if self._waiting:
            self._part()
        if self._parts:
            self._batch()

    def _part(self) -> None:
        rows = min(self._room, BATCH_ROWS)
        piece, self._waiting, self._bytes = self._waiting[:rows], self._waiting[rows:], 0
        raws = from_rows(piece, self._columns, lean=True)
        self.size += int(raws[0].data.size) if raws else 0
        self._parts.append((raws, len(piece)))
        self._room -= len(piece)
        if not self._room:
            self._batch()

    def _batch(self) -> None:
        self.batches.append(self._parts)
        self._parts, self._room = [], self._rows
