"""A whole result as Arrow columns, readable as a result's cells too."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pyarrow as pa

from tenantsh.arrow.numeric import Numerics, narrowest
from tenantsh.arrow.reader import TEXT
from tenantsh.arrow.strings import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tenantsh.arrow.pgtype import PgColumn
    from tenantsh.arrow.reader import Reader
    from tenantsh.model.result import Row, TextBatch

WRITTEN = Texts()
"""The reader of a column that is text because one of its values did not fit."""

_BATCH = 5000
"""Rows that are turned into Python values at once."""


class Gathered:
    """The rows of a result as Arrow columns."""

    def __init__(
        self,
        columns: Sequence[PgColumn],
        readers: Sequence[Reader],
        stored: Sequence[pa.ChunkedArray],
        rows: int,
        told: Sequence[str] = (),
    ) -> None:
        self.columns = tuple(columns)
        self.stored = tuple(stored)
        """The columns as they were read: numeric without a precision is exact text here."""
        self.told = tuple(told)
        """Sentences: which column is not of its usual type, and why."""
        self._readers = tuple(readers)
        self._rows = rows

    def __len__(self) -> int:
        return self._rows

    @cached_property
    def numbers(self) -> dict[int, pa.DataType | None]:
        """Where columns of numeric without a precision are, and the decimal that holds each; None where none does."""
        return {at: narrowest(self.stored[at]) for at in self.written_numbers}

    @property
    def written_numbers(self) -> tuple[int, ...]:
        """Where columns of numeric without a precision are: exact text here, each number with its own scale."""
        return tuple(at for at, reader in enumerate(self._readers) if isinstance(reader, Numerics))

    @cached_property
    def table(self) -> pa.Table:
        """The columns, names as the server gave them: there may be two of a name, or empty ones."""
        return table([column.name for column in self.columns], [self._final(at) for at in self._places()], self._rows)

    @property
    def table_told(self) -> tuple[str, ...]:
        """What is told of `table`: besides `told`, numeric that no decimal holds."""
        names = [self.columns[at].name for at, decimal in self.numbers.items() if decimal is None]
        return (
            *self.told,
            *(f'column "{name}" is exact text: no decimal type holds all of its numbers' for name in names),
        )

    def text(self) -> Iterator[TextBatch]:
        """The rows as exact text, whatever the session's settings are."""
        return self._batches(lambda at, part: self._readers[at].back(part).to_pylist())

    def values(self) -> Iterator[list[Row]]:
        """The rows as Python values."""
        return self._batches(self._values)

    def release(self) -> list[pa.ChunkedArray]:
        """Hand over what is stored, to whoever wants the memory of each column back; there are no rows left here."""
        stored, self.stored, self._rows = list(self.stored), (), 0
        return stored

    def _values(self, at: int, part: pa.Array) -> list[Any]:
        values: list[Any] = part.to_pylist()
        make = _VALUES.get(self.columns[at].type.oid) if self._readers[at] is not WRITTEN else None
        if make is None or not pa.types.is_large_string(part.type):
            return values
        return [None if value is None else make(value) for value in values]

    def _final(self, at: int) -> pa.ChunkedArray:
        decimal = self.numbers.get(at)
        return self.stored[at].cast(decimal) if decimal is not None else self.stored[at]

    def _places(self) -> range:
        return range(len(self.columns))

    def _batches(self, cells: Callable[[int, pa.Array], list[Any]]) -> Iterator[list[Any]]:
        for start in range(0, self._rows, _BATCH):
            parts = [array.slice(start, _BATCH).chunks for array in self.stored]
            columns = [[cell for part in parts[at] for cell in cells(at, part)] for at in self._places()]
            yield list(zip(*columns, strict=True)) if columns else [()] * min(_BATCH, self._rows - start)


def table(names: Sequence[str], arrays: Sequence[pa.Array | pa.ChunkedArray], rows: int) -> pa.Table:
    """A table that keeps its number of rows where it has no columns."""
    if arrays:
        return pa.Table.from_arrays(list(arrays), names=list(names))
    return pa.table({"": pa.nulls(rows, TEXT)}).select([])


_VALUES: dict[int, Callable[[str], Any]] = {114: json.loads, 3802: json.loads, 1700: Decimal, 2950: UUID}
"""What Python has a type of its own for, where Arrow keeps text."""
