"""A server to torment: a cluster of its own on the far machine of a network, with the platform and its data."""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests import pgcluster
from tests.resilience.network import SERVER

from tenantsh.embedded import postmaster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgbin import Programs
    from tests.pgcluster import Cluster
    from tests.resilience.network import Network

DATABASE = "platform"
_SCALE = 0.1
_NOTES = """
    create table notes (org_id bigint not null default current_setting('app.current_org_id')::bigint, mark text);
    alter table notes enable row level security;
    create policy ours on notes using (org_id = (select current_setting('app.current_org_id')::bigint));
    grant select, insert, delete on notes to org_member;
    create table loaded (mark text);
    grant select, insert, delete on loaded to org_member
"""
_ACCESS = "host all all samenet trust\nlocal all all trust\nhost all all 127.0.0.1/32 trust\n"


@dataclass(slots=True)
class Server:
    """One PostgreSQL that a test may stop, kill and start, whoever is connected."""

    cluster: Cluster
    network: Network | None

    @property
    def wire(self) -> Network:
        """The network that leads there."""
        assert self.network
        return self.network

    @property
    def address(self) -> str:
        """Where clients find it."""
        return SERVER if self.network else "127.0.0.1"

    def dsn(self, user: str = "engineer", host: str | None = None) -> str:
        """How a login gets there over TCP."""
        return f"host={host or self.address} port={self.cluster.port} dbname={DATABASE} user={user}"

    def admin(self, sql: str) -> list[tuple[object, ...]]:
        """Run something as the superuser, over the local socket: no network is between."""
        return self.cluster.run(sql, DATABASE)

    def start(self) -> None:
        """Start it; a crash may have left work to do first, and a killed process its number for a while."""
        deadline = time.monotonic() + 20
        with self.network.at_server() if self.network else nullcontext():
            while True:
                try:
                    self.cluster.start()
                except AssertionError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.2)
                else:
                    return

    def stop(self, mode: str) -> None:
        """Stop it, `fast` or `immediate`."""
        self.cluster._run("pg_ctl", "stop", "-w", "-s", "-m", mode, "-D", str(self.cluster.data))

    def kill(self) -> None:
        """End every process of it at once, as a machine does that loses its power."""
        pid = postmaster.living(self.cluster.data)
        assert pid
        family = [int(process) for process in _children(pid)]
        for process in (pid, *family):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def crash(self) -> None:
        """Kill one of its processes: it ends all sessions, and recovers by itself."""
        ((pid,),) = self.admin("select pid from pg_stat_activity where backend_type = 'walwriter'")
        os.kill(int(str(pid)), signal.SIGKILL)

    def wait(self) -> None:
        """Wait until it takes connections, after a crash of which it recovers by itself."""
        from psycopg import OperationalError

        deadline = time.monotonic() + 20
        while True:
            time.sleep(0.1)
            try:
                self.admin("select 1")
            except OperationalError:
                if time.monotonic() > deadline:
                    raise
            else:
                return

    def sessions(self, user: str = "engineer") -> list[int]:
        """The processes that serve a login's sessions."""
        found = self.admin(f"select pid from pg_stat_activity where usename = '{user}' order by backend_start")
        return [int(str(pid)) for (pid,) in found]

    def end_sessions(self, user: str = "engineer") -> None:
        """As an administrator who ends a login's sessions."""
        self.admin(f"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{user}'")


def _children(pid: int) -> list[str]:
    with open(f"/proc/{pid}/task/{pid}/children") as told:  # noqa: PTH123 - as /proc has it
        return told.read().split()


@contextmanager
def running(programs: Programs, network: Network | None = None) -> Iterator[Server]:
    """A server with the platform, on the far machine of the network where one is given."""
    cluster = pgcluster.start(programs)
    server = Server(cluster, network)
    try:
        _fill(cluster)
        server.stop("fast")
        access = cluster.folder / "access.conf"
        access.write_text(_ACCESS)
        access.chmod(0o644)
        with (cluster.data / "postgresql.auto.conf").open("a") as config:  # counts more than what `start` writes
            config.write(f"listen_addresses = '*'\nhba_file = '{access}'\nmax_connections = 300\n")
        server.start()
        yield server
    finally:
        pgcluster.remove(cluster)


def _fill(cluster: Cluster) -> None:
    from tenantsh.platform.apply import apply
    from tenantsh.platform.seed import seed

    dsn = cluster.create(DATABASE)
    apply(dsn)
    seed(dsn, scale=_SCALE, seed=42)
    cluster.run(_NOTES, DATABASE)
    cluster.run("vacuum analyze", DATABASE)
