"""A case as a file of its own: written beside the place where it will be, and put there when it is whole."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.cases.chain import MOST_BYTES
from tenantsh.cases.keys import write_key
from tenantsh.cases.reading import first_lines
from tenantsh.cases.writing import Writer
from tenantsh.model.errors import CaseRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.model.case import Entry, Opening


def save(path: Path, opening: Opening, entries: Iterable[Entry], key: bytes, keep_key: Path | None) -> None:
    """Write a whole case; its key to a file of its own, where it is not made of the team's.

    A file that is there already is written over only where it is an earlier state of the same case. Raises UsageError.
    """
    _refuse_other(path, opening)
    try:
        _save(path, opening, entries, key, of_team=keep_key is None)
        if keep_key is not None:
            write_key(keep_key, opening.id, key)
    except OSError as error:
        raise UsageError(f"the case cannot be saved: {error.filename or path}: {error.strerror}") from error


def _refuse_other(path: Path, opening: Opening) -> None:
    if not path.exists():
        return
    try:
        same = first_lines(path).opening.id == opening.id
    except CaseRefused:
        same = False
    if not same:
        raise UsageError(f"{path} is there, and is not this case", hint="give the file another name")


def _refuse_more(path: Path, made: Path) -> None:
    """Raise UsageError for a file with a line that the one in its stead has not; its last line is its end."""
    if not path.exists():
        return
    with path.open("rb") as there, made.open("rb") as new:
        line = there.readline(MOST_BYTES)
        while following := there.readline(MOST_BYTES):
            if line != new.readline(MOST_BYTES):
                what = f"{path} has something in it that this case has not: somebody has gone on with it elsewhere"
                raise UsageError(what, hint="give the file another name")
            line = following


def _save(path: Path, opening: Opening, entries: Iterable[Entry], key: bytes, *, of_team: bool) -> None:
    number, made = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            writer = Writer.begun(file, opening, key, of_team=of_team)
            for entry in entries:
                writer.add(entry)
            writer.end(key)
            os.fsync(file.fileno())
        _refuse_more(path, Path(made))
        Path(made).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(made).unlink()
        raise
