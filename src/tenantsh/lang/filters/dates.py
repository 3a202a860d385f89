"""Dates as they are typed in filters and as documents have them."""

from __future__ import annotations

import re
from calendar import monthrange

DATE = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r"(?P<zone>[Zz]|[+-](?P<hours>[0-9]{2})(?::?(?P<minutes>[0-9]{2}))?)?)?"
)
"""A day, or an instant: without a zone it is UTC."""


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
        and second <= 60
        and hours < 16
        and minutes < 60
    )
