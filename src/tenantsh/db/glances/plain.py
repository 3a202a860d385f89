"""A glance in a plain session: one text, in a transaction of its own, or within a savepoint."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tenantsh.db.ask import Ask
from tenantsh.db.glances.glance import BACK, SAVEPOINT, glance, texts, too_long
from tenantsh.db.plans.explaining import LOCK_SECONDS
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tenantsh.db.glances.glance import Glance, Peek
    from tenantsh.db.plain import Plain
    from tenantsh.model.result import Result


def look(plain: Plain, peek: Peek) -> Glance:
    """See `Session.glance`."""
    began = time.perf_counter()
    within = plain.in_transaction
    begin, end = (SAVEPOINT, "; ".join(BACK)) if within else ("BEGIN READ ONLY", "ROLLBACK")
    before = [begin, *_settings(peek.seconds)]
    answers: list[Result] = []
    error: StatementError | None = None
    for answer in plain.send(Ask("; ".join([*before, *texts(peek), end])), _Nothing()):
        if isinstance(answer, StatementError):
            error = answer
        else:
            answers.append(answer)
    if error is not None and plain.in_transaction:
        list(plain.send(Ask(end), _Nothing()))
    if error is not None and not too_long(error.sqlstate, len(answers) - len(before)):
        raise error
    count = len(texts(peek))
    return glance(peek, answers[len(before) : len(before) + count], time.perf_counter() - began)


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
