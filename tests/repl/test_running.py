"""A statement that takes long says so on the terminal, and nowhere else."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from tests.repl.typing import Typing

if TYPE_CHECKING:
    from pathlib import Path

PROMPT = "Acme (42) org_viewer ro=>"
SLOW = "select pg_sleep(1.7) as slept;"
ERASED = "\x1b8\x1b[J"


@pytest.fixture
def environment(demo_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    return {**demo_environment, "XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path), "PAGER": "cat"}


def test_it_tells_the_seconds_and_is_gone_before_the_result(environment: dict[str, str]) -> None:
    with Typing("--demo", "--org", "42", env=environment) as shell:
        shell.sees(PROMPT)
        shell.enter(SLOW)
        shell.sees("running for 1 s; Ctrl-C cancels")
        shell.sees("(1 row)")
        last = shell.raw.rindex("Ctrl-C cancels")
        assert shell.raw.index(ERASED, last) < shell.raw.index(" slept ", last)


def test_it_counts_the_rows_that_have_come(environment: dict[str, str]) -> None:
    with Typing("--demo", "--org", "42", env=environment) as shell:
        shell.sees(PROMPT)
        shell.enter("select repeat('x', 999) as x, pg_sleep(0.005) from generate_series(1, 500) \\g /dev/null")
        shell.sees("running for 1 s, 250 rows; Ctrl-C cancels")
        shell.sees(PROMPT)


def test_it_can_be_switched_off(environment: dict[str, str]) -> None:
    with Typing("--demo", "--org", "42", env=environment) as shell:
        shell.sees(PROMPT)
        shell.enter(r"\set PROGRESS off")
        shell.sees(PROMPT)
        shell.enter(SLOW)
        shell.sees("(1 row)")
        assert "running" not in shell.text


def test_what_is_done_at_the_terminal_itself_is_not_told_of(environment: dict[str, str]) -> None:
    with Typing("--demo", "--org", "42", env=environment) as shell:
        shell.sees(PROMPT)
        shell.enter(r"\! sleep 1.7; expr 6 '*' 7")
        shell.sees("42\r\n")
        assert "running" not in shell.text


def test_line_by_line_it_is_as_in_psql(environment: dict[str, str]) -> None:
    with Typing("--demo", "--org", "42", "-n", env=environment) as shell:
        shell.sees(PROMPT)
        shell.enter(SLOW)
        shell.sees("(1 row)")
        assert "running" not in shell.text


def test_standard_output_gets_the_result_alone(environment: dict[str, str], tmp_path: Path) -> None:
    command = f"python3 -m tenantsh --demo --org 42 -c '{SLOW}' > {tmp_path}/out"
    with Typing("-c", command, env=environment, program=["sh"]) as shell:
        shell.sees("running for 1 s")
        assert shell.ends() == 0
    assert (tmp_path / "out").read_text() == " slept \n-------\n \n(1 row)\n\n"


@pytest.mark.parametrize("behind", ["| cat", "2>&1 | cat"])
def test_behind_a_pipe_nothing_is_told(environment: dict[str, str], behind: str) -> None:
    command = f"python3 -m tenantsh --demo --org 42 -c '{SLOW}' {behind}"
    with Typing("-c", command, env=environment, program=["sh"]) as shell:
        assert shell.ends() == 0
        assert "running" not in shell.text


def test_a_notice_does_not_stand_behind_it(environment: dict[str, str]) -> None:
    with Typing("--demo", "--org", "42", "--allow", "do-block", env=environment) as shell:
        shell.sees(PROMPT)
        shell.enter("do $$ begin perform pg_sleep(1.5); raise notice 'noted'; end $$;")
        shell.sees("running for 1 s")
        shell.sees("NOTICE:  noted")
        assert re.search(r"cancels\x1b\[J(?:\x1b8.*)?\x1b8\x1b\[JNOTICE", shell.raw)


def test_ctrl_c_ends_it(environment: dict[str, str]) -> None:
    with Typing("--demo", "--org", "42", env=environment) as shell:
        shell.sees(PROMPT)
        shell.enter("select pg_sleep(60);")
        shell.sees("Ctrl-C cancels")
        shell.keys("\x03")
        shell.sees("canceling statement due to user request", patience=10)
        shell.sees(PROMPT)
        time.sleep(0.2)
        assert "cancels" not in shell.text.rpartition("canceling")[2]
