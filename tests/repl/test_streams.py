"""Streams that are closed or full, scripts without end, and Ctrl-C while nobody types."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pgcluster import Cluster


pytestmark = pytest.mark.newest  # streams and signals are the same before any server


@pytest.fixture
def start(pg: Cluster) -> list[str]:
    """The command line of a plain connection; what a shell puts behind it follows."""
    return [sys.executable, "-m", "tenantsh", "--unscoped", "-X", "-d", pg.dsn("postgres")]


def shell(start: list[str], rest: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it with redirections that only a shell can make."""
    line = ["sh", "-c", f'"$@" {rest}', "sh", *start]
    return subprocess.run(line, cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=False)


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("-c 'select 1' <&-", 0),
        ("-c 'select 1' -c 'copy (select 1) to stdout' -c '\\! echo x' >&-", 0),
        ("-c 'selec 1' 2>&-", 1),
        ("-c 'select 1' -c 'selec' <&- >&- 2>&-", 1),
        ("-o out.txt -c 'select 1' >&-", 0),
        ("--nonsense 2>&-", 1),
        ("--help >&-", 0),
        ("-f - <&-", 0),
        ("<&-", 0),
    ],
)
def test_a_closed_stream_leads_nowhere(start: list[str], rest: str, status: int, tmp_path: Path) -> None:
    done = shell(start, rest, tmp_path)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert "FATAL" not in done.stderr


def test_a_script_that_includes_itself_is_told_of(start: list[str], tmp_path: Path) -> None:
    (tmp_path / "itself.sql").write_text("\\i itself.sql\n", encoding="utf-8")
    done = shell(start, "-v ON_ERROR_STOP=1 -f itself.sql", tmp_path)
    assert done.returncode == 3
    assert "include one another more than" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "status", "where"),
    [(["-c", "select pg_sleep(60)", "-c", "select 2"], 1, ""), (["-f", "sleeps.sql", "-f", "sleeps.sql"], 3, ":1: ")],
)
def test_ctrl_c_ends_everything(
    start: list[str], options: list[str], status: int, where: str, pg: Cluster, tmp_path: Path
) -> None:
    (tmp_path / "sleeps.sql").write_text("select pg_sleep(60);\nselect 2;\n", encoding="utf-8")
    process = subprocess.Popen(
        [*start, *options],
        cwd=tmp_path,
        env={**os.environ, "PGAPPNAME": str(tmp_path)[-60:]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    wait_for_sleep(pg, str(tmp_path)[-60:])
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == status, stderr
    assert f"{where}ERROR:  canceling statement due to user request\n" in stderr
    assert not stdout


def wait_for_sleep(pg: Cluster, name: str) -> None:
    """Wait until the session of this name is in pg_sleep."""
    asked = "select from pg_stat_activity where application_name = %s and wait_event = 'PgSleep'"
    until = time.monotonic() + 30
    with psycopg.connect(pg.dsn("postgres"), autocommit=True) as connection:
        while not connection.execute(asked, [name]).rowcount:
            assert time.monotonic() < until
            time.sleep(0.05)
