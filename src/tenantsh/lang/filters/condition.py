"""A compiled filter: SQL in pieces, with its values apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.quote import quote_literal

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value, as the text that the server's input function for its type takes."""

    text: str
    type: str
    """`jsonb`, `jsonb[]`, `jsonpath`, `text`, `timestamptz`, …: what it is cast to."""


Piece = str | Parameter


@dataclass(frozen=True, slots=True)
class Conjunct:
    """One of the conditions that all have to hold."""

    pieces: tuple[Piece, ...]
    served_by: frozenset[str] = frozenset()
    """What could serve it, were there no row security: operator classes of GIN, or names of extracted indexes."""


@dataclass(frozen=True, slots=True)
class Condition:
    """All of a filter; without conjuncts it is true."""

    conjuncts: tuple[Conjunct, ...]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The values, in the order of their places."""
        return tuple(piece for each in self.conjuncts for piece in each.pieces if isinstance(piece, Parameter))

    def spelled(self, place: Callable[[Parameter], str], verbatim: Callable[[str], str] = str) -> str:
        """The SQL, with what `place` writes for each parameter, in their order, and `verbatim` for what is between."""
        sql = " AND ".join(
            "".join(verbatim(piece) if isinstance(piece, str) else place(piece) for piece in each.pieces)
            for each in self.conjuncts
        )
        return sql or "true"

    @property
    def literal(self) -> str:
        """The SQL with values as literals: a statement that stands by itself."""
        return self.spelled(lambda value: f"{quote_literal(value.text).lstrip()}::{value.type}")

    @property
    def numbered(self) -> str:
        """The SQL with `$1`, `$2`, …, as the server's protocol has it."""
        numbers = iter(range(1, 1 + len(self.parameters)))
        return self.spelled(lambda value: f"${next(numbers)}::{value.type}")

    @property
    def formatted(self) -> str:
        """The SQL with `%s`, as psycopg and `Session.run` take it."""
        return self.spelled(lambda value: f"%s::{value.type}", lambda sql: sql.replace("%", "%%"))
