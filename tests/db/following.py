"""A server and its standby for the tests: ways to both, a replay that is held up, and what a standby cancels."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING

from tests.db.small import CONVENTION

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

GATED = """
select (select count(*) from things) as things,
    pg_sleep(case when exists (select from gate) then 30 else 0 end) is not null as slept
"""
"""Takes long while there is something in `gate`."""
LOCKS = "begin; lock table things in access exclusive mode; commit"
"""Is in the way of whoever reads things."""


def hosts(*clusters: Cluster, dbname: str = "small", user: str = "small_eng", more: str = "") -> str:
    """A connection string that names several servers, in this order."""
    names, ports = (",".join(map(str, parts)) for parts in zip(*((c.host, c.port) for c in clusters), strict=True))
    return f"host={names} port={ports} dbname={dbname} user={user} {more}".rstrip()


def place(conninfo: str, max_lag: float | None = None) -> Place:
    """How the small database's login gets in there."""
    return Place(Target(conninfo, max_lag=max_lag), CONVENTION)


def opened(conninfo: str, max_lag: float | None = None, *, write: bool = False) -> Session:
    """A session on organization 42 there."""
    return open_session(place(conninfo, max_lag), Wanted("42", write=write))


def heard(session: Session) -> list[str]:
    """What the session tells from here on."""
    told: list[str] = []
    session.on_notice = lambda notice: told.append(notice.told())
    return told


def settings(cluster: Cluster, **values: str) -> None:
    """Change a server's settings while it runs; an empty value is none."""
    for name, value in values.items():
        said = value.replace("'", "''")
        cluster.run(f"alter system set {name} = '{said}'" if value else f"alter system reset {name}")
    cluster.run("select pg_reload_conf()")


def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    """Wait for something that is bound to come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


@contextmanager
def held_up(primary: Cluster, standby: Cluster, seconds: float) -> Iterator[None]:
    """Have the standby fall so far behind."""
    standby.run("select pg_wal_replay_pause()")
    try:
        primary.run("select txid_current()")
        time.sleep(seconds)
        yield
    finally:
        standby.run("select pg_wal_replay_resume()")
        primary.catch_up()


@dataclass(slots=True)
class Conflict:
    """What the primary does while a statement of a standby's waits: replaying it cancels the statement."""

    primary: Cluster
    dbname: str
    does: tuple[str, ...] = ("delete from gate", LOCKS)
    after: str = "wait_event = 'PgSleep'"
    failed: list[BaseException] = field(default_factory=list)

    @contextmanager
    def meanwhile(self, session: Session, standby: Cluster) -> Iterator[None]:
        """Do it as soon as the session's statement sleeps on the standby."""
        pid = session.link.wire.pgconn.backend_pid
        thread = Thread(target=self._work, args=(standby, pid))
        thread.start()
        try:
            yield
        finally:
            thread.join()
        assert not self.failed

    def _work(self, standby: Cluster, pid: int) -> None:
        try:
            ask = f"select 1 from pg_stat_activity where pid = {pid} and {self.after}"
            until(lambda: standby.run(ask) != [])
            for sql in self.does:
                self.primary.run(sql, self.dbname)
        except BaseException as error:  # noqa: BLE001 - for the test's own thread
            self.failed.append(error)
