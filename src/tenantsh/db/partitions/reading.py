"""Asking for partitioned tables: in one round trip, and without waiting for whoever changes one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tenantsh.db.partitions.rows import INDEXES, MOMENT, PATIENCE, PINNED, POLICIES, RELATIONS, counted
from tenantsh.db.partitions.tree import tables
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tenantsh.db.asking import Asking
    from tenantsh.db.partitions.rows import Moment
    from tenantsh.db.partitions.tree import Table

_COUNTING = "5000"
"""Milliseconds that counting the rows of a table may take."""
_LOCKED = "55P03"
_UNCOUNTED = {
    _LOCKED: "another session holds a partition",
    "57014": "it takes more than five seconds",
    "42501": "this role may not read it",
}
_GONE = ("XX000", "42704", "42P01")
"""Errors of questions about something that another session drops at that moment: "cache lookup failed"."""
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found, and how it was looked at."""

    tables: tuple[Table, ...]
    moment: Moment
    timezone: str
    """The session's own."""
    measured: bool
    """Whether sizes were looked at; else they are those of the last VACUUM or ANALYZE."""

    @property
    def now(self) -> datetime:
        """The server's time, by the clock of UTC."""
        return datetime.fromisoformat(self.moment.now)


def read(session: Asking, pattern: dict[str, object]) -> Listing:
    """The partitioned tables that a pattern names, by schema and name; all of them for one without a name.

    It takes one round trip. Relations that somebody holds are not measured; where one is locked at just that moment,
    nothing is, after a quarter of a second. Raises what `fetch_apart` of a session raises.
    """
    try:
        return _asked(session, pattern, measure=True)
    except StatementError as error:
        if error.sqlstate != _LOCKED:
            raise
    return _asked(session, pattern, measure=False)


def count(session: Asking, table: Table) -> dict[int, int] | str:
    """The rows of each partition that the session may see, by relation; or why they were not counted."""
    from tenantsh.db.catalog.documents import BOUNDED  # brings all of the catalog, which nothing else here needs

    if table.held:
        return _UNCOUNTED[_LOCKED]
    try:
        _, rows = session.fetch_apart(BOUNDED.ask(milliseconds=_COUNTING), counted(table.root.row).ask())
    except StatementError as error:
        return _UNCOUNTED.get(error.sqlstate, error.message.primary)
    if rows and not any(row.relation in table.nodes for row in rows):
        return "they are in shards, on the workers of Citus"
    return {row.relation: row.rows for row in rows}


def _asked(session: Asking, pattern: dict[str, object], *, measure: bool) -> Listing:
    """The answers; asked again where the database was changed while it was looked at."""
    for _ in range(_TRIES - 1):
        try:
            return _ask(session, pattern, measure=measure)
        except StatementError as error:
            if error.sqlstate not in _GONE:
                raise
    return _ask(session, pattern, measure=measure)


def _ask(session: Asking, pattern: dict[str, object], *, measure: bool) -> Listing:
    answers: list[list[Any]] = session.fetch_apart(
        PINNED.ask(lock_timeout=PATIENCE),
        MOMENT.ask(),
        RELATIONS.ask(sizes=measure, **pattern),
        POLICIES.ask(sizes=measure),
        INDEXES.ask(sizes=measure),
    )
    (pinned,), (moment,), relations, policies, indexes = answers
    return Listing(tuple(tables(relations, policies, indexes)), moment, pinned.timezone, measure)
