"""The command line is tried on the demo, as a person would try it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from tests.demo import demo_environment

__all__ = ["demo_environment"]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def tenantsh(demo_environment: dict[str, str]) -> Run:
    """Run tenantsh with these arguments, without a terminal; more of the environment as `env`."""

    def run(*arguments: str, env: dict[str, str] | None = None, **how: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tenantsh", *arguments],
            env={**demo_environment, **(env or {})},
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=120,
            check=False,
            stdin=None if "input" in how else subprocess.DEVNULL,
            **how,
        )

    return run


@pytest.fixture
def acme(tenantsh: Run) -> Run:
    """The same, on organization 42 of the demo."""

    def run(*arguments: str, **how: Any) -> subprocess.CompletedProcess[str]:
        return tenantsh("--demo", "--org", "42", *arguments, **how)

    return run
