"""Batches gathered to a whole, or handed on one by one."""

from __future__ import annotations

import resource
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from psycopg.types.datetime import DateBinaryDumper, DatetimeBinaryDumper
from psycopg.types.numeric import DecimalBinaryDumper, FloatBinaryDumper, Int8BinaryDumper
from psycopg.types.uuid import UUIDBinaryDumper

from tenantsh.arrow.gathering import Gatherer, record_batch, schema
from tenantsh.arrow.pgtype import Family, PgColumn, PgType
from tenantsh.arrow.raw import from_cells, from_rows
from tenantsh.arrow.texts import from_text
from tenantsh.model.errors import TenantshError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from tenantsh.arrow.gathered import Gathered

_INFINITY = (2**31 - 1).to_bytes(4, "big")
_DAY = (0).to_bytes(4, "big")
_NAN = bytes.fromhex("00000000c0000000")


def column(oid: int, modifier: int = -1, **about: Any) -> PgColumn:
    return PgColumn("v", PgType(oid, modifier, **about))


def gathered(of: PgColumn, *batches: Sequence[bytes | None]) -> Gathered:
    gatherer = Gatherer([of])
    for cells in batches:
        gatherer.take(from_cells([cells]), len(cells))
    return gatherer.done()


def read(of: PgColumn, dumper: Any, values: list[Any]) -> Gathered:
    dump = dumper(object).dump
    cells = [None if value is None else bytes(dump(value)) for value in values]
    return gathered(of, cells[: len(cells) // 2], cells[len(cells) // 2 :])


def values(cells: Gathered) -> list[Any]:
    return [row[0] for batch in cells.values() for row in batch]


def text(cells: Gathered) -> list[str | None]:
    return [row[0] for batch in cells.text() for row in batch]


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.none() | strategy, max_size=12)


@settings(deadline=None)
@given(some(st.integers(-(2**63), 2**63 - 1)))
def test_integers_come_back(numbers: list[int | None]) -> None:
    assert values(read(column(20), Int8BinaryDumper, numbers)) == numbers


@settings(deadline=None)
@given(some(st.floats()))
def test_floats_come_back_bit_by_bit(numbers: list[float | None]) -> None:
    assert list(map(repr, values(read(column(701), FloatBinaryDumper, numbers)))) == list(map(repr, numbers))


@settings(deadline=None)
@given(some(st.uuids()))
def test_uuids_come_back(ids: list[UUID | None]) -> None:
    assert values(read(column(2950), UUIDBinaryDumper, ids)) == ids


@settings(deadline=None)
@given(some(st.dates()))
def test_dates_come_back(days: list[date | None]) -> None:
    cells = read(column(1082), DateBinaryDumper, days)
    assert values(cells) == days
    assert text(cells) == [day and day.isoformat() for day in days]


@settings(deadline=None)
@given(some(st.datetimes(timezones=st.just(UTC))))
@example([datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)])
def test_moments_come_back(moments: list[datetime | None]) -> None:
    cells = read(column(1184), DatetimeBinaryDumper, moments)
    assert values(cells) == moments
    assert [written and datetime.fromisoformat(written) for written in text(cells)] == moments


@settings(deadline=None)
@given(some(st.decimals() | st.decimals(places=3) | st.integers().map(Decimal)))
@example([Decimal("1e-400"), Decimal("1e400"), Decimal("0.00"), Decimal(0)])
def test_numbers_without_a_precision_keep_their_digits_and_their_scale(numbers: list[Decimal | None]) -> None:
    kept = [number for number in numbers if number is None or not number.is_finite() or abs(number.adjusted()) < 500]
    expected = [None if number is None else _as_postgres(number) for number in kept]
    assert text(read(column(1700), DecimalBinaryDumper, kept)) == expected


def _as_postgres(number: Decimal) -> str:
    if number.is_infinite():
        return "Infinity" if number > 0 else "-Infinity"
    return "NaN" if number.is_nan() else f"{number or number.copy_abs():f}"


@settings(deadline=None)
@given(some(st.decimals(min_value=-(10**16) + 1, max_value=10**16 - 1, places=2)))
def test_decimals_of_18_digits_come_back(numbers: list[Decimal | None]) -> None:
    cells = read(column(1700, ((18 << 16) | 2) + 4), DecimalBinaryDumper, numbers)
    assert cells.table.schema.types == [pa.decimal128(18, 2)]
    assert values(cells) == numbers


@settings(deadline=None)
@given(some(st.integers(-(10**50) + 1, 10**50 - 1).map(lambda number: Decimal(f"{number}e-10"))))
def test_decimals_of_50_digits_come_back(numbers: list[Decimal | None]) -> None:
    cells = read(column(1700, ((50 << 16) | 10) + 4), DecimalBinaryDumper, numbers)
    assert cells.table.schema.types == [pa.decimal256(50, 10)]
    assert values(cells) == numbers


