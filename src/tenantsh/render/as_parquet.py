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
    import pyarrow.parquet as pq

    from tenantsh.model.result import Column, Result
    from tenantsh.render.options import Options

_GROUP = 50_000
"""Rows that are written together."""
_GROUP_BYTES = 8 << 20


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
    given = [column.name for column in result.columns]
    names = unique_names(given)
    try:
        told, tables = _tables(result, names)
        empty = next(tables)
    except ModuleNotFoundError as error:
        raise not_installed(error) from error
    with _writer(out, empty, result, (*told, *_renamed(given, names))) as writer:
        for table in tables:
            writer.write_table(table.cast(writer.schema), row_group_size=_GROUP)


def write_batches_to(about: Result, schema: pa.Schema, batches: Iterable[pa.RecordBatch], out: IO[bytes]) -> int:
    """Write the same of rows that come batch by batch; returns how many they are. `about` has no rows of its own."""
    import pyarrow as pa

    names = unique_names(schema.names)
    empty = schema.empty_table().rename_columns(names)
    rows = 0
    with _writer(out, empty, about, _renamed(schema.names, names)) as writer:
        for group in _together(batches):
            table = pa.Table.from_batches(group).rename_columns(names)
            writer.write_table(table.cast(writer.schema), row_group_size=_GROUP)
            rows += table.num_rows
    return rows


def _together(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """As many as make a group: small ones are slow to read, and large rows are not kept for more of them."""
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        group.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= _GROUP or size >= _GROUP_BYTES:
            yield group
            group, rows, size = [], 0, 0
    if group:
        yield group


def _writer(out: IO[bytes], empty: pa.Table, result: Result, told: Iterable[str]) -> pq.ParquetWriter:
    """What writes tables of this one's columns. Raises UsageError for columns that no such file has."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tenantsh.render.frame.about import about
    from tenantsh.render.frame.as_arrow import with_attrs

    if not empty.num_columns:
        raise UsageError("there are no columns to write", why="a Parquet file without columns has no rows either")
    try:
        return pq.ParquetWriter(out, with_attrs(empty, about(result, len(result), told)).schema)
    except pa.ArrowNotImplementedError as error:
        raise UsageError(f"not as Parquet: {error}", hint="leave the column out, or cast it to text") from error


def _renamed(given: Iterable[str], names: Iterable[str]) -> list[str]:
    return [
        f'column "{name}" is called "{new}": a Parquet file has each name once'
        for name, new in zip(given, names, strict=True)
        if name != new
    ]


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
