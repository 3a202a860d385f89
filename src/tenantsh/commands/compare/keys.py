"""Which columns of an answer tell its rows apart: those that were named, those it is grouped by, or a table's key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.looks.rows import UNIQUE
from tenantsh.db.query import Query
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.looks.rows import Unique
    from tenantsh.db.session import Session

Origins = tuple[tuple[int, int], ...]
"""Of each column its relation and number there; zeros where it has none."""


WHOLE = "no key is known"
ONE_EACH = "one row each"


@dataclass(frozen=True, slots=True)
class Key:
    """How rows are told apart."""

    places: tuple[int, ...] | None
    """None where only whole rows can be compared."""
    why: str
    """In words: `primary key`, `--on`, …"""


def named(said: str, columns: Sequence[str]) -> Key:
    """The columns that a person names, by name or number. Raises UsageError for what is none of them."""
    places = [_place(one.strip(), columns) for one in said.split(",") if one.strip()]
    if not places:
        raise UsageError("--on names no column", hint=f"columns are {', '.join(columns)}")
    return Key(tuple(dict.fromkeys(places)), "as --on says")


def _place(name: str, columns: Sequence[str]) -> int:
    plain = name[1:-1].replace('""', '"') if len(name) > 1 and name[0] == name[-1] == '"' else name
    found = [at for at, column in enumerate(columns) if column == plain]
    found = found or [at for at, column in enumerate(columns) if column.casefold() == plain.casefold()]
    if len(found) == 1:
        return found[0]
    if not found and plain.isascii() and plain.isdecimal() and 0 < int(plain[:9]) <= len(columns):
        return int(plain) - 1
    what = f"{len(found)} columns of the answer are called {name}" if found else f"the answer has no column {name}"
    raise UsageError(what, hint=f"columns are {', '.join(columns)}; a number counts them from 1")


def known(origins: Origins, sql: str, columns: Sequence[str], lengths: tuple[int, int], found: Found) -> Key:
    """What is known of an answer without anybody's word."""
    grouped = _grouped(sql, columns)
    if grouped is not None:
        return Key(grouped, "what it is grouped by") if grouped else Key((), ONE_EACH)
    places = _unique(origins, found)
    if places is not None:
        return Key(places, "the key of what it reads")
    return Key((), ONE_EACH) if max(lengths) <= 1 else Key(None, WHOLE)


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """The column of a relation that says whose a row is."""

    relation: int
    number: int


OWN = Query("compare/own", OwnColumn)


@dataclass(frozen=True, slots=True)
class Found:
    """What the catalog says of the relations that an answer's columns are of."""

    unique: tuple[Unique, ...] = ()
    own: frozenset[tuple[int, int]] = frozenset()
    """The columns that say whose a row is, by relation and number."""


def found_in(session: Session, origins: Origins, tenant_column: str) -> Found:
    """Ask the catalog. Raises what `fetch_apart` of a session raises."""
    relations = sorted({relation for relation, _ in origins if relation})
    if not relations or session.failed:  # in a failed transaction nothing can be asked
        return Found()
    asked = UNIQUE.ask(relations=relations), OWN.ask(relations=relations, tenant_column=tenant_column)
    unique, own = session.fetch_apart(*asked)
    return Found(tuple(unique), frozenset((each.relation, each.number) for each in own))


def _unique(origins: Origins, found: Found) -> tuple[int, ...] | None:
    """The places of the keys of the relations that the columns are of; None where no key is there as a whole.

    Within one organization a key needs no column that says whose a row is.
    """
    places: list[int] = []
    for relation in dict.fromkeys(relation for relation, _ in origins if relation):
        own = {number for whose, number in found.own if whose == relation}
        keys = [
            _within(origins, relation, [number for number in each.numbers if number not in own])
            for each in found.unique
            if each.relation == relation
        ]
        places += next((key for key in keys if key is not None), [])
    return tuple(sorted(places)) or None


def _within(origins: Origins, relation: int, numbers: Sequence[int]) -> list[int] | None:
    found = [origins.index((relation, number)) for number in numbers if (relation, number) in origins]
    return found if len(found) == len(numbers) else None


def _grouped(sql: str, columns: Sequence[str]) -> tuple[int, ...] | None:
    """The places of what a query is grouped by; none of an aggregate of all; None where that is not known."""
    from tenantsh.db.guard import grammar  # loads libpg_query: about 150 ms, once

    try:
        parsed = grammar.parse(sql)
    except grammar.TooDeep:
        return None
    tree = parsed[0].tree if parsed and len(parsed) == 1 else None
    if tree is None or type(tree).__name__ != "SelectStmt" or not tree.group_clause:
        return None
    outputs = [_said(target.res_target.val) for target in tree.target_list]
    if len(outputs) != len(columns):  # a star among them
        return None
    places = [_of_item(item, outputs, columns) for item in tree.group_clause]
    return None if None in places else tuple(dict.fromkeys(place for place in places if place is not None))


def _of_item(item: Any, outputs: Sequence[str], columns: Sequence[str]) -> int | None:
    """Where an item of GROUP BY is among the outputs: by its number, by a column's name, or as the same expression."""
    if item.WhichOneof("node") == "a_const" and item.a_const.WhichOneof("val") == "ival":
        return int(item.a_const.ival.ival) - 1
    said = _said(item)
    if said in outputs:
        return outputs.index(said)
    name = _column(item)
    return list(columns).index(name) if name is not None and name in columns else None


def _said(node: Any) -> str:
    """An expression as the grammar reads it, wherever it stands."""
    return re.sub(r"\s*location: -?\d+\n?", " ", str(node))


def _column(node: Any) -> str | None:
    if node.WhichOneof("node") != "column_ref" or not node.column_ref.fields:
        return None
    last = node.column_ref.fields[-1]
    return str(last.string.sval) if last.WhichOneof("node") == "string" else None


def own_columns(origins: Origins, found: Found) -> frozenset[int]:
    """The places of columns that say whose a row is: they differ in any case, and are not compared."""
    return frozenset(at for at, origin in enumerate(origins) if origin in found.own)


def between_organizations(key: Key, own: frozenset[int], lengths: tuple[int, int]) -> Key:
    """A key without what says whose a row is; whole rows where nothing is left that tells several apart."""
    if key.places is None:
        return key
    places = tuple(at for at in key.places if at not in own)
    if places:
        return Key(places, key.why)
    return Key((), ONE_EACH) if max(lengths) <= 1 else Key(None, WHOLE)
