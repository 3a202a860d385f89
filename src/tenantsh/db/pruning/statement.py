"""What a statement reads and under which conditions, by PostgreSQL's own grammar."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard import grammar
from tenantsh.db.pruning.text import Text, inner, unwrapped
from tenantsh.lang.quote import quote_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

_READ = {"UpdateStmt", "DeleteStmt", "MergeStmt"}


@dataclass(slots=True)
class Source:
    """One item of FROM: a relation, or a query in its place."""

    alias: str
    at: int | None = None
    """Which of the statement's names it is, counted from 1."""
    level: Level | None = None
    """That of its query."""


@dataclass(slots=True)
class Level:
    """One SELECT, UPDATE or DELETE: what can be named in it."""

    outer: Level | None
    sources: list[Source] = field(default_factory=list)
    queries: dict[str, Source] = field(default_factory=dict)
    """Those of WITH."""
    outputs: list[Any] = field(default_factory=list)
    """What a SELECT gives."""

    def with_query(self, name: str) -> Source | None:
        """The query of WITH that a name means here."""
        return self.queries.get(name) or (self.outer.with_query(name) if self.outer else None)


@dataclass(frozen=True, slots=True)
class Predicate:
    """One condition, without any AND, OR or NOT in it."""

    node: Any
    level: Level
    joined: str
    """What joins it to others right around it: `and`, `or`, `not`."""
    widened: bool = False
    """Whether an OR or a NOT stands somewhere around it, so that rows may be wanted that do not satisfy it."""
    negated: bool = False
    """Whether a NOT stands somewhere around it."""


@dataclass(slots=True)
class Statement:
    """A statement as it was read."""

    text: Text
    names: list[str] = field(default_factory=list)
    """The relations that it reads, quoted; one that is named twice is here twice."""
    predicates: list[Predicate] = field(default_factory=list)


def read(sql: str) -> Statement | None:
    """Read one statement; None where this grammar cannot."""
    try:
        parsed = grammar.parse(sql)
    except grammar.TooDeep:
        return None
    if not parsed or len(parsed) > 1:
        return None
    statement = Statement(Text(sql))
    _visit(parsed[0].tree, Level(None), statement)
    return statement


def _visit(node: Any, level: Level, into: Statement) -> None:
    kind = type(node).__name__
    if kind == "SelectStmt":
        _select(node, Level(level), into)
    elif kind in _READ:
        _change(node, Level(level), into)
    elif kind == "InsertStmt":  # its own table is written, and not read
        level = _with(node, Level(level), into)
        for each in inner(node):
            if type(each).__name__ not in ("RangeVar", "WithClause"):
                _visit(each, level, into)
    else:
        _within(node, level, into)


def _within(node: Any, level: Level, into: Statement) -> None:
    for each in inner(node):
        _visit(each, level, into)


def _select(node: Any, level: Level, into: Statement) -> Level:
    _with(node, level, into)
    for branch in (node.larg, node.rarg):
        if branch.ListFields():
            _select(branch, Level(level), into)
    for item in node.from_clause:
        _from(unwrapped(item), level, into)
    level.outputs = [unwrapped(target) for target in node.target_list]
    _where(node.where_clause, level, into)
    for name in ("target_list", "group_clause", "sort_clause", "values_lists", "window_clause", "distinct_clause"):
        for each in getattr(node, name):
            if (held := unwrapped(each)) is not None:
                _visit(held, level, into)
    for single in (node.having_clause, node.limit_count, node.limit_offset):
        if (held := unwrapped(single)) is not None:
            _visit(held, level, into)
    return level


def _change(node: Any, level: Level, into: Statement) -> None:
    _with(node, level, into)
    _from(node.relation, level, into)
    for name in ("from_clause", "using_clause"):
        for item in getattr(node, name, ()):
            _from(unwrapped(item), level, into)
    if type(node).__name__ == "MergeStmt":
        _from(unwrapped(node.source_relation), level, into)
        _where(node.join_condition, level, into)
    else:
        _where(node.where_clause, level, into)
    for each in getattr(node, "target_list", ()):
        _visit(unwrapped(each), level, into)


def _with(node: Any, level: Level, into: Statement) -> Level:
    for held in getattr(node.with_clause, "ctes", ()):
        query = unwrapped(held)
        source = Source(query.ctename)
        if node.with_clause.recursive:
            level.queries[query.ctename] = source
        _subquery(source, unwrapped(query.ctequery), level, into)
        level.queries[query.ctename] = source
    return level


def _subquery(source: Source, query: Any, level: Level, into: Statement) -> None:
    if type(query).__name__ == "SelectStmt":
        source.level = _select(query, Level(level), into)
    else:
        _visit(query, level, into)


def _from(item: Any, level: Level, into: Statement) -> None:
    match type(item).__name__:
        case "RangeVar":
            level.sources.append(_relation(item, level, into))
        case "RangeSubselect":
            source = Source(item.alias.aliasname)
            level.sources.append(source)
            _subquery(source, unwrapped(item.subquery), level, into)
        case "JoinExpr":
            _from(unwrapped(item.larg), level, into)
            _from(unwrapped(item.rarg), level, into)
            _where(item.quals, level, into)
        case _:
            _within(item, level, into)


def _relation(item: nodes.RangeVar, level: Level, into: Statement) -> Source:
    alias = item.alias.aliasname or item.relname
    query = level.with_query(item.relname) if not item.schemaname else None
    if query is not None:
        return Source(alias, level=query.level)
    parts = [part for part in (item.schemaname, item.relname) if part]
    into.names.append(".".join(quote_identifier(part) for part in parts))
    return Source(alias, at=len(into.names))


def _where(condition: nodes.Node, level: Level, into: Statement) -> None:
    held = unwrapped(condition)
    if held is not None:
        into.predicates += _predicates(held, Predicate(held, level, "and"))
        _within_sublinks(held, level, into)


def _predicates(node: Any, around: Predicate) -> Iterator[Predicate]:
    if type(node).__name__ != "BoolExpr":
        yield replace(around, node=node)
        return
    word = nodes.BoolExprType.Name(node.boolop).removesuffix("_EXPR").lower()
    within = replace(
        around, joined=word, widened=around.widened or word != "and", negated=around.negated or word == "not"
    )
    for arg in node.args:
        yield from _predicates(unwrapped(arg), within)


def _within_sublinks(node: Any, level: Level, into: Statement) -> None:
    for each in inner(node):
        if type(each).__name__ == "SelectStmt":
            _visit(each, level, into)
        else:
            _within_sublinks(each, level, into)
