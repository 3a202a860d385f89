"""How the values of a partition key are read and written: dates, moments, numbers, and numbers that stand for dates."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tenantsh.model.periods import Point, in_utc, in_zone, shown, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_INTEGERS = ("smallint", "integer", "bigint")
_INFINITE = ("infinity", "-infinity")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - what UTC's clock showed
_NINETIES, _NEXT_CENTURY = 631_152_000, 4_102_444_800


class Axis(ABC):
    """A key's values as points, and points as SQL."""

    zone = "UTC"
    """Whose midnights the bounds are."""
    timely = True
    """Whether a point is a moment."""

    @abstractmethod
    def point(self, text: str) -> Point:
        """The point that a bound's text stands for. Raises ValueError, OverflowError for one that Python has not."""

    @abstractmethod
    def literal(self, point: Point) -> str:
        """A point as SQL has it in FOR VALUES."""

    def shown(self, point: Point) -> str:
        """A point as people read it, in UTC."""
        return shown(in_utc(point, self.zone) if isinstance(point, datetime) else point)

    def now(self, utc: datetime) -> Point | None:
        """The point of this moment; None on an axis that has none."""
        return in_zone(utc, self.zone) if self.timely else None


@dataclass(frozen=True, slots=True)
class Instants(Axis):
    """`timestamptz`: moments, which began as midnights of some zone."""

    zone: str = "UTC"

    def point(self, text: str) -> Point:
        """By the clock of the zone."""
        return in_zone(_utc(text), self.zone)

    def literal(self, point: Point) -> str:
        """In UTC, so that it means the same in every session."""
        return f"'{_datetime(in_utc(_moment(point), self.zone))}+00'"


class Timestamps(Axis):
    """`timestamp`: what a clock shows, nobody knows where."""

    def point(self, text: str) -> Point:
        """As it is."""
        return datetime.fromisoformat(text)

    def literal(self, point: Point) -> str:
        """As it is."""
        return f"'{_datetime(_moment(point))}'"


class Dates(Axis):
    """`date`."""

    def point(self, text: str) -> Point:
        """Its midnight."""
        return datetime.fromisoformat(text)

    def literal(self, point: Point) -> str:
        """Without the time."""
        return f"'{_moment(point).date().isoformat()}'"


class Numbers(Axis):
    """Integers that are just that."""

    timely = False

    def point(self, text: str) -> Point:
        """As it is."""
        return int(text)

    def literal(self, point: Point) -> str:
        """As it is."""
        return f"'{point}'" if isinstance(point, int) and point < 0 else str(point)


class Months(Axis):
    """Integers like 202601; a year may end with 202613 or with 202701."""

    def point(self, text: str) -> Point:
        """The first of the month."""
        year, month = divmod(int(text), 100)
        return datetime(year + month // 13, (month - 1) % 12 + 1, 1)  # noqa: DTZ001 - nobody knows whose

    def literal(self, point: Point) -> str:
        """Six digits."""
        return f"{_moment(point):%Y%m}"


class Days(Axis):
    """Integers like 20260131; a month may end with 20260132 or with 20260201."""

    def point(self, text: str) -> Point:
        """The day, counted on where the month has no such day."""
        rest, day = divmod(int(text), 100)
        year, month = divmod(rest, 100)
        first = datetime(year, month, 1)  # noqa: DTZ001 - nobody knows whose
        return (first + timedelta(days=day - 1)) if day < 32 else (first + timedelta(days=31)).replace(day=1)

    def literal(self, point: Point) -> str:
        """Eight digits."""
        return f"{_moment(point):%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Epochs(Axis):
    """Integers that count seconds since 1970, or thousandths of them."""

    zone: str = "UTC"
    per_second: int = 1

    def point(self, text: str) -> Point:
        """By the clock of the zone."""
        return in_zone(_EPOCH + timedelta(seconds=int(text) / self.per_second), self.zone)

    def literal(self, point: Point) -> str:
        """The count."""
        return str(round((in_utc(_moment(point), self.zone) - _EPOCH).total_seconds() * self.per_second))


def axis_of(key_type: str, texts: Sequence[str], zones: Iterable[str] = ()) -> Axis | None:
    """The axis of a key of this type whose bounds are these; None for a type that has no steps.

    `zones` are tried first where bounds are midnights, but not of UTC. Raises ValueError, OverflowError.
    """
    finite = [text for text in texts if text not in _INFINITE]
    if key_type == "timestamp with time zone":
        return Instants(zone_of([_utc(text) for text in finite], zones))
    if key_type == "timestamp without time zone":
        return Timestamps()
    if key_type == "date":
        return Dates()
    return _of_numbers([int(text) for text in finite], zones) if key_type in _INTEGERS else None


def is_infinite(text: str) -> bool:
    """Whether a bound is one of a type that has infinities."""
    return text in _INFINITE


def _of_numbers(numbers: Sequence[int], zones: Iterable[str]) -> Axis:
    if numbers and all(1900 < n // 100 < 2200 and 1 <= n % 100 <= 13 for n in numbers):
        return Months()
    if numbers and all(_is_day(n) for n in numbers):
        return Days()
    for per_second in (1, 1000):
        seconds = [n // per_second for n in numbers]
        if numbers and all(_NINETIES < n < _NEXT_CENTURY and n % 900 == 0 for n in seconds):
            zone = zone_of([_EPOCH + timedelta(seconds=n) for n in seconds], zones)
            found = Epochs(zone, per_second)
            days = [found.point(str(n)) for n in numbers]
            if all(isinstance(day, datetime) and day.time() == datetime.min.time() for day in days):
                return found
    return Numbers()


def _is_day(number: int) -> bool:
    return 1900 < number // 10_000 < 2200 and 1 <= number // 100 % 100 <= 12 and 1 <= number % 100 <= 32


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def _moment(point: Point) -> datetime:
    if isinstance(point, int):
        raise ValueError("a number on an axis of moments")
    return point


def _datetime(moment: datetime) -> str:
    return moment.isoformat(" ")
