"""Where psql and `tenantsh --unscoped` play the same script, each in a fresh database of the same name.

Everything that they write is recorded in its order, by stream; that and the exit status have to be equal. One run is
enough for stdout, stderr and both of them in one pipe, because every write arrives as a datagram with its sender.
"""

from __future__ import annotations

import difflib
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import psycopg
from tests.ready import ready

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.ready import Running

FILES = Path(__file__).parent / "files"
"""What scripts and command lines find in the folder that they are run in."""

_TIMEOUT = 30.0
"""Seconds that one run may take."""

_OWN = (
    (rb"(?m)^(?:tenantsh|/\S*/psql)(?=[: ])", rb"psql", "the program's own name before its messages"),
    (rb'"tenantsh --help"', rb'"psql --help"', "the program's own name in its advice"),
    (rb"(?m)^(psql:(?:.*?:\d+:)?) fatal: ", rb"\1 error: ", "before 15 psql told of what ends it as fatal"),
    (rb'(?m)^Try "psql', rb'psql: hint: Try "psql', "before 15 psql did not call its advice a hint"),
    (
        rb'connection to server on socket "[^"]*" failed: (?=FATAL)',
        rb"",
        "libpq 13 does not say where: we have one libpq",
    ),
    (
        rb'could not connect to server: (.*)\n(\t.* accepting)\n\tconnections on Unix domain socket ("[^"]*")\?',
        rb"connection to server on socket \3 failed: \1\n\2 connections on that socket?",
        "libpq 13 says it in other words",
    ),
    (rb"\bPID \d+", rb"PID 1", "every session is a server process of its own"),
    (rb"(?m)^VERSION = '.*'$", rb"VERSION = ''", "the variable says which program it is"),
)
"""What may differ: a pattern, what it is taken for, and the reason."""

_DEFAULTS = "--default-signal=INT,QUIT,HUP,PIPE"
"""A test run in the background has some signals ignored, and children would inherit that."""

_SHARED = re.compile(rb"regress_\w+")
"""What a script's roles and databases are called: they are the server's, and two scripts play at once."""

Chunk = tuple[str, bytes]
"""What was written to a stream ("out" or "err") before the other one was written to."""

FIRST = 15
"""The oldest major whose psql is followed piece by piece in the tests; `run.py` plays older ones too."""


@dataclass(frozen=True, slots=True)
class Shell:
    """A program that plays scripts."""

    name: str
    start: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)

    def begin(
        self, options: Sequence[str], folder: Path, environment: dict[str, str], streams: Sequence[int]
    ) -> subprocess.Popen[bytes] | Running:
        """Start it with these three standard streams, in a session of its own."""
        stdin, stdout, stderr = streams
        return subprocess.Popen(
            ["env", _DEFAULTS, *self.start, *options],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )


class Tenantsh(Shell):
    """Our own program, from a process that has imported it already, which is started with the first run."""

    def begin(
        self, options: Sequence[str], folder: Path, environment: dict[str, str], streams: Sequence[int]
    ) -> Running:
        """Start it with these three standard streams, in a session of its own."""
        return ready().start([*self.start, *options], folder, environment, streams)


TENANTSH = Tenantsh("tenantsh", ("--unscoped",))


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one run."""

    chunks: tuple[Chunk, ...]
    status: int
    """The exit status; negative for a signal."""

    def lines(self) -> list[str]:
        """Every line with its stream before it, and the exit status."""
        told = [
            f"{stream}|{line}"
            for stream, text in self.chunks
            for line in text.decode(errors="backslashreplace").splitlines(keepends=True)
        ]
        return [_visible(line) for line in told] + [f"exit status {self.status}\n"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to play: options, and what is on standard input."""

    options: tuple[str, ...]
    stdin: bytes
    since: int = 0
    """The least major version that it is for."""


@dataclass(frozen=True, slots=True)
class Performance:
    """The same piece by psql and by tenantsh."""

    psql: Played
    ours: Played

    @property
    def differs(self) -> bool:
        """Whether anything at all is different."""
        return self.psql != self.ours

    def diff(self) -> str:
        """A unified diff from what psql does to what tenantsh does; empty if they are equal."""
        found = difflib.unified_diff(self.psql.lines(), self.ours.lines(), "psql", "tenantsh", n=5)
        return "".join(found)


