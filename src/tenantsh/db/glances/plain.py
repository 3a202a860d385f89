"""A glance in a plain session: one text, in a transaction of its own, or within a savepoint."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tenantsh.db.answers import placed_message
from tenantsh.db.apart import BACK, BEGIN, ROLLBACK, SAVEPOINT
from tenantsh.db.ask import Ask
from tenantsh.db.glances.glance import glance, texts, too_long
from tenantsh.db.plans.explaining import LOCK_SECONDS
from tenantsh.db.steps import Step
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tenantsh.db.glances.glance import Glance, Peek
    from tenantsh.db.plain import Plain
    from tenantsh.model.result import Result


def look(plain: Plain, peek: Peek) -> Glance:
    """See `Session.glance`."""
    began = time.perf_counter()
    begin, back = (SAVEPOINT, BACK) if plain.in_transaction else (BEGIN, (ROLLBACK,))
    end = "; ".join(step.sql.decode() for step in back)
    before = [begin.sql.decode(), *_settings(peek.seconds)]
    text = "; ".join([*before, *texts(peek), end])
    answers: list[Result] = []
    error: StatementError | None = None
    for answer in plain.send(Ask(text), _Nothing()):
        if isinstance(answer, StatementError):
            error = answer
        else:
            answers.append(answer)
    if error is not None and plain.in_transaction:
        list(plain.send(Ask(end), _Nothing()))
    if error is not None and not too_long(error.sqlstate, len(answers) - len(before)):
        raise _placed(error, text, peek.sql)
    count = len(texts(peek))
    return glance(peek, answers[len(before) : len(before) + count], time.perf_counter() - began)


def _placed(error: StatementError, text: str, sql: str) -> StatementError:
    """The error with its position in the query alone."""
    position = int(error.fields.get("statement_position", 0))
    starts = text.rfind(sql, 0, max(position - 1, 0) + len(sql))
    if not position or starts < 0 or position - starts > len(sql):
        return error
    placed = placed_message(error.message, Step(whole=sql, starts=-starts))
    return StatementError(placed.told(), placed.fields, statement=sql)


def _settings(seconds: float) -> list[str]:
    return [
        f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}",
        f"SET LOCAL lock_timeout = {int(LOCK_SECONDS * 1000)}",
        "SET LOCAL jit = off",
        "SET LOCAL cursor_tuple_fraction = 1",
        "SET LOCAL transaction_read_only = on",
    ]


class _Nothing:
    """No data to copy."""

    def read(self) -> bytes | None:
        """Nothing."""
        return None

    def write(self, data: bytes) -> None:
        """Nowhere."""
