"""Conditions on keys as they were read: the key's side, the operator, the values it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.pruning.shapes import Shape, operator_of, shape
from tenantsh.db.pruning.text import unwrapped
from tenantsh.db.pruning.values import Value, value

if TYPE_CHECKING:
    from tenantsh.db.pruning.naming import Columns
    from tenantsh.db.pruning.statement import Predicate

_TURNED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=", "<>": "<>"}
_KINDS = {"AEXPR_OP", "AEXPR_IN", "AEXPR_BETWEEN", "AEXPR_LIKE"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A key, or what hides it, compared with something."""

    predicate: Predicate
    key: Shape
    operator: str
    """`=`, `<`, …, `between`, `in`, `like`; `age` where the key is taken from a value; empty where it is another."""
    values: tuple[Value, ...] = ()
    limit: Value | None = None
    """What an age is compared with."""

    @property
    def column(self) -> str:
        """The key's name."""
        return str(unwrapped(self.key.ref.fields[-1]).sval)


def comparisons(predicate: Predicate, columns: Columns) -> list[Comparison]:
    """What a condition says of each column of a date or time type that it names."""
    node, level = predicate.node, predicate.level
    if type(node).__name__ == "SubLink":
        return _of_subquery(predicate, columns)
    found = shape(node, level, columns)
    if found is None:
        return []
    if type(node).__name__ in ("NullTest", "BooleanTest"):
        return [Comparison(predicate, shape(unwrapped(node.arg), level, columns) or found, "")]
    if type(node).__name__ != "A_Expr" or nodes.A_Expr_Kind.Name(node.kind) not in _KINDS:
        return [Comparison(predicate, found, "")]
    left, right = unwrapped(node.lexpr), unwrapped(node.rexpr)
    here = shape(left, level, columns) if left is not None else None
    there = shape(right, level, columns) if right is not None and type(right).__name__ != "List" else None
    operator = _operator(node)
    if here is not None and there is not None:
        return [Comparison(predicate, each, operator, (Value(None, "row"),)) for each in (here, there)]
    if not operator:
        return [Comparison(predicate, found, "")]
    if here is not None:
        return [_compared(predicate, columns, here, left, operator, right)]
    return [_compared(predicate, columns, there or found, right, _TURNED.get(operator, ""), left)]


def _compared(predicate: Predicate, columns: Columns, key: Shape, hidden: Any, operator: str, other: Any) -> Comparison:
    """A key's side, and the other one."""
    age = _age(hidden, predicate, columns) if key.space == "other" and operator in _TURNED else None
    if age is not None:
        return Comparison(predicate, age[0], f"age {operator}", (age[1],), value(other))
    listed = [unwrapped(item) for item in other.items] if type(other).__name__ == "List" else [other]
    return Comparison(predicate, key, operator, tuple(map(value, listed)))


def _of_subquery(predicate: Predicate, columns: Columns) -> list[Comparison]:
    test = unwrapped(predicate.node.testexpr)
    found = shape(test, predicate.level, columns) if test is not None else None
    return [Comparison(predicate, found, "", (Value(None, "row"),))] if found is not None else []


def _operator(node: Any) -> str:
    match nodes.A_Expr_Kind.Name(node.kind):
        case "AEXPR_IN":
            return "in" if operator_of(node) == "=" else ""
        case "AEXPR_BETWEEN":
            return "between"
        case "AEXPR_LIKE":
            return "like" if operator_of(node) == "~~" else ""
    name = operator_of(node)
    return "<>" if name == "!=" else name if name in _TURNED else ""


def _age(node: Any, predicate: Predicate, columns: Columns) -> tuple[Shape, Value] | None:
    """A key that is taken from a value: `now() - created_at`."""
    if type(node).__name__ != "A_Expr" or operator_of(node) != "-":
        return None
    key = shape(unwrapped(node.rexpr), predicate.level, columns)
    since = value(unwrapped(node.lexpr))
    if key is None or not key.bare or since.known not in ("start", "constant"):
        return None
    return key, since
