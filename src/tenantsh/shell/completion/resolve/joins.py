"""What to join, and on what: by foreign keys, and by columns of one name where there are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.lang.quote import spell_identifier
from tenantsh.shell.completion.resolve.columns import columns_of
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.words import in_lower_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.model.catalog import Catalog, ForeignKey, Relation
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Conditions, Joins, Source

Pairs = tuple[tuple[str, str], ...]
"""Columns of one side with the columns of the other that they are equal to."""


class Bond(NamedTuple):
    """How two relations belong together."""

    pairs: Pairs
    order: int
    """0 for what refers to the other, 1 for what is referred to, more for guesses."""
    detail: str


def joins(wanted: Joins, looking: Looking) -> Iterator[Found]:
    """Relations that foreign keys lead to or from, with their condition."""
    qualifier = looking.wish.qualifier
    for source in wanted.sources:
        relation = relation_of(source, looking.catalog)
        for other, pairs in _neighbours(relation, looking.catalog) if relation else ():
            match = looking.match(other.name)
            if match is None or (qualifier and other.schema != qualifier[-1]):
                continue
            text = _joined(other, pairs, source, looking)
            yield Found(other.name, text, "join", wanted.fit, match, f"by foreign key, {other.name}")


def relation_of(source: Source, catalog: Catalog) -> Relation | None:
    """The relation that a source is; None where the statement makes it."""
    if source.function or source.outputs is not None or not source.name:
        return None
    return catalog.relation(source.name, source.schema)


def _neighbours(relation: Relation, catalog: Catalog) -> Iterator[tuple[Relation, Pairs]]:
    """What foreign keys of a relation lead to, then what leads to it, with (its column, ours)."""
    keys = catalog.keys_to.get(relation.oid, ())
    for key in keys:
        if key.of == relation.oid and (other := _joinable(key.to, catalog)):
            yield other, tuple(zip(key.others, key.columns, strict=False))
    for key in keys:
        if key.to == relation.oid and (other := _joinable(key.of, catalog)):
            yield other, tuple(zip(key.columns, key.others, strict=False))


def _joinable(oid: int, catalog: Catalog) -> Relation | None:
    relation = catalog.by_oid.get(oid)
    return relation if relation and relation.readable and not relation.parent else None


def _joined(other: Relation, pairs: Pairs, source: Source, looking: Looking) -> str:
    """`orders o ON o.user_id = u.id`, with an alias that is free in the statement."""
    spelled = looking.spelled(other.name)
    bare = bool(looking.wish.qualifier) or looking.catalog.visible(other.schema, other.name)
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
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)) or ["t"]
    short = "".join(word[0] for word in words if not word[0].isdigit()).lower() or "t"
    short = short if spell_identifier(short) == short else f"{short}_"
    number = 2
    alias = short
    while alias in taken:
        alias, number = f"{short}{number}", number + 1
    return alias


def conditions(wanted: Conditions, looking: Looking) -> Iterator[Found]:
    """Conditions between the last source and the others, either way round; or their common columns."""
    *others, last = wanted.sources or (None,)
    if last is None:
        return
    if wanted.using:
        yield from _common(last, others, wanted, looking)
        return
    both = " and " if in_lower_case(looking) else " AND "
    for nearness, other in enumerate(reversed(others)):
        for pairs, order, detail in bonds(last, other, looking.catalog):
            back = tuple((theirs, ours) for ours, theirs in pairs)
            for way, text in enumerate(
                (written(pairs, last.alias, other.alias, both), written(back, other.alias, last.alias, both))
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


def bonds(last: Source, other: Source, catalog: Catalog) -> Iterator[Bond]:
    """How two sources belong together: by foreign keys, else by columns of one name."""
    ours, theirs = relation_of(last, catalog), relation_of(other, catalog)
    declared = list(_declared(ours, theirs, catalog)) if ours and theirs else []
    yield from declared
    covered = {pair for bond in declared for pair in bond.pairs}
    for name in _shared(last, other, catalog):
        if (name, name) not in covered:
            yield Bond(((name, name),), 2 if _keyish(name) else 3, "same name")


def _declared(ours: Relation, theirs: Relation, catalog: Catalog) -> Iterator[Bond]:
    keys: Iterable[ForeignKey] = catalog.keys_to.get(ours.oid, ())
    for key in keys:
        if (key.of, key.to) == (ours.oid, theirs.oid):
            yield Bond(tuple(zip(key.columns, key.others, strict=False)), 0, "foreign key")
        if (key.to, key.of) == (ours.oid, theirs.oid):
            yield Bond(tuple(zip(key.others, key.columns, strict=False)), 1, "foreign key")


def _shared(last: Source, other: Source, catalog: Catalog) -> list[str]:
    """Names of columns that both have, of one type where the types are known."""
    theirs = {column.name: column.type for column in columns_of(other, catalog)}
    return [
        column.name
        for column in columns_of(last, catalog)
        if column.name in theirs and (not column.type or theirs[column.name] in ("", column.type))
    ]


def _keyish(name: str) -> bool:
    return name == "id" or name.endswith(("_id", "_key", "Id"))


def _common(last: Source, others: list[Source], wanted: Conditions, looking: Looking) -> Iterator[Found]:
    for other in others:
        declared = {
            ours
            for bond in bonds(last, other, looking.catalog)
            if bond.order < 2
            for ours, theirs in bond.pairs
            if ours == theirs
        }
        for at, name in enumerate(_shared(last, other, looking.catalog)):
            match = looking.match(name)
            if match is not None:
                order = at + (0 if name in declared else 100 if _keyish(name) else 200)
                detail = f"of {other.alias} too"
                yield Found(name, looking.spelled(name), "column", wanted.fit, match, detail, order=order)
