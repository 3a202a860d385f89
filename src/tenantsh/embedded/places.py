"""Where the demo's files are kept: one folder for each user and major version.

As root the folder lies where the server's account can reach it, never under root's home::

    BASE/demo-18/            ours: 0700, as root 0711
        lock                 held while anybody starts, prepares, stops or wipes
        prepared             says that the demo's database is complete, and which edition it is
        postgresql.conf  pg_hba.conf
        server/              the server's account's, 0700
            data/  log  .s.PGSQL.5432
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from tenantsh.model.errors import ConnectError

_ROOTS_OWN = ("/var/lib/tenantsh", "/tmp/tenantsh-0")  # noqa: S108  # _trusted looks at who made it
_SHELL = re.compile(r"""["$`\\]""")
_NAME = re.compile(r"demo-(\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """The demo folder of one major version, and the names in it."""

    folder: Path

    @property
    def major(self) -> int:
        """The major version whose data this folder holds."""
        return int(self.folder.name.rpartition("-")[2])

    @property
    def lock(self) -> Path:
        """The file whose lock is held while anybody changes something here."""
        return self.folder / "lock"

    @property
    def prepared(self) -> Path:
        """The file that says that the demo's database is complete."""
        return self.folder / "prepared"

    @property
    def config(self) -> Path:
        """The server's configuration, written anew at each start."""
        return self.folder / "postgresql.conf"

    @property
    def access(self) -> Path:
        """The server's host-based access rules."""
        return self.folder / "pg_hba.conf"

    @property
    def server(self) -> Path:
        """The folder that belongs to the server's account."""
        return self.folder / "server"

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.server / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.server / "log"

    @property
    def programs(self) -> Path:
        """Copies of server programs that the account could not reach, shared by the major versions.

        The programs start each other through a shell, so they do not lie where a name means something to one.
        """
        base = self.folder.parent
        return (_roots_base() if _SHELL.search(str(base)) else base) / "programs"

    def make(self) -> None:
        """Make the folder if it is not there; one that is there must be ours and nobody else's to write in.

        Raises ConnectError when it cannot be made or is not to be trusted.
        """
        try:
            self.folder.parent.parent.mkdir(parents=True, exist_ok=True)
            for folder in (self.folder.parent, self.folder):
                _make(folder)
        except OSError as e:
            raise ConnectError(
                f"cannot make the demo's folder {self.folder}",
                why=e.strerror,
                hint="set TENANTSH_DEMO_DIR to a folder that you can write in",
            ) from e
        if not _trusted(self.folder):
            raise ConnectError(
                f"the demo's folder {self.folder} is not used",
                why="somebody else owns it or may write in it",
                hint="set TENANTSH_DEMO_DIR to a folder of your own",
            )


def of(major: int) -> Place:
    """The place for a major version; nothing is made yet."""
    return Place(_base() / f"demo-{major}")


def existing() -> list[Place]:
    """Every place of this user, whatever its version, oldest first."""
    base = _base()
    found = [Place(path) for path in base.iterdir() if _NAME.fullmatch(path.name)] if base.is_dir() else []
    return sorted(found, key=lambda place: place.major)


def _base() -> Path:
    if given := os.environ.get("TENANTSH_DEMO_DIR"):
        return Path(given).expanduser().resolve()
    if os.geteuid() == 0:
        return _roots_base()
    data = os.environ.get("XDG_DATA_HOME", "")
    # the XDG specification: a path that is not absolute is to be ignored
    return (Path(data) if data.startswith("/") else Path.home() / ".local" / "share") / "tenantsh"


def _roots_base() -> Path:
    for base in map(Path, _ROOTS_OWN):
        if _trusted(base) or (not base.exists() and os.access(base.parent, os.W_OK)):
            return base
    raise ConnectError(
        "no place for the demo's data",
        why=f"none of {', '.join(_ROOTS_OWN)} can be used",
        hint="set TENANTSH_DEMO_DIR to a folder that every user can enter",
    )


def _make(folder: Path) -> None:
    """Make a folder with exactly the mode that it needs; leave one that exists as it is."""
    try:
        folder.mkdir()
    except FileExistsError:
        return
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)  # mkdir's own mode is cut by umask


def _trusted(folder: Path) -> bool:
    """Whether it is a real folder, ours, and nobody else may write in it: /tmp is everybody's to plant things in."""
    import stat

    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022
