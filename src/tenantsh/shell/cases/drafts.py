"""Cases that are not saved yet: what is in them outlives the process that records them, and is the person's own.

A draft is two files of the state folder: its lines, an entry each, and its secret. Whoever has it open holds a lock on
its lines, which goes with the process.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from tenantsh.model.errors import UsageError
from tenantsh.shell.cases.lines import decoded, encoded, opening_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tenantsh.model.case import Entry, Opening

_LINES, _SECRET = ".jsonl", ".secret"


@dataclass(frozen=True, slots=True)
class Secret:
    """What a draft's digests are keyed with."""

    key: bytes = field(repr=False)
    of_team: bool
    """Whether it is made of the team's key, and need not be kept beside the case."""


@dataclass(frozen=True, slots=True)
class Left:
    """A draft that nobody has open."""

    path: Path
    opening: Opening
    entries: int
    changed: float
    """When it was written last, in seconds of the epoch."""


class Drafts:
    """The drafts of one person, in a folder that nobody else may read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, opening: Opening, secret: Secret) -> Draft:
        """A new draft. Raises UsageError where it cannot be written."""
        path = self.folder / f"{opening.id}{_LINES}"
        with _writing(path):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _opened(path.with_suffix(_SECRET), "xb") as file:
                file.write(json.dumps({"key": secret.key.hex(), "of_team": secret.of_team}).encode())
            draft = Draft(path, opening, secret, _opened(path, "xb"))
            draft.write(encoded(opening))
            return draft

    def left(self, org: str) -> list[Left]:
        """The drafts of an organization that nobody has open, the newest first; what cannot be read is passed over."""
        found = [left for path in self._all() if (left := _left(path)) is not None and left.opening.org == org]
        return sorted(found, key=lambda left: left.changed, reverse=True)

    def resume(self, left: Left) -> Draft:
        """Go on with a draft; half a line that a process has left at its end is dropped. Raises UsageError."""
        with _writing(left.path):
            kept = json.loads(left.path.with_suffix(_SECRET).read_bytes())
            secret = Secret(bytes.fromhex(kept["key"]), of_team=bool(kept["of_team"]))
            file = _opened(left.path, "r+b")
            if not _locks(file):
                raise UsageError(f"case {left.opening.id} is open in another tenantsh")
            file.truncate(_whole(left.path))
            file.seek(0, os.SEEK_END)
            return Draft(left.path, left.opening, secret, file)

    def _all(self) -> list[Path]:
        with suppress(OSError):
            return [path for path in self.folder.iterdir() if path.suffix == _LINES]
        return []


class Draft:
    """A draft that is open, and locked."""

    def __init__(self, path: Path, opening: Opening, secret: Secret, file: BinaryIO) -> None:
        self.path = path
        self.opening = opening
        self.secret = secret
        self._file = file
        _locks(file)

    def add(self, entry: Entry) -> None:
        """Add an entry, all of it or nothing. Raises OSError."""
        self.write(encoded(entry))

    def write(self, line: bytes) -> None:
        """Add a line; it outlives the process as soon as this is done."""
        size = os.fstat(self._file.fileno()).st_size
        data, written = line + b"\n", -1
        try:
            written = self._file.write(data)
        finally:
            if written != len(data):
                with suppress(OSError):
                    self._file.truncate(size)
        if written != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def entries(self) -> Iterator[Entry]:
        """What is in it, from the first one on, read as it is wanted."""
        with self.path.open("rb") as file:
            file.readline()
            for number, line in enumerate(file, 2):
                try:
                    yield decoded(line)
                except (ValueError, KeyError, TypeError, RecursionError) as error:
                    raise UsageError(f"{self.path}, line {number}: this is no entry of a case") from error

    def leave(self) -> None:
        """Close it; it stays."""
        self._file.close()

    def discard(self) -> None:
        """Close it, and take it away."""
        self._file.close()
        for path in (self.path, self.path.with_suffix(_SECRET)):
            with suppress(OSError):
                path.unlink()


def _left(path: Path) -> Left | None:
    """A draft that nobody has open; None where somebody has, or it is none."""
    try:
        with path.open("rb") as file:
            if not _locks(file):
                return None
            opening = opening_in(file.readline())
            entries = sum(line.endswith(b"\n") for line in file)
            return Left(path, opening, entries, os.fstat(file.fileno()).st_mtime)
    except (OSError, ValueError):
        return None


def _locks(file: BinaryIO) -> bool:
    """Whether this process has the file for itself."""
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _whole(path: Path) -> int:
    """How many bytes of it are whole lines."""
    with path.open("rb") as file:
        return sum(len(line) for line in file if line.endswith(b"\n"))


def _opened(path: Path, mode: str) -> BinaryIO:
    """A file that nobody else may read; what is written is with the system at once."""
    return open(path, mode, buffering=0, opener=lambda name, flags: os.open(name, flags, 0o600))


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"the case cannot be kept: {path}: {getattr(error, 'strerror', None) or error}") from error
