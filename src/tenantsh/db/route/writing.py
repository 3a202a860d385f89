"""A statement written anew with a condition on some of its tables: its text edited in place, and read once more.

What comes of it is the same tree with nothing but these conditions in it, or nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import postgast
from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard import grammar
from tenantsh.db.pruning.text import Span, Text, everything, unwrapped
from tenantsh.db.route.reading import read
from tenantsh.db.route.spots import slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_PLACES = re.compile(r"^ *(?:location|(?:rexpr_)?list_(?:start|end)): -?\d+\n", re.MULTILINE)
_ENDING = frozenset(b"group having window union intersect except order limit offset fetch for returning ;".split())
"""What comes behind FROM and WHERE."""
_JOINING = frozenset(b"left right full inner cross natural outer".split())
"""What stands before JOIN."""
_ON_ENDING = _ENDING | {b"where", b"on", b"join", b","}
_COMMENTS = (b"--", b"/*")


def write(text: str, conditions: Mapping[int, str]) -> str | None:
    """The text with a condition for some of its spots, by their numbers in `read`; None where it cannot be edited."""
    reading = read(text)
    if reading is None or not conditions:
        return None
    hosts: dict[int, tuple[Any, list[str]]] = {}
    for at, condition in sorted(conditions.items()):
        host = reading.spots[at].host
        hosts.setdefault(id(host), (host, []))[1].append(condition)
    found, edits = _Tokens(text), []
    for host, words in hosts.values():
        edit = _edit(found, host, words)
        if edit is None:
            return None
        edits += edit
    made = found.text.with_edits(edits)
    for host, words in reversed(hosts.values()):  # what is within a condition comes after it, and goes first
        _add(slot(host), words)
    return made if _same(made, reading.trees) else None


# -- the text ----------------------------------------------------------------------------------------------------


class _Tokens:
    """A text by its tokens, without comments. What is found here is sure once it was read again."""

    def __init__(self, text: str) -> None:
        self.text = Text(text)
        pairs = ((token, self.text.bytes[token.start : token.end].lower()) for token in self.text.tokens)
        kept = [(token, word) for token, word in pairs if not word.startswith(_COMMENTS)]
        self.spans = [span for span, _ in kept]
        self.words = [word for _, word in kept]
        self._ends = [span.end for span in self.spans]

    def behind(self, word: bytes, before: Iterable[Any]) -> int | None:
        """The token behind the last such word that stands before nodes; None where there is none."""
        places = [each.location for node in before for each in everything(node) if getattr(each, "location", -1) >= 0]
        at = bisect_right(self._ends, min(places)) if places else -1
        while at >= 0 and self.words[at] != word:
            at -= 1
        return at + 1 if at >= 0 else None

    def last(self, at: int, ending: frozenset[bytes]) -> int:
        """The last token of what begins with one, until a word that ends it."""
        depth, end = 0, at
        while end < len(self.words):
            word = self.words[end]
            depth += (word in b"([") - (word in b")]")
            if depth < 0 or (depth == 0 and word in ending):
                break
            end += 1
        while end < len(self.words) and self.words[end] == b"join" and self.words[end - 1] in _JOINING:
            end -= 1
            while self.words[end - 1] in _JOINING:
                end -= 1
        return end - 1

    def enclosed(self, first: int, last: int) -> bool:
        """Whether all from one token to another stands in a pair of parentheses."""
        depth = 0
        for at in range(first, last + 1):
            depth += (self.words[at] == b"(") - (self.words[at] == b")")
            if depth == 0 and at < last:
                return False
        return self.words[first] == b"(" and depth == 0


def _edit(tokens: _Tokens, host: Any, words: Sequence[str]) -> list[tuple[Span, str]] | None:
    """What to insert where, so that a node has further conditions; there may be others' within its own."""
    joined = " AND ".join(words)
    condition = unwrapped(slot(host))
    if condition is None:
        first = tokens.behind(b"from", [unwrapped(item) for item in host.from_clause])
        return [_at(tokens.spans[tokens.last(first, _ENDING)].end, f" WHERE {joined}")] if first is not None else None
    is_on = type(host).__name__ == "JoinExpr"
    first = tokens.behind(b"on" if is_on else b"where", [condition])
    if first is None:
        return None
    last = tokens.last(first, _ON_ENDING if is_on else _ENDING)
    end = tokens.spans[last].end
    is_or = type(condition).__name__ == "BoolExpr" and condition.boolop == nodes.OR_EXPR
    if is_or and not tokens.enclosed(first, last):
        return [_at(tokens.spans[first].start, "("), _at(end, f") AND {joined}")]
    return [_at(end, f" AND {joined}")]


def _at(place: int, words: str) -> tuple[Span, str]:
    return Span(place, place), words


# -- the tree ----------------------------------------------------------------------------------------------------


def _add(place: Any, words: Sequence[str]) -> None:
    """Add conditions to the one that stands in a place of a tree, as the grammar puts them together."""
    before = nodes.Node()
    before.CopyFrom(place)
    parts = list(before.bool_expr.args) if _is_and(before) else [before] if before.ListFields() else []
    parts += [_tree(each) for each in words]
    if len(parts) == 1:
        place.CopyFrom(parts[0])
    else:
        place.CopyFrom(nodes.Node(bool_expr=nodes.BoolExpr(boolop=nodes.AND_EXPR, args=parts)))


def _is_and(node: Any) -> bool:
    return bool(node.HasField("bool_expr")) and bool(node.bool_expr.boolop == nodes.AND_EXPR)


def _tree(words: str) -> Any:
    statement = unwrapped(postgast.parse(f"SELECT {words}").stmts[0].stmt)
    return unwrapped(statement.target_list[0]).val


def _same(text: str, trees: Sequence[Any]) -> bool:
    """Whether a text is read as just these trees, wherever their parts stand."""
    parsed = grammar.parse(text)
    return parsed is not None and [_bare(each.tree) for each in parsed] == [_bare(each) for each in trees]


def _bare(tree: Any) -> str:
    return _PLACES.sub("", str(tree))
