"""Files that are run before anything else: `tenantshrc`, per version too, and psql's own on request."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.commands.paths import at_home
from tenantsh.model.errors import UsageError
from tenantsh.repl.script import show_all
from tenantsh.shell.paths import config_file
from tenantsh.shell.sources import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.repl.arguments import Invocation
    from tenantsh.repl.terminal import Terminal
    from tenantsh.shell.shell import Shell


def run_start_files(asked: Invocation, shell: Shell, terminal: Terminal) -> None:
    """Run the start-up files that there are; of each the one for the newest version that fits.

    Raises UsageError where one has left the organization that was asked for.
    """
    wanted = shell.tenant
    for path in _files(shell, psqls=asked.has("psqlrc")):
        with opened(str(path)) as source:
            show_all(shell.read(source), shell, terminal)
        if wanted and (shell.tenant != wanted or shell.lost):
            raise UsageError(
                f"{path} has left {wanted}, which was asked for",
                why=r"a start-up file is for every session, whose organization is named where it begins",
                hint=r"take \org out of it, or start with -X",
            )


def _files(shell: Shell, *, psqls: bool) -> Iterator[Path]:
    version = shell.session.endpoint.reported("server_version") or ""
    number = version.split(" ")[0]
    suffixes = (f"-{number}", f"-{shell.psql_major}", "")
    if psqls:
        yield from _first(Path(at_home(os.environ.get("PSQLRC") or "~/.psqlrc")), suffixes)
    given = os.environ.get("TENANTSHRC")
    yield from _first(Path(at_home(given)) if given else config_file().parent / "tenantshrc", suffixes)
    if not given:
        yield from _first(Path(at_home("~/.tenantshrc")), suffixes)


def _first(path: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for suffix in suffixes:
        candidate = path.with_name(path.name + suffix)
        if os.access(candidate, os.R_OK) and candidate.is_file():
            yield candidate
            return
