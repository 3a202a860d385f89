r"""`\cold` and `\cold TABLE`: what is archived of this organization."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.cold import reading
from tenantsh.commands.cold.owner import own_file_of
from tenantsh.commands.cold.recorded import elsewhere
from tenantsh.commands.cold.tables import readable_tables
from tenantsh.model.errors import ArchiveDiffers
from tenantsh.model.result import Result
from tenantsh.model.retention import Then

if TYPE_CHECKING:
    from tenantsh.cold.storage import Storage
    from tenantsh.commands.cold.tables import Found
    from tenantsh.db.session import Session
    from tenantsh.model.retention import Rule


@dataclass(frozen=True, slots=True)
class ArchivedMonth:
    """A month of which the organization has archived rows."""

    month: str
    rows: int
    bytes: int
    archived: str = field(metadata={"heading": "Archived at (UTC)"})


@dataclass(frozen=True, slots=True)
class ArchivedTable:
    """A table of which the organization has archived rows."""

    table: str
    months: int
    first: str
    last: str
    rows: int
    bytes: int


def tables(session: Session, storage: Storage) -> Result:
    """The tables of which this organization has archived rows."""
    listed, damaged = list[ArchivedTable](), list[str]()
    for found in readable_tables(session, storage):
        had, wrong = _own(session, storage, found)
        damaged += wrong
        if had:
            rows, size = sum(month.rows for month in had), sum(month.bytes for month in had)
            listed.append(ArchivedTable(str(found.table), len(had), had[0].month, had[-1].month, rows, size))
    notes = damaged if listed or damaged else ["nothing of this organization is archived"]
    if not reading.tables(storage):
        notes += elsewhere(session)
    return Result.of(ArchivedTable, listed, title="Cold storage", notes=tuple(notes))


def months(session: Session, storage: Storage, found: Found, rule: Rule | None) -> Result:
    """The months of a table of which this organization has archived rows."""
    had, damaged = _own(session, storage, found)
    others = len(reading.months(storage, found.table)) - len(had) - len(damaged)
    notes = list(damaged)
    if others:
        more = "1 more month is" if others == 1 else f"{others} more months are"
        notes.append(f"{more} archived, in which this organization had no rows")
    if not (had or others or damaged):
        notes.append(f"nothing of {found.table} is archived: {fate(found.table.name, rule)}")
        notes += elsewhere(session, found.table)
    return Result.of(ArchivedMonth, had, title=f"{found.table} in cold storage", notes=tuple(notes))


def _own(session: Session, storage: Storage, found: Found) -> tuple[list[ArchivedMonth], list[str]]:
    """The months in which this organization has rows, and what is wrong with others."""
    had, damaged = list[ArchivedMonth](), list[str]()
    for month in reading.months(storage, found.table):
        try:
            manifest = reading.find(storage, found.table, month)
        except ArchiveDiffers as error:
            damaged.append(f"{error.what}: {error.why}" if error.why else error.what)
            continue
        file = own_file_of(session.tenant, manifest) if manifest else None
        if manifest and file:
            archived = f"{manifest.archived:%Y-%m-%d %H:%M:%S}"
            had.append(ArchivedMonth(f"{month.year:04}-{month.month:02}", file.rows, file.bytes, archived))
    return had, damaged


def fate(table: str, rule: Rule | None) -> str:
    """What becomes of a table's old rows, in words."""
    if rule is None:
        return "no rule says that its rows ever leave it"
    how = "moves to cold storage" if rule.then is Then.COLD else "is purged, and kept nowhere"
    return f"what is older than {rule.kept} in {table} {how}"
