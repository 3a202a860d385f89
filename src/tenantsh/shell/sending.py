r"""A statement's way to the server and its answers' way back: AUTOCOMMIT, savepoints, `\gset`, `\gexec`, `\gdesc`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands.plan import Plan
from tenantsh.db.ask import Ask, How
from tenantsh.lang.bound import Bound
from tenantsh.lang.lead import keywords
from tenantsh.model.errors import (
    ConnectionLost,
    ContextDrift,
    Refused,
    SessionClosed,
    StatementError,
    TenantshError,
    UsageError,
)
from tenantsh.model.message import Message
from tenantsh.model.result import Result
from tenantsh.shell import noting, older, transactions
from tenantsh.shell.copying import ScriptData
from tenantsh.shell.hidden import frame
from tenantsh.shell.using import described, used
from tenantsh.shell.way import Way

if TYPE_CHECKING:
    from tenantsh.model.result import Outcome
    from tenantsh.shell.copying import Copying
    from tenantsh.shell.shell import Shell

Answers = Iterator[Result | StatementError]


_STEPS = {
    False: f"***(Single step mode: verify command){'*' * 43}\n{{}}\n"
    f"***(press return to proceed or enter x and return to cancel){'*' * 20}\n",
    True: f"/**(Single step mode: verify command){'*' * 42}/\n{{}}\n"
    f"/**(press return to proceed or enter x and return to cancel){'*' * 19}/\n",
}
"""How psql asks for a single step: before 17, and since."""

_NAMING = (How.PREPARE, How.CLOSE)
"""Ways that give a prepared statement its name, or take it away."""


def send(shell: Shell, text: str, copying: Copying | None = None) -> Iterator[Outcome]:
    """Send a text as the shell's plan says, and give what comes of it; an error is the last outcome.

    The plan is used up, whatever happens.
    """
    plan, shell.plan = shell.plan, Plan()
    if not _wanted(shell, text):
        yield UsageError("")
        return
    echo = shell.variables.word("ECHO")
    if echo == "queries":
        yield Result(data=[f"{text}\n".encode("utf-8", "surrogateescape")], direct=True)
    _log(shell, text)
    with ExitStack() as around:
        if plan.options is not None:
            around.enter_context(shell.shown_as(plan.options))
        way = Way(shell, plan, around, copying)
        failed = False
        for outcome in _all(_within_transaction(shell, text, way)):
            failed = failed or isinstance(outcome, TenantshError)
            if shell.knowing is not None:
                shell.knowing.heard(text, outcome, plan.name if plan.how in _NAMING else "")
            yield outcome
        if failed and echo == "errors":
            shell.note(f"STATEMENT:  {text}")
    if shell.knowing is not None:
        shell.knowing.settled()
    shell.variables.tell(ENCODING=shell.session.endpoint.client_encoding)
    yield from _heard(shell)


def _heard(shell: Shell) -> Iterator[Outcome]:
    for line in shell.session.heard():
        yield Result(data=[f"{line}\n".encode("utf-8", "surrogateescape")])


def _all(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """Outcomes with what goes wrong as the last: it is the sending's failure, and the line is read on."""
    try:
        yield from outcomes
    except UsageError as error:
        yield error


def answered(shell: Shell, answers: Answers) -> Iterator[Outcome]:
    """Answers of a pipeline as outcomes, and noted in the variables as those of statements are."""
    started = time.perf_counter()
    failed = False
    for answer in answers:
        failed = isinstance(answer, StatementError)
        if isinstance(answer, StatementError):
            shell.last_error = answer.message
            noting.failed(shell.variables, answer)
        else:
            noting.succeeded(shell.variables, answer)
        yield answer
    if not failed:  # to psql it is the last answer that counts, and a synchronisation point always goes well
        shell.reader.failed = False
    if shell.timing:
        yield Result(seconds=time.perf_counter() - started, direct=True)
    yield from _heard(shell)


def _wanted(shell: Shell, text: str) -> bool:
    """Whether to send it: SINGLESTEP asks first."""
    if not shell.variables.on("SINGLESTEP"):
        return True
    shell.output.flush()
    shell.output.standard.write(_STEPS[shell.psql_major >= 17].format(text))
    answer = shell.ask("")
    return answer is None or not answer.startswith("x")


def _log(shell: Shell, text: str) -> None:
    log = shell.output.log
    if log is None:
        return
    with suppress(OSError):  # a log that cannot be written is no reason to stop
        log.write(frame(text, shell.psql_major))
        log.flush()


def _within_transaction(shell: Shell, text: str, way: Way) -> Iterator[Outcome]:
    try:
        yield from _settled(shell, text, way)
    except (Refused, ContextDrift, ConnectionLost, SessionClosed) as error:
        shell.last_error = Message(text=error.what)
        noting.withheld(shell.variables, error)
        raise


def _settled(shell: Shell, text: str, way: Way) -> Iterator[Outcome]:
    error = transactions.begin(shell, text)
    saved = False
    if error is None:
        saved, error = transactions.guard(shell)
    if error is not None:
        noting.failed(shell.variables, error)
        yield error
        return
    started, aside = time.perf_counter(), _looking(shell)
    tag = ""
    try:
        for outcome in _answered(shell, text, way):
            if isinstance(outcome, Result):
                tag = outcome.status or tag
            yield outcome
    except (Refused, KeyboardInterrupt):
        if saved:
            transactions.settle(shell, tag)
        raise
    spent = time.perf_counter() - started - (_looking(shell) - aside)
    if saved and (worse := transactions.settle(shell, tag)) is not None:
        yield worse
    if shell.timing and not way.plan.executes:
        yield Result(seconds=spent, direct=True)


