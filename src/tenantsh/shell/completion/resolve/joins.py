"""What to join, and on what: by foreign keys, and by columns of one name where there are none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.lang.quote import spell_identifier
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.meaning import Meaning
from tenantsh.shell.completion.resolve.words import in_lower_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.catalog import Catalog, Relation
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Conditions, Joins, Source

Pairs = tuple[tuple[str, str], ...]
"""Columns of one side with the columns of the other that they are equal to."""


_FIRST = 3
"""So many whole joins stand before relations that no foreign key leads to."""
_GUESSED = 2
"""The order from which on a bond is no foreign key's."""


class Bond(NamedTuple):
    """How two relations belong together."""

    pairs: Pairs
    order: int
    """0 for what refers to the other, 1 for what is referred to, more for guesses."""
    detail: str


class Side:
    """A source with what its columns are in the catalog: a CTE's or a derived table's too."""

    def __init__(self, source: Source, meaning: Meaning, catalog: Catalog) -> None:
        self.alias = source.alias
        self.columns = meaning.columns(source)
        self._names = {(known.relation, known.origin.name): known.column.name for known in reversed(self.columns)}
        self.relations = list(dict.fromkeys(oid for oid, _ in self._names if oid))
        plain = not (source.function or source.outputs is not None or self.columns)
        relation = catalog.relation(source.name, source.schema) if plain and source.name else None
        self._unloaded = relation.oid if relation else 0
        if relation:
            self.relations.append(relation.oid)

    def names(self, relation: int, columns: tuple[str, ...]) -> tuple[str, ...]:
        """What a relation's columns are called here; empty where one of them is not here."""
        if relation == self._unloaded:
            return columns
        found = tuple(self._names.get((relation, column), "") for column in columns)
        return found if all(found) else ()


def joins(wanted: Joins, looking: Looking) -> Iterator[Found]:
    """Relations that foreign keys lead to or from, with their condition."""
    qualifier = looking.wish.qualifier
    meaning, order = Meaning(looking.catalog), 0
    for source in reversed(wanted.sources):
        for other, pairs in _neighbours(Side(source, meaning, looking.catalog), looking.catalog):
            match, order = looking.match(other.name), order + 1
            if match is None or (qualifier and other.schema != qualifier[-1]):
                continue
            text = _joined(other, pairs, source, looking)
            late = -1 if order <= _FIRST else 1
            yield Found(other.name, text, "join", wanted.fit, match, "by foreign key", late=late, order=order)


def _neighbours(side: Side, catalog: Catalog) -> Iterator[tuple[Relation, Pairs]]:
    """What foreign keys of a source's columns lead to, then what leads to them, with (its column, ours)."""
    keys = [(oid, key) for oid in side.relations for key in catalog.keys_to.get(oid, ())]
    for oid, key in keys:
        names = side.names(oid, key.columns) if key.of == oid else ()
        if names and (other := _joinable(key.to, catalog)):
            yield other, tuple(zip(key.others, names, strict=False))
    for oid, key in keys:
        names = side.names(oid, key.others) if key.to == oid else ()
        if names and (other := _joinable(key.of, catalog)):
            yield other, tuple(zip(key.columns, names, strict=False))


def _joinable(oid: int, catalog: Catalog) -> Relation | None:
    relation = catalog.by_oid.get(oid)
    return relation if relation and relation.readable and not relation.parent else None


def _joined(other: Relation, pairs: Pairs, source: Source, looking: Looking) -> str:
    """`orders o ON o.user_id = u.id`, with an alias that is free in the statement."""
    spelled = looking.spelled(other.name)
    bare = bool(looking.wish.qualifier) or looking.catalog.shelves.bare(other)
    name = spelled if bare else f"{looking.spelled(other.schema)}.{spelled}"
    alias = free_alias(other.name, {near.lower() for near in looking.wish.near})
    on, both = ("on", " and ") if in_lower_case(looking) else ("ON", " AND ")
    condition = written(pairs, alias, source.alias, both)
    return f"{name} {alias} {on} {condition}"


def written(pairs: Pairs, left: str, right: str, both: str) -> str:
    """A condition as a statement has it."""
    left, right = spell_identifier(left), spell_identifier(right)
    return both.join(f"{left}.{spell_identifier(ours)} = {right}.{spell_identifier(theirs)}" for ours, theirs in pairs)


def free_alias(name: str, taken: set[str]) -> str:
    """A short alias made from a name, that nothing in the statement has.

    >>> free_alias("order_items", set()), free_alias("OrderItems", {"oi"}), free_alias("Archive Sales", set())
    ('oi', 'oi2', 'as_')
    """
    alias, short, number = initials(name), initials(name), 2
    while alias in taken:
        alias, number = f"{short}{number}", number + 1
    return alias


