"""A network that can be lost: two machines (network namespaces), and between them a wire that this process carries.

    with Network() as network:
        with network.at_server(): ...     # what is started here listens on network.SERVER
        with network.at_client(): ...     # what is opened here goes through the wire
        network.silent = True             # every packet is dropped, as when a cable is pulled

Each end is a TUN device, so the packets are the kernel's own: what TCP does of a silence, a delay or a loss is real.
(`tc netem` would do it, too; few kernels of small machines have it.) Only root can make one.
"""

from __future__ import annotations

import ctypes
import os
import random
import select
import shutil
import struct
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from fcntl import ioctl
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tests.resilience import packets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

CLIENT, SERVER, NAMES = "10.213.0.1", "10.213.0.2", "10.213.0.53"
"""Addresses that exist in these namespaces only. Names are asked of the last one."""
HOST = "db.resilience.test"
"""The server's name, as long as there is somebody who knows it."""

_TUNSETIFF, _TUN_WITHOUT_INFO = 0x400454CA, 0x1001
_NEWNET = 0x40000000
_MTU = 16_000
_numbers = count(1)
_libc = ctypes.CDLL(None, use_errno=True)


def missing() -> str | None:
    """Why there can be no such network here; None where there can."""
    if not sys.platform.startswith("linux"):
        return "network namespaces are Linux's"
    if os.geteuid() != 0:
        return "only root makes network namespaces"
    if shutil.which("ip") is None:
        return "there is no `ip` (Debian: apt-get install iproute2)"
    try:
        os.close(os.open("/dev/net/tun", os.O_RDWR))
    except OSError as error:
        return f"no TUN devices: {error}"
    return None


class Network:
    """Two machines with a wire between them; leaving the `with` leaves nothing of them."""

    def __init__(self) -> None:
        self.delay = 0.0
        """Seconds that a packet is on its way, in each direction."""
        self.loss = 0.0
        """The share of packets that are lost."""
        self.silent = False
        """Whether nothing comes through, and nobody says so."""
        self.deaf = False
        """Whether nothing comes back to the client; the server hears it."""
        self.names = True
        """Whether somebody answers who is asked for a name."""
        self.carried = 0
        """Packets so far, those of names among them."""
        number = f"{os.getpid() % 100000}x{next(_numbers)}"
        self.client, self.server = f"tshc{number}", f"tshs{number}"
        self._forgotten: set[int] = set()
        self._refused: set[int] = set()
        self._ports: set[int] = set()
        self._random = random.Random(42)
        self._ends: dict[int, int] = {}
        self._woken, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._carry, name="network", daemon=True)
        self._lock = threading.Lock()

    def __enter__(self) -> Network:
        _sweep()
        try:
            at_client = self._machine(self.client, CLIENT)
            at_server = self._machine(self.server, SERVER)
            self._ends = {at_client: at_server, at_server: at_client}
            self._at_client = at_client
            config = Path("/etc/netns", self.client)
            config.mkdir(parents=True)
            (config / "resolv.conf").write_text(f"nameserver {NAMES}\n")
            self._thread.start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        os.write(self._wake, b"x")
        self._thread.join()
        self._remove()

    @contextmanager
    def at_client(self) -> Iterator[None]:
        """What this thread opens or starts meanwhile is on the client's machine."""
        with _inside(self.client):
            yield

    @contextmanager
    def at_server(self) -> Iterator[None]:
        """What this thread opens or starts meanwhile is on the server's machine."""
        with _inside(self.server):
            yield

    @property
    def entering(self) -> tuple[str, ...]:
        """What comes before a command that shall run on the client's machine, with its name server."""
        return ("ip", "netns", "exec", self.client)

    def forget(self) -> None:
        """As a firewall that forgets who is connected, and drops what they send; new connections are fine."""
        with self._lock:
            self._forgotten |= self._ports

    def refuse(self) -> None:
        """As a firewall that forgets who is connected, and resets what they send; new connections are fine."""
        with self._lock:
            self._refused |= self._ports

    def mend(self) -> None:
        """All is well again, also for connections that were forgotten."""
        with self._lock:
            self._forgotten.clear()
            self._refused.clear()
        self.delay = self.loss = 0.0
        self.silent = self.deaf = False
        self.names = True

    # -- the wire ----------------------------------------------------------------------------------------------

    def _carry(self) -> None:
        """Take each packet to the other end, when it is due, until it is woken."""
        on_the_way: list[tuple[float, int, int, bytes]] = []
        waiting = select.poll()
        for end in (*self._ends, self._woken):
            waiting.register(end, select.POLLIN)
        while True:
            pause = max(0.0, on_the_way[0][0] - time.monotonic()) * 1000 if on_the_way else None
            for end, _ in waiting.poll(pause):
                if end == self._woken:
                    return
                for to, data in self._passed(end, os.read(end, 1 << 16)):
                    heappush(on_the_way, (time.monotonic() + self.delay, self.carried, to, data))
                    self.carried += 1
            while on_the_way and on_the_way[0][0] <= time.monotonic():
                *_, to, data = heappop(on_the_way)
                with suppress(OSError):
                    os.write(to, data)

    def _passed(self, end: int, data: bytes) -> Iterator[tuple[int, bytes]]:
        """What becomes of a packet: it goes to the other end, or nowhere, or is answered here."""
        packet = packets.read(data)
        outward = end == self._at_client
        if packet is None or self.silent or (self.deaf and not outward):
            return
        if self.loss and self._random.random() < self.loss:
            return
        if packet.asks_for_a_name:
            if self.names:
                yield end, packets.name_found(packet, SERVER)
            return
        port = packet.ports[0] if outward else packet.ports[1]
        with self._lock:
            if packet.is_first and outward:
                self._ports.add(port)
                self._forgotten.discard(port)
                self._refused.discard(port)
            forgotten, refuses = port in self._forgotten, port in self._refused
        if refuses and outward:
            yield end, packets.refused(packet)
        if not forgotten and not refuses:
            yield self._ends[end], data

    # -- the machines ------------------------------------------------------------------------------------------

    @staticmethod
    def _machine(name: str, address: str) -> int:
        """A namespace with one device, and the file that the device's packets are read from and written to."""
        _ip("netns", "add", name)
        end = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
        ioctl(end, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _TUN_WITHOUT_INFO))
        _ip("link", "set", name, "netns", name)
        _ip("-n", name, "addr", "add", f"{address}/24", "dev", name)
        _ip("-n", name, "link", "set", name, "mtu", str(_MTU), "up")
        _ip("-n", name, "link", "set", "lo", "up")
        return end

    def _remove(self) -> None:
        for end in (*self._ends, self._woken, self._wake):
            os.close(end)
        for name in (self.client, self.server):
            _forget_machine(name)


@contextmanager
def _inside(name: str) -> Iterator[None]:
    here = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    there = os.open(f"/run/netns/{name}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        _enter(there)
        yield
    finally:
        _enter(here)
        os.close(here)
        os.close(there)


def _enter(namespace: int) -> None:
    if _libc.setns(namespace, _NEWNET):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _forget_machine(name: str) -> None:
    subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)
    shutil.rmtree(Path("/etc/netns", name), ignore_errors=True)


def _sweep() -> None:
    """Remove the namespaces that a run has left behind which was killed."""
    for kind in ("tshc", "tshs"):
        for left in Path("/run/netns").glob(f"{kind}*x*"):
            owner = left.name.removeprefix(kind).partition("x")[0]
            if not Path("/proc", owner).exists():
                _forget_machine(left.name)
