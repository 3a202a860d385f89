r"""`\dt *.*` where there are 10,000 tables, beside psql: what the command adds to a run that only connects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.children import in_turn
from benchmarks.figures import Figure
from benchmarks.ground import DATABASE, LOGIN
from benchmarks.peers import PSQL, TENANTSH

if TYPE_CHECKING:
    from benchmarks.children import Series
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_TABLES = 10_000
_AT_ONCE = 1_000
"""Tables made in one transaction: each holds a lock until its end."""

_DATABASE = "many_tables"
_COMMAND = r"\dt *.*"
_NOTHING = "select 1"
_BAR = 2.0
"""How much longer than psql."""


def measure(ground: Ground, peers: Peers) -> list[Figure]:
    conninfo = _many_tables(ground)
    asked = {TENANTSH: peers.tenantsh, PSQL: peers.as_psql} if peers.psql else {TENANTSH: peers.tenantsh}
    programs = {f"{name} with": program(conninfo, "-c", _COMMAND) for name, program in asked.items()}
    programs |= {f"{name} without": program(conninfo, "-c", _NOTHING) for name, program in asked.items()}
    series = in_turn(programs, ground.rounds, ground.folder)
    added = {name: _added(series[f"{name} with"], series[f"{name} without"]) for name in asked}
    beside = ", ".join(
        f"{name} {took.wall * 1000:.0f} ms, CPU {took.cpu * 1000:.0f} ms" for name, took in added.items()
    )
    ratio = added[TENANTSH].wall / added[PSQL].wall if peers.psql else None
    return [Figure(f"time of `{_COMMAND}` with {_TABLES:,} tables, psql's", ratio, _BAR, "x", beside, ground.rounds)]


@dataclass(frozen=True, slots=True)
class _Added:
    """What a command adds to a run that connects and asks for nothing."""

    wall: float
    cpu: float


def _added(runs: Series, without: Series) -> _Added:
    return _Added(runs.wall - without.wall, runs.cpu - without.cpu)


def _many_tables(ground: Ground) -> str:
    """A copy of the platform with many more tables."""
    ground.server.create(_DATABASE, DATABASE)
    for first in range(0, _TABLES, _AT_ONCE):
        made = "".join(
            f"create table bench.many_{i} (id int primary key, t text);" for i in range(first, first + _AT_ONCE)
        )
        ground.server.run(made, _DATABASE)
    ground.server.run("vacuum analyze", _DATABASE)
    return ground.server.dsn(_DATABASE, LOGIN)
