"""Whether a policy lets nothing pass but rows of one value of a column, whatever else it asks.

Strict, and only what can be shown: one of the conditions that all have to hold says that the column is equal to the
context. What that is the server tells, for the one value that matters.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard import grammar
from tenantsh.db.pruning.text import Text, unwrapped
from tenantsh.db.route.spots import conjuncts

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "SELECT "
_WORDS = {"text", "varchar"}
_NUMBERS = {"int8", "numeric"}
_WHOLE = {"smallint", "integer", "bigint"}
"""Columns of which no two values become one number; '42' and '042' would."""


@lru_cache(maxsize=512)
def bindings(using: str, column: str, functions: frozenset[str], kind: str = "bigint") -> tuple[str, ...]:
    """The conditions that bind a column to the context, each with `{}` in the column's place; braces are doubled.

    `functions` are the convention's, by their names with or without schema; `kind` is the column's type.

    >>> bindings("((org_id = (current_setting('app.org'::text))::bigint) AND open)", "org_id", frozenset())
    ("{} = (current_setting('app.org'::text))::bigint",)
    >>> bindings("((org_id = 1) OR open)", "org_id", frozenset())
    ()
    """
    text = _PREFIX + using
    try:
        parsed = grammar.parse(text)
    except grammar.TooDeep:
        return ()
    targets: Any = getattr(parsed[0].tree, "target_list", ()) if parsed and len(parsed) == 1 else ()
    if len(targets) != 1:
        return ()
    exact = _WORDS | _NUMBERS if kind in _WHOLE else _WORDS
    return tuple(_bindings(unwrapped(targets[0]).val, column, functions, Text(text), exact))


def _bindings(condition: Any, column: str, functions: frozenset[str], text: Text, exact: set[str]) -> Iterator[str]:
    for each in conjuncts(condition):
        key = _key(each, column, functions, exact)
        whole = text.span(each) if key is not None else None
        own = text.span(key) if whole is not None else None
        if whole is not None and own is not None:
            before = text.bytes[whole.start : own.start].decode()
            behind = text.bytes[own.end : whole.end].decode()
            yield f"{_doubled(before)}{{}}{_doubled(behind)}"


def _doubled(words: str) -> str:
    return words.replace("{", "{{").replace("}", "}}")


def _key(node: Any, column: str, functions: frozenset[str], exact: set[str]) -> Any:
    """The column in a condition that says it is equal to the context; None in others."""
    if type(node).__name__ != "A_Expr" or node.kind != nodes.AEXPR_OP:
        return None
    if [each.string.sval for each in node.name] != ["="]:  # with a schema it is written where it is not the type's own
        return None
    left, right = unwrapped(node.lexpr), unwrapped(node.rexpr)
    for this, other in ((left, right), (right, left)):
        found = _column(this, exact)
        if found is not None and found.fields[-1].string.sval == column and _is_context(other, functions):
            return found
    return None


def _column(node: Any, exact: set[str]) -> Any:
    """A column, be it cast to a type in which it stays what it is."""
    while type(node).__name__ == "TypeCast" and _is_exact(node.type_name, exact):
        node = unwrapped(node.arg)
    return node if type(node).__name__ == "ColumnRef" else None


def _is_exact(kind: Any, exact: set[str]) -> bool:
    """Whether no two keys become one in a type; a length would cut them off."""
    return kind.names[-1].string.sval in exact and not kind.typmods


def _is_context(node: Any, functions: frozenset[str]) -> bool:
    """Whether a value is made of constants, settings and the convention's functions alone: the same for every row."""
    match type(node).__name__:
        case "A_Const":
            return True
        case "TypeCast":
            return _is_context(unwrapped(node.arg), functions)
        case "CoalesceExpr":
            return all(_is_context(unwrapped(each), functions) for each in node.args)
        case "A_Expr":
            sides = (unwrapped(node.lexpr), unwrapped(node.rexpr))
            return node.kind == nodes.AEXPR_NULLIF and all(_is_context(each, functions) for each in sides)
        case "FuncCall":
            names = ".".join(each.string.sval for each in node.funcname).removeprefix("pg_catalog.")
            known = names == "current_setting" or names in functions
            return known and all(_is_context(unwrapped(each), functions) for each in node.args)
        case "SubLink":
            return _is_value(node, functions)
    return False


def _is_value(node: Any, functions: frozenset[str]) -> bool:
    """Whether it is `(SELECT value)`, with nothing else in it."""
    query = unwrapped(node.subselect)
    said = {held.name for held, _ in query.ListFields()} - {"limit_option", "op"}
    if node.sub_link_type != nodes.EXPR_SUBLINK or said != {"target_list"} or len(query.target_list) != 1:
        return False
    return _is_context(unwrapped(unwrapped(query.target_list[0]).val), functions)
