r"""Leaving, and the world around the shell: `\q`, `\!`, `\cd`, `\timing`, `\errverbose`, `\encoding`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.registry import Reads, command
from tenantsh.lang.switch import truth
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context

GENERAL = "General"
SYSTEM = "Operating System"


@command(r"\q", group=GENERAL, aliases=(r"\quit",))
def leave(ctx: Context) -> None:
    """Leave tenantsh, or the script that is run."""
    ctx.quit()


@command(r"\copyright", group=GENERAL, direct=True, examples=[r"\copyright"])
def show_terms(_ctx: Context) -> Result:
    """Say under which terms tenantsh may be used."""
    return Result(data=[b"tenantsh is free software under the MIT licence.\nCopyright (c) 2026 the tenantsh authors\n"])


@command(r"\errverbose", group=GENERAL, examples=[r"\errverbose"])
def tell_all(ctx: Context) -> Result | None:
    """Show the last error with everything that the server said of it."""
    if ctx.last_error is None:
        return Result(data=[b"There is no previous error.\n"], direct=True)
    ctx.complain(ctx.last_error.told("verbose", "always"))
    return None


@command(r"\cd", "[FOLDER]", group=SYSTEM)
def change_folder(_ctx: Context, folder: kinds.Folder | None = None) -> None:
    """Change the current folder; without one, to the home folder."""
    try:
        os.chdir(Path.home() if folder is None else folder)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(rf'\cd: could not change directory to "{folder}": {reason}') from error


@command(r"\!", "[COMMAND]", group=SYSTEM, reads=Reads.LINE)
def run_program(ctx: Context, line: kinds.ShellCommand | None = None) -> None:
    """Run a shell command, or start a shell."""
    ctx.programs.run(line)


@command(r"\timing", "[on|off]", group=SYSTEM, direct=True, keeps_semicolons=True, examples=[r"\timing on"])
def timing(ctx: Context, value: kinds.Switch | None = None) -> Result:
    """Show how long each statement took."""
    wanted = not ctx.timing if value is None else truth(value)
    if wanted is None:
        ctx.complain(rf'unrecognized value "{value}" for "\timing": Boolean expected')
        wanted = ctx.timing
    ctx.timing = wanted
    return Result(status=f"Timing is {'on' if wanted else 'off'}.")
