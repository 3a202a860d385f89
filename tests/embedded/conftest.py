"""A demo server's folder for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tests.pgcluster import private_folder

from tenantsh import embedded
from tenantsh.embedded import account as accounts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pgbin import Choice


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "each_version" in metafunc.fixturenames:
        from tests.pgbin import choices

        metafunc.parametrize("each_version", choices(metafunc.config.getoption("--pg")), indirect=True, ids=str)


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that demo servers of this test live in; whatever runs there is stopped and removed."""
    folder = private_folder(accounts.for_server())
    monkeypatch.setenv("TENANTSH_DEMO_DIR", str(folder))
    monkeypatch.delenv("SUDO_UID", raising=False)
    yield folder
    embedded.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def each_version(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """The demo runs on the programs of each version chosen by `--pg`; gives the major version."""
    choice: Choice = request.param
    programs = choice.programs()
    monkeypatch.setenv("TENANTSH_PG_BIN", str(programs.binaries.bin))
    return choice.major
