"""Columns as PostgreSQL's binary arrays: psycopg, which others wrote, reads back what was to be sent."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.adapt import Transformer
from psycopg.pq import Format

from tenantsh.arrow.given import Given, given_by
from tenantsh.arrow.spelling import spelled
from tenantsh.arrow.writing import UnfitError, parameter

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_AWARE = st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30), timezones=st.just(dt.UTC))  # noqa: DTZ001 - bounds are naive
_KINDS: dict[str, tuple[int, int, pa.DataType, SearchStrategy[Any]]] = {
    "int2": (21, 1005, pa.int16(), st.integers(-(2**15), 2**15 - 1)),
    "int4": (23, 1007, pa.int32(), st.integers(-(2**31), 2**31 - 1)),
    "int8": (20, 1016, pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "oid": (26, 1028, pa.uint32(), st.integers(0, 2**32 - 1)),
    "float8": (701, 1022, pa.float64(), st.floats()),
    "bool": (16, 1000, pa.bool_(), st.booleans()),
    "bytea": (17, 1001, pa.binary(), st.binary(max_size=20)),
    "text": (25, 1009, pa.string(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))),
    "date": (1082, 1182, pa.date32(), st.dates()),
    "timestamptz": (1184, 1185, pa.timestamp("us", "UTC"), _AWARE),
}


@pytest.mark.parametrize("kind", _KINDS)
@given(draw=st.data())
def test_psycopg_reads_what_was_written(kind: str, draw: st.DataObject) -> None:
    base, array_oid, type_, strategy = _KINDS[kind]
    values = draw.draw(st.lists(st.none() | strategy, max_size=12))
    first = draw.draw(st.integers(0, len(values)))
    count = draw.draw(st.integers(0, len(values) - first))
    part = pa.chunked_array([pa.array(values, type_)]).slice(first, count)  # batches are slices
    made = parameter(Given("column", part).part(0, count), base)
    oid = array_oid if made.element.endswith((f".{kind}", "timestamptz")) else 1009
    loader = Transformer().get_loader(oid, Format.BINARY)
    found, wanted = loader.load(made.data), values[first : first + count]
    if oid == 1009 and kind != "text":  # all of them are NULL, and of no type
        assert wanted == [None] * count
    assert [repr(value) for value in found] == [repr(_in_utc(value)) for value in wanted]


def _in_utc(value: Any) -> Any:
    return value.astimezone(dt.UTC).replace(fold=0) if isinstance(value, dt.datetime) else value


def test_what_is_kept_otherwise_is_written_the_same() -> None:
    plain = pa.array(["a", None, "b"])
    for kept in (plain.dictionary_encode(), plain.cast(pa.large_string()), plain.cast(pa.string_view())):
        assert parameter(kept, 25).data == parameter(plain, 25).data


@given(st.lists(st.decimals(places=6, min_value=-(10**8), max_value=10**8), min_size=1))
def test_decimals_are_text_to_floats_which_the_server_rounds_correctly(values: list[Decimal]) -> None:
    made = parameter(pa.array(values, pa.decimal128(15, 6)), 701)
    assert (made.element, made.rounded) == ("pg_catalog.text", 0)
    assert list(map(Decimal, Transformer().get_loader(1009, Format.BINARY).load(made.data))) == values


def test_decimals_that_a_float_does_not_give_back_are_counted() -> None:
    values = pa.array([Decimal("0.1"), Decimal("12345678901234567.89"), Decimal(9007199254740993), None])
    assert parameter(values, 701).rounded == 2
    assert parameter(values, 700).rounded == 2


@pytest.mark.parametrize("base", [16, 17, 20, 23, 701, 1082, 1083, 1114, 1184, 2950])
def test_a_column_of_nothing_but_nulls_is_of_every_type(base: int) -> None:
    for values in (pa.nulls(2), pa.array([None, None], pa.float64()), pa.array([None, None], pa.string())):
        assert parameter(values, base).element == "pg_catalog.text"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([1e400, -math.inf, math.nan]), ["Infinity", "-Infinity", "NaN"]),
        (pa.array([[dt.date(2026, 1, 1)], None]), ["{2026-01-01}", None]),
        (pa.array([[{"a": 1, "b": "x y"}]]), ['{"(1,\\"x y\\")"}']),
        (pa.array([b"\0"]), ["\\x00"]),
        (pa.array([dt.timedelta(microseconds=-1)]), ["-00:00:00.000001"]),
    ],
    ids=str,
)
def test_what_has_no_binary_form_here_is_spelled(values: pa.Array, expected: list[str | None]) -> None:
    assert spelled(values).to_pylist() == expected


def test_documents_are_json_and_not_literals() -> None:
    assert spelled(pa.array([{"a": [1, None]}, None]), json=True).to_pylist() == ['{"a": [1, null]}', None]
    with pytest.raises(UnfitError, match="cannot be made of struct"):
        parameter(pa.array([{"a": math.nan}]), 3802)


def test_names_may_be_anything() -> None:
    assert [column.name for column in given_by(pa.table([[1], [2]], names=["", 'a "b"']))] == ["", 'a "b"']
