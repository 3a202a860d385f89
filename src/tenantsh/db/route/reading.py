"""Which tables a statement reads, at which of its levels, by PostgreSQL's own grammar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from google.protobuf.message import Message
from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard import grammar
from tenantsh.db.guard.rules.nodes import says_nothing
from tenantsh.db.pruning.text import inner, unwrapped
from tenantsh.db.route.spots import Spot
from tenantsh.lang.quote import quote_identifier, spell_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATEMENTS = {"SelectStmt", "UpdateStmt", "DeleteStmt", "InsertStmt", "MergeStmt"}
_AROUND = {"ExplainStmt", "CopyStmt", "DeclareCursorStmt"}
"""Statements that have one of these as their `query`, and run it here and now."""

OUTER = "it stands on a side of an outer join that has no ON of its own to take a condition"
UNNAMED = "the join around it has a name of its own, which hides it"
RENAMED = "its columns have other names in this statement"
TWICE = "another table of that name is read beside it"
SAMPLED = "TABLESAMPLE draws its rows before any condition"
MERGED = "what MERGE does depends on the rows that are not found, too"
EVERY_ROW = "the statement has no condition of its own: what changes every row is asked about as it stands"
CURRENT = "WHERE CURRENT OF takes no condition beside it"


@dataclass(slots=True)
class Reading:
    """A text as it was read."""

    trees: list[Any]
    """Its statements."""
    spots: list[Spot]
    """The tables that they read, in the order in which they are met: the same at each reading."""


@dataclass(slots=True)
class _Level:
    """One SELECT, UPDATE or DELETE: what is in its FROM."""

    queries: frozenset[str]
    """What a bare name means of WITH here."""
    spots: list[Spot] = field(default_factory=list)
    items: int = 0
    """How many things there are that a bare column could be of."""


def read(text: str) -> Reading | None:
    """Read a text, be it several statements; None where this grammar cannot."""
    try:
        parsed = grammar.parse(text)
    except grammar.TooDeep:
        return None
    if parsed is None:
        return None
    reader = _Reader()
    for each in parsed:
        tree = each.tree
        while type(tree).__name__ in _AROUND:
            tree = unwrapped(tree.query)
        if type(tree).__name__ in _STATEMENTS:
            reader.statement(tree, frozenset())
    return Reading([each.tree for each in parsed], reader.spots)


class _Reader:
    """Walks a statement, level by level."""

    def __init__(self) -> None:
        self.spots: list[Spot] = []

    def statement(self, node: Any, queries: frozenset[str]) -> None:
        """A statement, or a query within one, where these names mean queries of WITH."""
        queries = self._with(node, queries)
        match type(node).__name__:
            case "SelectStmt":
                self._select(node, queries)
            case "UpdateStmt" | "DeleteStmt":
                self._change(node, queries)
            case "MergeStmt":
                self._merge(node, queries)
            case "InsertStmt":  # its own table is written, and not read
                self._within(node, queries, but=frozenset({"relation", "with_clause"}))
            case _:
                self._within(node, queries)

    def _with(self, node: Any, queries: frozenset[str]) -> frozenset[str]:
        named = [unwrapped(held) for held in getattr(getattr(node, "with_clause", None), "ctes", ())]
        if named and node.with_clause.recursive:  # each knows all the others, those behind it too
            queries |= {query.ctename for query in named}
        for query in named:
            self.statement(unwrapped(query.ctequery), queries)
            queries |= {query.ctename}
        return queries

    def _select(self, node: Any, queries: frozenset[str]) -> None:
        for branch in (node.larg, node.rarg):
            if branch.ListFields():
                self.statement(branch, queries)
        level = _Level(queries)
        for item in node.from_clause:
            self._item(unwrapped(item), level, node)
        self._settle(level)
        self._within(node, queries, but=frozenset({"from_clause", "with_clause", "larg", "rarg"}))

    def _change(self, node: Any, queries: frozenset[str]) -> None:
        level = _Level(queries)
        obstacle = _unchangeable(node)
        self._table(node.relation, level, node, obstacle)
        for target in level.spots:  # none, where the name is one of WITH's: the server refuses it
            target.changed = type(node).__name__.removesuffix("Stmt").upper()
        for item in (*getattr(node, "from_clause", ()), *getattr(node, "using_clause", ())):
            self._item(unwrapped(item), level, node, obstacle)
        self._settle(level)
        self._within(node, queries, but=frozenset({"from_clause", "using_clause", "with_clause", "relation"}))

    def _merge(self, node: Any, queries: frozenset[str]) -> None:
        level = _Level(queries)
        self._table(node.relation, level, None, MERGED)
        self._item(unwrapped(node.source_relation), level, None, MERGED)
        self._within(node, queries, but=frozenset({"relation", "source_relation", "with_clause"}))

    def _within(self, node: Any, queries: frozenset[str], *, but: frozenset[str] = frozenset()) -> None:
        """The queries that stand in a node that names no tables itself, as in expressions."""
        for each in _parts(node, but):
            if type(each).__name__ in _STATEMENTS:
                self.statement(each, queries)
            else:
                self._within(each, queries)

    # -- FROM ----------------------------------------------------------------------------------------------------

    def _item(self, item: Any, level: _Level, host: Any, obstacle: str | None = None) -> None:
        match type(item).__name__:
            case "RangeVar":
                self._table(item, level, host, obstacle)
            case "JoinExpr":
                self._join(item, level, host, obstacle)
            case "RangeTableSample":
                self._table(unwrapped(item.relation), level, host, SAMPLED)
            case "RangeSubselect":
                level.items += 1
                self.statement(unwrapped(item.subquery), level.queries)
            case _:
                level.items += 1
                self._within(item, level.queries)

    def _table(self, item: nodes.RangeVar, level: _Level, host: Any, obstacle: str | None) -> None:
        level.items += 1
        if not item.schemaname and item.relname in level.queries:
            return
        parts = [part for part in (item.catalogname, item.schemaname, item.relname) if part]
        alias = item.alias.aliasname
        spot = Spot(
            name=".".join(quote_identifier(part) for part in parts),
            bare=alias or item.relname,
            qualifier=spell_identifier(alias) if alias else ".".join(spell_identifier(part) for part in parts),
            host=host,
            obstacle=obstacle or (RENAMED if item.alias.colnames else None),
        )
        for other in level.spots:
            if other.bare == spot.bare:
                other.obstacle = spot.obstacle = TWICE
        level.spots.append(spot)
        self.spots.append(spot)

    def _join(self, join: Any, level: _Level, host: Any, obstacle: str | None) -> None:
        own = (join, None) if join.quals.ListFields() else (None, OUTER)
        kept = (None, UNNAMED) if join.HasField("alias") else (host, obstacle)
        if join.jointype == nodes.JOIN_INNER and join.HasField("alias") and own[0] is not None:
            kept = own
        left, right = {
            nodes.JOIN_INNER: (kept, kept),
            nodes.JOIN_LEFT: (kept, own),
            nodes.JOIN_RIGHT: (own, kept),
        }.get(join.jointype, ((None, OUTER), (None, OUTER)))
        self._item(unwrapped(join.larg), level, *left)
        self._item(unwrapped(join.rarg), level, *right)
        self._within(join, level.queries, but=frozenset({"larg", "rarg"}))

    def _settle(self, level: _Level) -> None:
        """All of a level is known."""
        for spot in level.spots:
            spot.lone = level.items == 1


def _parts(node: Any, but: frozenset[str]) -> Iterator[Any]:
    """The nodes right inside one, without those of some fields."""
    if not but:
        yield from inner(node)
        return
    for held, value in node.ListFields():
        if held.name in but:
            continue
        several = [value] if isinstance(value, Message) else value if held.message_type else ()
        yield from (found for each in several if (found := unwrapped(each)) is not None)


def _unchangeable(node: Any) -> str | None:
    """Why an UPDATE or DELETE takes no further condition."""
    if node.where_clause.HasField("current_of_expr"):
        return CURRENT
    return EVERY_ROW if says_nothing(node.where_clause) else None
