"""A throw-away PostgreSQL cluster for the tests: fast, private, gone at the end."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.embedded import account as accounts
from tenantsh.embedded import cluster as embedded_cluster
from tenantsh.embedded import postmaster, relocate

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from tests.pgbin import Programs

    from tenantsh.embedded.account import Account
    from tenantsh.embedded.locate import Binaries

PASSWORD = "let-me-in"
"""Of the role `with_password`, the only one that is asked for one."""

_PREFIX = "tsh-test-"

_ACCESS = """\
local all with_password scram-sha-256
local all all trust
local replication all trust
host all all 127.0.0.1/32 scram-sha-256
"""

_CONFIG = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{host}'
unix_socket_permissions = 0700
hba_file = '{access}'
fsync = off
synchronous_commit = off
password_encryption = 'scram-sha-256'
full_page_writes = off
max_connections = 100
shared_buffers = '64MB'
max_wal_senders = 4
wal_level = replica
timezone = 'UTC'
log_timezone = 'UTC'
# plans and counts that tests look at change only when a test says ANALYZE
autovacuum = off
# compiling a plan takes longer than all that is asked of small tables; the setting `jit` itself is as it ever is
jit_above_cost = -1
"""


@dataclass(slots=True)
class Cluster:
    """A running server of the tests' own."""

    programs: Programs
    account: Account | None
    folder: Path
    """Everything of this cluster is in here."""
    binaries: Binaries
    host: str
    """The folder of its socket."""
    port: int
    data: Path
    standby: Cluster | None = None
    _made: dict[str, object] = field(default_factory=dict)

    @property
    def major(self) -> int:
        """The server's major version."""
        return self.binaries.major

    @property
    def version(self) -> str:
        """The server's version: `15.18`."""
        return self.binaries.version

    @property
    def minor(self) -> int:
        """The number behind its major version."""
        return int(self.version.partition(".")[2])

    @property
    def bin(self) -> Path:
        """The folder of its programs, psql among them if the source has it."""
        return self.binaries.bin

    @property
    def log(self) -> str:
        """What the server has logged so far."""
        return self.data.with_suffix(".log").read_text(encoding="utf-8", errors="replace")

    def dsn(self, dbname: str = "postgres", user: str = "postgres") -> str:
        """A connection string through the socket; no password is asked for."""
        return f"host={self.host} port={self.port} dbname={dbname} user={user}"

    def run(self, sql: str, dbname: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement as the superuser in autocommit, and give its rows."""
        import psycopg

        with psycopg.connect(self.dsn(dbname), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database, as a copy of a template that nobody is connected to; its connection string."""
        strategy = "strategy file_copy" if self.major >= 15 else ""  # without fsync it is the faster one
        self.run(f'create database "{name}" template "{template}" {strategy}')
        return self.dsn(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.run(f'drop database if exists "{name}" with (force)')

    def once(self, name: str, make: Callable[[], object]) -> None:
        """Make something on the first call for this name."""
        if name not in self._made:
            make()
            self._made[name] = True

    def start_standby(self) -> Cluster:
        """A hot standby that streams from this server, started on the first call."""
        if self.standby is None:
            data = self.data.with_name("standby")
            said = self._run("pg_basebackup", "-D", str(data), "-R", "-c", "fast", "-d", self.dsn())
            assert said.returncode == 0, said.stderr
            self.standby = Cluster(
                self.programs, self.account, self.folder, self.binaries, self.host, free_port(), data
            )
            self.standby.start()
        return self.standby

    def catch_up(self) -> None:
        """Wait until the standby has replayed everything that this server has written."""
        assert self.standby
        # a record of our own, and its end: the position to write at is behind a page's header, which nobody replays
        (written,) = self.run("select pg_logical_emit_message(false, 'catch up', '')::text")[0]
        for _ in range(1500):
            if self.standby.run(f"select pg_last_wal_replay_lsn() >= '{written}'") == [(True,)]:
                return
            time.sleep(0.02)
        raise AssertionError(f"the standby did not reach {written}; its log ends:\n{self.standby.log[-2000:]}")

    def start(self) -> None:
        """Start the server and wait for it."""
        access = self.folder / "pg_hba.conf"
        config = self.folder / f"{self.data.name}.conf"
        access.write_text(_ACCESS)
        config.write_text(_CONFIG.format(port=self.port, host=self.host, access=access))
        for path in (access, config):
            path.chmod(0o644)
        log = self.data.with_suffix(".log")
        options = f"-c config_file={shlex.quote(str(config))}"
        if self.major >= 15:  # a standby replays tablespaces that tests made without a folder of their own
            options += " -c allow_in_place_tablespaces=on"
        done = self._run("pg_ctl", "start", "-w", "-s", "-D", str(self.data), "-l", str(log), "-o", options)
        assert done.returncode == 0, done.stderr + (self.log if log.exists() else "")

    def stop(self) -> None:
        """Stop the server, and its standby; nothing in it is worth a checkpoint."""
        if self.standby:
            self.standby.stop()
        self._run("pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", str(self.data))

    def _run(self, program: str, *arguments: str) -> CompletedProcess[str]:
        return accounts.run([self.binaries.program(program), *arguments], self.account, env=self.programs.environment)


def start(programs: Programs) -> Cluster:
    """Initialise and start a cluster, as an ordinary account when we are root."""
    _sweep()
    account = accounts.for_server()
    folder = private_folder(account)
    binaries = relocate.reachable(programs.binaries, account, folder)
    server = folder / "s"
    server.mkdir(mode=0o700)
    accounts.give(server, account)
    cluster = Cluster(programs, account, folder, binaries, str(server), free_port(), server / "data")
    _initialise(cluster)
    cluster.start()
    cluster.run(f"create role with_password login password '{PASSWORD}'")
    return cluster


def remove(cluster: Cluster) -> None:
    """Stop a cluster and delete all of it."""
    cluster.stop()
    shutil.rmtree(cluster.folder, ignore_errors=True)


def private_folder(account: Account | None) -> Path:
    """A new folder that the account can enter, with a path short enough for a socket."""
    base = next(base for base in _bases() if len(str(base)) < 40 and accounts.may_enter(account, base))
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=base))
    if account:
        folder.chmod(0o711)
    return folder


