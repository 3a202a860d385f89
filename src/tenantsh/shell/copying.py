r"""Where COPY's data come from and go to: the script itself, standard streams, files, programs."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from tenantsh.db.ask import CopyGivenUpError
from tenantsh.model.errors import UsageError
from tenantsh.shell import sh
from tenantsh.shell.output import complain_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TextIO

    from tenantsh.shell.sources import Lines, Source

_PIECE = 1 << 16


class Copying:
    """The two ends of a COPY: what it reads and what it writes."""

    def __init__(
        self, read: Callable[[], bytes | None], write: Callable[[bytes], object], *, told: bool = False
    ) -> None:
        self.read = read
        self._write = write
        self.told = told
        """Whether a COPY TO's command tag is told: not where the data went to the same place."""
        self.failure: UsageError | None = None
        """Why the data could not be written."""

    def write(self, data: bytes) -> None:
        """Take a piece of what COPY TO STDOUT sends. Raises OSError."""
        try:
            self._write(data)
        except OSError as error:
            self.failure = self.failure or UsageError(f"could not write COPY data: {error.strerror}")
            raise


def to_text(stream: TextIO) -> Callable[[bytes], object]:
    """Writes bytes to a text stream, after what it holds."""
    binary = getattr(stream, "buffer", None)
    if binary is None:
        return lambda data: stream.write(data.decode("utf-8", "surrogateescape"))

    def write(data: bytes) -> None:
        stream.flush()
        binary.write(data)

    return write


class ScriptData:
    r"""The lines of a script that follow a COPY FROM STDIN, up to a `\.`; remembers how many such blocks were read.

    With `marked` the `\.` itself is given too: psql 15 to 17 send it on, and a server that is within quotes of csv
    takes it for data.
    """

    def __init__(self, source: Source, *, marked: bool) -> None:
        self._source = source
        self._marked = marked
        self._over = False
        self.begun = 0
        self._ended = 0

    def __call__(self) -> bytes | None:
        """The next line; None at the end of the block."""
        if self.begun == self._ended:
            self.begun += 1
            self._over = False
        line = None if self._over else self._source.data_line()
        self._over = line is not None and line.rstrip(b"\r\n") == b"\\."
        if line is None or (self._over and not self._marked):
            self._ended += 1
            return None
        return line

    def pass_over(self, blocks: int) -> None:
        """Read on to the end of a block that was begun, and until so many have been read: nobody wants these."""
        while self.begun > self._ended or self.begun < blocks:
            self()


def from_lines(lines: Lines) -> Callable[[], bytes | None]:
    """Reads a stream to its end, line by line."""
    return lambda: lines.readline() or None


def from_binary(stream: BinaryIO) -> Callable[[], bytes | None]:
    """Reads a file or a program's output to its end."""

    def read() -> bytes | None:
        try:
            return stream.read(_PIECE) or None
        except OSError as error:
            raise CopyGivenUpError(f"could not read from file: {error.strerror}") from error

    return read


@contextmanager
def from_program(line: str, told: Callable[[int], None]) -> Iterator[BinaryIO]:
    """A program's output. Raises UsageError where it ends badly."""
    process = sh.start(line, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        with process.stdout as stream:
            yield stream  # type: ignore[misc]  # a BufferedReader
    finally:
        status = process.wait()
        told(status)
    complain_of(line, status)


@contextmanager
def to_program(line: str, told: Callable[[int], None]) -> Iterator[BinaryIO]:
    """A program's input. Raises UsageError where it ends badly."""
    process = sh.start(line, stdin=subprocess.PIPE)
    assert process.stdin is not None
    try:
        yield process.stdin  # type: ignore[misc]  # a BufferedWriter
    finally:
        with suppress(BrokenPipeError):
            process.stdin.close()
        status = process.wait()
        told(status)
    complain_of(line, status)


def opened(path: Path, mode: str) -> BinaryIO:
    r"""A file of `\copy`. Raises UsageError."""
    try:
        if mode == "rb" and path.is_dir():
            raise UsageError(f"{path}: cannot copy from/to a directory")
        return path.open(mode)  # type: ignore[return-value]  # a binary mode
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
