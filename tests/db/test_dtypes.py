"""Every type through a tenant's session and every engine: what a person gets, value by value."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.arrow import odd_values, test_hot_types
from tests.arrow.test_hot_types import of
from tests.db.small import Small

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_VALUES = {
    type_.replace("pg_temp", "dtypes"): (values, arrow)
    for type_, (values, arrow) in {**test_hot_types.VALUES, **odd_values.PLAIN, **odd_values.MADE}.items()
}
_SETTINGS = "-c datestyle=German -c intervalstyle=iso_8601 -c bytea_output=escape -c extra_float_digits=-3"
_SETUP = "create schema dtypes; grant usage on schema dtypes to public;" + odd_values.SETUP.replace("pg_temp", "dtypes")


@pytest.fixture(scope="module")
def session(pg: Cluster, small: Small) -> Iterator[Session]:
    def make() -> None:
        pg.create("small_dtypes", "small_template")
        Small(pg, "small_dtypes").admin(_SETUP)

    pg.once("small_dtypes", make)
    with Small(pg, "small_dtypes").open(options=_SETTINGS) as opened:
        yield opened


@pytest.mark.parametrize("type_", _VALUES)
def test_a_type_is_the_same_to_every_engine(session: Session, type_: str) -> None:
    values, arrow = _VALUES[type_]
    result = session.gather(of(type_, values))
    table = result.frame("arrow")
    assert table.schema.types == [arrow]
    exact = table.column(0).to_pylist()
    missing = [value is None for value in values]
    pandas, pyarrow, polars = result.frame(), result.frame("pandas", "pyarrow"), result.frame("polars")
    assert "told" not in pandas.attrs
    assert repr(pa.array(pyarrow.iloc[:, 0].array).to_pylist()) == repr(exact)
    assert pandas.iloc[:, 0].isna().tolist() == missing  # NaN beside NULL is none
    assert polars.to_series(0).is_null().to_list() == missing
    assert _of_polars(polars) == repr(exact)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("row(1, 'a b', null)", '(1,"a b",)'),
        ("'12.34'::money", "$12.34"),
        ("'pg_catalog.pg_class'::regclass", "pg_class"),
        ("to_tsvector('simple', 'a b')", "'a':1 'b':2"),
        ("'$.a'::jsonpath", '$."a"'),
        ("array['1.5'::money]", "{$1.50}"),
        ("array[row(1, 2), row(3, null)]", '{"(1,2)","(3,)"}'),
        ("(select most_common_vals from pg_stats where false)", None),
        ("pg_sleep(0)", ""),
    ],
)
def test_what_nobody_reads_is_the_servers_text(session: Session, value: str, written: str | None) -> None:
    for query in (
        f"select {value} as v, 7::int8 as n",
        f"select {value} as v, 7::int8 as n from generate_series(1, 30000)",
    ):
        table = session.gather(query).frame("arrow")
        assert table.schema.types == [pa.large_string(), pa.int64()]
        assert table.column("v")[-1].as_py() == written


def _of_polars(frame: pl.DataFrame) -> str:
    """The values; what polars has no type for is exact text, told, and as exact as what it is made of."""
    values = frame.to_series(0).to_list()
    if "told" in frame.attrs:  # type: ignore[attr-defined]  # ours
        values = [value and Decimal(value) for value in values]
    return repr(values)
