"""Reasons, as a profile asks for them: typed at the prompt, asked for again when they have run out."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.pgcluster import as_user
from tests.platform.seals import sealed
from tests.repl.tmux import Screen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repl.conftest import Run

__all__ = ["sealed"]

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
        screen.sees(_PROMPT, without=["has run out"])
        screen.enter("select upper('four');")
        screen.sees("four", f'the reason "case 77" has run out. {_ASKED}')
        screen.press("C-c")
        screen.sees(_PROMPT)
        screen.enter(r"\! clear")
        screen.sees(_PROMPT, without=["has run out"])
        screen.enter("select upper('none');")
        screen.sees("none", f"has run out. {_ASKED}")
        screen.enter(r"\q")
        screen.sees('error: the reason "case 77" has run out', _PROMPT)
        screen.enter(r"\! clear")
        screen.sees(_PROMPT, without=["has run out"])
        screen.enter("select upper('five');")
        screen.sees("five", f"has run out. {_ASKED}")
        screen.enter("case 78")
        screen.sees("FIVE")
    assert logged(tmp_path) == [
        ("case 77", "done"),
        ("case 77", "done"),
        ("case 77", "refused"),
        ("case 77", "cancelled"),
        ("case 77", "refused"),
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
    assert "--reason TEXT of at least 5 characters" in done.stderr


def test_what_the_guard_asks_about_says_what_becomes_of_a_transaction(
    demo_environment: dict[str, str], tmp_path: Path
) -> None:
    homes = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "PAGER": "cat"}
    command = (sys.executable, "-m", "tenantsh", "--demo", "--org", "42", "--write")
    with Screen(command, env={**demo_environment, **homes}, folder=tmp_path, lines=30) as screen:
        screen.enter("do $$ begin end $$;")
        screen.sees("a reason is needed for a DO block", "Your reason (empty: it is not sent):", without=["note:"])
        screen.enter(r"\q")
        screen.sees("error: a DO block")
        screen.enter("begin;")
        screen.enter("do $$ begin end $$;")
        screen.sees("note: where it is not sent, the open transaction has failed")
        screen.enter("case 77")
        screen.enter("commit;")
        screen.sees("COMMIT")


@pytest.mark.parametrize("write", [r"\org 43", r"\org Globex"])
def test_a_reason_that_no_profile_asks_for_is_for_one_organization_too(acme: Run, tmp_path: Path, write: str) -> None:
    homes = {"XDG_STATE_HOME": str(tmp_path)}
    acme("--reason", "case 77", "-c", r"\org 42", "-c", "select 1", "-c", write, "-c", "select 2", env=homes)
    lines = (tmp_path / "tenantsh" / "evidence" / "demo.jsonl").read_text().splitlines()
    told = [json.loads(line) for line in lines]
    assert [(each["org"], each["reason"]) for each in told if each["event"] == "statement"] == [
        ("42", "case 77"),
        ("43", None),
    ]


@pytest.mark.newest
def test_a_sealed_session_goes_to_another_organization_for_a_reason_of_its_own(
    tenantsh: Run, demo_environment: dict[str, str], sealed: str, tmp_path: Path
) -> None:
    homes = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "PAGER": "cat"}
    place = ("-d", as_user(sealed, "engineer"), "--org", "2", "--reason", "case 77")
    done = tenantsh(*place, "-c", r"\org 3", env=homes)
    assert "a reason is for one organization, and is not carried to another" in done.stderr
    command = (sys.executable, "-m", "tenantsh", *place)
    with Screen(command, env={**demo_environment, **homes}, folder=tmp_path, lines=30) as screen:
        screen.enter(r"\org 3")
        screen.sees("this login is sealed: organization 3 needs a reason. Your reason")
        screen.enter(r"\q")
        screen.sees("error: this login is sealed: a session needs a reason")
        screen.enter(r"\org 2")
        screen.sees("Now in")
        screen.enter(r"\org 3")
        screen.enter("case 78")
        screen.sees("(3) as org_viewer, verified")
    with psycopg.connect(sealed) as owner:
        found = owner.execute("select distinct reason from tenantsh.openings where org = '3'").fetchall()
    assert ("case 78",) in found
    assert ("case 77",) not in found
