"""The environment that benchmarks run in, made here with all peers, and then the benchmarks: `make bench`.

    python3 benchmarks/environment.py [what benchmarks/run.py takes]

`.venv-bench` has tenantsh as it is in this working tree, installed as people install it, and the libraries that it
stands beside; `.venv-bench/pgcli` has pgcli, whose requirements are its own. Only the first run needs a network. This
module needs nothing but Python.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_HOME = _ROOT / ".venv-bench"
_STAMP = _HOME / "made-of"
_PGCLI = _HOME / "pgcli"
_BUILDER = "hatchling"
_PGCLI_WANTED = "pgcli>=4.3"


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - started by whatever `python3` is
        sys.exit(f"tenantsh needs Python 3.11 or newer, and this is {sys.version.split()[0]}: make bench PYTHON=…")
    if not _is_made():
        _make()
    _install(".", "--no-deps", "--no-build-isolation", "--force-reinstall")
    arguments = sys.argv[1:]
    if _program(_PGCLI, "pgcli").exists() and "--pgcli" not in arguments:
        arguments += ["--pgcli", str(_program(_PGCLI, "pgcli"))]
    python = _program(_HOME, "python")
    os.chdir(_ROOT)
    os.execve(python, [str(python), str(_ROOT / "benchmarks" / "run.py"), *arguments], _environment())


def _is_made() -> bool:
    return _STAMP.exists() and _STAMP.read_text(encoding="utf-8") == _wanted()


def _wanted() -> str:
    """What the environment is made of, as one word that changes with it."""
    pyproject = (_ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(pyproject)["project"]
    asked = [sys.version, _PGCLI_WANTED, project["dependencies"], project["optional-dependencies"]]
    return hashlib.sha256(repr(asked).encode()).hexdigest()


def _make() -> None:
    """Make it; a peer that cannot be had here is left out, and told again by the run itself."""
    print(f"making {_HOME.name} with the peers, which takes about a minute", flush=True)
    for folder in (_HOME, _PGCLI):
        if not _program(folder, "python").exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    _install(_BUILDER)
    _install(".[demo,notebook]")
    if not _can_install(".[bench]"):
        for peer in _peers():
            _can_install(peer)
    _can_install(_PGCLI_WANTED, into=_PGCLI)
    _STAMP.write_text(_wanted(), encoding="utf-8")


def _peers() -> list[str]:
    pyproject = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return ["polars", *pyproject["project"]["optional-dependencies"]["bench"][1:]]


def _can_install(what: str, into: Path = _HOME) -> bool:
    try:
        _install(what, into=into)
    except subprocess.CalledProcessError:
        print(f"{what} cannot be installed here", flush=True)
        return False
    return True


def _install(what: str, *options: str, into: Path = _HOME) -> None:
    pip = [str(_program(into, "python")), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, *options, what], cwd=_ROOT, env=_environment(), check=True)


def _program(folder: Path, name: str) -> Path:
    return folder / ("Scripts" if os.name == "nt" else "bin") / name


def _environment() -> dict[str, str]:
    """Without what would have Python find other modules, or leave them uncompiled."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


if __name__ == "__main__":
    main()
