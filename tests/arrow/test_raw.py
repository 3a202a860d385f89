"""Rows and COPY messages taken apart."""

from __future__ import annotations

from array import array
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenantsh.arrow.raw import from_cells, from_copy, from_rows
from tenantsh.model.errors import TenantshError

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
_CELL = st.none() | st.binary(max_size=20)


def message(row: tuple[bytes | None, ...]) -> bytes:
    return pack(">h", len(row)) + b"".join(
        pack(">i", -1) if cell is None else pack(">i", len(cell)) + cell for cell in row
    )


def copied(messages: list[bytes], columns: int) -> list[tuple[bytes | None, ...]]:
    raws, rows = from_copy(bytearray(b"".join(messages)), array("q", map(len, messages)), columns)
    return [tuple(raw.value(at) for raw in raws) for at in range(rows)]


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, list[tuple[bytes | None, ...]]]:
    columns = draw(st.integers(1, 4))
    return columns, draw(st.lists(st.tuples(*[_CELL] * columns), max_size=8))


@settings(deadline=None)
@given(tables())
def test_every_way_gives_the_same_values(table: tuple[int, list[tuple[bytes | None, ...]]]) -> None:
    columns, rows = table
    raws = from_rows(rows, columns)
    assert [tuple(raw.value(at) for raw in raws) for at in range(len(rows))] == rows
    raws = from_cells([[row[at] for row in rows] for at in range(columns)])
    assert [tuple(raw.value(at) for raw in raws) for at in range(len(rows))] == rows
    assert copied([*map(message, rows)], columns) == rows


@pytest.mark.parametrize("rows", [[], [(b"a", None)], [(b"a", None), (None, b""), (b"bc", b"d" * 300)]])
def test_the_header_comes_with_the_first_row_or_alone_and_the_trailer_is_no_row(
    rows: list[tuple[bytes | None, ...]],
) -> None:
    first, *rest = [*map(message, rows), TRAILER]
    assert copied([HEADER + first, *rest], 2) == rows
    assert copied([HEADER, first, *rest], 2) == rows


def test_an_extension_of_the_header_is_skipped() -> None:
    header = HEADER[:15] + pack(">i", 3) + b"ext"
    assert copied([header + message((b"a",)), TRAILER], 1) == [(b"a",)]


def test_rows_of_no_columns_are_counted() -> None:
    assert copied([HEADER + message(()), message(()), TRAILER], 0) == [(), ()]


def test_a_batch_of_nothing_has_no_rows() -> None:
    assert copied([], 3) == []
    assert copied([TRAILER], 3) == []


@pytest.mark.parametrize(
    "broken",
    [
        [message((b"a",))],
        [message((b"a", b"b")) + b"x"],
        [message((b"a", b"b"))[:-1]],
        [b"\0"],
        [pack(">hi", 2, 1 << 30) + b"abc"],
        [message((b"a", b"b")), message((b"a", b"b", b"c"))],
    ],
)
def test_what_is_no_row_is_refused_and_never_read_as_one(broken: list[bytes]) -> None:
    with pytest.raises(TenantshError, match="rows cannot be read"):
        copied(broken, 2)
