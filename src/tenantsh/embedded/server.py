"""The demo's server as the rest of tenantsh sees it: there when it is asked for, shared, and easy to get rid of."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.embedded import account as accounts
from tenantsh.embedded import cluster, config, locate, lock, places, relocate
from tenantsh.embedded.cluster import Cluster
from tenantsh.model.errors import ConnectError

if TYPE_CHECKING:
    from pathlib import Path

    from tenantsh.embedded.locate import Binaries
    from tenantsh.embedded.places import Place
    from tenantsh.embedded.postmaster import Claim

_COLD = "cold"

Progress = Callable[[str], None]
"""Shows a person one line about what takes a while."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running demo server."""

    host: str
    """The folder that its socket lies in; libpq takes it for a host."""
    port: int
    data: Path
    """The data directory."""
    superuser: str
    version: str
    """Of the programs found: `18.6`. A server started before an upgrade still is what it was."""
    fresh: bool
    """Whether the cluster was initialised just now, so that it holds nothing yet."""

    @property
    def cold(self) -> Path:
        """The folder for what is archived from it; ours, and not the server's."""
        return self.data.parent.parent / _COLD

    def dsn(self, *, user: str | None = None, dbname: str = "postgres") -> str:
        """A connection string, as the superuser unless somebody else is named; it needs no password."""
        parts = {"host": self.host, "port": str(self.port), "user": user or self.superuser, "dbname": dbname}
        return " ".join(f"{name}={_quoted(value)}" for name, value in parts.items())


@dataclass(frozen=True, slots=True)
class Status:
    """What there is of the demo for one major version."""

    major: int
    folder: Path
    running: bool
    prepared: bool
    """Whether its database is complete."""
    log: Path


def ensure_running(
    progress: Progress = lambda line: None,
    prepare: Callable[[Server], None] | None = None,
    *,
    edition: str = "1",
) -> Server:
    """The demo's server, initialised, started and prepared as far as that has not been done yet.

    `prepare` fills the server; it is called before anybody else gets to see it, by one process at a time, and again
    after it was interrupted or when `edition` is not that of the last time. So it has to begin by removing what a
    former try left. Processes that come meanwhile wait for it.

    The server outlives this process; every process of this user shares it. Raises ConnectError.
    """
    if os.name != "posix":
        raise ConnectError(
            "the embedded server runs on Linux and macOS only",
            why="it is shared through Unix sockets and file locks",
            hint="start a PostgreSQL yourself and connect to it",
        )
    binaries = locate.find()
    place = places.of(binaries.major)
    claimed = cluster.answering(place)
    if claimed and (prepare is None or _is_prepared(place, edition)):
        return _server(place, binaries, claimed, fresh=False)
    place.make()
    with lock.held(place.lock, lambda: progress("waiting for another tenantsh that is starting the demo server …")):
        server = _started(place, binaries, progress)
        if prepare is not None and not _is_prepared(place, edition):
            place.prepared.unlink(missing_ok=True)
            prepare(server)
            place.prepared.write_text(edition, encoding="utf-8")
    return server


def stop() -> bool:
    """Stop every demo server of this user; whether there was one. What they hold stays."""
    return sum(_under_lock(place, cluster.stop) for place in places.existing()) > 0


def reset() -> bool:
    """Stop the demo servers of this user and remove what they hold; whether there was anything."""
    return sum(_under_lock(place, _wipe) for place in places.existing()) > 0


def status() -> list[Status]:
    """What there is of the demo, one for each major version, oldest first; empty if it was never started."""
    return [
        Status(place.major, place.folder, cluster.answering(place) is not None, place.prepared.exists(), place.log)
        for place in places.existing()
    ]


def _started(place: Place, binaries: Binaries, progress: Progress) -> Server:
    account = accounts.for_server(place.server)
    it = Cluster(place, relocate.reachable(binaries, account, place.programs), account)
    fresh = not it.initialised
    if fresh:
        progress(f"initialising a PostgreSQL {binaries.version} for the demo in {place.folder} …")
        place.prepared.unlink(missing_ok=True)  # of data that somebody removed by hand
        it.initialise()
    if not cluster.answering(place):
        progress("starting the demo server …")
    return _server(place, binaries, it.start(), fresh=fresh)


def _server(place: Place, binaries: Binaries, claimed: Claim, *, fresh: bool) -> Server:
    host = str(claimed.sockets)
    return Server(host, claimed.port, place.data, config.SUPERUSER, binaries.version, fresh)


def _is_prepared(place: Place, edition: str) -> bool:
    try:
        return place.prepared.read_text(encoding="utf-8") == edition
    except FileNotFoundError:
        return False


def _under_lock(place: Place, action: Callable[[Place], bool]) -> bool:
    with lock.held(place.lock):
        return action(place)


def _wipe(place: Place) -> bool:
    """Stop a server and remove its data. The folder and the lock stay: somebody may be waiting for it."""
    import shutil

    cluster.stop(place)
    existed = place.server.exists()
    place.prepared.unlink(missing_ok=True)
    if existed:
        shutil.rmtree(place.server)
    shutil.rmtree(place.folder / _COLD, ignore_errors=True)
    return existed


def _quoted(value: str) -> str:
    r"""A value for a connection string.

    >>> print(_quoted("it's"))
    'it\'s'
    """
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
