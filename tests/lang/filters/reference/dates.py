"""Which texts are moments: ISO 8601's calendar dates, with a time and a zone or without; without one it is UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_SHAPE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:(Z)|([+-])(\d\d)(?::?(\d\d))?)?)?",
    re.ASCII,
)


def instant(text: str) -> datetime | None:
    """The moment that a text says; None where it says none."""
    found = _SHAPE.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(found[group] or 0) for group in range(1, 7))
    fraction = int((found[7] or "").ljust(6, "0"))
    away = timedelta(hours=int(found[10] or 0), minutes=int(found[11] or 0))
    try:
        local = datetime(year, month, day, hour, minute, second, fraction, tzinfo=UTC)
    except ValueError:  # no such day, or no such time of day
        return None
    return local + away if found[9] == "-" else local - away
