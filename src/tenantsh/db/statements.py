"""A person's statements on their way through guard and scope: one, or several in one text."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NoReturn

from tenantsh.db import guard
from tenantsh.db.answers import TypeNames, columns_of
from tenantsh.db.guard.control import Kind
from tenantsh.db.held import Held, HeldCopy
from tenantsh.db.lasting import START_OVER
from tenantsh.db.mark import marked
from tenantsh.db.masking.copying import refuse_marked_copy
from tenantsh.db.params import encoded
from tenantsh.db.steps import Do, Step, final
from tenantsh.lang.lead import keywords
from tenantsh.model.errors import NeedsReason, Refused, StatementError, TenantshError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from psycopg.pq.abc import PGresult

    from tenantsh.db.guard import Piece, Reading
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.runner import Runner
    from tenantsh.db.steps import Answer
    from tenantsh.db.wire import Read


@dataclass(slots=True)
class Answered:
    """What came of an ask: verified results, and what went wrong after them."""

    results: list[Result] = field(default_factory=list)
    error: BaseException | None = None
    pieces: Sequence[Piece] = ()
    """The statements of the text that was sent, where it was one."""


@dataclass(slots=True)
class _Unit:
    """One statement of a text, ready to be sent, and where its rows are kept."""

    step: Step
    reading: Reading
    held: Held


def answer_of(work: Callable[[], Result]) -> Answered:
    """The result of some work, or the server's error."""
    try:
        return Answered([work()])
    except StatementError as error:
        return Answered(error=error)


