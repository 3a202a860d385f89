"""The demo platform, once for a whole run: what people start with, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.pgcluster import private_folder

from tenantsh.embedded import account as accounts

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def demo_environment() -> Iterator[dict[str, str]]:
    """An environment in which `tenantsh --demo` is this run's own, filled already, and `tenantsh` is ours."""
    folder = private_folder(accounts.for_server())
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "TENANTSH_DEMO_DIR": str(folder), "PATH": path}
    environment.pop("SUDO_UID", None)
    tenantsh = [sys.executable, "-m", "tenantsh"]
    # what a first start says is not what the tests that share it look at
    subprocess.run(
        [*tenantsh, "--demo", "--org", "42", "-c", "select 1"], env=environment, check=True, capture_output=True
    )
    yield environment
    subprocess.run([*tenantsh, "demo", "stop"], env=environment, check=True, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)
