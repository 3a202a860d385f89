"""Two answers, row by row: which are only in one, and which are in both and say something else. Pure.

Memory is bounded whatever the length: where rows are many they are gone through by parts of the keys, and differences
are found again whenever they are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING

from tenantsh.commands.compare.parted import Parted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.model.result import Cells, TextRow

ROWS_AT_ONCE = 50_000
BYTES_AT_ONCE = 48 * 1024 * 1024
"""What is in memory of one answer at a time, about."""


Values = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """One difference: a row of one answer, of the other, or both."""

    key: Values
    """The values of the columns that tell rows apart."""
    here: TextRow | None
    there: TextRow | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows there are of each kind."""

    here: int
    there: int
    same: int
    changed: int
    only_here: int
    only_there: int

    @property
    def differences(self) -> int:
        """How many differences there are."""
        return self.changed + self.only_here + self.only_there


class Rows:
    """Two answers with the same columns.

    `key` are the places of the columns that tell rows apart, None for all of them together; `compared` those whose
    values count. Rows of one key are paired as they come; what is equal is no difference, however often it comes.
    """

    def __init__(
        self,
        here: Cells,
        there: Cells,
        key: Sequence[int] | None,
        compared: Sequence[int],
        at_once: int = ROWS_AT_ONCE,
    ) -> None:
        self._here = here
        self._there = there
        self._key = tuple(compared if key is None else key)
        self._compared = tuple(compared)
        self._at_once = at_once

    @cached_property
    def tally(self) -> Tally:
        """How many there are; goes through all of it."""
        changed = only_here = only_there = 0
        for each in self.differences():
            if each.here is None:
                only_there += 1
            elif each.there is None:
                only_here += 1
            else:
                changed += 1
        here, there = len(self._here), len(self._there)
        return Tally(here, there, here - changed - only_here, changed, only_here, only_there)

    def changed(self, each: Differing) -> list[int]:
        """The places of the columns that say something else; none of a row that is in one answer only."""
        if each.here is None or each.there is None:
            return []
        return [at for at in self._compared if each.here[at] != each.there[at]]

    def differences(self) -> Iterator[Differing]:
        """The differences, in the order of the rows: those of the first answer, then what only the other has."""
        for part in range(self._parts):
            yield from self._part(part)

    @cached_property
    def _parts(self) -> int:
        """In how many parts the keys are gone through, so that the rows of one are not too many."""
        rows, size = 0, 0
        for batch in self._there.text():
            rows += len(batch)
            size += sum(len(cell) for row in batch for cell in row if cell is not None)
        return max(1, -(-rows // self._at_once), -(-size // BYTES_AT_ONCE))

    @cached_property
    def _parted(self) -> tuple[Parted, Parted]:
        """Both answers, whose rows are found by the part that their key is of."""
        return Parted(self._here, self._key, self._parts), Parted(self._there, self._key, self._parts)

    def _part(self, part: int) -> Iterator[Differing]:
        mine, others = (self._keyed(parted.rows(part)) for parted in self._parted)
        there: dict[Values, list[TextRow]] = {}
        for key, row in others:
            there.setdefault(key, []).append(row)
        left: dict[Values, list[TextRow]] = {}
        for key, row in mine:
            if not self._taken(there, key, row):
                left.setdefault(key, []).append(row)
        for key, rows in left.items():
            for here, other in zip_longest(rows, there.pop(key, [])):
                yield Differing(key, here, other)
        for key, rows in there.items():
            for row in rows:
                yield Differing(key, None, row)

    def _keyed(self, rows: Iterator[TextRow]) -> Iterator[tuple[Values, TextRow]]:
        for row in rows:
            yield tuple([row[at] for at in self._key]), row

    def _taken(self, there: dict[Values, list[TextRow]], key: Values, row: TextRow) -> bool:
        """Take the row that is equal to this one, if there is one."""
        rows = there.get(key, [])
        for at, other in enumerate(rows):
            if all(row[place] == other[place] for place in self._compared):
                del rows[at]
                if not rows:
                    del there[key]
                return True
        return False
