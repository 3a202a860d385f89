"""`tenantsh --org 42 -c 'select 1'` beside the least that Python and psycopg can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.children import in_turn
from benchmarks.figures import Compared, Figure
from benchmarks.peers import BARE, PGCLI, PSQL, TENANTSH

if TYPE_CHECKING:
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_SELECT = ("-c", "select 1")
_BARE_TOO = "psycopg without gc"


def measure(ground: Ground, peers: Peers) -> list[Figure]:
    to = ground.conninfo
    programs = {TENANTSH: peers.tenantsh(to, *_SELECT), BARE: peers.bare(to), _BARE_TOO: peers.bare(to, "--no-gc")}
    if peers.psql:
        programs[PSQL] = peers.as_psql(to, *_SELECT)
    if peers.pgcli:
        programs[PGCLI] = peers.as_pgcli(to, *_SELECT)
    rounds = 6 * ground.rounds
    runs = in_turn(programs, rounds, ground.folder)
    beside = [f"{name} {series.cpu * 1000:.0f} ms ({series.against(runs[BARE]):.2f})" for name, series in runs.items()]
    beside.append(f"tenantsh to psycopg without gc {runs[TENANTSH].against(runs[_BARE_TOO]):.2f}")
    return [
        Figure(
            "start-up: `-c 'select 1'`, CPU, against a bare psycopg script",
            runs[TENANTSH].against(runs[BARE]),
            1.3,
            "x",
            ", ".join(beside),
            rounds,
            reason="most of both is importing modules, where missing .pyc files and a busy machine show first",
            compared=Compared("CPU", "ms", {name: series.cpu * 1000 for name, series in runs.items()}),
        )
    ]
