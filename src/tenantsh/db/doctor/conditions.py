"""What a policy's condition leaves open: which of its ways do not bind a row to the context, and how they fail to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.doctor.context import Source
from tenantsh.db.doctor.expressions import Row, bare, has_from, is_null, kind_of, sources_in, tree_of, truth_of
from tenantsh.db.doctor.leaves import Flaw, of_leaf
from tenantsh.db.pruning.text import unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.db.doctor.context import Known

__all__ = ["Flaw", "Row", "flaws"]


def flaws(sql: str, row: Row, known: Known) -> list[Flaw]:
    """How a condition is true for other organizations' rows; empty where each of its ways binds them."""
    tree = tree_of(sql)
    return (
        _open(tree, row, known) if tree is not None else [Flaw("policy-unread", "it cannot be read here", sure=False)]
    )


def _open(node: Any, row: Row, known: Known) -> list[Flaw]:
    kind = kind_of(node)
    if kind == "CaseExpr":
        return _of_case(node, row, known, _open)
    if kind == "CoalesceExpr":
        first, *others = [_open(unwrapped(each), row, known) for each in node.args]
        return [*first, *(_while_unset(flaw) for flaws in others for flaw in flaws)]
    if kind == "SubLink" and node.sub_link_type == nodes.EXISTS_SUBLINK and not has_from(node):
        where = unwrapped(unwrapped(node.subselect).where_clause)
        return _open(where, row, known) if where is not None else [Flaw("policy-true", "it is true for every row")]
    if kind == "BooleanTest":
        return _of_test(node, row, known)
    if kind == "A_Expr" and (truth := _compared_with_truth(node)) is not None:
        what, value = truth
        return _open(what, row, known) if value else _negated(what, row, known)
    if kind == "BoolExpr" and node.boolop == nodes.NOT_EXPR:
        return _negated(unwrapped(node.args[0]), row, known)
    if kind != "BoolExpr":
        return list(of_leaf(node, row, known))
    parts = [_open(unwrapped(each), row, known) for each in node.args]
    if node.boolop == nodes.AND_EXPR and (not all(parts) or _bounded(node)):
        return []
    return [flaw for part in parts for flaw in part]


_WHEN_NULL = (nodes.IS_NOT_TRUE, nodes.IS_NOT_FALSE, nodes.IS_UNKNOWN)
"""Tests that are true of NULL, which a comparison with a context that is not set gives."""


_OPPOSITE = {
    nodes.IS_TRUE: nodes.IS_NOT_TRUE,
    nodes.IS_NOT_TRUE: nodes.IS_TRUE,
    nodes.IS_FALSE: nodes.IS_NOT_FALSE,
    nodes.IS_NOT_FALSE: nodes.IS_FALSE,
    nodes.IS_UNKNOWN: nodes.IS_NOT_UNKNOWN,
    nodes.IS_NOT_UNKNOWN: nodes.IS_UNKNOWN,
}


def _of_test(node: Any, row: Row, known: Known) -> list[Flaw]:
    """`X IS TRUE` and its kin."""
    tested, how = unwrapped(node.arg), node.booltesttype
    if is_null(tested):
        return [Flaw("policy-true", "it is true for every row")] if how in _WHEN_NULL else []
    if how == nodes.IS_UNKNOWN:
        found = []
    elif how == nodes.IS_NOT_UNKNOWN:
        found = [Flaw("policy-no-context", "it is true for every row as soon as any context is set")]
    else:
        look = _open if how in (nodes.IS_TRUE, nodes.IS_NOT_FALSE) else _negated
        found = look(tested, row, known)
    if how in _WHEN_NULL and Source.ORGANIZATION in sources_in(tested, known):
        found = [Flaw("policy-unset", "it is true for every row while the context is not set"), *found]
    return found


