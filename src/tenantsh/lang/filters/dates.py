"""Dates as they are typed in filters and as documents have them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from tenantsh.lang.filters.tree import Operator

DATE = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,30}))?)?"
    r"(?P<zone>[Zz]|[+-](?P<hours>[0-9]{2})(?::?(?P<minutes>[0-9]{2}))?)?)?"
)
"""A day, or an instant: without a zone it is UTC."""

_DAYS = (
    "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])",
    "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29",
)
_TIME = (
    "[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:([0-5][0-9]([.][0-9]{1,30})?|60([.]0{1,30})?))?"
    "([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?"
)
REAL = f"^([0-9]{{4}}-({_DAYS[0]})|{_DAYS[1]})({_TIME})?$"
"""What a string in a document has to look like to be cast to a date: days that there are, and a time of day.

PostgreSQL takes a second 60 for the next minute's first, but nothing behind it, and no text of 128 letters.
"""
_MARGIN = timedelta(days=2)
"""More than two zones can be apart."""
_FIRST = "0001"
"""The year 0000 is none."""


def instant(text: str) -> str | None:
    """A date as `timestamptz` reads it whatever the session's time zone is; None where it is no date.

    >>> instant("2026-01-31"), instant("2026-01-31T10:00+02:00"), instant("2026-02-30")
    ('2026-01-31T00:00Z', '2026-01-31T10:00+02:00', None)
    """
    found = DATE.fullmatch(text)
    if found is None or not _real(found):
        return None
    if found["hour"] is None:
        return f"{text}T00:00Z"
    return text if found["zone"] else f"{text}Z"


def _real(found: re.Match[str]) -> bool:
    """Whether there is such a day and such a time."""
    year, month, day, hour, minute, second, hours, minutes = (
        int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second", "hours", "minutes")
    )
    return (
        year > 0
        and 1 <= month <= 12
        and 1 <= day <= monthrange(year, month)[1]
        and hour < 24
        and minute < 60
        and (second < 60 or (second == 60 and not int(found["fraction"] or 0)))
        and hours < 16
        and minutes < 60
    )


def candidates(operator: Operator, text: str) -> str:
    """What jsonpath asks of a string that may be a date and stand so to this one; cheap tests come first.

    >>> candidates(Operator.LESS, "2026-01-31").partition(" && @ like_regex")[0]
    '@ >= "0001" && @ < "2026-02-03"'
    """
    day = date.fromisoformat(text[:10])
    if operator in (Operator.LESS, Operator.AT_MOST):
        before = _moved(day, _MARGIN + timedelta(days=1))
        bounds = [f'@ >= "{_FIRST}"'] + ([f'@ < "{before}"'] if before else [])
    else:
        bounds = [f'@ >= "{_moved(day, -_MARGIN) or _FIRST}"']
    return " && ".join((*bounds, f'@ like_regex "{REAL}"'))


def _moved(day: date, by: timedelta) -> date | None:
    try:
        return day + by
    except OverflowError:
        return None
