"""Where archived months lie: a directory, or a prefix in an object store."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from typing import BinaryIO

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


class Storage(Protocol):
    """Files by paths with `/`, from the storage's root. Whatever goes wrong is a UsageError that says where."""

    @property
    def location(self) -> str:
        """Where it is, without passwords."""
        ...

    def folders(self, path: str = "") -> list[str]:
        """The names of the folders in one, sorted; none where it does not exist."""
        ...

    def files(self, path: str) -> list[str]:
        """The names of the files in a folder, sorted; none where it does not exist."""
        ...

    def size(self, path: str) -> int | None:
        """A file's size in bytes; None where there is no such file."""
        ...

    def read(self, path: str) -> bytes | None:
        """All of a small file; None where there is no such file."""
        ...

    def open(self, path: str) -> BinaryIO:
        """A file to read at any place."""
        ...

    def incoming(self, path: str) -> Path:
        """A file of this machine to be written first; what a killed run left there is gone."""
        ...

    def keep(self, path: str, incoming: Path) -> None:
        """Put a written file into its place, whole or not at all; lastingly once `write` has written to its folder."""
        ...

    def write(self, path: str, data: bytes) -> None:
        """Write a small file, whole or not at all, and lastingly, after all that was put into its folder."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file; one that is not there is removed already."""
        ...


def open_storage(location: str) -> Storage:
    """The storage at a directory or at a URL that pyarrow knows (`s3://…`, `gs://…`, `abfss://…`, `file://…`).

    Raises UsageError where it cannot be used. A directory has to be there: an archive beneath a mount that is
    missing would be lost to everybody else.
    """
    if location.startswith("file://"):
        return _folder(_local_path(location))
    if _URL.match(location):
        from tenantsh.cold.objects import open_objects

        return open_objects(location)
    return _folder(location)


def _folder(location: str) -> Storage:
    from tenantsh.cold.folder import Folder

    if not location.strip():
        raise UsageError("cold storage: an empty location", hint="give a directory or an object store's URL")
    folder = Folder(Path(location).expanduser())
    folder.check()
    return folder


def _local_path(url: str) -> str:
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost"):
        raise UsageError(f"cold storage: {url} is another machine's file", hint="file:///a/directory has three slashes")
    return unquote(parts.path)
