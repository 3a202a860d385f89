"""A table with JSON documents as this role meets it: its columns, and the indexes that could serve a filter."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tenantsh.db.jsonb.expressions import part, reach
from tenantsh.db.jsonb.rows import COLUMNS, INDEXES, RELATIONS, TABLES
from tenantsh.db.plans.explaining import bounds
from tenantsh.lang.filters.indexes import NONE, Extracted, Gin, Indexes
from tenantsh.lang.quote import spell_identifier
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.jsonb.rows import ColumnRow, IndexRow, RelationRow

_DEEPEST = 4
"""Names in database.schema.table.column."""
_SECONDS = 5.0
_SORTED = ("btree", "hash")


@dataclass(frozen=True, slots=True)
class JsonColumn:
    """A column of JSON documents."""

    name: str
    base: str
    """`json` or `jsonb`."""
    indexes: Indexes = NONE

    @property
    def sql(self) -> str:
        """Its documents as SQL: json has no operators to ask with, and is cast."""
        name = spell_identifier(self.name)
        return name if self.base == "jsonb" else f"{name}::jsonb"


@dataclass(frozen=True, slots=True)
class Aside:
    """An index on documents that filters are not written for: on some rows, or on a part of each document."""

    name: str
    column: str
    path: tuple[str, ...]
    """The part; empty for all of the document."""
    sql: str
    predicate: str | None


@dataclass(frozen=True, slots=True)
class JsonTable:
    """A relation with documents."""

    oid: int
    kind: str
    schema: str
    name: str
    spelled: str
    """As SQL names it from here."""
    secured: bool
    """Whether row security decides which rows the role sees."""
    columns: tuple[JsonColumn, ...]
    """Those that the role may read."""
    types: dict[str, str]
    """The types of all of its columns, by name."""
    unreadable: frozenset[str]
    """Those of which the role may see nothing."""
    roots: dict[str, str]
    """Its indexes by name, and those of its partitions: the name of the index that each belongs to."""
    asides: tuple[Aside, ...] = ()

    @property
    def full(self) -> str:
        """Its name with its schema, as SQL."""
        return f"{spell_identifier(self.schema)}.{spell_identifier(self.name)}"

    @property
    def selected(self) -> str:
        """What a SELECT of all that the role may read selects."""
        if not self.unreadable:
            return "*"
        return ", ".join(spell_identifier(name) for name in self.types if name not in self.unreadable)

    def column(self, name: str) -> JsonColumn:
        """The column of this name, which is there."""
        return next(column for column in self.columns if column.name == name)


def find(session: Asking, names: Sequence[str]) -> tuple[JsonTable, JsonColumn | None]:
    """The table that some names mean, and the column where they mean one, in one round trip.

    A table is found as in FROM, and its column behind it where there is no such table. Raises UsageError, and
    StatementError where something is locked.
    """
    readings = _readings(names)
    asked = {
        "relation_schemas": [schema for schema, _, _ in readings],
        "relation_names": [name for _, name, _ in readings],
    }
    questions = RELATIONS.ask(**asked), COLUMNS.ask(**asked), INDEXES.ask(**asked)
    _, relations, columns, indexes = session.fetch_apart(bounds(_SECONDS), *questions)  # indexes can be locked
    relation, column = _meant(names, readings, relations, columns) or _unknown(session, names)
    table = _table(
        relation,
        [row for row in columns if row.relation == relation.oid],
        [row for row in indexes if row.relation == relation.oid],
    )
    return table, _chosen(table, column, columns)


def _readings(names: Sequence[str]) -> list[tuple[str | None, str, str | None]]:
    """The schema, table and column that the names can mean, the likeliest first."""
    match tuple(names):
        case (name,):
            return [(None, name, None)]
        case (first, second):
            return [(first, second, None), (None, first, second)]
        case (first, second, third):
            return [(first, second, third), (second, third, None)]
        case (_, second, third, fourth):
            return [(second, third, fourth)]
        case _:
            raise UsageError(f"{'.'.join(names)}: {len(names)} names", hint=f"{_DEEPEST} at most")


def _meant(
    names: Sequence[str],
    readings: Sequence[tuple[str | None, str, str | None]],
    relations: Iterable[RelationRow],
    columns: Sequence[ColumnRow],
) -> tuple[RelationRow, str | None] | None:
    """The first reading that finds something; one with a column that is not there only where no other does."""
    incomplete = None
    for row in relations:
        schema, _, column = readings[row.at - 1]
        with_database = len(names) > 1 + (schema is not None) + (column is not None)
        if with_database and names[0] != row.database:
            raise UsageError(f"cross-database references are not implemented: {'.'.join(names)}")
        if column is None or any(each.relation == row.oid and each.name == column for each in columns):
            return row, column
        incomplete = incomplete or (row, column)
    return incomplete


def _unknown(session: Asking, names: Sequence[str]) -> tuple[RelationRow, str | None]:
    known = [row.name for row in session.fetch(TABLES)]
    name = ".".join(map(spell_identifier, names))
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    some = ", ".join(known[:8]) + (", …" if len(known) > 8 else "")
    hint = f"did you mean {' or '.join(near)}?" if near else f"tables with JSON documents: {some}" if known else None
    raise UsageError(f"there is no table {name}", hint=hint)


def _table(relation: RelationRow, columns: Sequence[ColumnRow], indexes: Sequence[IndexRow]) -> JsonTable:
    found = [row for row in columns if row.base and row.readable]
    return JsonTable(
        oid=relation.oid,
        kind=relation.kind,
        schema=relation.schema,
        name=relation.name,
        spelled=relation.spelled,
        secured=relation.secured,
        columns=tuple(JsonColumn(row.name, row.base or "", _indexes(row.name, indexes)) for row in found),
        types={row.name: row.type for row in columns},
        unreadable=frozenset(row.name for row in columns if not row.readable),
        roots={part: row.name for row in indexes for part in (row.name, *(row.parts or ()))},
        asides=tuple(each for row in indexes if (each := _aside(row)) is not None),
    )


def _aside(row: IndexRow) -> Aside | None:
    if row.predicate is None and (row.method != "gin" or row.column is not None):
        return None
    if row.column is not None:
        if row.opclass in ("jsonb_ops", "jsonb_path_ops"):
            return Aside(row.name, row.column, (), row.sql, row.predicate)
        return None
    found = part(row.sql) or reach(row.sql)
    return Aside(row.name, found.column, found.path, row.sql, row.predicate) if found else None


def _indexes(column: str, rows: Sequence[IndexRow]) -> Indexes:
    """What serves a column. Partial indexes hold some rows only: whether these are enough, the planner knows."""
    whole = [row for row in rows if row.predicate is None]
    gins = [row for row in whole if row.method == "gin" and row.column == column]
    return Indexes(
        tuple(Gin(row.name, row.opclass) for row in gins),
        tuple(each for row in whole if (each := _extracted(column, row)) is not None),
    )


def _extracted(column: str, row: IndexRow) -> Extracted | None:
    if row.method not in _SORTED or not row.exact or not row.readable:
        return None
    found = reach(row.generated or (row.sql if row.column is None else ""))
    if found is None or found.column != column:
        return None
    sql = row.sql if row.column is None else spell_identifier(row.column)
    return Extracted(row.name, found.path, sql, row.type, row.leakproof, generated=row.generated is not None)


def _chosen(table: JsonTable, name: str | None, columns: Iterable[ColumnRow]) -> JsonColumn | None:
    """The column that was named, or the only one. Raises UsageError."""
    if not table.columns:
        raise UsageError(_none_in(table, columns))
    if name is None:
        return table.columns[0] if len(table.columns) == 1 else None
    for column in table.columns:
        if column.name == name:
            return column
    row = next((each for each in columns if each.relation == table.oid and each.name == name), None)
    some = ", ".join(column.name for column in table.columns)
    if row is None:
        raise UsageError(
            f"{table.spelled} has no column {spell_identifier(name)}", hint=f"JSON documents are in {some}"
        )
    if row.base:
        raise UsageError(f"permission denied for column {spell_identifier(name)} of {table.spelled}")
    raise UsageError(f"{spell_identifier(name)} is {row.type}, no JSON documents", hint=f"these are in {some}")


def _none_in(table: JsonTable, columns: Iterable[ColumnRow]) -> str:
    if any(row.relation == table.oid and row.base for row in columns):
        return f"permission denied for the documents of {table.spelled}"
    return f"{table.spelled} has no column with JSON documents"
