"""Tables, views and whatever else is in pg_class."""

from __future__ import annotations

from heapq import nlargest, nsmallest
from itertools import islice
from typing import TYPE_CHECKING

from tenantsh.model.catalog import SYSTEM as SCHEMAS
from tenantsh.model.documents import is_json
from tenantsh.model.shelves import AWAY, HIDDEN, OPEN, SYSTEM
from tenantsh.shell.completion.resolve.found import ENOUGH, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.catalog import Function, Relation
    from tenantsh.model.named import Names
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Relations

KINDS = {
    "r": "table",
    "p": "partitioned table",
    "v": "view",
    "m": "materialized view",
    "f": "foreign table",
    "i": "index",
    "I": "partitioned index",
    "S": "sequence",
}
_MOST = 60
"""Relations of one shelf that are given at most: more than anybody looks through, and what a key press can afford."""
_REMEMBERED = 30
"""Names that were used before of which there are looked for relations."""
_COMPARED = 1000
"""Matches up to which the shortest ones are looked for; of more than that the alphabet's first will do."""
_SYSTEM_BEHIND = 2
"""How far the system's relations suit a clause less."""
_BESIDE = frozenset("iIS")
"""Kinds that are named seldom where others can be named too."""
_NEIGHBOUR = -1
"""What a foreign key leads to comes before all others."""


def relations(wanted: Relations, looking: Looking) -> Iterator[Found]:
    """Relations of the wanted kinds, and the schemas that may have some."""
    schema = looking.wish.qualifier[-1] if looking.wish.qualifier else None
    if schema is None:
        yield from _made(wanted, looking)
        yield from schemas(looking, wanted.fit)
    yield from _neighbours(wanted, looking, schema)
    shelves, asked = looking.catalog.shelves, True
    known = _known(looking) if len(looking.catalog.relations) > _MOST else []
    for near in sorted(looking.wish.near) if schema is None else ():
        for relation in _starting(shelves.at(AWAY, wanted.kinds, near), known, looking):
            if _suits(relation, wanted, looking):
                yield offered(relation, 0, wanted, looking)
    for late in (OPEN, AWAY, HIDDEN, SYSTEM):
        hiding = late == HIDDEN and not (asked or wanted.partitions)
        here = shelves.at(late, wanted.kinds, schema)
        for relation, match in _shelved(here, late, known, looking, hiding=hiding):
            if _suits(relation, wanted, looking):
                asked = asked and match > 0
                yield offered(relation, match, wanted, looking)


def _suits(relation: Relation, wanted: Relations, looking: Looking) -> bool:
    if wanted.writable and not relation.writable:
        return False
    columns = looking.catalog.columns_of(relation) if wanted.documents else ()
    return not columns or any(is_json(column, looking.catalog) for column in columns)


def _shelved(
    shelves: list[Names[Relation]], late: int, known: list[str], looking: Looking, *, hiding: bool
) -> Iterator[tuple[Relation, int]]:
    """What a few shelves have that fits the typed word; of what hides only what is named."""
    starting = list(_named(shelves, looking) if hiding else _starting(shelves, known, looking))
    yield from ((relation, 0) for relation in starting)
    if len(starting) < ENOUGH and not hiding:
        for shelf in shelves:
            yield from islice(looking.elsewhere(shelf, spread=late < HIDDEN), _MOST)


def _starting(shelves: list[Names[Relation]], known: list[str], looking: Looking) -> Iterator[Relation]:
    """Those whose names begin with the typed word; of very many the first ones, and those that the person knows."""
    word = looking.wish.word
    for shelf in shelves:
        found = shelf.starting(word)
        if len(found) <= _MOST:
            yield from found
        else:
            close = word and len(found) <= _COMPARED
            yield from nsmallest(_MOST, found, key=_length) if close else found[:_MOST]
            for name in known:
                yield from shelf.named(name)


def _length(relation: Relation) -> tuple[int, str]:
    return len(relation.name), relation.name