class Stage:
    """A server with its psql, and a few databases that are made anew for each run."""

    def __init__(self, host: str, port: int, psql: Shell, *, prefix: str = "corpus", wide: int = 2) -> None:
        self._server = {"PGHOST": host, "PGPORT": str(port), "PGUSER": "postgres"}
        self._psql = psql
        ready()  # before two runs at once ask for it
        self._names: SimpleQueue[str] = SimpleQueue()
        for i in range(wide):
            self._names.put(f"{prefix}_{i}")

    def perform(self, piece: Piece) -> Performance:
        """Play a piece with both, one after the other, in a database of the same name."""
        with self._name() as name:
            return Performance(self.play(self._psql, piece, name), self.play(TENANTSH, piece, name))

    def twice(self, piece: Piece) -> Performance:
        """Play a piece with psql alone, twice: where that differs, the piece is no judge of anybody."""
        with self._name() as name:
            return Performance(self.play(self._psql, piece, name), self.play(self._psql, piece, name))

    def play(self, shell: Shell, piece: Piece, name: str) -> Played:
        """Play a piece with one shell in a new database and an own folder."""
        self._renew(name, piece)
        with tempfile.TemporaryDirectory(prefix="tsh-stage-") as folder:
            here = Path(folder, "here")
            shutil.copytree(FILES, here)
            script = Path(folder, "stdin")
            script.write_bytes(piece.stdin)
            environment = self._environment(shell, folder, name)
            return run(lambda streams: shell.begin(piece.options, here, environment, streams), script)

    def strike(self) -> None:
        """Drop the databases."""
        with self._admin() as admin:
            while not self._names.empty():
                admin.execute(f'drop database if exists "{self._names.get()}" with (force)'.encode())

    @contextmanager
    def _name(self) -> Iterator[str]:
        name = self._names.get()
        try:
            yield name
        finally:
            self._names.put(name)

    def _renew(self, name: str, piece: Piece) -> None:
        """Make the database anew; a script that went wrong may have left its roles and databases."""
        with self._admin() as admin:
            # without fsync it is the faster one
            strategy = " strategy file_copy" if admin.info.server_version >= 150000 else ""
            admin.execute(f'drop database if exists "{name}" with (force)'.encode())
            admin.execute(f'create database "{name}" template template0{strategy}'.encode())
            for own in set(_SHARED.findall(piece.stdin)):
                admin.execute(b'drop database if exists "%s" with (force)' % own)
                admin.execute(b'drop role if exists "%s"' % own)

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(
            host=self._server["PGHOST"],
            port=self._server["PGPORT"],
            user="postgres",
            dbname="postgres",
            autocommit=True,
        )

    def _environment(self, shell: Shell, folder: str, name: str) -> dict[str, str]:
        own = {"HOME": folder, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "PGDATABASE": name}
        return {**own, "EDITOR": "./edit.sh", **self._server, **shell.environment}


def run(begin: Callable[[Sequence[int]], subprocess.Popen[bytes] | Running], script: Path) -> Played:
    """Run a program with a file as its standard input; after a while it is killed, with what it has started."""
    with _ear() as (ear, mouths), script.open("rb") as stdin:
        process = begin([stdin.fileno(), mouths["out"].fileno(), mouths["err"].fileno()])
        try:
            names = {mouth.getsockname(): stream for stream, mouth in mouths.items()}
            chunks = list(_heard(ear, names, process))
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            status = process.wait()
    return Played(tuple(_own(stream, text) for stream, text in _joined(chunks)), status)


@contextmanager
def _ear() -> Iterator[tuple[socket.socket, dict[str, socket.socket]]]:
    """A socket that hears, and two that speak to it; their addresses are not in the file system."""
    sockets = [socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(3)]
    ear, out, err = sockets
    try:
        for each in sockets:
            each.bind("")
        for mouth in (out, err):
            mouth.connect(ear.getsockname())
        ear.setblocking(False)
        yield ear, {"out": out, "err": err}
    finally:
        for each in sockets:
            each.close()


def _heard(ear: socket.socket, names: dict[object, str], process: subprocess.Popen[bytes] | Running) -> Iterator[Chunk]:
    """Everything that is written until the process ends."""
    until = time.monotonic() + _TIMEOUT
    end = os.pidfd_open(process.pid)
    try:
        while True:
            ready, _, _ = select.select([ear.fileno(), end], [], [], max(until - time.monotonic(), 0))
            if not ready:
                yield "err", b"*** still running after 30 s: killed\n"
                return
            yield from _waiting(ear, names)
            if end in ready:
                yield from _waiting(ear, names)
                process.wait()
                return
    finally:
        os.close(end)


def _waiting(ear: socket.socket, names: dict[object, str]) -> Iterator[Chunk]:
    """What has arrived and was not read yet."""
    with suppress(BlockingIOError):
        while True:
            text, sender = ear.recvfrom(1 << 20)
            yield names[sender], text


def _joined(chunks: list[Chunk]) -> Iterator[Chunk]:
    """One chunk where a stream was written to several times in a row."""
    last: str | None = None
    texts: list[bytes] = []
    for stream, text in chunks:
        if stream != last and last:
            yield last, b"".join(texts)
            texts = []
        last = stream
        texts.append(text)
    if last:
        yield last, b"".join(texts)


def _own(stream: str, text: bytes) -> Chunk:
    for pattern, common, _reason in _OWN:
        text = re.sub(pattern, common, text)
    return stream, text


def _visible(line: str) -> str:
    """A line whose trailing blanks and control characters can be seen in a diff."""
    body, end = (line[:-1], "\n") if line.endswith("\n") else (line, "<no newline>\n")
    shown = "".join(c if c.isprintable() or c == "\t" else f"<{ord(c):02x}>" for c in body)
    stripped = shown.rstrip(" \t")
    return stripped + shown[len(stripped) :].replace("\t", "<tab>").replace(" ", "·") + end
