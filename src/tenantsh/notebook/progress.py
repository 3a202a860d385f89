"""A line of a cell's output that is replaced while something goes on: a saved notebook keeps its last words only."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from IPython.display import display

from tenantsh.notebook.caption import html_line
from tenantsh.shell.running import duration, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from IPython.core.display_functions import DisplayHandle
    from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

    from tenantsh.db.progress import Standing

_ERASE = "\r\x1b[K"


class StatusLine:
    """Nothing is shown before there is something to say."""

    def __init__(self) -> None:
        self._handle: DisplayHandle | None = None

    def say(self, text: str, strong: str = "") -> None:
        """Show this instead of what was said before, `strong` within it in bold; a terminal shows it beneath."""
        bundle = {"text/plain": text, "text/html": html_line(text, strong)}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]  # IPython's
        else:
            self._handle.update(bundle, raw=True)  # type: ignore[no-untyped-call]  # IPython's


class Running:
    """How a cell's statements come along, in one line; there is none for what takes less than a second.

    In a notebook its last words stay: how long it took. In a terminal nothing stays, and in a file there is nothing.
    """

    def __init__(self, ip: InteractiveShell) -> None:
        self._line = StatusLine() if getattr(ip, "kernel", None) is not None else None
        self._shown = False
        self._started = time.monotonic()

    def show(self, standing: Standing) -> None:
        """Show for how long the statement has run, and how many rows have come."""
        if self._line is not None:
            self._shown = True
            self._line.say(line(standing))
        elif sys.stderr.isatty():
            self._shown = True
            self._write(f"{_ERASE}{line(standing)}; Ctrl-C cancels")

    @contextmanager
    def until_done(self) -> Iterator[None]:
        """Show it as long as this lasts, then say how it ended."""
        try:
            yield
        except BaseException as error:
            self.end(error)
            raise
        self.end(None)

    def end(self, error: BaseException | None) -> None:
        """Say how it ended, where anything was said before."""
        if not self._shown:
            return
        how = "done" if error is None else "cancelled" if isinstance(error, KeyboardInterrupt) else "failed"
        if self._line is not None:
            self._line.say(f"{how} after {duration(time.monotonic() - self._started, tenths=True)}")
        else:
            self._write(_ERASE)

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


class OfPython:
    """The same for what a cell asks a named session by Python: its line is there until the cell has ended."""

    def __init__(self, ip: InteractiveShell) -> None:
        self._ip = ip
        self._running: Running | None = None
        ip.events.register("pre_run_cell", self._begin)
        ip.events.register("post_run_cell", self._end)

    def withdraw(self) -> None:
        """Hear of cells no more."""
        self._ip.events.unregister("pre_run_cell", self._begin)
        self._ip.events.unregister("post_run_cell", self._end)

    def show(self, standing: Standing) -> None:
        """Show it in the cell that runs."""
        self._running = self._running or Running(self._ip)
        self._running.show(standing)

    def _begin(self, _info: object) -> None:
        self._running = Running(self._ip)

    def _end(self, result: ExecutionResult) -> None:
        if self._running is not None:
            self._running.end(result.error_in_exec)
        self._running = None


def line(standing: Standing) -> str:
    """What is shown of a statement that runs.

    >>> from tenantsh.db.progress import Standing
    >>> line(Standing(2.1, 25_000, 100_000))
    'running for 2 s · █████░░░░░░░░░░░░░░░ 25,000 of 100,000 rows · about 6 s left'
    """
    return " · ".join(running(standing))
