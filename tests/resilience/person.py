"""A person at a shell, line by line: what she types, what she sees until the next prompt, and how long that took."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.repl.typing import Typing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.resilience.network import Network

_PROMPT = re.compile(r"(?:^|[\r\n])([^\r\n>]*\(\d+\)[^\r\n>]*[=*!?-][>#] )$")
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one line."""

    text: str
    """Without what was typed and without the prompt behind it."""
    prompt: str
    """That she sits before now; empty where the shell has not come back in time."""
    seconds: float

    @property
    def back(self) -> bool:
        """Whether the shell asked for the next line."""
        return bool(self.prompt)


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a person's programs are started with: nothing of hers is in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "HOME": str(home), "XDG_STATE_HOME": str(home), "PAGER": "cat", **more}


def program(network: Network | None, *words: str) -> list[str]:
    """How Python is started on the client's machine."""
    return [*(network.entering if network else ()), sys.executable, *words]


class Person:
    """Somebody who types into a shell of organization 42 and reads."""

    def __init__(
        self, dsn: str, *arguments: str, home: Path, network: Network | None = None, env: dict[str, str] | None = None
    ) -> None:
        self.terminal = Typing(
            *(dsn, "--org", "42", "-n", *arguments),
            env=environment(home, **(env or {})),
            program=program(network, "-m", "tenantsh"),
            columns=400,
        )

    def __enter__(self) -> Person:
        return self

    def __exit__(self, *_error: object) -> None:
        self.terminal.__exit__(None, None, None)

    def opened(self) -> Seen:
        """The banner, and the first prompt."""
        seen = self._until_prompt(0, time.monotonic(), 60)
        assert seen.back, seen.text
        return seen

    def asks(self, line: str, patience: float = 30.0) -> Seen:
        """Type a line, press Enter and read what comes of it."""
        return self.since(self.begins(line), patience)

    def begins(self, line: str) -> int:
        """Type a line and press Enter, and do not wait; where in the text it was."""
        self.terminal._read(0)
        at = len(self.terminal.text)
        self.terminal.keys(f"{line}\r")
        return at

    def since(self, at: int, patience: float = 30.0) -> Seen:
        """What came of a line that was begun there."""
        return self._until_prompt(at, time.monotonic(), patience)

    def presses_ctrl_c(self) -> None:
        """As the terminal does: the signal goes to the program in front."""
        self.terminal.keys("\x03")

    def leaves(self, patience: float = 20.0) -> tuple[int, float]:
        r"""Leave by `\q`; the exit status, and how long that took."""
        began = time.monotonic()
        self.terminal.keys("\\q\r")
        return self.terminal.ends(patience), time.monotonic() - began

    def _until_prompt(self, at: int, began: float, patience: float) -> Seen:
        deadline = time.monotonic() + patience
        while True:
            self.terminal._read(0.05)
            text = self.terminal.text[at:]
            # a line that was typed is behind the prompt that it was typed at: the next one is another line
            found = _PROMPT.search(text)
            if found and (at == 0 or "\n" in text[: found.end()]):
                return Seen(_without_echo(text[: found.start()], typed=at > 0), found[1], time.monotonic() - began)
            if time.monotonic() > deadline or self._ended():
                return Seen(_without_echo(text, typed=at > 0), "", time.monotonic() - began)

    def _ended(self) -> bool:
        if self.terminal.status is None:
            pid, status = os.waitpid(self.terminal.pid, os.WNOHANG)
            if pid:
                self.terminal._read(0)
                self.terminal.status = os.waitstatus_to_exitcode(status)
        return self.terminal.status is not None


class Cells:
    """Somebody with a notebook of organization 42."""

    def __init__(self, dsn: str, *, home: Path, network: Network | None = None) -> None:
        words = program(network, "-m", "tests.resilience.notebook_cells", dsn)
        self.process = subprocess.Popen(
            words,
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __enter__(self) -> Cells:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                assert stream
                stream.close()

    def opened(self) -> Seen:
        """What the cell shows that opens the session."""
        return self.since(0, 60)

    def asks(self, cell: str, patience: float = 30.0) -> Seen:
        """Run a cell and look at what it shows."""
        return self.since(self.begins(cell), patience)

    def begins(self, cell: str) -> int:
        """Run a cell and do not wait."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(cell).encode() + b"\n")
        self.process.stdin.flush()
        return 0

    def since(self, _at: int, patience: float = 30.0) -> Seen:
        """What the cell showed that was begun."""
        began = time.monotonic()
        assert self.process.stdout
        if not select.select([self.process.stdout], [], [], patience)[0]:
            return Seen("", "", time.monotonic() - began)
        text = json.loads(self.process.stdout.readline() or '""')
        return Seen(_ESCAPE.sub("", text).strip(), "cell", time.monotonic() - began)

    def presses_ctrl_c(self) -> None:
        """The notebook's square: the kernel is interrupted."""
        self.process.send_signal(signal.SIGINT)

    def leaves(self, patience: float = 20.0) -> tuple[int, float]:
        """Shut the kernel down."""
        began = time.monotonic()
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(patience), time.monotonic() - began


def runs(
    words: Sequence[str], *, home: Path, network: Network | None = None, patience: float = 60.0
) -> tuple[str, int, float]:
    """Run tenantsh without a terminal; what it wrote to both streams, its exit status, and how long it took."""
    began = time.monotonic()
    done = subprocess.run(
        program(network, "-m", "tenantsh", *words),
        env=environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=patience,
    )
    return done.stdout.strip(), done.returncode, time.monotonic() - began


def _without_echo(text: str, *, typed: bool) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(lines[1:] if typed else lines).strip("\n")
