"""What a condition tells by its looks: why it may be true of no row at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.pruning.shapes import operator_of
from tenantsh.db.pruning.text import here, unwrapped
from tenantsh.db.whyempty.trees import bare, copy, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

_DELETED = "deleted_at"
_COMPARES = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})


def of(condition: Any, org: str, column: str | None) -> list[str]:
    """What is to be said of it."""
    found: list[str] = []
    for each in here(condition):
        if type(each).__name__ == "A_Expr" and each.kind == nodes.AEXPR_OP and operator_of(each) in _COMPARES:
            found += _compared(each, org, column)
    return found


def _compared(node: Any, org: str, column: str | None) -> Iterator[str]:
    left, right = unwrapped(node.lexpr), unwrapped(node.rexpr)
    for one, other in ((left, right), (right, left)):
        if type(other).__name__ != "A_Const":
            continue
        if other.isnull:
            yield "what is compared with NULL is never true: IS NULL asks for it"
        elif operator_of(node) == "=" and column and column_of(one) == column and constant(other) not in (None, org):
            yield f"this session is organization {org}'s, and it asks for {constant(other)}'s"


def asks_for_the_living(condition: Any) -> bool:
    """Whether it leaves out rows that are marked as deleted: `deleted_at IS NULL`."""
    tested = type(condition).__name__ == "NullTest" and condition.nulltesttype == nodes.IS_NULL
    return tested and column_of(unwrapped(condition.arg)) == _DELETED


def column_of(node: Any) -> str | None:
    """The column that a node is; None where it is something else."""
    if type(node).__name__ != "ColumnRef":
        return None
    last = unwrapped(node.fields[-1])
    return str(last.sval) if type(last).__name__ == "String" else None


def constant(node: Any) -> str | None:
    """A constant as a text."""
    match node.WhichOneof("val"):
        case "ival":
            return str(node.ival.ival)
        case "sval":
            return str(node.sval.sval)
        case "fval":
            return str(node.fval.fval)
    return None


def nulls_of(query: Any) -> Any:
    """The rows of a subquery of one column that are NULL."""
    source = nodes.RangeSubselect(subquery=wrapped(copy(query)))
    source.alias.aliasname = "t"
    source.alias.colnames.append(nodes.Node(string=nodes.String(sval="value")))
    column = nodes.ColumnRef(fields=[nodes.Node(string=nodes.String(sval=name)) for name in ("t", "value")])
    return bare([source], [nodes.NullTest(arg=wrapped(column), nulltesttype=nodes.IS_NULL)])
