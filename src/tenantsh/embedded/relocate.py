"""A copy of the server's programs where its account can reach them.

A virtual environment under /root cannot be entered by the account that root lends to the server. Opening /root is not
ours to do; 40 MB copied once are.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.embedded import account as accounts

if TYPE_CHECKING:
    from tenantsh.embedded.account import Account
    from tenantsh.embedded.locate import Binaries

_NOT_NEEDED = ("include", "pkgconfig", "doc", "man", "*.a")


def reachable(binaries: Binaries, account: Account | None, cache: Path) -> Binaries:
    """The same programs if the account can run them where they are, else a copy under `cache`, made once."""
    if account is None or _runs(binaries, account):
        return binaries
    copy = cache / _key(binaries)
    if not copy.exists():
        _copy(binaries, copy)
    return replace(binaries, bin=copy / binaries.bin.relative_to(binaries.root), root=copy)


def _runs(binaries: Binaries, account: Account) -> bool:
    try:
        return accounts.run([binaries.program("postgres"), "--version"], account).returncode == 0
    except PermissionError:
        return False


def _key(binaries: Binaries) -> str:
    """A name for this very installation: another build of the same version gets another copy."""
    built = (binaries.bin / "postgres").stat()
    return f"{binaries.version}-{built.st_size:x}-{built.st_mtime_ns:x}"


def _copy(binaries: Binaries, target: Path) -> None:
    """Copy what runs, complete or not at all: another process may look at any moment."""
    import shutil

    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for part in binaries.parts:
        if (binaries.root / part).is_dir():
            ignore = shutil.ignore_patterns(*_NOT_NEEDED)
            shutil.copytree(binaries.root / part, draft / part, symlinks=True, ignore=ignore)
    _open(draft)
    try:
        draft.rename(target)
    except OSError:  # somebody else was first; theirs is the same
        shutil.rmtree(draft)


def _open(tree: Path) -> None:
    """Let everybody read our copy: it holds nothing but PostgreSQL, and pip may have unpacked it under umask 077."""
    for folder, _, names in os.walk(tree):
        Path(folder).chmod(0o755)
        for path in (Path(folder, name) for name in names):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
