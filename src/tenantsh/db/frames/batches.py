"""A result of any length in constant memory: Arrow batches, each verified before it is handed over."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any

from tenantsh.arrow.gathering import record_batch, schema
from tenantsh.arrow.parquet import write
from tenantsh.arrow.raw import from_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from os import PathLike
    from types import TracebackType

    from tenantsh.arrow.pgtype import PgColumn
    from tenantsh.arrow.raw import Raw
    from tenantsh.db.frames.cursor import Cursor
    from tenantsh.model.provenance import Provenance
    from tenantsh.model.tenant import Tenant

_MOST_TIMES = 4
"""Of short rows so many batches are fetched at once, after the first."""
_SHORT = 1 << 20


class Batches:
    """An iterator of `pyarrow.RecordBatch`, and a context manager: leaving it leaves the rest of the rows.

    In a transaction of the person's its cursor is in there, and other statements may come in between. Outside of one
    it has a transaction of its own, which ends with the last row or with `close()`; until then the session says no to
    other statements. Each batch is handed over only because the context was right when it was fetched.
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
        self._columns = columns
        self._cursor = cursor
        self._rows = rows
        self._times = 1
        self._ready: deque[tuple[list[Raw], int]] = deque()
        self._watched = watched
        self._thread = threading.get_ident()

    def __iter__(self) -> Batches:
        return self

    def __next__(self) -> Any:
        if not self._ready and self._cursor.open:
            self._fetch()
        if not self._ready:
            raise StopIteration
        raws, rows = self._ready.popleft()
        try:
            return record_batch(self._columns, raws, rows)
        except BaseException:
            self.close()
            raise

    def to_parquet(self, path: str | PathLike[str]) -> int:
        """Write the rest of the rows to a Parquet file while they come; returns how many they are."""
        with self:
            return write(path, self.schema, self)

    def close(self) -> None:
        """Leave the rest of the rows. Closing twice is fine."""
        self._ready.clear()
        self._cursor.end()

    def __enter__(self) -> Batches:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        cursor = getattr(self, "_cursor", None)  # of one that could not be made there is none
        if cursor is None or not cursor.open:
            return
        if threading.get_ident() == self._thread and cursor.idle:
            cursor.end()
        else:  # the garbage is collected in the midst of another talk: the next statement ends it first
            cursor.abandoned = True

    def _fetch(self) -> None:
        with self._watched():
            found = self._cursor.fetch(self._rows * self._times)
        size = 0
        for at in range(0, len(found), self._rows):
            piece = found[at : at + self._rows]
            raws = from_rows(piece, len(self._columns))
            size += int(raws[0].data.size) if raws else 0
            self._ready.append((raws, len(piece)))
        self._times = min(self._times * 2, _MOST_TIMES) if size < _SHORT * self._times else max(self._times // 2, 1)
