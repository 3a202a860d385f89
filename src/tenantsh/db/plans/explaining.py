"""EXPLAIN of a person's statement: bounded in time, read only, and apart from her open transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.params import bound, encoded, statement
from tenantsh.db.query import Query
from tenantsh.db.steps import Step
from tenantsh.lang.lead import is_single, keywords
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    import psycopg

    from tenantsh.db.params import Params
    from tenantsh.db.query import Request
    from tenantsh.model.errors import StatementError

LOCK_SECONDS = 0.5
"""How long a plan waits for a lock: EXPLAIN locks every table and partition that it cannot leave out."""

_EXPLAINED = frozenset(
    {"select", "with", "values", "table", "insert", "update", "delete", "merge", "execute", "declare", "create"}
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What was set while a plan is made."""

    lock_timeout: str
    statement_timeout: str
    read_only: str


@dataclass(frozen=True, slots=True)
class Asked:
    """How a plan is wanted."""

    analyze: bool = False
    """Whether the statement is run."""
    seconds: float = 5.0
    bound: tuple[Any, ...] = ()
    """Values for `$1`, `$2`, …: texts, whose types the server finds out, or Python's."""
    shards: bool = False
    """Whether Citus is to plan for each shard, and not for one that stands for all."""


BOUNDS = Query("plan_bounds", Bounds)

_EACH_SHARD = Step(b"SELECT pg_catalog.set_config('citus.explain_all_tasks', 'on', true)")


def bounds(seconds: float, lock_seconds: float = LOCK_SECONDS) -> Request:
    """The question that sets the bounds of a plan: `seconds` for all of it, and less for a lock."""
    milliseconds = max(1, min(int(seconds * 1000), 2**31 - 1))
    return BOUNDS.ask(statement=milliseconds, lock=min(milliseconds, int(lock_seconds * 1000)))


def asked_step(connection: psycopg.Connection[Any], sql: str, params: Params | None, asked: Asked) -> Step:
    """The statement itself, with its values. Raises UsageError for a text that cannot be sent."""
    if asked.bound:
        return bound(connection, encoded(sql), asked.bound)
    return statement(connection, sql, params)


def explained(step: Step, asked: Asked) -> Step:
    """A statement as the question for its plan; the server's positions still count in the person's text."""
    prefix = f"EXPLAIN (FORMAT JSON, VERBOSE, COSTS{', ANALYZE, BUFFERS' if asked.analyze else ''}) "
    return step._replace(sql=prefix.encode() + step.sql, starts=step.starts - len(prefix))


def before(asked: Asked) -> list[Step]:
    """What is set for this plan alone, beside its bounds."""
    return [_EACH_SHARD] if asked.shards else []


_DISTRIBUTED = '"Distributed Query"'


def plan_in(text: str) -> dict[str, Any]:
    """The plan that a server's answer holds."""
    plan: dict[str, Any] = json.loads(text)[0]
    if _DISTRIBUTED in text:
        from tenantsh.db.plans.distributed import with_tasks  # few have Citus

        plan["Plan"] = with_tasks(plan["Plan"])
    return plan


def check(text: str) -> None:
    """Raise UsageError for a text that is no statement with a plan, or more than one."""
    lead = keywords(text, 1)
    if lead == ("explain",):
        raise UsageError("EXPLAIN is put before it here", hint="give the statement alone")
    planned = bool(lead) and lead[0] in _EXPLAINED
    if planned and is_single(text):
        return
    count = _statements_in(text)
    if count == 0:
        raise UsageError("no statement to plan", hint="give a query")
    if count is not None and count > 1:
        raise UsageError(f"{count} statements in one", why="a plan is of one statement", hint="give them one by one")
    if count == 1 and lead and not planned:
        raise UsageError(f"{lead[0].upper()} has no plan", why="only queries and what changes rows are planned")


def _statements_in(text: str) -> int | None:
    """How many statements a text has; None where this grammar cannot read it: the server has a word for that."""
    from tenantsh.db.guard import grammar  # loads libpg_query

    try:
        statements = grammar.parse(text)
    except grammar.TooDeep:
        return None
    return None if statements is None else len(statements)


def with_reason(error: StatementError, asked: Asked) -> StatementError:
    """The server's error with what it means for a plan, where its SQLSTATE tells."""
    if error.sqlstate == "55P03":
        error.why = f"another session holds a lock that the plan waited for, {LOCK_SECONDS:g} s long"
        error.hint = "a plan locks every partition that it cannot leave out; try again when the other session is done"
    elif error.sqlstate == "57014":
        error.why = f"it took longer than {asked.seconds:g} s" + ("" if asked.analyze else " to make the plan")
        error.hint = "the plan alone does not run the statement" if asked.analyze else None
    elif error.sqlstate == "25006" and asked.analyze:
        error.why = "to count what really runs the statement is run, and here only what reads is"
        error.hint = "its plan can be seen without running it"
    elif error.sqlstate == "08P01":
        error.why = "its parameters have no values"
    return error
