"""What ECHO_HIDDEN shows (`-E`): our own questions to the catalog, in psql's frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.query import spelled

if TYPE_CHECKING:
    from tenantsh.db.query import Request
    from tenantsh.shell.voice import Voice

_FRAMES = {
    False: "********* QUERY **********\n{}\n**************************\n\n",
    True: "/******** QUERY *********/\n{}\n/************************/\n\n",
}
"""psql's frames: before 17, and since."""


def show(shell: Voice, request: Request, major: int) -> None:
    """Write a question to standard output, and to the log of `-L`."""
    framed = frame(spelled(request, major), shell.psql_major)
    shell.output.standard.write(framed)
    if shell.output.log is not None:
        shell.output.log.write(framed)


def frame(text: str, psql_major: int) -> str:
    """A statement in psql's frame."""
    return _FRAMES[psql_major >= 17].format(text)
