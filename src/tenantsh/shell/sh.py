"""The system's shell, started as psql starts it: by its short name, which is before what it complains of."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from typing import Any

_SECONDS = 3600.0
"""How long one wait is. That there is a limit at all makes Python look at intervals: a signal that another thread took
does not wake a wait without one, and nobody could end the shell while a program runs."""


def start(line: str, **pipes: Any) -> subprocess.Popen[bytes]:
    """Start a shell command; `pipes` are those of Popen. Raises OSError, ValueError."""
    return subprocess.Popen(["sh", "-c", line], executable="/bin/sh", **pipes)


def waited(process: subprocess.Popen[Any]) -> int:
    """A program's exit status, once it has ended; Ctrl-C is the program's own affair."""
    try:
        while True:
            with suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
                return process.wait(_SECONDS)
    except SystemExit:  # we are asked to end, and so is it
        process.terminate()
        raise
