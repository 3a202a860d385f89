"""What a shell does, as entries of its case: statements with a look at each, and commands."""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tenantsh.commands.groups import OURS, Group
from tenantsh.db.ask import How
from tenantsh.db.looks import look
from tenantsh.db.values.spelled import spelled
from tenantsh.lang.lead import keywords
from tenantsh.model.case import Commanded, Failure, Recorded
from tenantsh.model.errors import StatementError, TenantshError
from tenantsh.model.evidence import Verdict

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from tenantsh.commands.registry import Command
    from tenantsh.db.ask import Ask
    from tenantsh.db.session import Session
    from tenantsh.lang.slash import Arguments
    from tenantsh.model.case import Look, Parameter
    from tenantsh.model.evidence import Done
    from tenantsh.model.result import Outcome, Result
    from tenantsh.model.tenant import Tenant
    from tenantsh.shell.cases.opened import OpenCase
    from tenantsh.shell.shell import Shell

_RUN = ("statement", "frame", "execute")
"""How statements run that a person sent; others are only prepared, or described."""
_NEVER_SENT = (Verdict.REFUSED, Verdict.UNSENT)
_LOOKED_AT = (Verdict.DONE, Verdict.FAILED)
_OF_TRANSACTIONS = frozenset({"begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release"})
"""First words of statements that there is nothing to look at in."""
_TELLING = OURS - {Group.CASES} | {Group.INFORMATIONAL}
"""Groups of commands that say something of the data, and not of how it is shown or typed."""
_UNKNOWN = "-- prepared before the case was opened: "
"""What stands instead of a statement whose text nobody has kept."""
_EXPLAINING = (r"\why", r"\why-empty", r"\rls")
"""Commands whose last lines are what a case is about; they say policies and conditions, and no values of rows."""
_SENDING = (r"\copy", r"\gexec", r"\watch")
"""Commands that send statements which nobody has typed."""


