"""Durations as people and PostgreSQL write them: `500ms`, `10s`, `2 min`, `30`."""

from __future__ import annotations

import re

_UNITS = {"ms": 0.001, "": 1, "s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600}
_DURATION = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(ms|[a-z]*?)s?\s*", re.IGNORECASE | re.ASCII)


def seconds_of(said: str) -> float:
    """How many seconds a duration has; a number alone is seconds. Raises ValueError for what is none.

    >>> seconds_of("500ms"), seconds_of("10s"), seconds_of("2min"), seconds_of("1.5 hours"), seconds_of("30")
    (0.5, 10.0, 120.0, 5400.0, 30.0)
    """
    found = _DURATION.fullmatch(said)
    unit = None if found is None else _UNITS.get(found[2].lower())
    if found is None or unit is None:
        raise ValueError(said)
    return float(found[1]) * unit