def _looking(shell: Shell) -> float:
    r"""The seconds that looks for the open case have taken: none of the statement's, as `\timing` tells them."""
    return 0.0 if shell.case is None else shell.case.recording.seconds


def _answered(shell: Shell, text: str, way: Way) -> Iterator[Outcome]:
    plan = way.plan
    if plan.describes:
        yield from described(shell, text)
        return
    sent = _routed(shell, text, plan) if shell.routing else text
    ask = _framed(shell, plan, _asked(sent, plan, _rows_at_a_time(shell, text, plan)))
    answers = shell.session.send(ask, way.copying)
    if shell.case is not None:
        answers = shell.case.recording.statement(shell.tenant_session, ask, answers)
    try:
        for answer, last in _each(answers):
            yield from _answer(shell, text, answer, way, last=last)
    finally:
        _pass_over_data(shell, text, way)
    if way.copying.failure is not None:
        yield way.copying.failure


def _routed(shell: Shell, text: str, plan: Plan) -> str:
    from tenantsh.shell.routing import routed  # few sessions need it, and start-up counts

    return routed(shell, text, How.BOUND if isinstance(text, Bound) else plan.how)


def _asked(text: str, plan: Plan, rows: int) -> Ask:
    """What is asked of the session, with the values that go beside the text. Raises UsageError where they cannot."""
    if not isinstance(text, Bound):
        return Ask(text, plan.how, plan.params, name=plan.name, rows_at_a_time=rows)
    if plan.how is not How.SIMPLE:
        command = r"\parse" if plan.how is How.PREPARE else r"\bind"
        raise UsageError(
            f":{text.names[0]} is a parameter already, and so {command} is not for this statement",
            hint=f"either {command} and $1, or variables of Python's",
        )
    return Ask(text, How.BOUND, text.values, names=text.names, rows_at_a_time=rows)


def _framed(shell: Shell, plan: Plan, ask: Ask) -> Ask:
    """The same for rows that become a frame: those that are shown, and not written or used for something else."""
    elsewhere = plan.target is not None or plan.uses_answer or shell.output.elsewhere
    if not shell.python.framed or elsewhere or ask.rows_at_a_time:
        return ask
    return replace(ask, framed=True, most=shell.python.most)


def _pass_over_data(shell: Shell, text: str, way: Way) -> None:
    """Read what is left of a COPY's data in a script, so that nobody takes them for statements."""
    data = way.copying.read
    if isinstance(data, ScriptData):
        # psql reads the data of a COPY that the server refused, too, since 16, and 15.20
        refused = 0 if shell.session.server_version < 150020 or shell.interactive else _copies_in(text)
        data.pass_over(0 if shell.pipelining else refused)


def _copies_in(text: str) -> int:
    if "copy" not in text.lower():
        return 0
    from tenantsh.lang.copying import copies_in  # few texts have it, and start-up counts

    return copies_in(text)


def _each(answers: Answers) -> Iterator[tuple[Result | StatementError, bool]]:
    """The answers, and whether each is the last; the session has looked for the next one before it gives one."""
    try:
        for answer in answers:
            yield answer, isinstance(answer, StatementError) or answer.last
    finally:
        answers.close()  # type: ignore[attr-defined]  # a generator


def _answer(shell: Shell, text: str, answer: Result | StatementError, way: Way, *, last: bool) -> Iterator[Outcome]:
    plan = way.plan
    if isinstance(answer, StatementError):
        shell.last_error = answer.message
        if shell.psql_major >= 17 or not way.read_data:
            noting.failed(shell.variables, answer)
        yield answer
        return
    uses = last and answer.cells is not None and plan.uses_answer
    shows_all = shell.psql_major >= 15
    wrong = way.open() if answer.cells is not None and not uses and (last or shows_all) else None
    if wrong is not None:
        yield wrong
    _note(shell, answer, way, uses=uses)
    if wrong is not None:
        if shell.psql_major < 15 and answer.status.startswith(("INSERT", "UPDATE", "DELETE")):
            yield Result(status=answer.status)
        return
    if _comes_to_nothing(shell, answer, way):
        return
    if not last and not (shows_all and shell.variables.on("SHOW_ALL_RESULTS")):
        return
    if uses:
        yield from used(shell, answer, way)
        return
    noting.inserted(shell.variables, answer)
    if answer.data is None or way.copying.told:
        yield older.with_older(shell, text, answer) if answer.data is None else replace(answer, data=None)
        if answer.at_a_time:  # only now they have been counted
            noting.counted(shell.variables, answer)


def _note(shell: Shell, answer: Result, way: Way, *, uses: bool) -> None:
    """Take note of an answer; psql 15 and 16 say nothing of one that cannot go where it should."""
    if _comes_to_nothing(shell, answer, way):
        noting.unused(shell.variables)
    elif not (way.barred and shell.psql_major >= 15) and (not uses or shell.psql_major >= 17):
        # before, a use that fails leaves no trace
        noting.succeeded(shell.variables, answer if answer.data is None or way.copying.told else Result())


def _comes_to_nothing(shell: Shell, answer: Result, way: Way) -> bool:
    """Whether psql takes an answer that cannot go where it should for an error; before 15 it did of a COPY's data."""
    return way.barred and (shell.psql_major >= 17 or (shell.psql_major < 15 and answer.data is not None))


def _rows_at_a_time(shell: Shell, text: str, plan: Plan) -> int:
    rows = shell.variables.number("FETCH_COUNT")
    if rows <= 0 or plan.executes or plan.crosstab is not None:
        return 0
    if shell.psql_major >= 17 and (plan.into is not None or not shell.variables.on("SHOW_ALL_RESULTS")):
        return 0
    if shell.psql_major < 17 and keywords(text) not in {("select",), ("values",)}:
        return 0
    return rows
