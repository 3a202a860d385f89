"""Relations that the role may use, and their indexes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

from tenantsh.db.query import Query
from tenantsh.model.catalog import SYSTEM, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SECURED = "rpf"
"""Kinds of which row security that is off is worth a word."""

Packed = tuple[int, str, str, str, int, bool, bool, bool]
"""A relation's first fields, in their order: all but its comment."""


@dataclass(frozen=True, slots=True)
class Group:
    """Relations of one kind, on which the role has the same privileges."""

    kind: str
    readable: bool
    writable: bool
    oids: list[int]
    schemas: list[int]
    names: list[str]
    parents: list[int]
    """What each is a partition of; 0 where it is none."""
    secured: list[bool]


@dataclass(frozen=True, slots=True)
class Indexes:
    """The indexes of one kind in one schema."""

    schema: str
    kind: str
    oids: list[int]
    names: list[str]
    tables: list[int]


GROUPS = Query("catalog/relations", Group)
COLUMN_GROUPS = Query("catalog/column_privileges", Group)
INDEXES = Query("catalog/indexes", Indexes)


def packed(groups: Sequence[Group], schemas: Mapping[int, str], others: Iterable[int] = ()) -> list[Packed]:
    """Groups as single relations; `others` are there already."""
    found: list[Packed] = []
    for group in groups:
        found += _each(group, schemas)
    if not any(any(group.parents) for group in groups):
        return found
    known = {relation[0] for relation in found}.union(others)
    # a partition whose table the role may not use stands for itself
    return [r if not r[4] or r[4] in known else (*r[:4], 0, *r[5:]) for r in found]


def _each(group: Group, schemas: Mapping[int, str]) -> Iterator[Packed]:
    names = [schemas.get(oid, "") for oid in group.schemas]
    secured: Iterable[bool] = repeat(True)  # noqa: FBT003 - a value among others
    if group.kind in SECURED:
        secured = [on or name in SYSTEM for on, name in zip(group.secured, names, strict=True)]
    kind, readable, writable = repeat(group.kind), repeat(group.readable), repeat(group.writable)
    found = zip(group.oids, names, group.names, kind, group.parents, secured, readable, writable, strict=False)
    # without a schema are those that were made, with it, after the schemas were asked for
    return found if "" not in names else (relation for relation in found if relation[1])


def with_indexes(relations: Iterable[Relation], indexes: Iterable[Indexes]) -> list[Relation]:
    """The relations, and of the indexes those of tables among them."""
    others = [relation for relation in relations if relation.kind not in "iI"]
    known = {relation.oid: relation for relation in others}
    for group in indexes:
        for oid, name, of in zip(group.oids, group.names, group.tables, strict=True):
            table = known.get(of)
            if table is not None:
                others.append(Relation(oid, group.schema, name, group.kind, of, readable=table.readable))
    return others