class Statements:
    """Runs a person's statements on a lasting link; what it raises is said at `Session.run`."""

    def __init__(self, lasting: Lasting, ask_catalog: Callable[..., list[list[Any]]]) -> None:
        self._lasting = lasting
        self._ask_catalog = ask_catalog

    def one(self, step: Step, reading: Reading, read: Read | None = None) -> Result:
        """Run one statement that the guard has read. Raises StatementError."""
        if self._lasting.transaction_lost:
            return self._in_lost_transaction(reading)

        def run(runner: Runner) -> Result:
            return self._run(runner, self._unit(step, reading), read or _nothing, last=True)

        return self._lasting.twice(run, step.whole if step.do is Do.RUN else "", reading)

    def describe(self, text: str) -> PGresult:
        """The description of what a text's answer would be. Raises StatementError."""
        step = Step(encoded(text), do=Do.PREPARE, whole=text)
        pieces = guard.inspect_each(text, self._around)
        if len(pieces) > 1:
            self.only_parse(step)
        if not pieces[0].reading.readable:
            self.let_unread(step)
        return final(self.quiet([step, Step(do=Do.DESCRIBE)])[1])

    def quiet(self, steps: Sequence[Step]) -> list[Answer]:
        """Send what runs nothing of the person's. Raises StatementError."""
        if self._lasting.transaction_lost:
            raise lost()
        runner = self._lasting.ready()
        return self._lasting.do(lambda: runner.run(steps))

    def only_parse(self, step: Step) -> NoReturn:
        """Let the server say that a text is several statements."""
        self.quiet([step.only_parsed()])
        raise unread(step.whole)

    def let_unread(self, step: Step) -> None:
        """Let the server say what is wrong with a text that our grammar cannot read; where nothing is, ask why."""
        self.quiet([step.only_parsed()])
        self._around.let_through([unread(step.whole)])

    # -- one text ----------------------------------------------------------------------------------------------

    def text(self, text: str, read: Read) -> Answered:
        """Run a text as it stands, be it several statements. Raises Refused and UsageError before anything is sent."""
        sql = encoded(text)
        pieces = guard.inspect_each(text, self._around)
        if len(pieces) == 1:
            return replace(answer_of(lambda: self.one(Step(sql, whole=text), pieces[0].reading, read)), pieces=pieces)
        answered = Answered(pieces=pieces)
        try:
            self._lasting.do(lambda: self._each(text, pieces, read, answered.results))
        except (TenantshError, KeyboardInterrupt) as error:
            answered.error = error
        return answered

    def _each(self, text: str, pieces: Sequence[Piece], read: Read, results: list[Result]) -> None:
        """Run the statements of one text as psql's simple protocol does: in one transaction, until the text ends it."""
        runner = self._lasting.ready()
        together: list[_Unit] = []
        try:
            for piece in pieces:
                unit = self._unit(Step(encoded(piece.text), whole=text, starts=piece.starts), piece.reading)
                if self._travels(runner, piece.reading):
                    together.append(unit)
                    continue
                self._run_together(runner, together, results, last=False)
                together = []
                if results and runner.link.wire.interrupted:  # Ctrl-C came too late for what has run: the rest does not
                    raise KeyboardInterrupt
                if self._lasting.transaction_lost:
                    results.append(self._in_lost_transaction(piece.reading))
                else:
                    results.append(self._run(runner, unit, read, last=piece is pieces[-1]))
            self._run_together(runner, together, results, last=True)
        finally:
            runner.give_up()

    def _travels(self, runner: Runner, reading: Reading) -> bool:
        """Whether a statement may go in one pipeline with its neighbours."""
        if self._lasting.transaction_lost or self._lasting.masking.stale:  # the next one's masks depend on this one
            return False
        return reading.control is None and reading.copies is None and (reading.inside is None or runner.in_transaction)

    def _run_together(self, runner: Runner, units: list[_Unit], results: list[Result], *, last: bool) -> None:
        if not units:
            if last and runner.implicit:
                runner.commit()
            return
        started = time.perf_counter()
        answers: list[Answer] = []
        try:
            runner.run_each([unit.step for unit in units], answers, last=last)
        finally:
            for unit, answer in zip(units, answers, strict=False):
                results.append(self._result(unit.held, answer.tag, started))

    # -- one statement -----------------------------------------------------------------------------------------

    def _unit(self, step: Step, reading: Reading) -> _Unit:
        if reading.inside is not None and reading.inside.endswith("SAVEPOINT"):
            self._lasting.savepoints += 1
        text = step.sql.decode("utf-8", "surrogateescape")
        if reading.control is None and reading.inside is None:
            self._lasting.note_kept(text)
        self._lasting.renew_marks()
        held = Held(self._lasting.link.wire.connection, self._lasting.masking.of(text))
        step = marked(step, self._lasting.link.session_id)
        return _Unit(step._replace(sink=held.take), reading, held)

    def _run(self, runner: Runner, unit: _Unit, read: Read, *, last: bool) -> Result:
        reading, started = unit.reading, time.perf_counter()
        if not reading.readable:
            runner.run([unit.step.only_parsed()])
            self._around.let_through([unread(unit.step.whole)])
        if reading.control is not None and runner.handles(reading.control):
            tag = runner.control(reading.control, last=last)
            return Result(status=tag, tenant=self._lasting.link.tenant, seconds=time.perf_counter() - started)
        if reading.copies is not None:
            return self._copy(runner, unit, read, last=last)
        alone = last and not runner.implicit
        runner.check_place(reading.inside, unit.step, alone=alone)
        if alone:
            answer = runner.run([unit.step])[0]
        else:
            answers: list[Answer] = []
            runner.run_each([unit.step], answers, last=last)
            answer = answers[0]
        return self._result(unit.held, answer.tag, started)

    def _result(self, held: Held, tag: str, started: float) -> Result:
        found = held.description
        return Result(
            columns=columns_of(found, self.type_names()) if found is not None else (),
            cells=held if found is not None else None,
            status=tag,
            tenant=self._lasting.link.tenant,
            seconds=time.perf_counter() - started,
            notes=(held.masks.note,) if held.masks is not None else (),
        )

    def _copy(self, runner: Runner, unit: _Unit, read: Read, *, last: bool) -> Result:
        started = time.perf_counter()
        if unit.reading.copies == "out":
            refuse_marked_copy(unit.step, self._lasting.masking.marks)
        held = HeldCopy()
        answer = runner.copy(unit.step, held.write, read, last=last)
        return Result(
            data=held if unit.reading.copies == "out" else None,
            status=answer.tag,
            tenant=self._lasting.link.tenant,
            seconds=time.perf_counter() - started,
        )

    def _in_lost_transaction(self, reading: Reading) -> Result:
        """Take nothing but the end of a lost transaction: its other half shall not run, and commit, by itself."""
        if reading.control is None or reading.control.kind not in (Kind.COMMIT, Kind.ROLLBACK):
            raise lost()
        self._lasting.transaction_lost = False
        return Result(status="ROLLBACK", tenant=self._lasting.link.tenant)

    # -- types ---------------------------------------------------------------------------------------------------

    def type_names(self) -> TypeNames:
        """Names the types of a result's columns; it asks the server only for those that it has not met."""
        return TypeNames(self._lasting.link.wire.connection, self._ask_type_name)

    def _ask_type_name(self, oid: int, modifier: int) -> str:
        from tenantsh.db.typename import TYPE_NAME

        try:
            return str(self._ask_catalog(TYPE_NAME.ask(oid=oid, modifier=modifier))[0][0].name)
        except TenantshError:
            return f"type {oid}"

    @property
    def _around(self) -> guard.Surroundings:
        return self._lasting.link.surroundings


def copies_in() -> Refused:
    """The refusal of a COPY FROM STDIN that nobody gives data to."""
    return Refused(
        "COPY FROM STDIN has no data here",
        rule="copy-in",
        why="data come from a script or from \\copy; for tables under row security the server takes none at all",
        hint="INSERT the rows",
    )


_OURS_TO_KNOW = frozenset(
    {"copy", "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare", "set", "reset"}
)
"""What statements begin with that the session has to understand, or that may never be let through."""


def unread(text: str) -> NeedsReason:
    """What the server understands and the guard does not. Raises Refused where no reason is good enough."""
    what, rule = "a statement that the guard cannot read", "unreadable"
    why = "the server understands it, the grammar of PostgreSQL 18 that the guard uses does not"
    hint = "write it as PostgreSQL 18 reads it"
    if _OURS_TO_KNOW.intersection(keywords(text, 1)):
        raise Refused(what, rule=rule, why=why, hint=hint)
    return NeedsReason(what, rule=rule, why=why, hint=hint)


def _nothing() -> None:
    return None


def lost() -> StatementError:
    """What a lost transaction says to everything but its end."""
    message = "the transaction was lost, commands ignored until its end"
    fields = {"severity": "ERROR", "severity_nonlocalized": "ERROR", "sqlstate": "25P02", "message_primary": message}
    return StatementError(f"ERROR:  {message}", fields, hint=START_OVER)
