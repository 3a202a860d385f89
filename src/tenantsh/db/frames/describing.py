"""What a statement will give, found out before it runs, in the transaction that it runs in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.arrow.readers import reader_for
from tenantsh.db.frames.shape import EXPLAIN, Estimate, around, estimate_in, limited, may_be_long, query_in
from tenantsh.db.frames.types import LABELS, TYPES, LabelsRow, TypeRow, Types
from tenantsh.db.mark import unmarked
from tenantsh.db.params import question, rows_of
from tenantsh.db.steps import Do, Step, final
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg.pq.abc import PGresult

    from tenantsh.arrow.pgtype import PgColumn
    from tenantsh.db.guard import Reading
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.params import Params
    from tenantsh.db.query import Query
    from tenantsh.db.runner import Runner

LONG = 10_000
"""From so many rows on that the planner expects, COPY is worth another exchange."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A statement whose rows are to be a frame."""

    step: Step
    reading: Reading
    params: Params | None = None
    """As they were given: their shapes are told."""
    query: str = ""
    """As it was asked, where that is not what is sent."""
    most: int | None = None
    """How many rows are wanted; more are left out."""

    @property
    def text(self) -> str:
        """The statement as it is sent, without the session's mark."""
        return unmarked(self.step)


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a statement before it runs."""

    result: PGresult
    columns: Sequence[PgColumn]
    estimate: Estimate

    @property
    def unread(self) -> list[int]:
        """Columns that nobody can read in binary format."""
        return [at for at, column in enumerate(self.columns) if reader_for(column.type) is None]

    @property
    def long(self) -> bool:
        """Whether the planner expects so many rows that COPY is worth it."""
        return self.estimate.rows >= LONG

    @property
    def short(self) -> bool:
        """Whether it has rows, few of them, that come as they are."""
        return bool(self.columns) and not self.long and not self.unread


class Describing:
    """Asks what statements will give, and knows the types that it has met."""

    def __init__(self, lasting: Lasting) -> None:
        self._lasting = lasting
        self._types = Types(lasting.link.wire.connection.adapters.types)
        self._questions: dict[tuple[object, ...], Step] = {}

    def columns(self, result: PGresult) -> Sequence[PgColumn]:
        """A result's columns, by what is known of their types now."""
        return self._types.columns(result)

    def describe(self, runner: Runner, wanted: Wanted, *, fresh: bool = False) -> tuple[Described, Step]:
        """What a statement will give, and the statement, limited where few rows are wanted of it."""
        step = limited_step(wanted)
        looks = not fresh and wanted.step.params is None and wanted.most is None and may_be_long(wanted.text)
        explain = [around(step, wanted.text, EXPLAIN, "")] if looks else []
        answers = runner.look([*explain, step._replace(do=Do.PREPARE), Step(do=Do.DESCRIBE)])
        result = final(answers[-1])
        estimate = estimate_in(final(answers[0]).get_value(0, 0) or b"") if looks else Estimate()
        self._learn(runner, result, fresh=fresh or estimate.rows >= LONG)
        return Described(result, self._types.columns(result), estimate), step

    def _learn(self, runner: Runner, described: PGresult, *, fresh: bool) -> None:
        oids = _oids(described)
        if unknown := self._types.persons(oids) if fresh else self._types.unknown(oids):
            answers = runner.look([self._asked(unknown)])
            self._take_types(final(answers[0]))

    def _asked(self, oids: Sequence[int], query: Query[Any] = TYPES) -> Step:
        link = self._lasting.link
        key = (query.name, link.major, *oids)
        if key not in self._questions:
            self._questions[key] = question(link.wire.connection, query.ask(oids=list(oids)), link.major)
        return self._questions[key]

    def _take_types(self, result: PGresult) -> None:
        self._types.learn(rows_of(self._lasting.link.wire.connection, result, TypeRow))

    def _take_labels(self, result: PGresult) -> None:
        self._types.relabel(rows_of(self._lasting.link.wire.connection, result, LabelsRow))

    def asked_again(self, described: Described) -> list[Step]:
        """The question for the types that somebody may have altered, to be sent before the rows."""
        persons = self._types.persons(_oids(described.result))
        if not persons:
            return []
        if self._types.only_enums(persons):
            return [self._asked(persons, LABELS)._replace(sink=self._take_labels, rows=1 << 20)]
        return [self._asked(persons)._replace(sink=self._take_types, rows=1 << 20)]

    def changed(self, result: PGresult) -> Sequence[PgColumn]:
        """The columns that a known query has now, where each of them can be read without another question."""
        columns = self._types.columns(result)
        if self._types.unknown(_oids(result)) or any(reader_for(column.type) is None for column in columns):
            raise UsageError(
                "the columns of this query are not what they were",
                why="somebody has changed a table since it ran last, and nothing of it was read",
                hint="run it again",
            )
        return columns


def limited_step(wanted: Wanted) -> Step:
    """The statement, which need not give more rows than are wanted and one."""
    query = query_in(wanted.text) if wanted.most is not None else None
    if query is None or wanted.most is None:
        return wanted.step
    return around(wanted.step, query, *limited(wanted.most + 1))


def shape(result: PGresult) -> list[tuple[bytes | None, int, int]]:
    """Names and types of a result's columns."""
    return [(result.fname(at), result.ftype(at), result.fmod(at)) for at in range(result.nfields)]


def _oids(result: PGresult) -> list[int]:
    return [result.ftype(at) for at in range(result.nfields)]
