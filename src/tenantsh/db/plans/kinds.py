"""The type of an expression in a plan, where its words tell."""

from __future__ import annotations

from typing import Any

_NAMES = {
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
    "date": "date",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "numeric": "numeric",
    "text": "text",
    "name": "name",
}
"""Types of which some operators are leakproof and others not, as `format_type` has them."""
_NOW = {
    "SVFOP_CURRENT_DATE": "date",
    "SVFOP_CURRENT_TIMESTAMP": "timestamp with time zone",
    "SVFOP_LOCALTIMESTAMP": "timestamp without time zone",
}


def type_of(node: Any) -> str | None:
    """The type of a cast, of CURRENT_DATE and its like, and of days added to one; None of everything else."""
    from postgast import pg_query_pb2 as nodes

    from tenantsh.db.pruning.text import unwrapped

    kind = type(node).__name__
    if kind == "TypeCast" and not node.type_name.array_bounds:
        return _NAMES.get(unwrapped(node.type_name.names[-1]).sval)
    if kind == "SQLValueFunction":
        return _NOW.get(nodes.SQLValueFunctionOp.Name(node.op))
    if kind == "A_Expr" and node.name and unwrapped(node.name[-1]).sval in ("+", "-"):
        right = unwrapped(node.rexpr)
        days = type(right).__name__ == "A_Const" and right.WhichOneof("val") == "ival"
        left = type_of(unwrapped(node.lexpr))
        return left if days and left == "date" else None
    return None
