"""How long nothing was heard of the machine at the other end, as the kernel knows it: of TCP, and on Linux.

A network that drops everything says nothing, and TCP itself hopes for a quarter of an hour that what was sent will
arrive. A server that takes its time is another matter: its machine acknowledges what was sent, and answers when it is
asked whether it is still there (keepalives), however long the statement runs.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
import time
from contextlib import closing

_RETRANSMITS, _PROBES = 2, 3
_UNACKNOWLEDGED, _LAST_HEARD = 24, 56
_KNOWN = 60
"""Where in the kernel's `struct tcp_info` those are, and how much of it has to be there."""


class Silence:
    """Of one connection; nothing is sent to find it out."""

    def __init__(self, fileno: int, since: float) -> None:
        """`since`: when something was sent that is to be acknowledged, by the monotonic clock."""
        self.seconds = 0.0
        """How long what was sent has not been acknowledged; 0 where there is none of it, or nobody can tell."""
        self.too_long = False
        """Whether keepalives would have given up by now. Where they are switched off nobody ever does."""
        if not sys.platform.startswith("linux"):
            return
        with closing(socket.socket(fileno=os.dup(fileno))) as line:
            if line.family not in (socket.AF_INET, socket.AF_INET6):
                return
            self.seconds = min(_unheard(line), time.monotonic() - since)
            self.too_long = bool(self.seconds) and self.seconds > _patience(line)


def _unheard(line: socket.socket) -> float:
    told = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
    if len(told) < _KNOWN:
        return 0.0
    (unacknowledged,) = struct.unpack_from("=I", told, _UNACKNOWLEDGED)
    asked_again = told[_RETRANSMITS] if unacknowledged else told[_PROBES]
    (milliseconds,) = struct.unpack_from("=I", told, _LAST_HEARD)
    return milliseconds / 1000 if asked_again else 0.0


def _patience(line: socket.socket) -> float:
    """How long keepalives, as they are set, wait for a machine that does not answer."""
    if not line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE):
        return float("inf")
    idle, between, count = (
        line.getsockopt(socket.IPPROTO_TCP, option)
        for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
    )
    return float(idle + between * count)
