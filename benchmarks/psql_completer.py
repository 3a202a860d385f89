"""psql's completion, asked as people ask it: keys on a terminal, Tab twice, and what it shows."""

from __future__ import annotations

import os
import pty
import re
import select
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_INPUTRC = """\
set bell-style none
set page-completions off
set completion-query-items 0
set show-all-if-ambiguous on
set completion-display-width 0
set enable-bracketed-paste off
set horizontal-scroll-mode off
"""
_READY = "=ready>"
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r|\x07")
_QUIET = 0.12
"""Seconds without output after which psql has said all."""


class Psql:
    """One psql on a terminal of its own."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._until(_READY)

    def offered(self, text: str) -> list[str]:
        """What psql completes a text to, or offers for it; words, in the order in which it shows them."""
        typed = text.replace("\n", " ")
        self._write(typed)
        self._settle()
        self._write("\t")
        first = self._settle()
        shown = first if "\n" in first else first + self._again(first)
        self._write("\x03")
        self._until(_READY)
        return _words(shown, typed)

    def _again(self, first: str) -> str:
        """A single continuation is inserted; where nothing or a part came, psql lists the rest at the second Tab."""
        if first.endswith(" "):
            return ""
        self._write("\t")
        return self._settle()

    def _write(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def _settle(self) -> str:
        found = ""
        while select.select([self._terminal], [], [], _QUIET)[0]:
            found += os.read(self._terminal, 65536).decode("utf-8", "replace")
        return _CONTROL.sub("", found)

    def _until(self, text: str) -> None:
        found, end = "", time.monotonic() + 10
        while text not in found and time.monotonic() < end:
            found += self._settle()


@contextmanager
def started(program: Path, conninfo: str, folder: Path) -> Iterator[Psql]:
    """psql, connected, in an empty folder of its own."""
    (folder / "inputrc").write_text(_INPUTRC, encoding="utf-8")
    child, terminal = pty.fork()
    if not child:
        os.chdir(folder)
        environment = {**os.environ, "INPUTRC": str(folder / "inputrc"), "TERM": "dumb", "COLUMNS": "5000", "PAGER": ""}
        argv = [str(program), "-X", "-q", "-v", f"PROMPT1={_READY}", "-v", f"PROMPT2={_READY}", "-d", conninfo]
        os.execve(program, argv, environment)
    try:
        yield Psql(terminal)
    finally:
        os.close(terminal)
        os.waitpid(child, 0)


def _words(shown: str, typed: str) -> list[str]:
    """The words of what was shown: of a list its columns, of a line what was added to the word that was typed."""
    last = re.split(r"[\s(),=]", typed)[-1]
    lines = shown.split("\n")
    if len(lines) == 1:
        return [f"{last}{lines[0]}".strip()]
    listed = [word for line in lines[1:] if _READY not in line for word in re.split(r"\s{2,}", line)]
    return [word.strip() for word in listed if word.strip()]
