"""Getting rid of the demo server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.embedded.processes import postmaster_of

from tenantsh import embedded

if TYPE_CHECKING:
    from pathlib import Path


def test_stop_says_whether_there_was_a_server(demo: Path) -> None:
    assert not embedded.stop()
    embedded.ensure_running()
    assert embedded.stop()
    assert not embedded.stop()


def test_stop_ends_open_sessions(demo: Path) -> None:
    server = embedded.ensure_running()
    with psycopg.connect(server.dsn()) as connection:
        embedded.stop()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")


def test_rows_survive_a_stop(demo: Path) -> None:
    server = embedded.ensure_running()
    with psycopg.connect(server.dsn()) as connection:
        connection.execute("create table kept as select 7 as n")
    embedded.stop()
    again = embedded.ensure_running()
    assert not again.fresh
    with psycopg.connect(again.dsn()) as connection:
        assert connection.execute("select n from kept").fetchone() == (7,)


def test_reset_leaves_nothing_and_the_next_start_is_fresh(demo: Path) -> None:
    server = embedded.ensure_running(prepare=lambda server: None)
    server.cold.mkdir()
    assert embedded.reset()
    assert not server.data.exists()
    assert not server.cold.exists()
    assert not embedded.reset()
    said: list[str] = []
    assert embedded.ensure_running(prepare=lambda server: said.append("prepared")).fresh
    assert said == ["prepared"]


def test_status_tells_what_there_is(demo: Path) -> None:
    assert embedded.status() == []
    server = embedded.ensure_running(prepare=lambda server: None)
    (running,) = embedded.status()
    assert (running.running, running.prepared, running.log) == (True, True, server.data.with_name("log"))
    embedded.stop()
    (stopped,) = embedded.status()
    assert (stopped.running, stopped.prepared) == (False, True)


def test_a_server_whose_folder_was_opened_by_a_link_is_stopped_too(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = embedded.ensure_running()
    link = demo.with_name(f"{demo.name}-link")
    link.symlink_to(demo)
    monkeypatch.setenv("TENANTSH_DEMO_DIR", str(link))
    assert postmaster_of(embedded.ensure_running()) == postmaster_of(server)
    assert embedded.stop()
    link.unlink()
