"""The line of a statement that takes long: how long, how many rows, how to end it. On the terminal and nowhere else."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from tenantsh.shell.running import running

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.db.progress import Standing

_KEEP, _BACK, _CLEAR = "\x1b7", "\x1b8", "\x1b[J"
_WORDS_SECONDS = (10.0, 30.0, 60.0)
"""When plain terminals are told; each minute after that."""


class Running:
    """Shows the line where the cursor is, and takes it away before anything else is shown.

    It goes to standard error, and only where that is a terminal: no file and no pipe ever gets a part of it.
    """

    def __init__(self, stream: TextIO, wanted: Callable[[], bool]) -> None:
        self._stream = stream
        self._wanted = wanted
        self._shown = False

    def show(self, standing: Standing) -> None:
        """Show it, or show it again."""
        if not self._wanted():
            return
        start = _BACK if self._shown else _KEEP
        self._shown = True
        self._write(f"{start}{line(standing)[: self._room]}{_CLEAR}")

    def erase(self) -> None:
        """Take it away, if it is there."""
        if self._shown:
            self._shown = False
            self._write(f"{_BACK}{_CLEAR}")

    @property
    def _room(self) -> int:
        with suppress(OSError, ValueError):
            return max(1, os.get_terminal_size(self._stream.fileno()).columns - 1)
        return 79

    def _write(self, text: str) -> None:
        with suppress(OSError):  # a terminal that is gone is noticed elsewhere
            self._stream.write(text)
            self._stream.flush()


class Spoken(Running):
    """The same as whole lines, and few of them: a screen reader reads each, and a dumb terminal keeps it."""

    def __init__(self, stream: TextIO, wanted: Callable[[], bool]) -> None:
        super().__init__(stream, wanted)
        self._told = 0

    def show(self, standing: Standing) -> None:
        """Tell after ten seconds, after thirty, and each minute."""
        due = moments(standing.seconds)
        if standing.seconds < _WORDS_SECONDS[0]:
            self._told = 0
        elif due > self._told and self._wanted():
            self._told = due
            self._write(f"{line(standing)}\n")

    def erase(self) -> None:
        """Nothing: what was told stays."""


def moments(seconds: float) -> int:
    """How often a plain terminal is told in so many seconds.

    >>> moments(9), moments(10), moments(59), moments(60), moments(179)
    (0, 1, 2, 3, 4)
    """
    return sum(seconds >= due for due in _WORDS_SECONDS[:2]) + int(seconds // 60)


def line(standing: Standing) -> str:
    """What is shown.

    >>> from tenantsh.db.progress import Standing
    >>> line(Standing(3.4, 0)), line(Standing(75, 120_000))
    ('running for 3 s; Ctrl-C cancels', 'running for 1 min 15 s, 120,000 rows; Ctrl-C cancels')
    >>> line(Standing(30, 250, 1000, "organizations"))
    'running for 30 s, █████░░░░░░░░░░░░░░░ 250 of 1,000 organizations, about 1 min 30 s left; Ctrl-C cancels'
    """
    return f"{', '.join(running(standing))}; Ctrl-C cancels"
