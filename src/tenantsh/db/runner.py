"""Running steps inside the scope on one link, and keeping the person's own transaction open in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import pq

from tenantsh.db.answers import statement_error
from tenantsh.db.guard.control import Control, Kind
from tenantsh.db.scope import Modes
from tenantsh.db.steps import Answer, Step, final
from tenantsh.model.errors import ConnectionLost, ContextDrift, StatementError, TenantshError

if TYPE_CHECKING:
    from tenantsh.db.held import HeldCopy
    from tenantsh.db.link import Link
    from tenantsh.db.wire import Sink

_COMMIT = Step(b"COMMIT")
_RUN_DEFERRED = Step(b"SET CONSTRAINTS ALL IMMEDIATE")
"""Deferred triggers run at COMMIT, when the assertion has looked already: so they run before it."""
_ROLLBACK = Step(b"ROLLBACK")
_DRIFTED = "22012"  # our assertion divides by zero
_CANCELLED = "57014"


class Runner:
    """What runs between the opening of the scope and its assertion.

    Everything here raises StatementError, ContextDrift, ConnectionLost, or KeyboardInterrupt after a cancel.
    """

    def __init__(self, link: Link) -> None:
        self.link = link
        self.modes: Modes | None = None
        """The person's open transaction; None outside of one."""
        self._fresh = False
        self.verified_notices: list[str] = []

    @property
    def failed(self) -> bool:
        """Whether the person's transaction has failed and waits for its ROLLBACK."""
        return self.modes is not None and self.link.wire.transaction is pq.TransactionStatus.INERROR

    def run(self, steps: list[Step], sink: Sink | None = None) -> list[Answer]:
        """Run the steps, then the assertion, in one round trip; the answers of the steps only.

        Outside a person's transaction the scope opens before them and commits after them.
        """
        ours = self.modes is None
        opening = self._opening(Modes()) if ours else []
        closing = self._closing() if ours else [Step(self.link.scope.assertion)]
        answers = self.link.wire.exchange([*opening, *steps, *closing], sink)
        self._fresh = False
        self._judge(answers, assertion=answers[-2 if ours else -1], opened=len(opening))
        return answers[len(opening) : len(opening) + len(steps)]

    def copy_out(self, sql: bytes, held: HeldCopy) -> Answer:
        """Run a COPY TO STDOUT, which cannot travel in a pipeline: three round trips instead of one."""
        ours = self.modes is None
        try:
            if ours:
                self.begin(Modes())
            self._fresh = False
            return self._copied(sql, held, ours=ours)
        finally:
            if ours:
                self.modes = None

    def _copied(self, sql: bytes, held: HeldCopy, *, ours: bool) -> Answer:
        answer = self.link.wire.copy_out(sql, held.write)
        if answer.failed or self.link.wire.sink_failure:
            if ours:
                self.modes = None  # what was begun for it is not the person's, and ends with the error
            self._judge([answer], assertion=None)
        elif ours:
            self.commit()
        else:
            self.run([])
        return answer

    # -- the person's transaction ------------------------------------------------------------------------------

    def check_place(self, command: str | None) -> None:
        """Say of a command that does nothing outside a transaction block that this is outside: what the server says."""
        if command is None or self.modes is not None:
            return
        message = f"{command} can only be used in transaction blocks"
        if command in ("SET LOCAL", "SET CONSTRAINTS"):
            self._warn(message)
            return
        raise StatementError(
            f"ERROR:  {message}",
            {"sqlstate": "25P01", "severity": "ERROR", "message_primary": message},
            hint="BEGIN first",
        )

    def handles(self, control: Control) -> bool:
        """Whether `control` is to do this; the server does SET TRANSACTION once something has run, and says no."""
        return control.kind is not Kind.CHARACTERISTICS or self.modes is None or self._fresh

    def control(self, control: Control) -> str:
        """Do what a transaction command asks for; returns its command tag."""
        if control.kind is Kind.BEGIN:
            return self._person_begins(control)
        if control.kind is Kind.CHARACTERISTICS:
            return self._characteristics(control)
        if self.modes is None:
            self._warn("there is no transaction in progress")
            return str(control.kind.value)
        modes = self.modes
        tag = self.commit() if control.kind is Kind.COMMIT else self._roll_back()
        if control.chain:
            self.begin(modes)
        return tag

    def begin(self, modes: Modes) -> None:
        """Open the scope and leave it open."""
        self.modes = modes  # already: should the server be lost on the way, a transaction was lost
        answers = self.link.wire.exchange([*self._opening(modes), Step(self.link.scope.assertion)])
        if any(answer.failed for answer in answers):
            self.modes = None
        self._judge(answers, assertion=answers[-1], opened=len(answers) - 1)
        self._fresh = True

    def commit(self) -> str:
        """End the open transaction, verified once more; returns COMMIT, or ROLLBACK for one that had failed."""
        steps = [_COMMIT] if self.failed else self._closing()
        self.modes = None  # already: what is lost from here on may have been committed
        answers = self.link.wire.exchange(steps)
        self._judge(answers, assertion=None if len(steps) == 1 else answers[-2])
        return answers[-1].tag

    def _person_begins(self, control: Control) -> str:
        if self.modes is not None:
            self._warn("there is already a transaction in progress")
        else:
            self.begin(control.modes)
        return control.tag or control.kind.value

    def _characteristics(self, control: Control) -> str:
        """SET TRANSACTION, before the person's first statement.

        The scope's own query has run already, so the transaction is begun again; after that it is the server's affair.
        """
        if self.modes is None:
            self._warn("SET TRANSACTION can only be used in transaction blocks")
        else:
            modes = self.modes.changed(control.modes)
            self._roll_back()
            self.begin(modes)
        return "SET"

    def _roll_back(self) -> str:
        self.modes = None
        answers = self.link.wire.exchange([_ROLLBACK])
        self._judge(answers, assertion=None)
        return answers[-1].tag

    def _closing(self) -> list[Step]:
        deferred = [_RUN_DEFERRED] if self.link.tenant.write else []
        return [*deferred, Step(self.link.scope.assertion), _COMMIT]

    def _opening(self, modes: Modes) -> list[Step]:
        return [Step(self.link.scope.begin(modes)), *map(Step, self.link.scope.opening)]

    # -- what came of it ---------------------------------------------------------------------------------------

    def _judge(self, answers: list[Answer], *, assertion: Answer | None, opened: int = 0) -> None:
        """Let the notices through when all went well; otherwise clean up and raise what went wrong first.

        The first `opened` answers are those of the scope's own opening.
        """
        wire = self.link.wire
        failed = next((answer for answer in answers if answer.failed), None)
        unkept, interrupted = wire.sink_failure, wire.interrupted
        error = statement_error(final(failed)) if failed else None
        if error is not None and not wire.alive:
            raise ConnectionLost(error.what)
        if self.modes is None and wire.transaction is not pq.TransactionStatus.IDLE:
            wire.exchange([_ROLLBACK])
        if error is None:
            self._release_notices()
            if unkept is not None:
                raise _unkept(unkept, "the statement itself had ended: what it wrote stays")
            return
        if failed is assertion and error.sqlstate == _DRIFTED:
            raise self._withheld()
        if failed is assertion:
            self.link.notices.clear()
        self._release_notices()
        if error.sqlstate == _CANCELLED and unkept is not None:
            raise _unkept(unkept, "it was cancelled, and what it wrote rolled back")
        if error.sqlstate == _CANCELLED and interrupted:
            raise KeyboardInterrupt
        if failed is assertion:
            error.why = "the context could not be verified, so nothing is shown"
            raise error
        if any(failed is answer for answer in answers[:opened]):
            error.why = f"the session could not become {self.link.tenant} again, so the statement was not run"
            raise error
        raise self._explained(error)

    def _explained(self, error: StatementError) -> StatementError:
        """The server's error with the reasons that lie in this session, where its SQLSTATE tells of one."""
        tenant = self.link.tenant
        if error.sqlstate == "25006" and not tenant.write:
            error.why = "this session is read only, and the server keeps it so"
            error.hint = "a session that may write is opened with --write"
        elif error.sqlstate in ("25001", "2D000") and self.modes is None:  # 2D000: a procedure that commits
            error.why = "every statement of this session runs in a transaction that verifies the organization"
            error.hint = "what runs only outside of one is a DBA's affair, in a plain psql"
        return error

    def _withheld(self) -> ContextDrift:
        """The assertion failed: drop what came with the rows, and see whether the tenant is back."""
        self.link.notices.clear()
        if self.modes is not None:
            self._roll_back()
        tenant = self.link.tenant
        what = "the context was not this organization's when the statement ended: results withheld, rolled back"
        why = f"something in the statement moved role or settings away from {tenant}"
        try:
            self.run([])
        except TenantshError as worse:
            self.link.wire.close()
            return ContextDrift(what, why=f"{why}, and they did not come back: {worse.what}", hint="connection closed")
        return ContextDrift(what, why=why, hint=f"the session is in {tenant} again, verified")

    def _release_notices(self) -> None:
        self.verified_notices += self.link.notices
        self.link.notices.clear()

    def _warn(self, message: str) -> None:
        self.verified_notices.append(f"WARNING:  {message}")


def _unkept(failure: Exception, outcome: str) -> TenantshError:
    return TenantshError(
        f"the result could not be kept: {failure}",
        why=f"long results wait in a temporary file until they are verified; {outcome}",
        hint="TMPDIR names the folder for it; or ask for fewer rows",
    )
