"""Results as polars DataFrames. Imports polars."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from tenantsh.arrow.reader import TEXT
from tenantsh.render.as_json import unique_names
from tenantsh.render.frame.about import about
from tenantsh.render.frame.columns import gathered
from tenantsh.render.frame.typed import typed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tenantsh.model.result import Result
    from tenantsh.render.frame.about import Attrs

_DIGITS = 38
"""How many polars' decimals have."""


def frame(result: Result) -> pl.DataFrame:
    """The rows as a DataFrame.

    Names that came before get a number, as polars has each once: `id`, `id_2`. Enums keep all labels in their order.
    Decimals of more than 38 digits are text where values need so many. polars frames have no attributes: this one has
    an `attrs` all the same, which nothing that is made of it keeps.
    """
    cells = gathered(result)
    table, told = typed(result) if cells is None else (cells.table, cells.table_told)
    names = unique_names(table.column_names)
    columns = [_column(column) for column in table.columns]
    if cells is not None:  # numbers that have to be text are as the server wrote them
        columns = [
            cells.stored[at] if at in cells.numbers and column.type == TEXT else column
            for at, column in enumerate(columns)
        ]
    told = (*told, *_told(table.column_names, names, table.columns, columns))
    made = pl.DataFrame([pl.Series(name, column) for name, column in zip(names, columns, strict=True)])
    if not columns and table.num_rows:
        made = pl.DataFrame(height=table.num_rows)
    return with_attrs(made, about(result, table.num_rows, told))


def with_attrs(made: pl.DataFrame, attrs: Attrs) -> pl.DataFrame:
    """The frame with these attributes, where polars lets it have some."""
    with suppress(AttributeError):
        made.attrs = attrs  # type: ignore[attr-defined]  # ours
    return made


def _column(column: pa.ChunkedArray) -> Any:
    if pa.types.is_dictionary(column.type):
        return _enum(column.unify_dictionaries())
    return column if column.type.equals(narrow := _with(column.type, _narrow)) else _narrowed(column, narrow)


def _narrowed(column: pa.ChunkedArray, narrow: pa.DataType) -> pa.ChunkedArray:
    """The column with decimals that polars has, or with exact text where values need more digits."""
    try:
        return column.cast(narrow)
    except pa.ArrowInvalid:
        values = map(_written, column.to_pylist())
        return pa.chunked_array([pa.array(values, _with(column.type, lambda _: TEXT))])


def _narrow(wide: pa.DataType) -> pa.DataType:
    return pa.decimal128(_DIGITS, min(wide.scale, _DIGITS))


def _with(type_: pa.DataType, instead: Callable[[pa.DataType], pa.DataType]) -> pa.DataType:
    """The type with another for each decimal of more digits than polars has, inside of lists and structs too."""
    if pa.types.is_decimal256(type_):
        return instead(type_)
    if pa.types.is_list(type_):
        return pa.list_(_with(type_.value_type, instead))
    if pa.types.is_struct(type_):
        return pa.struct([(field.name, _with(field.type, instead)) for field in type_])
    return type_


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"  # Arrow's own text of it has an exponent at times
    if isinstance(value, list):
        return [_written(item) for item in value]
    return {name: _written(item) for name, item in value.items()} if isinstance(value, dict) else value


def _enum(column: pa.ChunkedArray) -> pl.Series:
    labels = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
    return pl.Series(column.cast(TEXT)).cast(pl.Enum(labels))


def _told(
    given: Sequence[str], names: Sequence[str], before: Sequence[pa.ChunkedArray], after: Sequence[Any]
) -> list[str]:
    renamed = [
        f'column "{name}" is called "{new}": polars has each name once'
        for name, new in zip(given, names, strict=True)
        if name != new
    ]
    texts = [
        f'column "{name}" is exact text: polars\' decimals have {_DIGITS} digits'
        for name, column, made in zip(names, before, after, strict=True)
        if not column.type.equals(text := _with(column.type, lambda _: TEXT)) and text.equals(made.type)
    ]
    return [*renamed, *texts]
