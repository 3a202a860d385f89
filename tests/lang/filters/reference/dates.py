"""Which texts are moments: RFC 3339's dates, with a time and a zone or without; without one it is UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

_SHAPE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[Tt ](\d\d):(\d\d)(?::(\d\d(?:\.\d{1,30})?))?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?)?",
    re.ASCII,
)


def instant(text: str) -> datetime | None:
    """The moment that a text says, to the microsecond; None where it says none."""
    found = _SHAPE.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, away_hours, away_minutes = (int(found[at] or 0) for at in (1, 2, 3, 4, 5, 9, 10))
    second = Decimal(found[6] or 0)
    if second > 60 or away_hours > 15 or away_minutes > 59:
        return None
    try:
        local = datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:  # no such day, or no such time of day
        return None
    away = timedelta(hours=away_hours, minutes=away_minutes)
    return local + timedelta(microseconds=round(second * 1_000_000)) + (away if found[8] == "-" else -away)
