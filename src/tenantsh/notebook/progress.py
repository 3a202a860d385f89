"""A line of a cell's output that is replaced while something goes on: a saved notebook keeps its last words only."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from IPython.display import display

from tenantsh.notebook.caption import html_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from IPython.core.display_functions import DisplayHandle
    from IPython.core.interactiveshell import InteractiveShell

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

    def show(self, seconds: float, rows: int) -> None:
        """Show for how long the statement has run, and how many rows have come."""
        if self._line is not None:
            self._shown = True
            self._line.say(running(seconds, rows))
        elif sys.stderr.isatty():
            self._shown = True
            self._write(f"{_ERASE}{running(seconds, rows)}; Ctrl-C cancels")

    @contextmanager
    def until_done(self) -> Iterator[None]:
        """Show it as long as this lasts, then say how it ended."""
        try:
            yield
        except KeyboardInterrupt:
            self._end("cancelled")
            raise
        except BaseException:
            self._end("failed")
            raise
        self._end("done")

    def _end(self, how: str) -> None:
        if not self._shown:
            return
        if self._line is not None:
            self._line.say(f"{how} after {duration(time.monotonic() - self._started)}")
        else:
            self._write(_ERASE)

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def running(seconds: float, rows: int) -> str:
    """What is shown of a statement that runs.

    >>> running(3.4, 0), running(75, 120_000)
    ('running for 3 s', 'running for 1 min 15 s · 120,000 rows')
    """
    came = f" · {rows:,} row{'' if rows == 1 else 's'}" if rows else ""
    return f"running for {duration(int(seconds))}{came}"


def duration(seconds: float) -> str:
    """A time in words.

    >>> duration(3.44), duration(75.2), duration(12)
    ('3.4 s', '1 min 15 s', '12 s')
    """
    minutes, rest = divmod(seconds, 60)
    if minutes:
        return f"{int(minutes)} min {int(rest)} s"
    return f"{rest:.1f} s" if isinstance(seconds, float) else f"{rest} s"
