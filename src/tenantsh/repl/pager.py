"""Long results for people: through PSQL_PAGER, PAGER or less, as psql does it."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result

_AROUND = 5
"""Lines of title, heading, footer and the next prompt."""


def long(result: Result) -> bool:
    """Whether a result has more lines than the terminal."""
    import shutil

    return len(result) + _AROUND > shutil.get_terminal_size().lines


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
