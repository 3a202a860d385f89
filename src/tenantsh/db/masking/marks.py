"""Which columns of which relations are marked, and the relations that they can be read by."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.db.masking.own import PLAIN
from tenantsh.db.masking.shown import SHOW
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tenantsh.db.masking.trees import View
    from tenantsh.db.query import Request


class MarkRow(NamedTuple):
    """A relation that has marked columns, or can be asked for such."""

    relation: int
    schema: str
    name: str
    columns: list[str]
    """By their numbers; dropped ones too."""
    numbers: list[int]
    rules: list[str]
    said_by: list[str]
    parents: list[int]
    tree: str | None
    """A view's query, as the server keeps it."""
    reached: bool
    """Whether it was come to from marked columns; else it is a view that calls functions that somebody has made."""
    texts: list[int]
    """Types of the database's own that hold any text, as citext does: the same in each row."""
    others: list[str]
    """Functions, operators and casts of the database's own that look plain: the same in each row."""
    newest: int
    """The highest OID of a relation: the same in each row."""


MARKS = Query("masking/marks", MarkRow)


class Mark(NamedTuple):
    """Why a column is masked, and how."""

    column: str
    """The marked column itself: `users.email`."""
    rule: str
    by: str
    """Who says so: a comment, a label, the configuration."""

    def __str__(self) -> str:
        return f"{self.column} ({self.by})"


UNKNOWN = Mark("unknown origin", "", "reads marked columns")


@dataclass(frozen=True, slots=True)
class Marks:
    """All marked columns of a database."""

    columns: Mapping[tuple[int, int], Mark] = field(default_factory=dict)
    """By relation and number: tables, their partitions and parents, views."""
    relations: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The names of relations that something marked is in, and their columns' names."""

    called: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """What each of them is called there: a view may have another name for it."""
    tables: Mapping[int, str] = field(default_factory=dict)
    """The names of the relations that they are in."""
    texts: frozenset[int] = frozenset()
    """Types, besides PostgreSQL's own, that hold any text."""
    others: frozenset[str] = frozenset()
    """Names that look plain in a statement, and call what somebody has made."""
    newest: int = 0
    """The highest OID of a relation that there was: a later one may be made of what is marked."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What the configuration says."""

    @property
    def names(self) -> frozenset[str]:
        """The names that marked columns have, in tables and in views."""
        return frozenset(self.called[at] for at in self.columns)

    @property
    def by_name(self) -> Mapping[str, frozenset[str]]:
        """The names of marked columns by the names of relations."""
        found: dict[str, set[str]] = {}
        for at in self.columns:
            found.setdefault(self.tables[at[0]], set()).add(self.called[at])
        return {name: frozenset(columns) for name, columns in found.items()}

    def without(self, shown: frozenset[str]) -> Marks:
        """These, but for columns that a person has had unmasked."""
        left = {at: mark for at, mark in self.columns.items() if mark.column not in shown}
        if len(left) == len(self.columns):
            return self
        return replace(self, columns=left, relations=self.relations if left else {})

    def of(self, relation: int) -> dict[str, Mark]:
        """A relation's marked columns by their names."""
        return {self.called[at]: mark for at, mark in self.columns.items() if at[0] == relation}


LATER = Mark("made later", "", "its marks are not known yet: the next statement knows them")


def asked(said: Mapping[str, str], filled: Iterable[tuple[str, str]] = ()) -> Request:
    """The question, with the columns that the configuration marks: `schema.table.column`, `table.column`, `table.*`.

    And with those that this session has filled with what is marked.
    """
    parts = [(*["", *name.split(".")][-3:], rule, "configuration") for name, rule in said.items()]
    parts += [("", table, column, "hide", "filled from marked columns") for table, column in filled]
    names = ("schemas", "tables", "columns", "rules", "said")
    lists = zip(*parts, strict=True) if parts else [()] * len(names)
    return MARKS.ask(**{name: list(column) for name, column in zip(names, lists, strict=True)}, plain=sorted(PLAIN))


def marks_of(rows: Sequence[MarkRow], said: Mapping[str, str]) -> Marks:
    """Follow the marks to every column that shows what a marked one has."""
    if not rows:
        return Marks(said=said)
    from tenantsh.db.masking.trees import view  # few databases have marks, and start-up counts

    found = _said(rows)
    views = {row.relation: view(row.tree) for row in rows if row.tree is not None and row.schema != "pg_catalog"}
    while _inherit(rows, found) | _seen_through(rows, views, found):
        pass
    columns = {at: mark for at, mark in found.items() if mark.rule != SHOW}
    marked = {relation for relation, _ in columns}
    relations: dict[str, frozenset[str]] = {}
    for row in rows:
        if row.relation in marked:
            relations[row.name] = relations.get(row.name, frozenset()) | frozenset(row.columns)
    called = {(row.relation, number): name for row in rows for number, name in enumerate(row.columns, 1)}
    return Marks(
        columns,
        relations,
        called={at: called[at] for at in columns},
        tables={row.relation: row.name for row in rows if row.relation in marked},
        texts=frozenset(rows[0].texts),
        others=frozenset(rows[0].others),
        newest=rows[0].newest,
        said=said,
    )


def _said(rows: Iterable[MarkRow]) -> dict[tuple[int, int], Mark]:
    found: dict[tuple[int, int], Mark] = {}
    for row in rows:
        for number, rule, by in zip(row.numbers, row.rules, row.said_by, strict=True):
            # where several speak of one column, the one that hides it is believed
            if (row.relation, number) not in found or found[row.relation, number].rule == SHOW:
                found[row.relation, number] = Mark(f"{_named(row)}.{row.columns[number - 1]}", rule, by)
    return found


def _inherit(rows: Sequence[MarkRow], found: dict[tuple[int, int], Mark]) -> bool:
    """Partitions and their parents show the same values, by the columns' names."""
    by_relation = {row.relation: row for row in rows}
    pairs = [(row, by_relation[one]) for row in rows for one in row.parents if one in by_relation]
    before = len(found)
    for here, there in [*pairs, *((parent, child) for child, parent in pairs)]:
        for number, name in enumerate(here.columns, 1):
            if (here.relation, number) in found and name in there.columns:
                other = (there.relation, there.columns.index(name) + 1)
                found.setdefault(other, found[here.relation, number])
    return len(found) > before


def _seen_through(
    rows: Sequence[MarkRow],
    views: Mapping[int, View],
    found: dict[tuple[int, int], Mark],
) -> bool:
    """A view's column is masked as the one that it is; one that is computed, of who knows what, is masked, too."""
    before = len(found)
    for row in (row for row in rows if row.relation in views):
        seen = views[row.relation]
        for number, name in enumerate(row.columns, 1):
            origin = seen.origins.get(number, (0, 0))
            if origin in found:
                found.setdefault((row.relation, number), found[origin])
            elif not all(origin) and (row.reached or seen.calls):
                found.setdefault((row.relation, number), Mark(f"{_named(row)}.{name}", "", "a view computes it"))
    return len(found) > before


def _named(row: MarkRow) -> str:
    return row.name if row.schema == "public" else f"{row.schema}.{row.name}"
