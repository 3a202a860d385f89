"""What a sealed table's policies cost: one organization's rows counted, beside the table's own policy alone."""

from __future__ import annotations

from contextlib import contextmanager
from math import inf
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import psycopg
from benchmarks.figures import Compared, Figure, against

from tenantsh.db import admin
from tenantsh.platform.seal.printing import printed
from tenantsh.platform.seal.tables import look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_DATABASE = "seal_b"
_SEALED, _FREE = "seal_b_login", "seal_b_app"
_TABLE = (
    "create table {name} (id bigint, org_id bigint, kind int, body text)",
    "insert into {name} select n, n % 200 + 1, n % 7, repeat('x', 60) from generate_series(1, {rows}) n",
    "create index on {name} (org_id)",
    "vacuum analyze {name}",
    "alter table {name} enable row level security",
    "create policy app on {name} using (org_id = (select current_setting('app.current_org_id')::bigint))",
    "grant select on {name} to {login}",
)
_TABLES = {"sealed_rows": _SEALED, "rows": _FREE}
"""Two alike, each with the login that reads it: only the first is sealed."""
_COUNT = "select count(kind) from {name}"
_WAYS = {
    "by the index": "set enable_seqscan = off",
    "by a sequential scan": "set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off",
}
_WARM_UP, _TIMES = 2, 15


def measure(ground: Ground, _peers: Peers) -> Iterator[Figure]:
    server = ground.server
    server.run(f"create role {_SEALED} login; create role {_FREE} login")
    dsn = server.create(_DATABASE)
    for name, login in _TABLES.items():
        for statement in _TABLE:
            server.run(statement.format(name=name, login=login, rows=ground.rows), _DATABASE)
    try:
        with admin.connect(dsn) as owner:
            script = printed(look(owner, [_SEALED], "org_id", _SEALED))
            owner.script(script.replace("\\set ON_ERROR_STOP on\n", ""))
        for way, setting in _WAYS.items():
            yield _figure(ground, way, setting)
    finally:
        server.drop(_DATABASE)
        server.run(f"drop role {_SEALED}, {_FREE}")


def _figure(ground: Ground, way: str, setting: str) -> Figure:
    runs = _in_turn(ground, setting)
    sealed, free = runs[_SEALED], runs[_FREE]
    took = {"sealed": median(sealed) * 1000, "its own policy": median(free) * 1000}
    beside = ", ".join(f"{name} {value:.1f} ms" for name, value in took.items())
    compared = Compared("time", "ms", took)
    what = f"counting one organization's of {ground.rows:,} rows {way}: sealed, of without"
    return Figure(what, against(sealed, free), inf, "x", beside, _TIMES, compared=compared)


def _in_turn(ground: Ground, setting: str) -> dict[str, list[float]]:
    """Seconds of the count by each login, one after the other again and again."""
    runs: dict[str, list[float]] = {login: [] for login in _TABLES.values()}
    with _opened(ground, _SEALED, setting) as sealed, _opened(ground, _FREE, setting) as free:
        for number in range(_WARM_UP + _TIMES):
            for (name, login), connection in zip(_TABLES.items(), (sealed, free), strict=True):
                took = _once(connection, name, ground.rows)
                if number >= _WARM_UP:
                    runs[login].append(took)
    return runs


@contextmanager
def _opened(ground: Ground, login: str, setting: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(ground.server.dsn(_DATABASE, login), autocommit=True) as connection:
        if login == _SEALED:
            connection.execute("select tenantsh.open('42', 'b', pg_backend_pid())")
        for statement in ("set app.current_org_id = '42'", "set jit = off", *setting.split("; ")):
            connection.execute(statement.encode())
        yield connection


def _once(connection: psycopg.Connection[Any], name: str, rows: int) -> float:
    began = perf_counter()
    (found,) = connection.execute(_COUNT.format(name=name).encode()).fetchall()
    took = perf_counter() - began
    assert found[0] == rows // 200, found
    return took
