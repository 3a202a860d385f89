"""Keys of JSON columns, from a bounded sample of what this session's tenant may see.

The sample is read as any statement is, inside the scope: row security decides which rows there are. What the planner
knows of a column (`pg_stats`) is of all organizations, and is not asked. Keys and values stay in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from time import monotonic
from typing import TYPE_CHECKING, Any

from tenantsh.db.catalog.documents import (
    BOUNDED,
    FEW,
    JSON_COLUMNS,
    ROWS,
    SAMPLED,
    documents,
    looks,
    newest,
    outlines,
    scattered,
)
from tenantsh.db.catalog.tally import keys_of
from tenantsh.db.masking.hidden import hidden
from tenantsh.model.documents import root
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.db.asking import Asking
    from tenantsh.db.catalog.documents import Documents, Look, Sampled
    from tenantsh.db.link import Link
    from tenantsh.db.query import Request
    from tenantsh.model.catalog import Catalog, Key

_SHARE = 0.3
"""The part of the time that one question may take."""
_SHORTEST = 0.01
"""Seconds that are too few to ask anything."""


def sample(
    session: Asking,
    catalog: Catalog,
    columns: Iterable[tuple[int, str]] | None = None,
    *,
    seconds: float = 0.5,
) -> dict[tuple[int, str], tuple[Key, ...]]:
    """The keys of JSON columns by relation and column, as this session's tenant has them.

    Without `columns` those of all tables, as far as `seconds` reach; what is missing in the answer was not looked at.
    A column that has nothing comes with no keys, and so does one that cannot be read, or is masked. In a person's
    transaction nothing is asked: what fails would end it. Raises what is wrong with the session, never what is wrong
    with a table.
    """
    if session.in_transaction:
        return {}
    sampling = _sampling(session, seconds)
    wanted = sampling.everything() if columns is None else _rooted(columns, catalog)
    found: dict[tuple[int, str], tuple[Key, ...]] = {}
    relations = sampling.relations(sorted({relation for relation, _ in wanted}))
    for oid, of in groupby(wanted, key=itemgetter(0)):
        if oid not in relations:
            continue
        if sampling.over:
            break
        asked, masked = [name for _, name in of], hidden(session, oid)
        found |= {(oid, name): () for name in asked if name in masked}
        names = [name for name in asked if name not in masked]
        keys = sampling.keys(relations[oid], names) if names else []
        found |= {(oid, name): each for name, each in zip(names, keys, strict=True)}
    return found


def rows_of(session: Asking, relation: int, columns: list[str], *, seconds: float = 0.5) -> list[Documents]:
    """Documents of some rows of one relation, of its newest partitions where it has some; none where that fails.

    The person's open transaction stays as it was. Raises what is wrong with the session.
    """
    sampling = _sampling(session, seconds)
    found = sampling.relations([relation])
    return list(sampling.rows(found[relation], columns)) if relation in found else []


def _sampling(session: Asking, seconds: float) -> _Sampling:
    link: Link | None = getattr(session, "link", None)  # a plain session has no tenant
    whose = (link.tenant.org, link.tenant_column) if link else (None, None)
    return _Sampling(session, monotonic() + seconds, seconds * _SHARE, *whose)


def _rooted(columns: Iterable[tuple[int, str]], catalog: Catalog) -> list[tuple[int, str]]:
    return sorted({(root(oid, catalog), name) for oid, name in columns})


@dataclass(slots=True)
class _Sampling:
    """One sampling: the session, and the time that is left."""

    session: Asking
    ends: float
    longest: float
    """Seconds that one question may take."""
    org: str | None
    """The organization's id; None in a plain session."""
    tenant_column: str | None
    failed: bool = field(default=False, init=False)
    """Whether the last question failed."""
    timed_out: bool = field(default=False, init=False)
    """Whether it took too long."""

    @property
    def left(self) -> float:
        """The seconds that the next question may take."""
        return min(self.longest, self.ends - monotonic())

    @property
    def over(self) -> bool:
        return self.left < _SHORTEST

    def everything(self) -> list[tuple[int, str]]:
        """All columns that are sampled without being asked for: those first that are named without a schema."""
        return [(column.relation, column.name) for column in self._ask(JSON_COLUMNS.ask())]

    def relations(self, oids: list[int]) -> dict[int, Sampled]:
        """How each of these relations can be read."""
        if not oids:
            return {}
        asked = SAMPLED.ask(relations=oids, tenant_column=self.tenant_column)
        return {each.relation: each for each in self._ask(asked)}

    def keys(self, relation: Sampled, columns: list[str]) -> list[tuple[Key, ...]]:
        """The keys of some columns of a relation, in their order."""
        if self.org is None and not _inert(relation):
            return [()] * len(columns)
        rows = list(self.rows(relation, columns))
        if not rows and self.failed and len(columns) > 1:  # one that cannot be read shall not cost the others
            return [self.keys(relation, [column])[0] for column in columns]
        return [
            keys_of(row.documents[at] or "" for row in rows) or self._outlined(relation, column, at, rows)
            for at, column in enumerate(columns)
        ]

    def rows(self, relation: Sampled, columns: list[str]) -> Iterator[Documents]:
        """Rows of a relation: some, those of its newest partitions, and its newest."""
        rows: list[Documents] = []
        for look in looks(relation):
            rows = self._look(relation, columns, look) or rows
            if len(rows) >= FEW or self.timed_out:
                break
        more = scattered(relation) if self.timed_out else newest(relation) if len(rows) == ROWS else None
        yield from self._look(relation, columns, more) if more else ()
        yield from rows

    def _look(self, relation: Sampled, columns: list[str], look: Look) -> list[Documents]:
        return self._ask(documents(relation, columns, look, self.org).ask())

    def _outlined(self, relation: Sampled, column: str, at: int, rows: list[Documents]) -> tuple[Key, ...]:
        """What can be said of a column that has large documents only."""
        if not any(row.large[at] for row in rows):
            return ()
        return keys_of(row.documents[0] or "" for row in self._ask(outlines(relation, column, self.org).ask()))

    def _ask(self, request: Request) -> list[Any]:
        """The rows of a question; none where it failed, or there is no time for it."""
        self.failed = self.timed_out = False
        if self.over:
            return []
        milliseconds = str(max(1, round(self.left * 1000)))
        try:
            return self.session.fetch_apart(BOUNDED.ask(milliseconds=milliseconds), request)[1]
        except StatementError as error:
            self.failed, self.timed_out = True, error.sqlstate in _TOO_LONG
            return []


def _inert(relation: Sampled) -> bool:
    """Whether reading it runs nobody's functions, as views and policies do: typing a view's name is not calling it.

    A login may be able to do anything, other than a tenant's role; and what its own SETs let it see is not known here.
    """
    return relation.kind in _STORED and not relation.secured


_STORED = "rpm"
"""Kinds of relations whose rows are here, and ready."""
_TOO_LONG = ("57014", "55P03")
"""Cancelled by statement_timeout, or by lock_timeout."""
