"""Whose columns can be named at a place: the sources of the query around it, and of the queries around that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.wanted import Output, Source


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean at a place."""

    sources: tuple[Source, ...] = ()
    """Whose columns can be named, the innermost query's first, each query's in the order of the text. `outer` marks
    those of queries around. In INSERT … ON CONFLICT `excluded`, in RETURNING of 18 `old` and `new` are among them."""
    made: tuple[Source, ...] = ()
    """CTEs that FROM can name here."""
    target: Source | None = None
    """What INSERT, UPDATE, DELETE, MERGE write."""
    outputs: tuple[Output, ...] = ()
    """The columns that the query's select list makes: ORDER BY and GROUP BY can name them."""
    windows: tuple[str, ...] = ()
    """The names of its WINDOW clause."""


def visible(place: Place) -> Scope:
    """The scope at a place of a statement, half-written or not; what follows the cursor counts too."""
    raise NotImplementedError
