"""Running steps inside the scope on one link, and keeping the person's own transaction open in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import pq

from tenantsh.db import failing
from tenantsh.db.age import Clock
from tenantsh.db.answers import placed_error, placed_message
from tenantsh.db.guard.control import Control, Kind
from tenantsh.db.guard.surroundings import left_on_a_shared_connection
from tenantsh.db.scope import Modes
from tenantsh.db.steps import Answer, Step, final
from tenantsh.model.errors import ContextDrift, StatementError, TenantshError
from tenantsh.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tenantsh.db.link import Link
    from tenantsh.db.wire import Read, TakeRows, Write

_DEFAULT = Modes()
_COMMIT = Step(b"COMMIT")
_RUN_DEFERRED = Step(b"SET CONSTRAINTS ALL IMMEDIATE")
"""Deferred triggers run at COMMIT, when the assertion has looked already: so they run before it."""
_ROLLBACK = Step(b"ROLLBACK")
_FAIL = Step(b'ROLLBACK TO SAVEPOINT "of a statement that was refused"')
"""What has a transaction fail, and tells the server's log why."""
_DRIFTED = "22012"  # our assertion divides by zero, and so does what opens the scope behind a pooler
_CANCELLED = "57014"
_IN_RECOVERY = Step(b"SELECT pg_catalog.pg_is_in_recovery()")


@dataclass(slots=True)
class Sent:
    """An exchange: its steps, what came back, and which of them are the scope's own."""

    steps: list[Step]
    answers: list[Answer]
    opening: int = 0
    """How many steps open the scope."""
    assertions: frozenset[int] = frozenset()
    """Where the assertions are among the steps."""

    @property
    def failed(self) -> int | None:
        """Where the error is among the steps."""
        return next((at for at, answer in enumerate(self.answers) if answer.failed), None)

    @property
    def verified(self) -> int:
        """The last assertion that held; -1 where none did."""
        held = (at for at in self.assertions if not self.answers[at].failed and not self.answers[at].skipped)
        return max(held, default=-1)


