"""How a policy's condition is written, where that costs something, or fails instead of being false."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.doctor.expressions import column_of, has_column, kind_of, tree_of
from tenantsh.db.pruning.text import everything, here, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.context import Known
    from tenantsh.db.doctor.expressions import Row

_TEXTS = ("character varying", "character", "text", "name")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a condition is written, where that costs something or fails."""

    kind: str
    words: str


def manners(sql: str, row: Row, known: Known) -> list[Manner]:
    """What is unwise in how a condition is written."""
    tree = tree_of(sql)
    return list(_manners(tree, row, known)) if tree is not None else []


def _manners(tree: Any, row: Row, known: Known) -> Iterator[Manner]:
    nodes_ = everything(tree)
    outside = {id(each) for each in _outside_queries(tree)}
    for each in nodes_:
        kind = kind_of(each)
        if kind == "RangeVar" and each.relname == row.name:
            yield Manner(
                "policy-recursion", f"it reads {row.name} itself, which its own policy then is asked for again"
            )
        elif kind == "FuncCall" and each.funcname[-1].string.sval == "current_setting":
            if len(each.args) == 1:
                yield Manner(
                    "setting-raises", "current_setting without its second argument is an error while it is not set"
                )
        elif kind == "TypeCast":
            yield from _cast(each, row)
        elif kind == "FuncCall" and id(each) in outside and known.reads(each.funcname[-1].string.sval):
            takes = any(has_column(unwrapped(argument), row) for argument in each.args)
            how = "takes a column" if takes else "is not in a sub-select"
            yield Manner("policy-per-row", f"{each.funcname[-1].string.sval}() {how}, so it may run for every row")


def _cast(node: Any, row: Row) -> Iterator[Manner]:
    inside = unwrapped(node.arg)
    target = node.type_name.names[-1].string.sval if node.type_name.names else ""
    if kind_of(inside) == "FuncCall" and inside.funcname[-1].string.sval == "current_setting" and target != "text":
        yield Manner(
            "setting-empty", f"a setting that has ended reads '', which is no {target}: an error, and not no row"
        )
    if column_of(inside, row.name) == row.tenant_column is not None and row.tenant_type not in _TEXTS:
        yield Manner("tenant-cast", f"{row.tenant_column} is cast, so that no index on it serves the policy")


def _outside_queries(tree: Any) -> list[Any]:
    return [each for each in here(tree) if kind_of(each) != "SelectStmt"]
