"""A query's parts in the order in which they lose rows, each as the query that it makes with all before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.pruning.text import unwrapped
from tenantsh.db.whyempty.trees import bare, conjuncts, copy, joined, said, source_words, sql_of, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_CONDITIONS = 30
LIMITS = ("limit_count", "limit_offset", "locking_clause")
_KINDS = {
    nodes.JOIN_INNER: "JOIN",
    nodes.JOIN_LEFT: "LEFT JOIN",
    nodes.JOIN_FULL: "FULL JOIN",
    nodes.JOIN_RIGHT: "RIGHT JOIN",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a query."""

    part: str
    asked: str
    select: Any
    """The query up to it."""
    node: Any = None
    """The item of FROM, the join, or the condition."""
    before: tuple[Any, ...] = ()
    """Of an item of FROM: those before it."""
    kind: str = ""
    """`source`, `join`, `where` or `having`."""


def stages(select: Any) -> Iterator[Stage]:
    """The parts of a query that is no set operation; LIMIT and OFFSET, which come last, are not among them."""
    items = [unwrapped(item) for item in select.from_clause]
    for at, item in enumerate(items):
        yield from _sources(item, tuple(items[:at]))
    conditions = conjuncts(select.where_clause)
    for at, some in enumerate(_few(conditions)):
        upto = [each for group in _few(conditions)[: at + 1] for each in group]
        node = unwrapped(joined(some))
        yield Stage("AND" if at else "WHERE", said(node), bare(items, upto), node, kind="where")
    yield from _groups(select)
    plain = without(select, "sort_clause", *LIMITS) if not select.distinct_clause else without(select, *LIMITS)
    yield Stage("SELECT", "", plain)


def _few(conditions: Sequence[Any]) -> list[Sequence[Any]]:
    """Conditions one by one, or where there are very many of them, some at a time."""
    size = -(-len(conditions) // MOST_CONDITIONS) or 1
    return [conditions[at : at + size] for at in range(0, len(conditions), size)]


def _groups(select: Any) -> Iterator[Stage]:
    conditions = conjuncts(select.having_clause)
    if not conditions:
        return
    plain = without(select, "sort_clause", "having_clause", "distinct_clause", *LIMITS)
    yield Stage("GROUP BY", _grouping(select), plain)
    for at, condition in enumerate(conditions):
        having = copy(plain)
        having.having_clause.CopyFrom(joined(conditions[: at + 1]))
        yield Stage("AND" if at else "HAVING", said(condition), having, condition, kind="having")


def _grouping(select: Any) -> str:
    """What rows are grouped by; `()` is all of them."""
    grouped = bare(())
    grouped.group_clause.extend(select.group_clause)
    return sql_of(grouped).removeprefix("SELECT").removeprefix(" GROUP BY ") or "()"


def _sources(item: Any, before: tuple[Any, ...]) -> Iterator[Stage]:
    """An item of FROM, a join after its left side."""
    if type(item).__name__ == "JoinExpr" and not item.HasField("alias"):
        yield from _sources(unwrapped(item.larg), before)
        yield Stage(
            join_word(item), f"{source_words(item.rarg)}{_matched(item)}", bare([*before, item]), item, before, "join"
        )
    else:
        yield Stage("," if before else "FROM", source_words(item), bare([*before, item]), item, before, "source")


def join_word(join: Any) -> str:
    """How a join is called."""
    if join.is_natural:
        return "NATURAL JOIN" if join.jointype == nodes.JOIN_INNER else f"NATURAL {_KINDS[join.jointype]}"
    crossed = join.jointype == nodes.JOIN_INNER and not join.HasField("quals") and not join.using_clause
    return "CROSS JOIN" if crossed else _KINDS[join.jointype]


def _matched(join: Any) -> str:
    if join.using_clause:
        return f" USING ({', '.join(unwrapped(each).sval for each in join.using_clause)})"
    return f" ON {said(join.quals)}" if join.HasField("quals") else ""


def narrower(join: Any) -> Iterator[tuple[str, Any]]:
    """A join's conditions one after another: each one's words, and the join with it and those before it."""
    if join.using_clause:
        for at, name in enumerate(join.using_clause):
            made = copy(join)
            del made.using_clause[at + 1 :]
            yield f"USING ({unwrapped(name).sval})", made
        return
    conditions = conjuncts(join.quals) if join.HasField("quals") else []
    for at, condition in enumerate(conditions):
        made = copy(join)
        made.quals.CopyFrom(joined(conditions[: at + 1]))
        yield f"ON {said(condition)}", made


def relations_in(items: Sequence[Any]) -> Iterator[Any]:
    """The tables, views and WITH queries that items of FROM name themselves, joins taken apart."""
    for item in items:
        held = unwrapped(item)
        match type(held).__name__:
            case "RangeVar":
                yield held
            case "RangeTableSample":
                yield from relations_in([held.relation])
            case "JoinExpr":
                yield from relations_in([held.larg, held.rarg])