def _negated(node: Any, row: Row, known: Known) -> list[Flaw]:
    """How NOT of a condition is true for other organizations' rows."""
    kind = kind_of(node)
    if kind == "BoolExpr" and node.boolop == nodes.NOT_EXPR:
        return _open(unwrapped(node.args[0]), row, known)
    if kind == "BoolExpr":
        parts = [_negated(unwrapped(each), row, known) for each in node.args]
        return [] if node.boolop == nodes.OR_EXPR and not all(parts) else [flaw for part in parts for flaw in part]
    if kind == "CoalesceExpr":
        return _not_coalesced(node, row, known)
    if kind == "BooleanTest":
        turned = type(node)()
        turned.CopyFrom(node)
        turned.booltesttype = _OPPOSITE[node.booltesttype]
        return _of_test(turned, row, known)
    if kind == "CaseExpr":
        return _of_case(node, row, known, _negated)
    if is_null(node):
        return []
    if (constant := truth_of(node)) is not None:
        return [] if constant else [Flaw("policy-true", "it is true for every row")]
    return list(of_leaf(nodes.BoolExpr(boolop=nodes.NOT_EXPR, args=[_wrapped(node)]), row, known))


def _not_coalesced(node: Any, row: Row, known: Known) -> list[Flaw]:
    first, *others = [unwrapped(each) for each in node.args]
    if any(kind_of(each) == "A_Const" and truth_of(each) for each in others):
        return _negated(first, row, known)
    return [Flaw("policy-unset", "it is true for every row while the context is not set"), *_negated(first, row, known)]


def _wrapped(node: Any) -> Any:
    """A node as others hold it."""
    held = next(each for each in nodes.Node.DESCRIPTOR.fields if each.message_type is node.DESCRIPTOR)
    return nodes.Node(**{held.name: node})


def _compared_with_truth(node: Any) -> tuple[Any, bool] | None:
    """A condition that is compared with TRUE or FALSE, and with which."""
    if not node.name or node.name[-1].string.sval not in ("=", "<>") or node.kind != nodes.AEXPR_OP:
        return None
    left, right = unwrapped(node.lexpr), unwrapped(node.rexpr)
    for what, constant_ in ((left, right), (right, left)):
        if kind_of(constant_) == "A_Const" and constant_.HasField("boolval") and kind_of(what) != "A_Const":
            return what, constant_.boolval.boolval == (node.name[-1].string.sval == "=")
    return None


def _bounded(node: Any) -> bool:
    """Whether an AND has `column >= value` and `column <= value` of one value: a BETWEEN whose bounds are the same."""
    leaves = [each for each in (unwrapped(arg) for arg in node.args) if kind_of(each) == "A_Expr" and each.name]
    sides = {
        (each.name[-1].string.sval, bare(each.lexpr), bare(each.rexpr))
        for each in leaves
        if each.kind == nodes.AEXPR_OP
    }
    return any(operator == ">=" and ("<=", left, right) in sides for operator, left, right in sides)


def _of_case(node: Any, row: Row, known: Known, look: Callable[[Any, Row, Known], list[Flaw]]) -> list[Flaw]:
    """A CASE is true where one of its conditions and its result are, or where its ELSE is; `look` reads the results."""
    found: list[Flaw] = []
    about = False
    for each in (unwrapped(when) for when in node.args):
        condition, result = unwrapped(each.expr), look(unwrapped(each.result), row, known)
        about = about or Source.ORGANIZATION in sources_in(condition, known)
        if result:
            met = [] if node.HasField("arg") else _open(condition, row, known)
            found += [flaw for flaw in (*met, *result) if met or node.HasField("arg")]
    otherwise = look(unwrapped(node.defresult), row, known) if node.HasField("defresult") else []
    found += [_while_unset(flaw) if about else flaw for flaw in otherwise]
    narrow = [flaw for flaw in found if flaw.kind != "policy-true"]
    return narrow or found


def _while_unset(flaw: Flaw) -> Flaw:
    """What stands for the case that a comparison with the context is NULL."""
    if flaw.kind != "policy-true":
        return flaw
    return Flaw("policy-unset", "it is true for every row while the context is not set", flaw.sure)
