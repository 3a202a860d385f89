"""A platform full of made-up tenants, loaded by COPY: 200 organizations, their people, resources and history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import TYPE_CHECKING

from tenantsh.db import admin
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.platform.apply import Progress, applied, is_distributed
from tenantsh.platform.generate import history, tables
from tenantsh.platform.generate.copytext import blocks
from tenantsh.platform.generate.world import AUDIT_MONTHS, EVENT_MONTHS, World
from tenantsh.platform.ground import (
    TABLES,
    Distributed,
    OneServer,
    is_empty,
    make_empty,
    move_sequences,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.db.admin import AdminConnection
    from tenantsh.platform.generate.tables import Feed
    from tenantsh.platform.ground import Ground

SEED = 42
SMALLEST, LARGEST = 0.001, 10_000.0
"""Bounds of the scale: a hundred rows, and half a billion events."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was loaded."""

    seed: int
    scale: float
    anchor: date
    """The day on whose midnight (UTC) the data ends."""
    rows: dict[str, int]
    """Table to its number of rows."""


def seed(
    dsn: str,
    *,
    scale: float = 1.0,
    seed: int = SEED,
    anchor: date | None = None,
    reset: bool = False,
    progress: Progress = lambda _line: None,
) -> Seeded:
    """Fill an applied platform, in one transaction; 1.0 is about 110,000 rows, 200 is 10 million events.

    The same seed, anchor and scale give the same bytes. `anchor` is the day on whose midnight the data ends: today
    where it is None. Refuses where there is data already, unless `reset` empties every table first.
    Raises ConnectError, StatementError, UsageError for a scale out of bounds, and TenantshError when the platform is
    not applied or not empty.
    """
    if not SMALLEST <= scale <= LARGEST:
        raise UsageError(f"the scale {scale:g} is out of bounds", hint=f"from {SMALLEST:g} to {LARGEST:g}")
    world = World.of(seed, anchor or datetime.now(UTC).date(), scale)
    with admin.connect(dsn) as connection:
        ground = _ground(connection)
        with connection.transaction(), ground.ready(connection):
            _make_room(connection, ground, reset=reset)
            _make_months(connection, world)
            feeds = chain(tables.feeds(world), history.feeds(world))
            rows = _load(connection, (ground.placed(feed, world) for feed in feeds), progress)
            move_sequences(connection, ground)
            ground.told(connection)
    return Seeded(seed, scale, world.anchor, rows)


def _ground(connection: AdminConnection) -> Ground:
    known = applied(connection)
    if not known:
        raise TenantshError(
            "the platform is not in this database", hint="tenantsh platform apply --dsn … puts it there"
        )
    return Distributed() if is_distributed(known) else OneServer()


def _make_room(connection: AdminConnection, ground: Ground, *, reset: bool) -> None:
    if reset:
        make_empty(connection, ground)
    elif not is_empty(connection, ground):
        raise TenantshError(
            "there is data in this platform already",
            why="seeding would mix made-up tenants with it",
            hint="--reset empties every table first",
        )


def _make_months(connection: AdminConnection, world: World) -> None:
    for parent, count in (("events", EVENT_MONTHS), ("audit_logs", AUDIT_MONTHS)):
        for month in world.months(count):
            connection.query(str, "select platform.create_month($1::text::regclass, $2)::text", [parent, month.first])


def _load(connection: AdminConnection, feeds: Iterable[Feed], progress: Progress) -> dict[str, int]:
    rows = dict.fromkeys(TABLES, 0)
    for feed in feeds:
        loaded = _copy(connection, feed)
        rows[feed.table] += loaded
        progress(f"{feed.label or feed.table}: {loaded:,} rows")
    return rows


def _copy(connection: AdminConnection, feed: Feed) -> int:
    rows = 0
    with connection.copy_in(feed.copy) as write:
        for block in blocks(feed.lines):
            write(block)
            rows += block.count(b"\n")
    return rows
