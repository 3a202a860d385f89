"""A real terminal to type in: tmux draws what tenantsh writes, and tells what is on the screen."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

from tests.need import unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

_PATIENCE = 20.0


class Screen:
    """A terminal of its own with one program in it; leaving the `with` ends both."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        folder: Path,
        lines: int = 12,
        columns: int = 100,
        term: str = "screen-256color",
    ) -> None:
        if shutil.which("tmux") is None:
            unavailable("there is no tmux to look at real screens with")
        self._socket = str(folder / "tmux")
        settings = folder / "tmux.conf"
        settings.write_text(f"set -g default-terminal {term}\nset -g escape-time 0\nset -g status off\n")
        self._tmux(
            *("-f", str(settings), "new-session", "-d", "-s", "0", "-x", str(columns), "-y", str(lines)),
            *("env", "-i", *(f"{name}={value}" for name, value in env.items()), f"TERM={term}"),
            *("sh", "-c", f"{shlex.join(command)}; echo ended with $?; sleep 60"),
        )

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._tmux("kill-server")

    @property
    def text(self) -> str:
        """What is on the screen."""
        return self._tmux("capture-pane", "-p", "-t", "0")

    @property
    def coloured(self) -> str:
        """The same, with the sequences of colours."""
        return self._tmux("capture-pane", "-p", "-e", "-t", "0")

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names: Enter, F4, C-r, Up."""
        self._tmux("send-keys", "-t", "0", *keys)

    def types(self, text: str) -> None:
        """Type a text as it is."""
        self._tmux("send-keys", "-l", "-t", "0", "--", text[:-1] + "\\;" if text.endswith(";") else text)

    def enter(self, text: str) -> None:
        """Type a line and press Enter."""
        self.types(text)
        self.press("Enter")

    def resize(self, lines: int, columns: int) -> None:
        """Change the size of the screen."""
        self._tmux("resize-window", "-t", "0", "-x", str(columns), "-y", str(lines))

    def sees(self, *wanted: str, without: Sequence[str] = (), patience: float = _PATIENCE) -> str:
        """Wait until all of this, and none of that, is on the screen; returns the screen."""
        deadline = time.monotonic() + patience
        while True:
            text = self.text
            if all(part in text for part in wanted) and not any(part in text for part in without):
                return text
            if time.monotonic() > deadline:
                raise AssertionError(f"{wanted!r} without {without!r} was not shown, but:\n{text}")
            time.sleep(0.05)

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(["tmux", "-S", self._socket, *words], capture_output=True, text=True, timeout=20)
        if done.returncode and words[0] != "kill-server":
            raise AssertionError(f"tmux {' '.join(words[:3])}: {done.stderr}")
        return done.stdout
