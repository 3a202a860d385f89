"""`tenantsh log`: what was run, for people and for programs, and whether the log hangs together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tenantsh.shell.evidence.log import Log

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repl.conftest import Run


@pytest.fixture
def state(tmp_path: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path / "config")}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "log.jsonl"
    for number in range(3):
        Log(path, 200).add({"at": "2026-11-26T14:00:00+00:00", "event": "statement", "statement": f"select ${number}"})
    return path


def test_what_was_run_is_there_without_its_literals(tenantsh: Run, acme: Run, state: dict[str, str]) -> None:
    acme("--reason", "case 7", "-c", "select 'secret', 1", "-c", "select 1/0", "-c", "reset role", env=state)
    found = [json.loads(line) for line in tenantsh("log", "--demo", "--json", env=state).stdout.splitlines()]
    assert [entry.get("verdict") for entry in found] == [None, "done", "failed", "refused"]
    assert {(entry["org"], entry["reason"], entry["login"]) for entry in found} == {("42", "case 7", "engineer")}
    shown = tenantsh("log", "--demo", "--csv", env=state).stdout
    assert "secret" not in shown
    assert "select $1, $2" in shown
    assert "failed 22012" in shown
    assert tenantsh("log", "--demo", "--verify", env=state).returncode == 0


def test_a_session_goes_on_where_the_one_before_ended(tenantsh: Run, acme: Run, state: dict[str, str]) -> None:
    for _ in range(2):
        acme("-c", "select 1", env=state)
    done = tenantsh("log", "--demo", "--verify", env=state)
    assert done.stdout.split(": ", 1)[1].startswith("4 entries in 1 file; each line hangs on to the one before; head ")


@pytest.mark.parametrize(
    ("since", "entries"), [("2026-11-26", 3), ("2026-11-26 23:59", 0), ("2026-11-26T14:00:00+00:00", 3), ("1 min", 0)]
)
def test_since_when(tenantsh: Run, written: Path, since: str, entries: int) -> None:
    done = tenantsh("log", str(written), "--json", "--since", since, env={"TZ": "UTC"})
    assert (done.returncode, len(done.stdout.splitlines())) == (0, entries)


def test_files_that_were_put_aside_are_read_first(tenantsh: Run, written: Path) -> None:
    assert len(list(written.parent.glob("log-*.jsonl"))) > 0
    done = tenantsh("log", str(written), "-A", "-t")
    assert [line.split("|")[0] for line in done.stdout.splitlines()] == ["1", "2", "3"]


def test_a_change_is_told_with_its_file_and_line(tenantsh: Run, written: Path) -> None:
    aside = min(written.parent.glob("log-*.jsonl"))
    aside.write_bytes(aside.read_bytes().replace(b"$0", b"$7"))
    done = tenantsh("log", str(written), "--verify")
    assert done.returncode == 1
    assert "entry 2 does not hang on to the line before it, which was changed" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "soon"], '"soon" is no time'),
        (["--since", ""], '"" is no time'),
        (["--since", "9" * 30], "is no time"),
        (["more"], "one word too many"),
        (["--profile", "nobody's"], 'no profile "nobody\'s"'),
    ],
)
def test_what_cannot_be_understood(tenantsh: Run, written: Path, arguments: list[str], said: str) -> None:
    file = [] if "--profile" in arguments else [str(written)]
    done = tenantsh("log", *file, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("option", ["--json", "--verify", "--csv"])
def test_files_that_are_no_log(tenantsh: Run, tmp_path: Path, option: str) -> None:
    odd = tmp_path / "odd"
    odd.write_bytes(b"\x00\xff\n" * 100 + b"[" * 100_000)
    for path in (odd, tmp_path, tmp_path / "missing"):
        done = tenantsh("log", str(path), option)
        assert done.returncode == (0 if option == "--json" and path == odd else 1)
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) < 3


def test_a_file_that_somebody_else_wrote_commands_no_terminal(tenantsh: Run, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    entry = {
        "n": 1,
        "before": "0" * 64,
        "event": "statement",
        "statement": "\x1b]0;owned\x07\u202e",
        "who": ["\x1b[2J"],
    }
    path.write_text(json.dumps(entry) + "\n")
    done = tenantsh("log", str(path))
    assert done.returncode == 0
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout)


def test_a_profile_without_a_log(tenantsh: Run, state: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "config" / "tenantsh"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("[profiles.quiet]\nlog = false\n")
    done = tenantsh("log", "--profile", "quiet", env=state)
    assert done.returncode == 1
    assert "keeps no log" in done.stderr
