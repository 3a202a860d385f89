"""The columns of any result, whatever its cells are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.model.result import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.arrow.gathered import Gathered
    from tenantsh.arrow.pgtype import PgType
    from tenantsh.model.result import Column, Result, TextBatch

_ARRAYS = {
    1000: 16,  # bool
    1001: 17,  # bytea
    1005: 21,  # int2
    1007: 23,  # int4
    1009: 25,  # text
    1014: 1042,  # bpchar
    1015: 1043,  # varchar
    1016: 20,  # int8
    1021: 700,  # float4
    1022: 701,  # float8
    1028: 26,  # oid
    1115: 1114,  # timestamp
    1182: 1082,  # date
    1183: 1083,  # time
    1185: 1184,  # timestamptz
    1231: 1700,  # numeric
    199: 114,  # json
    2951: 2950,  # uuid
    3807: 3802,  # jsonb
}
"""Arrays of PostgreSQL's own types, and what they are arrays of: the numbers are the same everywhere."""


def gathered(result: Result) -> Gathered | None:
    """A result's rows as Arrow columns; None for the Python values that a command made, and where there is no table.

    Cells that are text, as a server wrote them, are read as what their columns' types say. Types that are not
    PostgreSQL's own are text: nobody can be asked for their labels or fields any more.
    """
    from tenantsh.arrow.gathered import Gathered

    cells = result.cells
    if cells is None or isinstance(cells, Table):
        return None
    return cells if isinstance(cells, Gathered) else read(result.columns, cells.text())


def read(columns: Sequence[Column], batches: Iterable[TextBatch]) -> Gathered:
    """Rows of text, as a server wrote them."""
    from tenantsh.arrow.pgtype import PgColumn
    from tenantsh.arrow.texts import from_text

    return from_text([PgColumn(column.name, type_of(column)) for column in columns], batches)


def type_of(column: Column) -> PgType:
    """What the column's type is, as far as its number tells."""
    from tenantsh.arrow.pgtype import Family, PgType

    element = _ARRAYS.get(column.type_oid)
    if element is None:
        return PgType(column.type_oid, column.type_modifier)
    return PgType(column.type_oid, family=Family.ARRAY, element=PgType(element, column.type_modifier))


def in_memory(result: Result) -> list[list[Any]]:
    """The Python values of each column."""
    columns: list[list[Any]] = [[] for _ in result.columns]
    for batch in result.cells.values() if result.cells is not None else ():
        for column, values in zip(columns, zip(*batch, strict=True), strict=False):
            column.extend(values)
    return columns
