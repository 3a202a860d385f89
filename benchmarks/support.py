"""A database as support meets it: the platform, seeded at its usual size, and runs of work in it."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

from tenantsh.platform.apply import apply
from tenantsh.platform.seed import seed

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.ground import Ground

DATABASE = "support"


def database(ground: Ground) -> str:
    """Its connection string, for the owner; made once in a run."""
    ground.server.once(DATABASE, lambda: _make(ground))
    return ground.server.dsn(DATABASE)


def _make(ground: Ground) -> None:
    dsn = ground.server.create(DATABASE)
    apply(dsn)
    seed(dsn, seed=42)
    ground.server.run("vacuum analyze", DATABASE)


def seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def milliseconds(do: Callable[[], object], times: int) -> float:
    """The median of some runs, after a first one."""
    do()
    return median(seconds(do) for _ in range(times)) * 1000
