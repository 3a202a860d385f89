"""`Result.frame()` and `.to_parquet()` of what `Session.run` gave: cells that came as text have the same types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from tenantsh.db.session import Session

QUERY = r"""
select 1::int2 as i2, null::int4 as i4, 9223372036854775807 as i8, 4294967295::oid as o, 0.1::float8 as f,
       1.10::numeric(5,2) as n, 1.10::numeric as free, 'NaN'::numeric as nan, 'infinity'::timestamptz as inf,
       timestamptz '2026-01-31 12:00+00' as at, date '2026-01-31' as d, time '01:02' as t, interval '1 mon' as iv,
       '{"a": 1.10}'::jsonb as j, 'null'::json as jn, '\x00ff'::bytea as b, array[1, null] as a,
       array[array[1, 2], array[3, 4]] as a2, int4range(1, 5) as r, inet '10.0.0.1' as ip, ''::text as e,
       true as ok, null::bool as unknown
"""


def test_text_cells_are_read_as_the_binary_ones_are(session: Session) -> None:
    read, gathered = session.run(QUERY), session.gather(QUERY)
    pd.testing.assert_frame_equal(read.frame(), gathered.frame())
    assert read.frame().attrs["told"] == gathered.frame().attrs["told"]
    assert read.frame("arrow").schema.types == gathered.frame("arrow").schema.types
    assert read.frame("arrow").equals(gathered.frame("arrow"))


def test_a_session_in_another_style_changes_no_value(session: Session) -> None:
    session.run("set datestyle to 'German'")
    session.run("set timezone to 'Asia/Kolkata'")
    frame = session.run("select date '2026-01-31' as d, timestamptz '2026-01-31 12:00+00' as at").frame()
    assert list(frame["d"]) == ["31.01.2026"]
    assert [sentence.split(": ")[0] for sentence in frame.attrs["told"]] == [
        'column "d" is exact text',
        'column "at" is exact text',
    ]


def test_a_zone_of_the_session_is_no_zone_of_the_frame(session: Session) -> None:
    session.run("set timezone to 'Asia/Kolkata'")
    frame = session.run("select timestamptz '2026-01-31 12:00+00' as at").frame()
    assert frame["at"][0] == pd.Timestamp("2026-01-31 12:00", tz="UTC")


def test_parquet_has_exact_values_of_text_cells(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    session.run(
        "select n, n::numeric / 3 as third, '{\"a\": 1.10}'::jsonb as j, int4range(1, n) as r "
        "from generate_series(1, 120000) as n"
    ).to_parquet(path)
    read = pq.read_table(path)
    assert read.schema.types == [pa.int32(), pa.large_string(), pa.large_string(), pa.large_string()]
    assert read["n"].to_pylist() == list(range(1, 120_001))
    assert read.slice(3, 1).to_pylist() == [{"n": 4, "third": "1.3333333333333333", "j": '{"a": 1.10}', "r": "[1,4)"}]
    assert pd.read_parquet(path).attrs["tenant"]["org"] == session.tenant.org


def test_parquet_refuses_what_its_type_cannot_hold(session: Session, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match='column "at" has values that parquet\'s timestamp'):
        session.run("select 'infinity'::timestamptz as at").to_parquet(tmp_path / "rows.parquet")
    assert list(tmp_path.iterdir()) == []


def test_no_rows_keep_their_types(session: Session) -> None:
    frame = session.run("select 1 as n, now() as at, 'x' as t, array[1] as a where false").frame()
    assert list(map(str, frame.dtypes)) == ["int64", "datetime64[us, UTC]", "str", "list<item: int32>[pyarrow]"]


def test_rows_without_columns_are_counted(session: Session) -> None:
    assert session.run("select from generate_series(1, 3)").frame().shape == (3, 0)


def test_a_frame_of_a_session_is_shown_with_its_tenant(session: Session) -> None:
    frame = session.frame("select 1 as n")
    assert repr(frame).splitlines()[0] == f"{frame.attrs['whose']} · 1 row · verified"
    assert frame.attrs["query"] == "select 1 as n"
