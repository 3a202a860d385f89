"""A table that a statement names, and where a condition on its rows alone can stand without meaning something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.pruning.text import here, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

_VALUES = ("A_Const", "ParamRef")


@dataclass(slots=True)
class Spot:
    """One table in FROM, or one whose rows are changed."""

    name: str
    """As it is written, in quotes: what to_regclass takes."""
    bare: str
    """Its alias, or its name without a schema."""
    qualifier: str
    """What a column of it is written behind."""
    host: Any
    """The node whose condition it is: a SELECT, UPDATE or DELETE by its WHERE, a join by its ON. None for none."""
    obstacle: str | None = None
    """Why no condition can be added."""
    changed: str | None = None
    """`UPDATE` or `DELETE` where its own rows are changed."""
    lone: bool = False
    """Whether it is all that its level reads, so that a bare column is its own."""

    @property
    def reads(self) -> bool:
        """Whether its host's condition names a column of it for certain, so that policies for SELECT count already."""
        condition = unwrapped(slot(self.host)) if self.host is not None else None
        return condition is not None and any(self._column(each) is not None for each in here(condition))

    def says(self, column: str) -> bool:
        """Whether its host's condition already asks of a column that it is equal to one value."""
        return self.host is not None and any(self._pins(each, column) for each in conjuncts(slot(self.host)))

    def _pins(self, node: Any, column: str) -> bool:
        if type(node).__name__ != "A_Expr" or node.kind != nodes.AEXPR_OP or node.name[-1].string.sval != "=":
            return False
        left, right = unwrapped(node.lexpr), unwrapped(node.rexpr)
        sides = ((left, right), (right, left))
        return any(self._column(this) == column and _uncast(other) in _VALUES for this, other in sides)

    def _column(self, node: Any) -> str | None:
        """The name of its column that a node is."""
        if type(node).__name__ != "ColumnRef":
            return None
        names = [getattr(unwrapped(each), "sval", "*") for each in node.fields]
        own = self.lone if len(names) == 1 else names[-2] == self.bare
        return names[-1] if own else None


def slot(host: Any) -> Any:
    """The place in a node where its condition stands."""
    return host.quals if type(host).__name__ == "JoinExpr" else host.where_clause


def conjuncts(condition: Any) -> Iterator[Any]:
    """The parts of a condition that all have to hold."""
    node = unwrapped(condition)
    if type(node).__name__ == "BoolExpr" and node.boolop == nodes.AND_EXPR:
        for each in node.args:
            yield from conjuncts(each)
    elif node is not None:
        yield node


def _uncast(node: Any) -> str:
    while type(node).__name__ == "TypeCast":
        node = unwrapped(node.arg)
    return type(node).__name__
