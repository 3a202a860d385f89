"""Cells that came as text make the same columns as those of the binary format, whatever the time zone is."""

from __future__ import annotations

import math
from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.arrow import odd_values, test_hot_types
from tests.arrow.catalog import types_of
from tests.arrow.feeds import by_cells, written
from tests.arrow.odd_values import SETUP

from tenantsh.arrow import quoting, unquoting
from tenantsh.arrow.pgtype import PgColumn, PgType
from tenantsh.arrow.texts import from_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.arrow.gathered import Gathered

_ALL = [
    (type_, values) for type_, (values, _) in {**test_hot_types.VALUES, **odd_values.PLAIN, **odd_values.MADE}.items()
]
_SHAPES = [(type_, values) for type_, values, _ in [*odd_values.SHAPES.values(), *odd_values.MISFITS.values()]]
_MISFITS = [(type_, values) for type_, (values, _) in test_hot_types.MISFITS.items()]


@pytest.fixture(scope="module", params=["UTC", "Europe/Amsterdam", "Asia/Kolkata"])
def connection(pg: Cluster, request: pytest.FixtureRequest) -> Iterator[psycopg.Connection[Any]]:
    options = f"-c timezone={request.param}"
    with closing(psycopg.connect(pg.dsn(), autocommit=True, options=options)) as connection:
        connection.execute(SETUP)
        yield connection


def by_text(connection: psycopg.Connection[Any], query: str) -> Gathered:
    """The text format, three rows a batch."""
    rows = written(connection, query)
    columns = [PgColumn(name, type_) for name, type_ in types_of(connection, query).items()]
    return from_text(columns, [rows[at : at + 3] for at in range(0, len(rows), 3)])


def text(gathered: Gathered) -> list[tuple[str | None, ...]]:
    return [row for batch in gathered.text() for row in batch]


@pytest.mark.parametrize(("type_", "values"), [*_ALL, *_SHAPES, *_MISFITS])
def test_the_same_columns_as_from_the_binary_format(
    connection: psycopg.Connection[Any], type_: str, values: list[str | None]
) -> None:
    query = test_hot_types.of(type_, values)
    binary, got = by_cells(connection, query, types_of(connection, query)), by_text(connection, query)
    assert got.table.schema == binary.table.schema
    assert text(got) == text(binary)
    if "float" not in type_:  # NaN is not itself
        assert got.table.equals(binary.table)
    assert got.told == binary.told


def test_multiranges(connection: psycopg.Connection[Any]) -> None:
    if connection.info.server_version < 140000:
        pytest.skip("PostgreSQL 14 has them first")
    for type_, values in (
        ("tstzmultirange", ["{[2020-01-01 00:00+05:30,2020-02-01 00:00+00),(2021-01-01 00:00+00,)}", None, "{}"]),
        ("int4multirange[]", [None, '{"{[1,3),[5,7)}","{}",NULL}']),
    ):
        query = test_hot_types.of(type_, values)
        assert text(by_text(connection, query)) == text(by_cells(connection, query, types_of(connection, query)))


@pytest.mark.parametrize(
    ("setting", "type_", "value", "told"),
    [
        ("datestyle=German", "date", "2020-02-03", "03.02.2020 is no date of DateStyle ISO"),
        ("datestyle='SQL, DMY'", "timestamptz", "2020-02-03", "is no timestamp of DateStyle ISO"),
        ("datestyle='Postgres, MDY'", "timestamp[]", "{2020-02-03}", "is no timestamp of DateStyle ISO"),
        ("datestyle=German", "daterange", "[2020-02-03,2020-02-05)", "03.02.2020 is no date of DateStyle ISO"),
        (
            "intervalstyle=sql_standard",
            "interval",
            "1 day 02:03:04",
            "1 2:03:04 is no interval of IntervalStyle postgres",
        ),
        ("intervalstyle=iso_8601", "interval", "1 day", "P1D is no interval of IntervalStyle postgres"),
        ("intervalstyle=postgres_verbose", "interval", "1 day", "@ 1 day is no interval of IntervalStyle postgres"),
    ],
)
def test_another_style_is_the_servers_text_and_told(
    pg: Cluster, setting: str, type_: str, value: str, told: str
) -> None:
    with closing(psycopg.connect(pg.dsn(), autocommit=True)) as connection:
        connection.execute(f"set {setting}")
        query = f"select '{value}'::{type_} as v union all select null"
        got = by_text(connection, query)
        assert got.table.schema.types == [pa.large_string()]
        assert text(got) == written(connection, query)
        (sentence,) = got.told
        assert told in sentence


