"""What the readers give of hard values is what a real server writes of them, by every way that values come."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
import pytest
from tests.arrow.feeds import by_cells, by_copy, by_rows, written

from tenantsh.arrow.pgtype import Family, PgType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.pgcluster import Cluster

    from tenantsh.arrow.gathered import Gathered

_INT8 = ["9223372036854775807", "-9223372036854775808", "0", None, "-1"]
_NUMBERS = [
    *["0", "1", "-1", "0.5", "-0.05", "12345.67", "-99999.99", "10000", "100000000", "9999999999.99", "0.01"],
    None,
]
_DATES = ["2020-02-29", "0001-01-01", "9999-12-31", "1969-12-31", "1900-03-01", None, "2000-01-01"]
_MOMENTS = [
    "2020-02-29 12:00:01.5", "0001-01-01", "9999-12-31 23:59:59.999999", None, "1969-12-31 23:59:59.000001",
    "1920-01-01 00:19:32",
]  # fmt: skip
_TEXTS = ["", None, " ", "a", "äöü€🦣", 'quote " and \\ and \t', "line\nbreak", "'", "x" * 5000, "null", "NULL"]
_FLOATS = [
    "0", "-0", "1", "0.1", "1e15", "1e14", "123456", "1e-4", "1e-5", "NaN", "Infinity", "-Infinity", None,
    "3.4028235e38", "1e-45", "6.4295608915343344e16", "16777216", "5e-324",
]  # fmt: skip

VALUES: dict[str, tuple[list[str | None], pa.DataType]] = {
    "bool": (["t", "f", None], pa.bool_()),
    "int2": (["32767", "-32768", None, "0"], pa.int16()),
    "int4": (["2147483647", "-2147483648", None, "0"], pa.int32()),
    "int8": (_INT8, pa.int64()),
    "oid": (["4294967295", "0", None], pa.uint32()),
    "xid": (["4294967295", "3", None], pa.uint32()),
    "float8": (_FLOATS, pa.float64()),
    "float4": ([value for value in _FLOATS if value != "5e-324"], pa.float32()),
    "text": (_TEXTS, pa.large_string()),
    "varchar(20)": (_TEXTS[:5], pa.large_string()),
    "char(8)": (["", None, "a ", "äöü€🦣"], pa.large_string()),
    "json": (['{"a":  1, "a": 2}', "null", None, "123456789012345678901234567890.10", '"\\u00e4"'], pa.large_string()),
    "jsonb": (['{"a":  1}', "null", None, "123456789012345678901234567890.10", '"ä"', "[]"], pa.large_string()),
    "uuid": (["00000000-0000-0000-0000-000000000000", None, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"], pa.large_string()),
    "bytea": (["\\x", "\\xdeadbeef00", None], pa.large_binary()),
    "date": (_DATES, pa.date32()),
    "timestamp": (_MOMENTS, pa.timestamp("us")),
    "timestamptz": (_MOMENTS, pa.timestamp("us", "UTC")),
    "timestamptz(0)": (_MOMENTS[:2], pa.timestamp("us", "UTC")),
    "numeric(12,2)": (_NUMBERS, pa.decimal128(12, 2)),
    "numeric(18,0)": (["999999999999999999", "-999999999999999999", None], pa.decimal128(18, 0)),
    "numeric(18,18)": (["0.999999999999999999", "-0.000000000000000001", None, "0"], pa.decimal128(18, 18)),
    "numeric(38,10)": ([*_NUMBERS, "9999999999999999999999999999.9999999999"], pa.decimal128(38, 10)),
    "numeric(60,8)": ([*_NUMBERS, "-" + "9" * 52 + ".99999999"], pa.decimal256(60, 8)),
}

MISFITS: dict[str, tuple[list[str | None], str]] = {
    "date": ([*_DATES, "infinity", "-infinity", "0044-03-15 BC"], "infinity is outside the years 1 to 9999"),
    "timestamp": ([*_MOMENTS, "4713-01-01 BC", "infinity"], "4713-01-01 00:00:00 BC is outside the years 1 to 9999"),
    "timestamptz": ([*_MOMENTS, "294276-12-31", "-infinity"], "294276-12-31 00:00:00+00 is outside the years"),
    "numeric(12,2)": ([*_NUMBERS, "NaN"], "NaN is no decimal"),
}


@pytest.fixture(params=[by_rows, by_cells, by_copy], ids=lambda feed: feed.__name__)
def feed(request: pytest.FixtureRequest) -> Callable[..., Gathered]:
    chosen: Callable[..., Gathered] = request.param
    return chosen


@pytest.fixture(scope="module")
def connection(pg: Cluster) -> Iterator[psycopg.Connection[Any]]:
    with closing(psycopg.connect(pg.dsn(), autocommit=True, options="-c timezone=UTC")) as connection:
        yield connection


def of(type_: str, values: list[str | None]) -> str:
    """A query that gives these values in this order."""
    quoted = ["null" if value is None else "'" + value.replace("'", "''") + "'" for value in values]
    return f"select v::{type_} as v from unnest(array[{','.join(quoted)}]::text[]) with ordinality u(v, n) order by n"


def text(gathered: Gathered) -> list[tuple[str | None, ...]]:
    return [row for batch in gathered.text() for row in batch]


@pytest.mark.parametrize("type_", VALUES)
def test_hard_values_are_what_the_server_writes(
    connection: psycopg.Connection[Any], feed: Callable[..., Gathered], type_: str
) -> None:
    values, arrow = VALUES[type_]
    gathered = feed(connection, of(type_, values), {})
    assert gathered.table.schema.types == [arrow]
    assert text(gathered) == written(connection, of(type_, values))
    assert gathered.told == ()
    assert len(gathered) == gathered.table.num_rows == len(values)


@pytest.mark.parametrize("type_", MISFITS)
def test_a_value_that_does_not_fit_makes_exact_text_of_its_whole_column_and_is_told(
    connection: psycopg.Connection[Any], feed: Callable[..., Gathered], type_: str
) -> None:
    values, why = MISFITS[type_]
    gathered = feed(connection, of(type_, values), {})
    assert gathered.table.schema.types == [pa.large_string()]
    assert text(gathered) == written(connection, of(type_, values))
    (told,) = gathered.told
    assert told.startswith(f'column "v" is exact text: {why}')


@pytest.mark.parametrize(
    ("values", "arrow"),
    [
        (["1", "1.50", "-0.001", None], pa.decimal128(38, 3)),
        (["1e37", "-1"], pa.decimal128(38, 0)),
        (["9" * 38 + ".5"], pa.decimal256(76, 1)),
        (["1e75", "0.1"], pa.large_string()),
        (["1e100"], pa.large_string()),
        (["1", "NaN"], pa.large_string()),
        ([None, None], pa.decimal128(38, 0)),
        ([], pa.decimal128(38, 0)),
        (["0." + "0" * 400 + "1", "1e4000", "1"], pa.large_string()),
    ],
)
def test_numeric_without_a_precision_keeps_each_scale_and_becomes_the_narrowest_decimal(
    connection: psycopg.Connection[Any], feed: Callable[..., Gathered], values: list[str | None], arrow: pa.DataType
) -> None:
    gathered = feed(connection, of("numeric", values), {})
    assert gathered.stored[0].type == pa.large_string()
    assert text(gathered) == written(connection, of("numeric", values))
    assert gathered.table.schema.types == [arrow]
    assert gathered.told == ()
    assert bool(gathered.table_told) == (arrow == pa.large_string())


@pytest.mark.pg_min(14)
def test_infinite_numbers_are_kept(connection: psycopg.Connection[Any], feed: Callable[..., Gathered]) -> None:
    query = of("numeric", ["Infinity", "-Infinity", "NaN", "1.0"])
    assert text(feed(connection, query, {})) == [("Infinity",), ("-Infinity",), ("NaN",), ("1.0",)]


@pytest.mark.pg_min(15)
def test_scales_below_zero_and_beyond_the_precision(
    connection: psycopg.Connection[Any], feed: Callable[..., Gathered]
) -> None:
    query = "select x::numeric(3,5) as a, (x * 1e7)::numeric(5,-2) as b from unnest(array[0.001, -0.00999, null]) x"
    gathered = feed(connection, query, {})
    assert gathered.table.schema.types == [pa.decimal128(5, 5), pa.decimal128(7, 0)]
    assert text(gathered) == written(connection, query)


def test_an_enum_knows_all_its_labels_in_their_order(
    connection: psycopg.Connection[Any], feed: Callable[..., Gathered]
) -> None:
    connection.execute("drop type if exists pg_temp.mood; create type pg_temp.mood as enum ('sad', 'ok', 'Ärger', '')")
    mood = PgType(0, name="mood", family=Family.ENUM, labels=("sad", "ok", "Ärger", ""))
    query = of("mood", ["ok", None, "", "Ärger", "ok"])
    column = feed(connection, query, {"v": mood}).table["v"]
    assert column.type == pa.dictionary(pa.int8(), pa.large_string(), ordered=True)
    assert column.chunk(0).dictionary.to_pylist() == ["sad", "ok", "Ärger", ""]
    assert column.to_pylist() == ["ok", None, "", "Ärger", "ok"]


def test_a_label_that_came_later_is_told(connection: psycopg.Connection[Any], feed: Callable[..., Gathered]) -> None:
    connection.execute("drop type if exists pg_temp.mood; create type pg_temp.mood as enum ('sad', 'ok', 'new')")
    mood = PgType(0, name="mood", family=Family.ENUM, labels=("sad", "ok"))
    gathered = feed(connection, of("mood", ["ok", "sad", "ok", "new"]), {"v": mood})
    assert gathered.table["v"].to_pylist() == ["ok", "sad", "ok", "new"]
    assert gathered.told == ('column "v" is exact text: "new" was not a label of the enum when the query began',)


@pytest.mark.parametrize("rows", [0, 1, 7])
def test_no_columns_keep_their_rows(
    connection: psycopg.Connection[Any], feed: Callable[..., Gathered], rows: int
) -> None:
    gathered = feed(connection, f"select from generate_series(1, {rows})", {})
    assert len(gathered) == gathered.table.num_rows == rows
    assert text(gathered) == [()] * rows


def test_no_rows_keep_their_types(connection: psycopg.Connection[Any], feed: Callable[..., Gathered]) -> None:
    query = "select 1::int8 as a, 'x'::text as b, now() as c, 1.5::numeric(4,1) as d, true as e where false"
    gathered = feed(connection, query, {})
    types = [pa.int64(), pa.large_string(), pa.timestamp("us", "UTC"), pa.decimal128(4, 1), pa.bool_()]
    assert gathered.table.schema.types == types
    assert (len(gathered), gathered.table.num_rows, text(gathered)) == (0, 0, [])


def test_one_column_with_a_null_keeps_its_row(
    connection: psycopg.Connection[Any], feed: Callable[..., Gathered]
) -> None:
    assert text(feed(connection, of("int4", [None]), {})) == [(None,)]


def test_names_can_be_empty_or_alike(connection: psycopg.Connection[Any]) -> None:
    table = by_rows(connection, 'select 1 as a, 2 as a, 3 as "ä"', {}).table
    assert table.column_names == ["a", "a", "ä"]
    assert [column.to_pylist() for column in table.columns] == [[1], [2], [3]]


def test_sessions_settings_change_nothing(pg: Cluster, feed: Callable[..., Gathered]) -> None:
    query = "select '1920-01-01 00:19:32+00'::timestamptz, '2020-02-03'::date, E'\\\\xff'::bytea, 0.1::float8"
    settings = "-c timezone=Europe/Amsterdam -c datestyle=German -c bytea_output=escape -c extra_float_digits=-5"
    with (
        closing(psycopg.connect(pg.dsn(), autocommit=True, options=settings)) as odd,
        closing(psycopg.connect(pg.dsn(), autocommit=True, options="-c timezone=UTC")) as plain,
    ):
        assert text(feed(odd, query, {})) == written(plain, query)


def test_text_that_is_not_utf8_is_told_and_its_bytes_are_seen(pg: Cluster, feed: Callable[..., Gathered]) -> None:
    provider = "locale_provider libc" if pg.major >= 15 else ""
    make = f"create database arrow_ascii encoding sql_ascii {provider} lc_collate 'C' lc_ctype 'C' template template0"
    pg.once("arrow_ascii", lambda: pg.run(make))
    with closing(psycopg.connect(pg.dsn("arrow_ascii"), autocommit=True, options="-c timezone=UTC")) as connection:
        gathered = feed(connection, "select E'a\\xffb'::text as v union all select 'plain'", {})
    assert text(gathered) == [("a\\xffb",), ("plain",)]
    assert gathered.told == ('column "v" is exact text: a value is not UTF-8',)
