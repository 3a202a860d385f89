r"""`\d` and `\dt` where there are 10,000 tables and 200 partitions, beside psql, near by and 20 ms away.

A figure is what the command adds to a run that only connects and asks for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from benchmarks.children import in_turn
from benchmarks.figures import Compared, Figure
from benchmarks.ground import LOGIN
from benchmarks.peers import PSQL, TENANTSH
from benchmarks.proxy import Proxy

from benchmarks import many

if TYPE_CHECKING:
    from benchmarks.children import Series
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_PARTITIONS = 200
_SCHEMAS = 10
_REASON = (
    "a first `\\d` imports its modules (15 ms of CPU) and reads its questions, which psql has compiled in; the rest "
    "are its two round trips"
)
_NOTHING = "select 1"
_NEAR, _FAR = 0.0, 0.020
"""Seconds of a round trip."""

_BARS = {
    _NEAR: {r"\d users": inf, r"\d bench.parts": inf, r"\d s3.orders_7": inf, r"\dt *.*": inf},
    _FAR: {r"\d users": 0.28, r"\d bench.parts": 0.28, r"\d+ bench.parts": 0.28, r"\dt *.*": inf},
}
"""How much of psql's time each command may take; at 20 ms the bar of `\\d table` is DESIGN's."""


def measure(ground: Ground, peers: Peers) -> list[Figure]:
    database = _with_partitions(ground)
    figures = []
    with Proxy(ground.socket) as proxy:
        for delay, bars in _BARS.items():
            proxy.rtt = delay
            conninfo = ground.server.dsn(database, LOGIN) if delay == _NEAR else ground.behind(proxy.port, database)
            figures += [_figure(ground, peers, conninfo, delay, command, bar) for command, bar in bars.items()]
    return figures


def _figure(ground: Ground, peers: Peers, conninfo: str, delay: float, command: str, bar: float) -> Figure:
    asked = {TENANTSH: peers.tenantsh, PSQL: peers.as_psql} if peers.psql else {TENANTSH: peers.tenantsh}
    programs = {f"{name} with": program(conninfo, "-c", command) for name, program in asked.items()}
    programs |= {f"{name} without": program(conninfo, "-c", _NOTHING) for name, program in asked.items()}
    series = in_turn(programs, ground.rounds, ground.folder)
    added = {name: _added(series[f"{name} with"], series[f"{name} without"]) for name in asked}
    beside = ", ".join(
        f"{name} {took.wall * 1000:.0f} ms, CPU {took.cpu * 1000:.0f} ms" for name, took in added.items()
    )
    side = Compared("time that it adds", "ms", {name: max(took.wall, 0) * 1000 for name, took in added.items()})
    what = f"time of `{command}` at {delay * 1000:.0f} ms, psql's"
    return Figure(what, _ratio(added), bar, "x", beside, ground.rounds, reason=_REASON, compared=side)


@dataclass(frozen=True, slots=True)
class _Added:
    """What a command adds to a run that connects and asks for nothing."""

    wall: float
    cpu: float


def _added(runs: Series, without: Series) -> _Added:
    return _Added(*(runs.beyond(without, what) for what in (lambda run: run.wall, lambda run: run.cpu)))


def _ratio(added: dict[str, _Added]) -> float | None:
    """None where the noise of a busy machine is larger than what was to be measured."""
    ours, theirs = added[TENANTSH].wall, added[PSQL].wall if PSQL in added else 0.0
    return ours / theirs if ours > 0 and theirs > 0 else None


def _with_partitions(ground: Ground) -> str:
    """The 10,000 tables, and one of many partitions beside them."""
    database = many.database(ground, _SCHEMAS)
    parts = "create table bench.parts (id int, day date) partition by range (id);" + "".join(
        f"create table bench.parts_{i} partition of bench.parts for values from ({i}) to ({i + 1});"
        for i in range(_PARTITIONS)
    )
    ground.server.once("parts", lambda: ground.server.run(parts, database))
    ground.server.run("vacuum analyze", database)
    return database
