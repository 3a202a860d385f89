"""What keeps a table's rows apart and in order: indexes, checks, foreign keys, not-null constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tenantsh.commands.describe.section import Section, headed
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.commands.describe.relation import Look

TABLES = "rmfpt"
"""The kinds whose constraints are described."""


class Index(NamedTuple):
    """An index of a table, with the constraint that it serves."""

    relation: int
    name: str
    is_primary: bool
    is_unique: bool
    constraint_type: str | None
    """`p` primary key, `u` unique, `x` exclusion; None for an index of its own."""
    definition: str
    constraint_definition: str | None
    without_overlaps: bool
    deferrable: bool
    initially_deferred: bool
    clustered: bool
    valid: bool
    replica_identity: bool
    tablespace: str | None

    @property
    def line(self) -> str:
        """The index as psql writes it in a table's description."""
        after = [
            " CLUSTER" if self.clustered else "",
            "" if self.valid else " INVALID",
            " REPLICA IDENTITY" if self.replica_identity else "",
            f', tablespace "{self.tablespace}"' if self.tablespace else "",
        ]
        return f'    "{self.name}"{self._purpose}{"".join(after)}'

    @property
    def _purpose(self) -> str:
        if self.constraint_type == "x" or self.without_overlaps:
            return f" {self.constraint_definition}"
        label = ""
        if self.is_primary:
            label = " PRIMARY KEY,"
        elif self.is_unique:
            label = " UNIQUE CONSTRAINT," if self.constraint_type == "u" else " UNIQUE,"
        _, _, method = self.definition.partition(" USING ")
        deferred = " DEFERRABLE" if self.deferrable else ""
        deferred += " INITIALLY DEFERRED" if self.initially_deferred else ""
        return f"{label} {method or self.definition}{deferred}"


class Check(NamedTuple):
    """A check constraint."""

    relation: int
    name: str
    definition: str


class ForeignKey(NamedTuple):
    """A foreign key of a table, or of what the table is a partition of."""

    relation: int
    name: str
    table: str
    own: bool
    refers_to: str
    definition: str


class Reference(NamedTuple):
    """A foreign key of another table that refers to this one."""

    relation: int
    name: str
    table: str
    definition: str


class NotNull(NamedTuple):
    """A not-null constraint."""

    relation: int
    name: str
    column: str
    no_inherit: bool
    local: bool
    inherited: bool
    valid: bool

    @property
    def line(self) -> str:
        """The constraint as psql writes it."""
        whence = ""
        if self.no_inherit:
            whence = " NO INHERIT"
        elif self.inherited:
            whence = " (local, inherited)" if self.local else " (inherited)"
        return f'    "{self.name}" NOT NULL "{self.column}"{whence}{"" if self.valid else " NOT VALID"}'


def _indexes(_: Look, rows: Sequence[Index]) -> Iterable[str]:
    return headed("Indexes:", (row.line for row in rows))


def _checks(_: Look, rows: Sequence[Check]) -> Iterable[str]:
    return headed("Check constraints:", (f'    "{row.name}" {row.definition}' for row in rows))


def _foreign_keys(_: Look, rows: Sequence[ForeignKey]) -> Iterable[str]:
    return headed("Foreign-key constraints:", map(_foreign_key, rows))


def _foreign_key(row: ForeignKey) -> str:
    return f'    "{row.name}" {row.definition}' if row.own else _elsewhere(row)


def _references(_: Look, rows: Sequence[Reference]) -> Iterable[str]:
    return headed("Referenced by:", map(_elsewhere, rows))


def _elsewhere(row: ForeignKey | Reference) -> str:
    return f'    TABLE "{row.table}" CONSTRAINT "{row.name}" {row.definition}'


def _not_nulls(_: Look, rows: Sequence[NotNull]) -> Iterable[str]:
    return headed("Not-null constraints:", (row.line for row in rows))


INDEXES = Section(
    Query("describe/indexes", Index), lambda look: look.at(TABLES) and look.relation.has_indexes, _indexes, "Indexes"
)
CHECKS = Section(
    Query("describe/checks", Check),
    lambda look: look.at(TABLES) and look.relation.has_checks,
    _checks,
    "Check constraints",
)
FOREIGN_KEYS = Section(
    Query("describe/foreign_keys", ForeignKey), lambda look: look.at(TABLES), _foreign_keys, "Foreign keys"
)
REFERENCES = Section(
    Query("describe/references", Reference), lambda look: look.at(TABLES), _references, "Referenced by"
)
NOT_NULLS = Section(
    Query("describe/not_nulls", NotNull),
    lambda look: look.at(TABLES) and look.verbose and look.major >= 18,
    _not_nulls,
    "Not-null constraints",
)
