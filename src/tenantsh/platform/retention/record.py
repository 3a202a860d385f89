"""What runs leave on record in the database: that they began, how they ended, and which months went."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from tenantsh.db.retention import LOCK
from tenantsh.model.errors import TenantshError
from tenantsh.platform.retention.hands import OWNER, acting, become

if TYPE_CHECKING:
    from tenantsh.cold.manifest import Manifest
    from tenantsh.db.admin import AdminConnection
    from tenantsh.platform.retention.leaving import Left
    from tenantsh.platform.retention.plan import Due

_IS_THERE = """
    select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                   where n.nspname = 'platform' and c.relname = 'retention_runs')
"""
_BEGIN = "insert into platform.retention_runs default values returning run_id"
_END = """
    update platform.retention_runs set finished_at = pg_catalog.clock_timestamp(), months = $2, report = $3,
           outcome = $4::platform.retention_outcome
    where run_id = $1 returning run_id
"""
_OPEN = """
    select digest from platform.retention_months
    where table_name = $1 and begins_at = $2::timestamptz and dropped_at is null and fate = 'cold'
    order by month_id desc limit 1
"""
_NOTE = """
    insert into platform.retention_months
           (run_id, table_name, begins_at, ends_at, rows, bytes, fate, digest, storage, dropped_at)
    values ($1, $2, $3::timestamptz, $4::timestamptz, $5, $6, $7::platform.retention_fate, $8, $9,
            case when $10 then now() end)
    returning month_id
"""
_FORGET = """
    delete from platform.retention_months
    where table_name = $1 and begins_at = $2::timestamptz and dropped_at is null
    returning month_id
"""


class Outcome(Enum):
    """How a run ended."""

    DONE = "done"
    REFUSED = "refused"
    """Something could not go, and why is in the report."""
    FAILED = "failed"
    STOPPED = "stopped"
    """By Ctrl-C or SIGTERM."""


class Record:
    """The record of one run; where the platform is not there it is kept nowhere."""

    def __init__(self, connection: AdminConnection, *, needed: bool) -> None:
        """Raises TenantshError where a platform is `needed` and this database's is an older one."""
        self._connection = connection
        self._kept = connection.query(bool, _IS_THERE) == [True]
        self._run_id: int | None = None
        if needed and not self._kept:
            raise TenantshError(
                "this database has no record of retention",
                why="the platform is not in it, or it is an older one",
                hint="tenantsh platform apply brings it up to date",
            )

    @property
    def title(self) -> str:
        """What the run is called."""
        return "Retention run" if self._run_id is None else f"Retention run {self._run_id}"

    def begin(self) -> None:
        """Put on record that a run began."""
        if self._kept:
            with acting(self._connection, OWNER):
                (self._run_id,) = self._connection.query(int, _BEGIN)

    def end(self, outcome: Outcome, months: int, report: str) -> None:
        """Put on record how it ended."""
        if self._run_id is not None:
            with acting(self._connection, OWNER):
                self._connection.query(int, _END, [self._run_id, months, report, outcome.value])

    def open_archive(self, due: Due) -> str | None:
        """The digest of an archive that was made of a partition which has been here ever since; None without one."""
        if not self._kept:
            return None
        with acting(self._connection, OWNER):
            return next(iter(self._connection.query(str, _OPEN, [due.table.full_name, _day(due.part.lower)])), None)

    def about_to_archive(self, due: Due, manifest: Manifest, location: str) -> None:
        """Put on record what the archive will be, before it is one: so it can be told from somebody else's."""
        if self._kept:
            with acting(self._connection, OWNER):
                self._note(due, manifest.rows, 0, manifest, location, gone=False)

    def gone(self, due: Due, left: Left, manifest: Manifest | None, location: str | None) -> None:
        """Put on record, in the transaction that drops it, that a partition went."""
        if self._kept:
            become(self._connection, OWNER)
            self._note(due, left.rows, left.bytes, manifest, location, gone=True)

    def _note(
        self, due: Due, rows: int, size: int, manifest: Manifest | None, location: str | None, *, gone: bool
    ) -> None:
        table, begins = due.table.full_name, _day(due.part.lower)
        self._connection.query(int, _FORGET, [table, begins])
        digest = None if manifest is None else manifest.digest
        values = [table, begins, _day(due.part.upper), rows, size, due.rule.then.value, digest, location, gone]
        self._connection.query(int, _NOTE, [self._run_id, *values])


def take_lock(connection: AdminConnection) -> bool:
    """Take the lock that keeps other runs away, until the connection ends; False where another run has it."""
    return connection.query(bool, "select pg_catalog.pg_try_advisory_lock($1::pg_catalog.int8)", [LOCK]) == [True]


def _day(day: object) -> str:
    return "-infinity" if day is None else f"{day} 00:00:00+00"
