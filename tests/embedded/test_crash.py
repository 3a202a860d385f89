"""After a kill -9, a crash or a reboot: the next start works, and no stranger's process is harmed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from tests.embedded.processes import output, postmaster_of, python

from tenantsh import embedded
from tenantsh.embedded import account as accounts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _write_and_kill(server: embedded.Server) -> None:
    with psycopg.connect(server.dsn()) as connection:
        connection.execute("create table kept as select generate_series(1, 1000) as n")
    os.kill(postmaster_of(server), signal.SIGKILL)


def _kept(server: embedded.Server) -> object:
    with psycopg.connect(server.dsn()) as connection:
        return (connection.execute("select count(*) from kept").fetchone() or (None,))[0]


@contextmanager
def _stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A process of the server's own account: one of another's would not be in PostgreSQL's way."""
    account = accounts.for_server()
    process = subprocess.Popen(["sleep", "60"], user=account.uid if account else None)
    yield process
    process.kill()
    process.wait()


def _claim(server: embedded.Server, pid: int) -> None:
    """Leave the files of a server that was killed, with a process id that somebody else has by now."""
    for name in ("data/postmaster.pid", ".s.PGSQL.5432.lock"):
        path = server.data.parent / name
        path.write_text("\n".join([str(pid), *path.read_text().split("\n")[1:]]))


def test_rows_survive_kill_9_of_the_server(demo: Path, each_version: int) -> None:
    _write_and_kill(embedded.ensure_running())
    again = embedded.ensure_running()
    assert (again.fresh, _kept(again)) == (False, 1000)


def test_eight_processes_racing_after_kill_9_share_one_server(demo: Path) -> None:
    _write_and_kill(embedded.ensure_running())
    ask = "from tenantsh import embedded; s = embedded.ensure_running()"
    code = f"{ask}; print(open(s.data / 'postmaster.pid').readline())"
    assert len({output(process) for process in [python(code) for _ in range(8)]}) == 1
    assert _kept(embedded.ensure_running()) == 1000


def test_a_session_that_is_busy_in_a_killed_server_is_waited_for(demo: Path) -> None:
    server = embedded.ensure_running()
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("create table kept as select generate_series(1, 1000) as n")
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)  # cannot see that its postmaster has gone, and holds the shared memory
        os.kill(postmaster_of(server), signal.SIGKILL)
        awake = subprocess.Popen(["sh", "-c", f"sleep 1; kill -CONT {backend}; kill -KILL {backend}"])
        assert _kept(embedded.ensure_running()) == 1000
        awake.wait()


def test_a_stale_pid_file_with_a_strangers_number_is_no_obstacle(demo: Path) -> None:
    server = embedded.ensure_running()
    _write_and_kill(server)
    with _stranger() as stranger:
        _claim(server, stranger.pid)
        assert _kept(embedded.ensure_running()) == 1000
        assert stranger.poll() is None


def test_stop_never_signals_a_stranger(demo: Path) -> None:
    server = embedded.ensure_running()
    _write_and_kill(server)
    with _stranger() as stranger:
        _claim(server, stranger.pid)
        assert not embedded.stop()
        assert stranger.poll() is None


def test_a_zombies_number_is_no_obstacle(demo: Path) -> None:
    server = embedded.ensure_running()
    _write_and_kill(server)
    with _stranger() as stranger:
        stranger.kill()  # and nobody waits for it yet
        _claim(server, stranger.pid)
        began = time.monotonic()
        assert _kept(embedded.ensure_running()) == 1000
        assert time.monotonic() - began < 10


def test_killed_while_it_initialised_the_next_one_starts_over(demo: Path) -> None:
    first = python("from tenantsh import embedded; embedded.ensure_running()")
    while not list(demo.glob("demo-*/server/draft.*/base")):
        assert first.poll() is None
        time.sleep(0.005)
    first.kill()
    first.communicate()
    server = embedded.ensure_running()
    assert server.fresh
    assert _kept_nothing(server)


def test_an_empty_pid_file_is_no_obstacle(demo: Path) -> None:
    server = embedded.ensure_running()
    _write_and_kill(server)
    (server.data / "postmaster.pid").write_text("")
    assert _kept(embedded.ensure_running()) == 1000


def _kept_nothing(server: embedded.Server) -> bool:
    with psycopg.connect(server.dsn()) as connection:
        return connection.execute("select 1 from pg_class where relname = 'kept'").fetchone() is None
