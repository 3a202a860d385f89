"""What guard, scope and assertion add to a statement: a session and a bare cursor of the same role, in turn."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

import psycopg
from benchmarks.figures import Compared, Figure
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

_PARSED = "that query with `advisory` in it: parsed, and shown to all rules"
_STATEMENTS = {
    "`select 1`": "select 1",
    "a query of 300 letters": _QUERY.format(label="status"),
    "that query with a semicolon in a name: statements are counted": _QUERY.format(label='"status; or none"'),
    _PARSED: _QUERY.format(label="advisory"),
}
_BAR = 0.6
_REASONS = {
    _PARSED: "PostgreSQL's grammar reads the text (libpg_query: 0.07 ms of CPU for 300 letters) and the rules see "
    "all of its nodes (0.06 ms): only for texts with a word that could leave the context"
}
_REASON = (
    "in the same round trip six more statements for the server to parse (0.09 ms of its CPU, two thirds of that for "
    "the assertion), a line in the evidence log, and the client's own work (0.25 ms of CPU with that): a slow or busy "
    "machine misses the bar"
)
_WARM_UP = 50
_PAIRS = 400


def measure(ground: Ground, _peers: Peers) -> list[Figure]:
    """Several sessions one after the other: a busy minute, or an unlucky connection, is seen as a spread."""
    looks = [_one_session(ground) for _ in range(ground.rounds)]
    return [_figure(what, [look[what] for look in looks]) for what in _STATEMENTS]


@dataclass(frozen=True, slots=True)
class _Pair:
    """The same statement in a session and on a bare cursor, in milliseconds."""

    session: float
    bare: float


def _one_session(ground: Ground) -> dict[str, list[_Pair]]:
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
        return {
            what: _pairs(partial(session.run, sql), partial(cursor.execute, sql.encode()))
            for what, sql in _STATEMENTS.items()
        }


def _pairs(scoped: Callable[[], object], bare: Callable[[], object]) -> list[_Pair]:
    pairs = [_Pair(_milliseconds(scoped), _milliseconds(bare)) for _ in range(_WARM_UP + _PAIRS)]
    return pairs[_WARM_UP:]


def _figure(what: str, sessions: list[list[_Pair]]) -> Figure:
    medians = [median(pair.session - pair.bare for pair in pairs) for pairs in sessions]
    pairs = [pair for pairs in sessions for pair in pairs]
    beside = (
        f"session {median(pair.session for pair in pairs):.2f} ms, bare {median(pair.bare for pair in pairs):.2f} ms; "
        f"{min(medians):.2f} to {max(medians):.2f} ms added in {len(sessions)} sessions"
    )
    title = f"added by guard, scope and assertion, local socket, to {what}"
    side = {"tenantsh": median(pair.session for pair in pairs), "bare": median(pair.bare for pair in pairs)}
    compared = Compared("time of the statement", "ms", side)
    return Figure(
        title, median(medians), _BAR, "ms", beside, len(pairs), reason=_REASONS.get(what, _REASON), compared=compared
    )


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000
