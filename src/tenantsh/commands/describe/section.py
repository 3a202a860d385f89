r"""How a description is put together: sections in psql's order, each with its question, its lines and its part.

The footers of `\d` are data here: whoever adds one writes a section and puts it in its place in `ORDER`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tenantsh.commands.describe.relation import Look
    from tenantsh.db.query import Query, Request

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Section(Generic[Row]):
    """A footer that needs an answer of the server's, and the table that a notebook gets of it."""

    query: Query[Row]
    """Asked with `relation` (an oid) and `verbose`."""
    wanted: Callable[[Look], bool]
    lines: Callable[[Look, Sequence[Row]], Iterable[str]]
    """The footers. One may have several lines, as one cell of a table may."""
    part: str | None = None
    """The title of the part that the rows make; None for what is only a remark."""

    def ask(self, look: Look) -> Request:
        """The question about this relation."""
        return self.query.ask(relation=look.relation.oid, verbose=look.verbose)

    def table(self, rows: Sequence[Row]) -> Result | None:
        """The rows as a part of the description, if it is one and there are any."""
        return Result.of(self.query.row, rows, title=self.part) if self.part and rows else None


@dataclass(frozen=True, slots=True)
class Remark:
    """A footer that the relation's own row answers."""

    lines: Callable[[Look], Iterable[str]]


def headed(heading: str, lines: Iterable[str]) -> Iterable[str]:
    """The lines beneath a heading; nothing at all where there are none.

    >>> list(headed("Indexes:", ["    a"])), list(headed("Indexes:", []))
    (['Indexes:', '    a'], [])
    """
    found = list(lines)
    return [heading, *found] if found else []
