"""A run of retention: coming months made, months past their time archived or purged, one run at a time."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.db.retention import HOLDER, LOCK
from tenantsh.model.errors import ConnectionLost, TenantshError
from tenantsh.model.retention import Then
from tenantsh.platform.apply import ensure_months
from tenantsh.platform.retention.hands import prepare, reader_of
from tenantsh.platform.retention.leaving import Awaited, Leaving
from tenantsh.platform.retention.looking import foreseen, look, obstacle_of, refuse_pooler, refused, stored_at
from tenantsh.platform.retention.record import Outcome, Record, take_lock
from tenantsh.platform.retention.report import Line, in_one_line
from tenantsh.platform.retention.watching import Doing, Moment, unwatched

if TYPE_CHECKING:
    from tenantsh.db.admin import AdminConnection
    from tenantsh.platform.retention.leaving import Left
    from tenantsh.platform.retention.looking import Seen, Wanted
    from tenantsh.platform.retention.plan import Due, Planned
    from tenantsh.platform.retention.watching import Watch

_ROUNDS = 4
"""How often a partition to purge is tried again, because somebody was writing to it."""
_PAUSE = 0.5


def preview(connection: AdminConnection, wanted: Wanted) -> list[Line]:
    """What a run would do; changes nothing, and needs no lock. Raises TenantshError where no run is possible."""
    prepare(connection)
    refuse_pooler(connection)
    connection.script("set default_transaction_read_only = on")
    return list(foreseen(connection, look(connection, wanted), wanted.retention.storage))


class Run:
    """One run; what it did so far is in `lines`, also where an error or Ctrl-C ended it."""

    def __init__(self, connection: AdminConnection, wanted: Wanted, watch: Watch = unwatched) -> None:
        self._connection = connection
        self._wanted = wanted
        self.watch = watch
        self._database = ""
        self._record: Record | None = None
        self.lines: list[Line] = []
        self.ended = False
        """Whether it came to its end."""

    @property
    def title(self) -> str:
        """What the run is called."""
        return "Retention run" if self._record is None else self._record.title

    @property
    def troubled(self) -> bool:
        """Whether something is left for a person to do."""
        return any(line.troubled for line in self.lines)

    def go(self) -> None:
        """Do all that there is to do; what cannot be done is a line, and the rest goes on.

        Raises TenantshError where no run is possible, another one is under way, or the connection was lost.
        """
        prepare(self._connection)
        self._database = refuse_pooler(self._connection)
        seen = look(self._connection, self._wanted)
        self._record = Record(self._connection, needed=self._wanted.platform)
        self._be_alone()
        self._record.begin()
        self.watch(Moment(Doing.BEGUN))
        try:
            self._work(seen)
        except BaseException as error:
            with suppress(TenantshError):  # the error that ended it is the one to tell
                self._end(Outcome.FAILED if isinstance(error, Exception) else Outcome.STOPPED)
            raise
        self._end(self._outcome)
        self.ended = True
        self.watch(Moment(Doing.ENDED))

    def _be_alone(self) -> None:
        if not take_lock(self._connection):
            holders = self._connection.fetch(HOLDER, key=LOCK)
            raise TenantshError(
                "retention is being run already",
                why=f"by {holders[0]}" if holders else None,
                hint="wait for its end; there is one run at a time in each database",
            )

    def _work(self, seen: Seen) -> None:
        if self._wanted.platform:
            self._make(seen)
        for planned in seen.plans:
            obstacle = obstacle_of(self._connection, planned, self._wanted.retention.storage)
            if obstacle is not None:
                self.lines.append(refused(planned.name, None, obstacle))
            elif planned.due:
                self._let_go(planned)

    def _make(self, seen: Seen) -> None:
        try:
            ensure_months(self._connection)
        except ConnectionLost:
            raise
        except TenantshError as error:
            self.lines.append(_failed("platform.ensure_months", None, error))
        else:
            self.lines += [Line(table, f"{month:%Y-%m}", "made") for table, month in seen.missing]
            self.watch(Moment(Doing.MADE))

    def _let_go(self, planned: Planned) -> None:
        """One partition after the other, the oldest first; one that has to stay keeps no other."""
        assert planned.table is not None
        reader = reader_of(self._connection, planned.table)
        for due in planned.due:
            if due.obstacle is not None:
                self.lines.append(refused(due.table.full_name, due.month, due.obstacle))
                continue
            try:
                self.lines.append(self._gone(due, reader))
            except ConnectionLost:
                raise
            except TenantshError as error:
                self.lines.append(_failed(due.table.full_name, due.month, error))
            except OSError as error:
                wrong = TenantshError(f"cold storage: {error.strerror or error}")
                self.lines.append(_failed(due.table.full_name, due.month, wrong))

    def _gone(self, due: Due, reader: str | None) -> Line:
        started = time.monotonic()
        line = self._archived(due, reader) if due.rule.then is Then.COLD else self._purged(due, reader)
        return replace(line, seconds=round(time.monotonic() - started, 3))

    def _archived(self, due: Due, reader: str | None) -> Line:
        from tenantsh.platform.retention.cooling import Cooling

        assert self._record is not None
        cooling = Cooling(
            self._connection,
            stored_at(self._wanted.retention.storage),
            due,
            reader,
            self._wanted.tenant_column,
            self._database,
            self._record,
            self.watch,
        )
        left, archive = cooling.move()
        size, organizations = archive.bytes, len(archive.files)
        return Line(due.table.full_name, due.month, "archived", left.rows, left.bytes, size, organizations)

    def _purged(self, due: Due, reader: str | None) -> Line:
        def remember(left: Left) -> None:
            assert self._record is not None
            self._record.gone(due, left, None, None)

        leaving = Leaving(self._connection, due, reader, None, remember, self.watch)
        for _ in range(_ROUNDS):
            with suppress(Awaited):
                left = leaving.leave()
                return Line(due.table.full_name, due.month, "purged", left.rows, left.bytes)
            time.sleep(_PAUSE)
        raise TenantshError(f"rows of {due.month} keep coming", hint="the next run tries again")

    @property
    def _outcome(self) -> Outcome:
        kinds = {line.what for line in self.lines}
        if "failed" in kinds:
            return Outcome.FAILED
        return Outcome.REFUSED if "refused" in kinds else Outcome.DONE

    def _end(self, outcome: Outcome) -> None:
        assert self._record is not None
        gone = sum(line.what in ("archived", "purged") for line in self.lines)
        troubles = [f"{line.table} {line.month or ''}: {line.why}" for line in self.lines if line.troubled]
        self._record.end(outcome, gone, "\n".join(troubles))


def _failed(table: str, month: str | None, error: TenantshError) -> Line:
    return Line(table, month, "failed", why=in_one_line(error.what, error.why, error.hint))