@pytest.mark.parametrize("value", ["0001-01-01 00:30:00+05", "9999-12-31 23:30:00-05"])
def test_a_zone_that_leads_out_of_the_years_is_told(value: str) -> None:
    got = from_text([PgColumn("v", PgType(1184))], [[("2026-01-01 00:00:00+05",), (value,)]])
    assert got.table.schema.types == [pa.large_string()]
    assert "is outside the years 1 to 9999" in got.told[0]


def test_a_number_that_rounding_made_too_large_is_told() -> None:
    rounded = from_text([PgColumn("x", PgType(701))], [[("1.79769313486232e+308",), ("-Infinity",), (None,)]])
    assert text(rounded) == [("1.79769313486232e+308",), ("-Infinity",), (None,)]
    assert rounded.told == ('column "x" is exact text: 1.79769313486232e+308 is beyond the largest double',)
    kept = from_text([PgColumn("x", PgType(701))], [[("-Infinity",), ("inf",), ("1.5",), ("NaN",)]])
    assert kept.table.column(0).to_pylist()[:3] == [-math.inf, math.inf, 1.5]


def test_escaped_bytes_are_read_too(pg: Cluster) -> None:
    with closing(psycopg.connect(pg.dsn(), autocommit=True, options="-c bytea_output=escape")) as connection:
        got = by_text(connection, r"select '\x005c78ff2761'::bytea as v union all select '\x' union all select 'plain'")
    assert got.table["v"].to_pylist() == [b"\x00\\x\xff'a", b"", b"plain"]


def test_no_rows_and_no_columns_keep_what_they_have() -> None:
    assert from_text([], [[(), ()], [()]]).table.num_rows == 3
    assert len(from_text([], [])) == 0


@pytest.mark.parametrize("oid", [16, 20, 701, 1082, 1083, 1184])
def test_what_is_no_value_of_the_type_stays_as_it_is_and_is_told(oid: int) -> None:
    got = from_text([PgColumn("v", PgType(oid))], [[("1,234 kB",), (None,)], [("yes",)]])
    assert text(got) == [("1,234 kB",), (None,), ("yes",)]
    assert got.table.schema.types == [pa.large_string()]
    assert got.told[0].startswith('column "v" is exact text: ')


_CELLS = st.lists(st.none() | st.text(alphabet=st.sampled_from('ab\\",;{}()[] \nNUL€')), max_size=5)


@given(_CELLS, st.sampled_from([",", ";"]))
def test_arrays_that_are_quoted_are_unquoted(cells: list[str | None], delimiter: str) -> None:
    special = quoting.in_array(delimiter)
    text_ = "{" + delimiter.join(quoting.element(cell, special) for cell in cells) + "}"
    assert unquoting.listed(text_, delimiter).elements == cells


@given(_CELLS)
def test_composites_that_are_quoted_are_unquoted(cells: list[str | None]) -> None:
    assert unquoting.composed("(" + ",".join(map(quoting.field, cells)) + ")") == (cells or [None])


@given(
    st.lists(st.tuples(_CELLS.map(lambda cells: (cells or [None])[0]), st.sampled_from("[("), st.sampled_from(")]")))
)
def test_multiranges_fall_apart_into_their_ranges(parts: list[tuple[str | None, str, str]]) -> None:
    ranges = [f"{opened}{quoting.bound(bound)},{quoting.bound(bound)}{closed}" for bound, opened, closed in parts]
    assert unquoting.ranges("{" + ",".join(ranges) + "}") == ranges
    assert [unquoting.ranged(range_) for range_ in ranges] == [
        (opened, [bound, bound], closed) for bound, opened, closed in parts
    ]
