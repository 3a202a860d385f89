"""Our own pager keeps a table's headings on the screen where it can; a pager that was chosen is left alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.repl.typing import Typing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pgcluster import Cluster

pytestmark = pytest.mark.newest  # which pager, and what it is given, is the same before any server

LONG = "select generate_series(1, 99) as n"


class Paged:
    """Starts a statement at a terminal with a `less` that says what it was given."""

    def __init__(self, pg: Cluster, folder: Path) -> None:
        self._folder = folder
        self._place = ["--unscoped", "-h", pg.host, "-p", str(pg.port), "-U", "postgres", "postgres"]

    def __call__(self, *arguments: str, less: int = 643, env: dict[str, str] | None = None) -> str:
        script = self._folder / "less"
        version = f'[ "$1" = --version ] && echo "less {less} (GNU regular expressions)" && exit'
        script.write_text(f'#!/bin/sh\n{version}\necho "given: $*."\ncat > {self._folder}/shown\n', encoding="utf-8")
        script.chmod(0o755)
        dropped = ("PG", "COLUMNS", "PAGER", "PSQL_PAGER", "LESS")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        environment = {**kept, "HOME": str(self._folder), "PATH": f"{self._folder}:{os.environ['PATH']}", **(env or {})}
        with Typing(*arguments, *self._place, env=environment, lines=24) as shell:
            text = shell.sees(".\r\n")
            shell.ends()
        return text.partition("given: ")[2].rstrip(".\r\n")


@pytest.fixture
def paged(pg: Cluster, tmp_path: Path) -> Paged:
    return Paged(pg, tmp_path)


def test_headings_stay(paged: Paged) -> None:
    assert paged("-c", LONG) == "--header=2"


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (["-P", "border=2"], 3),
        (["-P", "title=two\nlines"], 4),
        (["-t"], 0),
        (["-A"], 0),
        (["-x"], 0),
        (["--csv"], 0),
    ],
)
def test_as_many_lines_as_the_headings_have(paged: Paged, options: list[str], lines: int) -> None:
    assert paged(*options, "-c", LONG) == (f"--header={lines}" if lines else "")


def test_an_older_less_is_started_as_ever(paged: Paged) -> None:
    assert paged("-c", LONG, less=590) == ""


@pytest.mark.parametrize("env", [{"PAGER": "less -S"}, {"PSQL_PAGER": "less -S"}, {"LESS": "-S"}])
def test_what_was_chosen_is_left_alone(paged: Paged, env: dict[str, str]) -> None:
    assert "--header" not in paged("-c", LONG, env=env)


def test_the_table_itself_is_the_same(paged: Paged, tmp_path: Path) -> None:
    paged("-c", LONG)
    assert (tmp_path / "shown").read_text().startswith(" n  \n----\n  1\n")
