"""Numbers for people's eyes."""

from __future__ import annotations

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")
_NEXT = 10_240
"""A size is told in the next unit from here on, as `pg_size_pretty` does."""


def pretty(size: int | None) -> str:
    """A size as people read it, with one decimal where it is small.

    >>> pretty(8192), pretty(16_384), pretty(1_600_000), pretty(None)
    ('8192 bytes', '16 kB', '1.5 MB', 'unknown size')
    """
    if size is None:
        return "unknown size"
    number, unit = float(size), 0
    while number >= (_NEXT if unit == 0 else 1024) and unit < len(_UNITS) - 1:
        number, unit = number / 1024, unit + 1
    decimals = 1 if unit > 1 and number < 100 else 0
    return f"{number:.{decimals}f} {_UNITS[unit]}"


def plural(count: int, noun: str) -> str:
    """A number of things in words.

    >>> plural(1, "partition"), plural(1200, "index"), plural(2, "policy")
    ('1 partition', '1,200 indexes', '2 policies')
    """
    if count == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{count:,} {noun[:-1]}ies"
    return f"{count:,} {noun}{'es' if noun.endswith('x') else 's'}"
