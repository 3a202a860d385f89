"""How a statement comes along: told now and then while the server is waited for, by whoever waits, without a thread."""

from __future__ import annotations

import time
from math import inf
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_SECONDS = 1.0
"""After how long a statement is worth a word."""
_EVERY_SECONDS = 0.5


class Standing(NamedTuple):
    """How far a statement has come."""

    seconds: float
    rows: int
    """That have come, or were written."""
    total: int | None = None
    """How many there will be, where that is known."""
    unit: str = "rows"
    """What is counted."""
    silent: float = 0.0
    """For how many seconds nothing was heard of the server's machine, though it was asked."""

    @property
    def left(self) -> float | None:
        """How many seconds more it will take if it goes on so; None where that cannot be told."""
        return self.seconds * (self.total - self.rows) / self.rows if self.total and self.rows else None


class Progress:
    """Of one session: what is to hear how long its statement has run, and how many rows have come."""

    def __init__(self) -> None:
        self.tell: Callable[[Standing], None] = _nothing
        """Hears how far it has come; it must not raise."""
        self.rows = 0
        """Rows of the present statement that have come so far."""
        self.total: int | None = None
        """How many there will be, where somebody knows."""
        self.unit = "rows"
        """What is counted."""
        self.silent = 0.0
        """For how many seconds nothing was heard of the server's machine; whoever waits for it knows."""
        self._started = 0.0
        self._due = inf

    def begin(self) -> None:
        """A statement was sent."""
        self.rows, self.total, self.unit, self.silent = 0, None, "rows", 0.0
        self._started = time.monotonic()
        self._due = self._started + FIRST_SECONDS

    def end(self) -> None:
        """Nothing is waited for any more."""
        self._due = inf

    def resume(self) -> None:
        """The server is waited for again, after it was the one who waited: that time does not count."""
        if self._due != inf:
            self.begin()

    def patience(self, seconds: float) -> float:
        """How many of these seconds may be waited before `tick`."""
        return seconds if self._due == inf else min(seconds, max(0.0, self._due - time.monotonic()))

    def tick(self) -> None:
        """Tell, if it is time."""
        if self._due == inf or (now := time.monotonic()) < self._due:
            return
        self._due = now + _EVERY_SECONDS
        self.tell(Standing(now - self._started, self.rows, self.total, self.unit, self.silent))


def _nothing(_standing: Standing) -> None:
    pass
