"""What some documents of a table look like, and whether anything fulfils a condition: bounded, and never an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.catalog.documents import BOUNDED, Look, Sampled, documents
from tenantsh.db.catalog.tally import keys_of
from tenantsh.db.query import Query
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.jsonb.table import JsonTable
    from tenantsh.db.query import Request
    from tenantsh.model.catalog import Key

_MILLISECONDS = "300"


@dataclass(frozen=True, slots=True)
class Sample:
    """Some documents of one column."""

    documents: int
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """Whether there is a row."""

    found: bool


def sample(session: Asking, table: JsonTable, columns: Sequence[str]) -> dict[str, Sample]:
    """Documents of some columns, in one round trip; nothing where it takes too long, or fails.

    In a transaction of the person's nothing is asked: what fails would end it.
    """
    relation = Sampled(table.oid, table.kind, table.full, 0, table.secured, None, None, None, None)
    rows = _asked(session, documents(relation, list(columns), Look(), None).ask())[0]
    found = {}
    for at, column in enumerate(columns):
        texts = [row.documents[at] for row in rows if row.documents[at] is not None]
        found[column] = Sample(len(texts), keys_of(text or "" for text in texts))
    return found


def any_rows(session: Asking, table: JsonTable, conditions: Sequence[str]) -> list[bool | None]:
    """Whether any row fulfils each condition, in one round trip; None where that is not known, as for `sample`."""
    questions = [
        Query(
            f"any {at}", _Found, sql=f"-- \nSELECT EXISTS (SELECT FROM {table.full} WHERE {condition}) AS found"
        ).ask()
        for at, condition in enumerate(conditions)
    ]
    answers = _asked(session, *questions)
    return [rows[0].found if rows else None for rows in answers]


def _asked(session: Asking, *requests: Request) -> list[list[Any]]:
    nothing: list[list[Any]] = [[] for _ in requests]
    if session.in_transaction or not requests:
        return nothing
    try:
        return session.fetch_all(BOUNDED.ask(milliseconds=_MILLISECONDS), *requests)[1:]
    except StatementError:
        return nothing
