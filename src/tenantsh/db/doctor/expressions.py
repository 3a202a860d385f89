"""The parts of a policy's condition: its parse tree, which columns it names, and what it reads of the context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.doctor.context import Source
from tenantsh.db.doctor.defaults import inside
from tenantsh.db.guard import grammar
from tenantsh.db.pruning.text import everything, here, unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tenantsh.db.doctor.context import Known


@dataclass(frozen=True, slots=True)
class Row:
    """The table that a policy is on, and what its conditions may lean on."""

    tenant_column: str | None
    tenant_type: str | None
    name: str
    filled: bool
    """Whether the tenant's column is NOT NULL."""
    guarded: Callable[[Sequence[str]], bool]
    """Whether one of these relations, by bare name, has row security of its own."""


@lru_cache(maxsize=4096)
def tree_of(sql: str) -> Any:
    """A condition's parse tree; None for what cannot be read."""
    try:
        parsed = grammar.parse(f"SELECT {sql}")
    except grammar.TooDeep:
        return None
    if not parsed or len(parsed) != 1 or type(parsed[0].tree).__name__ != "SelectStmt":
        return None
    return unwrapped(unwrapped(parsed[0].tree.target_list[0]).val)


def kind_of(node: Any) -> str:
    """What a node is: the name of its message."""
    return type(node).__name__


def is_null(node: Any) -> bool:
    """Whether a value is NULL as it stands."""
    node = inside(node)
    return kind_of(node) == "A_Const" and bool(node.isnull)


def truth_of(node: Any) -> bool | None:
    """What a condition without columns is always; None for one that depends on something."""
    node = inside(node)
    if kind_of(node) == "A_Const":
        return bool(node.boolval.boolval) if node.HasField("boolval") else False
    if kind_of(node) == "A_Expr" and node.name and node.name[-1].string.sval == "=":
        left, right = unwrapped(node.lexpr), unwrapped(node.rexpr)
        if kind_of(left) == kind_of(right) == "A_Const":
            return bare(left) == bare(right)
    return None


_PLACE = re.compile(r"^\s*location: -?\d+\n", re.MULTILINE)


def bare(node: Any) -> str:
    """A part of an expression as text, wherever it stands."""
    return _PLACE.sub("", str(node))


def column_of(node: Any, table: str) -> str | None:
    """The column of a table that a node names; the table itself for a whole row; None for anything else."""
    if kind_of(node) != "ColumnRef":
        return None
    names = [unwrapped(each) for each in node.fields]
    words = [each.sval for each in names if kind_of(each) == "String"]
    return words[-1] if words and (len(words) == 1 or words[-2] == table) else (table if not words else None)


def has_column(node: Any, row: Row) -> bool:
    """Whether a part of an expression, but for queries in it, names a column of the table."""
    return any(column_of(each, row.name) is not None for each in here(node))


def sources_in(node: Any, known: Known) -> frozenset[Source]:
    """What a part of an expression reads of the context."""
    return frozenset().union(*(sources_of(each, known) for each in everything(node)))


def sources_of(node: Any, known: Known) -> frozenset[Source]:
    """What a single node reads of the context."""
    kind = kind_of(node)
    if kind == "SQLValueFunction":
        names = nodes.SQLValueFunctionOp.Name(node.op)
        login = any(word in names for word in ("CURRENT_USER", "SESSION_USER", "CURRENT_ROLE", "SVFOP_USER"))
        return frozenset([Source.ORGANIZATION]) if known.by_role and login else frozenset()
    if kind != "FuncCall":
        return frozenset()
    name = node.funcname[-1].string.sval
    if name == "current_setting" and node.args:
        argument = inside(unwrapped(node.args[0]))
        said = argument.sval.sval if kind_of(argument) == "A_Const" else ""
        source = known.of_setting(said)
        return frozenset([source]) if source is not None else frozenset()
    return known.reads(name)


def has_from(link: Any) -> bool:
    """Whether a sub-select reads anything."""
    query = unwrapped(link.subselect)
    return kind_of(query) == "SelectStmt" and (len(query.from_clause) > 0 or query.op != nodes.SETOP_NONE)
