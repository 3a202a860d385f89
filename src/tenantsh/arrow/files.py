"""Files that are there as a whole or not at all. Knows no Arrow yet: whoever writes imports it."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike


@contextmanager
def whole(path: str | PathLike[str]) -> Iterator[Path]:
    """Where to write: a file beside the one that is meant, which gets its name once all is written.

    Raises UsageError where the system refuses, and for what is no file: a folder, a device.
    """
    target = _target(path)
    try:
        with _beside(_file(target)) as partial:
            yield partial
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror or error}") from error


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    partial = target.parent / f".tenantsh-{token_hex(8)}.partial"  # nobody's, and not too long for any name
    try:
        yield partial
        partial.replace(target)
    finally:
        with suppress(OSError):
            partial.unlink()


def _target(path: str | PathLike[str]) -> Path:
    try:
        target = Path(path)
    except TypeError as error:
        raise UsageError(f"a file's path is a str or a Path, and not {type(path).__name__}") from error
    if "\0" in str(target):
        raise UsageError("a file's path cannot hold the character NUL")
    return target


def _file(target: Path) -> Path:
    """The file that is there, or will be; a link goes on leading to it."""
    if target.exists() and not target.is_file():  # of /dev/null there is one
        raise UsageError(f"{target} cannot be written: it is {'a folder' if target.is_dir() else 'no file'}")
    return Path(os.path.realpath(target)) if target.is_symlink() else target
