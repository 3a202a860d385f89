"""A month on its way to cold storage: written, read back, compared, published; and only then it leaves."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.cold.naming import ColdTable
from tenantsh.cold.reading import find, verify
from tenantsh.cold.writing import MonthWriter, publish, withdraw
from tenantsh.model.errors import ArchiveDiffers, TenantshError
from tenantsh.platform.retention.hands import acting
from tenantsh.platform.retention.leaving import Awaited, Leaving, OtherRows
from tenantsh.platform.retention.rows import blocks, columns_of, summed
from tenantsh.platform.retention.watching import Doing, Moment

if TYPE_CHECKING:
    from datetime import date

    from tenantsh.cold.manifest import Manifest
    from tenantsh.cold.storage import Storage
    from tenantsh.db.admin import AdminConnection
    from tenantsh.platform.retention.leaving import Left
    from tenantsh.platform.retention.plan import Due
    from tenantsh.platform.retention.record import Record
    from tenantsh.platform.retention.watching import Watch

ROUNDS = 4
"""How often a month is looked at anew because rows came in between."""
_PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Cooling:
    """One month, and all that it takes to archive it and let it go."""

    connection: AdminConnection
    storage: Storage
    due: Due
    reader: str | None
    org_column: str
    database: str
    record: Record
    watch: Watch

    def move(self) -> tuple[Left, Manifest]:
        """Archive the month, or find it archived, and have its partition go.

        Raises TenantshError where it has to stay; an archive that was made for it stays too, and is found next time.
        """
        archived = find(self.storage, self._table, self._month)
        ours = archived is not None and self.record.open_archive(self.due) == archived.digest
        archived = self._trusted(archived, ours=ours)
        for _ in range(ROUNDS):
            if archived is None:
                archived, ours = self._archive(), True
            try:
                return self._leave(archived), archived
            except Awaited:
                time.sleep(_PAUSE)
            except OtherRows:
                if not ours:
                    raise self._another(archived) from None
                self._withdraw(archived)
                archived = None
        raise TenantshError(
            f"rows of {self.due.month} keep coming", why="each time it was archived, others were written to it"
        )

    def _trusted(self, archived: Manifest | None, *, ours: bool) -> Manifest | None:
        """An archive of before, read back; withdrawn where it is damaged and all of its rows are here."""
        if archived is None:
            return None
        try:
            verify(self.storage, archived)
        except ArchiveDiffers:
            if not ours and not self._is_here(archived):
                raise
            self._withdraw(archived)
            return None
        self._tell(Doing.COMPARED, archived.rows)
        return archived

    def _withdraw(self, archived: Manifest) -> None:
        """Take an archive back, all of whose rows are here."""
        withdraw(self.storage, archived)
        self._tell(Doing.WITHDRAWN, archived.rows)

    def _is_here(self, archived: Manifest) -> bool:
        with acting(self.connection, self.reader):
            found = summed(self.connection, self.due)
        return (found.rows, found.hex) == (archived.rows, archived.digest)

    def _archive(self) -> Manifest:
        manifest = self._written()
        self._tell(Doing.WRITTEN, manifest.rows)
        verify(self.storage, manifest)
        self._tell(Doing.COMPARED, manifest.rows)
        self.record.about_to_archive(self.due, manifest, self.storage.location)
        self._tell(Doing.NOTED, manifest.rows)
        publish(self.storage, manifest)
        self._tell(Doing.ARCHIVED, manifest.rows)
        return manifest

    def _written(self) -> Manifest:
        with acting(self.connection, self.reader), self._writer() as writer:
            with closing(blocks(self.connection, self.due, self.org_column)) as copied:
                for block in copied:
                    writer.feed(block)
                    self._tell(Doing.COPIED, writer.rows)
            return writer.finish()

    def _writer(self) -> MonthWriter:
        return MonthWriter(
            self.storage,
            table=self._table,
            month=self._month,
            columns=columns_of(self.connection, self.due),
            org_column=self.org_column,
            lower=f"{self.due.part.lower} 00:00:00+00",
            upper=f"{self.due.part.upper} 00:00:00+00",
            server=self.database,
        )

    def _leave(self, archived: Manifest) -> Left:
        def remember(left: Left) -> None:
            self.record.gone(self.due, left, archived, self.storage.location)

        leaving = Leaving(self.connection, self.due, self.reader, archived, remember, self.watch)
        return leaving.leave()

    def _another(self, archived: Manifest) -> TenantshError:
        return TenantshError(
            f"{self.due.month} was archived before, with other rows",
            why=f"the archive of {archived.archived:%Y-%m-%d} has {archived.rows} rows, and {self._told} differs",
            hint=f"compare {self.storage.location}/{archived.folder} with the partition; "
            "move that folder away to have it archived anew, or drop the partition yourself",
        )

    @property
    def _told(self) -> str:
        return f"{self.due.part.schema}.{self.due.part.name}"

    @property
    def _table(self) -> ColdTable:
        return ColdTable(self.due.table.schema, self.due.table.name)

    @property
    def _month(self) -> date:
        assert self.due.part.lower is not None  # what has no lower bound is no month
        return self.due.part.lower

    def _tell(self, doing: Doing, rows: int) -> None:
        self.watch(Moment(doing, self.due.table.full_name, self.due.month, rows, self.due.part.rows))
