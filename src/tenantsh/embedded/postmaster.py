"""What a data directory's `postmaster.pid` says, and whether it is true.

The file stays behind when a server is killed. The number in it may then belong to nobody, to a zombie, or to a
stranger's process, so it is believed only when that process is a PostgreSQL server on this very directory.
"""

from __future__ import annotations

import os
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

_TLS_REQUEST = struct.pack("!II", 8, 80877103)
"""The protocol's SSLRequest: its length, and its number."""

_PROBE = 5.0
"""Seconds to wait for a server's first byte; it takes a millisecond."""

_PS = ("ps", "-ww", "-o", "args=", "-p")


@dataclass(frozen=True, slots=True)
class Claim:
    """What `postmaster.pid` says about the server of a data directory; it may be stale."""

    pid: int
    port: int
    sockets: Path
    """The folder that the socket lies in."""
    ready: bool
    """Whether the server said that it accepts connections."""

    @property
    def socket(self) -> Path:
        """The socket's path."""
        return self.sockets / f".s.PGSQL.{self.port}"


def claim(data: Path) -> Claim | None:
    """Read `postmaster.pid`; None when it is not there or only half written."""
    try:
        lines = _file(data).read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        # pid, data directory, start time, port, socket directory, TCP address, shared memory, status
        return Claim(int(lines[0]), int(lines[3]), Path(lines[4]), lines[7].strip() == "ready")
    except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
        return None


def answers(claimed: Claim) -> bool:
    """Whether a server accepts connections on the socket now.

    A connection alone is no proof: the kernel still grants one while a killed server is being taken down. So it is
    asked for TLS, which every server has an answer to, and which leaves no line in its log.
    """
    if not claimed.ready:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PROBE)
        try:
            probe.connect(str(claimed.socket))
            probe.sendall(_TLS_REQUEST)
            return bool(probe.recv(1))
        except OSError:
            return False


def living(data: Path) -> int | None:
    """The process id of this data directory's server, None when none is alive, whatever the file says."""
    try:
        pid = int(_file(data).read_text(encoding="utf-8", errors="replace").partition("\n")[0])
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return pid if pid > 0 and _serves(_arguments(pid), data) else None


def shield(data: Path) -> None:
    """Let the next start get past the process id that a dead server left behind.

    PostgreSQL refuses to start as long as that number is in use, be it a zombie or a stranger. A number in the start's
    own ancestry it takes for stale, so ours goes there. The rest of the file stays, because its shared memory key is
    how PostgreSQL sees a dead server's children that are still at work in the data.
    """
    path = _file(data)
    try:
        # root reads in a folder of another account's here: a link planted for root to copy is not followed
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stale:
            owner = os.fstat(stale.fileno())
            rest = stale.read().partition(b"\n")[2]
    except FileNotFoundError:
        return
    draft = path.with_name(f"postmaster.pid.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with draft.open("xb") as file:
        os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        file.write(b"%d\n" % os.getpid() + rest)
    draft.replace(path)


def _file(data: Path) -> Path:
    return data / "postmaster.pid"


def _serves(arguments: list[str], data: Path) -> bool:
    """Whether a command line is that of a server on this directory, by whatever path it was named."""
    if not arguments or not Path(arguments[0]).name.startswith(("postgres", "postmaster")):
        return False
    try:
        return Path(arguments[arguments.index("-D") + 1]).samefile(data)
    except (ValueError, IndexError, OSError):
        return False


def _arguments(pid: int) -> list[str]:
    """The command line of a process; empty for a zombie and for a number that is not in use."""
    if not Path("/proc/self").exists():
        return _arguments_by_ps(pid)
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).split("\0")
    except OSError:
        return []


def _arguments_by_ps(pid: int) -> list[str]:
    """The same where there is no /proc; a data directory with a space in its path is then not recognised."""
    import subprocess

    return subprocess.run([*_PS, str(pid)], capture_output=True, encoding="utf-8", check=False).stdout.split()
