"""Reading a log back: its files in their order, its entries, and where they do not hang together.

A digest shows what was changed by somebody who did not make the rest anew; whoever may write the files may do that too.
"""

from __future__ import annotations

import os
import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from tenantsh.model.errors import UsageError
from tenantsh.shell.evidence.chain import START, Head, digest_of, entry_in
from tenantsh.shell.evidence.log import Log, locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log."""

    file: Path
    number: int
    """Counted from 1, in its file."""
    data: bytes
    entry: dict[str, Any] | None
    """None where it is none."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A place where a log does not hang together."""

    file: Path
    line: int
    what: str


@dataclass(slots=True)
class Verified:
    """What was found."""

    files: int
    entries: int = 0
    head: str = START
    """The digest of the last line: noted elsewhere, it shows later that nothing before it was made anew."""
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    """What is no sign of a change: a line that a process left unfinished."""


def files_of(path: Path) -> list[Path]:
    """The files of a log, the oldest first: those that were put aside, and the one that is written."""
    name = re.compile(rf"{re.escape(path.stem)}-[0-9]{{9,}}{re.escape(path.suffix)}")
    folder = path.parent
    aside = sorted(each for each in folder.iterdir() if name.fullmatch(each.name)) if folder.is_dir() else []
    return [*aside, *([path] if path.exists() else [])]


def lines_of(files: Sequence[Path]) -> Iterator[Line]:
    """The lines of files, one after the other. Raises UsageError for a file that cannot be read."""
    for file in files:
        with _reading(file), file.open("rb") as opened:
            yield from _lines(file, opened)


def verify(path: Path) -> Verified:
    """Look whether each line hangs on to the one before, and is the last one where the head says.

    It may be written meanwhile: what is looked at is how it was. Raises UsageError for what cannot be read.
    """
    with ExitStack() as stack:
        kept = _as_it_is(path, stack)
        found = Verified(len(kept.files))
        _follow(found, kept, path)
    return found


@dataclass(frozen=True, slots=True)
class _Kept:
    """A log at one moment."""

    files: list[tuple[Path, BinaryIO, int]]
    """Open, and how long each was then."""
    head: bytes | None
    """None where there is none: it is a copy, or a file that was put aside."""


def _as_it_is(path: Path, stack: ExitStack) -> _Kept:
    """Open a log's files while nobody writes; what comes afterwards is behind their ends."""
    head_file = Log(path).head
    with _reading(head_file), ExitStack() as meanwhile:
        try:
            head = meanwhile.enter_context(head_file.open("rb"))
        except FileNotFoundError:
            return _Kept(_opened(files_of(path), stack), None)
        meanwhile.enter_context(locked(head.fileno()))
        return _Kept(_opened(files_of(path), stack), head.read())


def _opened(files: Sequence[Path], stack: ExitStack) -> list[tuple[Path, BinaryIO, int]]:
    opened: list[tuple[Path, BinaryIO, int]] = []
    for file in files:
        with _reading(file):
            stream = stack.enter_context(file.open("rb"))
            opened.append((file, stream, os.fstat(stream.fileno()).st_size))
    return opened


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error


def _lines(file: Path, opened: BinaryIO, most: int | None = None) -> Iterator[Line]:
    """A file's lines, of its first so many bytes."""
    read = 0
    for number, data in enumerate(opened, 1):
        read += len(data)
        if most is not None and read > most:
            return
        line = data.removesuffix(b"\n")
        yield Line(file, number, line, entry_in(line))


def _follow(found: Verified, kept: _Kept, path: Path) -> None:
    before: str | None = None
    last = 0
    at: Line | None = None
    for file, opened, size in kept.files:
        with _reading(file):
            for line in _lines(file, opened, size):
                at = line
                _look(found, line, before, last)
                before = digest_of(line.data)
                if line.entry is not None:
                    found.entries += 1
                    last = line.entry["n"]
    found.head = before or START
    _compare(found, path, kept.head, at, last)


def _look(found: Verified, line: Line, before: str | None, last: int) -> None:
    if line.entry is None:
        what = "no entry: a process may have ended while it wrote this line" if line.data else "an empty line"
        found.remarks.append(Problem(line.file, line.number, what))
        return
    n = line.entry["n"]
    if before is None:
        if line.entry["before"] != START:
            where = Problem(line.file, line.number, f"it begins with entry {n}: those before it are not here")
            found.problems.append(where)
        return
    if line.entry["before"] == before and n == last + 1:
        return
    missing = f": {_between(last + 1, n - 1)} missing before it" if n > last + 1 else ""
    what = f"entry {n} does not hang on to the line before it{missing or ', which was changed, or this one put in'}"
    found.problems.append(Problem(line.file, line.number, what))


def _compare(found: Verified, path: Path, kept: bytes | None, at: Line | None, last: int) -> None:
    """Compare the end with what the head knows of it."""
    if kept is None:
        return
    head = Head.decoded(kept)
    number = at.number if at is not None else 0
    if head is None:
        found.problems.append(Problem(Log(path).head, 1, "it is no head"))
    elif last < head.n:
        what = f"{_between(last + 1, head.n)} missing at the end"
        found.problems.append(Problem(path, number, what))
    elif last == head.n and found.head != head.digest and at is not None and at.entry is not None:
        found.problems.append(Problem(at.file, number, f"entry {last}, the last one, was changed"))


def _between(first: int, last: int) -> str:
    """Entries by their numbers, with a verb.

    >>> _between(3, 3), _between(3, 7)
    ('entry 3 is', 'entries 3 to 7 are')
    """
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"
