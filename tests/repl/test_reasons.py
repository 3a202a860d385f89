"""Reasons, as a profile asks for them: typed at the prompt, asked for again when they have run out."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.repl.tmux import Screen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repl.conftest import Run

_PROFILE = '[profiles.p]\nreason_min = 5\nreason_ttl = "3 s"\n'
_ASKED = "Your reason (at least 5 characters):"
_PROMPT = "Acme (42) org_viewer ro=>"


@pytest.fixture
def environment(demo_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "config" / "tenantsh"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(_PROFILE)
    homes = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    return {**demo_environment, **homes, "PAGER": "cat"}


def logged(folder: Path) -> list[tuple[object, ...]]:
    lines = (folder / "tenantsh" / "evidence" / "p.jsonl").read_text().splitlines()
    found = [json.loads(line) for line in lines]
    return [(entry["reason"], entry.get("verdict")) for entry in found if entry["event"] == "statement"]


def test_a_reason_is_asked_for_and_again_when_it_has_run_out(environment: dict[str, str], tmp_path: Path) -> None:
    command = (sys.executable, "-m", "tenantsh", "--demo", "--profile", "p", "--org", "42")
    with Screen(command, env=environment, folder=tmp_path, lines=30) as screen:
        screen.sees(_PROMPT)
        screen.enter("select upper('one');")
        screen.sees(_ASKED)
        screen.enter("no")
        screen.sees(f"2 characters are too few. {_ASKED}")
        screen.enter("case 77")
        screen.sees("ONE")
        screen.enter("select upper('two');")
        screen.sees("TWO", without=["has run out"])
        time.sleep(3.1)
        screen.enter("select upper('three');")
        screen.sees(f'the reason "case 77" has run out. {_ASKED}')
        screen.press("Enter")
        screen.sees('error: the reason "case 77" has run out', "--reason TEXT opens a session with it")
        screen.enter(r"\! clear")
        screen.enter("select upper('four');")
        screen.sees("four", f'the reason "case 77" has run out. {_ASKED}')
        screen.press("C-c")
        screen.sees(_PROMPT)
        screen.enter(r"\! clear")
        screen.enter("select upper('five');")
        screen.sees("five", f"has run out. {_ASKED}")
        screen.enter("case 78")
        screen.sees("FIVE")
    assert logged(tmp_path) == [
        ("case 77", "done"),
        ("case 77", "done"),
        ("case 77", "refused"),
        ("case 77", "cancelled"),
        ("case 78", "done"),
    ]


def test_a_reason_is_for_one_organization(environment: dict[str, str], tmp_path: Path) -> None:
    command = (sys.executable, "-m", "tenantsh", "--demo", "--profile", "p", "--org", "42", "--reason", "case 77")
    with Screen(command, env=environment, folder=tmp_path, lines=30) as screen:
        screen.sees(_PROMPT)
        screen.enter(r"\org 43")
        screen.sees("Now in")
        screen.enter("select 1;")
        screen.sees(_ASKED)


def test_without_a_person_it_is_refused_before_anybody_connects(tenantsh: Run, environment: dict[str, str]) -> None:
    done = tenantsh("--demo", "--profile", "p", "--org", "42", "-c", "select 1", env=environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert "wants a reason" in done.stderr
    assert '--reason "case 1234"' in done.stderr