def _known(looking: Looking) -> list[str]:
    """The names that begin with the typed word and were used before, or stand in the statement."""
    word, used = looking.wish.word.lower(), looking.person.used
    fitting = [name for name in used if name.lower().startswith(word)]
    near = [name for name in looking.wish.near if name.lower().startswith(word)]
    return [*nlargest(_REMEMBERED, fitting, key=used.__getitem__), *near]


def _named(shelves: list[Names[Relation]], looking: Looking) -> Iterator[Relation]:
    """Partitions that are asked for: by their own name, or by what begins with their parent's."""
    word, every = looking.wish.word, looking.catalog.relations
    parents = {found.oid for end in range(1, len(word) + 1) for found in every.named(word[:end])}
    for shelf in shelves:
        if not parents:
            yield from shelf.named(word)
        else:
            yield from islice((found for found in shelf.starting(word) if found.parent in parents), _MOST)


def _neighbours(wanted: Relations, looking: Looking, schema: str | None) -> Iterator[Found]:
    """What foreign keys of the relations beside it lead to, or come from."""
    catalog = looking.catalog
    for source in wanted.beside:
        here = catalog.relation(source.name, source.schema) if source.name else None
        for key in catalog.keys_to.get(here.oid, ()) if here else ():
            there = catalog.by_oid.get(key.to if here and key.of == here.oid else key.of)
            if there is None or there.kind not in wanted.kinds or catalog.shelves.partition(there):
                continue
            match = looking.match(there.name)
            if match is not None and schema in (None, there.schema):
                yield offered(there, match, wanted, looking, late=_NEIGHBOUR)


def offered(relation: Relation, match: int, wanted: Relations, looking: Looking, late: int | None = None) -> Found:
    """A relation as it is offered."""
    spelled, shelves = looking.spelled, looking.catalog.shelves
    bare = bool(looking.wish.qualifier) or shelves.bare(relation)
    text = spelled(relation.name) if bare else f"{spelled(relation.schema)}.{spelled(relation.name)}"
    kind = KINDS[relation.kind]
    detail = ", ".join(filter(None, [kind, "" if relation.row_security else "RLS off", relation.comment]))
    if late is None:
        late = _late(relation, wanted, looking)
    fit = wanted.fit + (_SYSTEM_BEHIND if late == SYSTEM else 0)
    return Found(relation.name, text, kind, fit, match, detail, late=late, order=_order(relation, wanted, looking))


def _order(relation: Relation, wanted: Relations, looking: Looking) -> int:
    """What can be read before indexes and sequences; an index that is a constraint's, and goes with that, last."""
    order = int(relation.schema not in looking.wish.near) + 8 * is_inner(relation)
    if relation.kind in _BESIDE:
        order += 2 * (not set(wanted.kinds) <= _BESIDE)
        constraints = looking.catalog.owned["constraint"].get(relation.parent, ())
        order += 4 * any(constraint.name == relation.name for constraint in constraints)
    return order


def is_inner(one: Relation | Function) -> bool:
    """Whether it is one of information_schema's own helpers, which nobody names."""
    return one.name.startswith("_") and one.schema in SCHEMAS


def _late(relation: Relation, wanted: Relations, looking: Looking) -> int:
    late = looking.catalog.shelves.late(relation)
    if late == HIDDEN and wanted.partitions:
        return OPEN
    asked_for = late == SYSTEM and looking.wish.word.startswith("pg_")
    return OPEN if asked_for else late


def _made(wanted: Relations, looking: Looking) -> Iterator[Found]:
    for source in wanted.made:
        match = looking.match(source.alias)
        if match is not None:
            yield Found(source.alias, looking.spelled(source.alias), "CTE", wanted.fit, match, "WITH query")


def schemas(looking: Looking, fit: int) -> Iterator[Found]:
    """Schemas, behind what can be named without one."""
    for schema, match in islice(looking.matches(looking.catalog.schema_names), _MOST):
        name = schema.name
        late = SYSTEM if name.startswith("pg_") or name == "information_schema" else HIDDEN
        yield Found(name, looking.spelled(name), "schema", fit, match, "schema", after=".", late=late)
