"""Why a condition of WHERE leaves no rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.pruning.text import here, unwrapped
from tenantsh.db.whyempty import remarks
from tenantsh.db.whyempty.findings import Found, Loss
from tenantsh.db.whyempty.trees import bare, conjuncts, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.whyempty.counting import Count
    from tenantsh.db.whyempty.places import Place
    from tenantsh.db.whyempty.stages import Stage
    from tenantsh.db.whyempty.walking import Walk

_MOST_LEFT_OUT = 12


def condition(walk: Walk, place: Place, part: Stage, before: Count | None) -> Found:
    """What there is to say of the first condition that is true of no row."""
    items, asked = list(place.select.from_clause), conjuncts(place.select.where_clause)
    several = len(asked) > 1
    left_out = asked[:_MOST_LEFT_OUT] if several else []
    others = [bare(items, [each for each in asked if each is not one]) for one in left_out]
    alone, *rest = walk.counts(place.withs, [bare(items, [part.node]), *others])
    if several:
        walk.step("alone", part.asked, alone, place.depth + 1)
    for one, count in zip(left_out, rest, strict=True):
        if count.some:
            walk.step("all but", said(one), count, place.depth + 1)
    marked = _marked(place, left_out, rest) or _subqueries(walk, place, part.node)
    return marked or _plain(walk, place, part, before, alone if several else None)


def _plain(walk: Walk, place: Place, part: Stage, before: Count | None, alone: Count | None) -> Found:
    if remarks.asks_for_the_living(part.node):
        why = f"{part.asked}: those that are left are all marked as deleted"
        return Found(Loss.SOFT_DELETE, why, (place.inner,), part.node)
    why = f"{part.asked} is true of none of {before.of('row')}" if before is not None else f"{part.asked} is not true"
    if alone is not None and alone.some:
        why = f"{part.asked} is true of {alone.of('row')}, and of none that fulfils what stands before it"
    looks = remarks.of(part.node, walk.org, walk.tenant_column)
    return Found(Loss.PREDICATE, "; ".join([why, *looks]), (place.inner,), part.node)


def _marked(place: Place, left_out: Sequence[Any], counts: Sequence[Count]) -> Found | None:
    """Rows that fulfil all else, and are marked as deleted."""
    for one, count in zip(left_out, counts, strict=True):
        if count.some and remarks.asks_for_the_living(one):
            why = f"{count.of('row')} would be there, and marked as deleted: {said(one)}"
            return Found(Loss.SOFT_DELETE, why, (place.inner,), one)
    return None


def _subqueries(walk: Walk, place: Place, node: Any) -> Found | None:
    """What the queries within a condition have to do with it."""
    negated = type(node).__name__ == "BoolExpr" and node.boolop == nodes.NOT_EXPR
    for link in (each for each in here(node) if type(each).__name__ == "SubLink"):
        query = unwrapped(link.subselect)
        (count,) = walk.counts(place.withs.inside(query), [query])
        walk.step("subquery", said(link), count, place.depth + 1)
        if count.none and not negated and _wants_rows(node, link):
            inner = walk.query(query, place.withs, place.depth + 1)
            null = ", and so NULL" if link.sub_link_type == nodes.EXPR_SUBLINK else ""
            return replace(inner, why=f"its subquery gives no rows{null}: {inner.why}")
        if negated and count.some and link.sub_link_type == nodes.ANY_SUBLINK and len(query.target_list) == 1:
            (nulls,) = walk.counts(place.withs, [remarks.nulls_of(query)])
            if nulls.some:
                why = f"{said(node)} is true of no row: the subquery has a NULL"
                return Found(Loss.PREDICATE, why, (place.inner,), node)
    return None


def _wants_rows(node: Any, link: Any) -> bool:
    """Whether a condition is false, or NULL, because its subquery has no rows: as far as its form tells."""
    if link.sub_link_type in (nodes.EXISTS_SUBLINK, nodes.ANY_SUBLINK):
        return node is link
    return link.sub_link_type == nodes.EXPR_SUBLINK and type(node).__name__ == "A_Expr"
