"""What a person is shown line by line (`-n`), with psql itself as the judge, at a terminal of its own."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

import pytest
from tests.need import unavailable
from tests.repl.typing import Typing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.pgcluster import Cluster

pytestmark = pytest.mark.pg_min(15)  # psql 13 and 14 show Ctrl-C otherwise, and are followed in scripts alone

C, D = "\x03", "\x04"
PROMPTS = [
    *("-v", "PROMPT1=<%R%x%#%l> "),
    *("-v", "PROMPT2={%R%x%#%l%w}> "),
    *("-v", "PROMPT3=(%R%x%n)> "),
]
ESCAPES = r"%M|%m|%>|%n|%/|%~|%#|%R|%x|%l|%043x|%8|%:who:|%:none:|%`echo hi; echo ho`|%`false`|%%|%z|%P"

Step = str | tuple[str, str | None]
"""A line, after which a prompt comes; or keys, and what is to be seen after them, None for the end."""

CASES: dict[str, list[Step]] = {
    "what is open": [
        *("select 'a", "b' ", "(", '"x', 'y"', "$$", "$$ /* ", "*/ $x$", "$x$", ")", r"\r"),
        *("begin;", "select", "1/0;", "rollback;"),
    ],
    "conditions": [
        *(r"\if false", "select 1;", r"\r", "select (", C, r"\if false", C, r"\if true", "select 1;", r"\endif"),
    ],
    "Ctrl-C at the prompt": [("select 1", "select 1"), C, "select", C, "select '", C, "select 2;"],
    "copy": [
        *("create temp table t(a int);", "copy t from stdin;", "1", "2", r"\.", r"\copy t from stdin", "3", r"\."),
        *(r"\copy t from pstdin", "4", r"\.", r"\set QUIET", "copy t from stdin;", "5", r"\.", "table t;"),
        *("copy t from stdin;", C, "copy t to stdout;"),
    ],
    "copy ends with Ctrl-D": ["create temp table t(a int);", "copy t from stdin;", "1", D, "table t;"],
    "the way out": [
        *("select", "help", "exit", "quit", "(", "exit", ")", "'", "help", "exit", "quit", "';"),
        *("/*", "exit", "*/", "$$", "quit", C, '"', "help", C, " exit", "  exit  ;  ", "exit x", ";"),
        ("EXIT ;\n", None),
    ],
    "questions": [
        *(r"\prompt 'name > ' y", "abc", r"\echo :y", r"\prompt 'name > ' y", C, r"\echo :y"),
        *((r"\password" + "\n", '"postgres": '), ("a\r", "again: "), ("b\r", "> ")),
    ],
    "escapes": [
        r"\set who me",
        rf"\set PROMPT1 '{ESCAPES}> '",
        *("begin;", "nonsense;", "rollback;", "select", "1;", "set session authorization pg_monitor;"),
        *(r"\set PROMPT1 '%w|> '", r"\set PROMPT1 'a%[%033[1m%]b> '", r"\set PROMPT1 '> %:who'"),
    ],
    "a session that ends in a condition": [r"\if true", (D, None)],
    "a session that is left in a condition": [r"\if true", (r"\q" + "\n", None)],
    "a session that ends in a statement": ["select", (D, None)],
    "cancelling": [
        (r"\echo 'begun' \\ select pg_sleep(60);" + "\n", "begun\r\n"),
        C,
        ("select 1 as watched \\watch 60\n", "(1 row)"),
        C,
        ("\\! echo begun; sleep 60\n", "begun\r\n"),
        C,
        ("select 'select pg_sleep(60)' as slow from generate_series(1, 3) \\gexec\n", "\r\n"),
        C,
        "select 1;",
    ],
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "COLUMNS"))}
    return {**kept, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "PAGER": "cat"}


@pytest.mark.parametrize("steps", CASES.values(), ids=CASES.keys())
def test_it_is_shown_as_psql_shows_it(steps: Sequence[Step], pg: Cluster, environment: dict[str, str]) -> None:
    _same(pg, environment, *PROMPTS, steps=steps)


def test_lines_that_are_statements(pg: Cluster, environment: dict[str, str]) -> None:
    _same(
        pg, environment, *PROMPTS, "-S", steps=["select 1", "select (", "2)", r"\set SINGLELINE off", "select 3", ";"]
    )


def test_step_by_step(pg: Cluster, environment: dict[str, str]) -> None:
    _same(
        pg,
        environment,
        *PROMPTS,
        "-s",
        steps=[("select 5;\n", "cancel)"), "", ("select 6;\n", "cancel)"), "x", ("select 7;\n", "select 7;")],
    )


@pytest.mark.pg_min(18)
def test_the_prompt_tells_of_the_pipeline(pg: Cluster, environment: dict[str, str]) -> None:
    steps = [r"\startpipeline", r"select 1 \bind \sendpipeline", r"nonsense \bind \sendpipeline"]
    more = [r"\syncpipeline", r"\getresults", r"\endpipeline", "select 1;"]
    _same(pg, environment, "-v", "PROMPT1=%P%x%R> ", steps=[*steps, *more])


def _same(pg: Cluster, environment: dict[str, str], *arguments: str, steps: Sequence[Step]) -> None:
    psql = pg.bin / "psql"
    if not psql.exists():
        unavailable(f"PostgreSQL {pg.version} came without psql")
    place = ["-X", "-n", "-h", pg.host, "-p", str(pg.port), "-U", "postgres", *arguments, "postgres"]
    env = {**environment, **pg.programs.environment}
    theirs = _transcript(Typing(*place, env=env, program=[str(psql)]), steps)
    ours = _transcript(Typing("--unscoped", *place, env=environment), steps)
    assert _without_name(ours) == _without_name(theirs)


def _without_name(text: str) -> str:
    """Without what tells the two apart on purpose, the time, and what psql writes for an editor that it has not."""
    text = re.sub("[\x01\x02]", "", re.sub(r"\d\d:\d\d:\d\d", "TIME", text))
    return text.replace("UNSCOPED ", "").replace("psql", "tenantsh")


def _transcript(shell: Typing, steps: Sequence[Step]) -> str:
    """All that is on the screen from the first prompt on, typed step by step."""
    with shell:
        shell.sees("> ")
        start = len(shell.text)
        for step in steps:
            keys, wanted = step if isinstance(step, tuple) else (step if step in (C, D) else f"{step}\n", "> ")
            if keys == C:
                time.sleep(0.5)  # until what is to be interrupted has begun, at the server too
            shell.keys(keys)
            if keys.endswith("\n"):
                shell.sees(keys.removesuffix("\n"))
            if wanted is None:
                shell.ends()
            else:
                shell.sees(wanted)
        return shell.text[start:]
