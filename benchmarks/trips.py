"""Round trips of one more statement and of one more `\\d`, counted between the program and the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.children import run
from benchmarks.figures import Compared, Figure
from benchmarks.peers import PGCLI, PSQL, TENANTSH
from benchmarks.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.children import Program
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_DELAY = 0.010
_FIRST = "select 1"
_BARS = {"a scoped statement": ("select id from bench.long limit 1", 1), r"`\d users`": (r"\d users", 3)}


def measure(ground: Ground, peers: Peers) -> list[Figure]:
    asked: dict[str, Callable[..., Program]] = {TENANTSH: peers.tenantsh}
    if peers.psql:
        asked[PSQL] = peers.as_psql
    if peers.pgcli:
        asked[PGCLI] = peers.as_pgcli
    with Proxy(ground.socket, rtt=_DELAY) as proxy:
        return [_figure(ground, proxy, asked, what, command, bar) for what, (command, bar) in _BARS.items()]


def _figure(
    ground: Ground, proxy: Proxy, asked: dict[str, Callable[..., Program]], what: str, command: str, bar: int
) -> Figure:
    trips = {name: _of_one(ground, proxy, program, command) for name, program in asked.items()}
    beside = ", ".join(f"{name} {count}" for name, count in trips.items())
    return Figure(f"network round trips of {what}", trips[TENANTSH], bar, "trips", beside, 1, compared=_side(trips))


def _side(trips: dict[str, int]) -> Compared:
    return Compared("round trips", "trips", {name: float(count) for name, count in trips.items()})


def _of_one(ground: Ground, proxy: Proxy, program: Callable[..., Program], command: str) -> int:
    """What a command adds to a run that connects and runs a first statement anyway."""
    conninfo = ground.behind(proxy.port)
    without = _counted(ground, proxy, program(conninfo, "-c", _FIRST))
    return _counted(ground, proxy, program(conninfo, "-c", _FIRST, "-c", command)) - without


def _counted(ground: Ground, proxy: Proxy, program: Program) -> int:
    before = proxy.round_trips
    run(program, ground.folder / "trips")
    return proxy.round_trips - before
