"""Months of a table that are in cold storage, where that is a folder: an object store would be waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.errors import TenantshError
from tenantsh.shell.completion.resolve.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Months


def months(wanted: Months, looking: Looking) -> Iterator[Found]:
    """The archived months of every table that may be meant, the newest first."""
    location = looking.person.storage
    if location is None or "://" in location:
        return
    for at, month in enumerate(sorted(_archived(location, wanted.table), reverse=True)):
        if month.startswith(looking.wish.word):
            yield Found(month, month, "month", wanted.fit, detail="in cold storage", order=at)


def _archived(location: str, table: str) -> set[str]:
    from tenantsh.cold import reading
    from tenantsh.cold.storage import open_storage
    from tenantsh.lang.target import split_target

    try:
        *schema, name = split_target(table)[0]
        storage = open_storage(location)
        meant = [t for t in reading.tables(storage) if t.name == name and schema in ([], [t.schema])]
        return {f"{month.year:04}-{month.month:02}" for each in meant for month in reading.months(storage, each)}
    except TenantshError:
        return set()
