"""`tenantsh retention run`: what it prints where, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from itertools import count
from typing import TYPE_CHECKING

import pytest
from tests.pgcluster import as_user
from tests.platform.ask import superuser, value
from tests.platform.retention import due, in_database, is_there, partition, ran, small
from tests.repl.tmux import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pgcluster import Cluster
    from tests.repl.conftest import Run

_numbers = count(1)


@pytest.fixture
def dsn(pg: Cluster) -> Iterator[str]:
    name = f"retention_run_{next(_numbers)}"
    yield small(pg, name)
    pg.drop(name)


@pytest.fixture
def cold(tmp_path: Path) -> Path:
    folder = tmp_path / "cold"
    folder.mkdir()
    return folder


def test_the_report_is_data_and_progress_is_not(tenantsh: Run, dsn: str, cold: Path) -> None:
    months = due(dsn)
    done = tenantsh("retention", "run", "--dsn", dsn, "--storage", str(cold), "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [(line["Month"], line["What"]) for line in report] == [
        *((month, "archived") for month in months.audit),
        *((month, "purged") for month in months.events),
    ]
    told = done.stderr.splitlines()
    assert told[0] == f"public.audit_logs {months.audit[0]}: archived, 40 rows"
    assert "\x1b" not in done.stderr


@pytest.mark.newest
def test_a_dry_run_says_what_would_be_done(tenantsh: Run, dsn: str, cold: Path) -> None:
    months = due(dsn)
    done = tenantsh("retention", "run", "--dry-run", "--dsn", dsn, "--storage", str(cold), "--csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"public.audit_logs,{months.audit[0]},would be archived," in done.stdout
    assert list(cold.iterdir()) == []
    assert is_there(dsn, partition("audit_logs", months.audit[0]))


@pytest.mark.newest
def test_connection_options_are_those_of_the_shell(tenantsh: Run, dsn: str, cold: Path) -> None:
    done = tenantsh("retention", "run", "-d", dsn, "--storage", str(cold))
    assert done.returncode == 0, done.stderr
    assert "Retention run 1" in done.stdout
    again = tenantsh("retention", "run", "-d", dsn, "--storage", str(cold))
    assert (again.returncode, again.stdout) == (0, "Retention run 2: nothing is due\n")


@pytest.mark.newest
def test_a_profile_says_where_and_what(tenantsh: Run, dsn: str, cold: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        f"""[profiles.prod]
            conninfo = "{dsn}"
            [retention]
            events = "forever"
            storage = "{cold}" """
    )
    done = tenantsh("retention", "run", "--profile", "prod", "--csv", env={"TENANTSH_CONFIG": str(config)})
    assert done.returncode == 0, done.stderr
    assert "purged" not in done.stdout
    assert "archived" in done.stdout


@pytest.mark.newest
def test_what_is_refused_is_told_and_is_no_success(tenantsh: Run, dsn: str, tmp_path: Path) -> None:
    done = tenantsh("retention", "run", "--dsn", dsn, "--storage", str(tmp_path / "unmounted"), "--csv")
    assert done.returncode == 1
    assert "refused" in done.stdout
    assert "unmounted is not there" in done.stdout
    assert "purged" in done.stdout


@pytest.mark.newest
def test_a_login_that_may_not_is_an_error_with_words(tenantsh: Run, dsn: str, cold: Path) -> None:
    done = tenantsh("retention", "run", "--dsn", as_user(dsn, "engineer"), "--storage", str(cold))
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot act as platform_owner" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_connection_is_two(tenantsh: Run) -> None:
    done = tenantsh("retention", "run", "--dsn", "host=/nowhere dbname=x")
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("retention",), "tenantsh retention run"),
        (("retention", "walk"), "tenantsh retention run"),
        (("retention", "run", "saas"), "one word too many"),
        (("retention", "run", "--profile", "nope"), 'no profile "nope"'),
        (("retention", "run", "--convention", "nope"), 'no convention "nope"'),
        (("retention", "run", "--dry-rum"), "dry-rum"),
    ],
)
def test_what_cannot_be_understood_is_told(tenantsh: Run, words: tuple[str, ...], told: str) -> None:
    done = tenantsh(*words)
    assert done.returncode == 1
    assert told in done.stderr


@pytest.mark.newest
def test_a_run_beside_another_says_who_is_at_it(tenantsh: Run, dsn: str, cold: Path) -> None:
    from tenantsh.db.retention import LOCK

    with superuser(dsn) as other:
        other.execute("select pg_advisory_lock(%s)", [LOCK])
        done = tenantsh("retention", "run", "--dsn", dsn, "--storage", str(cold))
        assert (done.returncode, done.stdout) == (1, "")
        assert f"being run already\n  why:  by process {other.info.backend_pid} (postgres" in done.stderr


_STOPPED = """
import os, signal, sys
from tenantsh.platform.retention.watching import Doing
from tenantsh.repl import cli, retaining

