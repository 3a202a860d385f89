"""Cases that are not saved yet: what is in them outlives the process that records them, and is the person's own.

A draft is a case's file that has no end yet, and its key beside it, in the state folder. Whoever has it open holds a
lock on it, which goes with the process.
"""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, cast

from tenantsh.cases.keys import key_file, read_key, write_key
from tenantsh.cases.reading import unfinished
from tenantsh.cases.writing import Writer
from tenantsh.model.errors import CaseRefused, TenantshError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tenantsh.model.case import Entry, Opening

_ENDING = ".jsonl"
_ID = re.compile(r"c-[A-Za-z0-9-]{1,60}")
"""What is a draft's name: an id out of a file is whatever somebody has written there."""


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
    """As far as it can be read."""
    changed: float
    """When it was written last, in seconds of the epoch."""


class Drafts:
    """The drafts of one person, in a folder that nobody else may read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, opening: Opening, secret: Secret) -> Draft:
        """A new draft. Raises UsageError where it cannot be written."""
        path = self.folder / f"{opening.id}{_ENDING}"
        with _keeping(path):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_key(key_file(path), opening.id, secret.key)
            with _closed_on_error(_opened(path, "xb")) as file:
                _locks(file)
                writer = Writer.begun(file, opening, secret.key, of_team=secret.of_team)
                return Draft(path, opening, secret, file, writer)

    def copied(self, opening: Opening, secret: Secret, entries: Iterable[Entry]) -> Draft:
        """A draft of a case that was saved. Raises UsageError, and what reading the entries raises."""
        if not _ID.fullmatch(opening.id):
            raise UsageError(f"{opening.id[:60]!a} is no case's id")
        if (self.folder / f"{opening.id}{_ENDING}").exists():
            hint = rf"\case resume {opening.id} goes on with it, unless another tenantsh has it open"
            raise UsageError(f"case {opening.id} is a draft already", hint=hint)
        draft = self.begin(opening, secret)
        try:
            with _keeping(draft.path):
                for entry in entries:
                    draft.add(entry)
        except BaseException:
            draft.discard()
            raise
        return draft

    def left(self, org: str) -> list[Left]:
        """The drafts of an organization that nobody has open, the newest first; what is none is passed over."""
        found = [left for path in self._all() if (left := _left(path)) is not None and left.opening.org == org]
        return sorted(found, key=lambda left: left.changed, reverse=True)

    def resume(self, left: Left) -> Draft:
        """Go on with a draft; half a line that a process has left at its end is dropped. Raises UsageError."""
        path = left.path
        with _keeping(path), _closed_on_error(_opened(path, "r+b")) as file:
            if not _locks(file):
                raise UsageError(f"case {left.opening.id} is open in another tenantsh")
            with path.open("rb") as lines:
                reader = unfinished(lines, str(path))
                key = read_key(key_file(path), reader.opening.id)
                for _ in reader:
                    pass
            file.truncate(reader.size)
            writer = Writer(file, reader.head, reader.state, reader.size)
            return Draft(path, reader.opening, Secret(key, reader.mark.of_team), file, writer)

    def _all(self) -> list[Path]:
        with suppress(OSError):
            return [path for path in self.folder.iterdir() if path.suffix == _ENDING]
        return []


class Draft:
    """A draft that is open, and locked."""

    def __init__(self, path: Path, opening: Opening, secret: Secret, file: BinaryIO, writer: Writer) -> None:
        self.path = path
        self.opening = opening
        self.secret = secret
        self._file = file
        self._writer = writer

    def add(self, entry: Entry) -> None:
        """Add an entry, all of it or nothing; it outlives the process as soon as this is done. Raises OSError."""
        self._writer.add(entry)

    def entries(self) -> Iterator[Entry]:
        """What is in it, from the first one on, read as it is wanted."""
        with self.path.open("rb") as file:
            yield from unfinished(file, str(self.path))

    def leave(self) -> None:
        """Close it; it stays."""
        self._file.close()

    def discard(self) -> None:
        """Close it, and take it away."""
        self._file.close()
        for path in (self.path, key_file(self.path)):
            with suppress(OSError):
                path.unlink()


def _left(path: Path) -> Left | None:
    """A draft that nobody has open; None where somebody has, or it is none."""
    try:
        with path.open("rb") as file:
            if not _locks(file):
                return None
            reader = unfinished(file, str(path))
            return Left(path, reader.opening, _counted(reader), os.fstat(file.fileno()).st_mtime)
    except (OSError, CaseRefused):
        return None


def _counted(entries: Iterable[Entry]) -> int:
    found = 0
    with suppress(CaseRefused):  # whoever goes on with it is told
        for _ in entries:
            found += 1
    return found


def _locks(file: BinaryIO) -> bool:
    """Whether this process has the file for itself."""
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _opened(path: Path, mode: str) -> BinaryIO:
    """A file that nobody else may read; what is written is with the system at once."""
    return cast("BinaryIO", open(path, mode, buffering=0, opener=_for_its_owner))


def _for_its_owner(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


@contextmanager
def _closed_on_error(file: BinaryIO) -> Iterator[BinaryIO]:
    try:
        yield file
    except BaseException:
        file.close()
        raise


@contextmanager
def _keeping(path: Path) -> Iterator[None]:
    """Tell in words what keeps a draft from being kept, or gone on with."""
    try:
        yield
    except UsageError:
        raise
    except (OSError, TenantshError) as error:
        what = getattr(error, "strerror", None) or getattr(error, "what", error)
        raise UsageError(f"the case cannot be kept: {path}: {what}") from error
