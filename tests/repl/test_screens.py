"""The prompt in its states, on a real terminal's screen (tmux), against golden text.

WRITE_SCREENS=1 writes the golden texts anew: look at each of them in the diff.
"""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.repl.tmux import Screen

from tenantsh import embedded

if TYPE_CHECKING:
    from collections.abc import Callable

    Start = Callable[..., Screen]

SCREENS = Path(__file__).parent / "screens"
WRITING = bool(os.environ.get("WRITE_SCREENS"))
CHANGING = [
    (r"tenantsh \d+\.\d+\.\d+\S*, PostgreSQL \d+\S*,", "tenantsh N, PostgreSQL N,"),
    (r"local:\d+/platform PG \d+", "local:N/platform PG N"),
    (r"\b\d+ s\b", "N s"),
]
"""What differs from run to run."""
COLOUR = re.compile(r"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9\d|10\d)[;m]")
KILL = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'to be lost' and pid <> pg_backend_pid()
"""


@pytest.fixture
def start(demo_environment: dict[str, str], tmp_path: Path) -> Start:
    kept = {name: value for name, value in demo_environment.items() if not name.startswith(("PG", "LC_", "TMUX"))}
    for name in ("COLUMNS", "LINES", "NO_COLOR", "COLORFGBG", "LESS", "PAGER", "PSQL_PAGER", "INPUTRC"):
        kept.pop(name, None)
    environment = {**kept, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}

    def begin(*arguments: str, env: dict[str, str] | None = None, **how: object) -> Screen:
        command = [sys.executable, "-m", "tenantsh", "--demo", *arguments]
        return Screen(command, env={**environment, **(env or {})}, folder=tmp_path, **how)  # type: ignore[arg-type]

    return begin


def steady(text: str) -> str:
    """A screen without what differs from run to run."""
    for pattern, replacement in CHANGING:
        text = re.sub(pattern, replacement, text)
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip("\n") + "\n"


def same(screen: Screen, name: str) -> None:
    """Wait until the screen is the golden one."""
    path = SCREENS / f"{name}.txt"
    if WRITING:
        time.sleep(1)
        path.write_text(steady(screen.text), encoding="utf-8")
    wanted = path.read_text(encoding="utf-8")
    deadline = time.monotonic() + 15
    while (got := steady(screen.text)) != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    assert got == wanted, name


def test_a_session_that_reads(start: Start) -> None:
    with start("--org", "42", columns=120, lines=12) as screen:
        screen.sees("ro=>", "F5")
        same(screen, "read_only")
        screen.types(r"\pset format a")
        same(screen, "candidates")
        screen.press("Escape")
        screen.sees("format a\n", without=["asciidoc"])
        screen.press("C-c")
        screen.sees("format a\n", "ro=>\n")
        screen.press("C-l", "F2", "F3", "F4", "F5")
        same(screen, "switched")
        screen.resize(12, 60)
        same(screen, "narrow")
        screen.resize(12, 24)
        same(screen, "very_narrow")


def test_the_prompt_begins_on_a_line_of_its_own(start: Start) -> None:
    with start("--org", "42", columns=120, lines=12) as screen:
        screen.sees("ro=>", "F4")
        screen.enter(r"\echo -n unfinished")
        screen.sees("\nunfinished\nAcme (42) org_viewer ro=>\n")


def test_a_transaction(start: Start) -> None:
    with start("--org", "42", columns=120, lines=12) as screen:
        screen.sees("ro=>", "F5")
        screen.enter("begin;")
        screen.sees("ro=*>", "tx")
        same(screen, "transaction")
        screen.enter("selec;")
        screen.sees("ro=!>", "FAILED")
        same(screen, "failed")
        screen.enter("rollback;")
        screen.sees("ROLLBACK", "ro=>\n", without=["FAILED"])
        screen.press("C-l", "F2")
        screen.types("select 'a")
        screen.press("Enter")
        screen.types("b', (")
        screen.press("Enter")
        same(screen, "several_lines")


def test_what_was_typed_is_offered_again(start: Start) -> None:
    with start("--org", "42", "-v", "COMPLETION=tab", columns=120, lines=12) as screen:
        screen.sees("ro=>", "F4")
        screen.enter("select 1 as one;")
        screen.sees("(1 row)")
        screen.press("C-l")
        screen.types("sele")
        same(screen, "suggestion")
        screen.press("C-e")
        screen.sees("=> select 1 as one;\n")
        screen.press("C-c", "C-l", "C-r")
        screen.types("one")
        same(screen, "history_search")
        screen.press("C-c", "C-l")
        screen.enter("select pg_sleep(4) as slept;")
        screen.sees("running for")
        same(screen, "running")
        screen.sees("(1 row)", "ro=>\n")
        same(screen, "has_run")


def test_a_session_that_writes_without_colours(start: Start) -> None:
    with start("--org", "42", "--write", env={"NO_COLOR": "1"}, columns=120, lines=12) as screen:
        screen.sees("RW=>", "F5")
        same(screen, "read_write")
        assert COLOUR.search(screen.coloured) is None
        screen.enter("begin; create temp table t();")
        screen.sees("CREATE TABLE", "tx")
        screen.press("C-d")
        same(screen, "leaving")


def test_a_session_without_an_organization(start: Start) -> None:
    with start("--unscoped", columns=120, lines=12) as screen:
        screen.sees("UNSCOPED platform=>", "F2")
        same(screen, "unscoped")
        assert "\x1b[41m" in screen.coloured


def test_a_connection_that_is_lost(
    start: Start, demo_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENANTSH_DEMO_DIR", demo_environment["TENANTSH_DEMO_DIR"])
    with start("--org", "42", "-v", "COMPLETION=off", env={"PGAPPNAME": "to be lost"}, columns=120) as screen:
        screen.sees("ro=>", "F2")
        with psycopg.connect(embedded.ensure_running().dsn(user="postgres", dbname="platform")) as superuser:
            superuser.execute(KILL)
        screen.press("Enter")
        same(screen, "disconnected")


def test_the_page_on_the_prompt_shows_these_screens() -> None:
    page = (Path(__file__).parents[2] / "docs" / "prompt.md").read_text(encoding="utf-8")
    shown = {line for path in SCREENS.iterdir() for line in path.read_text(encoding="utf-8").splitlines()}
    blocks = re.findall(r"^```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert [line for block in blocks for line in block.splitlines() if line not in shown] == []


def test_a_dumb_terminal_is_told_in_words(start: Start) -> None:
    with start("--org", "42", columns=80, lines=16, term="dumb") as screen:
        screen.sees("read only>\n")
        screen.enter("begin;")
        screen.sees("in a transaction>\n")
        screen.enter("select 'a")
        screen.sees("string goes on>\n")
        screen.enter("b', 1/0;")
        screen.sees("transaction failed>\n")
        same(screen, "dumb")
        assert "\x1b" not in screen.coloured
