"""Which archived table a name means for this role, and what of it she may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.cold.naming import ColdTable
from tenantsh.cold.reading import tables
from tenantsh.db.archived import PRESENT_COLUMNS, PresentColumn
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.cold.storage import Storage
    from tenantsh.db.session import Session


@dataclass(frozen=True, slots=True)
class Found:
    """An archived table, and its columns on the server; none where it is no more."""

    table: ColdTable
    present: tuple[PresentColumn, ...] = ()

    @property
    def forbidden(self) -> frozenset[str]:
        """Columns that the server would not let this role read."""
        return frozenset(column.column for column in self.present if not column.readable)


def find_table(session: Session, storage: Storage, names: Sequence[str]) -> Found:
    """The table that a person's name means: the server's, or one that only the archive knows any more.

    Raises UsageError where there is none, or its role may read nothing of it.
    """
    present = session.fetch(PRESENT_COLUMNS, names=[names[-1]], schema=names[0] if len(names) > 1 else None)
    if present:
        return _readable(Found(ColdTable(present[0].schema, present[0].name), tuple(present)))
    known = tables(storage)
    same = [table for table in known if table.name == names[-1] and (len(names) == 1 or table.schema == names[0])]
    if len(same) == 1:
        return Found(same[0])
    spelled = ".".join(names)
    if same:
        raise UsageError(f"{spelled} may be {' or '.join(map(str, same))}", hint="say its schema")
    listed = ", ".join(map(str, known)) or "nothing"
    raise UsageError(
        f"there is no table {spelled}",
        why=f"neither here nor in cold storage, which has {listed}",
        hint=r"\cold lists what is archived",
    )


def readable_tables(session: Session, storage: Storage) -> list[Found]:
    """The archived tables of which this role may read something, or which are no more."""
    known = tables(storage)
    found: list[Found] = []
    for schema in sorted({table.schema for table in known}):
        here = [table for table in known if table.schema == schema]
        columns = session.fetch(PRESENT_COLUMNS, names=[table.name for table in here], schema=schema)
        found += [Found(table, tuple(c for c in columns if c.name == table.name)) for table in here]
    return [one for one in found if not one.present or any(column.readable for column in one.present)]


def _readable(found: Found) -> Found:
    if not any(column.readable for column in found.present):
        raise UsageError(
            f"permission denied for table {found.table.name}",
            why="this role may not read it on the server, and so not in cold storage either",
        )
    return found