def test_batches_before_and_after_a_misfit_are_text_too() -> None:
    cells = gathered(column(1082), [_DAY, None], [_INFINITY], [], [None, _DAY])
    assert text(cells) == ["2000-01-01", None, "infinity", None, "2000-01-01"]
    assert cells.told == ('column "v" is exact text: infinity is outside the years 1 to 9999',)
    assert values(cells) == text(cells)


def test_what_nobody_reads_was_asked_for_as_text() -> None:
    assert values(gathered(column(999_999), [b"whatever", None])) == ["whatever", None]


def test_json_is_exact_text_and_a_python_value_for_who_asks_for_those() -> None:
    cells = gathered(column(3802), [b'\1{"a": 1}', b"\1null", None])
    assert text(cells) == cells.table["v"].to_pylist() == ['{"a": 1}', "null", None]
    assert values(cells) == [{"a": 1}, None, None]


def test_a_result_is_read_any_number_of_times_in_batches() -> None:
    cells = gathered(column(25), *([b"x"] * 3000 for _ in range(4)))
    for _ in range(2):
        assert [len(batch) for batch in cells.text()] == [5000, 5000, 2000]
    assert len(cells) == cells.table.num_rows == 12_000


def test_batches_of_a_stream_all_have_the_schema() -> None:
    columns = [column(1082), column(1700), column(25)]
    for rows in [(_DAY, None, b"x")], [(None, None, None)], list[tuple[bytes | None, ...]]():
        assert record_batch(columns, [(from_rows(rows, 3), len(rows))]).schema == schema(columns)
    assert record_batch([], [([], 3), ([], 2)]).num_rows == 5


@pytest.mark.parametrize(
    ("of", "cell", "why"),
    [
        (column(1082), _INFINITY, "infinity is outside the years"),
        (column(1700, ((5 << 16) | 2) + 4), _NAN, "NaN is no decimal"),
        (column(0, family=Family.ENUM, labels=("a",)), b"b", '"b" was not a label'),
        (column(25), b"\xff", "a value is not UTF-8"),
    ],
)
def test_a_stream_refuses_what_does_not_fit_and_says_which_column_why_and_what_to_do(
    of: PgColumn, cell: bytes, why: str
) -> None:
    with pytest.raises(UsageError, match=f'column "v" cannot be read in batches: {why}') as refused:
        record_batch([of], [(from_cells([[cell]]), 1)])
    assert '"v"::text' in str(refused.value.hint)


@pytest.mark.parametrize(
    ("of", "cell"),
    [
        (column(20), b"1234"),
        (column(16), b""),
        (column(3802), b"\2{}"),
        (column(3802), b""),
        (column(1700), b"123"),
        (column(1700), bytes.fromhex("0002000000000000") + b"\0\1"),
        (column(2950), b"x" * 15),
        (column(1186), b"x"),
        (column(869), b""),
    ],
)
def test_bytes_that_are_not_of_the_type_are_refused_by_name(of: PgColumn, cell: bytes) -> None:
    with pytest.raises(TenantshError, match='column "v" cannot be read'):
        gathered(of, [cell])
    with pytest.raises(TenantshError, match='column "v" cannot be read'):
        record_batch([of], [(from_cells([[cell]]), 1)])


def test_a_huge_number_among_small_ones_does_not_lay_out_all_of_them_as_wide() -> None:
    numbers = [Decimal(1)] * 3000 + [Decimal(10) ** 20_000] + [Decimal("0.5")] * 3000
    written = text(read(column(1700), DecimalBinaryDumper, list(numbers)))
    assert written == ["1"] * 3000 + ["1" + "0" * 20_000] + ["0.5"] * 3000


def test_a_number_of_all_the_digits_that_there_can_be_among_small_ones_takes_little_memory() -> None:
    huge = Decimal("123456789" * 14_000 + "." + "987654321" * 1_800)
    numbers = [Decimal("1.5")] * 3000 + [huge, None] + [Decimal(-7)] * 3000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    written = text(read(column(1700), DecimalBinaryDumper, list(numbers)))
    assert written == ["1.5"] * 3000 + [f"{huge:f}", None] + ["-7"] * 3000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB


def test_days_around_leap_years_are_those_of_the_calendar() -> None:
    days = [date(1, 1, 1) + timedelta(days=number) for number in range(0, 3_652_059, 997)]
    assert text(read(column(1082), DateBinaryDumper, list(days))) == [day.isoformat() for day in days]


def test_an_enum_without_rows_has_all_its_labels() -> None:
    of = column(90_000, family=Family.ENUM, labels=("low", "high"))
    for none in (gathered(of), from_text([of], [])):
        assert none.table.column(0).chunk(0).dictionary.to_pylist() == ["low", "high"]
