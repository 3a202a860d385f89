"""Types that Arrow has little for: hard values are what a real server writes of them, inside others too."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
import pytest
from tests.arrow.catalog import types_of
from tests.arrow.feeds import by_cells, by_copy, by_rows, written
from tests.arrow.odd_values import MADE, MISFITS, PLAIN, SETUP, SHAPES

from tenantsh.arrow.pgtype import Family, PgType
from tenantsh.arrow.readers import reader_for
from tenantsh.model.errors import TenantshError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.pgcluster import Cluster

    from tenantsh.arrow.gathered import Gathered


@pytest.fixture(params=[by_rows, by_cells, by_copy], ids=lambda feed: feed.__name__)
def feed(request: pytest.FixtureRequest) -> Callable[..., Gathered]:
    chosen: Callable[..., Gathered] = request.param
    return chosen


@pytest.fixture(scope="module")
def connection(pg: Cluster) -> Iterator[psycopg.Connection[Any]]:
    with closing(psycopg.connect(pg.dsn(), autocommit=True, options="-c timezone=UTC")) as connection:
        connection.execute(SETUP)
        yield connection


def of(type_: str, values: list[str | None]) -> str:
    """A query that gives these values in this order."""
    quoted = ["null" if value is None else "'" + value.replace("'", "''") + "'" for value in values]
    return f"select v::{type_} as v from unnest(array[{','.join(quoted)}]::text[]) with ordinality u(v, n) order by n"


def text(gathered: Gathered) -> list[tuple[str | None, ...]]:
    return [row for batch in gathered.text() for row in batch]


@pytest.mark.parametrize("type_", [*PLAIN, *MADE])
def test_hard_values_are_what_the_server_writes(
    connection: psycopg.Connection[Any], feed: Callable[..., Gathered], type_: str
) -> None:
    values, arrow = (PLAIN | MADE)[type_]
    query = of(type_, values)
    gathered = feed(connection, query, types_of(connection, query))
    assert gathered.table.schema.types == [arrow]
    assert text(gathered) == written(connection, query)
    assert gathered.told == ()
    gathered.table.validate(full=True)


@pytest.mark.parametrize("what", SHAPES)
def test_arrays_of_one_shape_are_nested_lists(
    connection: psycopg.Connection[Any], feed: Callable[..., Gathered], what: str
) -> None:
    type_, values, arrow = SHAPES[what]
    query = of(type_, values)
    gathered = feed(connection, query, types_of(connection, query))
    assert gathered.table.schema.types == [arrow]
    assert text(gathered) == written(connection, query)
    assert gathered.told == ()


@pytest.mark.parametrize("what", MISFITS)
def test_what_does_not_fit_makes_exact_text_of_its_whole_column_and_is_told(
    connection: psycopg.Connection[Any], feed: Callable[..., Gathered], what: str
) -> None:
    type_, values, why = MISFITS[what]
    query = of(type_, values)
    gathered = feed(connection, query, types_of(connection, query))
    assert gathered.table.schema.types == [pa.large_string()]
    assert text(gathered) == written(connection, query)
    (told,) = gathered.told
    assert told.startswith(f'column "v" is exact text: {why}')


def test_infinite_intervals_are_kept(connection: psycopg.Connection[Any], feed: Callable[..., Gathered]) -> None:
    if connection.info.server_version < 170000:
        pytest.skip("PostgreSQL 17 has them first")
    query = of("interval", ["infinity", "-infinity", "1 day"])
    assert text(feed(connection, query, {})) == [("infinity",), ("-infinity",), ("1 day",)]


def test_multiranges(connection: psycopg.Connection[Any], feed: Callable[..., Gathered]) -> None:
    if connection.info.server_version < 140000:
        pytest.skip("PostgreSQL 14 has them first")
    for type_, values in (
        ("int4multirange", ["{[1,3),[5,7)}", "{}", None, "{(,)}"]),
        ("tstzmultirange", ["{[2020-01-01 00:00+05:30,2020-02-01 00:00+00)}", None]),
        ("int4multirange[]", [None, '{"{[1,3),[5,7)}","{}",NULL}']),
    ):
        query = of(type_, values)
        assert text(feed(connection, query, types_of(connection, query))) == written(connection, query)


def test_a_type_that_was_altered_meanwhile_is_refused(connection: psycopg.Connection[Any]) -> None:
    query = of("pg_temp.pair", ["(1,a)", None])
    stale = {"v": replace(types_of(connection, query)["v"], fields=(("n", PgType(23)),))}
    with pytest.raises(TenantshError, match=r"the columns of .*pair are not those that the catalog told"):
        by_cells(connection, query, stale)


def test_void_is_a_value_and_empty(connection: psycopg.Connection[Any]) -> None:
    assert text(by_rows(connection, "select pg_sleep(0)", {})) == [("",)]


def test_long_arrays_and_many_are_read_alike(connection: psycopg.Connection[Any]) -> None:
    long = "select array_agg(nullif(repeat('x', n % 5), 'xx')) as v from generate_series(1, 5000) n"
    many = "select array[n::text, null, repeat('\"', n % 4)] as v from generate_series(1, 2000) n"
    numbers = "select array_agg(n) as v from generate_series(1, 5000) n group by n % 3 order by n % 3"
    for query in (long, many, numbers):
        assert text(by_copy(connection, query, types_of(connection, query))) == written(connection, query)


@pytest.mark.parametrize(
    "type_",
    [
        PgType(2249, name="record", family=Family.PSEUDO),
        PgType(2287, name="record[]", family=Family.ARRAY, element=PgType(2249, family=Family.PSEUDO)),
        PgType(790, name="money"),
        PgType(2205, name="regclass"),
        PgType(3614, name="tsvector"),
        PgType(99999, name="somebody's"),
        PgType(
            99998, name="(b, somebody's)", family=Family.COMPOSITE, fields=(("b", PgType(16)), ("x", PgType(99999)))
        ),
        PgType(2277, name="anyarray", family=Family.PSEUDO),
    ],
    ids=lambda type_: type_.name,
)
def test_what_nobody_can_read_comes_as_text(type_: PgType) -> None:
    assert reader_for(type_) is None
