"""Filling the demo's database: once, whole, and before anybody gets to see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.embedded.processes import output, python

from tenantsh import embedded

if TYPE_CHECKING:
    from pathlib import Path


def _fill(server: embedded.Server) -> None:
    with psycopg.connect(server.dsn()) as connection:
        connection.execute("create table if not exists runs (n int)")
        connection.execute("insert into runs values (1)")


def _runs(server: embedded.Server) -> object:
    with psycopg.connect(server.dsn()) as connection:
        return (connection.execute("select count(*) from runs").fetchone() or (None,))[0]


def test_prepare_runs_on_the_first_start_only(demo: Path) -> None:
    embedded.ensure_running(prepare=_fill)
    assert _runs(embedded.ensure_running(prepare=_fill)) == 1


def test_prepare_does_not_run_again_after_a_stop(demo: Path) -> None:
    embedded.ensure_running(prepare=_fill)
    embedded.stop()
    assert _runs(embedded.ensure_running(prepare=_fill)) == 1


def test_a_preparation_that_failed_is_done_again(demo: Path) -> None:
    def fail(server: embedded.Server) -> None:
        _fill(server)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embedded.ensure_running(prepare=fail)
    assert _runs(embedded.ensure_running(prepare=_fill)) == 2


def test_a_preparation_that_was_killed_is_done_again(demo: Path) -> None:
    kill = "import os; embedded.ensure_running(prepare=lambda s: os.kill(os.getpid(), 9))"
    killed = python(f"from tenantsh import embedded; {kill}")
    killed.communicate(timeout=60)
    assert killed.returncode == -9
    assert _runs(embedded.ensure_running(prepare=_fill)) == 1


def test_another_edition_is_prepared_anew(demo: Path) -> None:
    embedded.ensure_running(prepare=_fill, edition="1")
    assert _runs(embedded.ensure_running(prepare=_fill, edition="2")) == 2


def test_a_server_started_without_it_is_prepared_when_somebody_asks(demo: Path) -> None:
    embedded.ensure_running()
    assert _runs(embedded.ensure_running(prepare=_fill)) == 1


def test_others_wait_until_it_is_prepared(demo: Path) -> None:
    count = demo / "count"
    ask = (
        "import sys, time; from tenantsh import embedded\n"
        "def prepare(server):\n"
        "    time.sleep(0.5)\n"
        "    open(sys.argv[1], 'a').write('x')\n"
        "embedded.ensure_running(prepare=prepare)\n"
        "print(open(sys.argv[1]).read())"
    )
    assert {output(process) for process in [python(ask, str(count)) for _ in range(4)]} == {"x"}
