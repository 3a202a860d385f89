"""A tenant's session on the tables of `tables.sql`, and what `\\why-empty` finds there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.whyempty import explain
from tenantsh.model.convention import Convention
from tenantsh.model.retention import Retention, Rule, Then

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session
    from tenantsh.db.whyempty import Explanation

DATABASE = "why_empty"
CONVENTION = Convention("why-empty", role="we_reader", settings={"app.current_org_id": "{org}"})
RULES = Retention((Rule("log", 12, Then.PURGE),))


def database(pg: Cluster) -> str:
    """The database, made when it is first asked for; as the superuser."""
    here = Path(__file__)

    def make() -> None:
        pg.create(DATABASE)
        pg.run(here.with_name("tables.sql").read_text(encoding="utf-8"), DATABASE)
        if pg.major >= 15:
            pg.run(here.with_name("view_15.sql").read_text(encoding="utf-8"), DATABASE)

    pg.once(DATABASE, make)
    return pg.dsn(DATABASE)


def as_login(dsn: str, user: str) -> Target:
    return Target(psycopg.conninfo.make_conninfo(dsn, user=user))


def session(dsn: str, org: str = "42", *, write: bool = False) -> Session:
    return open_session(Place(as_login(dsn, "we_login"), CONVENTION), Wanted(org, write=write))


def empty(
    opened: Session, sql: str, admin: Target | None = None, bound: tuple[Any, ...] = (), seconds: float = 10
) -> Explanation:
    return explain(opened, sql, bound=bound, admin=admin, retention=RULES, tenant_column="org_id", seconds=seconds)
