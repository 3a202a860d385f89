"""What is looked at apart from a person's own work: it is rolled back, and her open transaction is what it was.

Inside her transaction a savepoint is around it, outside of one a transaction: what is set for it ends with it, the
locks that it took too, and so does an error of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from psycopg import pq

from tenantsh.db.answers import placed_error
from tenantsh.db.params import question, rows_of
from tenantsh.db.scope import OUR_PATH, Modes
from tenantsh.db.statements import lost
from tenantsh.db.steps import Step, final
from tenantsh.model.errors import RowsTooLarge, StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.guard import Reading
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.line import Line
    from tenantsh.db.query import Request
    from tenantsh.db.runner import Runner
    from tenantsh.db.steps import Answer

SAVEPOINT = Step(b'SAVEPOINT "apart"')
BACK = (Step(b'ROLLBACK TO SAVEPOINT "apart"'), Step(b'RELEASE SAVEPOINT "apart"'))
"""What leads back to the person's transaction, also from an error."""
BEGIN = Step(b"BEGIN READ ONLY")
ROLLBACK = Step(b"ROLLBACK")
Error = TypeVar("Error", bound=BaseException)

_DEFAULT = Modes()
_LOCKED = "55P03"
_IDLE = pq.TransactionStatus.IDLE
_FAILED = pq.TransactionStatus.INERROR


def apart(
    lasting: Lasting,
    steps: Sequence[Step],
    answers: list[Answer] | None = None,
    *,
    last: bool = True,
    modes: Modes = _DEFAULT,
    quiet: bool = False,
    text: str | None = "",
    reading: Reading | None = None,
) -> list[Answer]:
    """Send steps inside a tenant's scope and undo what they did, in one round trip; an answer for each of them.

    The assertion looks at each before it is undone. After an error `answers` has those that came before it.
    Outside of the person's transaction one with these `modes` is opened, which stays open unless these are its `last`.
    `quiet`: nobody hears the notices. `text` and its `reading` are of what is sent once more where a standby cancelled
    it, as in `Lasting.twice`: where they say nothing, nothing is; nor is what gives its rows to a sink.
    Raises what `run` of a session raises; the person's transaction does not fail of it.
    """
    runner = lasting.ready()
    if lasting.transaction_lost:
        raise lost()
    sound = lasting.in_transaction and not lasting.failed
    found: list[Answer] = []

    def work(runner: Runner) -> None:
        found.clear()
        _run_each(runner, [SAVEPOINT, *steps, *BACK], found, last=last, modes=modes, quiet=quiet)

    try:
        if last and modes is _DEFAULT:
            lasting.twice(work, text, reading)
        else:
            lasting.do(lambda: work(runner))
    except (StatementError, RowsTooLarge, KeyboardInterrupt):
        if sound and lasting.failed and not lasting.transaction_lost:
            lasting.do(lambda: runner.run(BACK))
        raise
    finally:
        own = found[1 : len(steps) + 1]
        if answers is not None:
            answers += own
    return own


def _run_each(
    runner: Runner, steps: Sequence[Step], found: list[Answer], *, last: bool, modes: Modes, quiet: bool
) -> None:
    try:
        runner.run_each(steps, found, last=last, modes=modes)
    finally:
        if quiet:
            runner.verified_notices.clear()


def plainly_apart(line: Line, steps: Sequence[Step]) -> list[Answer]:
    """As `apart`, in a plain session.

    Raises StatementError, KeyboardInterrupt when the server has answered to Ctrl-C.
    """
    within, sound = line.talk.transaction is not _IDLE, line.talk.transaction is not _FAILED
    before, back = (SAVEPOINT, BACK) if within else (BEGIN, (ROLLBACK,))
    sent = [before, *steps, *back]
    answers = line.wire.exchange(sent)
    interrupted = line.wire.interrupted
    failed = next((at for at, answer in enumerate(answers) if answer.failed), None)
    if failed is not None and sound:
        line.wire.exchange(back)
    if interrupted:
        raise KeyboardInterrupt
    if failed is not None:
        raise placed_error(answers[failed], sent[failed])
    return answers[1 : len(steps) + 1]


def fetch_apart(lasting: Lasting, requests: Sequence[Request]) -> list[list[Any]]:
    """See `Session.fetch_apart`."""
    _refuse_path(lasting, requests)
    connection, major = lasting.link.wire.connection, lasting.link.major
    asked = [question(connection, request, major) for request in requests]
    try:
        answers = apart(lasting, [Step(OUR_PATH), *asked], text=None)[1:]
    except (StatementError, KeyboardInterrupt) as error:
        raise _explained(error) from None
    return [rows_of(connection, final(a), r.query.row) for a, r in zip(answers, requests, strict=True)]


def _refuse_path(lasting: Lasting, requests: Sequence[Request]) -> None:
    """Raise UsageError where a question needs a path of its own, and the path is the context's: it would be drift."""
    from tenantsh.db.policies.rows import BARE  # whoever asks for it has it already

    paths = any(name.lower() == "search_path" for name, _ in lasting.link.tenant.settings)
    if paths and any(request.query is BARE for request in requests):
        raise UsageError(
            "this cannot be looked at in a session whose convention sets search_path",
            why="conditions are read under an empty search path, and here the path is what says whose data is seen",
            hint="a DBA can look in a plain session (--unscoped)",
        )


def fetch_plainly_apart(line: Line, requests: Sequence[Request]) -> list[list[Any]]:
    """See `Plain.fetch_apart`."""
    line.codec.follow()
    asked = [question(line.connection, request, line.pgconn.server_version // 10000) for request in requests]
    try:
        answers = plainly_apart(line, asked)
    except StatementError as error:
        raise _explained(error) from None
    return [rows_of(line.connection, final(a), r.query.row) for a, r in zip(answers, requests, strict=True)]


def _explained(error: Error) -> Error:
    if isinstance(error, StatementError) and error.sqlstate == _LOCKED:
        error.why = "another session holds a lock that this waited for"
        error.hint = "try again when that one is done"
    return error
