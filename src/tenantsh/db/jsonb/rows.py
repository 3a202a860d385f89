"""The questions about a table's documents: which relation a name means, its columns, its indexes."""

from __future__ import annotations

from dataclasses import dataclass

from tenantsh.db.query import Query


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation that a name may mean."""

    at: int
    """Which of the ways to read the name finds it."""
    oid: int
    kind: str
    """pg_class.relkind."""
    schema: str
    name: str
    spelled: str
    """As it is named from here: with its schema only where it needs it."""
    secured: bool
    """Whether row security decides which rows the role sees."""
    database: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of one of them."""

    relation: int
    name: str
    type: str
    base: str | None
    """`json` or `jsonb`, also of a domain; None of other types."""
    readable: bool


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One key of an index."""

    relation: int
    name: str
    method: str
    opclass: str
    at: int
    column: str | None
    """None of an expression."""
    sql: str
    """The column's name or the expression, as SQL."""
    type: str
    generated: str | None
    """The expression of a generated column."""
    predicate: str | None
    """Of a partial index: which rows it has."""
    exact: bool
    """Whether what is equal to it is the same: collations can see that otherwise."""
    readable: bool
    leakproof: bool
    """Whether `=` of its type may be asked before row security is."""
    parts: list[str] | None
    """The indexes of partitions that belong to it."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A relation that has JSON documents."""

    name: str


RELATIONS = Query("jsonb/relations", RelationRow)
COLUMNS = Query("jsonb/columns", ColumnRow)
INDEXES = Query("jsonb/indexes", IndexRow)
TABLES = Query("jsonb/tables", TableRow)
