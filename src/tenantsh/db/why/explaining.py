"""From a table and a key to why its row is seen or not, step by step, and whether the table itself agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.policies import Standing
from tenantsh.db.why import finding
from tenantsh.db.why.matter import check_key, matter
from tenantsh.db.why.verdict import of_row
from tenantsh.db.why.without import absent, blind, denied, opaque
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.connect import Target
    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session
    from tenantsh.db.why.matter import Matter
    from tenantsh.db.why.outcome import Explanation
    from tenantsh.db.why.rows import Row

_TRIES = 3
"""A row may change between two looks at it: then it is asked again."""


def explain(session: Session, table: Table, typed: Sequence[str], admin: Target | None) -> Explanation:
    """Why this session sees the row of a key, or does not. Raises UsageError, StatementError, ConnectError.

    Without an admin's connection a row that is not seen cannot be told from one that is not there.
    """
    about = matter(session, table, typed)
    found = _explained(about, admin)
    for _ in range(_TRIES - 1):
        if found.disagrees:
            found = _explained(about, admin)
    return found


def _explained(about: Matter, admin: Target | None) -> Explanation:
    if about.denied:
        return denied(about)
    check_key(about)
    answer = about.session.ask_apart([about.reality])[0]
    if about.front is None and about.shown.standing in (Standing.VIEW, Standing.FOREIGN):
        return opaque(about, answer)
    rows, elsewhere = _own(about) if answer.value else [], list[str]()
    if not rows:
        if admin is None:
            return blind(about, answer)
        rows, elsewhere = _by_admin(about, admin)
    if len(rows) > 1:
        raise UsageError("more than one row has that key", hint="name more columns: COLUMN=VALUE")
    return of_row(about, rows[0]) if rows else absent(about, elsewhere, answer)


def _own(about: Matter) -> list[Row]:
    """The rows as the session is shown them: then nobody else need look."""
    if about.front is not None or not about.shown.relation.selects_all:
        return []
    return finding.own(about.session, about.table, about.own_key, soft=about.soft)


def _by_admin(about: Matter, admin: Target) -> tuple[list[Row], list[str]]:
    """The rows, and without one the tables alike that have it; the log hears that somebody looked."""
    about.session.on_ask()  # as for a statement: a reason that is too old is asked for again
    with finding.looking(admin) as connection:
        finding.check_same(connection, about.session, about.table)
        rows = finding.rows(connection, about.table, about.own_key, soft=about.soft)
        about.session.witness("why", f"SELECT FROM {about.table.relation.sql} WHERE {about.own_key}", len(rows))
        return rows, [] if rows else finding.alike(connection, about.table, about.own_key)
