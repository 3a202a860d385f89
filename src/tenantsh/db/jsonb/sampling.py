"""What some documents of a table look like, and whether anything fulfils a condition: bounded, and never an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.catalog.documents import BOUNDED
from tenantsh.db.catalog.keys import rows_of
from tenantsh.db.catalog.tally import keys_of
from tenantsh.db.masking.hidden import hidden
from tenantsh.db.query import Query
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.jsonb.table import JsonTable
    from tenantsh.model.catalog import Key

_SECONDS = 0.3
"""For all conditions together."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Some documents of one column."""

    documents: int
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """Whether there is a row for each condition."""

    found: list[bool]


def sample(session: Asking, table: JsonTable, columns: Sequence[str]) -> dict[str, Sample]:
    """Documents of some columns, the newest partitions' first; nothing where it takes too long, or fails.

    Nothing, too, of a column that is masked.
    """
    masked = hidden(session, table.oid)
    found = {column: Sample(0, ()) for column in columns if column in masked}
    columns = [column for column in columns if column not in masked]
    rows = rows_of(session, table.oid, columns) if columns else []
    for at, column in enumerate(columns):
        texts = [text for row in rows if (text := row.documents[at]) is not None]
        found[column] = Sample(len(texts), keys_of(texts))
    return found


def any_rows(session: Asking, table: JsonTable, conditions: Sequence[str]) -> list[bool | None]:
    """Whether any row fulfils each condition, in one round trip; None for all where that takes too long, or fails."""
    exists = ", ".join(f"EXISTS (SELECT 1 FROM {table.full} WHERE {condition})" for condition in conditions)
    # one statement: its timeout is of all of them
    asked = Query("any rows", _Found, sql=f"-- Whether any row fulfils each of these.\nSELECT ARRAY[{exists}] AS found")
    try:
        [row] = session.fetch_apart(BOUNDED.ask(milliseconds=str(int(_SECONDS * 1000))), asked.ask())[1]
    except StatementError:
        return [None] * len(conditions)
    return list(row.found)
