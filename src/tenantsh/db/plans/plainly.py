"""The plan of a statement in a plain session: what is set for it ends with it, in a transaction or outside of one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psycopg import pq

from tenantsh.db.answers import placed_error
from tenantsh.db.params import question
from tenantsh.db.plans.explaining import (
    BACK,
    Asked,
    asked_step,
    bounds,
    check,
    explained,
    inside_transaction,
    plan_in,
    with_reason,
)
from tenantsh.db.steps import Step, final
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.line import Line
    from tenantsh.db.params import Params

_BEGIN = Step(b"BEGIN READ ONLY")
_ROLLBACK = Step(b"ROLLBACK")
_IDLE = pq.TransactionStatus.IDLE
_FAILED = pq.TransactionStatus.INERROR


def plan(line: Line, sql: str, params: Params | None, asked: Asked) -> dict[str, Any]:
    """See `Session.plan`. Raises StatementError, KeyboardInterrupt when the server has answered to Ctrl-C."""
    line.codec.follow()
    step = asked_step(line.connection, sql, params, asked)
    check(text := line.codec.decode(step.sql))
    step = replace(step, whole=text)
    bound = question(line.connection, bounds(asked.seconds), line.pgconn.server_version // 10000)
    try:
        return _plan(line, bound, explained(step, asked))
    except StatementError as error:
        raise with_reason(error, asked) from error


def _plan(line: Line, bound: Step, explain: Step) -> dict[str, Any]:
    if line.talk.transaction is _IDLE:
        steps, back = [_BEGIN, bound, explain, _ROLLBACK], [_ROLLBACK]
    else:
        steps, back = inside_transaction([bound, explain]), [] if line.talk.transaction is _FAILED else [*BACK]
    return plan_in(line.codec.decode(_value(line, steps, explain, back)))


def _value(line: Line, steps: Sequence[Step], explain: Step, back: Sequence[Step]) -> bytes | None:
    answers = line.wire.exchange(steps)
    interrupted = line.wire.interrupted
    failed = next((at for at, answer in enumerate(answers) if answer.failed), None)
    if failed is not None and back:
        line.wire.exchange(back)
    if interrupted:
        raise KeyboardInterrupt
    if failed is not None:
        raise placed_error(answers[failed], steps[failed])
    return final(answers[steps.index(explain)]).get_value(0, 0)
