"""A platform full of made-up tenants, loaded by COPY: 200 organizations, their people, resources and history."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tenantsh.db import admin
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.platform.apply import Progress, applied
from tenantsh.platform.generate import history, tables
from tenantsh.platform.generate.copytext import blocks
from tenantsh.platform.generate.world import AUDIT_MONTHS, EVENT_MONTHS, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.db.admin import AdminConnection
    from tenantsh.platform.generate.tables import Feed

SEED = 42
SMALLEST, LARGEST = 0.001, 10_000.0
"""Bounds of the scale: a hundred rows, and half a billion events."""

TABLES = (
    "users",
    "organizations",
    "org_members",
    "sessions",
    "resources",
    "resource_metadata",
    "billing_accounts",
    "events",
    "audit_logs",
)
"""Every table with tenant data, partitioned ones by their parent."""

_WRITTEN_BY_TRIGGERS = ("resources", "org_members", "resource_metadata")
"""Tables whose triggers would write what the generator writes itself: merged metadata and the audit trail."""

_COUNTED = {
    "users": "user_id",
    "organizations": "org_id",
    "resources": "resource_id",
}
"""Tables whose rows come with their ids, so that the sequence has to follow."""

_GIN_INDEXES = ("resources_metadata_idx", "resource_metadata_data_idx")


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
        _check_applied(connection)
        with connection.transaction(), _as_owner(connection):
            _make_room(connection, reset=reset)
            _make_months(connection, world)
            rows = _load(connection, [tables.feeds(world), history.feeds(world)], progress)
            _move_sequences(connection)
            _tell_the_planner(connection)
    return Seeded(seed, scale, world.anchor, rows)


def _check_applied(connection: AdminConnection) -> None:
    if not applied(connection):
        raise TenantshError(
            "the platform is not in this database", hint="tenantsh platform apply --dsn … puts it there"
        )


@contextmanager
def _as_owner(connection: AdminConnection) -> Iterator[None]:
    """Act as the owner, not bound by row security and without the triggers, until the end of the block.

    COPY FROM is refused where row security applies, and it is forced on the owner. All in one transaction, so that
    nobody ever sees a table without it.
    """
    connection.script("set local role platform_owner; set local search_path to public")
    for table in TABLES:
        connection.script(f"alter table {table} no force row level security")
    for table in _WRITTEN_BY_TRIGGERS:
        connection.script(f"alter table {table} disable trigger user")
    yield
    for table in _WRITTEN_BY_TRIGGERS:
        connection.script(f"alter table {table} enable trigger user")
    for table in TABLES:
        connection.script(f"alter table {table} force row level security")


def _make_room(connection: AdminConnection, *, reset: bool) -> None:
    if reset:
        connection.script(f"truncate {', '.join(TABLES)} restart identity")
    elif connection.query(bool, "select exists (select from organizations) or exists (select from users)") == [True]:
        raise TenantshError(
            "there is data in this platform already",
            why="seeding would mix made-up tenants with it",
            hint="--reset empties every table first",
        )


def _make_months(connection: AdminConnection, world: World) -> None:
    for parent, count in (("events", EVENT_MONTHS), ("audit_logs", AUDIT_MONTHS)):
        for month in world.months(count):
            connection.query(str, "select platform.create_month($1::text::regclass, $2)::text", [parent, month.first])


def _load(connection: AdminConnection, sources: Iterable[Iterable[Feed]], progress: Progress) -> dict[str, int]:
    rows = dict.fromkeys(TABLES, 0)
    for feed in (feed for feeds in sources for feed in feeds):
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


def _move_sequences(connection: AdminConnection) -> None:
    for table, column in _COUNTED.items():
        connection.script(f"select setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) from {table}")


def _tell_the_planner(connection: AdminConnection) -> None:
    # a GIN index keeps new entries in a list until a vacuum; planners avoid one whose list is long
    for index in _GIN_INDEXES:
        connection.query(int, "select gin_clean_pending_list($1::text::regclass)", [index])
    connection.script(f"analyze {', '.join(TABLES)}")
