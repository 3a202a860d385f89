"""Leaving with a case that is not saved: a person is asked, a script is told, and nothing is lost."""

from __future__ import annotations

import signal
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from tests.repl.typing import Typing

from tenantsh.commands.registry import REGISTRY
from tenantsh.model.case import Opening
from tenantsh.model.catalog import Catalog
from tenantsh.repl import states
from tenantsh.shell.cases.opened import Tally
from tenantsh.shell.completion import complete

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.repl.conftest import Run

    from tenantsh.shell.shell import Shell

PROMPT = "Acme (42) org_viewer ro=>"
RECORDING = "Acme (42) org_viewer ro case=>"
QUESTION = "is not saved (1 statement): save, keep, discard or stay? [stay]"
NEW = r'\case new "Nothing is listed" --ticket SUP-4711'


@pytest.fixture
def environment(demo_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    return {**demo_environment, "XDG_STATE_HOME": str(tmp_path / "state"), "PAGER": "cat"}


@pytest.fixture
def recorded(environment: dict[str, str]) -> Iterator[Typing]:
    """A shell with a case in which there is a statement."""
    with Typing("--demo", "--org", "42", "-n", env=environment) as shell:
        shell.sees(PROMPT)
        shell.enter(NEW)
        shell.sees(RECORDING)
        shell.enter("select 'one' as n;")
        shell.sees("(1 row)")
        shell.sees(RECORDING)
        yield shell


def drafts(tmp_path: Path) -> list[str]:
    return sorted(path.suffix for path in (tmp_path / "state" / "tenantsh" / "cases").iterdir())


def test_it_is_asked_and_one_stays(recorded: Typing, tmp_path: Path) -> None:
    recorded.enter(r"\q")
    recorded.sees(QUESTION)
    recorded.enter("")
    recorded.sees(RECORDING)
    recorded.enter(r"\q")
    recorded.sees(QUESTION)
    recorded.keys("\x03")
    recorded.sees(RECORDING)
    recorded.enter("exit")
    recorded.sees(QUESTION)
    recorded.enter("d")
    assert recorded.ends() == 0
    assert drafts(tmp_path) == []


def test_it_is_saved_on_the_way_out(recorded: Typing, tmp_path: Path) -> None:
    recorded.enter(r"\q")
    recorded.sees(QUESTION)
    recorded.enter("save")
    recorded.sees("File: [SUP-4711.jsonl]")
    recorded.enter(f"{tmp_path}/nowhere/x.jsonl")
    recorded.sees("nowhere")
    recorded.sees(RECORDING)
    recorded.enter(r"\q")
    recorded.sees(QUESTION)
    recorded.enter("s")
    recorded.sees("File: [SUP-4711.jsonl]")
    recorded.enter(f"{tmp_path}/x.jsonl")
    assert recorded.ends() == 0
    assert (tmp_path / "x.jsonl").exists()
    assert drafts(tmp_path) == []


@pytest.mark.parametrize("way_out", ["keep\r", "\x04"])
def test_it_is_kept(recorded: Typing, tmp_path: Path, way_out: str) -> None:
    recorded.keys("\x04")
    recorded.sees(QUESTION)
    recorded.keys(way_out)
    recorded.sees(r"\case resume goes on with it")
    assert recorded.ends() == 0
    assert drafts(tmp_path) == [".jsonl", ".key"]


def test_a_terminal_that_goes_away_loses_nothing(recorded: Typing, environment: dict[str, str], tmp_path: Path) -> None:
    recorded.signal(signal.SIGHUP)
    recorded.ends()
    assert drafts(tmp_path) == [".jsonl", ".key"]
    with Typing("--demo", "--org", "42", "-n", env=environment) as shell:
        shell.sees(PROMPT)
        shell.enter(r"\case new another")
        shell.sees('A case of Acme (42) was left unfinished: "Nothing is listed", 1 entry')
        shell.sees("Go on with it instead? [no]")
        shell.enter("y")
        shell.sees("goes on: Nothing is listed (1 statement)")
        shell.sees(RECORDING)


def test_a_script_is_told(acme: Run, tmp_path: Path) -> None:
    done = acme(input=f"{NEW}\nselect 'one';\n", env={"XDG_STATE_HOME": str(tmp_path / "state")})
    assert done.returncode == 0
    assert r'note: the case "Nothing is listed" is not saved; it is kept (1 statement)' in done.stderr
    assert drafts(tmp_path) == [".jsonl", ".key"]
    done = acme(input="\\case resume\n\\case discard\n", env={"XDG_STATE_HOME": str(tmp_path / "state")})
    assert (done.returncode, done.stderr) == (0, "")
    assert drafts(tmp_path) == []


@pytest.mark.parametrize(
    ("tally", "said"),
    [
        (Tally(), "case SUP-4711: nothing yet"),
        (Tally(2, 0, 1, unsaved=2), "case SUP-4711: 2 unsaved"),
        (Tally(2), "case SUP-4711: saved"),
    ],
)
def test_the_toolbar_tells_what_would_be_lost(tally: Tally, said: str) -> None:
    opening = Opening("c-1", "Nothing is listed", "SUP-4711", None, "ann@host", "2026-11-27T11:00:00+00:00", "tenantsh")
    found = states.case(cast("Shell", SimpleNamespace(case=SimpleNamespace(opening=opening, tally=tally))))
    assert found is not None
    assert found.text == said
    assert states.case(cast("Shell", SimpleNamespace(case=None))) is None


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (r"\case ", {"new", "note", "save", "show", "close", "discard", "resume", "list"}),
        (r"\case save sr", {"src/"}),
        (r"\case resume sr", {"src/"}),
        (r"\case note sr", set()),
    ],
)
def test_what_may_follow_is_offered(typed: str, offered: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    found = complete(typed, len(typed), Catalog(), REGISTRY)
    assert {candidate.text for candidate in found} == offered
