"""What a run finds before it does anything; all that a dry run does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tenantsh.cold.storage import open_storage
from tenantsh.db.retention import CLOCK, DATABASE, PARTS, TABLES
from tenantsh.model.errors import ConnectionLost, TenantshError, UsageError
from tenantsh.model.retention import Then
from tenantsh.platform.apply import MONTHS_AHEAD
from tenantsh.platform.retention.hands import acting, reader_of
from tenantsh.platform.retention.plan import Obstacle, names_of, plan
from tenantsh.platform.retention.report import Line, in_one_line
from tenantsh.platform.retention.rows import spelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from tenantsh.cold.storage import Storage
    from tenantsh.db.admin import AdminConnection
    from tenantsh.db.retention import Part, RuledTable
    from tenantsh.model.retention import Retention
    from tenantsh.platform.retention.plan import Due, Planned

MADE_AHEAD = ("public.events", "public.audit_logs")
"""The platform's tables whose months are made."""

_CLOCKS_DIFFER = timedelta(days=1)
_DEFAULT_SIZE = """
    select coalesce(pg_catalog.sum(pg_catalog.pg_relation_size(relid)), 0)::pg_catalog.int8
    from pg_catalog.pg_partition_tree($1::pg_catalog.regclass)
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is to do."""

    retention: Retention
    tenant_column: str
    platform: bool
    """Whether the database is the platform's: then coming months are made, and runs are on record."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to do."""

    plans: list[Planned]
    missing: list[tuple[str, date]]
    """Tables, and coming months that they lack."""


def look(connection: AdminConnection, wanted: Wanted) -> Seen:
    """Find what is due and what is missing, by the server's clock. Raises TenantshError where nobody can write."""
    (clock,) = connection.fetch(CLOCK)
    if clock.standby:
        raise TenantshError(
            "this server is a hot standby: nothing can be dropped here",
            hint="connect to the primary (target_session_attrs=read-write finds it)",
        )
    _refuse_a_wrong_clock(clock.now)
    _refuse_distributed(connection)
    names = [*names_of(wanted.retention), *(MADE_AHEAD if wanted.platform else ())]
    tables = connection.fetch(TABLES, names=names, tenant_column=wanted.tenant_column)
    parts = connection.fetch(PARTS, relations=[table.relation for table in tables], exact=False)
    today = clock.now.date()
    missing = list(_missing(tables, parts, today)) if wanted.platform else []
    return Seen(plan(wanted.retention, tables, parts, today), missing)


def _refuse_distributed(connection: AdminConnection) -> None:
    """What counts a partition's rows as two roles in one transaction is not what Citus' workers can be asked."""
    there = "select exists (select from pg_catalog.pg_extension where extname = 'citus')"
    if connection.query(bool, there) == [True] and connection.query(
        bool, "select exists (select from pg_catalog.pg_dist_partition where partmethod = 'h')"
    ) == [True]:
        raise TenantshError(
            "retention is not for tables that Citus distributes",
            why="a month is dropped only once each of its rows is accounted for, and that is not done across nodes",
            hint="drop_old_time_partitions() of Citus drops whole months (docs/citus.md)",
        )


def _refuse_a_wrong_clock(servers: datetime) -> None:
    """The server's clock decides; where it and ours are days apart, a wrong one would take months before their time."""
    ours = datetime.now(UTC).replace(tzinfo=None)
    if abs(servers - ours) > _CLOCKS_DIFFER:
        raise TenantshError(
            f"the server's clock says {servers:%Y-%m-%d %H:%M}, and this machine's {ours:%Y-%m-%d %H:%M}, in UTC",
            why="what is due depends on the day, and one of them is wrong",
            hint="set the clocks right first",
        )


def refuse_pooler(connection: AdminConnection) -> str:
    """The database's name, where every statement reaches the same server process. Raises TenantshError."""
    (database,) = connection.fetch(DATABASE)
    if database.pid != connection.backend_pid:
        raise TenantshError(
            "there is a pooler in between",
            why="the lock that keeps other runs away, and the settings of a run, belong to one session",
            hint="run retention on a direct connection to the server",
        )
    return database.name


def in_default(connection: AdminConnection, table: RuledTable, reader: str | None) -> Obstacle | None:
    """Why nothing of a table may go while rows sit in its default partition: they may be of any month."""
    if table.default_partition is None:
        return None
    if connection.query(int, _DEFAULT_SIZE, [table.default_partition]) == [0]:
        return None
    tree = "select relid from pg_catalog.pg_partition_tree($1::pg_catalog.regclass)"
    parent = spelled(table.schema, table.name)
    with acting(connection, reader):
        found = connection.query(
            bool, f"select exists(select from {parent} where tableoid in ({tree}))", [table.default_partition]
        )
    if found == [False]:
        return None
    return Obstacle(
        f"rows sit in its default partition, {table.default_partition}",
        "they may be of any month: make the months that are missing and move them there first",
    )


def foreseen(connection: AdminConnection, seen: Seen, storage: str | None) -> Iterator[Line]:
    """What a run would do, line by line; numbers of rows and bytes are estimates."""
    for table, month in seen.missing:
        yield Line(table, f"{month:%Y-%m}", "would be made")
    for planned in seen.plans:
        obstacle = obstacle_of(connection, planned, storage)
        if obstacle is not None:
            yield refused(planned.name, None, obstacle)
        else:
            yield from map(_foreseen, planned.due)


def obstacle_of(connection: AdminConnection, planned: Planned, storage: str | None) -> Obstacle | None:
    """Why nothing of a table can go now; None where it can, or where nothing is to go."""
    if planned.obstacle is not None:
        return planned.obstacle
    if planned.table is None or not planned.due:
        return None
    try:
        if planned.rule.then is Then.COLD:
            stored_at(storage)
        return in_default(connection, planned.table, reader_of(connection, planned.table))
    except ConnectionLost:
        raise
    except TenantshError as error:
        return Obstacle(": ".join(filter(None, (error.what, error.why))), error.hint)


def stored_at(location: str | None) -> Storage:
    """Cold storage, where there is one that can be read. Raises UsageError."""
    if location is None:
        raise UsageError(
            "nobody said where cold storage is",
            hint="storage in [retention] of the configuration, or --storage DIRECTORY",
        )
    return open_storage(location)


def refused(table: str, month: str | None, obstacle: Obstacle) -> Line:
    """The line of what stays because something is in its way."""
    return Line(table, month, "refused", why=in_one_line(obstacle.why, obstacle.hint))


def _foreseen(due: Due) -> Line:
    if due.obstacle is not None:
        return refused(due.table.full_name, due.month, due.obstacle)
    what = "would be archived" if due.rule.then is Then.COLD else "would be purged"
    return Line(due.table.full_name, due.month, what, due.part.rows, due.part.bytes)


def _missing(tables: Sequence[RuledTable], parts: Sequence[Part], today: date) -> Iterator[tuple[str, date]]:
    for table in tables:
        if table.full_name in MADE_AHEAD and table.kind == "p":
            there = {part.lower for part in parts if part.parent == table.relation}
            months = (_later(today, ahead) for ahead in range(MONTHS_AHEAD + 1))
            yield from ((table.full_name, month) for month in months if month not in there)


def _later(today: date, months: int) -> date:
    count = today.year * 12 + today.month - 1 + months
    return today.replace(year=count // 12, month=count % 12 + 1, day=1)
