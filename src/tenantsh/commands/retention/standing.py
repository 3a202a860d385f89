"""How things stand with retention: what rules mean today, and what is on record of runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.partitions.rows import PATIENCE, PINNED
from tenantsh.db.retention import CLOCK, GONE, HOLDER, LOCK, PARTS, RUNS, TABLES
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import StatementError
from tenantsh.platform.retention.plan import names_of, plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.opening import Place
    from tenantsh.db.query import Request
    from tenantsh.db.retention import Clock, Gone, Holder, Part, RecordedRun, RuledTable
    from tenantsh.platform.retention.plan import Planned

NEWEST = 10
"""So many runs are looked at."""
_LOCKED = "55P03"


@dataclass(frozen=True, slots=True)
class Standing:
    """What was found."""

    clock: Clock
    plans: list[Planned]
    runs: list[RecordedRun]
    """The newest first; none where nothing is on record."""
    gone: list[Gone]
    holder: Holder | None
    """Whoever runs it now."""
    measured: bool
    """Whether sizes were looked at; else they are those of the last VACUUM or ANALYZE."""
    storage: str | None
    platform: bool
    """Whether runs are what the platform's are: then each one is on record."""


def standing(session: Asking, place: Place) -> Standing:
    """Ask how things stand, in two round trips and behind nobody's lock. Raises what `fetch_apart` raises."""
    names = names_of(place.retention)
    (clock,), tables, holders = _pinned(
        session,
        CLOCK.ask(),
        TABLES.ask(names=names, tenant_column=place.convention.tenant_column),
        HOLDER.ask(key=LOCK),
    )
    parts, recorded, measured = _parts(session, clock, tables)
    runs, gone = recorded or ([], [])
    return Standing(
        clock,
        plan(place.retention, tables, parts, clock.now.date()),
        runs,
        gone,
        next(iter(holders), None),
        measured,
        place.retention.storage,
        place.convention.name == PLATFORM.name,
    )


def _parts(session: Asking, clock: Clock, tables: Sequence[RuledTable]) -> tuple[list[Part], list[list[Any]], bool]:
    """The partitions with their sizes, or with those on record where somebody has one of them locked."""
    relations = [table.relation for table in tables]
    record = [RUNS.ask(newest=NEWEST), GONE.ask()] if clock.recorded else []
    try:
        parts, *rest = _pinned(session, PARTS.ask(relations=relations, exact=True), *record)
    except StatementError as error:
        if error.sqlstate != _LOCKED:
            raise
    else:
        return parts, rest, True
    parts, *rest = _pinned(session, PARTS.ask(relations=relations, exact=False), *record)
    return parts, rest, False


def _pinned(session: Asking, *asked: Request) -> list[list[Any]]:
    """Answers to questions for which times are UTC's."""
    return session.fetch_apart(PINNED.ask(lock_timeout=PATIENCE), *asked)[1:]
