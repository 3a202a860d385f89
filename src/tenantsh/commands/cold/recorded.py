"""What runs have archived by the platform's record, which knows of more than the storage that a session looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.retention import CLOCK, GONE
from tenantsh.model.retention import Then

if TYPE_CHECKING:
    from tenantsh.cold.naming import ColdTable
    from tenantsh.db.session import Session


def elsewhere(session: Session, table: ColdTable | None = None) -> list[str]:
    """A note where runs archived months of a table, or of any, and the storage looked at has nothing of it.

    Where they went is on record too, but not for tenants to read.
    """
    ((clock,),) = session.fetch_apart(CLOCK.ask())
    if not clock.recorded:
        return []
    (gone,) = session.fetch_apart(GONE.ask())
    months = sum(
        each.months
        for each in gone
        if each.fate == Then.COLD.value and (table is None or each.table_name == str(table))
    )
    if not months:
        return []
    counted = "1 month" if months == 1 else f"{months:,} months"
    told = f"runs archived {counted}{f' of {table}' if table else ''} elsewhere"
    return [f"{told}: [retention] storage decides where this session looks"]
