"""A statement written anew with a condition on some of its tables: its text edited in place, and read once more.

What comes of it is the same tree with nothing but these conditions in it, or nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import postgast
from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard import grammar
from tenantsh.db.pruning.text import Span, Text, everything, unwrapped
from tenantsh.db.route.reading import read
from tenantsh.db.route.spots import slot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PLACES = re.compile(r"^ *(?:location|(?:rexpr_)?list_(?:start|end)): -?\d+\n", re.MULTILINE)
_ENDING = frozenset(b"group having window union intersect except order limit offset fetch for returning".split())
"""What comes behind FROM and WHERE."""
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
    found, edits = Text(text), []
    for host, words in hosts.values():
        edit = _edit(found, host, words)
        if edit is None:
            return None
        edits += edit
    made = found.with_edits(edits)
    for host, words in reversed(hosts.values()):  # what is within a condition comes after it, and goes first
        _add(slot(host), words)
    return made if _same(made, reading.trees) else None


# -- the text ----------------------------------------------------------------------------------------------------


def _edit(text: Text, host: Any, words: Sequence[str]) -> list[tuple[Span, str]] | None:
    """What to insert where, so that a node has further conditions; there may be others' within its own."""
    joined = " AND ".join(words)
    condition = unwrapped(slot(host))
    if condition is None:
        end = _end_of_from(text, host)
        return [_at(end, f" WHERE {joined}")] if end is not None else None
    span = text.span(condition)
    if span is None:
        return None
    if type(condition).__name__ == "BoolExpr" and condition.boolop == nodes.OR_EXPR:
        return [_at(span.start, "("), _at(span.end, f") AND {joined}")]
    return [_at(span.end, f" AND {joined}")]


def _at(place: int, words: str) -> tuple[Span, str]:
    return Span(place, place), words


def _end_of_from(text: Text, host: Any) -> int | None:
    """Where a SELECT's FROM ends, in bytes; where that is not certain the tree of what is written tells."""
    places = [each.location for item in host.from_clause for each in everything(item) if _placed(each)]
    tokens = text.tokens
    at = next((at for at, token in enumerate(tokens) if token.end > min(places, default=0)), None)
    while at is not None and text.of(tokens[at]).lower() != "from":
        at = at - 1 if at > 0 else None
    if at is None:
        return None
    end, depth = tokens[at].end, 0
    for token in tokens[at:]:
        word = text.bytes[token.start : token.end].lower()
        depth += (word in b"([") - (word in b")]")
        if depth < 0 or (depth == 0 and (word == b";" or word in _ENDING)):
            break
        if not word.startswith(_COMMENTS):
            end = token.end
    return end


def _placed(node: Any) -> bool:
    return getattr(node, "location", -1) >= 0


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
