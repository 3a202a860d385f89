"""Where input comes from: a script, standard input, a person. Lines of it may be the data of a COPY."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tenantsh.commands.paths import at_home
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Status:
    """How reading a source ended; psql's exit statuses."""

    OK = 0
    LOST = 2
    FAILED = 3


class Lines(Protocol):
    """What gives lines of bytes, each with its newline; nothing at the end."""

    def readline(self) -> bytes:
        """The next line."""
        ...


@dataclass(slots=True)
class Source:
    """One input, and how far it has been read."""

    lines: Lines
    name: str | None = None
    """What messages call it; None where they are terse: standard input without `-f -`."""
    path: Path | None = None
    interactive: bool = False
    number: int = 0
    """The line that was read last, counted from 1."""
    status: int = Status.OK
    ended: bool = False
    r"""Whether `\q` ended it, or a person's Ctrl-D."""

    def readline(self) -> str | None:
        """The next line without its newline; None at the end. A BOM in front of the first one is left out."""
        line = _line(self.lines)
        if not line:
            return None
        self.number += 1
        if self.number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        return line.removesuffix(b"\n").decode("utf-8", "surrogateescape")

    def data_line(self) -> bytes | None:
        """The next line of a COPY's data with its newline; None at the end."""
        line = self.lines.readline()
        if not line:
            return None
        self.number += 1
        return line


def _line(lines: Lines) -> bytes:
    """A line as C reads it: what stands between a NUL and the newline is not there, nor is the newline."""
    line = lines.readline()
    if b"\0" not in line:
        return line
    read = line.partition(b"\0")[0]
    return read + (_line(lines) or b"")


def standard() -> Lines:
    """The process's standard input; nothing where it has none."""
    return sys.stdin.buffer if sys.stdin is not None else Given(())


@contextmanager
def opened(path: str) -> Iterator[Source]:
    """A script as a source; `-` is standard input. Raises UsageError where it cannot be opened."""
    if path == "-":
        yield Source(standard(), "<stdin>")
        return
    if not path:
        raise UsageError(": No such file or directory")
    if Path(path).is_dir():
        error = UsageError("could not read from input file: Is a directory")
        error.where = path
        raise error
    try:
        stream = Path(at_home(path)).open("rb")  # noqa: SIM115 - closed by the `with` below
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    with stream:
        yield Source(stream, path, Path(path))


class Given:
    """Lines that are there already."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines: Iterator[str] = iter(lines)

    def readline(self) -> bytes:
        """The next line."""
        for line in self._lines:
            return (line if line.endswith("\n") else line + "\n").encode("utf-8", "surrogateescape")
        return b""
