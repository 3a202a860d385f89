"""Results read batch by batch: gathered to a whole, or handed on one by one."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa

from tenantsh.arrow.arrays import Arrays
from tenantsh.arrow.building import MalformedError
from tenantsh.arrow.gathered import WRITTEN, Gathered
from tenantsh.arrow.raw import NOTHING
from tenantsh.arrow.reader import TEXT, DoesNotFitError
from tenantsh.arrow.readers import reader_for
from tenantsh.arrow.strings import Texts
from tenantsh.model.errors import TenantshError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tenantsh.arrow.pgtype import PgColumn, PgType
    from tenantsh.arrow.raw import Raw
    from tenantsh.arrow.reader import Reader


@dataclass(slots=True)
class _Gathering:
    """A column on its way."""

    column: PgColumn
    reader: Reader
    chunks: list[pa.Array] = field(default_factory=list)
    why: str = ""
    """What made text of it."""

    def take(self, raw: Raw) -> None:
        try:
            self._take(raw)
        except _MALFORMED as error:
            raise _unreadable(self.column, error) from error

    def _take(self, raw: Raw) -> None:
        if self.why:
            self.chunks.append(self.reader.text(raw))
            return
        try:
            self.chunks.append(self.reader.read(raw))
        except DoesNotFitError as misfit:
            if self._by_another(raw):
                return
            self.why = str(misfit)
            self.chunks = [*map(self.reader.back, self.chunks), self.reader.text(raw)]

    def _by_another(self, raw: Raw) -> bool:
        """Whether it is read by a reader of other dimensions, as those before could have been."""
        another = self.reader.instead(raw) if isinstance(self.reader, Arrays) else None
        if another is None or not all(map(another.could_be, self.chunks)):
            return False
        try:
            read = another.read(raw)
        except DoesNotFitError:
            return False
        self.reader, self.chunks = another, [*map(another.adopt, self.chunks), read]
        return True

    def done(self) -> pa.ChunkedArray:
        # without a row there is one empty chunk all the same: an enum's labels are its chunks'
        return pa.chunked_array(self.chunks or [self.reader.read(NOTHING)], TEXT if self.why else self.reader.type)

    @property
    def told(self) -> list[str]:
        return [f'column "{self.column.name}" is exact text: {self.why}'] if self.why else []


class Gatherer:
    """Makes a whole result of its batches.

    A column with a value that its Arrow type cannot hold becomes text as a whole, and is told.
    """

    def __init__(self, columns: Sequence[PgColumn], readers: Iterable[Reader] | None = None) -> None:
        """`readers` are other ones than those of the binary format."""
        self.columns = tuple(columns)
        self.rows = 0
        chosen = map(_reader, columns) if readers is None else readers
        self._gathering = [_Gathering(column, reader) for column, reader in zip(columns, chosen, strict=True)]

    def take(self, raws: Sequence[Raw], rows: int, between: Callable[[], None] | None = None) -> None:
        """Read a batch: one Raw for each column, of so many rows.

        `between` is called after each column: whoever gives the batches can take in the next one meanwhile.
        """
        for gathering, raw in zip(self._gathering, raws, strict=True):
            gathering.take(raw)
            if between is not None:
                between()
        self.rows += rows

    def done(self) -> Gathered:
        """All of it."""
        return Gathered(
            self.columns,
            [WRITTEN if gathering.why else gathering.reader for gathering in self._gathering],
            [gathering.done() for gathering in self._gathering],
            self.rows,
            told=[sentence for gathering in self._gathering for sentence in gathering.told],
        )


def schema(columns: Sequence[PgColumn]) -> pa.Schema:
    """What `record_batch` gives of these columns."""
    return pa.schema([pa.field(column.name, _reader(column).type) for column in columns])


def record_batch(columns: Sequence[PgColumn], parts: list[tuple[list[Raw], int]]) -> pa.RecordBatch:
    """A batch of a stream: every column has its usual type in every batch.

    Its parts are let go as they are read, so that a large one is not in memory twice.
    Raises UsageError for a value that does not fit, since the batches before are out of hands.
    """
    read = [_record_batch(columns, *parts.pop(0)) for _ in range(len(parts))]
    return read[0] if len(read) == 1 else pa.concat_batches(read)


def _record_batch(columns: Sequence[PgColumn], raws: Sequence[Raw], rows: int) -> pa.RecordBatch:
    if not columns:  # a batch of no columns that keeps its number of rows
        return pa.RecordBatch.from_struct_array(pa.array([{}] * rows, pa.struct([])))
    arrays = [_strict(column, raw) for column, raw in zip(columns, raws, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema(columns))


def _strict(column: PgColumn, raw: Raw) -> pa.Array:
    reader = _reader(column)
    try:
        return reader.read(raw)
    except DoesNotFitError as misfit:
        raise UsageError(
            f'column "{column.name}" cannot be read in batches: {misfit}',
            why=f"a batch's {column.type.name or 'column'} is {reader.type}, and earlier batches cannot be changed",
            hint=f'select it as text ("{column.name}"::text), or read the whole result with frame()',
        ) from misfit
    except _MALFORMED as error:
        raise _unreadable(column, error) from error


_MALFORMED = (MalformedError, struct.error, IndexError)
"""What readers raise for bytes that are not of their type: too few of them, as a rule."""


def _unreadable(column: PgColumn, error: Exception) -> TenantshError:
    return TenantshError(
        f'column "{column.name}" cannot be read: {error}',
        why=f"the server sends {column.type.name or 'this type'} in a form that PostgreSQL does not have",
        hint=f'select it as text: "{column.name}"::text',
    )


def _reader(column: PgColumn) -> Reader:
    return _of_type(column.type)


@lru_cache(maxsize=1000)
def _of_type(type_: PgType) -> Reader:
    return reader_for(type_) or Texts()  # whoever asked the server knew that nobody reads it, and asked for text
