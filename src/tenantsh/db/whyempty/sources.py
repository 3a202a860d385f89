"""What is empty of an item of FROM, and why a join has no rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.pruning.text import unwrapped
from tenantsh.db.whyempty.findings import Found, Loss
from tenantsh.db.whyempty.stages import narrower
from tenantsh.db.whyempty.trees import bare, source_words
from tenantsh.lang.quote import spell_identifier

if TYPE_CHECKING:
    from tenantsh.db.whyempty.places import Place
    from tenantsh.db.whyempty.stages import Stage
    from tenantsh.db.whyempty.walking import Walk


def source(walk: Walk, place: Place, item: Any) -> Found:
    """What is empty of an item of FROM."""
    match type(item).__name__:
        case "RangeVar":
            return _relation(walk, place, item)
        case "RangeSubselect":
            inner = walk.query(unwrapped(item.subquery), place.withs, place.depth + 1)
            return inner.within(f"in {item.alias.aliasname or 'the subquery'}")
        case "JoinExpr":
            return walk.query(bare([item]), place.withs, place.depth + 1)
        case "RangeTableSample":
            return _sample(walk, place, item)
    return Found(Loss.EMPTY, f"{source_words(item)} gives no rows")


def _relation(walk: Walk, place: Place, item: Any) -> Found:
    held = place.withs.query(item.relname) if not item.schemaname else None
    if held is None:
        name = ".".join(spell_identifier(each) for each in (item.schemaname, item.relname) if each)
        name = name if item.inh else f"ONLY {name}"
        return Found(Loss.EMPTY, f"{name} has no row that this session sees", (replace(place.inner, named=name),))
    named, around = held
    query = unwrapped(named.ctequery)
    if around.recursive and query.op != nodes.SETOP_NONE:
        inner = walk.query(unwrapped(query.larg), around, place.depth + 1)
        return inner.within(f"in {named.ctename}, where the recursion begins")
    return walk.query(query, around, place.depth + 1).within(f"in {named.ctename}")


def _sample(walk: Walk, place: Place, item: Any) -> Found:
    (every,) = walk.counts(place.withs, [bare([item.relation])])
    walk.step("without", "TABLESAMPLE", every, place.depth + 1)
    if every.none:
        return source(walk, place, unwrapped(item.relation))
    return Found(Loss.PREDICATE, f"the sample holds none of {every.of('row')}; another one may", (place.inner,))


def join(walk: Walk, place: Place, part: Stage) -> Found:
    """Why a join whose left side has rows has none: its right side, or the condition that none fulfils."""
    right, depth = unwrapped(part.node.rarg), place.depth + 1
    tighter = list(narrower(part.node))
    alone, *rest = walk.counts(place.withs, [bare([right]), *(bare([*part.before, each]) for _, each in tighter)])
    walk.step("alone", source_words(right), alone, depth)
    if alone.none:
        return source(walk, place, right)
    if len(tighter) > 1:
        for (asked, _), count in zip(tighter, rest, strict=True):
            walk.step("with", asked, count, depth)
    which = next((asked for (asked, _), count in zip(tighter, rest, strict=True) if count.none), "")
    asked = f"{part.part} {source_words(right)} {which}".rstrip()
    return Found(Loss.JOIN, f"{asked}: no row has its match", (place.inner,))
