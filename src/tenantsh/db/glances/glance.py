"""What is asked for a glance, and what it tells.

The query runs once: a cursor gives the first rows, and moving it counts the others. The plan comes before it, and
behind it the rows that there are without any condition. What takes too long costs only what would have come after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.plans.explaining import plan_in
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.model.result import Result

BOUND = 1000
"""So many rows are counted before all of them are, so that something is known where that takes too long."""
MOST = 100_000
"""So many of the rows that have to be read are counted."""
SECONDS = 3.0
"""The time for each of the parts: the first rows, `BOUND` rows, all of them."""

_CURSOR = '"at a glance"'
_TOO_LONG = "57014"


@dataclass(frozen=True, slots=True)
class Peek:
    """What a glance is wanted of."""

    sql: str
    """A query that stands by itself."""
    source: str
    """What it reads, as FROM has it."""
    rows: int = 10
    """How many of its first rows are wanted."""
    explain: bool = False
    """Whether the plan is wanted as people read it."""
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class Glance:
    """What was seen of a query."""

    plan: dict[str, Any]
    """As EXPLAIN (FORMAT JSON, VERBOSE) has it."""
    told: Result | None
    """The plan as people read it, where it was wanted."""
    rows: Result | None
    """The first rows; None where they took too long."""
    count: int | None
    """How many rows there are, or at least are; None where not even the first came in time."""
    exact: bool
    """Whether these are all."""
    source: int | None
    """How many rows there are without any condition, `MOST` + 1 where there are more; None where it took too long."""
    seconds: float
    """What all of it took."""
    limit: float
    """The time that each part had."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was set for a glance."""

    jit: str
    fraction: str


SETTINGS = Query("glance", Settings)


def texts(peek: Peek) -> list[str]:
    """The statements, in their order; they have no names but these places."""
    return [
        f"EXPLAIN (FORMAT JSON, VERBOSE) {peek.sql}",
        f"EXPLAIN {peek.sql}" if peek.explain else "SELECT",
        f"DECLARE {_CURSOR} NO SCROLL CURSOR FOR {peek.sql}",
        f"FETCH {peek.rows} FROM {_CURSOR}",
        f"MOVE {max(BOUND + 1 - peek.rows, 1)} IN {_CURSOR}",
        f"MOVE ALL IN {_CURSOR}",
        f"SELECT pg_catalog.count(*) FROM (SELECT 1 FROM {peek.source} LIMIT {MOST + 1}) AS t",
    ]


def glance(peek: Peek, answers: Sequence[Result], seconds: float) -> Glance:
    """What the answers tell; there are fewer than statements where one took too long."""
    came = len(answers)
    counted = sum(moved(answer) for answer in answers[3:6])
    return Glance(
        plan=plan_of(answers[0]),
        told=answers[1] if peek.explain else None,
        rows=answers[3] if came > 3 else None,
        count=counted if came > 3 else None,
        exact=came > 5,
        source=int(answers[6].rows[0][0]) if came > 6 else None,
        seconds=seconds,
        limit=peek.seconds,
    )


def moved(answer: Result) -> int:
    """The rows that FETCH or MOVE went over, as its tag says."""
    return int(answer.status.rpartition(" ")[2])


def plan_of(answer: Result) -> dict[str, Any]:
    """The plan in an answer to EXPLAIN (FORMAT JSON)."""
    found = answer.rows[0][0]
    return plan_in(found) if isinstance(found, str) else dict(found[0])


def too_long(sqlstate: str, answered: int) -> bool:
    """Whether an error only means that a part took too long, when the plan is there already."""
    return sqlstate == _TOO_LONG and answered > 2