class Stopping(retaining.Lines):
    def show(self, moment):
        super().show(moment)
        if moment.doing is Doing[sys.argv[1]] and moment.table == "public.audit_logs":
            os.kill(os.getpid(), int(sys.argv[2]))

retaining.Lines = Stopping
sys.exit(cli.run(sys.argv[3:]))
"""


@pytest.mark.newest
@pytest.mark.parametrize(
    ("step", "number", "status"),
    [
        ("WRITTEN", signal.SIGTERM, 143),
        ("ACCOUNTED", signal.SIGTERM, 143),
        ("GONE", signal.SIGTERM, 143),
        ("COPIED", signal.SIGINT, 130),
    ],
)
def test_a_signal_ends_it_cleanly_with_a_report_of_what_is_done(
    dsn: str, cold: Path, step: str, number: int, status: int
) -> None:
    before, months = in_database(dsn), due(dsn)
    options = ["retention", "run", "--dsn", dsn, "--storage", str(cold), "--csv"]
    done = subprocess.run(
        [sys.executable, "-c", _STOPPED, step, str(int(number)), *options], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    gone = step == "GONE"
    assert is_there(dsn, partition("audit_logs", months.audit[0])) is not gone
    assert (in_database(dsn) == before) is not gone
    with superuser(dsn) as connection:
        assert value(connection, "select outcome::text from platform.retention_runs") == "stopped"
    assert {line.what for line in ran(dsn, cold)} == {"archived", "purged"}


@pytest.mark.newest
def test_a_lost_connection_is_two_and_what_was_done_is_told(dsn: str, cold: Path) -> None:
    lost = _STOPPED.replace(
        "os.kill(os.getpid(), int(sys.argv[2]))",
        """import psycopg
            with psycopg.connect(sys.argv[2], autocommit=True) as other:
                other.execute("select pg_terminate_backend(pid) from pg_stat_activity "
                              "where application_name = 'tenantsh retention'")""",
    )
    options = ["retention", "run", "--dsn", dsn, "--storage", str(cold), "--csv"]
    done = subprocess.run(
        [sys.executable, "-c", lost, "GONE", dsn, *options], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2, done.stderr
    assert "archived" in done.stdout or "gone" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.newest
def test_files_that_grow_too_large_keep_the_month(dsn: str, cold: Path) -> None:
    """As on a full disk: no byte more can be written."""
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"
    options = ["retention", "run", "--dsn", dsn, "--storage", str(cold), "--csv"]
    script = f"{limited}import sys\nfrom tenantsh.repl import cli\nsys.exit(cli.run(sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", script, *options], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done.stderr
    assert "File too large" in done.stdout
    assert "purged" in done.stdout
    assert all(is_there(dsn, partition("audit_logs", month)) for month in due(dsn).audit)


@pytest.mark.newest
@pytest.mark.skipif(os.geteuid() == 0, reason="root writes where nobody may")
def test_a_storage_that_cannot_be_written_keeps_the_month(tenantsh: Run, dsn: str, cold: Path) -> None:
    cold.chmod(0o500)
    done = tenantsh("retention", "run", "--dsn", dsn, "--storage", str(cold), "--csv")
    assert done.returncode == 1
    assert "cannot write cold storage" in done.stdout


@pytest.mark.newest
def test_a_bar_is_drawn_where_a_person_looks_and_goes_away(
    dsn: str, cold: Path, tmp_path: Path, demo_environment: dict[str, str]
) -> None:
    slowly = _STOPPED.replace("Stopping(retaining.Lines)", "Stopping(retaining.Bar)").replace(
        "retaining.Lines = Stopping", "retaining.Bar = Stopping"
    )
    slowly = slowly.replace("os.kill(os.getpid(), int(sys.argv[2]))", "import time; time.sleep(1)")
    options = ["retention", "run", "--dsn", dsn, "--storage", str(cold)]
    command = [sys.executable, "-c", slowly, "ACCOUNTED", "0", *options]
    with Screen(command, env=demo_environment, folder=tmp_path, lines=24, columns=150) as screen:
        _wait(screen, "95% accounted for, 40")
        _wait(screen, "ended with 0")
        assert "accounted for" not in screen.text
        assert "archived" in screen.text


def _wait(screen: Screen, text: str) -> None:
    for _ in range(200):
        if text in screen.text:
            return
        time.sleep(0.1)
    raise AssertionError(screen.text)
