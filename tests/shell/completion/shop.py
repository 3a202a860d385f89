"""A database with the shop's schema, and the catalog that its tenant's session has of it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import PLATFORM

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

CONVENTION = dataclasses.replace(
    PLATFORM,
    name="shop",
    role="shop_viewer",
    write_role="shop_member",
    organization="select org_id::text as org, name from orgs where org_id::text = :org",
    find_organizations="select org, name, detail from find_orgs(:pattern)",
    find_person=None,
)

_SQL = Path(__file__).with_name("schema.sql")


def make(pg: Cluster, dbname: str) -> None:
    """Create the database."""
    pg.create(dbname)
    pg.run(_SQL.read_text(encoding="utf-8"), dbname)


def place(pg: Cluster, dbname: str) -> Place:
    """How the engineer's login gets in."""
    return Place(Target(as_user(pg.dsn(dbname), "shop_eng")), CONVENTION)


def opened(pg: Cluster, dbname: str, org: str = "42", *, write: bool = True) -> Session:
    """A session of an organization's."""
    return open_session(place(pg, dbname), Wanted(org, write=write))
