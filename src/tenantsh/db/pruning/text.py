"""Where the parts of a statement's parse tree stand in its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import postgast
from google.protobuf.message import Message
from postgast import pg_query_pb2 as nodes

_PLACES = re.compile(r"^ *(?:location|(?:rexpr_)?list_(?:start|end)): -?\d+\n", re.MULTILINE)
_OPENING = b"("
_BEHIND = 40
"""Tokens behind the last one that a tree knows of: closing parentheses, the words of a type's name."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text."""

    start: int
    """In bytes of UTF-8."""
    end: int


def unwrapped(node: Any) -> Any:
    """What a Node holds; other messages are what they are. None for an empty one."""
    if type(node) is not nodes.Node:
        return node
    held = node.WhichOneof("node")
    return getattr(node, held) if held else None


def inner(node: Any) -> list[Any]:
    """The nodes right inside a node, left before right."""
    found: list[Any] = []
    for _, value in node.ListFields():
        if isinstance(value, Message):
            found.append(unwrapped(value))
        elif not isinstance(value, (str, bytes, int, float, bool)):
            found += [unwrapped(each) for each in value if isinstance(each, Message)]
    return [each for each in found if each is not None]


def everything(node: Any) -> list[Any]:
    """A node and all within it."""
    found, waiting = [], [node]
    while waiting:
        found.append(node := waiting.pop())
        waiting += reversed(inner(node))
    return found


def here(node: Any) -> list[Any]:
    """A node and all within it, but for what is in a query of its own."""
    found, waiting = [], [node]
    while waiting:
        found.append(node := waiting.pop())
        if type(node).__name__ != "SelectStmt":
            waiting += reversed(inner(node))
    return found


class Text:
    """A statement's text, by its tokens."""

    def __init__(self, text: str) -> None:
        self.bytes = text.encode()
        self._tokens = [(token.start, token.end) for token in postgast.scan(text).tokens]
        self._ends = [end for _, end in self._tokens]

    @property
    def tokens(self) -> list[Span]:
        """Its tokens from the left, comments too."""
        return [Span(start, end) for start, end in self._tokens]

    def of(self, span: Span) -> str:
        """The words of a piece."""
        return self.bytes[span.start : span.end].decode()

    def character(self, span: Span) -> int:
        """Where a piece begins, in characters counted from 1, as the server counts."""
        return len(self.bytes[: span.start].decode()) + 1

    def span(self, node: Any) -> Span | None:
        """Where an expression stands: the piece that is read as just this tree; None where it is not found."""
        places = [each.location for each in everything(node) if getattr(each, "location", -1) >= 0]
        if not places:
            return None
        first, last = self._token_at(min(places)), self._token_at(max(places))
        wanted = _canonical(node)
        while True:
            for at in range(last, min(last + _BEHIND, len(self._tokens))):
                span = Span(self._tokens[first][0], self._tokens[at][1])
                if self._read(span) == wanted:
                    return span
            if first == 0 or self.bytes[slice(*self._tokens[first - 1])] != _OPENING:
                return None
            first -= 1

    def words(self, node: Any) -> str | None:
        """The words of an expression; None where they are not found."""
        span = self.span(node)
        return self.of(span) if span is not None else None

    def with_edits(self, edits: list[tuple[Span, str]]) -> str:
        """The text with pieces replaced."""
        made = self.bytes
        for span, words in sorted(edits, key=lambda edit: edit[0].start, reverse=True):
            made = made[: span.start] + words.encode() + made[span.end :]
        return made.decode()

    def _token_at(self, place: int) -> int:
        return bisect_right(self._ends, place)

    def _read(self, span: Span) -> str | None:
        piece = self.of(span)
        if piece.count("(") < piece.count(")"):  # cheaper than to parse it
            return None
        try:
            tree = postgast.parse(f"SELECT {piece}")
        except postgast.PgQueryError:
            return None
        statement = unwrapped(tree.stmts[0].stmt) if len(tree.stmts) == 1 else None
        if statement is None or len(statement.target_list) != 1 or statement.from_clause:
            return None
        target = unwrapped(statement.target_list[0])
        return None if target.name else _canonical(unwrapped(target.val))


def _canonical(node: Any) -> str:
    return _PLACES.sub("", str(node))
