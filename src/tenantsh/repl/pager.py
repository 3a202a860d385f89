"""Long results for people: through PSQL_PAGER, PAGER or less, as psql does it."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO, cast

from tenantsh.render import write
from tenantsh.render.width import width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


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


def show_paged(result: Result, options: Options, out: TextIO) -> None:
    """Write a result to the terminal, or to a pager where it is longer or wider than the screen."""
    import shutil
    from io import StringIO

    screen = shutil.get_terminal_size()
    if len(result) >= screen.lines:
        with pager(out) as paged:
            write_result(result, options, paged)
        return
    text = StringIO()
    write_result(result, options, text)
    if _fits(text.getvalue(), screen):
        out.write(text.getvalue())
        return
    with pager(out) as paged:
        paged.write(text.getvalue())


def _fits(text: str, screen: os.terminal_size) -> bool:
    lines = text.splitlines()
    return len(lines) < screen.lines and all(width(line) <= screen.columns for line in lines)


@contextmanager
def pager(fallback: TextIO) -> Iterator[TextIO]:
    """A pager to write to; the terminal itself where there is none. Leaving a pager early is not an error."""
    import shutil
    import subprocess

    wanted = os.environ.get("PSQL_PAGER") or os.environ.get("PAGER") or "less"
    if not shutil.which(wanted.split(maxsplit=1)[0]):
        yield fallback
        return
    environment = {"LESS": "FRSX", **os.environ}  # short output stays on the screen, long lines are not folded
    process = subprocess.Popen(  # noqa: S602 - PAGER is a command line by tradition
        wanted,
        shell=True,
        stdin=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
    )
    assert process.stdin is not None
    with suppress(BrokenPipeError):
        yield cast("TextIO", process.stdin)
    with suppress(BrokenPipeError):
        process.stdin.close()
    _wait(process)


def _wait(process: object) -> None:
    """Wait for the person to leave the pager; Ctrl-C is the pager's business."""
    while True:
        with suppress(KeyboardInterrupt):
            process.wait()  # type: ignore[attr-defined]
            return
