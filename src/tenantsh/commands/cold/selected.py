"""The archived rows that were asked for, month by month, as the cells of a result: read again each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands.cold.sieve import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.cold.reading import OrgRows
    from tenantsh.commands.cold.sieve import Sieve
    from tenantsh.model.result import TextBatch, TextRow


@dataclass(frozen=True, slots=True)
class Part:
    """One month's rows of the organization, and which of them are meant."""

    rows: OrgRows
    picked: bytes | None = None
    """A byte for each row, 1 where it is meant; None where all of them are."""

    def __len__(self) -> int:
        return len(self.rows) if self.picked is None else self.picked.count(1)

    def batches(self, columns: Sequence[str]) -> Iterator[TextBatch]:
        """The rows that are meant, with these columns: NULL where this month had none of that name."""
        here = {column.name for column in self.rows.columns}
        names = [name for name in columns if name in here]
        at = 0
        for batch in self.rows.batches(names):
            taken = batch if self.picked is None else [row for n, row in enumerate(batch, at) if self.picked[n]]
            at += len(batch)
            if taken:
                yield taken if len(names) == len(columns) else _spread(taken, names, columns)


def _spread(batch: TextBatch, names: Sequence[str], columns: Sequence[str]) -> TextBatch:
    at = {name: n for n, name in enumerate(names)}
    return [tuple(row[at[name]] if name in at else None for name in columns) for row in batch]


def sifted(part: Part, sieve: Sieve) -> Part:
    """The rows of a part that a sieve's condition lets through."""
    picked = bytearray(len(part.rows))
    at = 0
    for piece in pieces(part.batches(sieve.names)):
        for row in sieve.rows(piece):
            picked[at + row] = 1
        at += len(piece)
    return Part(part.rows, bytes(picked))


@dataclass(frozen=True, slots=True)
class Selected:
    """All parts together."""

    parts: tuple[Part, ...]
    columns: tuple[str, ...]
    limit: int | None = None

    def __len__(self) -> int:
        count = sum(len(part) for part in self.parts)
        return count if self.limit is None else min(count, self.limit)

    def batches(self) -> Iterator[TextBatch]:
        """The rows, in the order of the archive."""
        left = len(self)
        for part in self.parts:
            for batch in part.batches(self.columns):
                if left <= 0:
                    return
                yield batch[:left]
                left -= len(batch)

    def ordered(self, sieve: Sieve) -> list[TextRow]:
        """The rows in the order that a sieve gives them, all in memory."""
        keys = [row for part in self.parts for batch in part.batches(sieve.names) for row in batch]
        place = {row: n for n, row in enumerate(sieve.rows(keys))}
        found: list[TextRow] = [()] * len(place)
        for n, row in enumerate(row for batch in self.batches() for row in batch):
            if n in place:
                found[place[n]] = row
        return found
