"""The psql of the server's own version as the judge of what a command prints."""

from __future__ import annotations

import io
import os
import re
import subprocess
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from tests.need import unavailable

from tenantsh.commands import load_all
from tenantsh.commands.registry import REGISTRY, invoke
from tenantsh.model.errors import TenantshError
from tenantsh.render import Options, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.pgcluster import Cluster

    from tenantsh.commands.context import Context
    from tenantsh.db.session import Session

NULL = "<null>"
"""Shows which of psql's empty cells are NULL to it."""

_MARK = "=== command "
_PLACE = re.compile(r"^psql:(?:[^:\n]*:\d+:)? (?:error: |warning: )?", re.MULTILINE)
_WORD = re.compile(r"(?:\"[^\"]*\"|[^\" ])+")


@dataclass(frozen=True, slots=True)
class Said:
    """What came out for one command."""

    out: str
    error: str


def psql(pg: Cluster, dsn: str, commands: Sequence[str], *, quiet: bool = False) -> dict[str, Said]:
    """What the server's own psql says to each command, all in one process."""
    program = pg.bin / "psql"
    if not program.exists():
        unavailable(f"PostgreSQL {pg.version} came without psql")
    script = "\n".join(f"\\echo {_MARK}{i}\n\\warn {_MARK}{i}\n{command}" for i, command in enumerate(commands))
    done = subprocess.run(
        [program, "-X", "-f", "-", "-P", f"null={NULL}", *(["-q"] if quiet else []), dsn],
        input=script,
        capture_output=True,
        encoding="utf-8",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **pg.programs.environment},
    )
    outs, errors = _pieces(done.stdout), _pieces(done.stderr)
    assert len(outs) == len(commands), done.stderr
    return {command: Said(outs[i], _without_place(errors[i])) for i, command in enumerate(commands)}


def ours(session: Session, command: str, *, quiet: bool = False) -> Said:
    """What our command says, rendered as the shell does."""
    load_all()
    word, *arguments = _WORD.findall(command)
    out = io.StringIO()
    said: list[str] = []
    desk = SimpleNamespace(
        session=session,
        warn=said.append,
        complain=said.append,
        variables=SimpleNamespace(on=lambda name: quiet and name == "QUIET"),
    )
    try:
        for result in invoke(cast("Context", desk), *REGISTRY.find(word), arguments):
            assert not isinstance(result, TenantshError)
            write(result, Options(null=NULL), out)
    except TenantshError as error:
        said.append(error.what)
    return Said(out.getvalue(), "\n".join(said))


def _pieces(text: str) -> list[str]:
    return [piece.partition("\n")[2] for piece in text.split(_MARK)[1:]]


def _without_place(error: str) -> str:
    """psql's messages without the program, file and line before them."""
    return _PLACE.sub("", error.strip())
