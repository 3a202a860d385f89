"""A person is told that there is a pooler between, wherever she looks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.ready import ready
from tests.repl.typing import Typing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pgbouncer import Bouncer


@pytest.fixture
def place(pgbouncer: Bouncer, platform_dsn: str) -> list[str]:
    """The words that lead to the platform behind a pooler."""
    assert platform_dsn
    return [pgbouncer.dsn("platform", "engineer"), "--org", "42", "-X"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "COLUMNS"))}
    return {**kept, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}


@pytest.mark.newest
def test_the_prompt_and_the_bottom_line_say_pooler(place: list[str], environment: dict[str, str]) -> None:
    with Typing(*place, env=environment, columns=160) as shell:
        shell.sees("through a pooler")
        shell.sees("Acme (42) org_viewer ro pooler=>")
        shell.sees("| pooler |")


def test_conninfo_has_a_line_of_it(place: list[str], environment: dict[str, str]) -> None:
    said = ready().run([*place, "-A", "-t", "-c", r"\conninfo"], environment).stdout
    assert [line for line in said.splitlines() if line.startswith("Pooler")]


@pytest.mark.parametrize("text", [r"select 1 \parse p", r"\bind_named p \g", r"\close_prepared p"])
@pytest.mark.pg_min(18)
def test_what_names_a_prepared_statement_is_refused_in_words(
    place: list[str], environment: dict[str, str], text: str
) -> None:
    done = ready().run(place, environment, given=f"{text}\n")
    assert "needs a server connection of its own" in done.stderr
