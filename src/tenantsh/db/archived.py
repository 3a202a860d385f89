"""What a session tells of archived tables: their columns today, and the types that archived columns had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import pq
from psycopg.adapt import Transformer

from tenantsh.db.held import loaded
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tenantsh.model.result import Row, TextBatch


@dataclass(frozen=True, slots=True)
class PresentColumn:
    """A column of a table as it is now."""

    relation: int
    schema: str
    name: str
    """The table's."""
    column: str
    type_oid: int
    type: str
    readable: bool
    """Whether this role may read it."""


@dataclass(frozen=True, slots=True)
class TypeOid:
    """A type by its name; None where there is none of that name."""

    oid: int | None


@dataclass(frozen=True, slots=True)
class DatabaseName:
    """Which database this is; None where the role may not know it."""

    name: str | None


PRESENT_COLUMNS = Query("cold/tables", PresentColumn)
TYPE_OIDS = Query("cold/types", TypeOid)
DATABASE = Query("cold/database", DatabaseName)


class Reread:
    """Cells whose text comes from elsewhere than a server, and is read again each time.

    Their texts are those of a session with ISO dates in UTC, whatever this one's settings are.
    """

    def __init__(self, oids: Sequence[int], rows: int, read: Callable[[], Iterator[TextBatch]]) -> None:
        self._oids = oids
        self._rows = rows
        self._read = read

    def __len__(self) -> int:
        return self._rows

    def through(self, change: Callable[[TextBatch], TextBatch]) -> Reread:
        """The same with every batch changed."""
        return Reread(self._oids, self._rows, lambda: map(change, self._read()))

    def text(self) -> Iterator[TextBatch]:
        """The rows as they were written, in batches."""
        return self._read()

    def values(self) -> Iterator[list[Row]]:
        """The rows as Python values, as `Held` makes them."""
        transformer = Transformer()
        loads = [transformer.get_loader(oid, pq.Format.TEXT).load for oid in self._oids]
        for batch in self._read():
            yield loaded(batch, loads)
