"""The platform with its engineers sealed, and what a client without tenantsh sees there."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.pgcluster import as_user

from tenantsh.db import admin
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.model.convention import PLATFORM
from tenantsh.platform.seal.printing import printed
from tenantsh.platform.seal.tables import look
from tenantsh.platform.seal.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

_names = count(1)
ORGS = "select array_agg(distinct org_id order by org_id) from resources"


def seal(dsn: str) -> None:
    with admin.connect(dsn) as connection:
        script = printed(look(connection, ["engineer"], "org_id", "org_viewer"))
        connection.script(script.replace("\\set ON_ERROR_STOP on\n", ""))


@pytest.fixture(scope="session")
def sealed(pg: Cluster, platform_template: str) -> str:
    """The platform with engineers sealed; as the superuser. Leave no trace."""
    pg.once("sealed", lambda: seal(pg.create("sealed", platform_template)))
    return pg.dsn("sealed")


@pytest.fixture
def changed(pg: Cluster, sealed: str) -> Iterator[str]:
    """A copy of it that a test may spoil."""
    name = f"sealed_{next(_names)}"
    yield pg.create(name, "sealed")
    pg.drop(name)


def raw(dsn: str, org: str | None, role: str = "org_viewer") -> psycopg.Connection[Any]:
    """A connection without tenantsh, which nothing keeps from any statement."""
    connection = psycopg.connect(as_user(dsn, "engineer"), autocommit=True)
    if org is not None:
        connection.execute("select tenantsh.open(%s, 'test', %s)", [org, connection.info.backend_pid])
    connection.execute(f"set role {role}".encode())
    connection.execute(f"set app.current_org_id = '{org or 2}'".encode())
    return connection


def seen(connection: psycopg.Connection[Any], sql: str = ORGS) -> Any:
    row = connection.execute(sql.encode()).fetchone()
    assert row
    return row[0]


def place(dsn: str) -> Place:
    return Place(Target(as_user(dsn, "engineer")), PLATFORM)


def ways(dsn: str) -> list[tuple[str, str]]:
    with admin.connect(dsn) as connection:
        return [(finding.check, finding.object) for finding in verify(connection, ["engineer"], "org_id")]
