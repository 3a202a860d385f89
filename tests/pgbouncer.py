"""A pgbouncer in transaction mode in front of a server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tenantsh.embedded import account as accounts

if TYPE_CHECKING:
    from tenantsh.embedded.account import Account

_CONFIG = """\
[databases]
* = host={host} port={port}

[pgbouncer]
unix_socket_dir = {folder}
listen_port = {listen}
pool_mode = transaction
default_pool_size = {pool_size}
max_client_conn = 200
auth_type = trust
auth_file = {folder}/users.txt
auth_user = postgres
auth_query = SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $1
logfile = {folder}/pgbouncer.log
server_idle_timeout = 600
{settings}
"""

_PORT = 6432


class Server(Protocol):
    """The server behind one."""

    @property
    def account(self) -> Account | None:
        """Whose its processes are."""

    @property
    def folder(self) -> Path:
        """Where it has its files, and the pooler too."""

    @property
    def host(self) -> str:
        """The folder of its socket."""

    @property
    def port(self) -> int:
        """The number in the socket's name."""


def program() -> str | None:
    """The pgbouncer that TENANTSH_TEST_PGBOUNCER names, else that of this machine.

    Debian puts it in a folder that is on root's PATH only.
    """
    if given := os.environ.get("TENANTSH_TEST_PGBOUNCER"):
        return given
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")


@dataclass(frozen=True, slots=True)
class Bouncer:
    """A running pgbouncer."""

    process: subprocess.Popen[bytes]
    folder: Path

    def dsn(self, dbname: str, user: str = "postgres") -> str:
        """A connection string for a database of the cluster, through the pooler."""
        return f"host={self.folder} port={_PORT} dbname={dbname} user={user}"

    @property
    def log(self) -> str:
        """What the pooler has logged so far."""
        return (self.folder / "pgbouncer.log").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """End it at once, whoever is connected."""
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start(program: str, cluster: Server, *, pool_size: int, settings: str = "") -> Bouncer:
    """Start one with at most `pool_size` server connections for each database and user, and more lines of settings.

    It runs as the cluster's account: it refuses root, and the cluster's socket lets nobody else in.
    """
    import tempfile

    account = cluster.account
    folder = Path(tempfile.mkdtemp(prefix="b", dir=cluster.folder))
    accounts.give(folder, account)
    config = cluster.folder / f"{folder.name}.ini"
    config.write_text(
        _CONFIG.format(
            host=cluster.host, port=cluster.port, folder=folder, listen=_PORT, pool_size=pool_size, settings=settings
        )
    )
    config.chmod(0o644)
    users = folder / "users.txt"
    users.write_text('"postgres" ""\n')
    users.chmod(0o644)
    process = subprocess.Popen(
        [program, "--quiet", str(config)],
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    bouncer = Bouncer(process, folder)
    _wait(bouncer)
    return bouncer


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(str(path)) == 0


def _wait(bouncer: Bouncer) -> None:
    for _ in range(250):
        if _listens(bouncer.folder / f".s.PGSQL.{_PORT}"):
            return
        if bouncer.process.poll() is not None:
            break
        time.sleep(0.02)
    said = bouncer.log if (bouncer.folder / "pgbouncer.log").exists() else "nothing in its log"
    bouncer.stop()
    raise AssertionError(f"pgbouncer did not start: {said}")
