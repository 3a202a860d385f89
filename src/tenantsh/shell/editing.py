"""The person's editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tenantsh.lang.quote import quote_shell
from tenantsh.model.errors import UsageError
from tenantsh.shell.output import waited

if TYPE_CHECKING:
    from tenantsh.shell.shell import Shell

_NAMES = ("PSQL_EDITOR", "EDITOR", "VISUAL")
_LINE_NUMBER = "PSQL_EDITOR_LINENUMBER_ARG"


def edit(shell: Shell, path: str, line: int | None) -> None:
    """Let the person edit a file, from a line on. Raises UsageError where the editor fails."""
    import subprocess

    editor = next(filter(None, map(os.environ.get, _NAMES)), "vi")
    place = ""
    if line is not None:
        argument = os.environ.get(_LINE_NUMBER)
        if not argument and editor not in ("vi", "vim", "nano", "emacs"):
            raise UsageError(f"environment variable {_LINE_NUMBER} must be set to specify a line number")
        place = f"{argument or '+'}{line} "
    shell.output.flush()
    process = subprocess.Popen(f"exec {editor} {place}{quote_shell(path)}", shell=True)  # noqa: S602 - EDITOR is a command line
    status = waited(process)
    if status == 127:
        raise UsageError("could not start /bin/sh")
    if status:
        raise UsageError(f'could not start editor "{editor}"')
