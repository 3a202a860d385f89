"""Which rows are older: by a column that says when a row was made, or by a number that grows with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Ages:
    """The age of each row of a sample."""

    column: str = ""
    """What tells it, as SQL names it; empty where nothing does."""
    times: bool = False
    """Whether these are points in time, in seconds since 1970; else numbers."""
    of: Sequence[float | None] = field(default=(), repr=False)
    """By row; None where it is not known."""

    def known(self, rows: Iterable[int]) -> list[float]:
        """The ages of some rows, the oldest first."""
        if not self.of:
            return []
        return sorted(age for row in set(rows) if (age := self.of[row]) is not None)

    def spelled(self, age: float) -> str:
        """An age in words.

        >>> Ages("created_at", times=True).spelled(0), Ages("id").spelled(12)
        ('1970-01-01', 'id 12')
        """
        if not self.times:
            return f"{self.column} {age:.0f}"
        try:
            return f"{datetime.fromtimestamp(age, UTC):%Y-%m-%d}"
        except (ValueError, OverflowError, OSError):  # infinity, or a year that Python does not have
            return f"{self.column} {age:.0f}"
