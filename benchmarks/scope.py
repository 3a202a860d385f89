"""What guard, scope and assertion add to a statement: a session and a bare cursor of the same role, in turn."""

from __future__ import annotations

import time
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

import psycopg
from benchmarks.figures import Figure
from benchmarks.ground import ORG

import tenantsh

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

# of some length; {label} decides how closely the guard looks
_QUERY = """
    select r.resource_id, r.name, r.type, m.data ->> 'status' as {label}
    from resources r
    left join resource_metadata m using (resource_id)
    where r.name <> 'no name' and r.created_at > now() - interval '3 days'
    order by r.created_at desc, r.resource_id
    limit 20"""

_STATEMENTS = {
    "`select 1`": "select 1",
    "a query of 300 letters": _QUERY.format(label="status"),
    "the same with a semicolon in a name: is it one statement?": _QUERY.format(label='"status; or none"'),
    "the same with `executed` in it: read by the grammar and all rules": _QUERY.format(label="executed"),
}
_BAR = 0.6


def measure(ground: Ground, _peers: Peers) -> list[Figure]:
    with (
        tenantsh.connect(ground.conninfo, org=ORG) as session,
        # never prepared on the server: a person's statements are not sent five times either
        psycopg.connect(
            ground.conninfo,
            autocommit=True,
            prepare_threshold=None,
            options=f"-c role={session.tenant.role} -c app.current_org_id={ORG}",
        ) as connection,
        connection.cursor() as cursor,
    ):
        rounds = 400 * ground.rounds
        return [
            _figure(what, partial(session.run, sql), partial(cursor.execute, sql.encode()), rounds)
            for what, sql in _STATEMENTS.items()
        ]


def _figure(what: str, scoped: Callable[[], object], bare: Callable[[], object], rounds: int) -> Figure:
    for _ in range(50):
        scoped()
        bare()
    pairs = [(_milliseconds(scoped), _milliseconds(bare)) for _ in range(rounds)]
    added = median(ours - theirs for ours, theirs in pairs)
    beside = f"session {median(ours for ours, _ in pairs):.2f} ms, bare {median(theirs for _, theirs in pairs):.2f} ms"
    return Figure(f"added by guard, scope and assertion, local socket, to {what}", added, _BAR, "ms", beside, rounds)


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000
