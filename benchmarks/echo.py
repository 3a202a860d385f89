"""How long a typed letter takes until it is on the screen, key after key on a terminal; and a megabyte, pasted."""

from __future__ import annotations

import os
import pty
import select
import signal
import time
from contextlib import contextmanager
from fcntl import ioctl
from math import inf
from statistics import median
from struct import pack
from termios import TIOCSWINSZ
from typing import TYPE_CHECKING

from benchmarks.figures import Compared, Figure
from benchmarks.ground import LOGIN
from benchmarks.peers import PGCLI, TENANTSH
from benchmarks.proxy import Proxy
from tests.repl.typing import Typing

from benchmarks import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.children import Program
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_TYPED = "select o.id, o.amount from s3.orders_1 as o where o.status = 'new' "
_READY = 8.0
"""Seconds after which both have loaded what they complete from."""
_FAR, _FAR_READY = 1.0, 12.0
_PASTE = 1_000_000
_BETWEEN = 0.15
_PATIENCE = 5.0
_CURSOR = b"\x1b[6n"
"""What asks a terminal where its cursor is."""


def measure(ground: Ground, peers: Peers) -> Iterator[Figure]:
    database = many.database(ground, ground.sizes.schemas[0])
    conninfo = ground.server.dsn(database, LOGIN)
    programs = {TENANTSH: peers.tenantsh(conninfo)}
    if peers.pgcli:
        programs[PGCLI] = peers.as_pgcli(conninfo)
    took = {name: _typed(program) for name, program in programs.items()}
    beside = ", ".join(f"{name} median {median(keys):.0f} ms, worst {max(keys):.0f} ms" for name, keys in took.items())
    what = f"a typed letter until it is shown, on {many.TABLES:,} tables"
    keys = len(_TYPED)
    for word, chosen in (("median", median), ("worst", max)):
        compared = Compared(f"{word} of {keys} keys", "ms", {name: chosen(found) for name, found in took.items()})
        yield Figure(f"{what}: {word}", chosen(took[TENANTSH]), inf, "ms", beside, keys, compared=compared)
    with Proxy(ground.socket, rtt=_FAR) as proxy:
        far = _typed(peers.tenantsh(ground.behind(proxy.port, database)), _FAR_READY)
    beside = f"worst {max(far):.0f} ms; the catalog is still on its way"
    yield Figure(f"{what}, the server {_FAR:g} s away: median", median(far), inf, "ms", beside, keys)
    yield _pasted(peers.tenantsh(ground.conninfo))


def _typed(program: Program, ready: float = _READY) -> list[float]:
    """Milliseconds of each key."""
    with _terminal(program) as terminal:
        _heard(terminal, ready)
        return [_pressed(terminal, key) for key in _TYPED]


def _pasted(program: Program) -> Figure:
    """From the paste of a query with a long literal, and Enter, to its answer."""
    text = f"select 'its length is ' || length('{'x' * _PASTE}');"
    with Typing(env=dict(program.environment), program=program.argv) as person:
        person.sees("=>")
        began = time.perf_counter()
        person.keys(f"\x1b[200~{text}\x1b[201~")
        person.enter("")
        person.sees(f"its length is {_PASTE}")
        took = time.perf_counter() - began
    return Figure("a query of a megabyte, pasted, until its answer is shown", took, inf, "s", "bracketed paste", 1)


def _pressed(terminal: int, key: str) -> float:
    began = time.perf_counter()
    os.write(terminal, key.encode())
    if not select.select([terminal], [], [], _PATIENCE)[0]:
        raise RuntimeError(f"nothing is shown for {key!r}")
    took = time.perf_counter() - began
    _heard(terminal, _BETWEEN)
    return took * 1000


def _heard(terminal: int, seconds: float) -> None:
    """Take what is shown for so long, and tell where the cursor is when that is asked."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0] and _CURSOR in os.read(terminal, 65536):
            os.write(terminal, b"\x1b[1;1R")


@contextmanager
def _terminal(program: Program) -> Iterator[int]:
    pid, terminal = pty.fork()
    if not pid:
        ioctl(0, TIOCSWINSZ, pack("HHHH", 40, 120, 0, 0))
        os.execvpe(program.argv[0], program.argv, {**program.environment, "TERM": "xterm"})
    try:
        yield terminal
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
