"""The last transaction of a partition: closed to writers, accounted for once more, detached, dropped, on record.

Writers are kept out while its rows are read; readers are not. Only then, for as long as it takes to count and to
drop, the table is locked for everybody. Nobody is made to wait longer than it takes PostgreSQL to look for deadlocks,
so it is never a tenant's statement that is ended for one.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.retention import BOUND_TO, HELD, LOCK, LOCKERS
from tenantsh.model.errors import StatementError, TenantshError
from tenantsh.platform.retention.hands import become
from tenantsh.platform.retention.rows import counted, spelled, summed
from tenantsh.platform.retention.watching import Doing, Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tenantsh.cold.manifest import Manifest
    from tenantsh.db.admin import AdminConnection
    from tenantsh.db.retention import Held
    from tenantsh.platform.retention.plan import Due
    from tenantsh.platform.retention.watching import Watch

TRIES = 4
"""How often a lock is asked for."""
_PAUSES = (0.25, 0.5, 1.0, 2.0)
_CLOSING_MS = 2000
"""Longer than deadlock_timeout, so that an autovacuum gives way; nothing is locked yet, so nobody waits for us."""
_LOCKING_MS = 800
_LOCKED = ("55P03", "57014", "40P01")
"""A lock_timeout, a statement_timeout, a deadlock."""

_SIZE = """
    select coalesce(pg_catalog.sum(pg_catalog.pg_total_relation_size(relid)), 0)::pg_catalog.int8
    from pg_catalog.pg_partition_tree($1::pg_catalog.oid::pg_catalog.regclass)
"""
_BOUND_THE_WAIT = f"""
    select pg_catalog.set_config('statement_timeout', least(
        {_LOCKING_MS}, pg_catalog.date_part('epoch', pg_catalog.current_setting('deadlock_timeout')::interval) * 800
    )::pg_catalog.int4::pg_catalog.text, true)
"""


class OtherRows(Exception):
    """The partition's rows are not those of its archive: it was written to since, or is another one."""


class Awaited(Exception):
    """Somebody waits to write to the partition, and goes first."""


@dataclass(frozen=True, slots=True)
class Left:
    """What went with a partition."""

    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """One partition on its way out."""

    connection: AdminConnection
    due: Due
    reader: str | None
    """The role that sees all of its rows."""
    manifest: Manifest | None
    """Its archive; None where it is purged."""
    remember: Callable[[Left], None]
    """Puts on record, in this transaction, that it went."""
    watch: Watch

    def leave(self) -> Left:
        """Have it go, or leave everything as it is.

        Raises OtherRows where its rows are not those of the archive, Awaited where a writer has to go first, and
        TenantshError where it is locked or the server refuses.
        """
        with self.connection.transaction():
            self._close()
            rows = self._account()
            left = self._go(rows)
        self._tell(Doing.GONE, left.rows)
        return left

    def _close(self) -> None:
        """Keep writers out until the end of the transaction."""
        become(self.connection, self.due.table.owner)
        self.connection.script(f"set local lock_timeout = {_CLOSING_MS}")
        for last in _tries():
            with self._asking(last=last):
                self.connection.script(f"lock table {self._part} in share mode")
                break
        held = self._held()
        if not held.alone:
            raise TenantshError(
                "the lock that keeps other runs away is gone",
                why="it belongs to a session, and this is another one: is there a pooler in between?",
                hint="run retention on a direct connection",
            )
        if not held.same:
            raise TenantshError(f"{self._part} is not what it was a moment ago", hint="somebody is at it: run it again")
        self._tell(Doing.CLOSED)

    def _account(self) -> int:
        become(self.connection, self.reader)
        if self.manifest is None:
            rows = counted(self.connection, self.due)
        else:
            found = summed(self.connection, self.due)
            if (found.rows, found.hex) != (self.manifest.rows, self.manifest.digest):
                raise OtherRows
            rows = found.rows
        become(self.connection, self.due.table.owner)
        self._tell(Doing.ACCOUNTED, rows)
        return rows

    def _go(self, rows: int) -> Left:
        for last in _tries():
            if self._held().wanted:  # a writer who has the table already: asking for it would be a deadlock
                raise Awaited
            with self._asking(last=last):
                return self._gone(rows)
        raise AssertionError("the last try raises")

    def _gone(self, rows: int) -> Left:
        connection, part, table = self.connection, self._part, spelled(self.due.table.schema, self.due.table.name)
        self._lock(f"only {table}", part)
        self._tell(Doing.LOCKED)
        self._see_hidden_rows(rows)
        left = Left(rows, connection.query(int, _SIZE, [self.due.part.relation])[0])
        connection.script(f"alter table {table} detach partition {part}")
        self._tell(Doing.DETACHED)
        connection.script(f"drop table {part}")
        self.remember(left)
        self._tell(Doing.DROPPED, rows)
        return left

    def _lock(self, *relations: str) -> None:
        """The table, the partition and what foreign keys bind to it, all at once and only for a moment."""
        bound = self.connection.fetch(BOUND_TO, relations=self._relations)
        self.connection.query(str, _BOUND_THE_WAIT)
        names = ", ".join([*relations, *(f"only {other.name}" for other in bound)])
        self.connection.script(f"lock table {names} in access exclusive mode")
        self.connection.script("set local statement_timeout = 0")

    def _see_hidden_rows(self, rows: int) -> None:
        """Count with row security out of the way: a policy may have hidden rows from whoever read them."""
        if self.manifest is None:
            return
        if self.due.part.kind in ("r", "p"):
            self.connection.script(f"alter table {self._part} no force row level security")
        found = self.connection.query(int, f"select pg_catalog.count(*) from {self._part}")[0]
        if found != rows:
            raise TenantshError(
                f"{self._part} has {found} rows, and {rows} of them could be read",
                why=f"a policy hides the others from {self.reader or 'this login'}",
                hint="let that role read all of them, or run retention as a superuser; nothing was dropped",
            )

    @contextmanager
    def _asking(self, *, last: bool) -> Iterator[None]:
        """A savepoint to come back to when a lock is not to be had; the last time it is an error."""
        try:
            with self.connection.transaction():
                yield
        except StatementError as error:
            if error.sqlstate not in _LOCKED:
                raise
            if last:
                raise self._locked() from error

    def _locked(self) -> TenantshError:
        holders = self.connection.fetch(LOCKERS, relations=self._relations)
        return TenantshError(
            f"{self._part} is in use: no lock was to be had in {TRIES} tries",
            why=f"used by {' and '.join(map(str, holders))}" if holders else None,
            hint="the next run tries again; one that never ends may be a transaction that somebody left open",
        )

    def _held(self) -> Held:
        part = self.due.part
        return self.connection.fetch(
            HELD,
            parent=part.parent,
            relation=part.relation,
            schema=part.schema,
            name=part.name,
            bound=part.bound,
            key=LOCK,
        )[0]

    def _tell(self, doing: Doing, rows: int = 0) -> None:
        self.watch(Moment(doing, self.due.table.full_name, self.due.month, rows, self.due.part.rows))

    @property
    def _part(self) -> str:
        return spelled(self.due.part.schema, self.due.part.name)

    @property
    def _relations(self) -> list[int]:
        return [self.due.part.relation, self.due.table.relation]


def _tries() -> Iterator[bool]:
    """Whether this try is the last one, with pauses between them."""
    for at in range(TRIES):
        yield at == TRIES - 1
        time.sleep(_PAUSES[at])
