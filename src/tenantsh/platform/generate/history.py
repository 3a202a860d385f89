"""The rows of what happened: events and the audit trail, a month at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import TYPE_CHECKING

from tenantsh.platform.generate.chance import source, uuid4
from tenantsh.platform.generate.copytext import Value, line, timestamp
from tenantsh.platform.generate.documents import EVENT_SHARES, Document, payload
from tenantsh.platform.generate.members import by_organization
from tenantsh.platform.generate.tables import Feed
from tenantsh.platform.generate.words import EVENT_TYPES
from tenantsh.platform.generate.world import AUDIT_MONTHS, DAY, EVENT_MONTHS, Month, ResourceTimes, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_SATURDAY = 5
_ACTOR_UNKNOWN = 0.05


def feeds(world: World) -> Iterator[Feed]:
    """Events of every month, then the audit trail of every month; the partitions have to be there."""
    cast = Cast.of(world)
    chance = source(world.seed, "events")
    columns = "org_id, actor_id, resource_id, created_at, updated_at, public_id, type, payload"
    for month, days in _spread(world.months(EVENT_MONTHS), world.amounts.events):
        lines = (text for day in days for text in _events(chance, cast, day))
        yield Feed("events", columns, lines, f"events of {month.first:%Y-%m}")
    columns = "org_id, actor_id, row_id, created_at, updated_at, action, table_name, actor_role, before, after"
    yield Feed("audit_logs", columns, _deletions(world, cast), "audit_logs of soft deletes")
    chance = source(world.seed, "audit_logs")
    for month, days in _spread(world.months(AUDIT_MONTHS), world.amounts.audit_logs):
        lines = (text for day in days for text in _changes(chance, cast, day))
        yield Feed("audit_logs", columns, lines, f"audit_logs of {month.first:%Y-%m}")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who can do something to what, ready to be drawn from."""

    org_ids: list[int]
    shares: list[float]
    """Cumulative, as random.choices takes them."""
    members: dict[int, list[int]]
    resources: dict[int, range]

    @classmethod
    def of(cls, world: World) -> Cast:
        """The organizations that have resources, with their people."""
        weights = {org_id: share for org_id, share in world.weights.items() if share and len(world.blocks[org_id])}
        members = by_organization(world.members, world.blocks)
        return cls(list(weights), list(accumulate(weights.values())), members, dict(world.blocks))


@dataclass(frozen=True, slots=True)
class Day:
    """A day and how much happens in it."""

    midnight: float
    rows: int


def _spread(months: list[Month], rows: int) -> Iterator[tuple[Month, list[Day]]]:
    """The rows over the days: ever more of them as time goes by, fewer at weekends."""
    midnights = [midnight for month in months for midnight in month.midnights]
    shares = [_share(midnight, midnights[0]) for midnight in midnights]
    factor = rows / sum(shares)
    ends = [round(end * factor) for end in accumulate(shares)]
    counts = {m: end - start for m, start, end in zip(midnights, [0, *ends[:-1]], ends, strict=True)}
    for month in months:
        yield month, [Day(midnight, counts[midnight]) for midnight in month.midnights]


def _share(midnight: float, first: float) -> float:
    growth = 1 + (midnight - first) / (365 * DAY)
    return growth * (0.4 if datetime.fromtimestamp(midnight, UTC).weekday() >= _SATURDAY else 1.0)


def _moments(chance: Random, day: Day) -> list[str]:
    """The day's moments in order, as rows are stored when they come in one after the other."""
    return [timestamp(day.midnight + part * DAY) for part in sorted(chance.random() for _ in range(day.rows))]


def _events(chance: Random, cast: Cast, day: Day) -> Iterator[str]:
    org_ids = chance.choices(cast.org_ids, cum_weights=cast.shares, k=day.rows)
    types = chance.choices(EVENT_TYPES, EVENT_SHARES, k=day.rows)
    for moment, org_id, event_type in zip(_moments(chance, day), org_ids, types, strict=True):
        actor = None if chance.random() < _ACTOR_UNKNOWN else chance.choice(cast.members[org_id])
        resource = chance.choice(cast.resources[org_id]) if event_type != "login" else None
        content = payload(chance, event_type)
        yield line((org_id, actor, resource, moment, moment, uuid4(chance), event_type, content))


def _deletions(world: World, cast: Cast) -> Iterator[str]:
    """A soft delete for every resource that is soft-deleted."""
    chance = source(world.seed, "deletions")
    for org_id, people in cast.members.items():
        for times in world.resources(org_id):
            if times.deleted is not None:
                yield _deletion(times, times.deleted, chance.choice(people))


def _deletion(times: ResourceTimes, deleted: float, actor: int) -> str:
    moment = timestamp(deleted)
    was: Document = {"resource_id": times.resource_id, "org_id": times.org_id, "deleted_at": None}
    is_now = was | {"deleted_at": moment}
    return _row(times.org_id, actor, times.resource_id, moment, "soft_delete", "resources", was, is_now)


def _changes(chance: Random, cast: Cast, day: Day) -> Iterator[str]:
    org_ids = chance.choices(cast.org_ids, cum_weights=cast.shares, k=day.rows)
    for moment, org_id in zip(_moments(chance, day), org_ids, strict=True):
        actor = chance.choice(cast.members[org_id])
        if chance.random() < 0.1:
            user_id = chance.choice(cast.members[org_id])
            was: Document = {"org_id": org_id, "user_id": user_id, "role": "viewer"}
            yield _row(org_id, actor, user_id, moment, "update", "org_members", was, was | {"role": "member"})
        else:
            yield _change(chance, org_id, actor, chance.choice(cast.resources[org_id]), moment)


def _change(chance: Random, org_id: int, actor: int, resource_id: int, moment: str) -> str:
    is_now: Document = {"resource_id": resource_id, "org_id": org_id, "name": f"name {chance.randrange(99)}"}
    was = is_now | {"name": "before"} if chance.random() < 0.8 else None
    return _row(org_id, actor, resource_id, moment, "update" if was else "insert", "resources", was, is_now)


def _row(
    org_id: int,
    actor: int,
    row_id: int,
    moment: str,
    action: str,
    table: str,
    was: Document | None,
    is_now: Document,
) -> str:
    values: tuple[Value, ...] = (org_id, actor, row_id, moment, moment, action, table, "org_member", was, is_now)
    return line(values)
