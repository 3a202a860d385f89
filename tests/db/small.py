"""A small database of three organizations for the tests of the db floor, and sessions on it."""

from __future__ import annotations

import dataclasses
import select
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

CONVENTION = dataclasses.replace(
    PLATFORM,
    name="small",
    role="small_viewer",
    write_role="small_member",
    organization="select org_id::text as org, name from orgs where org_id::text = :org",
    find_organizations="select org, name, detail from find_orgs(:pattern)",
    find_person=None,
)

OURS = 10
"""Rows of `things` that organization 42 has; 43 has 7."""

_SQL = Path(__file__).with_name("small.sql")


@dataclass(frozen=True, slots=True)
class Small:
    """One database with the small schema."""

    pg: Cluster
    dbname: str

    def target(self, user: str = "small_eng") -> str:
        """A connection string for a login."""
        return as_user(self.pg.dsn(self.dbname), user)

    def place(self, user: str = "small_eng", **changes: str) -> Place:
        """How a login gets in."""
        return Place(Target(as_user(self.pg.dsn(self.dbname), user, **changes)), CONVENTION)

    def open(self, org: str = "42", *, write: bool = False, allowed: Iterable[str] = (), **changes: str) -> Session:
        """A session of an organization's, which lets rules of the guard through."""
        place = dataclasses.replace(self.place(**changes), allowed=frozenset(allowed))
        return open_session(place, Wanted(org, write=write))

    def admin(self, sql: str) -> list[tuple[object, ...]]:
        """Run a statement as the superuser, whom row security does not hold."""
        return self.pg.run(sql, self.dbname)


def make(pg: Cluster, dbname: str) -> None:
    """Bring the small schema to a new database."""
    pg.create(dbname)
    pg.run(_SQL.read_text(encoding="utf-8"), dbname)


def kill(small: Small, session: Session) -> None:
    """End the session's server process and wait until it is gone."""
    pid = session.link.identity.backend_pid
    small.admin(f"select pg_terminate_backend({pid})")
    ending = select.poll()  # its row of pg_stat_activity goes before its end of the socket does
    ending.register(session.link.wire.pgconn.socket, select.POLLRDHUP)
    assert ending.poll(5000), f"the server process {pid} is still there"
