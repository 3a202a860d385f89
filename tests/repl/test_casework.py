"""`tenantsh case show` and `export`, as a person runs them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.cases.made import ENTRIES, OPENING, Made, made

from tenantsh.cases.keys import key_file, of_team
from tenantsh.cases.saving import save

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repl.conftest import Run


@pytest.fixture
def case(tmp_path: Path) -> Made:
    return made(tmp_path)


def test_a_case_is_shown(tenantsh: Run, case: Made) -> None:
    done = tenantsh("case", "show", str(case.path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Case: Premium resources are missing\n")


def test_without_its_key_that_is_said(tenantsh: Run, case: Made) -> None:
    key_file(case.path).unlink()
    done = tenantsh("case", "show", str(case.path))
    assert done.returncode == 0
    assert done.stderr.startswith("note: its lines hang together; without the case's key")


@pytest.mark.parametrize(("said", "status"), [("~/team.key", 0), ("team.key", 2)])
def test_the_team_s_key_is_the_one_that_a_shell_would_take(
    tenantsh: Run, tmp_path: Path, said: str, status: int
) -> None:
    team, path = tmp_path / "team.key", tmp_path / "case.jsonl"
    team.write_text("0123456789abcdef0123")
    save(path, OPENING, ENTRIES, of_team(team, OPENING.id), None)
    (tmp_path / "config.toml").write_text(f'[profiles.prod]\ncase_key = "{said}"\n')
    env = {"HOME": str(tmp_path), "TENANTSH_CONFIG": str(tmp_path / "config.toml")}
    done = tenantsh("case", "show", str(path), "--profile", "prod", env=env, cwd=tmp_path)
    assert done.returncode == status
    assert ("relative path" in done.stderr) == (status == 2)
    assert "without the case's key" not in done.stderr


def test_programs_get_whole_entries(tenantsh: Run, case: Made) -> None:
    found = [json.loads(line) for line in tenantsh("case", "show", "--json", str(case.path)).stdout.splitlines()]
    assert [next(iter(each)) for each in found] == [
        "case",
        "note",
        "statement",
        "statement",
        "statement",
        "command",
        "statement",
    ]
    assert found[4]["statement"]["look"]["surroundings"]["org"] == "42"


@pytest.mark.parametrize("form", ["md", "sql", "ipynb"])
def test_a_case_is_exported(tenantsh: Run, case: Made, form: str) -> None:
    done = tenantsh("case", "export", str(case.path), "--to", form)
    assert (done.returncode, done.stderr) == (0, "")
    out = case.path.with_name("out")
    assert tenantsh("case", "export", str(case.path), "--to", form, "-o", str(out)).stdout == ""
    assert out.read_text() == done.stdout


def test_of_a_case_that_is_refused_nothing_is_told(tenantsh: Run, case: Made) -> None:
    case.rewrite(case.lines[:-1])
    done = tenantsh("case", "export", str(case.path), "--to", "md", "-o", str(case.path.with_name("out")))
    assert (done.returncode, done.stdout) == (2, "")
    assert "case.jsonl:13: the case goes on here: the file is cut" in done.stderr
    assert not case.path.with_name("out").exists()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("case",),
        ("show",),
        ("show", "{}", "{}"),
        ("show", "/dev/zero"),
        ("show", "/proc/self/mem"),
        ("show", "\x1b[2J"),
        ("export", "{}"),
        ("export", "{}", "--to", "pdf"),
        ("export", "{}", "--to", "md", "-o", "{}"),
        ("export", "{}", "--to", "md", "-o", "/no/where"),
        ("show", "{}", "--key", "/dev/null"),
        ("show", "{}", "--key", "/"),
        ("show", "{}", "--profile", "nobody"),
    ],
)
def test_what_cannot_be_done_is_told_in_words(tenantsh: Run, case: Made, words: tuple[str, ...]) -> None:
    before = case.path.read_bytes()
    done = tenantsh("case", *(word.format(case.path) for word in words))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("tenantsh: error: ")
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    assert case.path.read_bytes() == before
