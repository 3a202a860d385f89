"""What is asked of the catalog about a row's table, and the row itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tenantsh.db.query import Query


@dataclass(frozen=True, slots=True)
class Named:
    """A relation that has rows."""

    relation: int
    sql: str


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """A column of a relation."""

    name: str
    type: str
    """The one beneath its domains."""
    plain: bool
    """Whether no code of a table's owner reads its values."""
    key: int
    """Its place in the primary key; -1 where it is none of it."""
    readable: bool
    """Whether the session's role may read it."""
    moment: bool
    """Whether it says which partition a row belongs to, by ranges of a date or timestamp."""

    def placed(self, key: int) -> KeyColumn:
        """The same with another place in the primary key."""
        return replace(self, key=key)


@dataclass(frozen=True, slots=True)
class Volatile:
    """A volatile function that a condition calls."""

    policy: str | None
    """Whose condition it is; None for a view's, and for PostgreSQL's own functions, which are looked for by name."""
    function: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """A schema that the session's role may not use: what a condition of a policy names in it cannot be asked."""

    schema: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A table that has the same columns."""

    sql: str


@dataclass(frozen=True, slots=True)
class Month:
    """Months of a table that retention has taken away, by what became of them."""

    fate: str
    first: str
    last: str
    months: int
    holds: bool
    """Whether the moment in question is in one of them."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A view's query."""

    sql: str
    simple: bool
    """Whether each of its rows is one row of one relation."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was found. Its content goes nowhere but back to the server."""

    content: str | None = field(repr=False)
    """All of it, as one literal of its table's row type; None where it is too much to be carried."""
    lies_in: str | None
    """The table, or the partition, that holds it."""
    org: str | None
    """What its tenant's column says; None where it has none."""
    deleted: bool
    """Whether it is marked as deleted (`deleted_at`)."""


NAMED = Query("why/named", Named)
COLUMNS = Query("why/columns", KeyColumn)
VOLATILE = Query("why/volatile", Volatile)
UNUSABLE = Query("why/unusable", Unusable)
ALIKE = Query("why/alike", Alike)
MONTHS = Query("why/months", Month)
DEFINITION = Query("why/definition", Definition)
