r"""Values that depend on the session's settings, from text to PostgreSQL's binary format: dates, times, bytes.

ISO dates in any time zone, intervals in style `postgres`, bytes in either output are understood; of other styles
nothing is guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.arrow.reader import DoesNotFitError

if TYPE_CHECKING:
    from collections.abc import Sequence

_DATE = re.compile(r"(\d{4,7})-(\d\d)-(\d\d)( BC)?")
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?")
_MOMENT = re.compile(
    r"(\d{4,7})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?)?( BC)?"
)
_INTERVAL = re.compile(
    r"-?infinity|(?=.)(?:[+-]?\d+ years? ?)?(?:[+-]?\d+ mons? ?)?(?:[+-]?\d+ days? ?)?"
    r"(?:[+-]?\d\d+:\d\d:\d\d(?:\.\d+)?)?"
)
_ESCAPES = re.compile(rb"\\(\\|[0-7]{3})")

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_INFINITIES = {"infinity": 1, "-infinity": -1}


class OtherStyleError(DoesNotFitError):
    """A value in a style that is not read."""


def bool_bytes(text: str) -> bytes:
    """`t` or `f`."""
    if text not in ("t", "f"):
        raise OtherStyleError(f"{text} is no boolean that is known")
    return b"\1" if text == "t" else b"\0"


def date_bytes(text: str) -> bytes:
    """An ISO date.

    >>> date_bytes("2000-01-02").hex(), date_bytes("0044-03-15 BC").hex(), date_bytes("infinity").hex()
    ('00000001', 'fff49d7b', '7fffffff')
    """
    if infinite := _INFINITIES.get(text):
        return _infinity(infinite, 4)
    found = _DATE.fullmatch(text)
    if found is None:
        raise OtherStyleError(f"{text} is no date of DateStyle ISO")
    return _days(found.group(1, 2, 3), bc=bool(found[4])).to_bytes(4, "big", signed=True)


def moment_bytes(text: str) -> bytes:
    """An ISO timestamp, with a time zone or without.

    >>> moment_bytes("2000-01-01 05:30:00.5+05:30").hex()
    '000000000007a120'
    """
    if infinite := _INFINITIES.get(text):
        return _infinity(infinite, 8)
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise OtherStyleError(f"{text} is no timestamp of DateStyle ISO")
    offset = _seconds(found.group(9, 10, 11)) * (-1 if found[8] == "-" else 1)
    within = (_seconds(found.group(4, 5, 6)) - offset) * _SECOND + _fraction(found[7])
    micros = _days(found.group(1, 2, 3), bc=bool(found[12])) * _DAY + within
    return micros.to_bytes(8, "big", signed=True)


def time_bytes(text: str) -> bytes:
    """A time of day."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise OtherStyleError(f"{text} is no time that is known")
    return (_seconds(found.group(1, 2, 3)) * _SECOND + _fraction(found[4])).to_bytes(8, "big")


def bytea_bytes(text: str) -> bytes:
    r"""Bytes in hex, or escaped: a backslash is always doubled there.

    >>> bytea_bytes(r"\x00ff"), bytea_bytes(r"a\\b\000")
    (b'\x00\xff', b'a\\b\x00')
    """
    if text.startswith("\\x"):
        try:
            return bytes.fromhex(text[2:])
        except ValueError as error:
            raise OtherStyleError("a value is no hex digits") from error
    return _ESCAPES.sub(_unescaped, text.encode("utf-8", "surrogateescape"))


def interval_text(text: str) -> str:
    """An interval of IntervalStyle postgres, as it is.

    >>> interval_text("-1 years +3 days -00:00:01.5")
    '-1 years +3 days -00:00:01.5'
    """
    if not _INTERVAL.fullmatch(text):
        raise OtherStyleError(f"{text} is no interval of IntervalStyle postgres")
    return text


def _unescaped(found: re.Match[bytes]) -> bytes:
    return b"\\" if found[1] == b"\\" else bytes([int(found[1], 8)])


def _infinity(sign: int, size: int) -> bytes:
    greatest = (1 << (8 * size - 1)) - 1
    return (greatest if sign > 0 else -greatest - 1).to_bytes(size, "big", signed=True)


def _seconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in parts)
    return (hours * 60 + minutes) * 60 + seconds


def _fraction(digits: str | None) -> int:
    return int(digits.ljust(6, "0")) if digits else 0


def _days(parts: Sequence[str], *, bc: bool) -> int:
    """Days since 2000-01-01: Howard Hinnant's `days_from_civil`, in years that begin in March."""
    year, month, day = map(int, parts)
    year = (1 - year if bc else year) - (month <= 2)
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 730_425
