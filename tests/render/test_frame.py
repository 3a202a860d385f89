"""DataFrames keep PostgreSQL's types, its NULLs, and whose rows they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from tenantsh.model.result import Column, Result, Table
from tenantsh.model.tenant import Tenant

INT2, INT8, FLOAT8, BOOL, NUMERIC, TEXT, TIMESTAMP, TIMESTAMPTZ, JSONB = 21, 20, 701, 16, 1700, 25, 1114, 1184, 3802


def series(oid: int, *values: Any) -> pd.Series[Any]:
    found: pd.Series[Any] = Result(columns=(Column("v", oid),), cells=Table([(v,) for v in values])).frame()["v"]
    return found


@pytest.mark.parametrize(
    ("oid", "values", "dtype"),
    [
        (INT2, [1, 2], "int64"),
        (INT8, [2**62 + 1, None], "Int64"),
        (INT8, [None, None], "Int64"),
        (BOOL, [True, False], "bool"),
        (BOOL, [True, None], "boolean"),
        (FLOAT8, [1.5, 2.0], "float64"),
        (NUMERIC, [Decimal("1.10"), None], "object"),
        (JSONB, [{"a": 1}, [1, 2]], "object"),
        (TIMESTAMPTZ, [datetime(2026, 1, 1, tzinfo=UTC), None], "datetime64[us, UTC]"),
        (TIMESTAMP, [datetime(2026, 1, 1), None], "datetime64[us]"),  # noqa: DTZ001 - timestamp has no time zone
    ],
)
def test_a_type_has_its_dtype_and_keeps_its_values(oid: int, values: list[Any], dtype: str) -> None:
    found = series(oid, *values)
    assert str(found.dtype) == dtype
    assert [None if v is pd.NaT or v is pd.NA else v for v in found] == values


def test_text_keeps_null() -> None:
    assert series(TEXT, "a", None).isna().tolist() == [False, True]


def test_times_are_in_utc_whatever_the_session_shows() -> None:
    east = timezone(timedelta(hours=2))
    assert series(TIMESTAMPTZ, datetime(2026, 1, 1, 2, tzinfo=east))[0] == pd.Timestamp("2026-01-01", tz="UTC")


def test_years_beyond_nanoseconds_stay_times() -> None:
    assert series(TIMESTAMPTZ, datetime(9998, 1, 1, tzinfo=UTC))[0].year == 9998


def test_a_command_that_gives_text_for_a_time_keeps_it() -> None:
    assert series(TIMESTAMPTZ, "infinity", None).tolist() == ["infinity", None]


def test_names_may_repeat() -> None:
    frame = Result(columns=(Column("a", INT8), Column("a", INT8)), cells=Table([(1, 2)])).frame()
    assert list(frame.columns) == ["a", "a"]
    assert frame.iloc[0].tolist() == [1, 2]


def test_no_rows_keep_their_columns_and_types() -> None:
    frame = Result(columns=(Column("i", INT8), Column("t")), cells=Table([])).frame()
    assert frame.shape == (0, 2)
    assert str(frame.dtypes["i"]) == "int64"


def test_rows_without_columns_are_counted() -> None:
    assert Result(cells=Table([(), ()])).frame().shape == (2, 0)


def test_a_command_is_an_empty_frame() -> None:
    assert Result(status="CREATE TABLE").frame().shape == (0, 0)


def test_a_frame_says_whose_rows_it_has() -> None:
    tenant = Tenant(org="42", name="Acme", role="org_viewer")
    attrs = Result(columns=(Column("a"),), cells=Table([("x",)]), tenant=tenant).frame().attrs
    assert attrs["tenant"]["org"] == "42"
    assert attrs["tenant"]["role"] == "org_viewer"
