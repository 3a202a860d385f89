"""Long results for people: through PSQL_PAGER, PAGER or less, when psql would do it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, TextIO, cast

from tenantsh.render import write
from tenantsh.render.width import width
from tenantsh.shell import sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options

_TABLES = ("aligned", "wrapped")
_DEFAULT = "less"
_KEEPS_HEADERS = 600
"""The version of less from which on lines can stay at the top of the screen."""


def write_result(result: Result, options: Options, out: TextIO) -> None:
    """Write a result: its bytes where it brings them, or its table."""
    if result.data is None:
        write(result, options, out)
        return
    out.flush()
    for piece in result.data:
        if hasattr(out, "buffer"):
            out.buffer.write(piece)
        else:
            out.write(piece.decode("utf-8", "surrogateescape"))
    out.flush()


def fitted(options: Options, out: TextIO) -> Options:
    r"""The options with the width to fit: that of `\pset columns`, of COLUMNS, of the terminal that is written to."""
    if options.columns:
        return options
    screen = _size(out)
    if screen is None:
        return options
    given = os.environ.get("COLUMNS", "")
    return replace(options, columns=int(given) if given.isdecimal() and int(given) else screen.columns)


def show_paged(result: Result, options: Options, out: TextIO) -> None:
    """Write a result to the terminal, or to a pager where the screen is too small; options are `fitted`."""
    screen = _screen(out)
    if screen is None or options.pager == "off" or (result.cells is None and result.data is None):
        write_result(result, options, out)
        return
    least = max(screen.lines, options.pager_min_lines)
    if result.cells is not None and (result.at_a_time or len(result) >= least):
        with pager(out, headings(result, options)) as paged:
            write_result(result, options, paged)
        return
    text = StringIO()
    write_result(result, options, text)
    if _is_long(text.getvalue(), result, options, screen, least):
        with pager(out, headings(result, options)) as paged:
            paged.write(text.getvalue())
    else:
        out.write(text.getvalue())


def headings(result: Result, options: Options) -> int:
    r"""How many lines at the top of a table are its title and headings; 0 where it has none that could stay.

    >>> from tenantsh.model.result import Column, Result
    >>> from tenantsh.render.options import Options
    >>> headings(Result((Column("id"), Column("in two\nlines")), title="A title"), Options())
    4
    """
    records = options.expanded != "off" or result.expanded  # auto decides it later
    if options.format not in _TABLES or options.tuples_only or records or not result.columns:
        return 0
    title = result.title or options.title
    names = max(column.name.count("\n") + 1 for column in result.columns)
    return names + 1 + (options.border == 2) + (title.count("\n") + 1 if title else 0)


def _is_long(text: str, result: Result, options: Options, screen: os.terminal_size, least: int) -> bool:
    if result.cells is None:
        return text.count("\n") >= least
    if options.pager == "always":
        return True
    lines = text.splitlines()
    if _as_psql_counts(len(lines), result, options) >= least:
        return True
    if options.format not in _TABLES or options.expanded == "on" or result.expanded:
        return False
    room = options.columns or screen.columns
    return any(width(line) > room for line in lines)


def _as_psql_counts(lines: int, result: Result, options: Options) -> int:
    """The lines as psql foresees them: it does not count, and is out by a few."""
    if options.format not in _TABLES or options.expanded == "on" or result.expanded:
        return lines - 1
    return lines + 1 if options.tuples_only else lines - 2


def _screen(out: TextIO) -> os.terminal_size | None:
    """The size of the terminal, where a person is at both ends."""
    return _size(out) if sys.stdin is not None and sys.stdin.isatty() else None


def _size(out: TextIO) -> os.terminal_size | None:
    """The size of the terminal that is written to."""
    try:
        return os.get_terminal_size(out.fileno())
    except (OSError, ValueError):
        return None


def program(name: str = "PSQL_PAGER") -> str | None:
    """The pager's command line; None where none is wanted."""
    given = os.environ.get(name)
    if given is None and name == "PSQL_PAGER":
        given = os.environ.get("PAGER")
    if given is None:
        return _default() if name == "PSQL_PAGER" else None
    return given if given.strip() else None


def chosen() -> bool:
    """Whether the person has a pager of her own."""
    return any(name in os.environ for name in ("PSQL_PAGER", "PAGER"))


def _default() -> str | None:
    import shutil

    return shutil.which(_DEFAULT)


def _keeping(line: str, lines: int) -> str:
    """Our own less, told to keep so many lines at the top where it can; a pager that was chosen is left alone."""
    if not lines or chosen() or "LESS" in os.environ or _version(line) < _KEEPS_HEADERS:
        return line
    return f"{line} --header={lines}"


@cache
def _version(line: str) -> int:
    """The version of a less."""
    with suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run([line, "--version"], capture_output=True, text=True, timeout=2, check=False).stdout
        if found := re.match(r"less (\d+)", said):
            return int(found[1])
    return 0


@contextmanager
def pager(fallback: TextIO, lines_to_keep: int = 0) -> Iterator[TextIO]:
    """A pager to write to; the terminal itself where there is none. Leaving a pager early is not an error.

    So many lines stay at the top of the screen where the pager is ours and can do it.
    """
    line = program()
    if line is None:
        yield fallback
        return
    fallback.flush()
    process = started(_keeping(line, lines_to_keep))
    assert process.stdin is not None
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        with suppress(BrokenPipeError, KeyboardInterrupt):  # Ctrl-C is the pager's own; there is no need to write on
            yield cast("TextIO", process.stdin)
        finish(process)
    finally:
        signal.signal(signal.SIGPIPE, before)


def started(line: str) -> subprocess.Popen[str]:
    """A pager that waits for what it is to show."""
    environment = {"LESS": "FRSX", **os.environ}  # short output stays on the screen, long lines are not folded
    return subprocess.Popen(  # noqa: S602 - PAGER is a command line by tradition
        line,
        shell=True,
        stdin=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
    )


def finish(process: subprocess.Popen[str]) -> None:
    """Let a pager know that nothing more comes, and wait until it is left; Ctrl-C is its own."""
    assert process.stdin is not None
    try:
        with suppress(OSError):
            process.stdin.close()
    except SystemExit:  # we are asked to end
        process.terminate()
        raise
    sh.waited(process)