class Runner:
    """What runs between the opening of the scope and its assertion.

    Everything here raises StatementError, ContextDrift, ConnectionLost, or KeyboardInterrupt after a cancel.
    """

    def __init__(self, link: Link) -> None:
        self.link = link
        self.modes: Modes | None = None
        """Of the transaction that is open on the server between two exchanges; None where there is none."""
        self.implicit = False
        """Whether that transaction is not the person's but one around the statements of one text."""
        self.broken_off = False
        """Whether the person's transaction was rolled back because of drift, and she has not ended it yet."""
        self.verified_notices: list[Message] = []
        self.clock = Clock()
        """Knows how old the open transaction is."""
        self._fresh = False
        self._begin = Step(link.scope.begin())
        self._become = [Step(line) for line in link.scope.opening]
        self._assert = Step(link.scope.assertion)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction of the person's is open."""
        return self.modes is not None and not self.implicit

    @property
    def fresh(self) -> bool:
        """Whether a transaction of the person's is open in which nothing has run yet."""
        return self.in_transaction and self._fresh

    @property
    def failed(self) -> bool:
        """Whether the person's transaction has failed and waits for its ROLLBACK."""
        return self.in_transaction and self.link.wire.transaction is pq.TransactionStatus.INERROR

    def run(self, steps: Sequence[Step]) -> list[Answer]:
        """Run the steps, then the assertion, in one round trip; the answers of the steps only.

        Outside a transaction the scope opens before them and commits after them.
        """
        ours = self.modes is None
        sent = self._exchange(steps, opens=ours, closes=ours)
        self._judge(sent)
        return sent.answers[sent.opening : sent.opening + len(steps)]

    def run_each(self, steps: Sequence[Step], answers: list[Answer], *, last: bool, modes: Modes = _DEFAULT) -> None:
        """Run the steps of one text, an assertion after each, in one round trip; `answers` gets the verified ones.

        Outside a transaction they are one of their own, with these modes, which stays open unless these are the text's
        `last`.
        """
        opens = self.modes is None
        apart: list[Step] = []
        for step in steps:
            apart += [step, self._assert]
        closes = last and (opens or self.implicit)
        sent = self._exchange(apart[:-1], opens=opens, closes=closes, modes=modes)
        if sent.failed is None and opens and not closes:
            self.modes, self.implicit = modes, True
            self.clock.open()
        elif closes or (self.implicit and sent.failed is not None):
            self.modes, self.implicit = None, False
        own = sent.answers[sent.opening :: 2][: len(steps)]
        if sent.failed is not None:
            if closes:
                own.pop()  # psql shows of a text's last statement the error of its COMMIT alone
            own = [answer for at, answer in enumerate(own) if sent.opening + 2 * at < sent.verified]
        answers += own
        self._judge(sent)

    def look(self, steps: Sequence[Step]) -> list[Answer]:
        """Begin what takes several exchanges: a transaction of its own stays open for `finish`.

        There is no assertion behind them: they only ask what a person's statement would give.
        """
        opens = self.modes is None
        sent = self._exchange(steps, opens=opens, asserts=False)
        if sent.failed is None and opens:
            self.modes, self.implicit = Modes(), True
            self.clock.open()
        self._judge(sent, ends_implicit=sent.failed is not None)
        if self.link.wire.interrupted:
            self.give_up()
            raise KeyboardInterrupt
        return sent.answers[sent.opening :]

    def finish(self, steps: Sequence[Step]) -> list[Answer]:
        """End what `look` began: run the steps, then the assertion, and commit a transaction of its own."""
        closes = self.implicit
        sent = self._exchange(steps, closes=closes)
        self._forget_implicit()
        self._judge(sent)
        return sent.answers[: len(steps)]

    def copy(self, step: Step, write: Write, read: Read, *, last: bool = True) -> Answer:
        """Run a COPY, which cannot travel in a pipeline: three round trips instead of one."""
        return self._copied(step, lambda: self.link.wire.copy(step, write, read), last=last)

    def copy_rows(self, step: Step, take: TakeRows) -> Answer:
        """Run a `COPY … TO STDOUT` whose messages are rows: many of them go to `take` at a time."""
        return self._copied(step, lambda: self.link.wire.copy_rows(step, take), last=True)

    def _copied(self, step: Step, talk: Callable[[], Answer], *, last: bool) -> Answer:
        if self.modes is None:
            self._begin_implicit(Modes())
            if self.link.wire.interrupted:
                self.give_up()
                raise KeyboardInterrupt
        self._fresh = False
        try:
            answer = talk()
            if answer.failed or self.link.wire.sink_failure:
                self._judge(Sent([step], [answer]), ends_implicit=True)
        except BaseException:
            self._forget_implicit()
            raise
        if self.implicit and last:
            self.commit()
        else:
            self.run([])
        return answer

    def begin_on_standby(self) -> bool:
        """Begin, verified, what is to be sent once more; False, and nothing is open, where this is no standby.

        A transaction that began on a standby cannot write, whatever becomes of the server meanwhile.
        """
        sent = self._exchange([_IN_RECOVERY], opens=True)
        if sent.failed is None:
            self.modes, self.implicit = Modes(), True
            self.clock.open()
        self._judge(sent)
        if self.link.wire.interrupted:
            self.give_up()
            raise KeyboardInterrupt
        if final(sent.answers[sent.opening]).get_value(0, 0) == b"t":
            return True
        self.give_up()
        return False

    def give_up(self) -> None:
        """Roll the transaction around a text's statements back, if there is one."""
        if self.implicit and self.link.wire.alive:
            self._roll_back()
        self._forget_implicit()

    # -- the person's transaction ------------------------------------------------------------------------------

    def check_place(self, command: str | None, step: Step, *, alone: bool) -> None:
        """Have the server say of a command that does nothing outside a transaction block that this is outside.

        `alone` is whether it is the only statement of its text: several are a block of a kind.
        """
        if command is None or self.in_transaction:
            return
        if command in ("SET LOCAL", "SET CONSTRAINTS"):
            if alone:
                self._warn(f"{command} can only be used in transaction blocks", "25P01")
        elif command in ("LOCK TABLE", "DECLARE CURSOR"):
            if alone:
                self._only_in_blocks(command, step)
        else:
            self.give_up()
            self._bare(step)  # SAVEPOINT and its like: nothing but an error can come of them

    def handles(self, control: Control) -> bool:
        """Whether `control` is to do this; the server does SET TRANSACTION once something has run, and says no."""
        return control.kind is not Kind.CHARACTERISTICS or self.modes is None or self._fresh

    def control(self, control: Control, *, last: bool = True) -> str:
        """Do what a transaction command asks for; returns its command tag.

        `last` is False where more of the same text follows.
        """
        if control.kind is Kind.BEGIN:
            return self._person_begins(control)
        if control.kind is Kind.CHARACTERISTICS:
            return self._characteristics(control, last=last)
        if not self.in_transaction:
            return self._ends_nothing(control)
        modes = self.modes
        tag = self.commit() if control.kind is Kind.COMMIT else self._roll_back()
        if control.chain and modes is not None:
            self.begin(modes)
        return tag

    def begin(self, modes: Modes) -> None:
        """Open the scope and leave it open."""
        self.modes = modes  # already: should the server be lost on the way, a transaction was lost
        sent = self._exchange([], opens=True, modes=modes)
        if sent.failed is not None:
            self.modes = None
        self._judge(sent)
        self.clock.open()
        self._fresh = True

    def commit(self) -> str:
        """End the open transaction, verified once more; returns COMMIT, or ROLLBACK for one that had failed."""
        failed = self.link.wire.transaction is pq.TransactionStatus.INERROR
        self.modes, self.implicit = None, False  # already: what is lost from here on may have been committed
        if failed:
            return self._bare(_COMMIT).tag
        sent = self._exchange([], closes=True)
        self._judge(sent)
        return sent.answers[-1].tag

    def fail(self) -> None:
        """Have the person's open transaction fail, as an error of the server's own would have."""
        if self.in_transaction and self.link.wire.transaction is pq.TransactionStatus.INTRANS:
            self.link.wire.exchange([_FAIL])

    def _begin_implicit(self, modes: Modes) -> None:
        self.implicit = True  # already: what is lost on the way is no transaction of the person's
        try:
            self.begin(modes)
        except BaseException:
            self.modes, self.implicit = None, False
            raise

    def _person_begins(self, control: Control) -> str:
        if self.modes is None:
            self.begin(control.modes)
        elif self.implicit:
            self.implicit = False  # what the text did before belongs to it from now on, as in psql
            if control.modes != Modes():
                self.run([Step(control.modes.set_transaction())])
        elif self._fresh and control.modes != Modes():
            self.run([Step(b"BEGIN")])
            self._characteristics(control, last=False)
        else:  # a warning, or what a failed transaction says to everything
            self.run([Step(" ".join(["BEGIN", ", ".join(control.modes.words())]).encode())])
        return control.tag or control.kind.value

    def _characteristics(self, control: Control, *, last: bool) -> str:
        """SET TRANSACTION, before the first statement.

        The scope's own query has run already, so the transaction is begun again; after that it is the server's affair.
        """
        if self.modes is None and last:
            self._warn("SET TRANSACTION can only be used in transaction blocks", "25P01")
            return "SET"
        implicit = self.modes is None or self.implicit
        modes = (self.modes or Modes()).changed(control.modes)
        if self.modes is not None:
            self._roll_back()
        if implicit:
            self._begin_implicit(modes)
        else:
            self.begin(modes)
        return "SET"

    def _ends_nothing(self, control: Control) -> str:
        """COMMIT or ROLLBACK without BEGIN: a warning, and it ends what the text did so far."""
        said = Step(f"{control.kind.value}{' AND CHAIN' if control.chain else ''}".encode())  # with CHAIN an error
        if self.implicit and control.kind is Kind.COMMIT and not control.chain:
            try:
                self.commit()
            except StatementError:
                self._bare(said)
                raise
        else:
            self.give_up()
        return self._bare(said).tag

    def _only_in_blocks(self, command: str, step: Step) -> None:
        self.run([step.only_parsed()])  # what is wrong with it otherwise comes first
        message = f"{command} can only be used in transaction blocks"
        fields = {"severity": "ERROR", "severity_nonlocalized": "ERROR", "sqlstate": "25P01"}
        raise StatementError(f"ERROR:  {message}", {**fields, "message_primary": message})

    def _roll_back(self) -> str:
        self._forget_implicit()
        self.modes = None
        return self._bare(_ROLLBACK).tag

    def _forget_implicit(self) -> None:
        if self.implicit:
            self.modes, self.implicit = None, False

    def _bare(self, step: Step) -> Answer:
        """Send what ends a transaction, or has no business outside of one, as it is: no scope is around it."""
        sent = Sent([step], self.link.wire.exchange([step]))
        self._judge(sent)
        return sent.answers[0]

    def _exchange(
        self,
        steps: Sequence[Step],
        *,
        opens: bool = False,
        closes: bool = False,
        asserts: bool = True,
        modes: Modes = _DEFAULT,
    ) -> Sent:
        """Send the steps with the scope's own before and behind them."""
        opening = self._opening(modes) if opens else []
        deferred = [_RUN_DEFERRED] if closes and self.link.tenant.write else []
        closing = [*deferred, *([self._assert] if asserts else []), *([_COMMIT] if closes else [])]
        whole = [*opening, *steps, *closing]
        assertions = frozenset(at for at, step in enumerate(whole) if step is self._assert)
        self._fresh = False
        answers = self.link.wire.exchange(whole)
        self.clock.rest()
        return Sent(whole, answers, len(opening), assertions)

    def _opening(self, modes: Modes) -> list[Step]:
        begin = self._begin if modes is _DEFAULT else Step(self.link.scope.begin(modes))
        return [begin, *self._become]

    # -- what came of it ---------------------------------------------------------------------------------------

    def _judge(self, sent: Sent, *, ends_implicit: bool = False) -> None:
        """Let the notices through when all went well; otherwise clean up and raise what went wrong first."""
        wire = self.link.wire
        at, unkept, interrupted = sent.failed, wire.sink_failure, wire.interrupted
        error = placed_error(sent.answers[at], sent.steps[at]) if at is not None else None
        if error is not None and not wire.alive:
            raise failing.ended(error)
        if ends_implicit:
            self._forget_implicit()
        if self.modes is None and wire.transaction is not pq.TransactionStatus.IDLE:
            wire.exchange([_ROLLBACK])
        self._release_notices(sent, up_to=sent.verified if at in sent.assertions else None)
        if error is not None:
            raise self._failure(sent, error, unkept, interrupted=interrupted)
        if unkept is not None:
            raise failing.unkept(unkept, "the statement itself had ended: what it wrote stays")

    def _failure(
        self, sent: Sent, error: StatementError, unkept: Exception | None, *, interrupted: bool
    ) -> BaseException:
        """What to raise for the step that failed."""
        at, cancelled = sent.failed or 0, error.sqlstate == _CANCELLED
        if at in sent.assertions and error.sqlstate == _DRIFTED:
            return self._withheld()
        if cancelled and unkept is not None:
            return failing.unkept(unkept, "it was cancelled, and what it wrote rolled back")
        if cancelled and interrupted:
            return KeyboardInterrupt()
        if at in sent.assertions:
            error.why = "the context could not be verified, so nothing is shown"
        elif at < sent.opening and error.sqlstate == _DRIFTED:
            return left_on_a_shared_connection()
        elif at < sent.opening:
            error.why = f"the session could not become {self.link.tenant} again, so the statement was not run"
        else:
            failing.explain(error, self.link, alone=self.modes is None)
        return error

    def _withheld(self) -> ContextDrift:
        """The assertion failed: drop what came with the rows, and see whether the tenant is back."""
        persons = self.broken_off = self.in_transaction  # its other half shall not run, and commit, by itself
        if self.modes is not None:
            self._roll_back()
        tenant = self.link.tenant
        what = "the context was not this organization's when the statement ended: results withheld, rolled back"
        why = f"something in the statement moved role or settings away from {tenant}"
        if (worse := self._still_away()) is not None:
            self.link.wire.close()
            return ContextDrift(what, why=f"{why}, and they did not come back: {worse}", hint="connection closed")
        hint = f"the session is in {tenant} again, verified"
        return ContextDrift(what, why=why, hint=f"{hint}. ROLLBACK, then start over" if persons else hint)

    def _still_away(self) -> str | None:
        """What keeps a new scope from being the tenant's; None where nothing does."""
        try:
            sent = self._exchange([], opens=True, closes=True)
        except TenantshError as error:
            return error.what
        self.link.notices.clear()
        return None if sent.failed is None else placed_error(sent.answers[sent.failed], sent.steps[sent.failed]).what

    def _release_notices(self, sent: Sent, *, up_to: int | None) -> None:
        """Let the notices through, but those that came after the last assertion that held where the next one failed."""
        for at, message in self.link.notices:
            if up_to is None or at <= up_to:
                step = sent.steps[at] if 0 <= at < len(sent.steps) else None
                self.verified_notices.append(placed_message(message, step) if step is not None else message)
        self.link.notices.clear()

    def _warn(self, message: str, sqlstate: str) -> None:
        fields = {"severity": "WARNING", "severity_nonlocalized": "WARNING", "sqlstate": sqlstate}
        self.verified_notices.append(Message({**fields, "message_primary": message}))