def _bases() -> list[Path]:
    """Where to put clusters, best first: in memory a copy of the platform takes 0.1 s instead of up to a second."""
    asked, memory, usual = Path(tempfile.gettempdir()), Path("/dev/shm"), Path("/tmp")
    return [memory, asked, usual] if _is_roomy(memory) and "TMPDIR" not in os.environ else [asked, usual]


def _is_roomy(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    found = os.statvfs(folder)
    # a container's is small as a rule, and programs cannot be run from it
    return found.f_bavail * found.f_frsize > 4 << 30 and not found.f_flag & os.ST_NOEXEC


def as_user(dsn: str, user: str, **changes: str) -> str:
    """The same connection string for another login."""
    from psycopg.conninfo import make_conninfo

    return make_conninfo(dsn, user=user, **changes)


def _initialise(cluster: Cluster) -> None:
    for locale in embedded_cluster.locales(cluster.major):
        shutil.rmtree(cluster.data, ignore_errors=True)
        options = ("-D", str(cluster.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        done = cluster._run("initdb", *options, *locale)
        if done.returncode == 0:
            return
    raise AssertionError(done.stderr)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _sweep() -> None:
    """Remove what test runs that were killed have left behind."""
    for folder in [folder for base in _bases() for folder in base.glob(f"{_PREFIX}*")]:
        found = re.match(rf"{_PREFIX}(\d+)-", folder.name)
        if not found or Path(f"/proc/{found[1]}").exists() or folder.stat().st_uid != os.geteuid():
            continue
        for data in folder.glob("s/*/"):
            if pid := postmaster.living(data):
                os.kill(pid, signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)