class Recording:
    """Writes what one shell does into its open case."""

    def __init__(self, shell: Shell, case: OpenCase) -> None:
        self._shell = shell
        self._case = case
        self._prepared: dict[str, str] = {}
        self._made: dict[str, str] = {}
        """What the last commands have made of their arguments: a query, and the command's line."""
        self._within: str | None = None
        """The command that is being run, where it sends what nobody has typed."""
        self.seconds = 0.0
        """What its looks have taken."""
        self._again: set[str] = set()
        r"""What the `\watch` of this moment has sent."""

    def statement(
        self, session: Session, ask: Ask, answers: Iterator[Result | StatementError]
    ) -> Generator[Result | StatementError, None, None]:
        """The answers of a statement, which is recorded when all of it has run, and before any of it is seen."""
        with closing(answers):  # type: ignore[type-var]  # a generator
            with hearing(session) as heard:
                try:
                    first = next(answers, None)
                except BaseException:
                    self._keep(session, ask, heard)
                    raise
            self._keep(session, ask, heard)
            if first is not None:
                yield first
                yield from answers

    def command(self, found: Command, arguments: Arguments, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """The outcomes of a command, which is recorded when it has ended, with the statements that it has made."""
        written = _Line(found, arguments, self._shell.tenant_session.tenant)
        before, self._within = self._within, written.begun if found.name in _SENDING else None
        self._again.clear()
        with hearing(self._shell.tenant_session) as heard:
            try:
                yield from written.watched(outcomes)
            finally:
                self._within = before
                self._keep_command(found, written, heard)

    # -- what is kept ----------------------------------------------------------------------------------------------

    def _keep(self, session: Session, ask: Ask, heard: list[Done]) -> None:
        if ask.how is How.PREPARE:
            self._prepared[ask.name] = ask.text
        for done in heard:
            if done.how in _RUN and done.verdict not in _NEVER_SENT and not self._repeats(done.sql):
                sql = self._prepared.get(ask.name, f"{_UNKNOWN}{ask.name}") if ask.how is How.EXECUTE else done.sql
                parameters = spelled(session.link.wire.connection, ask.params)
                self._add(session, done, bare(sql), parameters, self._origin(bare(sql)))

    def _repeats(self, sql: str) -> bool:
        r"""Whether `\watch` has sent it before: it is recorded once."""
        if self._within is None or not self._within.startswith(r"\watch"):
            return False
        before = sql in self._again
        self._again.add(sql)
        return before

    def _origin(self, sql: str) -> str | None:
        return self._within or self._made.get(sql)

    def _keep_command(self, found: Command, line: _Line, heard: list[Done]) -> None:
        if found.group in _TELLING:
            self._case.add(line.entry)
        session = self._shell.tenant_session
        for done in tuple(heard):  # looks are heard, too
            if done.how == "glance" and done.verdict not in _NEVER_SENT:
                self._made[bare(done.sql)] = line.text
                self._add(session, done, bare(done.sql), (), line.text)

    def _add(
        self, session: Session, done: Done, sql: str, parameters: tuple[Parameter, ...], origin: str | None
    ) -> None:
        looked = self._look(session, sql, parameters) if _worth(done, sql) else None
        if looked is not None and session.failed and done.sqlstate:  # nothing can be asked there: it has failed
            looked = replace(looked, failure=Failure(done.sqlstate, ""))
        self._case.add(
            lambda n: Recorded(
                n=n,
                sql=sql,
                parameters=parameters,
                how=done.how,
                origin=origin,
                at=now(),
                rows=done.rows,
                seconds=round(done.seconds, 6),
                sqlstate=done.sqlstate,
                look=looked,
                became=str(done.verdict),
            )
        )

    def _look(self, session: Session, sql: str, parameters: tuple[Parameter, ...]) -> Look | None:
        began = time.perf_counter()
        try:
            found = look(session, sql, parameters, key=self._case.key)
            session.witness("look", sql, None if found.answer is None else found.answer.rows)
            return found
        except TenantshError as error:
            self._shell.note(f"note: the case has this statement, and no look at it: {error.what}")
        except KeyboardInterrupt:
            self._shell.note("note: the case has this statement, and no look at it: that was cancelled")
        finally:
            self.seconds += time.perf_counter() - began
        return None


class _Line:
    """A command as it was typed, and what it came to."""

    def __init__(self, found: Command, arguments: Arguments, tenant: Tenant) -> None:
        self._arguments = arguments
        self._tenant = tenant  # of the moment: `\as` has another one afterwards
        self._start = arguments.at - len(arguments.name)
        self.began = now()
        self.rows: int | None = None
        self.error: str | None = None
        self.said = ""
        """What it has found, where it is a command that explains."""
        self._explains = found.name in _EXPLAINING

    def entry(self, n: int) -> Commanded:
        """What a case has of it."""
        person = self._tenant.person
        seen = {"role": self._tenant.role, "person": person.kept if person is not None else None}
        return Commanded(n, self.text, self.began, self.rows, self.error, self.said, **seen)

    @property
    def begun(self) -> str:
        """All that stands there, be it read or not."""
        return self._arguments.text[self._start :].strip()

    @property
    def text(self) -> str:
        """As far as the command has read it."""
        return self._arguments.text[self._start : self._arguments.at].strip()

    def watched(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """The outcomes, of which note is taken."""
        try:
            for outcome in outcomes:
                if isinstance(outcome, TenantshError):
                    self.error = _first_line(outcome)
                elif outcome.cells is not None and not outcome.at_a_time:
                    self.rows = len(outcome)
                    self.said = _beneath(outcome) if self._explains else ""
                yield outcome
        except TenantshError as error:
            self.error = _first_line(error)
            raise
        except KeyboardInterrupt:
            self.error = "cancelled"
            raise


def _beneath(result: Result) -> str:
    """The lines beneath a table, as people see them."""
    seen = result.seen(0) if callable(result.seen) else result.seen
    lines = result.footers or (seen.footers if seen is not None else None) or ()
    return " ".join(line.strip() for line in lines)


@contextmanager
def hearing(session: Session) -> Iterator[list[Done]]:
    """What is told of the session's statements meanwhile, beside whoever else hears it."""
    heard: list[Done] = []
    others = session.on_done

    def hear(done: Done) -> None:
        heard.append(done)
        if others is not None:
            others(done)

    session.on_done = hear
    try:
        yield heard
    finally:
        session.on_done = others


def _first_line(error: TenantshError) -> str:
    """What went wrong; a server's words may have values in them, and its SQLSTATE has none."""
    if isinstance(error, StatementError):
        return f"the server refused it: {error.sqlstate}"
    return error.what.partition("\n")[0]


def now() -> str:
    """This moment, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def bare(sql: str) -> str:
    """A statement without the semicolon that ends it.

    >>> bare("select ';' ; ")
    "select ';'"
    """
    return sql.strip().rstrip("; \t\n")


def _worth(done: Done, sql: str) -> bool:
    """Whether there is something to look at."""
    known = not sql.startswith(_UNKNOWN) and not _OF_TRANSACTIONS.intersection(keywords(sql))
    return known and done.verdict in _LOOKED_AT
