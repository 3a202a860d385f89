"""Whether a view binds what it reads to the context itself, in each of its queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.db.doctor.context import Source
from tenantsh.db.doctor.expressions import sources_in
from tenantsh.db.guard import grammar
from tenantsh.db.pruning.text import inner

if TYPE_CHECKING:
    from tenantsh.db.doctor.context import Known


def binds_everywhere(definition: str, tables: frozenset[str], known: Known) -> bool:
    """Whether each query of a view that reads one of these tables, or one around it, asks for the context.

    What it does with the context is not looked into. A view that reads none of them itself binds nothing.
    """
    try:
        parsed = grammar.parse(definition)
    except grammar.TooDeep:
        return False
    read = [bound for each in parsed or () for bound in _reads(each.tree, tables, known, bound=False)]
    return bool(read) and all(read)


def _reads(node: Any, tables: frozenset[str], known: Known, *, bound: bool) -> list[bool]:
    """For each place where one of the tables is read, whether a condition around it asks for the context."""
    kind = type(node).__name__
    if kind == "RangeVar":
        return [bound] if node.relname in tables else []
    if kind == "SelectStmt":
        bound = bound or _asks(node.where_clause, known)
    elif kind == "JoinExpr":
        bound = bound or _asks(node.quals, known)
    return [found for each in inner(node) for found in _reads(each, tables, known, bound=bound)]


def _asks(condition: Any, known: Known) -> bool:
    return Source.ORGANIZATION in sources_in(condition, known)
