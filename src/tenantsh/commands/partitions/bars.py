"""Rows as bars: one beside each partition, and a year as twelve signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_WIDTH = 10
_EIGHTHS = "▏▎▍▌▋▊▉█"
_LEVELS = "▁▂▃▄▅▆▇█"
_ABREAST = 4
"""So many years on a line."""
_MONTHS = 12


def bar(rows: int | None, most: int) -> str:
    """A bar as long as the share of the most rows that any partition has; anything but nothing is seen.

    >>> bar(50, 100), bar(1, 10_000), bar(0, 100)
    ('█████', '▏', '')
    """
    if not rows or not most:
        return ""
    eighths = max(1, round(rows / most * _WIDTH * 8))
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest - 1] if rest else "")


def by_year(rows: Sequence[tuple[datetime, int | None]]) -> list[str]:
    """Rows by month, a few years on a line; `·` is a month for which there is no partition.

    Partitions of less than a month are added up, those of more stand in the month in which they begin.
    """
    months: dict[tuple[int, int], int] = {}
    for lower, count in rows:
        at = (lower.year, lower.month)
        months[at] = months.get(at, 0) + (count or 0)
    most = max(months.values(), default=0)
    if len(months) < _MONTHS or not most:
        return []
    first, last = min(months)[0], max(months)[0]
    years = [
        f"{year} {''.join(_sign(months.get((year, month)), most) for month in _TWELVE)}"
        for year in range(first, last + 1)
    ]
    lines = ["   ".join(years[at : at + _ABREAST]) for at in range(0, len(years), _ABREAST)]
    return [f"Rows by month (█ is {most:,}):", *(f"  {line}" for line in lines)]


_TWELVE = range(1, _MONTHS + 1)


def _sign(count: int | None, most: int) -> str:
    if count is None:
        return "·"
    return _LEVELS[min(7, count * 8 // most)] if count else "_"
