"""What a key is compared with: a value that is known already, when the statement starts, while it runs, or never."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tenantsh.db.pruning.shapes import UNITS, is_constant, name_of, operator_of, string_of, type_name
from tenantsh.db.pruning.text import everything, unwrapped

_MOMENTS = ("date", "timestamp", "timestamptz")
_NOW = {"now", "transaction_timestamp", "statement_timestamp"}
_VOLATILE = {"clock_timestamp", "timeofday", "random", "nextval", "gen_random_uuid"}
_SQL_VALUES = {"CURRENT_DATE": "date", "CURRENT_TIMESTAMP": "timestamptz", "LOCALTIMESTAMP": "timestamp"}


@dataclass(frozen=True, slots=True)
class Value:
    """One side of a comparison that no key is in."""

    node: Any
    known: str
    """`constant`, `start` (stable, or a parameter), `running` (a subquery), `row` (another column), `volatile`, or
    `unclear`."""
    type: str = ""
    """`unknown` of a plain literal, a moment's type, `number`, or empty where nobody knows."""
    raw: str = ""
    """A constant's text."""
    begins: str = ""
    """What it is the beginning of for certain: `month`."""
    called: str = ""
    """The function that makes it volatile."""


def value(node: Any) -> Value:
    """What is known of an expression that no key is in."""
    if node is None:
        return Value(node, "unclear")
    if is_constant(node):
        return _constant(node)
    for each in everything(node):
        kind = type(each).__name__
        if kind == "FuncCall" and name_of(each) in _VOLATILE:
            return Value(node, "volatile", called=name_of(each))
    kinds = {type(each).__name__ for each in everything(node)}
    if "ColumnRef" in kinds and "SubLink" not in kinds:
        return Value(node, "row")
    if "SubLink" in kinds:
        return Value(node, "running")
    found = typed(node)
    if found:
        return Value(node, "start", found[0], begins=found[1])
    return Value(node, "start" if kinds & {"ParamRef"} else "unclear")


def _constant(node: Any) -> Value:
    text = string_of(node)
    if type(node).__name__ == "TypeCast":
        kind = type_name(node.type_name)
        return Value(node, "constant", kind if kind in (*_MOMENTS, "interval") else "", text or "")
    if text is not None:
        return Value(node, "constant", "unknown", text)
    if node.HasField("ival"):
        return Value(node, "constant", "number", str(node.ival.ival))
    return Value(node, "constant")


def typed(node: Any) -> tuple[str, str] | None:
    """The type of a stable expression, and what it is the beginning of; None where that is not clear."""
    match type(node).__name__:
        case "A_Const" | "TypeCast" if is_constant(node):
            kind = _constant(node).type
            return (kind, "day" if kind == "date" else "") if kind in _MOMENTS else None
        case "SQLValueFunction":
            from postgast import pg_query_pb2 as nodes

            kind = _SQL_VALUES.get(nodes.SQLValueFunctionOp.Name(node.op).removeprefix("SVFOP_"), "")
            return (kind, "day" if kind == "date" else "") if kind else None
        case "TypeCast":
            kind = type_name(node.type_name)
            fine = kind in _MOMENTS and (type(unwrapped(node.arg)).__name__ == "ParamRef" or typed(unwrapped(node.arg)))
            return (kind, "day" if kind == "date" else "") if fine else None
        case "FuncCall":
            return _call(node)
        case "A_Expr":
            return _sum(node)
    return None


def _call(node: Any) -> tuple[str, str] | None:
    name = name_of(node)
    args = [unwrapped(arg) for arg in node.args]
    if name in _NOW and not args:
        return "timestamptz", ""
    if name == "date_trunc" and len(args) == 2:
        within, unit = typed(args[1]), (string_of(args[0]) or "").lower()
        if within and unit in UNITS:
            return "timestamptz" if within[0] == "date" else within[0], unit
    if name == "make_date" and all(map(is_constant, args)):
        return "date", "day"
    return None


def _sum(node: Any) -> tuple[str, str] | None:
    left, right = unwrapped(node.lexpr), unwrapped(node.rexpr)
    if operator_of(node) not in ("+", "-") or left is None or not is_constant(right):
        return None
    within, added = typed(left), _constant(right)
    if within is None:
        return None
    if within[0] == "date" and added.type == "number":
        return "date", "day"
    if added.type == "interval":
        return "timestamp" if within[0] == "date" else within[0], ""
    return None
