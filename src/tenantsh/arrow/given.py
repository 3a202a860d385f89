"""Frames of anybody's as columns: pandas, polars and whatever speaks Arrow; rows of Python's as they are.

Nothing of theirs is imported: pandas is known by its manners (`iloc`), everybody else by `__arrow_c_stream__`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from sys import getsizeof
from typing import Any

import pyarrow as pa

from tenantsh.model.errors import UsageError

_SEEN = 100
"""How many of Python's values are looked at to tell how large they are."""


@dataclass(frozen=True, slots=True)
class Given:
    """One column of what was given."""

    name: str
    values: pa.ChunkedArray | list[Any]
    """Arrow's, or Python's where Arrow has no one type for them."""
    missing: int = 0
    """How many NaNs are taken for missing values, because pandas keeps those so."""

    def __len__(self) -> int:
        return len(self.values)

    @property
    def bytes(self) -> int:
        """What the values take in memory, about."""
        if not isinstance(self.values, list):
            try:
                return int(self.values.nbytes)
            except pa.ArrowTypeError:  # what a slice has of a view's text, not every pyarrow can tell
                return int(self.values.get_total_buffer_size())
        seen = self.values[:: 1 + len(self.values) // _SEEN]
        return sum(map(getsizeof, seen)) * len(self.values) // max(len(seen), 1)

    def part(self, first: int, rows: int) -> pa.Array | list[Any]:
        """Some of the values, in one piece."""
        if isinstance(self.values, list):
            return self.values[first : first + rows]
        return one(self.values.slice(first, rows))


def one(values: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Chunks in one piece."""
    if isinstance(values, pa.Array):
        return values
    return values.chunk(0) if values.num_chunks == 1 else values.combine_chunks()


def pieces_of(frame: Any) -> Iterator[list[Given]]:
    """The columns of a frame; of a stream of record batches those of one after the other.

    Raises UsageError for what is no frame.
    """
    if hasattr(frame, "__next__"):  # before __arrow_c_stream__, which a reader has too: it need not be in memory
        for batch in frame:
            yield given_by(batch)
    elif not (isinstance(frame, (list, tuple)) and not frame):  # no rows of dicts: their columns nobody knows
        yield given_by(frame)


def given_by(frame: Any) -> list[Given]:
    """The columns of one frame. Raises UsageError for what is none."""
    if hasattr(frame, "iloc") and hasattr(frame, "columns"):
        return [_series(str(name), frame.iloc[:, at]) for at, name in enumerate(frame.columns)]
    if hasattr(frame, "__arrow_c_stream__"):
        return _arrow(frame)
    if isinstance(frame, pa.RecordBatch):
        return _arrow(pa.Table.from_batches([frame]))
    if isinstance(frame, Mapping):
        return _equally_long([_column(str(name), values) for name, values in frame.items()])
    if isinstance(frame, Sequence) and not isinstance(frame, (str, bytes)):
        return _records(frame)
    raise UsageError(
        f"{type(frame).__name__} is no frame",
        hint="pandas, polars, Arrow, a list of dicts, or a dict of columns",
    )


def _arrow(frame: Any) -> list[Given]:
    if "Object" in map(str, getattr(frame, "dtypes", ())):  # which polars hands over as addresses in memory
        raise UsageError("a column of Python objects", hint="give it a type that polars has, or the rows as dicts")
    try:
        table = pa.table(frame)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise UsageError(f"a column that Arrow has no type for: {error}") from error
    except BaseException as error:  # polars panics, which is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise UsageError(f"a column that Arrow has no type for: {error}") from error
    return [Given(name, column) for name, column in zip(table.column_names, table.columns, strict=True)]


def _series(name: str, series: Any) -> Given:
    """A column of pandas'. Its floats have NaN for what is missing; its own nullable types keep the two apart."""
    if series.dtype == object:
        values = [None if missing(value) else value for value in series.tolist()]
        return Given(name, values, missing=sum(isinstance(value, float) for value in series if missing(value)))
    kept = series.array
    try:
        if hasattr(kept, "__arrow_array__"):
            found = pa.array(kept)
            return Given(name, found if isinstance(found, pa.ChunkedArray) else pa.chunked_array([found]))
        plain = pa.array(series, from_pandas=True)
        return Given(name, pa.chunked_array([plain]), missing=plain.null_count if series.dtype.kind == "f" else 0)
    except (pa.ArrowException, TypeError) as error:
        raise UsageError(f'column "{name}" is {series.dtype}, which Arrow has no type for', why=str(error)) from error


def _column(name: str, values: Any) -> Given:
    """A column of a dict: of pandas, polars, Arrow or numpy, or Python's values."""
    if hasattr(values, "iloc") and hasattr(values, "dtype"):
        return _series(name, values)
    if hasattr(values, "to_frame"):  # polars'
        return replace(_arrow(values.to_frame())[0], name=name)
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return _arrow(pa.table({name: values}))[0]
    if getattr(values, "ndim", None) == 1 and values.dtype != object:  # numpy's, which may have masks
        try:
            return Given(name, pa.chunked_array([pa.array(values)]))
        except pa.ArrowException as error:
            raise UsageError(f'column "{name}" is {values.dtype}, which Arrow has no type for') from error
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise UsageError(f'column "{name}" is a {type(values).__name__}', hint="a dict of columns has a list for each")
    return Given(name, list(values))


def missing(value: object) -> bool:
    """Whether a value of pandas' in a column of objects stands for none: None, NaN, NaT or NA."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and math.isnan(value)


def _records(rows: Sequence[Any]) -> list[Given]:
    if not isinstance(rows[0], Mapping):
        raise UsageError(f"a row is a {type(rows[0]).__name__}", hint="rows are dicts of column names and values")
    names = list(rows[0])
    for at, row in enumerate(rows):
        if not isinstance(row, Mapping) or row.keys() != rows[0].keys():
            raise UsageError(
                f"row {at} has other columns than row 0", hint="give each row each column, with None where it is NULL"
            )
    return [Given(str(name), [row[name] for row in rows]) for name in names]


def _equally_long(columns: list[Given]) -> list[Given]:
    if len({len(column) for column in columns}) > 1:
        told = ", ".join(f"{column.name} {len(column)}" for column in columns)
        raise UsageError("the columns are not of one length", why=told)
    return columns


def rows_of(columns: Iterable[Given]) -> int:
    """How many rows they have."""
    return max(map(len, columns), default=0)
