"""A Parquet file: typed columns for pandas, DuckDB and the like. Binary, so never for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from tenantsh.model.errors import UsageError
from tenantsh.render.as_json import unique_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from tenantsh.model.result import Cells, Column, Result, Row
    from tenantsh.render.options import Options

_GROUP = 50_000
"""Rows that are written together."""

_NUMERIC = 1700
_MOST_DIGITS = 38


def write(result: Result, options: Options, out: TextIO) -> None:
    """Write the file, some ten thousand rows at a time. Raises UsageError where `out` cannot take bytes."""
    buffer = getattr(out, "buffer", None)
    if buffer is None or out.isatty():
        raise UsageError("parquet is binary", hint=r"send it to a file or a program: \g result.parquet, or -o")
    pa, pq = _pyarrow()
    assert result.cells is not None
    out.flush()
    fields = [_Field(name, column) for name, column in zip(_names(result), result.columns, strict=True)]
    schema = pa.schema([(field.name, field.type) for field in fields])
    with pq.ParquetWriter(buffer, schema) as writer:
        for rows in _groups(result.cells):
            columns = zip(*rows, strict=True) if fields else ()
            arrays = [field.array(values) for field, values in zip(fields, columns, strict=True)]
            writer.write_table(pa.table(arrays, schema=schema))
    buffer.flush()


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError("parquet needs pyarrow", hint="pip install 'tenantsh[notebook]'") from error
    return pa, pq


def _names(result: Result) -> list[str]:
    return unique_names(column.name for column in result.columns)


def _groups(cells: Cells) -> Iterator[list[Row]]:
    group: list[Row] = []
    for batch in cells.values():
        group += batch
        if len(group) >= _GROUP:
            yield group
            group = []
    if group:
        yield group


class _Field:
    """A column of the file. What Parquet has no type for is text, as the server writes it."""

    def __init__(self, name: str, column: Column) -> None:
        self.name = name
        self.type = _type(column)

    def array(self, values: Iterable[Any]) -> pa.Array:
        """Values of the column's type. Raises UsageError where one does not fit (`infinity` is no timestamp)."""
        import pyarrow as pa

        if pa.types.is_string(self.type):
            values = map(_text, values)
        try:
            return pa.array(list(values), type=self.type)
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            raise UsageError(
                f'column "{self.name}" has values that parquet\'s {self.type} cannot hold', hint="cast it to text"
            ) from error


def _text(value: Any) -> str | None:
    from tenantsh.model.result import as_text

    if isinstance(value, (dict, list)):
        import json

        return json.dumps(value, ensure_ascii=False, default=str)
    return as_text(value)


def _type(column: Column) -> pa.DataType:
    import pyarrow as pa

    known: dict[int, pa.DataType] = {
        16: pa.bool_(),
        17: pa.binary(),
        20: pa.int64(),
        21: pa.int16(),
        23: pa.int32(),
        26: pa.int64(),
        700: pa.float32(),
        701: pa.float64(),
        1082: pa.date32(),
        1083: pa.time64("us"),
        1114: pa.timestamp("us"),
        1184: pa.timestamp("us", tz="UTC"),
    }
    if column.type_oid == _NUMERIC:
        return _decimal(column.type_modifier)
    return known.get(column.type_oid, pa.string())


def _decimal(modifier: int) -> pa.DataType:
    """`numeric(p, s)` as it is; without a precision, or with more digits than Parquet's, as text."""
    import pyarrow as pa

    digits, scale = (modifier - 4) >> 16 & 0xFFFF, (modifier - 4) & 0x7FF
    if modifier < 0 or digits > _MOST_DIGITS or scale > digits:
        return pa.string()
    return pa.decimal128(digits, scale)
