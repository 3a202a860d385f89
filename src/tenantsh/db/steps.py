"""The parts of a pipeline: a statement to send, and what came back for it.

A statement is a dozen of each: named tuples, and slots, are a fifth of a frozen dataclass's work.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from psycopg import pq
from psycopg.pq.abc import PGresult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg.abc import Buffer

Sink = Callable[[PGresult], None]

CHUNK_ROWS = 250
"""Rows that libpq hands over at a time when an answer is streamed.

More are not faster, and of 100 kB each, 2000 at a time took 1.2 GB.
"""

_ERRORS = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)


class Do(Enum):
    """What the server shall do with a step."""

    RUN = auto()
    PREPARE = auto()
    """Read it, and keep it under `name`, without running it."""
    DESCRIBE = auto()
    """Tell the columns of what is kept under `name`."""
    EXECUTE = auto()
    """Run what is kept under `name`."""
    CLOSE = auto()
    """Forget what is kept under `name`."""


class Step(NamedTuple):
    """One statement of a pipeline."""

    sql: bytes = b""
    params: Sequence[Buffer | None] | None = None
    types: Sequence[int] | None = None
    formats: Sequence[int] | None = None
    sink: Sink | None = None
    """Takes the rows, in chunks; without one they stay in the answer."""
    rows: int = CHUNK_ROWS
    """How many rows a chunk has."""
    binary: bool = False
    """Whether the values come in PostgreSQL's binary format."""
    most_bytes: int = 0
    """How much may be waiting for a chunk of rows to be complete; 0 is as much as comes."""
    do: Do = Do.RUN
    name: bytes = b""
    """Of a prepared statement; the empty one is replaced by every step that is run."""
    whole: str = ""
    """The person's text that it is a part of: what she is told of a position in it counts there."""
    starts: int = 0
    """The characters of `whole` before it."""
    mark: str = ""
    """What `sql` ends in and the person has not typed: a comment with the session's id."""

    def only_parsed(self) -> Step:
        """This step, read by the server and not run."""
        return Step(self.sql, types=self.types, do=Do.PREPARE, whole=self.whole, starts=self.starts, mark=self.mark)


class Answer:
    """What came back for one step: its final result, and for streamed rows the sink has had the rest."""

    __slots__ = ("final", "tag")

    def __init__(self) -> None:
        self.final: PGresult | None = None
        self.tag = ""
        """The server's command tag: `SELECT 3`."""

    @property
    def failed(self) -> bool:
        """Whether the server reported an error for this step."""
        return self.final is not None and self.final.status in _ERRORS

    @property
    def skipped(self) -> bool:
        """Whether an earlier step's error kept this one from running."""
        return self.final is None or self.final.status == pq.ExecStatus.PIPELINE_ABORTED

    def take(self, result: PGresult) -> None:
        """Take note of one of the step's results."""
        # of a streamed answer libpq puts the tag into the last chunk, where there are rows left for one
        self.tag = (result.command_status or b"").decode() or self.tag
        if result.status != pq.ExecStatus.TUPLES_CHUNK:
            self.final = result


def final(answer: Answer) -> PGresult:
    """The result of a step that was answered."""
    assert answer.final is not None
    return answer.final
