"""A terminal to type in: tenantsh, or psql, on a pseudo-terminal, keys in, screen text out. Nothing waits for ever."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sys
import time
from contextlib import suppress
from fcntl import ioctl
from struct import pack
from termios import ECHO, TIOCSWINSZ, tcgetattr
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]|\x1b\][^\x07]*\x07")
_PATIENCE = 30.0
_RESET = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGPIPE, signal.SIGQUIT, signal.SIGTSTP)
"""Signals that whoever runs the tests may ignore, and a person's shell does not."""


class Typing:
    """A running program that a test types into; leaving the `with` ends it and all that it has started."""

    def __init__(
        self,
        *arguments: str,
        env: dict[str, str],
        lines: int = 40,
        columns: int = 120,
        program: Sequence[str] = (sys.executable, "-m", "tenantsh"),
        ignored: Sequence[signal.Signals] = (),
    ) -> None:
        self._size = (lines, columns)
        self.pid, self._terminal = pty.fork()
        if not self.pid:
            ioctl(0, TIOCSWINSZ, pack("HHHH", lines, columns, 0, 0))
            for number in _RESET:
                signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)
            os.execvpe(program[0], [*program, *arguments], {**env, "TERM": "xterm", "PYTHONFAULTHANDLER": "1"})
        os.set_blocking(self._terminal, False)
        self._seen = ""
        self._at = 0
        self.status: int | None = None

    def __enter__(self) -> Typing:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if self.status is None:
            os.waitpid(self.pid, 0)
        with suppress(OSError):
            os.close(self._terminal)

    @property
    def text(self) -> str:
        """Everything that was shown so far, without colours and cursor movements."""
        return _SEQUENCE.sub("", self._seen)

    @property
    def raw(self) -> str:
        """Everything that was shown so far, as it came."""
        return self._seen

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed, as it does when no editor has it."""
        return bool(tcgetattr(self._terminal)[3] & ECHO)

    def keys(self, text: str) -> None:
        """Press some keys."""
        data = text.encode()
        deadline = time.monotonic() + 4 * _PATIENCE
        while data:
            self._read(0)
            try:
                data = data[os.write(self._terminal, data[:4096]) :]
            except BlockingIOError:
                time.sleep(0.001)
            if time.monotonic() > deadline:
                raise AssertionError(f"nobody reads what is typed:\n{self.text[-2000:]}")

    def enter(self, text: str) -> None:
        """Type a line and press Enter."""
        self.keys(text + "\r")

    def sees(self, wanted: str, patience: float = _PATIENCE) -> str:
        """Wait until this text is shown after what was seen before; returns what came up to its end."""
        deadline = time.monotonic() + patience
        while (found := self.text.find(wanted, self._at)) < 0:
            if time.monotonic() > deadline:
                raise AssertionError(f"{wanted!r} was not shown, but:\n{self.text[self._at :]}\n{self._stacks()}")
            self._read(0.1)
        came = self.text[self._at : found + len(wanted)]
        self._at = found + len(wanted)
        return came

    def ends(self, patience: float = _PATIENCE) -> int:
        """Wait until it has ended; returns its exit status."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            self._read(0.1)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._read(0)
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
        raise AssertionError(f"it has not ended:\n{self.text}\n{self._stacks()}")

    def _stacks(self) -> str:
        """Where it is, as Python itself tells when it is aborted: of a hang that nobody sees twice."""
        before = len(self._seen)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGABRT)
        self._read(1)
        self._read(1)
        return self._seen[before:]

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def resize(self, lines: int, columns: int) -> None:
        """Change the size of the screen."""
        self._size = (lines, columns)
        ioctl(self._terminal, TIOCSWINSZ, pack("HHHH", lines, columns, 0, 0))

    def hang_up(self) -> None:
        """Close the terminal, as a person does who closes its window."""
        os.close(self._terminal)
        self._terminal = os.open(os.devnull, os.O_RDONLY)

    def _read(self, seconds: float) -> None:
        while select.select([self._terminal], [], [], seconds)[0]:
            try:
                data = os.read(self._terminal, 65536)
            except OSError:  # the other side has closed
                data = b""
            if not data:
                time.sleep(min(seconds, 0.05))
                return
            if b"\x1b[6n" in data:  # it asks where the cursor is: on the last line
                os.write(self._terminal, b"\x1b[%d;1R" % self._size[0])
            self._seen += data.decode("utf-8", "replace")
            seconds = 0
