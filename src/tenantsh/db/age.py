"""How long a transaction has been open, and how long the server has waited in it."""

from __future__ import annotations

import time
from typing import NamedTuple


class Age(NamedTuple):
    """The age of an open transaction."""

    seconds: float
    """Since it was opened."""
    idle: float
    """Seconds since the last statement in it ended: others wait that long for its locks, and vacuum too."""


class Clock:
    """Notes when a transaction was opened, and when the last answer came."""

    def __init__(self) -> None:
        self.transactions = 0
        """How many were opened: it tells one from the next."""
        self._opened: float | None = None
        self._rested = 0.0

    def open(self) -> None:
        """A transaction begins."""
        self.transactions += 1
        self._opened = self._rested = time.monotonic()

    def rest(self) -> None:
        """The server has answered."""
        self._rested = time.monotonic()

    def follow(self, *, in_transaction: bool) -> None:
        """The server has answered, and this is what its connection says now."""
        self.rest()
        if not in_transaction:
            self._opened = None
        elif self._opened is None:
            self._opened = self._rested

    @property
    def age(self) -> Age | None:
        """The age of the transaction; None where none was opened."""
        if self._opened is None:
            return None
        now = time.monotonic()
        return Age(now - self._opened, now - self._rested)
