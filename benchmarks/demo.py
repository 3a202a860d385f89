"""The first minute: `tenantsh --demo --org 42` with no server here yet, and with one that runs."""

from __future__ import annotations

import dataclasses
import shutil
from typing import TYPE_CHECKING

from benchmarks.children import in_turn, run
from benchmarks.figures import Figure
from tests.pgcluster import private_folder

from tenantsh.embedded import account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_COUNT = ("-c", "select count(*) from resources")
_COLD, _WARM = 30.0, 1.5
"""Seconds that each may take."""
_BUSY = "they are seconds of the wall, and a busy machine has others to serve: the CPU beside it is what it takes"


def measure(ground: Ground, peers: Peers) -> Iterator[Figure]:
    folder = private_folder(account.for_server())
    around = dataclasses.replace(peers, environment={**peers.environment, "TENANTSH_DEMO_DIR": str(folder)})
    asked = around.demo(*_COUNT)
    try:
        cold = run(asked, ground.folder / "demo")
        what = "`tenantsh --demo`, no server yet: a whole run"
        yield Figure(what, cold.wall, _COLD, "s", _said(ground, cold.cpu), 1, reason=_BUSY)
        warm = in_turn({"demo": asked}, ground.rounds, ground.folder)["demo"]
        beside = f"CPU {warm.cpu:.2f} s"
        yield Figure("the same, the server runs", warm.wall, _WARM, "s", beside, ground.rounds, reason=_BUSY)
    finally:
        run(around.alone("demo", "stop"), ground.folder / "stopped")
        shutil.rmtree(folder, ignore_errors=True)


def _said(ground: Ground, cpu: float) -> str:
    rows = (ground.folder / "demo").read_text(encoding="utf-8").split()[2]
    return f"CPU of the client alone {cpu:.1f} s; initdb, the platform, its seed, {rows} resources counted"
