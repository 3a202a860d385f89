"""The folder that the server's socket lies in: its path has to be short, and one that libpq can be told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.embedded import account as accounts
from tenantsh.embedded import postmaster

if TYPE_CHECKING:
    from tenantsh.embedded.account import Account
    from tenantsh.embedded.places import Place

_LIMIT = 103
"""Bytes of a socket's path: macOS; Linux takes 107."""

_LONGEST = ".s.PGSQL.65535"


def folder(place: Place, account: Account | None) -> Path:
    """The server's own folder if a socket's path fits in there, else a private one under /tmp.

    libpq takes a host with a comma for a list of hosts.
    The one under /tmp has a random name, because a name known beforehand is one that somebody else can take first.
    Clients learn it from `postmaster.pid`; a start after a crash takes the same again.
    """
    if "," not in str(place.server) and len(os.fsencode(place.server / _LONGEST)) <= _LIMIT:
        return place.server
    return _last_time(place, account) or _made(account)


def forget(place: Place, used: Path) -> None:
    """Remove the folder under /tmp after the server has stopped."""
    if used != place.server:
        import shutil

        shutil.rmtree(used, ignore_errors=True)


def clear(used: Path, port: int) -> None:
    """Remove the socket's lock file that a dead server left: its process id may be anybody's by now."""
    (used / f".s.PGSQL.{port}.lock").unlink(missing_ok=True)


def _last_time(place: Place, account: Account | None) -> Path | None:
    claimed = postmaster.claim(place.data)
    if claimed is None or claimed.sockets == place.server:
        return None
    return claimed.sockets if _private(claimed.sockets, account) else None


def _private(path: Path, account: Account | None) -> bool:
    import stat

    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    owner = account.uid if account else os.geteuid()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and stat.S_IMODE(found.st_mode) == 0o700


def _made(account: Account | None) -> Path:
    import tempfile

    path = Path(tempfile.mkdtemp(prefix="tenantsh-", dir="/tmp"))  # mode 0700, and TMPDIR may be long
    accounts.give(path, account)
    return path
