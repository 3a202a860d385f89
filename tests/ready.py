"""tenantsh from a process that has imported it already: the same program, without a start of Python for each run.

What that process has done is what any start does before it looks at its arguments. A run is a fork of it, with streams,
folder, environment and session of its own, and it ends as Python ends.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SERVE = "from tests.ready import serve; raise SystemExit(serve())"
_LENGTH = 4
_LOADED = ("psycopg", "tenantsh.__main__", "tenantsh.repl.cli", "tenantsh.repl.opening", "tenantsh.repl.script")


@dataclass(slots=True)
class Running:
    """A run that has begun, as much of `Popen` as the stage needs."""

    pid: int
    returncode: int | None = None
    _line: socket.socket = field(repr=False, kw_only=True)

    def wait(self) -> int:
        """Wait until it has ended; its exit status, negative for a signal."""
        if self.returncode is None:
            with self._line:
                self.returncode = os.waitstatus_to_exitcode(_number(self._line))
        return self.returncode

    def wait_or_kill(self, seconds: float) -> int:
        """The same, but not longer than that."""
        if not select.select([self._line], [], [], seconds)[0]:
            os.killpg(self.pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired("tenantsh", seconds)
        return self.wait()


class Ready:
    """The process that has imported tenantsh."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="tsh-ready-")
        self._address = str(Path(self._folder.name, "door"))
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(self._address)
            door.listen(8)
            self._process = subprocess.Popen(
                ["env", "--default-signal=INT,QUIT,HUP,PIPE", sys.executable, "-c", _SERVE],
                stdin=door.fileno(),
                env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,
            )

    def end(self) -> None:
        """Leave nothing of it; runs that have begun go on."""
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def start(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Sequence[int]
    ) -> Running:
        """Begin a run with these three standard streams, in a session of its own."""
        line = socket.socket(socket.AF_UNIX)
        line.connect(self._address)
        asked = json.dumps([list(arguments), str(folder), dict(environment)]).encode()
        socket.send_fds(line, [len(asked).to_bytes(_LENGTH, "little")], streams)
        line.sendall(asked)
        return Running(_number(line), _line=line)

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str], *, given: str = "", folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end without a terminal, with this text as its standard input."""
        with _text() as stdin, _text() as out, _text() as err:
            stdin.write(given)
            stdin.seek(0)
            running = self.start(
                arguments, folder or Path.cwd(), environment, [file.fileno() for file in (stdin, out, err)]
            )
            status = running.wait_or_kill(120)
            for file in (out, err):
                file.seek(0)
            return subprocess.CompletedProcess(list(arguments), status, out.read(), err.read())


def _text() -> IO[str]:
    """A file for text, or for bytes that are none."""
    return TemporaryFile("w+", encoding="utf-8", errors="surrogateescape")


@cache
def ready() -> Ready:
    """The one of this process."""
    made = Ready()
    atexit.register(made.end)
    return made


def serve() -> int:
    """Fork for each that asks, for ever; in the fork, the run's exit status."""
    from tenantsh.commands import load_all

    for name in _LOADED:
        import_module(name)
    load_all()
    gc.freeze()
    door = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait for a run
    while True:
        line, _ = door.accept()
        if not os.fork():
            door.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            return _ask(line)
        line.close()


def _ask(line: socket.socket) -> int:
    length, streams, _, _ = socket.recv_fds(line, _LENGTH, 3)
    arguments, folder, environment = json.loads(_exactly(line, int.from_bytes(length, "little")))
    if pid := os.fork():
        for number in streams:
            os.close(number)
        line.sendall(pid.to_bytes(_LENGTH, "little"))
        _, status = os.waitpid(pid, 0)
        line.sendall(status.to_bytes(_LENGTH, "little"))
        os._exit(0)
    line.close()
    _become(streams, folder, environment)
    return _main(arguments)


def _become(streams: Sequence[int], folder: str, environment: Mapping[str, str]) -> None:
    os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    _open_streams()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()


def _open_streams() -> None:
    """As Python does at its start: those that we have were made for other files."""
    same: dict[str, Any] = {"encoding": "utf-8", "newline": "\n", "closefd": False}
    sys.stdin = open(0, errors="surrogateescape", **same)  # noqa: SIM115 - as long as we are
    sys.stdout = open(1, "w", errors="surrogateescape", **same)  # noqa: SIM115 - as long as we are
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", **same)  # noqa: SIM115 - as long as we are


def _main(arguments: Sequence[str]) -> int:
    from tenantsh import __main__ as program

    sys.argv[:] = [program.__file__, *arguments]
    return program.main()


def _number(line: socket.socket) -> int:
    return int.from_bytes(_exactly(line, _LENGTH), "little")


def _exactly(line: socket.socket, length: int) -> bytes:
    data = line.recv(length, socket.MSG_WAITALL)
    if len(data) < length:
        raise EOFError("the process that has imported tenantsh is gone")
    return data
