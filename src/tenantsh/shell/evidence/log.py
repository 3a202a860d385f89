"""A log's file: entries are added at its end by any number of processes, one at a time, and nothing else is done to it.

Nobody but its owner may read it. A line goes to the system in one piece before a result is shown; it outlives the
process, though not a machine that loses its power at that moment.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from tenantsh.shell.evidence.chain import HEAD_BYTES, Head, digest_of, entry_in, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_BYTES = 16 << 20
"""From this size on a file is put aside, and another one begins."""
_PATIENCE = 5.0
"""Seconds that another process may hold the log: one line takes it microseconds."""
_LAST_LINE = 1 << 20
_NEWLINE = b"\n"


class Log:
    """A log by its path; no file is open between two entries."""

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self.head = path.with_name(f"{path.name}.head")
        """The file that knows the last line, and whose lock lets one process in at a time."""
        self._most_bytes = most_bytes

    def add(self, entry: dict[str, Any]) -> None:
        """Write an entry at the end. Raises OSError; nothing of it is in the log then."""
        try:
            self._add(entry)
        except FileNotFoundError:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._add(entry)

    def _add(self, entry: dict[str, Any]) -> None:
        with _opened(self.head) as (head, _), locked(head):
            known = Head.decoded(os.pread(head, HEAD_BYTES, 0)) or Head()
            with _opened(self.path, os.O_APPEND) as (file, size):
                full = size >= self._most_bytes
                after = self._put_aside(_known_end(file, size, known)) if full else _added(file, size, known, entry)
            if full:
                with _opened(self.path, os.O_APPEND) as (file, size):
                    after = _added(file, size, after, entry)
            with suppress(OSError):  # the next one finds out from the file itself
                os.pwrite(head, after.encoded(), 0)

    def _put_aside(self, known: Head) -> Head:
        """Give a file that is full a name of its own, by its last entry's number."""
        aside = aside_of(self.path, known.n)
        if aside.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(aside))
        self.path.rename(aside)
        return Head(known.n, known.digest, 0)


def aside_of(path: Path, n: int) -> Path:
    """What a file is called once it is full: `evidence-000001204.jsonl`."""
    return path.with_name(f"{path.stem}-{n:09d}{path.suffix}")


def _added(file: int, size: int, known: Head, entry: dict[str, Any]) -> Head:
    """Write a line, whole or not at all, behind so many bytes; where the log ends then."""
    found = _known_end(file, size, known)
    line = line_of(found.n + 1, found.digest, entry)
    torn = size > 0 and os.pread(file, 1, size - 1) != _NEWLINE
    data = (_NEWLINE if torn else b"") + line + _NEWLINE
    written = -1
    try:
        written = os.write(file, data)
    finally:
        if written != len(data):
            with suppress(OSError):
                os.ftruncate(file, size)
    if written != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return Head(found.n + 1, digest_of(line), size + len(data))


def _known_end(file: int, size: int, known: Head) -> Head:
    """Where the log ends: by its head, and where more was written than that knows of, by its last line."""
    if size <= known.size:  # where it is less, lines are missing: the next one says so, by what it hangs on to
        return known
    data = os.pread(file, min(size, _LAST_LINE), max(0, size - _LAST_LINE))
    lines = data.removesuffix(_NEWLINE).split(_NEWLINE)
    numbers = (entry["n"] for line in reversed(lines) if (entry := entry_in(line)) is not None)
    return Head(max(known.n, next(numbers, 0)), digest_of(lines[-1]), size)


@contextmanager
def _opened(path: Path, how: int = 0) -> Iterator[tuple[int, int]]:
    """A file that only its owner may read, made where there is none, and its size.

    Raises OSError, also for what is no file.
    """
    number = os.open(path, os.O_RDWR | how | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "not a file", str(path))
        if found.st_mode & 0o077:
            os.fchmod(number, 0o600)
        yield number, found.st_size
    finally:
        os.close(number)


@contextmanager
def locked(number: int) -> Iterator[None]:
    """Keep other processes out, by the head. Raises OSError where one of them does not let go."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > until:
                raise
            time.sleep(0.002)
    try:
        yield
    finally:
        fcntl.flock(number, fcntl.LOCK_UN)
