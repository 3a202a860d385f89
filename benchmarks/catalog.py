"""What completion answers from, on 10,000 tables of ten columns: how long it takes to be there, and what it weighs.

In ten schemas, and in as many as there are organizations, to all of which or to one of which the role has a way.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from math import inf
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.children import Program, run
from benchmarks.figures import Figure
from benchmarks.ground import LOGIN, ORG
from benchmarks.peers import PGCLI

from benchmarks import many

if TYPE_CHECKING:
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_NAMES = 50.0
"""Milliseconds until there are names, at most: the issue's bar."""
_REASON = (
    "each schema and relation is asked for its privileges, by the server: the client's own part is its CPU, beside it"
)
_HERE = Path(__file__)


def measure(ground: Ground, peers: Peers) -> list[Figure]:
    figures: list[Figure] = []
    every = ground.sizes.schemas
    for schemas in every:
        database = many.database(ground, schemas)
        theirs = _pgcli(ground, peers, database) if peers.pgcli and schemas == every[0] else ""
        figures += _figures(f"{schemas:,} schemas", _load(ground, peers, database), theirs)
    database = many.database(ground, every[-1])
    ground.server.run(_CLOSED.format(readers=many.READERS), database)
    return figures + _figures(f"one of {every[-1]:,} schemas", _load(ground, peers, database), "")


_CLOSED = """
    do $$ declare s text; begin
        for s in select nspname from pg_namespace where nspname ~ '^s[1-9]' loop
            execute format('revoke usage on schema %I from {readers}', s);
        end loop;
    end $$
"""


@dataclass(frozen=True, slots=True)
class _Loads:
    """Some runs of the loader, each with a session of its own."""

    took: list[dict[str, tuple[float, float]]]
    added: list[float]
    """MiB that each run had more than one that loads nothing."""

    def wall(self, *steps: str) -> float:
        """Milliseconds of the steps together, as the median run has it."""
        return median(sum(run[step][0] for step in steps) for run in self.took) * 1000

    def cpu(self, *steps: str) -> float:
        return median(sum(run[step][1] for step in steps) for run in self.took) * 1000

    def told(self, step: str) -> str:
        return f"{step} {self.wall(step):.0f} ms (CPU {self.cpu(step):.0f})"


def _load(ground: Ground, peers: Peers, database: str) -> _Loads:
    conninfo = ground.server.dsn(database, LOGIN)
    argv = (sys.executable, str(_HERE.with_name("catalog_loader.py")), conninfo, ORG)
    out = ground.folder / "catalog"
    took, added = [], []
    for number in range(ground.rounds + 1):
        nothing = run(Program((*argv, "nothing"), peers.environment), out)
        usage = run(Program(argv, peers.environment), out)
        if number:
            took.append(json.loads(out.read_text(encoding="utf-8")))
            added.append(usage.peak - nothing.peak)
    return _Loads(took, added)


def _figures(where: str, loads: _Loads, theirs: str) -> list[Figure]:
    relations, columns = loads.took[0]["relations"]
    steps = ("names", "columns", "rest", "warm")
    told = ", ".join(filter(None, [*map(loads.told, steps), loads.told("columns of one"), theirs]))
    rounds = len(loads.took)
    what = f"{many.TABLES:,} tables in {where}"
    quickest = min(run["names"][0] for run in loads.took) * 1000
    names = f"client's CPU {loads.cpu('names'):.0f} ms, quickest run {quickest:.0f} ms"
    weight = f"{relations:,.0f} relations and indexes, {columns:,.0f} columns"
    return [
        Figure(f"{what}: time to names", loads.wall("names"), _NAMES, "ms", names, rounds, reason=_REASON),
        Figure(f"{what}: time to a whole catalog", loads.wall(*steps), inf, "ms", told, rounds),
        Figure(f"{what}: memory of a whole catalog", median(loads.added), inf, "MiB", weight, rounds),
    ]


def _pgcli(ground: Ground, peers: Peers, database: str) -> str:
    """pgcli's refresh by itself, which it does before it can complete anything."""
    dsn = {"host": ground.server.host, "port": ground.server.port, "user": LOGIN, "database": database}
    assert peers.pgcli is not None
    argv = [peers.pgcli.with_name("python"), _HERE.with_name("pgcli_completer.py")]
    request = json.dumps({"dsn": dsn, "asked": []})
    done = subprocess.run(argv, input=request, env=peers.environment, capture_output=True, text=True, check=True)
    refresh = json.loads(done.stdout)["refresh"]
    return f"{PGCLI}'s refresh {refresh['wall'] * 1000:.0f} ms (CPU {refresh['cpu'] * 1000:.0f})"
