"""Whatever a value is: read from the binary format, or from text, it is what the server writes of it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.arrow.catalog import types_of
from tests.arrow.feeds import by_cells, written
from tests.arrow.test_hot_types import of, text
from tests.arrow.test_texts import by_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

_FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
_INTERVALS = st.builds(
    "{} months {} days {} hours {} microseconds".format,
    st.integers(-(2**31) + 2, 2**31 - 2) | st.integers(-30, 30),
    st.integers(-(2**31) + 2, 2**31 - 2) | st.integers(-3, 3),
    st.integers(-(10**6), 10**6) | st.just(0),
    st.integers(-(10**9), 10**9) | st.integers(-3, 3),
)
_VALUES = {
    "float8": st.floats(allow_nan=False).map(repr),
    "float4": st.floats(allow_nan=False, width=32).map(repr),
    "interval": _INTERVALS,
    "time": st.times().map(str),
    "timetz": st.times().map(lambda time: f"{time}{'+' if time.second % 2 else '-'}{time.minute % 16:02}:30:07"),
    "timestamptz": st.datetimes().map(lambda moment: f"{moment.isoformat()}+00"),
    "inet": st.ip_addresses().map(str)
    | st.ip_addresses(v=6).map(lambda ip: f"::{str(ip).rsplit(':', 1)[-1] or 0}:0:1"),
    "varbit": st.text(alphabet="01", max_size=20),
    "pg_lsn": st.integers(0, 2**64 - 1).map(lambda at: f"{at >> 32:X}/{at & 0xFFFFFFFF:X}"),
    "numeric(30,10)": st.decimals(-(10**19), 10**19, allow_nan=False, places=10).map("{:f}".format),
    "numeric": st.decimals(allow_nan=False, allow_infinity=False).filter(lambda d: abs(d.adjusted()) < 300).map(str),
}


@pytest.fixture(scope="module")
def connection(pg: Cluster) -> Iterator[psycopg.Connection[Any]]:
    with closing(psycopg.connect(pg.dsn(), autocommit=True, options="-c timezone=UTC")) as connection:
        yield connection


@pytest.mark.parametrize("type_", _VALUES)
def test_any_value(connection: psycopg.Connection[Any], type_: str) -> None:
    @_FEW
    @given(st.lists(st.none() | _VALUES[type_], min_size=1, max_size=50))
    def same(values: list[str | None]) -> None:
        _check(connection, of(type_, values))

    same()


@_FEW
@given(rows=st.lists(st.none() | st.lists(st.none() | _TEXT, max_size=6), min_size=1, max_size=20))
def test_any_array_of_text(connection: psycopg.Connection[Any], rows: list[list[str | None] | None]) -> None:
    literals = [connection.execute("select %s::text[]::text", (row,)).fetchone() for row in rows]
    cells = [None if literal is None else literal[0] for literal in literals]
    query = of("text[]", cells)
    _check(connection, query)
    assert by_cells(connection, query, types_of(connection, query)).table["v"].to_pylist() == rows


def _check(connection: psycopg.Connection[Any], query: str) -> None:
    expected = written(connection, query)
    binary = by_cells(connection, query, types_of(connection, query))
    assert text(binary) == expected
    assert text(by_text(connection, query)) == expected
