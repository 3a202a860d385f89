"""A terminal to type in: tenantsh on a pseudo-terminal, keys in, screen text out."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sys
import time
from fcntl import ioctl
from struct import pack
from termios import TIOCSWINSZ
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]|\x1b\][^\x07]*\x07")
_PATIENCE = 30.0


class Typing:
    """A running tenantsh that a test types into; leaving the `with` ends it."""

    def __init__(self, *arguments: str, env: dict[str, str], lines: int = 40, columns: int = 120) -> None:
        self._pid, self._terminal = pty.fork()
        if not self._pid:
            os.execve(sys.executable, [sys.executable, "-m", "tenantsh", *arguments], {**env, "TERM": "xterm"})
        ioctl(self._terminal, TIOCSWINSZ, pack("HHHH", lines, columns, 0, 0))
        self._seen = ""
        self._at = 0
        self.status: int | None = None

    def __enter__(self) -> Typing:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.status is None:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._terminal)

    @property
    def text(self) -> str:
        """Everything that was shown so far, without colours and cursor movements."""
        return _SEQUENCE.sub("", self._seen)

    def keys(self, text: str) -> None:
        """Press some keys."""
        data = text.encode()
        while data:
            data = data[os.write(self._terminal, data[:4096]) :]
            self._read(0)

    def enter(self, text: str) -> None:
        """Type a line and press Enter."""
        self.keys(text + "\r")

    def sees(self, wanted: str, patience: float = _PATIENCE) -> str:
        """Wait until this text is shown after what was seen before; returns what came up to its end."""
        deadline = time.monotonic() + patience
        while (found := self.text.find(wanted, self._at)) < 0:
            if time.monotonic() > deadline:
                raise AssertionError(f"{wanted!r} was not shown, but:\n{self.text[self._at :]}")
            self._read(0.1)
        came = self.text[self._at : found + len(wanted)]
        self._at = found + len(wanted)
        return came

    def ends(self, patience: float = _PATIENCE) -> int:
        """Wait until it has ended; returns its exit status."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            self._read(0.1)
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
        raise AssertionError(f"it has not ended:\n{self.text}")

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, as a Ctrl-C while a statement runs does."""
        os.kill(self._pid, number)

    def _read(self, seconds: float) -> None:
        while select.select([self._terminal], [], [], seconds)[0]:
            try:
                data = os.read(self._terminal, 65536)
            except OSError:  # the other side has closed
                return
            if b"\x1b[6n" in data:  # it asks where the cursor is: on the last line
                os.write(self._terminal, b"\x1b[40;1R")
            self._seen += data.decode("utf-8", "replace")
            seconds = 0
