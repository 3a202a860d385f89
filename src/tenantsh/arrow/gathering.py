"""A whole result, gathered batch by batch: Arrow columns that are cells too."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tenantsh.arrow.reader import TEXT, DoesNotFitError
from tenantsh.arrow.readers import reader_for
from tenantsh.arrow.strings import Texts
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.arrow.pgtype import PgColumn
    from tenantsh.arrow.raw import Raw
    from tenantsh.arrow.reader import Reader
    from tenantsh.model.result import Row, TextBatch

_BATCH = 5000


class Gathered:
    """The rows of a result as Arrow columns, readable as a result's cells."""

    def __init__(
        self,
        columns: Sequence[PgColumn],
        arrays: Sequence[pa.ChunkedArray],
        rows: int,
        *,
        readers: Sequence[Reader],
        told: Sequence[str] = (),
    ) -> None:
        self.columns = tuple(columns)
        self.told = tuple(told)
        """Sentences: which column is not of its usual type, and why."""
        self._arrays = list(arrays)
        self._rows = rows
        self._readers = list(readers)

    def __len__(self) -> int:
        return self._rows

    @cached_property
    def table(self) -> pa.Table:
        """The columns, names as the server gave them: there may be two of a name, or empty ones."""
        return pa.Table.from_arrays(self._arrays, names=[column.name for column in self.columns])

    def text(self) -> Iterator[TextBatch]:
        """The rows as exact text, whatever the session's settings are."""
        for start in range(0, self._rows, _BATCH):
            yield self._batch([self._text(at, start) for at in range(len(self.columns))], start)

    def values(self) -> Iterator[list[Row]]:
        """The rows as Python values."""
        for start in range(0, self._rows, _BATCH):
            yield self._batch([array.slice(start, _BATCH).to_pylist() for array in self._arrays], start)

    def _text(self, at: int, start: int) -> list[str | None]:
        chunks = self._arrays[at].slice(start, _BATCH).chunks
        return [cell for chunk in chunks for cell in self._readers[at].back(chunk).to_pylist()]

    def _batch(self, columns: list[list[Any]], start: int) -> list[Any]:
        if columns:
            return list(zip(*columns, strict=True))
        return [()] * min(_BATCH, self._rows - start)


@dataclass(slots=True)
class _Gathering:
    """A column on its way."""

    column: PgColumn
    reader: Reader
    chunks: list[pa.Array] = field(default_factory=list)
    why: str = ""
    """What made text of it."""

    def take(self, raw: Raw) -> None:
        if self.why:
            self.chunks.append(self.reader.text(raw))
            return
        try:
            self.chunks.append(self.reader.read(raw))
        except DoesNotFitError as misfit:
            self.why = str(misfit)
            self.chunks = [*map(self.reader.back, self.chunks), self.reader.text(raw)]

    def done(self) -> pa.ChunkedArray:
        return pa.chunked_array(self.chunks, TEXT if self.why else self.reader.type)

    @property
    def told(self) -> list[str]:
        return [f'column "{self.column.name}" is text: {self.why}'] if self.why else []


class Gatherer:
    """Makes a whole result of its batches.

    A column with a value that its Arrow type cannot hold becomes text as a whole, and is told.
    """

    def __init__(self, columns: Sequence[PgColumn]) -> None:
        self.columns = tuple(columns)
        self.rows = 0
        self._gathering = [_Gathering(column, _reader(column)) for column in columns]

    def take(self, raws: Sequence[Raw], rows: int) -> None:
        """Read a batch: one Raw for each column, of so many rows."""
        for gathering, raw in zip(self._gathering, raws, strict=True):
            gathering.take(raw)
        self.rows += rows

    def done(self) -> Gathered:
        """All of it."""
        return Gathered(
            self.columns,
            [gathering.done() for gathering in self._gathering],
            self.rows,
            readers=[Texts() if gathering.why else gathering.reader for gathering in self._gathering],
            told=[sentence for gathering in self._gathering for sentence in gathering.told],
        )


def schema(columns: Sequence[PgColumn]) -> pa.Schema:
    """What `record_batch` gives of these columns."""
    return pa.schema([pa.field(column.name, _reader(column).type) for column in columns])


def record_batch(columns: Sequence[PgColumn], raws: Sequence[Raw], rows: int) -> pa.RecordBatch:
    """A batch of a stream: every column has its usual type in every batch.

    Raises UsageError for a value that does not fit, since the batches before are out of hands.
    """
    if not columns:
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


def _reader(column: PgColumn) -> Reader:
    reader = reader_for(column.type)
    if reader is None:  # whoever asked the server knew, and asked for text
        return Texts()
    return reader
