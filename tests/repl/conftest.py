"""The command line is tried on the demo, as a person would try it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.demo import demo_environment
from tests.ready import ready

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

__all__ = ["demo_environment"]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def tenantsh(demo_environment: dict[str, str]) -> Run:
    """Run tenantsh with these arguments, without a terminal; more of the environment as `env`."""

    def run(
        *arguments: str,
        env: dict[str, str] | None = None,
        input: str = "",  # noqa: A002 - as `subprocess` calls it
        cwd: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        return ready().run(arguments, {**demo_environment, **(env or {})}, given=input, folder=cwd)

    return run


@pytest.fixture
def acme(tenantsh: Run) -> Run:
    """The same, on organization 42 of the demo."""

    def run(*arguments: str, **how: Any) -> subprocess.CompletedProcess[str]:
        return tenantsh("--demo", "--org", "42", *arguments, **how)

    return run
