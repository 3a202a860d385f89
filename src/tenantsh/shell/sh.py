"""The system's shell, started as psql starts it: by its short name, which is before what it complains of."""

from __future__ import annotations

import subprocess
from typing import Any


def start(line: str, **pipes: Any) -> subprocess.Popen[bytes]:
    """Start a shell command; `pipes` are those of Popen. Raises OSError, ValueError."""
    return subprocess.Popen(["sh", "-c", line], executable="/bin/sh", **pipes)
