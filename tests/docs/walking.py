"""A page that leads through a database of another shape than the demo: its blocks, and a place where they can run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
SHAPES = Path(__file__).parent / "shapes"
WALKS = sorted(path.stem for path in SHAPES.glob("*.sql"))
"""The pages that lead through a database of their own, by name."""

_BLOCK = re.compile(r"^```(?P<kind>sql|toml|console)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
_SERVICE = "[ours]\nhost={host}\nport={port}\ndbname={dbname}\n"


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced part of a page: SQL that a DBA runs, lines of the configuration, or commands with what they print."""

    kind: str
    text: str


def blocks(page: str) -> list[Block]:
    """What a page shows, in its order."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    return [Block(found["kind"], found["text"]) for found in _BLOCK.finditer(text)]


def runs(text: str) -> list[tuple[str, str]]:
    """A console's commands, each with the output that it is expected to have."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)
    assert not parts[0].strip(), "a console starts with a command"
    return [(command, output.rstrip("\n")) for command, output in zip(parts[1::2], parts[2::2], strict=True)]


@dataclass(frozen=True, slots=True)
class Place:
    """A database of a page's shape, as its DBA and its users reach it."""

    dsn: str
    """As a superuser."""
    folder: Path
    environment: Mapping[str, str]

    def carry_out(self, page: str) -> Iterator[tuple[str, str, str]]:
        """Do what a page says, in its order; gives each command, what the page expects, and what was printed."""
        for block in blocks(page):
            if block.kind == "sql":
                self.as_dba(block.text)
            elif block.kind == "toml":
                with (self.folder / "config.toml").open("a", encoding="utf-8") as config:
                    config.write(block.text)
            else:
                yield from ((command, expected, self.run(command)) for command, expected in runs(block.text))

    def as_dba(self, sql: str) -> None:
        """Run statements in the database as its superuser."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(sql.encode())

    def run(self, command: str) -> str:
        """What a command line prints, on both of its outputs."""
        done = subprocess.run(
            shlex.split(command),
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        return (done.stdout + done.stderr).rstrip("\n")


def place(dsn: str, page: str, folder: Path) -> Place:
    """Make an empty database one of a page's shape, with a service called `ours` that leads there."""
    where = psycopg.conninfo.conninfo_to_dict(dsn)
    (folder / "service.conf").write_text(_SERVICE.format(**where), encoding="utf-8")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PGSERVICEFILE": str(folder / "service.conf"),
        "TENANTSH_CONFIG": str(folder / "config.toml"),
        "XDG_STATE_HOME": str(folder / "state"),
    }
    made = Place(dsn, folder, environment)
    made.as_dba((SHAPES / f"{page}.sql").read_text(encoding="utf-8"))
    return made
