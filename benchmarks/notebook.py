"""A notebook's first moments: `%load_ext tenantsh` where nothing is imported yet, and an interrupt of a long query."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import suppress
from math import inf
from statistics import median
from threading import Timer
from typing import TYPE_CHECKING

from benchmarks.children import run
from benchmarks.figures import Figure
from benchmarks.ground import ORG

import tenantsh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

    from tenantsh.db.session import Session

_AFTER = 0.2
"""Seconds that a query has run when it is interrupted."""
_INTERRUPT = 0.5
_TIMES = 10


def measure(ground: Ground, peers: Peers) -> Iterator[Figure]:
    yield _loading(ground, peers)
    with tenantsh.connect(ground.conninfo, org=ORG) as session:
        took = [_interrupted(session) for _ in range(_TIMES)]
        assert session.run("select 1").rows == [(1,)], "the session did not survive"
    beside = f"worst {max(took) * 1000:.0f} ms; the session goes on"
    yield Figure("Ctrl-C until a query has ended on the server", median(took), _INTERRUPT, "s", beside, _TIMES)


def _loading(ground: Ground, peers: Peers) -> Figure:
    took, out = [], ground.folder / "loaded"
    for _ in range(ground.rounds):
        run(peers.python("loading.py"), out)
        took.append(json.loads(out.read_text(encoding="utf-8")))
    parts = {name: median(each[name] for each in took) for name in took[0]}
    beside = f"IPython itself {parts['ipython']:.2f} s, `import tenantsh` {parts['tenantsh'] * 1000:.0f} ms"
    return Figure("`%load_ext tenantsh` in a new kernel", parts["extension"], inf, "s", beside, ground.rounds)


def _interrupted(session: Session) -> float:
    """Seconds from the signal until the statement has come back, which it does when the server has ended it."""
    sent: list[float] = []

    def interrupt() -> None:
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    timer = Timer(_AFTER, interrupt)
    timer.start()
    with suppress(KeyboardInterrupt, tenantsh.TenantshError):
        session.run("select pg_sleep(20)")
    ended = time.perf_counter()
    timer.join()
    return ended - sent[0]
