"""Asking for the demo server: it is there afterwards, made once, shared, and out of everybody else's reach."""

from __future__ import annotations

import os
import resource
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from tests.embedded.processes import output, postmaster_of, python

from tenantsh import embedded

if TYPE_CHECKING:
    import pytest

_ASK = "from tenantsh import embedded; s = embedded.ensure_running()"


def _select(server: embedded.Server, expression: str) -> object:
    with psycopg.connect(server.dsn()) as connection:
        (value,) = connection.execute(f"select {expression}".encode()).fetchone() or (None,)
        return value


def test_the_first_start_makes_a_server_and_says_so(demo: Path, each_version: int) -> None:
    said: list[str] = []
    server = embedded.ensure_running(said.append)
    assert server.fresh
    assert [line.split()[0] for line in said] == ["initialising", "starting"]
    assert _select(server, "current_setting('server_version_num')::int / 10000") == each_version
    assert (demo / f"demo-{each_version}" / "server" / "data").is_dir()


def test_text_is_utf8_and_time_is_utc(demo: Path, each_version: int) -> None:
    server = embedded.ensure_running()
    assert _select(server, "current_setting('server_encoding')") == "UTF8"
    assert _select(server, "current_setting('TimeZone')") == "UTC"
    assert _select(server, "array_agg(t order by t) from unnest('{b,a,B,é}'::text[]) t") == ["B", "a", "b", "é"]


def test_a_second_start_says_nothing_and_finds_the_same_server(demo: Path) -> None:
    first = embedded.ensure_running()
    said: list[str] = []
    second = embedded.ensure_running(said.append)
    assert (said, second.fresh, second.host) == ([], False, first.host)


def test_a_second_start_costs_less_than_30_ms_of_cpu(demo: Path) -> None:
    embedded.ensure_running()
    before = _cpu()
    embedded.ensure_running()
    assert _cpu() - before < 0.03


def test_a_second_start_leaves_no_line_in_the_log(demo: Path) -> None:
    log = embedded.ensure_running().data.with_name("log")
    before = log.read_text()
    for _ in range(5):
        embedded.ensure_running()
    assert log.read_text() == before


def test_the_server_outlives_the_process_that_started_it(demo: Path) -> None:
    pid = int(output(python(f"{_ASK}; print(open(s.data / 'postmaster.pid').readline())")))
    server = embedded.ensure_running()
    assert (postmaster_of(server), server.fresh) == (pid, False)


def test_the_server_has_a_session_of_its_own_so_that_ctrl_c_does_not_reach_it(demo: Path) -> None:
    pid = postmaster_of(embedded.ensure_running())
    assert os.getsid(pid) != os.getsid(0)
    assert os.getpgid(pid) != os.getpgid(0)


def test_eight_processes_racing_on_first_use_share_one_server(demo: Path) -> None:
    code = f"{_ASK}; print(s.fresh, open(s.data / 'postmaster.pid').readline())"
    answers = [output(process).split() for process in [python(code) for _ in range(8)]]
    assert len({pid for _, pid in answers}) == 1
    assert sorted(fresh for fresh, _ in answers) == ["False"] * 7 + ["True"]


def test_nothing_listens_on_the_network(demo: Path) -> None:
    assert _select(embedded.ensure_running(), "current_setting('listen_addresses')") == ""


def test_socket_and_data_are_nobody_elses_to_reach(demo: Path) -> None:
    server = embedded.ensure_running()
    folder = server.data.parent
    for path in (folder, server.data, folder / ".s.PGSQL.5432", folder / "log"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_long_path_gets_its_socket_elsewhere(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENANTSH_DEMO_DIR", str(demo / ("long" * 30)))
    server = embedded.ensure_running()
    assert len(server.host) < 60
    assert stat.S_IMODE(Path(server.host).stat().st_mode) == 0o700
    assert _select(embedded.ensure_running(), "1") == 1
    embedded.stop()
    assert not Path(server.host).exists()


def test_any_folder_name_will_do(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENANTSH_DEMO_DIR", str(demo / """it's "a,b" $HOME `x` c\\ü"""))
    assert _select(embedded.ensure_running(), "1") == 1
    embedded.stop()


def test_settings_for_other_servers_do_not_reach_this_one(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGDATA", "PGPORT", "PGUSER", "PGOPTIONS"):
        monkeypatch.setenv(name, "/nonsense")
    server = embedded.ensure_running()
    monkeypatch.undo()
    assert _select(server, "current_user") == server.superuser
    os.kill(postmaster_of(server), 2)


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
