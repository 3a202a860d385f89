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
    whole: bool = True
    """Whether it ends in a newline: a process that ended while it wrote leaves half a line."""


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
    """What need not be a sign of a change: a line that a process left unfinished, one that the head has missed."""


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
        yield Line(file, number, line, entry_in(line), whole=data != line)


@dataclass(slots=True)
class _Trail:
    """How far a log was followed."""

    known: Head | None
    """What the head knows of its end."""
    before: str | None = None
    """The digest of the line before."""
    last: int = 0
    """The number of the last entry."""
    at: Line | None = None
    loose: list[Line] = field(default_factory=list)
    """Lines that are no entries, and that no entry has followed yet."""
    unknown: list[Line] = field(default_factory=list)
    """Entries behind the one that the head knows."""
    digest: str | None = None
    """Of the entry that the head knows."""

    def step(self, line: Line) -> None:
        """Go on by a line that was looked at."""
        self.at, self.before = line, digest_of(line.data)
        if line.entry is None:
            self.loose.append(line)
            return
        self.loose.clear()
        self.last = line.entry["n"]
        if self.known is None:
            return
        if self.last == self.known.n:
            self.digest = self.before
        elif self.last > self.known.n:
            self.unknown.append(line)


def _follow(found: Verified, kept: _Kept, path: Path) -> None:
    trail = _Trail(None if kept.head is None else Head.decoded(kept.head))
    for file, opened, size in kept.files:
        with _reading(file):
            for line in _lines(file, opened, size):
                found.entries += line.entry is not None
                _look(found, line, trail.before, trail.last)
                trail.step(line)
    found.head = trail.before or START
    _look_at_end(found, trail)
    _compare(found, path, kept.head, trail)


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


def _look_at_end(found: Verified, trail: _Trail) -> None:
    """Lines that are no entries, at the end: only the last one may be half a line, as a process leaves it."""
    whole = [line for line in trail.loose if line.whole]
    if not whole:
        return
    del found.remarks[-len(trail.loose) :]
    more = f" (nor are {len(whole) - 1:,} behind it)" if len(whole) > 1 else ""
    what = f"a whole line that is no entry{more}: it was put in; a process that ends while it writes leaves half a line"
    found.problems.append(Problem(whole[0].file, whole[0].number, what))


def _compare(found: Verified, path: Path, kept: bytes | None, trail: _Trail) -> None:
    """Compare the end with what the head knows of it."""
    head, last = trail.known, trail.last
    number = trail.at.number if trail.at is not None else 0
    if kept is None:
        if last and not _put_aside(path):
            what = "it is missing, and it knows the last entry: there may have been more (a copy has it beside it)"
            found.problems.append(Problem(Log(path).head, 1, what))
    elif head is None:
        found.problems.append(Problem(Log(path).head, 1, "it is no head"))
    elif last < head.n:
        what = f"{_between(last + 1, head.n)} missing at the end"
        found.problems.append(Problem(path, number, what))
    elif head.n and trail.digest != head.digest:
        which = "the last one" if last == head.n else "the last one that the head knows"
        found.problems.append(Problem(path, number, f"entry {head.n}, {which}, was changed"))
    if trail.unknown:
        _tell_unknown(found, trail.unknown)


def _tell_unknown(found: Verified, unknown: Sequence[Line]) -> None:
    """Entries that the head does not know: one alone may be of a process that ended before it told the head."""
    first, last = unknown[0], unknown[-1]
    numbers = [line.entry["n"] for line in (first, last) if line.entry is not None]
    what = f"{_between(numbers[0], numbers[-1])} unknown to the head"
    if len(unknown) == 1:
        why = "a process may have ended before it told the head, or it was put in"
        found.remarks.append(Problem(first.file, first.number, f"{what}: {why}"))
        return
    why = "a process that ends leaves one such entry, so they were put in, or the head is an older one"
    found.problems.append(Problem(first.file, first.number, f"{what}: {why}"))


def _put_aside(path: Path) -> bool:
    """Whether a file by itself is one that was full: the log that goes on has the head."""
    return re.search(r"-[0-9]{9,}$", path.stem) is not None


def _between(first: int, last: int) -> str:
    """Entries by their numbers, with a verb.

    >>> _between(3, 3), _between(3, 7)
    ('entry 3 is', 'entries 3 to 7 are')
    """
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"
