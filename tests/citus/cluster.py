"""A Citus cluster for the tests: one coordinator and two workers, from server programs that have Citus.

    python -m tests.citus.cluster up      starts it where it is not running, and prints the coordinator's DSN
    python -m tests.citus.cluster down    stops it and deletes all of it

Citus is in no package registry: docs/citus.md says how it is built. `TENANTSH_CITUS_BIN` names the folder with the
programs (Debian's PostgreSQL 15 where it is not set), `TENANTSH_CITUS_DIR` where the cluster is kept, and
`TENANTSH_CITUS_PORT` the coordinator's port; the others have the next ones.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.embedded import account as accounts
from tenantsh.embedded import locate

if TYPE_CHECKING:
    from tenantsh.embedded.account import Account
    from tenantsh.embedded.locate import Binaries

_FIRST = int(os.environ.get("TENANTSH_CITUS_PORT", "54410"))
NODES = {"coordinator": _FIRST, "worker1": _FIRST + 1, "worker2": _FIRST + 2}
"""Each node's port, which the others must be able to know."""
SPARE = ("worker3", _FIRST + 3)
"""A node that a test may add."""

SHARDS = 8
"""Of a distributed table: few enough to be read in a plan."""

_ACCESS = "local all all trust\nhost all all 127.0.0.1/32 trust\n"
"""The coordinator comes to the workers as whoever is asking: every role has to be let in there."""

_CONFIG = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
hba_file = '{access}'
shared_preload_libraries = 'citus'
citus.node_conninfo = 'sslmode=disable'
citus.local_hostname = '127.0.0.1'
citus.shard_count = {shards}
citus.stat_tenants_track = 'all'
citus.enable_statistics_collection = off
wal_level = logical
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
shared_buffers = '64MB'
autovacuum = off
jit_above_cost = -1
timezone = 'UTC'
log_timezone = 'UTC'
"""


@dataclass(frozen=True, slots=True)
class Node:
    """One server of the cluster."""

    name: str
    port: int
    folder: Path
    """The cluster's, for this user alone."""
    binaries: Binaries
    account: Account | None

    @property
    def data(self) -> Path:
        """Its data directory."""
        return self.folder / self.name

    @property
    def host(self) -> str:
        """The folder of its socket."""
        return str(self.folder)

    @property
    def running(self) -> bool:
        """Whether its server is there."""
        return self._run("pg_ctl", "status", "-D", str(self.data)) == 0

    def start(self) -> None:
        """Initialise it where it is not, start it and wait for it."""
        if not (self.data / "PG_VERSION").exists():
            options = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
            assert self._run("initdb", "-D", str(self.data), *options) == 0, "initdb failed"
        access, config = self.folder / "pg_hba.conf", self.folder / f"{self.name}.conf"
        access.write_text(_ACCESS)
        config.write_text(_CONFIG.format(port=self.port, folder=self.folder, access=access, shards=SHARDS))
        for path in (access, config):
            path.chmod(0o644)
        log = self.folder / f"{self.name}.log"
        started = ("start", "-w", "-s", "-D", str(self.data), "-l", str(log), "-o", f"-c config_file={config}")
        if self._run("pg_ctl", *started) != 0:
            said = log.read_text(errors="replace")[-2000:] if log.exists() else "nothing was logged"
            raise SystemExit(f"{self.name} does not start: {said}")

    def stop(self) -> None:
        """Stop it at once."""
        self._run("pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", str(self.data))

    def delete(self) -> None:
        """Delete its data."""
        shutil.rmtree(self.data, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> int:
        # Citus wants these programs' own libpq and not the machine's
        environment = {"LD_LIBRARY_PATH": str(self.binaries.bin.parent / "lib")}
        return accounts.run([self.binaries.program(program), *arguments], self.account, env=environment).returncode


def nodes(*more: tuple[str, int]) -> list[Node]:
    """The three nodes and `more`, each by its name and port; running or not."""
    binaries = locate.at(Path(os.environ.get("TENANTSH_CITUS_BIN", "/usr/lib/postgresql/15/bin")))
    folder = Path(os.environ.get("TENANTSH_CITUS_DIR", "/tmp/tsh-citus"))
    account = accounts.for_server()
    return [Node(name, port, folder, binaries, account) for name, port in (*NODES.items(), *more)]


def dsn(dbname: str = "postgres", port: int = NODES["coordinator"]) -> str:
    """The superuser's connection string."""
    return f"host=127.0.0.1 port={port} dbname={dbname} user=postgres"


def port_in(given: str) -> int:
    """The port that a connection string names."""
    from psycopg.conninfo import conninfo_to_dict

    return int(str(conninfo_to_dict(given)["port"]))


def up() -> str:
    """Start what is not running and join the nodes; the coordinator's DSN."""
    cluster = nodes()
    folder, account = cluster[0].folder, cluster[0].account
    folder.mkdir(mode=0o711, exist_ok=True)
    accounts.give(folder, account)
    for node in cluster:
        if not node.running:
            node.start()
    join("postgres")
    return dsn()


def join(dbname: str) -> None:
    """Make a database of every node part of one Citus database, where it is not yet."""
    import psycopg

    for port in NODES.values():
        with psycopg.connect(dsn(dbname, port), autocommit=True) as connection:
            connection.execute("create extension if not exists citus")
    with psycopg.connect(dsn(dbname), autocommit=True) as connection:
        connection.execute("select citus_set_coordinator_host('127.0.0.1', %s)", [NODES["coordinator"]])
        for name, port in NODES.items():
            if name != "coordinator":
                connection.execute("select citus_add_node('127.0.0.1', %s)", [port])


def create(dbname: str) -> str:
    """A new database on every node, joined; the coordinator's DSN."""
    import psycopg

    for port in NODES.values():
        with psycopg.connect(dsn(port=port), autocommit=True) as connection:
            connection.execute(f'create database "{dbname}" template template0'.encode())
    join(dbname)
    return dsn(dbname)


def drop(dbname: str) -> None:
    """Drop a database on every node, whoever is connected to it."""
    import psycopg

    for port in NODES.values():
        with psycopg.connect(dsn(port=port), autocommit=True) as connection:
            connection.execute(f'drop database if exists "{dbname}" with (force)'.encode())


def down() -> None:
    """Stop the nodes and delete them."""
    for node in nodes(SPARE):
        node.stop()
    shutil.rmtree(nodes()[0].folder, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["up"]:
        print(up())  # noqa: T201 - what a program says
    elif sys.argv[1:] == ["down"]:
        down()
    else:
        raise SystemExit(__doc__)
