"""Whose processes the server's are: PostgreSQL refuses to run as root, so root lends it an ordinary account.

Nothing on the machine is changed for that: no user is added, and no folder that we did not make gets another mode or
owner (useradd and `chmod` up to `/` are what the packaged launchers do).
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.model.errors import ConnectError

if TYPE_CHECKING:
    from pathlib import Path

_USUAL = ("postgres", "nobody")
_KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Account:
    """An operating system user that the server's programs run as."""

    name: str
    uid: int
    gid: int


def for_server(existing: Path | None = None) -> Account | None:
    """The account for the server, None when we are not root and it is simply ourselves.

    In this order: the owner of what is there already, who called sudo, `postgres`, `nobody`.
    """
    if os.geteuid() != 0:
        return None
    account = _owner(existing) or _sudo_caller() or _first_usual()
    if account is None:
        raise ConnectError(
            "PostgreSQL cannot be run as root here",
            why=f"it refuses root, and this machine has no user {' or '.join(_USUAL)} to run it as",
            hint="run tenantsh as an ordinary user",
        )
    return account


def run(
    args: list[str], account: Account | None, *, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs to its end, as `account`, with output and errors kept.

    In a session of its own, so that a Ctrl-C typed at the shell reaches neither the program nor a server it starts.
    Raises PermissionError when the account cannot reach the program.
    """
    return subprocess.run(
        args,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,  # without this root's own groups stay
        cwd=cwd or "/",  # the account may be unable to enter ours
        env=_environment() | (env or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        umask=0o077,
        start_new_session=True,
        check=False,
    )


def may_enter(account: Account | None, folder: Path) -> bool:
    """Whether the account can pass through every folder down to this one, by their mode bits."""
    if account is None:
        return os.access(folder, os.X_OK)
    return all(_may_pass(account, place) for place in (folder, *folder.parents))


def give(path: Path, account: Account | None) -> None:
    """Make the account the owner of something that we have just made."""
    if account is not None:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _may_pass(account: Account, folder: Path) -> bool:
    found = folder.stat()
    if found.st_uid == account.uid:
        return bool(found.st_mode & 0o100)
    if found.st_gid == account.gid:
        return bool(found.st_mode & 0o010)
    return bool(found.st_mode & 0o001)


def _owner(existing: Path | None) -> Account | None:
    if existing is None or not existing.exists():
        return None
    found = existing.stat()
    if found.st_uid == 0:
        return None
    return _by_uid(found.st_uid) or Account(str(found.st_uid), found.st_uid, found.st_gid)


def _sudo_caller() -> Account | None:
    uid = os.environ.get("SUDO_UID", "")
    return _by_uid(int(uid)) if uid.isdecimal() and int(uid) != 0 else None


def _by_uid(uid: int) -> Account | None:
    # initdb looks its user up, so a number without a passwd entry is of no use
    import pwd

    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def _first_usual() -> Account | None:
    import pwd

    for name in _USUAL:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_name, found.pw_uid, found.pw_gid)
    return None


def _environment() -> dict[str, str]:
    """Ours without the PG* variables, which would steer the server's programs; messages in the C locale."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {"LC_ALL": "C"}
