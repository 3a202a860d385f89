"""Which rows a survey reads: every one has the same chance, and all of it a bounded time.

The tenant's rows are counted first; with an index on the organization that is cheap. Then each is read with the chance
that makes it so many. Where there are too many rows to be counted, some of the table's pages are read; where it has
none, as a view, the rows that come first.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import sqrt
from time import monotonic
from typing import TYPE_CHECKING, Any

from tenantsh.db.glances.glance import SETTINGS
from tenantsh.db.plans.explaining import bounds
from tenantsh.db.survey.questions import SOURCE, TOO_LARGE, Look, count, documents_in, outlines, rows
from tenantsh.model.errors import StatementError, TenantshError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.query import Query
    from tenantsh.db.survey.questions import Row, Source

_MORE = 5
"""How many standard deviations more rows are read than are wanted: by chance there may come fewer."""
_PAGES = 3000
"""Pages that are read where there are too many rows to be counted."""
_SPARSE = 500
"""Rows that are too few of so many pages: then ten times as many are read."""
_PAGED = "rpm"
"""Kinds of relations that have pages."""
_TOO_LONG = "57014"
_OUTLINES = 20
_TRIES = 4
"""How many questions may take as long as each may."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a survey may read, and how long each of its questions may take."""

    most: int
    """Rows."""
    size: int
    """Bytes of documents."""
    counted: int
    """Rows that are counted."""
    seconds: float
    """For one question."""
    walking: float
    """Seconds for reading the documents that it brought."""


SOME = Effort(most=5000, size=4 * 2**20, counted=1_000_000, seconds=0.6, walking=0.15)
MUCH = Effort(most=100_000, size=48 * 2**20, counted=10_000_000, seconds=8.0, walking=6.0)


@dataclass(frozen=True, slots=True)
class Sample:
    """Some rows, and how they were drawn."""

    source: Source
    org: str | None
    """Whose rows these are; None in a plain session."""
    rows: list[Row] = field(repr=False)
    of: int | None
    """The rows that the tenant has; None where they were not counted."""
    pages: float = 100.0
    """The part of the table's pages that they come from, in percent."""
    first: bool = False
    """Whether they are those that came first."""
    outlines: list[list[Row]] = field(default_factory=list, repr=False)
    """For each column, the first level of some large documents."""

    @property
    def whole(self) -> bool:
        """Whether these are all rows."""
        return self.of is not None and len(self.rows) >= self.of


def sample(session: Asking, relation: int, columns: Sequence[str], effort: Effort) -> Sample:
    """Rows of a relation with the documents of some columns. Raises TenantshError where there is no time to read any.

    The person's open transaction stays as it was. Raises what is wrong with the session or the relation.
    """
    link = getattr(session, "link", None)  # a plain session has no tenant
    drawing = _Drawing(session, effort, link.tenant.org if link else None, monotonic() + effort.seconds * _TRIES)
    [source] = drawing.ask(SOURCE, relation=relation, tenant_column=link.tenant_column if link else None)
    drawing.of = drawing.counted(source)
    return drawing.drawn(source, list(columns))


@dataclass(slots=True)
class _Drawing:
    """One sampling of a session's."""

    session: Asking
    effort: Effort
    org: str | None
    ends: float
    """When nothing more is tried."""
    of: int | None = None
    """How many rows there are, where that is known."""

    def drawn(self, source: Source, columns: list[str]) -> Sample:
        """Rows in the best way for which there is time."""
        for draw in (self._evenly, self._by_pages, self._first):
            for effort in self.efforts:
                found = None if self.over else draw(source, columns, effort)
                if found is not None:
                    return found
        raise TenantshError(
            f"{source.name} could not be read",
            why=f"no row came within {self.effort.seconds:g} s",
            hint=r"\keys+ waits longer" if self.effort.seconds < MUCH.seconds else None,
        )

    @property
    def efforts(self) -> Iterator[Effort]:
        """What is read; and less where there was no time for it, as documents may be long."""
        for fewer, shorter in ((1, 1), (8, 4), (64, 8)):
            yield replace(self.effort, most=self.effort.most // fewer, size=self.effort.size // shorter)

    @property
    def over(self) -> bool:
        """Whether nothing more is tried."""
        return monotonic() > self.ends

    def counted(self, source: Source) -> int | None:
        """How many rows there are; None where there are too many, or no time."""
        counted = self.soon(count(source, self.org, self.effort.counted))
        return counted[0].rows if counted and counted[0].rows <= self.effort.counted else None

    def _evenly(self, source: Source, columns: list[str], effort: Effort) -> Sample | None:
        """Rows of all of the tenant's; None where they could not be counted, or there is no time."""
        if self.of is None:
            return None
        wanted = effort.most + _MORE * sqrt(effort.most)
        chance = min(1.0, wanted / max(1, self.of))
        return self._sample(source, columns, Look(chance if self.of > effort.most else 1.0), effort, self.of)

    def _by_pages(self, source: Source, columns: list[str], effort: Effort) -> Sample | None:
        """Rows of some pages; None where it has no pages, or no rows in them, or there is no time."""
        if source.kind not in _PAGED or source.pages <= _PAGES:
            return None
        found = self._paged(source, columns, _PAGES, effort)
        if found is not None and len(found.rows) < min(_SPARSE, effort.most):
            found = self._paged(source, columns, _PAGES * 10, effort) or found
        return found if found is not None and found.rows else None

    def _paged(self, source: Source, columns: list[str], pages: int, effort: Effort) -> Sample | None:
        with suppress(StatementError):  # a partition may be a foreign table
            return self._sample(source, columns, Look(pages=min(100.0, 100 * pages / source.pages)), effort)
        return None

    def _first(self, source: Source, columns: list[str], effort: Effort) -> Sample | None:
        """The rows that come first; None where there is no time."""
        return self._sample(source, columns, Look(first=effort.most), effort)

    def _sample(
        self, source: Source, columns: list[str], look: Look, effort: Effort, of: int | None = None
    ) -> Sample | None:
        look = replace(look, most=effort.most, size=effort.size)
        found = self.soon(rows(source, columns, self.org, look))
        if found is None:
            return None
        large = [self._outlines(source, column, found, at) for at, column in enumerate(columns)]
        return Sample(source, self.org, found, of, look.pages, bool(look.first), large)

    def _outlines(self, source: Source, column: str, found: list[Row], at: int) -> list[Row]:
        if not any(TOO_LARGE in row.documents and documents_in(row)[at] == TOO_LARGE for row in found):
            return []
        try:
            return self.soon(outlines(source, column, self.org, _OUTLINES)) or []
        except StatementError:  # json that is no jsonb
            return []

    def soon(self, query: Query[Any]) -> list[Any] | None:
        """The rows of a question; None where it took too long. Raises StatementError, also for what is locked."""
        try:
            return self.ask(query)
        except StatementError as error:
            if error.sqlstate != _TOO_LONG:
                raise
            return None

    def ask(self, query: Query[Any], **params: object) -> list[Any]:
        """The rows of a question, bounded in time."""
        bounded = (bounds(self.effort.seconds), SETTINGS.ask())
        found: list[Any] = self.session.fetch_apart(*bounded, query.ask(**params))[-1]
        return found
