"""Times of day and intervals."""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import Struct
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tenantsh.arrow.building import array, fixed, texts
from tenantsh.arrow.moments import time_text
from tenantsh.arrow.reader import DoesNotFitError

if TYPE_CHECKING:
    from tenantsh.arrow.raw import Raw

_DAY = 86_400_000_000

_WIRE = np.dtype(">i8")
_TIMETZ = Struct(">qi")
_INTERVAL = Struct(">qii")
_INFINITY = (2**63 - 1, 2**31 - 1, 2**31 - 1)
_MINUS_INFINITY = (-(2**63), -(2**31), -(2**31))


@dataclass(frozen=True, slots=True)
class Times:
    """`time`: microseconds since midnight. Arrow's day ends before 24:00, PostgreSQL's with it."""

    type: pa.DataType = field(default_factory=lambda: pa.time64("us"))

    def read(self, raw: Raw) -> pa.Array:
        """The same times."""
        micros = fixed(raw, _WIRE)
        valid = raw.valid
        if ((micros >= _DAY) if valid is None else ((micros >= _DAY) & valid)).any():
            raise DoesNotFitError("24:00:00 is beyond Arrow's last time of a day")
        return array(self.type, micros, valid)

    def text(self, raw: Raw) -> pa.Array:
        """As `04:05:06.789`."""
        return _spelled(fixed(raw, _WIRE), raw.lengths < 0)

    def back(self, read: pa.Array) -> pa.Array:
        """As `04:05:06.789`."""
        missing = read.is_null().to_numpy(zero_copy_only=False)
        return _spelled(read.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False), missing)


def _spelled(micros: np.ndarray, missing: np.ndarray) -> pa.Array:
    pairs = zip(micros.tolist(), missing.tolist(), strict=True)
    return texts(None if null else time_text(value) for value, null in pairs)


def timetz_text(value: bytes) -> str:
    """A `timetz`: a time and its offset, which counts seconds to the west.

    >>> timetz_text((0).to_bytes(8, "big") + (-19800).to_bytes(4, "big", signed=True))
    '00:00:00+05:30'
    """
    micros, west = _TIMETZ.unpack(value)
    hours, rest = divmod(abs(west), 3600)
    minutes, seconds = divmod(rest, 60)
    offset = f"{'-' if west > 0 else '+'}{hours:02}"
    if minutes or seconds:
        offset += f":{minutes:02}"
    return f"{time_text(micros)}{offset}:{seconds:02}" if seconds else time_text(micros) + offset


def interval_text(value: bytes) -> str:
    """An interval in IntervalStyle `postgres`.

    >>> interval_text(_INTERVAL.pack(-1_500_000, 3, -14))
    '-1 years -2 mons +3 days -00:00:01.5'

    The greatest of all intervals is infinity since PostgreSQL 17, and nobody's interval before.
    """
    micros, days, months = _INTERVAL.unpack(value)
    if (micros, days, months) in {_INFINITY, _MINUS_INFINITY}:
        return "infinity" if micros > 0 else "-infinity"
    years, rest = _towards_zero(months, 12)
    parts = [(years, "year"), (rest, "mon"), (days, "day")]
    words, negative = _counted([(count, unit) for count, unit in parts if count])
    if micros or not words:
        sign = "-" if micros < 0 else "+" if negative else ""
        words.append(sign + time_text(abs(micros)))
    return " ".join(words)


def _towards_zero(number: int, by: int) -> tuple[int, int]:
    whole, rest = divmod(abs(number), by)
    return (whole, rest) if number >= 0 else (-whole, -rest)


def _counted(parts: list[tuple[int, str]]) -> tuple[list[str], bool]:
    """`-1 years`, `+3 days`: a plus is written behind a minus; and whether the last was negative."""
    words: list[str] = []
    negative = False
    for count, unit in parts:
        plus = "+" if negative and count > 0 else ""
        words.append(f"{plus}{count} {unit}{'' if count == 1 else 's'}")
        negative = count < 0
    return words, negative
