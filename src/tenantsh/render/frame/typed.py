"""Results as Arrow tables: the types that readers give, also to Python values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tenantsh.arrow.gathered import table
from tenantsh.arrow.reader import TEXT
from tenantsh.arrow.readers import reader_for
from tenantsh.model.result import as_text
from tenantsh.render.frame import columns
from tenantsh.render.frame.columns import gathered, in_memory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.model.result import Column, Result

NO_FIT = (pa.ArrowException, TypeError, ValueError, OverflowError)
"""What Arrow raises for a value that is not of a type."""


def typed(result: Result) -> tuple[pa.Table, tuple[str, ...]]:
    """A result's rows as an Arrow table, and what is told of columns that are not of their usual type."""
    if (cells := gathered(result)) is not None:
        return cells.table, cells.table_told
    arrays, told = [], []
    for column, values in zip(result.columns, in_memory(result), strict=True):
        try:
            arrays.append(values_of(column, values))
        except NO_FIT:
            arrays.append(texts_of(values))
            told.append(f'column "{column.name}" is exact text: not all of its values are {type_of(column)}')
    return table([column.name for column in result.columns], arrays, len(result)), tuple(told)


def type_of(column: Column) -> pa.DataType:
    """What a column's values are read as; where that takes more than its type's number to know, text."""
    reader = reader_for(columns.type_of(column))
    return reader.type if reader is not None else TEXT


def values_of(column: Column, values: Sequence[Any]) -> pa.Array:
    """Python values as the column's type. Raises one of NO_FIT."""
    type_ = type_of(column)
    return texts_of(values) if type_ == TEXT else pa.array(values, type_)


def texts_of(values: Iterable[Any]) -> pa.Array:
    """Python values as text."""
    return pa.array([_text(value) for value in values], TEXT)


def _text(value: Any) -> str | None:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return as_text(value)
