"""`tenantsh retention run`: the owner's command, for cron and for people; a report on standard output at its end."""

from __future__ import annotations

import dataclasses
import os
import signal
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from tenantsh.db import admin
from tenantsh.platform.retention.looking import Wanted
from tenantsh.platform.retention.run import Run, preview
from tenantsh.platform.retention.watching import Doing
from tenantsh.repl.exits import Exit
from tenantsh.repl.retention_report import as_result
from tenantsh.repl.terminal import Terminal
from tenantsh.shell.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from tenantsh.db.opening import Place
    from tenantsh.model.result import Result
    from tenantsh.platform.retention.watching import Moment
    from tenantsh.render.options import Options
    from tenantsh.repl.arguments import Invocation

TERMINATED = 128 + signal.SIGTERM
INTERRUPTED = 128 + signal.SIGINT


class Terminated(KeyboardInterrupt):
    """SIGTERM: whatever Ctrl-C ends, it ends in the same way."""


def run_retention(asked: Invocation, shown_as: Options) -> int:
    """Run it, or say what a run would do; returns the exit status. Raises TenantshError where no run is possible."""
    from tenantsh.model.convention import PLATFORM

    place = _place(asked)
    convention = place.convention
    wanted = Wanted(place.retention, convention.tenant_column, platform=convention.name == PLATFORM.name)
    if asked.has("dry-run"):
        with admin.connect(place.target) as connection:
            lines = preview(connection, wanted)
        _show(as_result(lines, "What a retention run would do"), shown_as)
        return Exit.ERROR if any(line.troubled for line in lines) else Exit.OK
    return _run(place, wanted, shown_as)


def _place(asked: Invocation) -> Place:
    from tenantsh.repl.opening import connection_options
    from tenantsh.shell.asking import password
    from tenantsh.shell.connecting import resolve

    asked.words.clear()
    options = dataclasses.replace(connection_options(asked), owner=True)
    if (dsn := asked.get("dsn")) is not None:
        options = dataclasses.replace(options, conninfo=dsn)
    ask = password if sys.stdin.isatty() and not asked.has("no-password") else None
    place = resolve(options, ask_password=ask, progress=Terminal(Output(sys.stdout)).say)
    if (storage := asked.get("storage")) is not None:
        place = dataclasses.replace(place, retention=place.retention._replace(storage=storage))
    return place


def _run(place: Place, wanted: Wanted, shown_as: Options) -> int:
    """The report is shown when the connection is closed: whoever reads it in a pager keeps no lock."""
    run, stopped = None, None
    try:
        with admin.connect(place.target) as connection:
            run = Run(connection, wanted)
            stopped = _done(run, drawn=shown_as.drawn)
    finally:
        if run is not None and (run.lines or run.ended):  # what is done is done, whatever ended the run
            _show(as_result(run.lines, run.title), shown_as)
    if stopped is not None:
        sys.stderr.write("stopped: what is in the report is done, and nothing else; run it again to go on\n")
        return stopped
    return Exit.ERROR if run.troubled else Exit.OK


def _done(run: Run, *, drawn: bool) -> int | None:
    """Have a run go; the exit status where a signal ended it."""
    progress = Bar(sys.stderr) if drawn and sys.stderr.isatty() else Lines(sys.stderr)
    run.watch = progress.show
    try:
        with _terminable():
            run.go()
    except KeyboardInterrupt as stopped:
        return TERMINATED if isinstance(stopped, Terminated) else INTERRUPTED
    finally:
        progress.erase()
    return None


def _show(result: Result, shown_as: Options) -> None:
    Terminal(Output(sys.stdout)).result(result, shown_as)


@contextmanager
def _terminable() -> Iterator[None]:
    """Have SIGTERM end what runs as Ctrl-C does, with everything rolled back and the report written."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Lines:
    """A line for each partition that went, as a log wants it; nothing of what comes in between."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, moment: Moment) -> None:
        """Tell what was just done, if it is worth a line."""
        if moment.doing in (Doing.ARCHIVED, Doing.GONE):
            told = f"{moment.table} {moment.month}: {moment.doing.value}, {moment.rows:,} rows"
            self._stream.write(f"{told}\n")
            self._stream.flush()

    def erase(self) -> None:
        """Nothing: what was told stays."""


class Bar:
    """One line that says how far a month is, drawn again and again."""

    _WIDTH = 20
    _EVERY = 0.1
    """Seconds: nobody reads faster, and each costs a write."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._drawn = 0.0
        self._shown = False

    def show(self, moment: Moment) -> None:
        """Draw it, unless it was drawn a moment ago and nothing but rows went on."""
        now = time.monotonic()
        if moment.doing is Doing.COPIED and now - self._drawn < self._EVERY:
            return
        self._drawn = now
        self._shown = True
        self._write(f"\r{bar(moment, self._WIDTH)[: self._room]}\x1b[K")

    def erase(self) -> None:
        """Take it away."""
        if self._shown:
            self._shown = False
            self._write("\r\x1b[K")

    @property
    def _room(self) -> int:
        with suppress(OSError, ValueError):
            return max(1, os.get_terminal_size(self._stream.fileno()).columns - 1)
        return 79

    def _write(self, text: str) -> None:
        with suppress(OSError):  # a terminal that is gone does not end the run
            self._stream.write(text)
            self._stream.flush()


def bar(moment: Moment, width: int) -> str:
    """The line of a bar.

    >>> from tenantsh.platform.retention.watching import Moment
    >>> bar(Moment(Doing.COPIED, "audit_logs", "2025-03", 500, 1000), 10)
    'audit_logs 2025-03 ███······· 30% rows copied, 500'
    """
    if not moment.table:
        return f"retention: {moment.doing.value}"
    share = _AT[moment.doing]
    if moment.doing is Doing.COPIED:
        share *= min(moment.rows / moment.of, 1.0) if moment.of else 0.5
    full = int(share * width)
    drawn = "█" * full + "·" * (width - full)
    rows = f", {moment.rows:,}" if moment.rows else ""
    return f"{moment.table} {moment.month} {drawn} {share:.0%} {moment.doing.value}{rows}"


_AT = {
    Doing.COPIED: 0.6,
    Doing.WRITTEN: 0.6,
    Doing.COMPARED: 0.8,
    Doing.NOTED: 0.8,
    Doing.ARCHIVED: 0.8,
    Doing.WITHDRAWN: 0.0,
    Doing.CLOSED: 0.8,
    Doing.ACCOUNTED: 0.95,
    Doing.LOCKED: 0.95,
    Doing.DETACHED: 0.98,
    Doing.DROPPED: 0.99,
    Doing.GONE: 1.0,
}
"""How far a month is behind each step: rows travel three times, out, back from the files, and out again."""
