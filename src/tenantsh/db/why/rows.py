"""What is asked of the catalog about a row's table, and the row itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from tenantsh.db.query import Query


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """A column of a relation."""

    name: str
    type: str
    key: int
    """Its place in the primary key; -1 where it is none of it."""
    readable: bool
    """Whether the session's role may read it."""


@dataclass(frozen=True, slots=True)
class Volatile:
    """A volatile function that a policy calls; of PostgreSQL's own functions the policy is not told."""

    policy: str | None
    function: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A table that has the same columns."""

    sql: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was found. Its content goes nowhere but back to the server."""

    content: str = field(repr=False)
    """All of it, as one literal of its table's row type."""
    lies_in: str
    """The table, or the partition, that holds it."""
    org: str | None
    """What its tenant's column says; None where it has none."""
    deleted: bool
    """Whether it is marked as deleted (`deleted_at`)."""


COLUMNS = Query("why/columns", KeyColumn)
VOLATILE = Query("why/volatile", Volatile)
ALIKE = Query("why/alike", Alike)
