"""Asking where nobody is known to type: at the terminal if there is one, else on the standard streams."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.shell.sources import standard

if TYPE_CHECKING:
    from tenantsh.shell.voice import Voice

_TERMINAL = Path("/dev/tty")


def ask(shell: Voice, prompt: str, *, secret: bool) -> str | None:
    """A line from the terminal; from standard input where there is none, or a script is read.

    None at its end in a script; else psql takes that for an empty line.
    """
    shell.output.flush()
    if secret and (answer := _asked_secretly(prompt)) is not None:
        return answer
    if shell.where is not None and not secret:
        shell.output.standard.write(prompt)
        shell.output.flush()
        return _line(standard().readline())
    with suppress(OSError), _TERMINAL.open("r+b", buffering=0) as terminal:
        terminal.write(prompt.encode("utf-8", "surrogateescape"))
        return _line(terminal.readline()) or ""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    answer = _line(standard().readline()) or ""
    if secret:
        sys.stderr.write("\n")
    return answer


def password(prompt: str) -> str:
    """A password from the terminal, wherever the standard streams lead; from them where there is no terminal."""
    with suppress(OSError), _TERMINAL.open("r+b", buffering=0):
        from getpass import getpass

        return getpass(prompt)
    sys.stderr.write(prompt)
    sys.stderr.flush()
    answer = _line(standard().readline()) or ""
    sys.stderr.write("\n")
    return answer


def _asked_secretly(prompt: str) -> str | None:
    from getpass import getpass

    if not sys.stdin or not sys.stdin.isatty():
        return None
    return getpass(prompt)


def _line(line: bytes) -> str | None:
    return line.rstrip(b"\r\n").decode("utf-8", "surrogateescape") if line else None
