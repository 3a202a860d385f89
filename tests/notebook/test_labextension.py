"""The files of `labextension/`, and where an installation has them. What they do is shown in a browser."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import tenantsh

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "labextension"
INSTALLED = "share/jupyter/labextensions/tenantsh/"


def _json(name: str) -> Any:
    return json.loads((SOURCE / name).read_text())


def _container() -> str:
    text: str = (SOURCE / _json("package.json")["jupyterlab"]["_build"]["load"]).read_text()
    return text


def test_jupyterlab_finds_the_container_and_the_module_by_the_names_in_package_json() -> None:
    package = _json("package.json")
    assert f"window._JUPYTERLAB.{package['name']} = " in _container()
    assert f"module !== '{package['jupyterlab']['_build']['extension']}'" in _container()
    assert f"id: '{package['name']}:" in _container()  # `jupyter labextension disable tenantsh` means it by this


def test_the_extension_has_the_version_of_the_package_that_brings_it() -> None:
    assert _json("package.json")["version"] == tenantsh.__version__
    assert _json("install.json")["packageName"] == "tenantsh"


def test_the_container_uses_no_library_but_jupyterlabs_own() -> None:
    used = set(re.findall(r"'(@[\w-]+/[\w-]+)'", _container()))
    found = find_spec("jupyterlab")
    assert found is not None
    assert found.origin is not None
    core = json.loads((Path(found.origin).parent / "staging" / "package.json").read_text())
    assert used
    assert used <= set(core["jupyterlab"]["singletonPackages"])


def test_a_wheel_has_the_whole_directory_where_jupyterlab_looks() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert build["shared-data"] == {SOURCE.name: INSTALLED.rstrip("/")}


def test_what_is_installed_here_is_what_is_written_here() -> None:
    ours = {path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in SOURCE.rglob("*") if path.is_file()}
    installed = [path for path in files("tenantsh") or () if INSTALLED in path.as_posix()]
    there = {path.as_posix().partition(INSTALLED)[2]: Path(path.locate()).read_bytes() for path in installed}
    assert there == ours, "an installation has a copy: pip install --no-deps -e ."
