"""Points on a key's axis, the steps that ranges are made in, and the time zone whose midnights they are.

A point is a number, or a moment by the clock of the zone that the ranges were made in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Point = datetime | int
"""A number, or a moment without a zone: what a clock shows."""
_DAY = 86_400
_MONTH = 30 * _DAY
_NAMES = {
    (1, 0, 0): "month",
    (3, 0, 0): "quarter",
    (6, 0, 0): "half-year",
    (12, 0, 0): "year",
    (0, 1, 0): "day",
    (0, 7, 0): "week",
    (0, 0, 3600): "hour",
}


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is from a range's lower end to its upper one: one of these, the others are 0."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    units: int = 0
    """Of a key that is a number."""

    @property
    def name(self) -> str:
        """The step as people call it.

        >>> Step(months=1).name, Step(days=10).name, Step(units=1000).name
        ('month', '10 days', '1,000')
        """
        if self.units:
            return f"{self.units:,}"
        named = _NAMES.get((self.months, self.days, self.seconds))
        return named or next(f"{n:,} {word}" for n, word in self._parts if n)

    @property
    def length(self) -> int:
        """About how long it is, to tell longer ones from shorter ones."""
        return self.months * _MONTH + self.days * _DAY + self.seconds + self.units

    @property
    def _parts(self) -> tuple[tuple[int, str], ...]:
        return (self.months, "months"), (self.days, "days"), (self.seconds, "seconds"), (1, "nothing")

    def after(self, point: Point) -> Point:
        """The point that is a step later; raises OverflowError, ValueError where the calendar ends.

        >>> Step(months=1).after(datetime(2026, 12, 1))
        datetime.datetime(2027, 1, 1, 0, 0)
        """
        if isinstance(point, int):
            return point + max(1, self.units)
        if self.months:
            months = point.year * 12 + point.month - 1 + self.months
            return point.replace(year=months // 12, month=months % 12 + 1)
        return point + timedelta(days=self.days, seconds=self.seconds)

    def label(self, lower: Point) -> str:
        """What the period that begins there is called.

        >>> Step(months=1).label(datetime(2026, 12, 1)), Step(months=3).label(datetime(2026, 10, 1))
        ('2026-12', '2026-Q4')
        """
        if isinstance(lower, int):
            return f"{lower} to {self.after(lower)}"
        if lower.day == 1 and lower.time() == datetime.min.time():
            if self.months == 1:
                return f"{lower.year:04d}-{lower.month:02d}"
            if self.months == 3 and lower.month % 3 == 1:
                return f"{lower.year:04d}-Q{lower.month // 3 + 1}"
            if self.months == 12 and lower.month == 1:
                return f"{lower.year:04d}"
        return shown(lower)


def before(one: Point, other: Point) -> bool:
    """Whether a point comes before another one of its axis."""
    return one < other  # type: ignore[operator]  # an axis has moments or numbers, never both


def between(lower: Point, upper: Point) -> Step:
    """The step from one point to the other.

    >>> between(datetime(2026, 1, 31), datetime(2026, 2, 1)), between(datetime(2026, 1, 15), datetime(2026, 4, 15))
    (Step(months=0, days=1, seconds=0, units=0), Step(months=3, days=0, seconds=0, units=0))
    """
    if isinstance(lower, int) or isinstance(upper, int):
        return Step(units=int(upper) - int(lower)) if isinstance(lower, int) and isinstance(upper, int) else Step()
    if lower.day == upper.day and lower.time() == upper.time():
        return Step(months=(upper.year - lower.year) * 12 + upper.month - lower.month)
    if lower.time() == upper.time():
        return Step(days=(upper - lower).days)
    return Step(seconds=round((upper - lower).total_seconds()))


def usual(steps: Sequence[Step]) -> Step | None:
    """The step that most ranges have, the shorter one where two are as frequent; None where there is none."""
    counted = Counter(step for step in steps if step != Step())
    return max(counted, key=lambda step: (counted[step], -step.length), default=None)


def shown(point: Point) -> str:
    """A point as people read it: a date alone where it is midnight.

    >>> shown(datetime(2026, 1, 1)), shown(datetime(2025, 12, 31, 23)), shown(7)
    ('2026-01-01', '2025-12-31 23:00:00', '7')
    """
    if isinstance(point, int):
        return str(point)
    if point.time() == datetime.min.time():
        return point.date().isoformat()
    return point.isoformat(" ")


# -- zones ------------------------------------------------------------------------------------------------------

_USUAL_ZONES = """
    Europe/Berlin Europe/London Europe/Athens Europe/Moscow Europe/Istanbul Atlantic/Azores
    America/New_York America/Chicago America/Denver America/Los_Angeles America/Phoenix America/Anchorage
    America/Halifax America/St_Johns America/Sao_Paulo America/Bogota America/Mexico_City America/Santiago
    America/Caracas Pacific/Honolulu Asia/Kolkata Asia/Dubai Asia/Karachi Asia/Dhaka Asia/Kathmandu Asia/Yangon
    Asia/Bangkok Asia/Shanghai Asia/Tokyo Asia/Tehran Asia/Jerusalem Asia/Kabul Australia/Sydney Australia/Brisbane
    Australia/Adelaide Australia/Darwin Pacific/Auckland Africa/Johannesburg Africa/Lagos Africa/Nairobi Africa/Cairo
""".split()  # noqa: SIM905 - a list of names reads better without their quotes
"""One zone of each kind of clock, those of most people first."""


def zone_of(moments: Sequence[datetime], preferred: Iterable[str] = ()) -> str:
    """The zone whose midnights these moments are, given by the clock of UTC; UTC where no other has more of them.

    >>> zone_of([datetime(2025, 12, 31, 23), datetime(2026, 6, 30, 22)])
    'Europe/Berlin'
    """
    best, most = "UTC", _midnights("UTC", moments)
    for name in (*preferred, *_USUAL_ZONES):
        if most == len(moments):
            break
        found = _midnights(name, moments)
        if found > most and found * 2 > len(moments):
            best, most = name, found
    return best


def in_zone(moment: datetime, zone: str) -> datetime:
    """What a zone's clock shows when UTC's shows this."""
    if zone == "UTC":
        return moment
    try:
        return moment.replace(tzinfo=UTC).astimezone(_zone(zone)).replace(tzinfo=None)
    except OverflowError:
        return moment


def in_utc(moment: datetime, zone: str) -> datetime:
    """What UTC's clock shows when a zone's shows this."""
    if zone == "UTC":
        return moment
    try:
        return moment.replace(tzinfo=_zone(zone)).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return moment


def _midnights(zone: str, moments: Sequence[datetime]) -> int:
    if _zone(zone) is None:
        return 0
    return sum(in_zone(moment, zone).time() == datetime.min.time() for moment in moments)


@cache
def _zone(name: str) -> ZoneInfo | None:
    """A zone by its name; None where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
