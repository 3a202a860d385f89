"""A tenant's session of the tests' own, what `\\why` says there, and what the server does beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.policies import read
from tenantsh.db.why import Explanation, Outcome, explain
from tenantsh.model.convention import Convention

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session

READER, OWNER, LOGIN = "why_reader", "why_owner", "why_login"
SETTING = "app.current_org_id"
CONVENTION = Convention("why", role=READER, settings={SETTING: "{org}"})
_ROLES = f"""
DO $$ BEGIN CREATE ROLE {READER}; EXCEPTION WHEN duplicate_object THEN END $$;
DO $$ BEGIN CREATE ROLE {OWNER}; EXCEPTION WHEN duplicate_object THEN END $$;
DO $$ BEGIN CREATE ROLE {LOGIN} LOGIN NOINHERIT; EXCEPTION WHEN duplicate_object THEN END $$;
GRANT {READER} TO {LOGIN}
"""


def make(pg: Cluster, name: str, schema: str) -> str:
    """A database of this schema; the connection string of its superuser."""
    pg.run(_ROLES)
    pg.drop(name)
    dsn = pg.create(name)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(schema.encode())
    return dsn


def person(dsn: str, org: str = "42", *, write: bool = False) -> Session:
    """A session of organization `org`."""
    place = Place(Target(psycopg.conninfo.make_conninfo(dsn, user=LOGIN)), CONVENTION, admin=Target(dsn))
    return open_session(place, Wanted(org, write=write))


def table_of(session: Session, name: str) -> Table:
    """A relation in the schema public."""
    (found,) = read(
        session, {"name": f"^({name})$", "schema": "^(public)$", "visible_only": False}, tenant_column="org_id"
    ).tables
    return found


def why(session: Session, name: str, *key: str, admin: str | None) -> Explanation:
    """What `\\why` says."""
    return explain(session, table_of(session, name), key, Target(admin) if admin else None)


def really(dsn: str, name: str, condition: str, org: str = "42") -> Outcome:
    """What the server does, on a connection that tenantsh has nothing to do with."""
    options = f"-c role={READER} -c {SETTING}={org}"
    with psycopg.connect(psycopg.conninfo.make_conninfo(dsn, user=LOGIN, options=options)) as connection:
        try:
            row = connection.execute(f'SELECT EXISTS (SELECT FROM "{name}" WHERE {condition})'.encode()).fetchone()
        except psycopg.Error:
            return Outcome.FAILS
    return Outcome.SEEN if row and row[0] else Outcome.HIDDEN
