"""A plain session driven by a test, told as `psql -A -t` tells it, and psql itself beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Timer
from typing import TYPE_CHECKING

from tenantsh.db.ask import Ask, How
from tenantsh.db.connect import Target
from tenantsh.db.plain import Plain, open_plain_session
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.pgcluster import Cluster

    from tenantsh.model.result import Result

SECONDS = 60
"""No test waits longer for anything."""


@dataclass
class Data:
    """What a COPY is given and what it gave; an exception among the pieces is raised."""

    pieces: Sequence[bytes | BaseException] = ()
    written: list[bytes] = field(default_factory=list)
    at: int = 0

    def read(self) -> bytes | None:
        if self.at == len(self.pieces):
            return None
        piece = self.pieces[self.at]
        self.at += 1
        if isinstance(piece, BaseException):
            raise piece
        return piece

    def write(self, data: bytes) -> None:
        self.written.append(data)


class Told(Data):
    """A plain session and all that was seen of it, in order, as psql -A -t prints it to one stream."""

    def __init__(self, plain: Plain) -> None:
        super().__init__()
        self.plain = plain
        self.text = ""
        plain.on_notice = lambda message: self.say(message.told())

    def say(self, line: str) -> None:
        self.text += f"{line}\n"

    def write(self, data: bytes) -> None:
        self.text += data.decode("utf-8", "surrogateescape")

    def send(self, text: str, how: How = How.SIMPLE, params: tuple[str, ...] = (), name: str = "") -> None:
        self.tell(self.plain.send(Ask(text, how, params, name), self))

    def tell(self, answers: Iterable[Result | StatementError]) -> None:
        for answer in answers:
            if isinstance(answer, StatementError):
                self.say(answer.message.told())
            else:
                self._show(answer)

    def _show(self, answer: Result) -> None:
        if answer.cells is not None:
            for row in (row for batch in answer.cells.text() for row in batch):
                self.say("|".join(cell or "" for cell in row))
        if answer.data is None and _says_status(answer):
            self.say(answer.status)


def _says_status(answer: Result) -> bool:
    if answer.cells is not None:
        return answer.status.startswith(("INSERT", "UPDATE", "DELETE", "MERGE"))
    return bool(answer.status) or answer.untagged


def opened(dsn: str) -> Plain:
    return open_plain_session(Target(dsn))


def run(plain: Plain, text: str, data: Data | None = None, *, rows_at_a_time: int = 0) -> list[Result | StatementError]:
    """Everything that comes of one text."""
    return list(plain.send(Ask(text, rows_at_a_time=rows_at_a_time), data or Data()))


def statuses(answers: Iterable[Result | StatementError]) -> list[str]:
    """Tags and errors' first lines."""
    return [a.text.split("\n")[0] if isinstance(a, StatementError) else a.status for a in answers]


def psql(pg: Cluster, dsn: str, script: str, **environment: str) -> str:
    """What the server's own psql prints, both streams in one."""
    done = subprocess.run(
        [pg.bin / "psql", "-X", "-A", "-t", dsn],
        input=script.encode("utf-8", "surrogateescape"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **pg.programs.environment, **environment},
        timeout=SECONDS,
    )
    return done.stdout.decode("utf-8", "surrogateescape")


@contextmanager
def ctrl_c(*after: float) -> Iterator[list[float]]:
    """Send this process SIGINT so many seconds from now, as a terminal does; yields when each was sent.

    A busy main thread keeps the timers' own waiting for seconds: what follows is measured from there. What comes too
    late for its test is dropped, for it would end the whole run.
    """
    sent: list[float] = []
    timers = [Timer(seconds, _press, [sent]) for seconds in after]
    for timer in timers:
        timer.start()
    try:
        yield sent
    finally:
        for timer in timers:
            timer.cancel()
        for timer in timers:
            with suppress(KeyboardInterrupt):
                timer.join()


def _press(sent: list[float]) -> None:
    sent.append(time.monotonic())
    os.kill(os.getpid(), signal.SIGINT)
