"""`tenantsh case replay` as a person, a program and a careless hand meet it; its verdicts are in tests/cases."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.ready import ready

if TYPE_CHECKING:
    from tests.repl.conftest import Run

SCRIPT = r"""
\case new "Premium resources are missing" --ticket SUP-4711
select resource_id, name from resources order by resource_id limit 3;
BEGIN;
select name from organizations where org_id = 42;
COMMIT;
select 1 from nowhere;
\case save {file}
\case close
"""


@pytest.fixture(scope="module")
def recorded(demo_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of organization 42 on the demo, with its key beside it."""
    file = tmp_path_factory.mktemp("case") / "case.jsonl"
    script = file.with_name("script.sql")
    script.write_text(SCRIPT.format(file=file), encoding="utf-8")
    done = ready().run(("--demo", "--org", "42", "-X", "-f", str(script)), demo_environment)
    assert file.exists(), done.stderr
    return file


def told(tenantsh: Run, *arguments: str | Path) -> dict[str, Any]:
    done = tenantsh("case", "replay", *map(str, arguments), "--demo", "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "status": done.returncode}


def test_what_is_as_it_was_reproduces(tenantsh: Run, recorded: Path) -> None:
    found = told(tenantsh, recorded)
    assert (found["verdict"], found["status"]) == ("REPRODUCES", 0)
    assert [each["verdict"] for each in found["statements"]] == ["REPRODUCES", None, "REPRODUCES", None, "REPRODUCES"]
    assert "42P01" in found["statements"][-1]["notes"][0]


def test_people_have_a_verdict_on_each_statement_and_on_the_case(tenantsh: Run, recorded: Path) -> None:
    done = tenantsh("case", "replay", str(recorded), "--demo")
    assert (done.returncode, done.stderr) == (0, "")
    first, *_, last = done.stdout.splitlines()
    assert first.endswith(": Premium resources are missing (SUP-4711)")
    assert last.startswith("REPRODUCES: case c-")
    assert last.endswith("3 of 3 statements reproduce")
    assert "Acme (42) as org_viewer" in done.stdout


def test_without_its_key_rows_are_told_by_their_count(tenantsh: Run, recorded: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copy(recorded, tmp_path / "alone.jsonl"))
    assert told(tenantsh, alone)["verdict"] == "CANNOT TELL"
    assert told(tenantsh, alone, "--key", f"{recorded}.key")["verdict"] == "REPRODUCES"
    said = tenantsh("case", "replay", str(alone), "--demo")
    assert (said.returncode, "nobody has the case's key" in said.stderr) == (1, True)


def test_a_file_that_was_edited_is_refused_with_its_line(tenantsh: Run, recorded: Path, tmp_path: Path) -> None:
    edited = Path(shutil.copy(recorded, tmp_path / "case.jsonl"))
    shutil.copy(f"{recorded}.key", f"{edited}.key")
    edited.write_bytes(edited.read_bytes().replace(b"org_id = 42", b"org_id = 43"))
    done = tenantsh("case", "replay", str(edited), "--demo")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{edited}:" in done.stderr


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--org", "43"), "takes no --org"),
        (("--user", "1"), "takes no --user"),
        (("--write",), "takes no --write"),
        (("--against", "nix"), 'no profile "nix"'),
        (("a", "b", "c"), '"c" is one word too many'),
        (("--key", "/nowhere"), "the key cannot be read"),
        (("--against", "a", "--profile", "b"), "both name a profile"),
        (("-h", "/nowhere"), "statement 1 was recorded by the login engineer"),
        (("-h", "/nowhere"), "/platform"),
        (("-h", "/nowhere"), "--against PROFILE, -h HOST"),
        (("--csv",), "--json"),
    ],
)
def test_what_cannot_be_done_is_told_and_shows_nothing(
    tenantsh: Run, recorded: Path, more: tuple[str, ...], words: str
) -> None:
    done = tenantsh("case", "replay", str(recorded), *more)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_none_is_refused_before_a_server_is_asked(tenantsh: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for file in (tmp_path / "empty", tmp_path / "not-there", tmp_path):
        done = tenantsh("case", "replay", str(file), "-h", "/nowhere")
        assert (done.returncode, done.stdout) == (2, "")
        assert "/nowhere/" not in done.stderr
    assert "which file?" in tenantsh("case", "replay").stderr


def test_what_is_replayed_is_in_the_evidence_log(tenantsh: Run, recorded: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    config = tmp_path / "config.toml"
    config.write_text(f'[profiles.there]\nlog = "{log}"\nreason_min = 10\n', encoding="utf-8")
    wanted = {"TENANTSH_CONFIG": str(config)}
    done = tenantsh("case", "replay", str(recorded), "--demo", "--against", "there", env=wanted)
    assert (done.returncode, "--reason TEXT" in done.stderr) == (2, True)
    tenantsh("case", "replay", str(recorded), "--demo", "--against", "there", "--reason", "asked by them", env=wanted)
    entries = [entry for line in log.read_text().splitlines() if (entry := json.loads(line)).get("how") == "replay"]
    assert len(entries) == 3
    assert {(entry["org"], entry["reason"], entry["write"]) for entry in entries} == {("42", "asked by them", False)}
    assert all(entry["case"].startswith("c-") for entry in entries)
