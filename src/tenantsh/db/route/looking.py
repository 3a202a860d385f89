"""Which shards a query reads, on which nodes, and how it reads fewer for the same rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.guard import grammar
from tenantsh.db.plans.explaining import bounds
from tenantsh.db.pruning.text import everything
from tenantsh.db.route.facts import ENGINE, SHARDS
from tenantsh.db.route.router import Routed, Router
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.route.facts import Shard

_EACH, _ONE = 10.0, 5.0
"""Seconds that a plan may take where every node is asked for its part, and where one stands for all."""
_CANCELLED = "57014"

_NUMBER = re.compile(r"_(\d+)\Z")
_NODE = re.compile(r"host=(\S+) port=(\d+)")


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of the query, and the node that it is sent to."""

    node: str | None
    """`host:port`; None where that node did not answer."""
    shards: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """One shard that is read, on one node."""

    shard: Shard
    node: str
    """That is asked; of one that did not answer, where the shard lies."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a plan reads of shards."""

    tasks: int
    """How many pieces are sent to nodes."""
    touched: tuple[Touched, ...]
    """Each shard once for each node."""
    repartitions: bool
    """Whether rows are sent between nodes first, so that the plan does not show which shards are read."""
    silent: tuple[str, ...] = ()
    """Nodes that gave no plan of their part."""
    whole: bool = True
    """Whether each piece was looked at; else it is one, which stands for others: all of them would take too long."""

    @property
    def nodes(self) -> list[str]:
        """The nodes, by name."""
        return sorted({each.node for each in self.touched})


@dataclass(frozen=True, slots=True)
class Found:
    """What was found out of a query."""

    before: Looked | None
    """None where the server makes no plan of it as it stands."""
    refused: StatementError | None
    """Why not."""
    routed: Routed
    """It with the organization in it; as it stands where nothing was added."""
    after: Looked | None = None
    """What that reads, where it is fewer pieces."""


def version(session: Asking) -> str | None:
    """The version of Citus that the database has; None without it."""
    _, found = session.fetch_apart(bounds(_ONE), ENGINE.ask())
    return found[0].version if found else None


def look(session: Asking, router: Router | None, sql: str, bound: Sequence[Any]) -> Found:
    """Look at a query as it stands, and with the organization in it. Raises what `plan` of a session raises."""
    routed = router.route(sql) if router is not None else Routed(sql)
    before, refused = None, None
    try:
        before = _looked(session, sql, bound)
    except StatementError as error:
        if not routed.added:
            raise
        refused = error
    after = _afterwards(session, routed, bound) if routed.added else None
    if refused is not None and after is None:
        raise refused
    if before is not None and after is not None and after.tasks >= before.tasks:
        after = None
    return Found(before, refused, routed, after)


def _afterwards(session: Asking, routed: Routed, bound: Sequence[Any]) -> Looked | None:
    try:
        return _looked(session, routed.text, bound)
    except StatementError:
        return None


def _looked(session: Asking, sql: str, bound: Sequence[Any]) -> Looked:
    plan, whole = _planned(session, sql, bound)
    jobs = list(_jobs(plan))
    tasks = [_task(each) for job in jobs for each in job.get("Tasks", ())]
    wanted = sorted({shard for task in tasks for shard in task.shards})
    shards = session.fetch_apart(bounds(_ONE), SHARDS.ask(shards=wanted))[1] if wanted else []
    known = {each.shard: each for each in shards}
    read = [(task, shard) for task in tasks for shard in task.shards if shard in known]
    touched = {Touched(known[shard], _node(task, known[shard])) for task, shard in read}
    return Looked(
        tasks=sum(int(job["Task Count"]) for job in jobs),
        touched=tuple(sorted(touched, key=lambda each: (each.shard.full_name, each.shard.shard, each.node))),
        repartitions=any("Dependent Jobs" in job for job in jobs),
        silent=tuple(sorted({_node(task, known[shard]) for task, shard in read if task.node is None})),
        whole=whole,
    )


def _planned(session: Asking, sql: str, bound: Sequence[Any]) -> tuple[Any, bool]:
    """The plan, and whether it has a part for each shard."""
    try:
        return session.plan(sql, bound=bound, seconds=_EACH, shards=True), True
    except StatementError as error:
        if error.sqlstate != _CANCELLED:
            raise
    return session.plan(sql, bound=bound, seconds=_ONE), False


def _node(task: Task, shard: Shard) -> str:
    return task.node or shard.node or "nowhere"


def _jobs(part: Any) -> Iterator[dict[str, Any]]:
    """The jobs of a plan, those of subplans too; what the nodes plan themselves has none."""
    if isinstance(part, dict):
        if "Task Count" in part:
            yield part
        for name, inner in part.items():
            if name not in ("Tasks", "Dependent Jobs"):
                yield from _jobs(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _jobs(inner)


def _task(part: dict[str, Any]) -> Task:
    found = _NODE.search(part.get("Node", ""))
    return Task(f"{found[1]}:{found[2]}" if found else None, tuple(_shards_in(part.get("Query", ""))))


def _shards_in(query: str) -> list[int]:
    """The shards that a piece of a query names: each name ends with its number."""
    try:
        parsed = grammar.parse(query)
    except grammar.TooDeep:
        parsed = None
    if not parsed:
        return []
    names = [each.relname for one in parsed for each in everything(one.tree) if type(each).__name__ == "RangeVar"]
    return [int(found[1]) for name in names if (found := _NUMBER.search(name))]
