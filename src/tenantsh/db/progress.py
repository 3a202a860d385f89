"""How a statement comes along: told now and then while the server is waited for, by whoever waits, without a thread."""

from __future__ import annotations

import time
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_SECONDS = 1.0
"""After how long a statement is worth a word."""
_EVERY_SECONDS = 0.5


class Progress:
    """Of one session: what is to hear how long its statement has run, and how many rows have come."""

    def __init__(self) -> None:
        self.tell: Callable[[float, int], None] = _nothing
        """Hears the seconds and the rows so far; it must not raise."""
        self.rows = 0
        """Rows of the present statement that have come so far."""
        self._started = 0.0
        self._due = inf

    def begin(self) -> None:
        """A statement was sent."""
        self.rows = 0
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
        self.tell(now - self._started, self.rows)


def _nothing(_seconds: float, _rows: int) -> None:
    pass
