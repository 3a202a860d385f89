"""On a Citus cluster: what the scope adds to a statement, and one organization's query with and without its condition.

The cluster is the one of `TENANTSH_CITUS_DSN`, its coordinator's superuser (docs/citus.md); without it nothing is
measured. By itself: `python -m benchmarks.citus DSN`. It makes a schema `route_bench` there, and roles, and drops them.
"""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import closing, contextmanager
from functools import partial
from math import inf
from statistics import median
from typing import TYPE_CHECKING

import psycopg
from benchmarks.figures import Compared, Figure, against
from psycopg.conninfo import make_conninfo

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.route.looking import look
from tenantsh.db.route.router import Router
from tenantsh.model.convention import Convention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

    from tenantsh.db.session import Session

ORG = "42"
_SHARDS = 32
_ORGANIZATIONS, _ROWS = 200, 1_000
_WARM_UP, _PAIRS = 20, 150
_EACH = f"generate_series(1, {_ORGANIZATIONS}) as o, generate_series(1, {{rows}}) as i"
_CONTEXT = "nullif(current_setting('app.current_org_id', true), '')::bigint"
_CONVENTION = Convention(name="bench", role="route_bench_viewer", settings={"app.current_org_id": "{org}"})
_MAKE = (
    "drop schema if exists route_bench cascade",
    "do $$ begin create role route_bench_viewer login; exception when duplicate_object then null; end $$",
    "do $$ begin create role route_bench_login login noinherit; exception when duplicate_object then null; end $$",
    "grant route_bench_viewer to route_bench_login",
    "create schema route_bench",
    "grant usage on schema route_bench to route_bench_viewer, route_bench_login",
    f"set citus.shard_count = {_SHARDS}",
    "set search_path = route_bench",
    "create table tasks (org_id bigint, task_id bigint, status text, kind_id int, primary key (org_id, task_id))",
    "create table notes (org_id bigint, note_id bigint, task_id bigint, body text, primary key (org_id, note_id))",
    "create table events (org_id bigint, at date, n int) partition by range (at)",
    "create table events_2026_01 partition of events for values from ('2026-01-01') to ('2026-02-01')",
    "create table events_2026_02 partition of events for values from ('2026-02-01') to ('2026-03-01')",
    "create table kinds (kind_id int primary key, name text)",
    "select create_distributed_table('tasks', 'org_id', colocate_with => 'none')",
    "select create_distributed_table('notes', 'org_id', colocate_with => 'tasks')",
    "select create_distributed_table('events', 'org_id', colocate_with => 'tasks')",
    "select create_reference_table('kinds')",
    f"insert into tasks select o, i, (array['open', 'done'])[1 + i % 2], i % 5 from {_EACH.format(rows=_ROWS)}",
    f"insert into notes select o, i, i * 2, 'note ' || i from {_EACH.format(rows=_ROWS // 2)}",
    f"insert into events select o, '2026-01-01'::date + i % 55, i from {_EACH.format(rows=_ROWS // 2)}",
    "insert into kinds select i, 'kind ' || i from generate_series(0, 4) as i",
    *(
        statement
        for table in ("tasks", "notes", "events")
        for statement in (
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy own on {table} using (org_id = {_CONTEXT})",
            f"grant select, update on {table} to route_bench_viewer",
        )
    ),
    "grant select on kinds to route_bench_viewer",
    "analyze",
)
_OPENING = (
    "begin",
    "set local role route_bench_viewer",
    "set local citus.propagate_set_commands = 'local'",
    f"set local app.current_org_id = '{ORG}'",
)
_TEN = (
    "select count(*) from tasks",
    "select count(*) from tasks where org_id = 42",
    "select count(*) from tasks where org_id in (42, 43, 44)",
    "select count(*) from tasks join notes using (org_id, task_id)",
    "select count(*) from tasks t join notes n on n.task_id = t.task_id",
    "select count(*) from events where at < '2026-02-01'",
    "select k.name, count(*) from tasks join kinds k using (kind_id) group by 1",
    "select count(*) from tasks where exists (select from notes where notes.task_id = tasks.task_id)",
    "with w as (select * from tasks order by task_id limit 5) select * from w join kinds using (kind_id)",
    "select * from tasks where task_id = 1 for update",
)
_PLAIN, _ROUTED = "select count(*) from tasks where status = 'open'", "one organization's count"
_POINT = "select status from tasks where task_id = 7 and org_id = 42"


def measure(ground: Ground | None, _peers: Peers | None) -> Iterator[Figure]:
    """The figures; `not measured` where no cluster was named."""
    dsn = os.environ.get("TENANTSH_CITUS_DSN", "")
    if not dsn:
        yield Figure("one organization's query on Citus, with its condition", None, 1, "x", "TENANTSH_CITUS_DSN", 0)
        return
    with _made(dsn) as conninfo, closing(_session(conninfo)) as session:
        yield _ten(session, conninfo)
        yield from _scope(session, conninfo, ground.rounds if ground else 3)
        yield from _routing(session, ground.rounds if ground else 3)


@contextmanager
def _made(dsn: str) -> Iterator[str]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in _MAKE:
            connection.execute(statement.encode())
        yield make_conninfo(dsn, user="route_bench_login", options="-c search_path=route_bench")
        connection.execute("drop schema route_bench cascade")
        connection.execute("drop role route_bench_login")
        connection.execute("drop role route_bench_viewer")


