"""What a context is while nobody has set it: a function or condition may have an organization for that case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tenantsh.db.guard import grammar
from tenantsh.db.pruning.text import everything, unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODY = frozenset({"", "0", "-1", "00000000-0000-0000-0000-000000000000"})
"""Values that stand for no organization."""
_FALLING_BACK = re.compile(
    r"\bcoalesce\s*\([^;]*?\bcurrent_setting\s*\([^;]*?,\s*(?:'(?P<text>[^']+)'|(?P<number>-?\d+))(?:\s*::\s*[\w.]+)?\s*\)",
    re.IGNORECASE,
)


def of_source(source: str, language: str, carries: Callable[[Any], bool]) -> str | None:
    """The organization that a function's text has for a context that is not set."""
    if language == "sql":
        try:
            parsed = grammar.parse(source)
        except grammar.TooDeep:
            return None
        trees = [each.tree for each in parsed or ()]
        return next((found for tree in trees if (found := of_tree(everything(tree), carries)) is not None), None)
    falling = _FALLING_BACK.search(source)
    value = (falling["text"] or falling["number"]) if falling else None
    return None if value is None or value in NOBODY else value


def of_tree(nodes: list[Any], carries: Callable[[Any], bool]) -> str | None:
    """The constant that follows a context in a COALESCE of an expression; None where there is none, or it is nobody."""
    for node in nodes:
        if type(node).__name__ == "CoalesceExpr":
            arguments = [inside(unwrapped(each)) for each in node.args]
            value = constant(arguments[-1])
            if value is not None and value not in NOBODY and any(carries(each) for each in arguments[:-1]):
                return value
    return None


def inside(node: Any) -> Any:
    """What is cast."""
    while type(node).__name__ == "TypeCast":
        node = unwrapped(node.arg)
    return node


def constant(node: Any) -> str | None:
    """A constant's text; None for what is no text or number."""
    if type(node).__name__ != "A_Const":
        return None
    if node.HasField("sval"):
        return str(node.sval.sval)
    return str(node.ival.ival) if node.HasField("ival") else None
