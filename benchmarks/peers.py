"""Who is measured, and how each is asked to run commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.children import Program
from benchmarks.ground import ORG
from psycopg import conninfo as libpq

TENANTSH = "tenantsh"
PSQL = "psql"
PGCLI = "pgcli"
BARE = "psycopg"
_LIBRARIES = (
    *("tenantsh", "psycopg", "postgast", "pandas", "numpy", "pyarrow", "polars", "SQLAlchemy"),
    *("adbc-driver-postgresql", "connectorx", "duckdb"),
)


@dataclass(frozen=True, slots=True)
class Peers:
    """The programs, as far as they are here, and the environment that all of them get."""

    psql: Path | None
    pgcli: Path | None
    environment: dict[str, str]
    readers: Path = Path(sys.executable)
    """Python with tenantsh and what else reads frames: the extra `bench`."""

    @property
    def readers_script(self) -> Path:
        """What it runs."""
        return Path(__file__).with_name("frame_readers.py")

    @property
    def missing(self) -> list[str]:
        return [name for name, path in ((PSQL, self.psql), (PGCLI, self.pgcli)) if path is None]

    @property
    def versions(self) -> dict[str, str]:
        """Of everything that was measured, or helps in it."""
        programs = {PSQL: self.psql, PGCLI: self.pgcli}
        said = {name: _version(path) if path else "not here" for name, path in programs.items()}
        python = sys.version.split(maxsplit=1)[0]
        libraries = {name: _installed(name) for name in _LIBRARIES}
        return {"Python": python, **said, **{name: number for name, number in libraries.items() if number}}

    def tenantsh(self, conninfo: str, *options: str) -> Program:
        """tenantsh in organization 42."""
        return self.alone("-X", "-d", conninfo, "--org", ORG, *options)

    def demo(self, *options: str) -> Program:
        """The same on the embedded server."""
        return self.alone("-X", "--demo", "--org", ORG, *options)

    def alone(self, *options: str) -> Program:
        """tenantsh with nothing but these options."""
        installed = Path(sys.executable).with_name("tenantsh")
        start = [str(installed)] if installed.exists() else [sys.executable, "-m", "tenantsh"]
        return self._program(*start, *options)

    def as_psql(self, conninfo: str, *options: str) -> Program:
        """psql as the login itself."""
        return self._program(str(self.psql), "-X", "-d", conninfo, *options)

    def as_pgcli(self, conninfo: str, *options: str) -> Program:
        """pgcli as the login itself, with all rows."""
        to = {key: str(value) for key, value in libpq.conninfo_to_dict(conninfo).items()}
        where = ("-h", to["host"], "-p", to["port"], "-U", to["user"], "-d", to["dbname"])
        return self._program(str(self.pgcli), *where, "-w", "--row-limit", "0", *options)

    def python(self, script: str, *arguments: str) -> Program:
        """A script of this folder, with the Python that tenantsh is installed for."""
        return self._program(sys.executable, str(Path(__file__).with_name(script)), *arguments)

    def bare(self, conninfo: str, *options: str) -> Program:
        """A script that does nothing but connect and select 1."""
        return self.python("bare.py", conninfo, *options)

    def _program(self, *argv: str) -> Program:
        return Program(argv, self.environment)


def find(
    server_programs: Path, home: Path, *, psql: str | None, pgcli: str | None, readers: str | None = None
) -> Peers:
    """Find the peers: those that were named, else psql beside the server's programs, and both on PATH.

    Debian's psql on PATH is a Perl script around the real one, which would be measured with it: hence the order.
    """
    beside = shutil.which(PSQL, path=str(server_programs))
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PG", "TENANTSH", "XDG", "PYTHON"))
    }
    environment = {**kept, "HOME": str(home), "LC_ALL": "C.UTF-8", "PAGER": "cat"}
    python = Path(readers or sys.executable).absolute()
    return Peers(_path(psql or beside or shutil.which(PSQL)), _path(pgcli or shutil.which(PGCLI)), environment, python)


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _path(found: str | None) -> Path | None:
    return Path(found).absolute() if found else None


def _version(program: Path) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(\.\d+)+", said)
    return found[0] if found else said.strip()
