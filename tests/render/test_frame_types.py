"""Every type that a reader gives, in pandas and polars: the value that came is the value that is there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from tenantsh.arrow.gathered import WRITTEN, Gathered
from tenantsh.arrow.pgtype import PgColumn, PgType
from tenantsh.arrow.reader import TEXT
from tenantsh.arrow.readers import reader_for
from tenantsh.model.result import Column, Result, Table
from tenantsh.model.tenant import Tenant

if TYPE_CHECKING:
    from pathlib import Path

LATE = datetime(9999, 12, 31, 23, 59)  # noqa: DTZ001 - timestamp has no time zone
ACME = Tenant("42", "Acme", "org_viewer")
HUGE = Decimal("1" * 50 + ".25")
LABELS = pa.array(["low", "mid", "high"], TEXT)


def result(*arrays: pa.Array, names: tuple[str, ...] = ("v",), oid: int = 25, told: tuple[str, ...] = ()) -> Result:
    columns = [PgColumn(name, PgType(oid)) for name in names]
    readers = [WRITTEN if oid != 1700 else reader_for(PgType(oid)) for _ in columns]
    assert all(readers)
    stored = [pa.chunked_array([array[:1], array[1:]]) for array in arrays]  # a long result has many chunks
    cells = Gathered(columns, readers, stored, len(arrays[0]), told)  # type: ignore[arg-type]
    return Result(tuple(Column(name, oid) for name in names), cells, tenant=ACME)


def enum(*codes: int | None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), LABELS, ordered=True)


LIST = pa.list_(pa.int32())
PAIR = pa.struct([("x", pa.int32()), ("y", TEXT)])
CASES: list[tuple[pa.Array, str, list[Any]]] = [
    (pa.array([1, -2], pa.int16()), "int64", [1, -2]),
    (pa.array([1, None], pa.int32()), "Int64", [1, None]),
    (pa.array([2**63 - 1, None], pa.int64()), "Int64", [2**63 - 1, None]),
    (pa.array([None, None], pa.int64()), "Int64", [None, None]),
    (pa.array([2**32 - 1, 0], pa.uint32()), "int64", [2**32 - 1, 0]),
    (pa.array([2**64 - 1, 0], pa.uint64()), "uint64", [2**64 - 1, 0]),
    (pa.array([2**64 - 1, None], pa.uint64()), "UInt64", [2**64 - 1, None]),
    (pa.array([0.1, 0.5], pa.float64()), "float64", [0.1, 0.5]),
    (pa.array([0.5, None], pa.float32()), "float32", [0.5, None]),
    (pa.array([True, False]), "bool", [True, False]),
    (pa.array([True, None]), "boolean", [True, None]),
    (pa.array(["", None], TEXT), "str", ["", None]),
    (pa.array([date(1, 1, 1), None]), "date32[day][pyarrow]", [date(1, 1, 1), None]),
    (pa.array([time(23, 59, 59, 999999), None]), "time64[us][pyarrow]", [time(23, 59, 59, 999999), None]),
    (pa.array([LATE, None]), "datetime64[us]", [LATE, None]),
    (
        pa.array([datetime(1, 1, 1, tzinfo=UTC), None], pa.timestamp("us", "UTC")),
        "datetime64[us, UTC]",
        [datetime(1, 1, 1, tzinfo=UTC), None],
    ),
    (pa.array([Decimal("1.10"), None], pa.decimal128(12, 2)), "decimal128(12, 2)[pyarrow]", [Decimal("1.10"), None]),
    (pa.array([HUGE, None], pa.decimal256(60, 2)), "decimal256(60, 2)[pyarrow]", [HUGE, None]),
    (pa.array([b"\0\xff", None], pa.large_binary()), "large_binary[pyarrow]", [b"\0\xff", None]),
    (enum(2, None), "category", ["high", None]),
    (pa.array([[1, None], None], LIST), "list<item: int32>[pyarrow]", [[1, None], None]),
    (
        pa.array([{"x": 1, "y": None}, None], PAIR),
        "struct<x: int32, y: large_string>[pyarrow]",
        [{"x": 1, "y": None}, None],
    ),
]


@pytest.mark.parametrize(("array", "dtype", "values"), CASES, ids=[dtype for _, dtype, _ in CASES])
def test_pandas_has_the_same_values(array: pa.Array, dtype: str, values: list[Any]) -> None:
    column = result(array).frame()["v"]
    assert str(column.dtype) == dtype
    assert [None if column.isna()[at] else value for at, value in enumerate(column.tolist())] == values
    assert column.isna().tolist() == [value is None for value in values]


@pytest.mark.parametrize(("array", "dtype", "values"), CASES, ids=[dtype for _, dtype, _ in CASES])
def test_every_type_can_be_shown_filtered_turned_and_kept(
    array: pa.Array, dtype: str, values: list[Any], tmp_path: Path
) -> None:
    frame = result(array).frame()
    assert "v" in repr(frame)
    assert "<td>" in frame._repr_html_()
    assert len(frame[frame["v"].notna()]) == 2 - array.null_count
    assert len(frame.iloc[::-1]) == 2
    frame.to_parquet(tmp_path / "v.parquet")
    nested = "<" in dtype  # pandas does not understand the names that it wrote of these
    more: dict[str, Any] = {"dtype_backend": "pyarrow"} if nested else {}
    read = pd.read_parquet(tmp_path / "v.parquet", **more)
    assert read.attrs == {**frame.attrs}
    assert [None if read["v"].isna()[at] else value for at, value in enumerate(read["v"].tolist())] == values


@pytest.mark.parametrize("array", [array for array, _, _ in CASES], ids=[dtype for _, dtype, _ in CASES])
def test_with_arrows_types_pandas_shares_the_columns(array: pa.Array) -> None:
    asked = result(array)
    column = asked.frame(dtypes="pyarrow")["v"]
    assert column.dtype == pd.ArrowDtype(array.type)
    assert pa.chunked_array(column.array.__arrow_array__()).equals(asked.frame("arrow")["v"])


@pytest.mark.parametrize("array", [array for array, _, _ in CASES], ids=[dtype for _, dtype, _ in CASES])
def test_polars_has_the_same_values_or_says_that_they_are_text(array: pa.Array) -> None:
    frame = result(array).frame("polars")
    if pa.types.is_decimal256(array.type):
        assert frame["v"].to_list() == [str(HUGE), None]
        assert frame.attrs["told"] == ['column "v" is exact text: polars\' decimals have 38 digits']
    else:
        assert frame["v"].to_list() == array.to_pylist()


def test_wide_decimals_of_few_digits_are_polars_decimals() -> None:
    frame = result(pa.array([Decimal("1.10"), None], pa.decimal256(60, 2))).frame("polars")
    assert frame["v"].to_list() == [Decimal("1.10"), None]
    assert "told" not in frame.attrs


@pytest.mark.parametrize("values", [[1.5, float("nan"), None], [1.5, float("nan")]])
def test_nan_is_a_value_and_not_missing(values: list[float | None]) -> None:
    made = Result((Column("v", type_oid=701),), Table([(value,) for value in values]))
    for column in (result(pa.array(values)).frame()["v"], made.frame()["v"]):
        assert str(column.dtype) == "Float64"
        assert column.isna().tolist() == [value is None for value in values]
        assert np.isnan(column[1])


def test_numbers_without_a_precision_keep_their_own_scale() -> None:
    written = pa.array(["1.10", "1.1", "NaN", "-Infinity", None, "1" * 200], TEXT)
    found = result(written, oid=1700).frame()["v"]
    assert [str(value) for value in found] == ["1.10", "1.1", "NaN", "-Infinity", "None", "1" * 200]
    assert found.dtype == object


def test_numbers_without_a_precision_are_the_narrowest_decimal_elsewhere() -> None:
    asked = result(pa.array(["1.10", "-20.125", None], TEXT), oid=1700)
    assert asked.frame("arrow")["v"].type == pa.decimal128(38, 3)
    assert asked.frame("polars")["v"].to_list() == [Decimal("1.100"), Decimal("-20.125"), None]
    assert asked.frame(dtypes="pyarrow")["v"].dtype == pd.ArrowDtype(pa.decimal128(38, 3))


def test_numbers_that_no_decimal_holds_are_text_and_told_where_they_are() -> None:
    asked = result(pa.array(["1.10", "NaN"], TEXT), oid=1700)
    for frame in (asked.frame(dtypes="pyarrow"), asked.frame("polars")):
        assert list(frame["v"]) == ["1.10", "NaN"]
        assert frame.attrs["told"] == ['column "v" is exact text: no decimal type holds all of its numbers']
    assert "told" not in asked.frame().attrs


def test_a_category_has_all_labels_in_their_order() -> None:
    column = result(enum(2, 0, None)).frame()["v"]
    assert list(column.cat.categories) == ["low", "mid", "high"]
    assert column.cat.ordered
    assert column.min() == "low"
    assert result(enum(2, 0)).frame("polars")["v"].dtype == pl.Enum(["low", "mid", "high"])


def test_a_frame_can_be_written_to() -> None:
    frame = result(pa.array([1, 2], pa.int64()), pa.array([0.5, 1.5]), names=("a", "b")).frame()
    frame.loc[0, "a"] = 7
    frame.loc[1, "b"] = 2.5
    assert frame["a"].tolist() == [7, 2]
    assert frame["b"].tolist() == [0.5, 2.5]


def test_what_is_written_to_a_frame_does_not_reach_the_result() -> None:
    asked = result(pa.array([1, 2], pa.int64()))
    frame = asked.frame()
    frame.loc[0, "v"] = 7
    assert asked.rows == [(1,), (2,)]
    assert asked.frame()["v"].tolist() == [1, 2]


@pytest.mark.parametrize("names", [("a", "a"), ("", ""), ("a", "a_2")])
def test_names_may_repeat_and_be_empty(names: tuple[str, ...]) -> None:
    asked = result(pa.array([1, 2]), pa.array([3, 4]), names=names)
    assert list(asked.frame().columns) == list(names)
    assert asked.frame().iloc[0].tolist() == [1, 3]
    assert asked.frame("arrow").column_names == list(names)
    assert asked.frame(dtypes="pyarrow").iloc[0].tolist() == [1, 3]
    assert [column.to_list() for column in asked.frame("polars").get_columns()] == [[1, 2], [3, 4]]


def test_polars_tells_that_it_renamed_a_column() -> None:
    frame = result(pa.array([1, 2]), pa.array([3, 4]), names=("a", "a")).frame("polars")
    assert frame.columns == ["a", "a_2"]
    assert frame.attrs["told"] == ['column "a" is called "a_2": polars has each name once']


@pytest.mark.parametrize("engine", ["pandas", "polars", "arrow"])
def test_rows_without_columns_are_counted(engine: str) -> None:
    for cells in (Gathered([], [], [], 3), Table([(), (), ()])):
        assert Result(cells=cells).frame(engine).shape == (3, 0)


@pytest.mark.parametrize(("array", "dtype", "values"), CASES, ids=[dtype for _, dtype, _ in CASES])
def test_no_rows_keep_their_types(array: pa.Array, dtype: str, values: object) -> None:
    empty = result(array[:0])
    usual = {"Int64": "int64", "UInt64": "uint64", "boolean": "bool"}  # nullable only where there are NULLs
    assert str(empty.frame()["v"].dtype) == usual.get(dtype, dtype)
    assert empty.frame("arrow")["v"].type == array.type
    assert empty.frame("polars").shape == (0, 1)


def test_a_released_result_has_no_rows_and_its_frame_has_them() -> None:
    asked = result(pa.array([1, 2]), pa.array(["a", None], TEXT), names=("n", "t"))
    frame = asked.frame(release=True)
    assert frame["n"].tolist() == [1, 2]
    assert frame.caption.startswith("Acme (42) as org_viewer · 2 rows")
    assert len(asked) == 0


def test_what_is_told_stands_beneath_the_rows() -> None:
    told = ('column "v" is exact text: <infinity> is no date',)
    frame = result(pa.array(["infinity", None], TEXT), told=told).frame()
    assert repr(frame).endswith(f"note: {told[0]}")
    assert "&lt;infinity&gt;" in frame._repr_html_()
    assert repr(frame[:1]).endswith(f"note: {told[0]}")


def test_a_column_s_name_in_a_note_commands_no_terminal() -> None:
    frame = result(pa.array(["x", None], TEXT), told=('column "\x1b[2K\n" is exact text: why',)).frame()
    assert repr(frame).endswith('note: column "\\x1b[2K\\n" is exact text: why')


def test_a_command_s_values_have_types_in_every_engine() -> None:
    columns = (Column("n", 20), Column("t"), Column("ok", 16), Column("at", 1184))
    rows = [(2**62 + 1, "a", True, datetime(2026, 1, 1, tzinfo=UTC)), (None, ["a", None], None, None)]
    asked = Result(columns, Table(rows))
    table = asked.frame("arrow")
    assert [str(kind) for kind in table.schema.types] == ["int64", "large_string", "bool", "timestamp[us, tz=UTC]"]
    assert table["n"].to_pylist() == [2**62 + 1, None]
    assert table["t"].to_pylist() == ["a", '["a", null]']
    assert asked.frame("polars").rows()[0][:3] == (2**62 + 1, "a", True)


def test_a_command_s_value_that_is_not_of_its_type_makes_the_column_text_and_is_told() -> None:
    asked = Result((Column("n", 20),), Table([(1,), ("many",)]))
    assert asked.frame()["n"].tolist() == [1, "many"]
    assert asked.frame("arrow")["n"].to_pylist() == ["1", "many"]
    assert asked.frame("polars").attrs["told"] == ['column "n" is exact text: not all of its values are int64']
