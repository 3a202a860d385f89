"""psql's exit statuses, with psql itself as the judge."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pgcluster import Cluster
    from tests.repl.conftest import Run

CASES = {
    "one good statement": ["-c", "select 1"],
    "one bad statement": ["-c", "select 1/0"],
    "good after bad": ["-c", "select 1/0", "-c", "select 1"],
    "bad after good": ["-c", "select 1", "-c", "select 1/0"],
    "bad in the middle of one -c": ["-c", "select 1; select 1/0; select 2"],
    "stopping at the first -c": ["-v", "ON_ERROR_STOP=1", "-c", "select 1/0", "-c", "select 1"],
    "a bad line in a file": ["-f", "bad.sql"],
    "a bad line in a file, stopping": ["-v", "ON_ERROR_STOP=1", "-f", "bad.sql"],
    "a file that is not there": ["-f", "missing.sql"],
    "a file after a missing one": ["-f", "missing.sql", "-c", "select 1"],
    "a good file after a bad -c": ["-c", "select 1/0", "-f", "good.sql"],
    "a bad -c after a good file": ["-f", "good.sql", "-c", "select 1/0"],
    "an unknown command": ["-c", r"\nonsense"],
    "a known command": ["-c", r"\echo hi"],
    "an empty -c": ["-c", ""],
    "an option that there is not": ["--nonsense"],
    "an option without its value": ["-c"],
    "a file that leaves early": ["-f", "leaves.sql"],
    "standard input": ["-f", "-"],
    "help": ["--help"],
    "version": ["--version"],
}


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    (tmp_path / "bad.sql").write_text("select 1;\nselect 1/0;\nselect 2;\n", encoding="utf-8")
    (tmp_path / "good.sql").write_text("select 1;\n", encoding="utf-8")
    (tmp_path / "leaves.sql").write_text("select 1;\n\\q\nselect 1/0;\n", encoding="utf-8")
    return tmp_path


@pytest.mark.newest
@pytest.mark.pg_min(15)  # psql shows every result of one -c since then
@pytest.mark.parametrize("arguments", CASES.values(), ids=CASES.keys())
def test_the_exit_status_and_the_data_are_psql_s(arguments: list[str], acme: Run, pg: Cluster, scripts: Path) -> None:
    psql = _psql(pg, arguments, scripts)
    ours = acme("-X", *arguments, cwd=scripts)
    assert ours.returncode == psql.returncode, ours.stderr
    if arguments[0] not in ("--help", "--version"):
        assert ours.stdout == psql.stdout


@pytest.mark.newest
def test_a_server_that_is_not_there_is_status_2(tenantsh: Run, pg: Cluster, scripts: Path) -> None:
    nowhere = ["-d", "host=/nonexistent", "-c", "select 1"]
    assert _psql(pg, nowhere, scripts).returncode == tenantsh("--org", "42", *nowhere).returncode == 2


def test_a_closed_pipe_ends_it_quietly(demo_environment: dict[str, str]) -> None:
    done = subprocess.run(
        "tenantsh --demo --org 42 -c 'select * from generate_series(1, 100000)' | head -n 1",
        shell=True,
        env=demo_environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("generate_series", "")


def _psql(pg: Cluster, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(pg.bin / "psql"), "-X", "-d", pg.dsn("postgres"), *arguments],
        cwd=folder,
        env={**os.environ, "LD_LIBRARY_PATH": str(pg.bin.parent / "lib")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
