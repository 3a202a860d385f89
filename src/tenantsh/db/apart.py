"""Our own questions apart from what a person does: her open transaction is afterwards what it was.

What a question sets, and an error of its own, end with a savepoint inside her transaction, and with the transaction
itself outside of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from psycopg import pq

from tenantsh.db.answers import placed_error
from tenantsh.db.params import question, rows_of
from tenantsh.db.scope import OUR_PATH
from tenantsh.db.steps import Step, final
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.lasting import Lasting
    from tenantsh.db.line import Line
    from tenantsh.db.query import Request
    from tenantsh.db.statements import Statements

SAVEPOINT = Step(b'SAVEPOINT "of a question"')
BACK = (Step(b'ROLLBACK TO SAVEPOINT "of a question"'), Step(b'RELEASE SAVEPOINT "of a question"'))
Error = TypeVar("Error", bound=BaseException)

_LOCKED = "55P03"
_IDLE = pq.TransactionStatus.IDLE
_FAILED = pq.TransactionStatus.INERROR


def fetch_apart(lasting: Lasting, statements: Statements, requests: Sequence[Request]) -> list[list[Any]]:
    """See `Session.fetch_apart`."""
    connection, major = lasting.link.wire.connection, lasting.link.major
    asked = [question(connection, request, major) for request in requests]
    within = lasting.in_transaction
    sound = within and not lasting.failed
    before = [SAVEPOINT, Step(OUR_PATH)] if within else [Step(OUR_PATH)]
    try:
        answers = statements.quiet([*before, *asked, *(BACK if within else ())])[len(before) :]
    except (StatementError, KeyboardInterrupt) as error:
        if sound and lasting.failed and not lasting.transaction_lost:
            statements.quiet(BACK)
        raise _explained(error) from None
    return [rows_of(connection, final(a), r.query.row) for a, r in zip(answers, requests, strict=False)]


def _explained(error: Error) -> Error:
    if isinstance(error, StatementError) and error.sqlstate == _LOCKED:
        error.why = "another session holds a lock that this waited for"
        error.hint = "try again when that one is done"
    return error


def fetch_plainly_apart(line: Line, requests: Sequence[Request]) -> list[list[Any]]:
    """See `Plain.fetch_apart`."""
    line.codec.follow()
    asked = [question(line.connection, request, line.pgconn.server_version // 10000) for request in requests]
    within, sound = line.talk.transaction is not _IDLE, line.talk.transaction is not _FAILED
    steps = [SAVEPOINT, *asked, *BACK] if within else [Step(b""), *asked]
    answers = line.wire.exchange(steps)
    interrupted = line.wire.interrupted
    failed = next((at for at, answer in enumerate(answers) if answer.failed), None)
    if failed is not None and within and sound:
        line.wire.exchange(BACK)
    if interrupted:
        raise KeyboardInterrupt
    if failed is not None:
        raise _explained(placed_error(answers[failed], steps[failed]))
    return [rows_of(line.connection, final(a), r.query.row) for a, r in zip(answers[1:], requests, strict=False)]
