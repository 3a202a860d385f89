"""What a test needs of the machine: said loudly where it is missing, and an error in continuous integration."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def unavailable(reason: str) -> NoReturn:
    """Skip the test with a reason; under CI=true fail it, so that a green run has tested everything."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{reason} (an error because CI={os.environ['CI']})", pytrace=False)
    pytest.skip(reason)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can show this: run the tests as root too")
