"""Cold storage in an object store, through pyarrow's file systems: an object is there as a whole, or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenantsh.cold.needs import pyarrow
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_PIECE = 8 * 1024 * 1024
_SECRETS = re.compile(r"(?<=://)[^/@]*@|(?<=[?&])[^=&]*(?:key|token|secret)[^=&]*=[^&]*", re.IGNORECASE)


def open_objects(location: str) -> Objects:
    """The store at a URL. Raises UsageError where pyarrow cannot open it."""
    shown = _SECRETS.sub("…", location)
    fs = pyarrow("pyarrow.fs")
    with _explained("open", shown):
        filesystem, path = fs.FileSystem.from_uri(location)
    if not path.strip("/"):
        raise UsageError(f"cold storage: {shown} names no bucket", hint="s3://bucket, or s3://bucket/prefix")
    return Objects(filesystem, path, shown)


class Objects:
    """A `Storage` in a `pyarrow.fs.FileSystem`, beneath a path."""

    def __init__(self, filesystem: Any, path: str, location: str) -> None:
        self._fs = filesystem
        self._base = path.rstrip("/")
        self._location = location
        self._scratch: Path | None = None

    @property
    def location(self) -> str:
        """The URL, without passwords."""
        return self._location

    def folders(self, path: str = "") -> list[str]:
        """The names of the folders in one, sorted."""
        return self._names(path, "Directory")

    def files(self, path: str) -> list[str]:
        """The names of the objects in a folder, sorted."""
        return self._names(path, "File")

    def size(self, path: str) -> int | None:
        """An object's size in bytes; None where there is none."""
        with _explained("read", self.location):
            info = self._fs.get_file_info(self._at(path))
            size: int | None = info.size if info.type.name == "File" else None
            return size

    def read(self, path: str) -> bytes | None:
        """All of a small object; None where there is none."""
        if self.size(path) is None:
            return None
        with _explained("read", self.location), self._fs.open_input_file(self._at(path)) as file:
            data: bytes = file.read()
            return data

    def open(self, path: str) -> BinaryIO:
        """An object to read at any place."""
        with _explained("read", self.location):
            opened: BinaryIO = self._fs.open_input_file(self._at(path))
            return opened

    def incoming(self, path: str) -> Path:
        """A temporary file of this machine."""
        if self._scratch is None:
            self._scratch = Path(tempfile.mkdtemp(prefix="tenantsh-cold-"))
            weakref.finalize(self, shutil.rmtree, self._scratch, ignore_errors=True)
        return self._scratch / path.replace("/", "-")

    def keep(self, path: str, incoming: Path) -> None:
        """Send a written file."""
        with _explained("write", self.location):
            with incoming.open("rb") as source, self._to_write(path) as target:
                shutil.copyfileobj(source, target, _PIECE)
            sent = incoming.stat().st_size
            incoming.unlink()
        if self.size(path) != sent:
            raise UsageError(f"cold storage: {path} did not arrive at {self.location} as a whole")

    def write(self, path: str, data: bytes) -> None:
        """Write a small object."""
        with _explained("write", self.location), self._to_write(path) as target:
            target.write(data)

    def remove(self, path: str) -> None:
        """Remove an object."""
        with _explained("write", self.location):
            if self._fs.get_file_info(self._at(path)).type.name == "File":
                self._fs.delete_file(self._at(path))

    def _to_write(self, path: str) -> Any:
        at = self._at(path)
        try:
            return self._fs.open_output_stream(at)
        except FileNotFoundError:  # a file system with real folders
            self._fs.create_dir(at.rpartition("/")[0], recursive=True)
            return self._fs.open_output_stream(at)

    def _names(self, path: str, kind: str) -> list[str]:
        fs = pyarrow("pyarrow.fs")
        with _explained("read", self.location):
            selector = fs.FileSelector(self._at(path), allow_not_found=True)
            return sorted(info.base_name for info in self._fs.get_file_info(selector) if info.type.name == kind)

    def _at(self, path: str) -> str:
        return f"{self._base}/{path}" if self._base and path else self._base or path


@contextmanager
def _explained(verb: str, location: str) -> Iterator[None]:
    arrow = pyarrow()
    try:
        yield
    except (OSError, arrow.ArrowException, ValueError) as error:
        raise UsageError(f"cannot {verb} cold storage at {location}: {_SECRETS.sub('…', str(error))}") from error
