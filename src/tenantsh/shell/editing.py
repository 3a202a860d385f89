"""The person's editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tenantsh.lang.quote import quote_shell
from tenantsh.model.errors import UsageError
from tenantsh.shell import sh

if TYPE_CHECKING:
    from tenantsh.shell.voice import Voice

_NAMES = ("PSQL_EDITOR", "EDITOR", "VISUAL")
_LINE_NUMBER = "PSQL_EDITOR_LINENUMBER_ARG"


def edit(shell: Voice, path: str, line: int | None) -> None:
    """Let the person edit a file, from a line on. Raises UsageError where the editor fails."""
    import subprocess

    editor = next(filter(None, map(os.environ.get, _NAMES)), "vi")
    place = ""
    if line is not None:
        place = f"{os.environ.get(_LINE_NUMBER) or '+'}{line} "
    shell.output.flush()
    # an editor is a command line by tradition
    if sh.waited(subprocess.Popen(["sh", "-c", f"exec {editor} {place}{quote_shell(path)}"])):
        raise UsageError("")  # it has said why
