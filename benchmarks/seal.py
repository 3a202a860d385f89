"""What a sealed table's policies cost: one organization's rows counted, beside the table's own policy alone."""

from __future__ import annotations

from math import inf
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import psycopg
from benchmarks.figures import Compared, Figure

from tenantsh.db import admin
from tenantsh.platform.seal.printing import printed
from tenantsh.platform.seal.tables import look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_DATABASE = "seal_b"
_SEALED, _FREE = "seal_b_login", "seal_b_app"
_MADE = (
    "create table rows (id bigint, org_id bigint, kind int, body text)",
    "insert into rows select n, n % 200 + 1, n % 7, repeat('x', 60) from generate_series(1, {rows}) n",
    "create index on rows (org_id)",
    "vacuum analyze rows",
    "alter table rows enable row level security",
    "create policy app on rows using (org_id = (select current_setting('app.current_org_id')::bigint))",
    f"grant select on rows to {_SEALED}, {_FREE}",
)
_COUNT = "select count(kind) from rows"
_WAYS = {
    "by the index": "set enable_seqscan = off",
    "by a sequential scan": "set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off",
}
_TIMES = 15


def measure(ground: Ground, _peers: Peers) -> Iterator[Figure]:
    server = ground.server
    server.run(f"create role {_SEALED} login; create role {_FREE} login")
    dsn = server.create(_DATABASE)
    for statement in _MADE:
        server.run(statement.format(rows=ground.rows), _DATABASE)
    try:
        before = {way: _timed(ground, _FREE, setting) for way, setting in _WAYS.items()}
        with admin.connect(dsn) as owner:
            script = printed(look(owner, [_SEALED], "org_id", _SEALED))
            owner.script(script.replace("\\set ON_ERROR_STOP on\n", ""))
        for way, setting in _WAYS.items():
            yield _figure(ground.rows, way, before[way], _timed(ground, _SEALED, setting))
    finally:
        server.drop(_DATABASE)
        server.run(f"drop role {_SEALED}, {_FREE}")


def _figure(rows: int, way: str, without: float, sealed: float) -> Figure:
    took = {"its own policy": without, "sealed": sealed}
    beside = ", ".join(f"{name} {value:.1f} ms" for name, value in took.items())
    compared = Compared("time", "ms", took)
    what = f"counting one organization's of {rows:,} rows {way}: sealed, of without"
    return Figure(what, sealed / without, inf, "x", beside, _TIMES, compared=compared)


def _timed(ground: Ground, login: str, setting: str) -> float:
    """Milliseconds of the count as a login, the same each time."""
    with psycopg.connect(ground.server.dsn(_DATABASE, login), autocommit=True) as connection:
        if login == _SEALED:
            connection.execute("select tenantsh.open('42', 'b', pg_backend_pid())")
        connection.execute("set app.current_org_id = '42'")
        connection.execute("set jit = off")
        connection.execute(setting.encode())
        return median(_once(connection, ground.rows) for _ in range(_TIMES)) * 1000


def _once(connection: psycopg.Connection[Any], rows: int) -> float:
    began = perf_counter()
    (found,) = connection.execute(_COUNT).fetchall()
    took = perf_counter() - began
    assert found[0] == rows // 200, found
    return took
