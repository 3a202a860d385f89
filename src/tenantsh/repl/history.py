r"""What was typed, kept for the next time: a file for each organization, and one for plain connections.

The files are psql's: an entry is a line, and a \x01 stands for a newline in it.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit.history import History

from tenantsh.db.session import Session
from tenantsh.shell.paths import state_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tenantsh.shell.shell import Shell

_NEWLINE = "\x01"
_SECRET = re.compile(r"(?:\b|PG)password\b\s*=?\s*(?:[eE]|U&)?['\"$\w]|://[^/\s:@]*:[^/\s@]+@", re.IGNORECASE)
_HARMLESS = re.compile(r"\bpassword\b\s+null\b", re.IGNORECASE)


class Kept(History):
    """The entries of one file, of which HISTSIZE are kept and HISTCONTROL leaves out some."""

    def __init__(self, shell: Shell, path: Path | None, complain: Callable[[str], None]) -> None:
        super().__init__()
        self._shell = shell
        self._path = _writable(path, complain) if path else None
        self.entries = self._read()
        """What can be called back, the oldest first."""

    def load_history_strings(self) -> Iterable[str]:
        """The entries, the newest first, as the editor asks for them."""
        return reversed(self.entries)

    def append_string(self, string: str) -> None:
        """Take in what was typed, unless HISTCONTROL is against it."""
        control = self._shell.variables.word("HISTCONTROL")
        spaced = control in ("ignorespace", "ignoreboth") and string.startswith(" ")
        again = control in ("ignoredups", "ignoreboth") and self.entries[-1:] == [string]
        if not string.strip() or spaced or again:
            return
        super().append_string(string)
        self.entries.append(string)

    def store_string(self, string: str) -> None:
        """Write an entry to the file at once, so that nothing is lost whatever happens; passwords stay out of it."""
        if self._path is None or is_secret(string):
            return
        try:
            with self._path.open("ab") as file:
                file.write(_encoded(string))
        except OSError:
            self._path = None  # a disk that is full is no reason to stop typing

    def close(self) -> None:
        """Cut the file to HISTSIZE entries."""
        size = self._shell.variables.number("HISTSIZE")
        if self._path is None or size < 0 or not self._path.is_file():
            return
        try:
            lines = self._path.read_bytes().splitlines(keepends=True)
            if len(lines) > size:
                _replace(self._path, b"".join(lines[len(lines) - size :]))
        except OSError:
            pass  # then it stays as long as it is

    def _read(self) -> list[str]:
        if self._path is None or not self._path.is_file():
            return []
        size = self._shell.variables.number("HISTSIZE")
        lines = self._path.read_bytes().decode("utf-8", "surrogateescape").split("\n")
        entries = [line.replace(_NEWLINE, "\n") for line in lines if line]
        return entries if size < 0 else entries[max(0, len(entries) - size) :]


def is_secret(entry: str) -> bool:
    """Whether there seems to be a password in it: then it is called back by the person alone, in this session.

    >>> is_secret("alter role r password 'x'"), is_secret("alter role r password null")
    (True, False)
    """
    return _SECRET.search(entry) is not None and _HARMLESS.search(entry) is None


def history_file(shell: Shell) -> Path:
    """Where the history of this session is kept; a tenant's file tells neither database nor organization.

    HISTFILE and PSQL_HISTORY name another one; a tenant's has its mark added, so that customers are not mixed.
    """
    key = _key(shell)
    given = shell.variables.get("HISTFILE") or os.environ.get("PSQL_HISTORY")
    if not given:
        return state_folder() / "history" / (key or "unscoped")
    path = Path(given).expanduser()
    return path.with_name(f"{path.name}-{key}") if key and not path.is_char_device() else path


def _key(shell: Shell) -> str:
    session = shell.session
    if not isinstance(session, Session):
        return ""
    endpoint, identity = session.endpoint, session.link.identity
    key = f"{endpoint.host}\0{endpoint.port}\0{identity.database}\0{session.tenant.org}"
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _writable(path: Path, complain: Callable[[str], None]) -> Path | None:
    """The path, once there is such a file, for its owner's eyes only; None where it cannot be written."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        with path.open("ab"):
            return path
    except OSError as error:
        complain(f"note: no history will be kept: {error}")
        return None


def _encoded(entry: str) -> bytes:
    return (entry.replace("\n", _NEWLINE) + "\n").encode("utf-8", "surrogateescape")


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    beside.replace(path)
