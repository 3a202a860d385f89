"""What a session of one organization takes to open, verified, beside a bare connection: in turn, on a local socket."""

from __future__ import annotations

import time
from math import inf
from statistics import median
from typing import TYPE_CHECKING

import psycopg
from benchmarks.figures import Compared, Figure, against
from benchmarks.ground import ORG

import tenantsh

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_WARM_UP, _PAIRS = 3, 40


def measure(ground: Ground, _peers: Peers) -> list[Figure]:
    ours, theirs = [], []
    for _ in range(_WARM_UP + _PAIRS):
        ours.append(_milliseconds(lambda: tenantsh.connect(ground.conninfo, org=ORG).close()))
        theirs.append(_milliseconds(lambda: psycopg.connect(ground.conninfo).close()))
    del ours[:_WARM_UP], theirs[:_WARM_UP]
    took = {"tenantsh": median(ours), "psycopg": median(theirs)}
    beside = ", ".join(f"{name} {value:.1f} ms" for name, value in took.items())
    compared = Compared("time to open and close", "ms", took)
    return [
        Figure("opening a session", took["tenantsh"], inf, "ms", beside, _PAIRS, compared=compared),
        Figure("opening a session, against `psycopg.connect`", against(ours, theirs), inf, "x", beside, _PAIRS),
    ]


def _milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000
