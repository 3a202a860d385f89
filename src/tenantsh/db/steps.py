"""The parts of a pipeline: a statement to send, and what came back for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import pq

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg.abc import Buffer
    from psycopg.pq.abc import PGresult

_ERRORS = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a pipeline."""

    sql: bytes
    params: Sequence[Buffer | None] | None = None
    types: Sequence[int] | None = None
    formats: Sequence[int] | None = None
    streamed: bool = False
    """Whether its rows come in chunks."""
    parse_only: bool = False
    """Whether the server shall read it without running it."""


@dataclass(slots=True)
class Answer:
    """What came back for one step: its final result, and for streamed rows the sink has had the rest."""

    final: PGresult | None = None
    tag: str = ""
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
