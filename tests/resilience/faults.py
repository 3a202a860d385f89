"""What can happen to a session's server, to the network between, and to this machine."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.resilience.server import Server

IDLE_SECONDS = 4.0
"""What idle timeouts are set to: longer than it takes to type a few lines, on a busy machine too."""
_TIMEOUTS = ("idle_session_timeout", "idle_in_transaction_session_timeout")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that happens."""

    name: str
    happens: Callable[[Server], object]
    before: Callable[[Server], object] = lambda _server: None
    """What was so before any session began."""
    ends: Callable[[Server], object] = lambda _server: None
    """Makes all well again, after the person has seen what came of it."""
    ctrl_c: bool = False
    """Whether she presses Ctrl-C a second after it."""
    network: bool = False
    """Whether it needs a network that can be lost."""


def _set_timeouts(server: Server) -> None:
    for name in _TIMEOUTS[server.cluster.major < 14 :]:
        server.admin(f"alter system set {name} = '{IDLE_SECONDS * 1000:.0f}ms'")
    server.admin("select pg_reload_conf()")
    time.sleep(0.2)


def _idle(_server: Server) -> None:
    time.sleep(IDLE_SECONDS + 0.5)


def _reset_timeouts(server: Server) -> None:
    for name in _TIMEOUTS[server.cluster.major < 14 :]:
        server.admin(f"alter system reset {name}")
    server.admin("select pg_reload_conf()")


def _restart(mode: str) -> Callable[[Server], None]:
    def restart(server: Server) -> None:
        server.stop(mode)
        server.start()

    return restart


def _lose_power(server: Server) -> None:
    server.kill()
    server.start()


def _crash(server: Server) -> None:
    server.crash()
    server.wait()


def _go_silent(server: Server) -> None:
    server.wire.silent = True


def _go_deaf(server: Server) -> None:
    server.wire.deaf = True


def _mend(server: Server) -> None:
    server.wire.mend()


def _hiccup(server: Server) -> None:
    server.wire.silent = True
    time.sleep(1.0)
    server.wire.mend()


def _forget(server: Server) -> None:
    server.wire.forget()


def _refuse(server: Server) -> None:
    server.wire.refuse()


def _be_slow(server: Server) -> None:
    server.wire.delay, server.wire.loss = 0.1, 0.05


def _reboot(server: Server) -> None:
    """The machine loses its power: nobody says so, and when it is back it knows of no connection."""
    server.wire.silent = True
    server.kill()
    server.start()
    server.wire.mend()


def _lose_names(server: Server) -> None:
    server.wire.names = False
    server.end_sessions()


FAULTS = (
    Fault("its server process ended by a DBA", lambda server: server.end_sessions()),
    Fault("nothing asked for longer than the idle timeouts", _idle, before=_set_timeouts, ends=_reset_timeouts),
    Fault("server restarted (fast)", _restart("fast")),
    Fault("server restarted (immediate)", _restart("immediate")),
    Fault("kill -9 of every server process, started again", _lose_power),
    Fault("kill -9 of one server process: crash recovery", _crash),
    Fault("server stopped, and started later", lambda server: server.stop("fast"), ends=lambda server: server.start()),
    Fault("network silent for a second", _hiccup, network=True),
    Fault("network gone, nothing comes through", _go_silent, ends=_mend, network=True),
    Fault("network gone one way: no answers", _go_deaf, ends=_mend, network=True),
    Fault("network gone, and Ctrl-C", _go_silent, ends=_mend, ctrl_c=True, network=True),
    Fault("firewall forgets the connection, drops", _forget, ends=_mend, network=True),
    Fault("firewall forgets the connection, resets", _refuse, ends=_mend, network=True),
    Fault("100 ms each way, 5 % of packets lost", _be_slow, ends=_mend, network=True),
    Fault("half-open: the machine rebooted unheard", _reboot, network=True),
    Fault("process ended, and name servers gone", _lose_names, ends=_mend, network=True),
    Fault("process ended, name servers gone, and Ctrl-C", _lose_names, ends=_mend, ctrl_c=True, network=True),
)
