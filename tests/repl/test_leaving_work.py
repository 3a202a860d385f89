"""Leaving in the midst of a transaction: a person whose changes would be lost is asked, and nobody else is."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from tests.repl.typing import Typing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.repl.conftest import Run

RW = "Acme (42) org_member RW"
QUESTION = "The open transaction has changes: commit, rollback or stay? [stay]"
CHANGE = "create temp table changed(a int);"


@pytest.fixture
def environment(demo_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    return {**demo_environment, "XDG_STATE_HOME": str(tmp_path), "PAGER": "cat"}


@pytest.fixture
def changed(environment: dict[str, str]) -> Iterator[Typing]:
    """A shell with an open transaction that has changed something."""
    with Typing("--demo", "--org", "42", "--write", "-n", env=environment) as shell:
        shell.sees(f"{RW}=>")
        shell.enter("begin;")
        shell.sees(f"{RW}=*>")
        shell.enter(CHANGE)
        shell.sees(f"{RW}=*>")
        yield shell


@pytest.mark.parametrize("way_out", [r"\q", "exit", "quit;"])
def test_it_is_asked_and_one_stays(changed: Typing, way_out: str) -> None:
    changed.enter(way_out)
    changed.sees(QUESTION)
    changed.enter("")
    changed.sees(f"{RW}=*>")
    changed.enter("table changed;")
    changed.sees("(0 rows)")


@pytest.mark.parametrize(("answer", "tag"), [("c", "COMMIT"), ("commit;", "COMMIT"), ("r", "ROLLBACK")])
def test_an_answer_is_carried_out(changed: Typing, answer: str, tag: str) -> None:
    changed.keys("\x04")
    changed.sees(QUESTION)
    changed.enter(answer)
    changed.sees(f"{tag}\r\n")
    assert changed.ends() == 0
    assert "rolled back" not in changed.text


def test_who_is_not_clear_stays(changed: Typing) -> None:
    changed.enter(r"\q")
    changed.sees(QUESTION)
    changed.enter("what?")
    changed.sees(f"{RW}=*>")


def test_ctrl_c_stays_and_ctrl_d_leaves(changed: Typing) -> None:
    changed.enter(r"\q")
    changed.sees(QUESTION)
    changed.keys("\x03")
    changed.sees(f"{RW}=*>")
    changed.enter(r"\q")
    changed.sees(QUESTION)
    changed.keys("\x04")
    changed.sees("The open transaction was rolled back.")
    assert changed.ends() == 0


def test_a_commit_that_fails_is_no_way_out(environment: dict[str, str]) -> None:
    with Typing("--demo", "--org", "42", "--write", "-n", env=environment) as shell:
        shell.sees(f"{RW}=>")
        shell.enter("begin; create temp table t(a int unique deferrable initially deferred);")
        shell.enter("insert into t values (1), (1);")
        shell.sees("INSERT 0 2")
        shell.enter(r"\q")
        shell.sees(QUESTION)
        shell.enter("commit")
        shell.sees("duplicate key value")
        shell.sees(f"{RW}=>")
        shell.enter(r"\q")
        assert shell.ends() == 0


@pytest.mark.parametrize("statement", ["select 1;", "select 1/0;"])
def test_who_loses_nothing_is_not_asked(environment: dict[str, str], statement: str) -> None:
    with Typing("--demo", "--org", "42", "--write", "-n", env=environment) as shell:
        shell.sees(f"{RW}=>")
        shell.enter("begin;")
        shell.sees(f"{RW}=*>")
        shell.enter(statement)
        shell.sees(RW)
        shell.enter(r"\q")
        assert shell.ends() == 0
        assert QUESTION not in shell.text


def test_a_signal_does_not_ask(changed: Typing) -> None:
    changed.signal(signal.SIGTERM)
    assert changed.ends(10) == -signal.SIGTERM
    assert QUESTION not in changed.text


def test_a_script_is_not_asked(acme: Run) -> None:
    done = acme("--write", input=f"begin;\n{CHANGE}\n\\q\n")
    assert done.returncode == 0
    assert QUESTION not in done.stdout + done.stderr
