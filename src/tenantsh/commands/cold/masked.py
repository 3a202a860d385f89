"""Archived columns that are masked: as the table's are, and by their names where it is no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.masking.hidden import marks_in
from tenantsh.db.masking.marks import Mark
from tenantsh.db.masking.masking import Masks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.commands.cold.tables import Found
    from tenantsh.db.session import Session
    from tenantsh.model.result import Column


def masks_of(session: Session, found: Found, columns: Sequence[Column]) -> Masks | None:
    """What is masked of an archived table's columns."""
    marks = marks_in(session)
    if marks is None:
        return None
    known = marks.of(found.present[0].relation) if found.present else {}
    gone = marks.names - {column.column for column in found.present}
    masked = {name: Mark(name, "", "a column of this name is marked") for name in gone} | known
    here = tuple((at, c.type_oid, c.name, masked[c.name]) for at, c in enumerate(columns) if c.name in masked)
    return Masks(here) if here else None
