r"""Programs that the shell starts: backticks, `\!`, editors; and what `SHELL_ERROR` says of them."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError
from tenantsh.shell import sh

if TYPE_CHECKING:
    from collections.abc import Callable


class Programs:
    """Starts programs; `flush` is called before each, `told` hears its exit status."""

    def __init__(self, flush: Callable[[], None], told: Callable[[int], None]) -> None:
        self._flush = flush
        self.told = told

    def output(self, line: str) -> str:
        """What a shell command writes, without the last newline; nothing of what follows a NUL."""
        self._flush()
        process = sh.start(line, stdout=subprocess.PIPE)
        written, _ = process.communicate()
        self.told(process.returncode)
        text = written.partition(b"\0")[0].decode("utf-8", "surrogateescape")
        return text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")

    def run(self, line: str | None) -> None:
        """Run a shell command, or the person's own shell to type in. Raises UsageError where none starts."""
        self._flush()
        if line is None:
            line = f"exec {os.environ.get('SHELL') or '/bin/sh'}"
        try:
            self.told(sh.waited(sh.start(line)))
        except (OSError, ValueError) as error:
            raise UsageError(r"\!: failed") from error


def exit_code(returncode: int) -> int:
    """A program's status as shells count: 128 and the signal's number for one that was killed."""
    return 128 - returncode if returncode < 0 else returncode
