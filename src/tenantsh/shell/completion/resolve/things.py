"""What has a name and is no relation, and what belongs to a relation: roles, constraints, policies, partitions."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from tenantsh.model.catalog import SHARED, SYSTEM
from tenantsh.model.named import Names
from tenantsh.shell.completion.resolve import relations
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.wanted import Relations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.catalog import Relation, Thing
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Holders, Parts, Source, Things

_MOST = 150
"""Things that are looked at when nothing is typed: more than anybody looks through."""
_SYSTEM, _BEHIND_WORDS = 3, 2
"""What puts the system's own things last, and what databases share with others; both behind keywords."""
_USUAL = {"timezone": ("UTC",), "encoding": ("UTF8", "LATIN1", "SQL_ASCII", "WIN1252")}
"""Of the things of some kinds the few that are mostly meant, among hundreds."""


def things(wanted: Things, looking: Looking) -> Iterator[Found]:
    """Things of a kind; those of one relation where it is given."""
    if wanted.kind == "schema":
        yield from schemas(looking, wanted.fit)
        return
    qualifier, seen = looking.wish.qualifier, set()
    named = _named(wanted, looking)
    usual = ((thing, looking.match(name)) for name in _USUAL.get(wanted.kind, ()) for thing in named.named(name))
    here = looking.matches(looking.catalog.concerned.get(wanted.kind, Names()))
    for thing, match in chain(usual, here, islice(looking.matches(named), _MOST)):
        order = _order(thing, wanted.kind, looking)
        if match is None or (qualifier and thing.schema != qualifier[-1]) or (thing.name, order) in seen:
            continue
        seen.add((thing.name, order))
        yield _found(thing, match, order, wanted, looking)


def _named(wanted: Things, looking: Looking) -> Names[Thing]:
    every: Names[Thing] = looking.catalog.things.get(wanted.kind, Names())
    of = _relation(wanted.of, looking)
    return every if of is None else Names(looking.catalog.owned[wanted.kind].get(of.oid, ()))


def _found(thing: Thing, match: int, order: int, wanted: Things, looking: Looking) -> Found:
    bare = not thing.schema or bool(thing.of or looking.wish.qualifier) or thing.schema in looking.catalog.search_path
    spelled = looking.spelled(thing.name)
    text = spelled if bare else f"{looking.spelled(thing.schema)}.{spelled}"
    system = (thing.schema in SYSTEM or thing.name.startswith("pg_")) and not thing.of
    elsewhere = wanted.kind in SHARED and not thing.here
    late = _SYSTEM if system else elsewhere or not bare
    fit = wanted.fit + (_BEHIND_WORDS if system or elsewhere else 0)
    return Found(thing.name, text, wanted.kind, fit, match, thing.detail, late=late, order=order)


def _order(thing: Thing, kind: str, looking: Looking) -> int:
    """The usual ones first; of operator classes those of the method that stands in the statement.

    Constraints that are no more than NOT NULL come last: since 18 every such column has one.
    """
    usual = _USUAL.get(kind, ())
    if thing.name in usual:
        return usual.index(thing.name)
    if kind == "operator class":
        return thing.detail not in looking.wish.near
    return len(usual) + (kind == "constraint" and thing.detail.startswith("NOT NULL"))


def schemas(looking: Looking, fit: int) -> Iterator[Found]:
    """Schemas that are wanted for themselves, and not for what is in them."""
    if looking.wish.qualifier:
        return
    for schema, match in looking.matches(looking.catalog.schema_names):
        system = schema.name.startswith("pg_") or schema.name in SYSTEM
        late, suits = (_SYSTEM, fit + _BEHIND_WORDS) if system else (0, fit)
        yield Found(schema.name, looking.spelled(schema.name), "schema", suits, match, "schema", late=late)


def parts(wanted: Parts, looking: Looking) -> Iterator[Found]:
    """The partitions or indexes of a relation."""
    of = _relation(wanted.of, looking)
    for part in looking.catalog.children.get(of.oid, ()) if of else ():
        if part.kind in wanted.kinds:
            yield from _offered(part, wanted.fit, looking)


def holders(wanted: Holders, looking: Looking) -> Iterator[Found]:
    """The relations that have something of this name."""
    every: Names[Thing] = looking.catalog.things.get(wanted.kind, Names())
    for thing in islice(every.named(wanted.name), _MOST):
        relation = looking.catalog.by_oid.get(thing.of)
        if relation is not None:
            yield from _offered(relation, wanted.fit, looking)


def _offered(relation: Relation, fit: int, looking: Looking) -> Iterator[Found]:
    match = looking.match(relation.name)
    qualifier = looking.wish.qualifier
    if match is not None and (not qualifier or relation.schema == qualifier[-1]):
        yield relations.offered(relation, match, Relations(relation.kind, fit=fit), looking)


def _relation(source: Source | None, looking: Looking) -> Relation | None:
    return looking.catalog.relation(source.name, source.schema) if source else None
