"""How big everything is and when it happened: organizations by rank, resources in blocks, months."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from tenantsh.platform.generate.chance import source
from tenantsh.platform.generate.members import Membership, memberships

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ORGANIZATIONS = 200
EVENT_MONTHS = 30
AUDIT_MONTHS = 15

DAY = 86_400
"""Seconds."""

BIGGEST = (42, 43)
"""Acme, then Globex, which tests and documentation hold beside it."""

NEWEST = 200
"""The organization that was opened three days before the anchor and has nothing yet."""

_OLDEST_ROWS_DAYS = 950
"""Every organization but the newest is older than the first event."""

_DELETED_EVERY = 31
_DELETED_WITHIN_DAYS = 300
"""Soft deletes are young enough to be in the audit trail."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many rows there are at a scale: what happens grows with it, what there is with its square root."""

    people: int
    sessions: int
    resources: int
    events: int
    audit_logs: int

    @classmethod
    def at(cls, scale: float) -> Amounts:
        """The amounts at a scale; 1.0 is about 110,000 rows, 200 is 10 million events."""
        root = math.sqrt(scale)
        return cls(
            people=ORGANIZATIONS + round(1_200 * root),
            sessions=round(3_000 * root),
            resources=round(16_000 * root),
            events=round(50_000 * scale),
            audit_logs=round(12_000 * scale),
        )


@dataclass(frozen=True, slots=True)
class ResourceTimes:
    """When a resource was made and, perhaps, soft-deleted; in seconds since 1970."""

    resource_id: int
    org_id: int
    created: float
    deleted: float | None


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, and the days of it that have data."""

    first: date
    midnights: tuple[float, ...]
    """Seconds since 1970, UTC."""


@dataclass(frozen=True, slots=True)
class World:
    """What every table's rows agree on."""

    seed: int
    anchor: date
    """The day on whose midnight (UTC) the data ends."""
    amounts: Amounts
    weights: Mapping[int, float]
    """org_id to its share of everything; falls like 1/rank."""
    blocks: Mapping[int, range]
    """org_id to the resource ids that are its own."""
    members: tuple[Membership, ...]

    @classmethod
    def of(cls, seed: int, anchor: date, scale: float) -> World:
        """The world that a seed, an anchor and a scale make."""
        amounts = Amounts.at(scale)
        weights = _weights(seed)
        members = tuple(memberships(seed, amounts.people, weights))
        return cls(seed, anchor, amounts, weights, _blocks(weights, amounts.resources), members)

    @property
    def end(self) -> float:
        """Where the data ends, in seconds since 1970."""
        return _midnight(self.anchor)

    def founded(self, org_id: int) -> float:
        """When an organization was opened, in seconds since 1970."""
        if org_id == NEWEST:
            return self.end - 3 * DAY
        return self.end - (_OLDEST_ROWS_DAYS + (ORGANIZATIONS - org_id) * 9) * DAY

    def resources(self, org_id: int) -> Iterator[ResourceTimes]:
        """An organization's resources, oldest first."""
        founded, block = self.founded(org_id), self.blocks[org_id]
        step = (self.end - DAY - founded) / max(len(block), 1)
        for place, resource_id in enumerate(block):
            created = founded + step * (place + 0.5)
            yield ResourceTimes(resource_id, org_id, created, self._deleted(resource_id, created))

    def months(self, count: int) -> list[Month]:
        """The last `count` calendar months before the anchor, oldest first; the last may be incomplete."""
        last = self.anchor - timedelta(days=1)
        return [self._month(last.year * 12 + last.month - 1 - back) for back in reversed(range(count))]

    def _month(self, months: int) -> Month:
        first, following = _first_day(months), _first_day(months + 1)
        days = (min(following, self.anchor) - first).days
        return Month(first, tuple(_midnight(first) + DAY * day for day in range(days)))

    def _deleted(self, resource_id: int, created: float) -> float | None:
        if resource_id % _DELETED_EVERY or created > self.end - (_DELETED_WITHIN_DAYS + 1) * DAY:
            return None
        return self.end - (1 + resource_id * 7_919 % (_DELETED_WITHIN_DAYS * 24)) * 3_600


def _weights(seed: int) -> dict[int, float]:
    others = [org_id for org_id in range(1, ORGANIZATIONS + 1) if org_id not in (*BIGGEST, NEWEST)]
    source(seed, "ranks").shuffle(others)
    ranked = {org_id: 1 / rank for rank, org_id in enumerate([*BIGGEST, *others], start=1)}
    total = sum(ranked.values())
    return {org_id: weight / total for org_id, weight in sorted(ranked.items())} | {NEWEST: 0.0}


def _blocks(weights: Mapping[int, float], resources: int) -> dict[int, range]:
    ends = [round(share * resources) for share in accumulate(weights.values())]
    return {
        org_id: range(start + 1, end + 1) for org_id, start, end in zip(weights, [0, *ends[:-1]], ends, strict=True)
    }


def _first_day(months: int) -> date:
    """The first day of a month counted from the year 0."""
    return date(months // 12, months % 12 + 1, 1)


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
