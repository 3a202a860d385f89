"""Exit statuses; psql's numbers."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a finished tenantsh says to whoever started it."""

    OK = 0
    ERROR = 1
    """A fatal error of its own, or the last `-c` failed."""
    CONNECTION = 2
    """No connection, or it was lost, and nobody was there to decide."""
    SCRIPT = 3
    """A script failed and ON_ERROR_STOP was set."""
