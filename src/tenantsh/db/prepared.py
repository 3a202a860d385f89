"""Statements with parameters, and prepared ones: what the guard read in a text holds for each run of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psycopg import pq

from tenantsh.db import guard
from tenantsh.db.answers import columns_of
from tenantsh.db.ask import How
from tenantsh.db.guard import PLAIN
from tenantsh.db.guard.surroundings import on_a_shared_connection
from tenantsh.db.mark import marked
from tenantsh.db.params import bound, encoded, texts
from tenantsh.db.statements import answer_of
from tenantsh.db.steps import Do, Step, final
from tenantsh.model.errors import Refused, StatementError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.db.ask import Ask, Copying
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.statements import Answered, Statements
    from tenantsh.db.wire import Read


class Prepared:
    """Runs asks that are no plain texts. Each raises what `Session.run` raises."""

    def __init__(self, lasting: Lasting, statements: Statements) -> None:
        self._lasting = lasting
        self._statements = statements
        self._unnamed: str | None = None
        """The text without a name. It is not kept on the server, where each of our own steps would take its place."""

    def ask(self, ask: Ask, copying: Copying) -> Answered:
        """Do what is asked for. Raises Refused and UsageError before anything is sent."""
        match ask.how:
            case How.PREPARE:
                return answer_of(lambda: self._prepare(ask))
            case How.EXECUTE:
                return answer_of(lambda: self._execute(ask, copying.read))
            case How.DESCRIBE:
                return answer_of(lambda: self._described(ask.name))
            case How.CLOSE:
                return answer_of(lambda: self._close(ask.name))
            case _:
                return answer_of(lambda: self._bound(ask, copying.read))

    def _bound(self, ask: Ask, read: Read) -> Result:
        connection = self._lasting.link.wire.connection
        step = bound(connection, encoded(ask.text), ask.params)._replace(whole=ask.text)
        pieces = guard.inspect_each(ask.text, self._lasting.link.surroundings)
        if len(pieces) > 1:  # the server says that there may be one only
            self._statements.only_parse(step)
        return self._statements.one(step, pieces[0].reading, read)

    def _prepare(self, ask: Ask) -> Result:
        self._refuse_pooled(ask.name)
        step = Step(encoded(ask.text), do=Do.PREPARE, name=encoded(ask.name), whole=ask.text)
        pieces = guard.inspect_each(ask.text, self._lasting.link.surroundings)
        reading = pieces[0].reading
        if len(pieces) > 1:
            self._statements.only_parse(step)
        if not reading.readable:
            self._statements.let_unread(step)
            reading = PLAIN
        if reading.control is not None and ask.name:
            raise Refused(
                "transaction commands are not prepared here",
                rule="prepared-transaction-command",
                why="the session itself begins and ends transactions, to keep the organization in them",
                hint="send it as it is",
            )
        self._statements.quiet([marked(step, self._lasting.link.session_id)])
        if ask.name:
            self._lasting.prepared[ask.name] = reading
            self._lasting.unprepared.discard(ask.name)
        else:
            self._unnamed = ask.text
        return Result(tenant=self._lasting.link.tenant)

    def _execute(self, ask: Ask, read: Read) -> Result:
        if not ask.name:
            return self._bound(replace(ask, how=How.BOUND, text=self._unnamed_text()), read)
        self._refuse_pooled(ask.name)
        step = Step(params=texts(ask.params), do=Do.EXECUTE, name=encoded(ask.name))
        try:
            return self._statements.one(step, self._lasting.prepared.get(ask.name, PLAIN), read)
        except StatementError as error:
            if error.sqlstate == "26000" and ask.name in self._lasting.unprepared:
                error.why = "it was prepared on a connection that was lost"
                error.hint = "prepare it again"
            raise

    def _described(self, name: str) -> Result:
        """The columns of a prepared statement, without rows."""
        self._refuse_pooled(name)
        if name:
            found = final(self._statements.quiet([Step(do=Do.DESCRIBE, name=encoded(name))])[0])
        else:
            found = self._statements.describe(self._unnamed_text())
        return Result(columns_of(found, self._statements.type_names()), tenant=self._lasting.link.tenant)

    def _close(self, name: str) -> Result:
        self._refuse_pooled(name)
        if name:
            self._statements.quiet([_closing(name)])
            self._lasting.prepared.pop(name, None)
            self._lasting.unprepared.discard(name)
        else:
            self._unnamed = None
        return Result(tenant=self._lasting.link.tenant)

    def _unnamed_text(self) -> str:
        if self._unnamed is not None:
            return self._unnamed
        message = "unnamed prepared statement does not exist"
        fields = {"severity": "ERROR", "severity_nonlocalized": "ERROR", "sqlstate": "26000"}
        raise StatementError(f"ERROR:  {message}", {**fields, "message_primary": message})

    def _refuse_pooled(self, name: str) -> None:
        if name and self._lasting.link.pooled:
            raise on_a_shared_connection("a prepared statement")


def _closing(name: str) -> Step:
    if pq.version() >= 170000:
        return Step(do=Do.CLOSE, name=encoded(name))
    quoted = name.replace('"', '""')
    return Step(encoded(f'DEALLOCATE "{quoted}"'))
