"""Other tenantsh processes, and the server's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tenantsh import embedded

SOURCE = Path(embedded.__file__).parents[2]
"""The folder that `tenantsh` is imported from."""


def postmaster_of(server: embedded.Server) -> int:
    """The process id of a server."""
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Another tenantsh process, running this code."""
    folders = [str(SOURCE), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(folders)}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def output(process: subprocess.Popen[str]) -> str:
    """What a process has written when it ended well."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.strip()
