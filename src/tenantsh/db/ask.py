"""What a shell asks of a session, whichever kind of session it is: one text, and how it is to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol


class How(Enum):
    """The way that a text goes to the server."""

    SIMPLE = auto()
    r"""As it stands, several statements too (`\;`)."""
    BOUND = auto()
    r"""One statement with parameters (`\bind`), the unnamed prepared statement."""
    PREPARE = auto()
    r"""Prepared under a name and not run (`\parse`)."""
    EXECUTE = auto()
    r"""A statement that was prepared under this name, with parameters (`\bind_named`)."""
    DESCRIBE = auto()
    r"""Asks for the columns of the prepared statement of this name."""
    CLOSE = auto()
    r"""Forgets the prepared statement of this name (`\close_prepared`)."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to send."""

    text: str
    how: How = How.SIMPLE
    params: tuple[Any, ...] = ()
    """Texts, or values of Python's, which psycopg adapts."""
    name: str = ""
    """Of a prepared statement; the empty one is the unnamed statement."""
    rows_at_a_time: int = 0
    """FETCH_COUNT: where it is not 0, rows of a query come in pieces of this many (`Result.at_a_time`)."""
    framed: bool = False
    """Whether the rows are to become a frame: read in binary, as Arrow columns (`arrow.gathering.Gathered`)."""
    most: int | None = None
    """How many rows a frame is to have at most; more are left out."""
    names: tuple[str, ...] = ()
    """What the parameters were called, where they had names: a result tells them, and never their values."""


class CopyGivenUpError(Exception):
    """The reason why the data of a COPY FROM STDIN cannot be given: it is told to the server, which then fails."""


class Copying(Protocol):
    """Where the data of a COPY come from and go to."""

    def read(self) -> bytes | None:
        """The next piece of what COPY FROM STDIN is given; None at its end. Raises CopyGivenUpError."""
        ...

    def write(self, data: bytes) -> None:
        """A piece of what COPY TO STDOUT sends. Raises OSError; the rest is thrown away then."""
        ...