def _session(conninfo: str) -> Session:
    return open_session(Place(Target(conninfo), _CONVENTION), Wanted(ORG))


# -- \route against EXPLAIN --------------------------------------------------------------------------------------


def _ten(session: Session, conninfo: str) -> Figure:
    r"""How many of ten queries `\route` says something else of than EXPLAIN does, as they stand or as written."""
    router, wrong, fewer = Router(session, _CONVENTION), 0, 0
    for query in _TEN:
        found = look(session, router, query, ())
        said = [(each.tasks, set(each.nodes)) for each in (found.before, found.after) if each is not None]
        texts = [query] if found.before is not None else []
        texts += [found.routed.text] if found.after is not None else []
        fewer += found.after is not None
        wrong += said != [_explained(conninfo, text) for text in texts]
        wrong += found.before is None and _explained(conninfo, query) is not None
    beside = f"{len(_TEN)} queries, {fewer} of them with fewer shards as written"
    return Figure(r"`\route` says other shards than EXPLAIN", wrong, 0, "cases", beside, 1)


def _explained(conninfo: str, query: str) -> tuple[int, set[str]] | None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for line in (*_OPENING, "set local citus.explain_all_tasks = on"):
            connection.execute(line.encode())
        try:
            lines = [str(row[0]) for row in connection.execute(f"explain (costs off) {query}".encode())]
        except psycopg.Error:
            return None
    tasks = sum(int(found[1]) for line in lines if (found := re.search(r"Task Count: (\d+)", line)))
    nodes = {f"{found[1]}:{found[2]}" for line in lines if (found := re.search(r"Node: host=(\S+) port=(\d+)", line))}
    return tasks, nodes


# -- the scope ---------------------------------------------------------------------------------------------------


def _scope(session: Session, conninfo: str, rounds: int) -> Iterator[Figure]:
    """A statement in a session, the same by hand in the order that Citus wants, and bare: with the wrong answer."""
    with psycopg.connect(conninfo, autocommit=True, prepare_threshold=None) as bare:
        bare.execute("set role route_bench_viewer")

        def by_hand() -> None:
            for line in (*_OPENING, _POINT, "commit"):
                bare.execute(line.encode())

        ways: dict[str, Callable[[], object]] = {
            "tenantsh": partial(session.run, _POINT),
            "bare": lambda: bare.execute(_POINT.encode()).fetchall(),
            "by hand": by_hand,
        }
        runs = _in_turn(ways, rounds)
        bare.execute("reset role")
    values = {name: median(times) for name, times in runs.items()}
    told = ", ".join(f"{name} {value:.2f} ms" for name, value in values.items())
    yield Figure(
        "a scoped statement for one shard on Citus, over the same sent bare (which sees no row)",
        median(a - b for a, b in zip(runs["tenantsh"], runs["bare"], strict=True)),
        inf,
        "ms",
        told,
        rounds,
        compared=Compared("time", "ms", values),
    )
    yield Figure(
        "a scoped statement for one shard on Citus, against the same by hand, statement by statement, unverified",
        against(runs["tenantsh"], runs["by hand"]),
        inf,
        "x",
        told,
        rounds,
    )


# -- the condition -----------------------------------------------------------------------------------------------


def _routing(session: Session, rounds: int) -> Iterator[Figure]:
    r"""One organization's query as it stands, with its condition, and as `\route on` sends it."""
    router = Router(session, _CONVENTION)
    routed = router.route(_PLAIN).text
    ways: dict[str, Callable[[], object]] = {
        "as it stands": partial(session.run, _PLAIN),
        "with the condition": partial(session.run, routed),
        r"\route on": lambda: session.run(router.route(_PLAIN).text),
    }
    assert session.run(_PLAIN).rows == session.run(routed).rows
    runs = _in_turn(ways, rounds)
    values = {name: median(times) for name, times in runs.items()}
    told = ", ".join(f"{name} {value:.2f} ms" for name, value in values.items())
    reasons = {r"\route on": "a further round trip asks the catalog whether the condition still means the same"}
    about = f"{_SHARDS} shards on 2 nodes, {_ORGANIZATIONS * _ROWS:,} rows of {_ORGANIZATIONS} organizations"
    for way in ("with the condition", r"\route on"):
        yield Figure(
            f"{_ROUTED}, {way} against as it stands ({about})",
            against(runs[way], runs["as it stands"]),
            1,
            "x",
            told,
            rounds,
            reason=reasons.get(way, ""),
            compared=Compared("time", "ms", values),
        )


def _in_turn(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each way, one after the other again and again."""
    for work in ways.values():
        for _ in range(_WARM_UP):
            work()
    runs: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(_PAIRS * max(1, rounds // 3)):
        for name, work in ways.items():
            started = time.perf_counter()
            work()
            runs[name].append((time.perf_counter() - started) * 1000)
    return runs


def _main(arguments: list[str]) -> None:
    if arguments:
        os.environ["TENANTSH_CITUS_DSN"] = arguments[0]
    for figure in measure(None, None):
        print(f"{figure.shown:>12}  {figure.verdict:<12} {figure.what}\n{'':>14}{figure.beside}")


if __name__ == "__main__":
    _main(sys.argv[1:])
