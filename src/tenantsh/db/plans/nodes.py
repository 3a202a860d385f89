"""The nodes of a plan, as EXPLAIN (FORMAT JSON) has them, and the conditions that they check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Node = dict[str, Any]

ONCE = "One-Time Filter"
LOOKED_UP = ("Index Cond", "TID Cond", "Order By")
"""What a scan goes by."""
TESTED = ("Filter", "Join Filter", ONCE)
"""What is tested of each row, or once."""
JOINED = ("Hash Cond", "Merge Cond")
CONDITIONS = (*LOOKED_UP, *JOINED, *TESTED)
"""All but those that are tested again, since they stand in an index's condition too."""
_APART = ("InitPlan", "SubPlan")
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]| AND | = |[^'"() ]+| """)


def is_apart(node: Mapping[str, Any]) -> bool:
    """Whether a node is a subquery's top, and does not give its rows to the one above it."""
    return node.get("Parent Relationship") in _APART


def below(node: Mapping[str, Any]) -> list[Node]:
    """The nodes right beneath one, those of subqueries too."""
    found: list[Node] = node.get("Plans", [])
    return found


def everything(node: Mapping[str, Any], *, apart: bool = True) -> Iterator[Mapping[str, Any]]:
    """A node and all beneath it, from the top; without what is `apart`, which policies have too."""
    waiting = [node]
    while waiting:
        yield (node := waiting.pop())
        waiting += [each for each in reversed(below(node)) if apart or not is_apart(each)]


def conjuncts(condition: str) -> list[str]:
    """The parts of a condition that all have to hold.

    >>> conjuncts("((a = 'x AND y'::text) AND ((b) OR (c)))"), conjuncts("((a) OR (b))"), conjuncts("a")
    (["(a = 'x AND y'::text)", '((b) OR (c))'], ['((a) OR (b))'], ['a'])
    """
    return split(condition, " AND ")


def split(text: str, between: str) -> list[str]:
    """What stands between the outermost parentheses, in parts; the text as it is where nothing parts it.

    >>> split("(a = (b = c))", " = "), split("(a)", " = ")
    (['a', '(b = c)'], ['(a)'])
    """
    signs = _TOKEN.findall(text)
    if "".join(signs) != text or signs[:1] != ["("] or signs[-1:] != [")"]:
        return [text]
    parts, depth = [""], 0
    for sign in signs[1:-1]:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:  # `(a) OR (b)`
            return [text]
        if sign == between and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts if len(parts) > 1 else [text]
