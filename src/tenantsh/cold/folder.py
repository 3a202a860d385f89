"""Cold storage in a directory: files are written beside their place, brought to disk, and only then renamed into it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from stat import S_ISDIR
from typing import TYPE_CHECKING

from tenantsh.cold.naming import PARTIAL
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

_FOLDER_MODE = 0o750
_FILE_MODE = 0o640
"""Nobody but the owner and the group: these are rows of every organization, and no row security guards files."""


class Folder:
    """A `Storage` in a directory of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def location(self) -> str:
        """The directory."""
        return str(self._root)

    def check(self) -> None:
        """Raise UsageError where the directory cannot be read."""
        with self._explained("read"):
            try:
                found = self._root.stat()
            except FileNotFoundError:
                raise UsageError(
                    f"cold storage: {self._root} is not there",
                    hint=f"mkdir -p {self._root}, unless something is to be mounted there",
                ) from None
            if not S_ISDIR(found.st_mode):
                raise UsageError(f"cold storage: {self._root} is not a directory")
            next(self._root.iterdir(), None)

    def folders(self, path: str = "") -> list[str]:
        """The names of the folders in one, sorted."""
        return self._names(path, folders=True)

    def files(self, path: str) -> list[str]:
        """The names of the files in a folder, sorted."""
        return self._names(path, folders=False)

    def size(self, path: str) -> int | None:
        """A file's size in bytes; None where there is no such file."""
        with self._explained("read"):
            at = self._at(path)
            return at.stat().st_size if at.is_file() else None

    def read(self, path: str) -> bytes | None:
        """All of a small file; None where there is no such file."""
        with self._explained("read"):
            try:
                return self._at(path).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def open(self, path: str) -> BinaryIO:
        """A file to read at any place."""
        with self._explained("read"):
            return self._at(path).open("rb")

    def incoming(self, path: str) -> Path:
        """The name beside a file's place that it is written under."""
        with self._explained("write"):
            partial = self._partial(path)
            partial.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE))
            return partial

    def keep(self, path: str, incoming: Path) -> None:
        """Rename a written file into its place, once it is on disk; `write` then brings the folder's entry there."""
        with self._explained("write"):
            _sync(incoming)
            incoming.replace(self._at(path))

    def write(self, path: str, data: bytes) -> None:
        """Write a small file, after all that its folder has got before it."""
        with self._explained("write"):
            incoming = self.incoming(path)
            incoming.write_bytes(data)
            self._sync_folders(path)
            self.keep(path, incoming)
            self._sync_folders(path)

    def remove(self, path: str) -> None:
        """Remove a file."""
        with self._explained("write"):
            self._at(path).unlink(missing_ok=True)

    def _at(self, path: str) -> Path:
        return self._root / path

    def _partial(self, path: str) -> Path:
        place = self._at(path)
        return place.with_name(place.name + PARTIAL)

    def _sync_folders(self, path: str) -> None:
        for folder in self._at(path).parents:
            _sync(folder)
            if folder == self._root:
                break

    def _names(self, path: str, *, folders: bool) -> list[str]:
        with self._explained("read"):
            try:
                return sorted(found.name for found in self._at(path).iterdir() if found.is_dir() == folders)
            except FileNotFoundError:
                return []

    @contextmanager
    def _explained(self, verb: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
            raise UsageError(f"cannot {verb} cold storage at {self._root}: {reason}") from error


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
