"""Counting the rows of queries: as the tenant's role, read only, in a bounded time, and never more than are needed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.apart import apart
from tenantsh.db.glances.glance import SETTINGS
from tenantsh.db.params import bound, encoded, question
from tenantsh.db.plans.explaining import bounds
from tenantsh.db.scope import OUR_PATH
from tenantsh.db.steps import Step, final
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.lasting import Lasting
    from tenantsh.db.steps import Answer

MOST = 1000
"""So many rows are counted: whether there are more does not matter."""
SECONDS = 10.0
"""The time for all the questions about one query."""
_AT_ONCE = 5
"""Questions of one round trip: each has its share of the time that is left."""
TOO_LONG = "57014"
_WORDS = {TOO_LONG: "it takes too long", "55P03": "another session holds a lock"}
_OUTER = ("42P01", "42703", "42P10")
"""Errors of a query that is taken out of what it names columns of."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query that gives one number, and the values of its parameters."""

    sql: str
    params: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are, or why that is not known."""

    rows: int | None = None
    sqlstate: str = ""

    @property
    def none(self) -> bool:
        """Whether there are certainly none."""
        return self.rows == 0

    @property
    def some(self) -> bool:
        """Whether there certainly are some."""
        return bool(self.rows)

    @property
    def more(self) -> bool:
        """Whether counting ended before all were counted."""
        return self.rows is not None and self.rows > MOST

    @property
    def outer(self) -> bool:
        """Whether it names what only stands around it."""
        return self.sqlstate in _OUTER

    @property
    def reason(self) -> str:
        """Why it is not known."""
        return "it depends on rows around it" if self.outer else _WORDS.get(self.sqlstate, f"error {self.sqlstate}")

    @property
    def words(self) -> str:
        """As a person reads it."""
        if self.rows is None:
            return self.reason
        return f"{MOST:,}+" if self.more else f"{self.rows:,}"

    def of(self, noun: str) -> str:
        """So many of something: `1 row`, `1,000+ rows`."""
        return f"{self.words} {noun}{'' if self.rows == 1 else 's'}"


class Clock:
    """The time that all questions about one query have together."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds."""
        return self._ends - time.monotonic()


def counts(lasting: Lasting, questions: Sequence[Question], clock: Clock, *, ours: bool) -> list[Count]:
    """The answers, in their order; what fails, or takes too long, costs only its own."""
    steps = [_step(lasting, each) for each in questions]
    found: list[Count] = []
    while len(found) < len(steps):
        if clock.left <= 0:
            return found + [Count(sqlstate=TOO_LONG)] * (len(steps) - len(found))
        found += _chunk(lasting, steps[len(found) : len(found) + _AT_ONCE], clock, ours=ours)
    return found


def _chunk(lasting: Lasting, steps: Sequence[Step], clock: Clock, *, ours: bool) -> list[Count]:
    """The answers to the first of these questions, up to the first error; at least one."""
    connection, major = lasting.link.wire.connection, lasting.link.major
    before = [question(connection, each, major) for each in (bounds(clock.left / len(steps)), SETTINGS.ask())]
    before += [Step(OUR_PATH)] if ours else []
    answers: list[Answer] = []
    try:
        apart(lasting, [*before, *steps], answers)
    except StatementError as error:
        if len(answers) < len(before):
            raise
        return [*map(_count, answers[len(before) :]), Count(sqlstate=error.sqlstate)]
    return [_count(answer) for answer in answers[len(before) :]]


def _count(answer: Answer) -> Count:
    return Count(int(final(answer).get_value(0, 0) or b"0"))


def _step(lasting: Lasting, asked: Question) -> Step:
    step = bound(lasting.link.wire.connection, encoded(asked.sql), asked.params)
    return step if asked.params else step._replace(params=None)