@lru_cache(maxsize=2000)
def initials(name: str) -> str:
    """The first letters of a name's words, as an alias that needs no quotes."""
    words = _WORD.findall(_HUMP.sub("_", name))
    short = "".join(word[0] for word in words if not word[0].isdigit()).lower() or "t"
    return short if spell_identifier(short) == short else f"{short}_"


_WORD, _HUMP = re.compile(r"[^\W_]+"), re.compile(r"(?<=[a-z])(?=[A-Z])")


def conditions(wanted: Conditions, looking: Looking) -> Iterator[Found]:
    """Conditions between the last source and the others, either way round; or their common columns."""
    if wanted.using:
        yield from _common(wanted, looking)
        return
    both = " and " if in_lower_case(looking) else " AND "
    sides = _sides(wanted.sources, looking)
    for nearness, other in enumerate(reversed(sides[:-1])):
        for pairs, order, detail in bonds(sides[-1], other, looking.catalog):
            back = tuple((theirs, ours) for ours, theirs in pairs)
            for way, text in enumerate(
                (written(pairs, sides[-1].alias, other.alias, both), written(back, other.alias, sides[-1].alias, both))
            ):
                yield from _condition(text, detail, (order, way, nearness), wanted, looking)


def _condition(
    text: str, detail: str, order: tuple[int, int, int], wanted: Conditions, looking: Looking
) -> Iterator[Found]:
    """A condition, or what is left of it behind the qualifier that stands there already."""
    qualifier = looking.wish.qualifier
    if qualifier:
        begun = f"{spell_identifier(qualifier[-1])}."
        if not text.startswith(begun):
            return
        text = text.removeprefix(begun)
    if text.lower().startswith(looking.wish.word.lower()):
        kind, way, nearness = order
        yield Found(text, text, "join condition", wanted.fit, 0, detail, order=kind * 100 + way * 10 + nearness)


def _sides(sources: tuple[Source, ...], looking: Looking) -> list[Side]:
    meaning = Meaning(looking.catalog)
    return [Side(source, meaning, looking.catalog) for source in sources]


def bonds(last: Side, other: Side, catalog: Catalog) -> Iterator[Bond]:
    """How two sources belong together: by foreign keys, else by columns of one name."""
    declared = list(_declared(last, other, catalog))
    yield from declared
    covered = {pair for bond in declared for pair in bond.pairs}
    for name in _shared(last, other):
        if (name, name) not in covered:
            yield Bond(((name, name),), 2 if _keyish(name) else 3, "same name")


def _declared(last: Side, other: Side, catalog: Catalog) -> Iterator[Bond]:
    keys = dict.fromkeys(key for oid in last.relations for key in catalog.keys_to.get(oid, ()))
    for key in keys:
        if key.of in last.relations and key.to in other.relations:
            yield from _bond(last.names(key.of, key.columns), other.names(key.to, key.others), 0)
        if key.to in last.relations and key.of in other.relations:
            yield from _bond(last.names(key.to, key.others), other.names(key.of, key.columns), 1)


def _bond(ours: tuple[str, ...], theirs: tuple[str, ...], order: int) -> Iterator[Bond]:
    if ours and theirs:
        yield Bond(tuple(zip(ours, theirs, strict=False)), order, "foreign key")


def _shared(last: Side, other: Side) -> list[str]:
    """Names of columns that both have, of one type where the types are known."""
    theirs = {known.column.name: known.column.type for known in other.columns}
    ours = [known.column for known in last.columns]
    return [one.name for one in ours if one.name in theirs and (not one.type or theirs[one.name] in ("", one.type))]


def _keyish(name: str) -> bool:
    return name == "id" or name.endswith(("_id", "_key", "Id"))


def _common(wanted: Conditions, looking: Looking) -> Iterator[Found]:
    """Names that the last source shares with one before it, those of a foreign key first."""
    sides = _sides(wanted.sources, looking)
    for other in sides[:-1]:
        declared = {
            ours
            for bond in bonds(sides[-1], other, looking.catalog)
            if bond.order < _GUESSED
            for ours, theirs in bond.pairs
            if ours == theirs
        }
        for at, name in enumerate(_shared(sides[-1], other)):
            match = looking.match(name)
            if match is not None:
                order = at + (0 if name in declared else 100 if _keyish(name) else 200)
                detail = f"of {other.alias} too"
                yield Found(name, looking.spelled(name), "column", wanted.fit, match, detail, order=order)
