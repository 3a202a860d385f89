"""Dates: which texts are one, and what documents' strings have to look like to be compared as one."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tenantsh.lang.filters.dates import REAL, candidates, instant
from tenantsh.lang.filters.tree import Operator

_YEARS = (1, 4, 1600, 1900, 1999, 2000, 2023, 2024, 2100, 9999)
_REAL = re.compile(REAL)


@pytest.mark.parametrize("year", _YEARS)
def test_a_day_is_one_that_there_is(year: int) -> None:
    first = date(year, 1, 1)
    length = 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365
    real = {(first + timedelta(days=day)).isoformat() for day in range(length)}
    for month in range(14):
        for day in range(34):
            text = f"{year:04}-{month:02}-{day:02}"
            assert (instant(text) is not None) == (text in real), text
            assert bool(_REAL.match(text)) == (text in real), text


@pytest.mark.parametrize(
    ("time", "real"),
    [
        ("T00:00", True), (" 23:59:59", True), ("t10:00:60", True), ("T10:00:00.123456789Z", True), ("T10:00z", True),
        ("T10:00+02", True), ("T10:00-0230", True), ("T10:00+15:59", True), ("", True), ("T24:00", False),
        ("T10:60", False), ("T10:00:61", False), ("T10", False), ("T10:00:00.", False), ("T10:00+16", False),
        ("T10:00+2", False), ("T10:00 +02", False), ("Z", False), ("T10:00ZZ", False), ("\n", False),
        ("T10:00\n", False),
    ],
)  # fmt: skip
def test_a_time_of_day_is_one_that_there_is(time: str, real: bool) -> None:
    assert (instant(f"2026-01-31{time}") is not None) == real
    assert bool(re.fullmatch(REAL[1:-1], f"2026-01-31{time}")) == real  # `$` is no end before a newline to the server


def test_a_date_without_a_zone_is_utc() -> None:
    assert instant("2026-01-31") == "2026-01-31T00:00Z"
    assert instant("2026-01-31 10:00:00.5") == "2026-01-31 10:00:00.5Z"
    assert instant("2026-01-31T10:00+02") == "2026-01-31T10:00+02"


@pytest.mark.parametrize(
    ("operator", "text", "bounds"),
    [
        (Operator.AT_LEAST, "2026-01-01", '@ >= "2025-12-30"'),
        (Operator.MORE, "0001-01-02", '@ >= "0001"'),
        (Operator.LESS, "2026-01-31", '@ >= "0001" && @ < "2026-02-03"'),
        (Operator.AT_MOST, "9999-12-31", '@ >= "0001"'),
    ],
)
def test_strings_far_from_the_date_are_passed_by_cheaply(operator: Operator, text: str, bounds: str) -> None:
    assert candidates(operator, text) == f'{bounds} && @ like_regex "{REAL}"'
