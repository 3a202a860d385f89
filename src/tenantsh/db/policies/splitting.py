"""A condition taken apart at its ANDs and ORs, by PostgreSQL's grammar; each part keeps its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard import grammar
from tenantsh.db.pruning.text import Text, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = {nodes.AND_EXPR: "AND", nodes.OR_EXPR: "OR"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: a leaf, or others joined by AND or OR."""

    sql: str
    """Its own words, as they can be asked anywhere that the whole can."""
    joined: str | None = None
    """`AND`, `OR`; None for a leaf."""
    parts: tuple[Condition, ...] = ()

    @property
    def leaves(self) -> Iterator[Condition]:
        """What has no AND or OR in it that could be taken apart, from the left."""
        if self.joined is None:
            yield self
        for part in self.parts:
            yield from part.leaves


def split(sql: str) -> Condition:
    """Take a condition apart; what the grammar cannot read stays whole. NOT is not entered."""
    prefix = "SELECT "
    try:
        parsed = grammar.parse(prefix + sql)
    except grammar.TooDeep:
        return Condition(sql)
    target = _only_target(parsed)
    return _split(target, Text(prefix + sql), sql) if target is not None else Condition(sql)


def _only_target(parsed: list[grammar.Parsed] | None) -> Any:
    statement: Any = parsed[0].tree if parsed and len(parsed) == 1 else None
    if type(statement).__name__ != "SelectStmt" or len(statement.target_list) != 1:
        return None
    return unwrapped(unwrapped(statement.target_list[0]).val)


def _split(node: Any, text: Text, sql: str) -> Condition:
    joined = _WORDS.get(node.boolop) if type(node).__name__ == "BoolExpr" else None
    if joined is None:
        return Condition(sql)
    inner = [unwrapped(arg) for arg in node.args]
    words = [text.words(arg) for arg in inner]
    if any(each is None for each in words):  # its place in the text is not known: better whole than guessed
        return Condition(sql)
    return Condition(sql, joined, tuple(_split(arg, text, own) for arg, own in zip(inner, words, strict=True) if own))
