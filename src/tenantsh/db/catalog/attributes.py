"""Columns of relations, kept as the server sent them until somebody looks at a relation: there may be 100,000."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.query import Query
from tenantsh.model.catalog import Column, ForeignKey

if TYPE_CHECKING:
    from collections.abc import Iterable

_ELEMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,{}"]+)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a relation that the role may use, in their order."""

    relation: int
    reads: bool
    """Whether the role may read all of them."""
    writes: bool
    """Whether it may write all of them."""
    names: str
    """An array as the server writes it, as are the others."""
    types: str
    marks: str
    """A letter for each: `r` required, `g` generated, `w` for the role to write and not to read, else `-`."""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """What a type is called."""

    oid: int
    name: str
    fills: bool
    """Whether a column of it that has no default is filled all the same: by a domain's."""


@dataclass(frozen=True, slots=True)
class Comments:
    """Comments on a relation and its columns."""

    relation: int
    names: list[str | None]
    """The columns' names; None for the relation itself."""
    comments: list[str]


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key."""

    relation: int
    columns: list[str]
    refers_to: int
    others: list[str]


COLUMNS = Query("catalog/columns", Columns)
TYPES = Query("catalog/column_types", ColumnType)
COMMENTS = Query("catalog/comments", Comments)
REFERENCES = Query("catalog/foreign_keys", Reference)


class Unpacked(Mapping[int, tuple[Column, ...]]):
    """Columns by relation, each relation's made when it is first asked for."""

    def __init__(
        self,
        rows: dict[int, Columns | tuple[Column, ...]],
        types: dict[int, ColumnType],
        comments: dict[int, dict[str | None, str]],
    ) -> None:
        self.rows, self.types, self.comments = rows, types, comments
        self._made: dict[tuple[str, str, str], tuple[Column, ...]] = {}

    def __getitem__(self, relation: int) -> tuple[Column, ...]:
        found = self.rows[relation]
        if isinstance(found, Columns):
            found = self.rows[relation] = self._columns(found, self.comments.get(relation, {}))
        return found

    def __contains__(self, relation: object) -> bool:
        return relation in self.rows

    def __iter__(self) -> Iterator[int]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def after(self, known: Mapping[int, tuple[Column, ...]], asked: Iterable[int]) -> Unpacked:
        """These, and of what was known the rest; a relation that was asked for and is not among these has none."""
        rows = {**dict.fromkeys(asked, ()), **self.rows}
        if not isinstance(known, Unpacked):
            return Unpacked({**known, **rows}, self.types, self.comments)
        return Unpacked(known.rows | rows, known.types | self.types, known.comments | self.comments)

    def _columns(self, row: Columns, comments: dict[str | None, str]) -> tuple[Column, ...]:
        if comments:
            return tuple(self._each(row, comments))
        shape = (row.names, row.types, row.marks)
        if shape not in self._made:
            self._made[shape] = tuple(self._each(row, {}))
        return self._made[shape]

    def _each(self, row: Columns, comments: dict[str | None, str]) -> Iterator[Column]:
        for name, oid, mark in zip(elements(row.names), elements(row.types), row.marks, strict=True):
            kind = self.types.get(int(oid)) or ColumnType(int(oid), "", fills=False)
            yield Column(
                name,
                kind.name,
                kind.oid,
                required=mark == "r" and not kind.fills,
                generated=mark == "g",
                comment=comments.get(name, ""),
                readable=mark != "w",
            )


def unpacked(rows: Iterable[Columns], types: Iterable[ColumnType], comments: Iterable[Comments]) -> Unpacked:
    """Columns by relation, of what the server sent."""
    shapes: dict[tuple[str, str, str], Columns] = {}  # a schema for each organization: the same tables a thousand times
    return Unpacked(
        {row.relation: shapes.setdefault((row.names, row.types, row.marks), row) for row in rows},
        {kind.oid: kind for kind in types},
        {found.relation: dict(zip(found.names, found.comments, strict=True)) for found in comments},
    )


def untold(rows: Iterable[Columns], types: Iterable[ColumnType]) -> list[int]:
    """Relations that have columns of types which are not among these."""
    known = {str(kind.oid) for kind in types}
    missing = {text for text in {row.types for row in rows} if not known.issuperset(elements(text))}
    return [row.relation for row in rows if row.types in missing]


def foreign_keys(
    references: Iterable[Reference], columns: Mapping[int, tuple[Column, ...]], partial: set[int]
) -> tuple[ForeignKey, ...]:
    """Foreign keys between relations whose columns are known, by columns that the role may use."""
    found = []
    for reference in references:
        key = ForeignKey(reference.relation, tuple(reference.columns), reference.refers_to, tuple(reference.others))
        if _usable(key.of, key.columns, columns, partial) and _usable(key.to, key.others, columns, partial):
            found.append(key)
    return tuple(found)


def _usable(
    relation: int, names: tuple[str, ...], columns: Mapping[int, tuple[Column, ...]], partial: set[int]
) -> bool:
    if relation not in partial:
        return relation in columns
    return {column.name for column in columns[relation]}.issuperset(names)


def elements(array: str) -> list[str]:
    r"""The elements of an array of texts, none of them null, as the server writes it.

    >>> elements("{id,org_id}"), elements("{}"), elements(r'{"a \"b\"","c,d",e}')
    (['id', 'org_id'], [], ['a "b"', 'c,d', 'e'])
    """
    if '"' not in array:
        return array[1:-1].split(",") if len(array) > 2 else []
    return [plain or _ESCAPED.sub(r"\1", quoted) for quoted, plain in _ELEMENT.findall(array)]
