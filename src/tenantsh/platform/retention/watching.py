"""What a run is doing, step by step, for whoever looks on: a progress bar, a log, a test that ends it there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Doing(Enum):
    """The steps of a run, in their order; each is told when it is done."""

    BEGUN = "begun"
    """The run is on record and holds the lock."""
    MADE = "coming months made"
    COPIED = "rows copied"
    """Some of a month's rows are in files; told again and again."""
    WRITTEN = "files written"
    """All of a month's files are there, and nobody takes them for an archive yet."""
    COMPARED = "read back and compared"
    NOTED = "noted"
    """The database has on record what is about to be the archive."""
    ARCHIVED = "archived"
    """The manifest is there."""
    WITHDRAWN = "archive withdrawn"
    """Rows came after the archive was made: it is taken back, to be made anew."""
    CLOSED = "closed to writers"
    ACCOUNTED = "accounted for"
    """The rows are those of the archive, and stay so as long as the transaction lasts."""
    LOCKED = "locked"
    DETACHED = "detached"
    DROPPED = "dropped"
    """In a transaction that has yet to be committed."""
    GONE = "gone"
    """It was."""
    ENDED = "ended"
    """The end of the run is on record."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A step that was just done, and with what."""

    doing: Doing
    table: str = ""
    month: str = ""
    rows: int = 0
    of: int = 0
    """How many rows there are, as estimated; 0 where nobody knows."""


Watch = Callable[[Moment], None]


def unwatched(_moment: Moment) -> None:
    """What is told when nobody looks on."""
