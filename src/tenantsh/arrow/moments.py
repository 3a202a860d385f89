"""Readers for dates and timestamps: days and microseconds since 2000, with `infinity` at either end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenantsh.arrow.building import array, fixed, texts
from tenantsh.arrow.reader import DoesNotFitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tenantsh.arrow.raw import Raw

_DAY = 86_400_000_000
_DAYS_TO_2000 = 10_957
_FIRST_DAY = -730_119
"""0001-01-01, in days from 2000-01-01."""
_LAST_DAY = 2_921_939
"""9999-12-31."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates of the years 1 to 9999; others and `infinity` are no dates to pandas, polars or Python."""

    type: pa.DataType = field(default_factory=pa.date32)

    def read(self, raw: Raw) -> pa.Array:
        """The same days."""
        days, valid = fixed(raw, _INT32), raw.valid
        _check(days, valid, _FIRST_DAY, _LAST_DAY, dates_text)
        return array(self.type, days + np.int32(_DAYS_TO_2000), valid)

    def text(self, raw: Raw) -> pa.Array:
        """ISO dates, `0044-03-15 BC`, `infinity`."""
        return _masked(dates_text(fixed(raw, _INT32)), raw.valid)

    def back(self, read: pa.Array) -> pa.Array:
        """ISO dates."""
        days = np.asarray(read.view(pa.int32()).fill_null(0)) - _DAYS_TO_2000
        return _masked(dates_text(days), _valid(read))


@dataclass(frozen=True, slots=True)
class Timestamps:
    """Timestamps of the years 1 to 9999, with a time zone in UTC."""

    zone: str | None = None
    type: pa.DataType = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", pa.timestamp("us", self.zone))

    def read(self, raw: Raw) -> pa.Array:
        """The same microseconds."""
        micros, valid = fixed(raw, _INT64), raw.valid
        _check(micros, valid, _FIRST_DAY * _DAY, (_LAST_DAY + 1) * _DAY - 1, self._texts)
        return array(self.type, micros + _DAYS_TO_2000 * _DAY, valid)

    def text(self, raw: Raw) -> pa.Array:
        """ISO timestamps, UTC where there is a time zone, `infinity`."""
        return _masked(self._texts(fixed(raw, _INT64)), raw.valid)

    def back(self, read: pa.Array) -> pa.Array:
        """ISO timestamps, UTC where there is a time zone."""
        micros = np.asarray(read.view(pa.int64()).fill_null(0)) - _DAYS_TO_2000 * _DAY
        return _masked(self._texts(micros), _valid(read))

    def _texts(self, micros: NDArray[Any]) -> Iterator[str]:
        return timestamps_text(micros, "+00" if self.zone else "")


def in_years(read: pa.Array) -> bool:
    """Whether Arrow's dates or timestamps are all of the years 1 to 9999."""
    if pa.types.is_date(read.type):
        first, last = _FIRST_DAY + _DAYS_TO_2000, _LAST_DAY + _DAYS_TO_2000
    else:
        first, last = (_FIRST_DAY + _DAYS_TO_2000) * _DAY, (_LAST_DAY + _DAYS_TO_2000 + 1) * _DAY - 1
    ends = pc.min_max(read.view(pa.int32() if pa.types.is_date(read.type) else pa.int64())).as_py()
    return ends["min"] is None or bool(first <= ends["min"] and ends["max"] <= last)


def _check(values: NDArray[Any], valid: NDArray[np.bool_] | None, first: int, last: int, written: Any) -> None:
    misfits = (values < first) | (values > last)
    if valid is not None:
        misfits &= valid
    if misfits.any():
        word = next(iter(written(values[misfits][:1])))
        raise DoesNotFitError(f"{word} is outside the years 1 to 9999")


def _valid(read: pa.Array) -> NDArray[np.bool_] | None:
    return np.asarray(read.is_valid()) if read.null_count else None


def _masked(cells: Iterator[str], valid: NDArray[np.bool_] | None) -> pa.Array:
    if valid is None:
        return texts(cells)
    return texts(cell if there else None for cell, there in zip(cells, valid.tolist(), strict=True))


def dates_text(days: NDArray[Any]) -> Iterator[str]:
    """Days from 2000-01-01 as PostgreSQL's ISO style writes them; the extremes are infinity.

    >>> list(dates_text(np.array([0, -746_866, 2**31 - 1, -(2**31)])))
    ['2000-01-01', '0046-02-25 BC', 'infinity', '-infinity']
    """
    for day, (year, month, date) in zip(days.tolist(), _civil(days), strict=True):
        yield _INFINITE_DAYS.get(day) or _date(year, month, date) + _era(year)


def timestamps_text(micros: NDArray[Any], zone: str) -> Iterator[str]:
    """Microseconds from 2000-01-01 as PostgreSQL's ISO style writes them; the extremes are infinity.

    >>> list(timestamps_text(np.array([1_500_000, 2**63 - 1]), "+00"))
    ['2000-01-01 00:00:01.5+00', 'infinity']
    """
    days, of_day = np.divmod(micros, _DAY)
    for micro, within, (year, month, date) in zip(micros.tolist(), of_day.tolist(), _civil(days), strict=True):
        if infinite := _INFINITE_MICROS.get(micro):
            yield infinite
        else:
            yield f"{_date(year, month, date)} {time_text(within)}{zone}{_era(year)}"


_INFINITE_DAYS = {2**31 - 1: "infinity", -(2**31): "-infinity"}
_INFINITE_MICROS = {2**63 - 1: "infinity", -(2**63): "-infinity"}


def time_text(micros: int) -> str:
    """Microseconds of a day as a time.

    >>> time_text(86_400_000_000), time_text(3_661_000_120)
    ('24:00:00', '01:01:01.00012')
    """
    seconds, fraction = divmod(micros, 1_000_000)
    minutes, second = divmod(seconds, 60)
    whole = f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"
    return f"{whole}.{fraction:06}".rstrip("0") if fraction else whole


def _date(year: int, month: int, day: int) -> str:
    return f"{year if year > 0 else 1 - year:04}-{month:02}-{day:02}"


def _era(year: int) -> str:
    return "" if year > 0 else " BC"


def _civil(days: NDArray[Any]) -> Iterator[tuple[int, int, int]]:
    """Years, months and days of the Gregorian calendar, counted back before it began; the year 0 is 1 BC.

    Howard Hinnant's `civil_from_days`, in years that begin in March.
    """
    since = days.astype(np.int64) + 730_425  # days from 0000-03-01
    era, of_era = np.divmod(since, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    march = (5 * of_year + 2) // 153
    day = of_year - (153 * march + 2) // 5 + 1
    month = march + np.where(march < 10, 3, -9)
    return zip((year + era * 400 + (month <= 2)).tolist(), month.tolist(), day.tolist(), strict=True)


_INT32 = np.dtype(">i4")
_INT64 = np.dtype(">i8")
