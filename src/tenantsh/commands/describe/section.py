r"""How a description is put together: sections in psql's order, each with its question, its lines and its part.

The footers of `\d` are data here: whoever adds one writes a section and puts it in its place in `ORDER`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from tenantsh.model.result import Result, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tenantsh.commands.describe.relation import Look
    from tenantsh.db.query import Query, Request


class About(Protocol):
    """A row of an answer: about one of the relations that were asked for."""

    @property
    def relation(self) -> int:
        """The relation's oid, always the first column."""
        ...


Row = TypeVar("Row", bound=About)


class Section(NamedTuple, Generic[Row]):
    """A footer that needs an answer of the server's, and the table that a notebook gets of it."""

    query: Query[Row]
    """Asked once for all `relations` (oids) together, with `verbose` and `tenant_column`."""
    wanted: Callable[[Look], bool]
    lines: Callable[[Look, Sequence[Row]], Iterable[str]] = lambda _look, _rows: ()
    """The footers. One may have several lines, as one cell of a table may."""
    part: str | None = None
    """The title of the part that the rows make; None for what is only a remark."""

    def ask(self, about: Sequence[Look]) -> Request:
        """The question about several relations, looked at alike; each row of the answer is about one of them."""
        like = about[0]
        relations = [look.relation.oid for look in about]
        return self.query.ask(relations=relations, verbose=like.verbose, tenant_column=like.tenant_column)

    def table(self, rows: Sequence[Row]) -> Result | None:
        """The rows as a part of the description, if it is one and there are any."""
        return table_of(self.query, rows, title=self.part) if self.part and rows else None


class Remark(NamedTuple):
    """A footer that the relation's own row answers."""

    lines: Callable[[Look], Iterable[str]]


def table_of(query: Query[Row], rows: Sequence[Row], *, title: str | None = None) -> Result:
    """An answer about one relation as a table, without the column that says which one it is about."""
    whole = Result.of(query.row, rows, title=title)
    return replace(whole, columns=whole.columns[1:], cells=Table(row[1:] for row in whole.rows))


def headed(heading: str, lines: Iterable[str]) -> Iterable[str]:
    """The lines beneath a heading; nothing at all where there are none.

    >>> list(headed("Indexes:", ["    a"])), list(headed("Indexes:", []))
    (['Indexes:', '    a'], [])
    """
    found = list(lines)
    return [heading, *found] if found else []
