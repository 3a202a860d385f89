"""The WITH queries around a query: what its names mean, and how it is asked so that they still do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.pruning.text import unwrapped
from tenantsh.db.whyempty.counting import MOST, Question
from tenantsh.db.whyempty.trees import bare, copy, naming_all, sql_of

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Withs:
    """WITH clauses, the outermost first."""

    clauses: tuple[Any, ...] = ()

    @property
    def recursive(self) -> bool:
        """Whether the innermost one may name itself."""
        return bool(self.clauses) and bool(self.clauses[-1].recursive)

    def inside(self, select: Any) -> Withs:
        """What can be named within a query: its own WITH too."""
        return Withs((*self.clauses, select.with_clause)) if select.HasField("with_clause") else self

    def query(self, name: str) -> tuple[Any, Withs] | None:
        """The WITH query of a name, and what can be named within that; None where there is none."""
        for depth in range(len(self.clauses) - 1, -1, -1):
            clause = self.clauses[depth]
            for at, held in enumerate(clause.ctes):
                if unwrapped(held).ctename == name:
                    before = clause if clause.recursive else _first(clause, at)
                    around = (*self.clauses[:depth], before) if before.ctes else self.clauses[:depth]
                    return unwrapped(held), Withs(around)
        return None

    def text(self, sql: str, columns: str = "") -> str:
        """A query's words with all that it can name around them, and these columns of it: ` *` for all."""
        for clause in reversed(self.clauses):
            named = bare(())
            named.with_clause.CopyFrom(clause)
            sql = f"{sql_of(named)}{columns} FROM ({sql}) AS t"
        return sql

    def count(self, select: Any, params: Sequence[Any] = ()) -> Question:
        """The question how many rows a query has; its own WITH is one of these clauses already."""
        own = copy(select)
        own.ClearField("with_clause")
        rows = self.text(sql_of(own))
        sql = f"SELECT pg_catalog.count(*) FROM (SELECT 1 FROM ({rows}) AS t LIMIT {MOST + 1}) AS t"
        return Question(f"{sql}{naming_all(params, sql, 'WHERE')}", tuple(params))


def _first(clause: Any, count: int) -> Any:
    made = copy(clause)
    del made.ctes[count:]
    return made
