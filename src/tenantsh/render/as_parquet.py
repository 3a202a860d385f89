"""A Parquet file: typed columns for pandas, DuckDB and the like. Binary, so never for a terminal."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, TextIO

from tenantsh.model.errors import UsageError
from tenantsh.model.result import Table
from tenantsh.render.as_json import unique_names
from tenantsh.render.frame import not_installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from tenantsh.model.result import Column, Result
    from tenantsh.render.options import Options

_GROUP = 50_000
"""Rows that are written together."""


def write(result: Result, options: Options, out: TextIO) -> None:
    """Write the file, some ten thousand rows at a time. Raises UsageError where `out` cannot take bytes."""
    buffer = getattr(out, "buffer", None)
    if buffer is None or out.isatty():
        raise UsageError("parquet is binary", hint=r"send it to a file or a program: \g result.parquet, or -o")
    out.flush()
    write_to(result, buffer)
    buffer.flush()


def write_to(result: Result, out: IO[bytes]) -> None:
    """Write the file, with what is known of whose rows they are in its metadata, where pandas looks for it."""
    try:
        import pyarrow.parquet as pq

        from tenantsh.render.frame.about import about
        from tenantsh.render.frame.as_arrow import with_attrs
    except ModuleNotFoundError as error:
        raise not_installed(error) from error
    names = unique_names(column.name for column in result.columns)
    told, tables = _tables(result, names)
    schema = with_attrs(next(tables), about(result, len(result), told)).schema
    with pq.ParquetWriter(out, schema) as writer:
        for table in tables:
            writer.write_table(table.cast(schema), row_group_size=_GROUP)


def _tables(result: Result, names: list[str]) -> tuple[tuple[str, ...], Iterator[pa.Table]]:
    """What is told of the columns; an empty table with their types, and then the rows, table by table."""
    from tenantsh.arrow.gathered import Gathered

    cells = result.cells
    if not isinstance(cells, Gathered):
        return (), _streamed(result, names)
    whole = cells.table.rename_columns(names)
    return cells.table_told, iter([whole.slice(0, 0), whole])


def _streamed(result: Result, names: list[str]) -> Iterator[pa.Table]:
    """So many rows at a time, for a result of any length; what a column is, all of them have to be."""
    from tenantsh.arrow.gathered import table
    from tenantsh.render.frame.columns import read

    cells = result.cells
    assert cells is not None
    yield table(names, [_array(column, ()) for column in result.columns], 0)
    if isinstance(cells, Table):
        for rows in _groups(cells.values()):
            columns = zip(*rows, strict=True) if names else ()
            arrays = [_array(column, values) for column, values in zip(result.columns, columns, strict=True)]
            yield table(names, arrays, len(rows))
    else:
        for batch in _groups(cells.text()):
            stored = read(result.columns, [batch]).stored
            yield table(names, [_checked(*pair) for pair in zip(result.columns, stored, strict=True)], len(batch))


def _groups(batches: Iterable[list[Any]]) -> Iterator[list[Any]]:
    group: list[Any] = []
    for batch in batches:
        group += batch
        if len(group) >= _GROUP:
            yield group
            group = []
    if group:
        yield group


def _array(column: Column, values: tuple[Any, ...]) -> pa.Array:
    """Values of the column's type. Raises UsageError where one does not fit (`infinity` is no timestamp)."""
    from tenantsh.render.frame.typed import NO_FIT, values_of

    try:
        return values_of(column, values)
    except NO_FIT as error:
        raise _misfit(column) from error


def _checked(column: Column, stored: pa.ChunkedArray) -> pa.ChunkedArray:
    from tenantsh.render.frame.typed import type_of

    if stored.type != type_of(column):
        raise _misfit(column)
    return stored


def _misfit(column: Column) -> UsageError:
    from tenantsh.render.frame.typed import type_of

    return UsageError(
        f'column "{column.name}" has values that parquet\'s {type_of(column)} cannot hold', hint="cast it to text"
    )
