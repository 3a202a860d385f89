"""A JupyterLab of the tests' own: nothing of the person's settings, nothing from the network, gone with its kernels."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pgcluster import free_port

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXTENSION = Path(__file__).parents[2] / "labextension"

_SETTINGS = {
    "notebook-extension/tracker": '{"windowingMode": "none", "autoStartDefaultKernel": true}',
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
    "docmanager-extension/plugin": '{"autosave": false}',
}

_FOLDERS = {
    "HOME": "home",
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
}


@dataclass(frozen=True, slots=True)
class Lab:
    """A running server; its notebooks are the files of `books`."""

    url: str
    books: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End the server, which ends its kernels; what is left of its group is killed."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def start(folder: Path, env: Mapping[str, str]) -> Lab:
    """Start a server in a new folder, with kernels that have these variables in their environment."""
    books = folder / "books"
    books.mkdir()
    own = {name: str(folder / under) for name, under in _FOLDERS.items()}
    for name, text in _SETTINGS.items():
        file = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    extensions = folder / "data" / "labextensions"
    extensions.mkdir(parents=True)
    (extensions / "tenantsh").symlink_to(_EXTENSION)  # as it is here, whatever was installed
    port = free_port()
    options = {
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": books,
        "ServerApp.allow_root": True,
        "ServerApp.open_browser": False,
        "IdentityProvider.token": "",
        "LabApp.extension_manager": "readonly",
    }
    command = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **own, **env}, stdout=log, stderr=log, cwd=books, start_new_session=True
        )
    lab = Lab(f"http://127.0.0.1:{port}", books, process)
    try:
        _wait(lab)
    except BaseException as e:
        e.add_note((folder / "server.log").read_text())
        lab.stop()
        raise
    return lab


def _wait(lab: Lab) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{lab.url}/api", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert lab.process.poll() is None, "JupyterLab ended while it started"
            time.sleep(0.1)
    raise TimeoutError("JupyterLab does not answer after 30 s")
