"""A database with partitioned tables of every kind and planted holes, looked at as if it were one day in 2026."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.commands.partitions.looking import Look
    from tenantsh.db.asking import Asking
    from tenantsh.db.session import Session
    from tenantsh.model.retention import Retention

TEMPLATE = "partitions_planted"
NOW = "2026-02-10 12:00:00"
_names = count(1)


@pytest.fixture(scope="session")
def planted(pg: Cluster) -> str:
    """The database's connection string, as the superuser: leave no trace."""
    pg.once(TEMPLATE, lambda: _make(pg))
    return pg.dsn(TEMPLATE)


@pytest.fixture
def changeable(pg: Cluster, planted: str) -> Iterator[str]:
    """A copy of it for this test alone."""
    assert planted
    name = f"partitions_{next(_names)}"
    yield pg.create(name, TEMPLATE)
    pg.drop(name)


@pytest.fixture
def tenant(pg: Cluster, planted: str) -> Iterator[Session]:
    """A tenant's session there."""
    assert planted
    with opened(pg.dsn(TEMPLATE, "part_login")) as session:
        yield session


def opened(dsn: str, options: str = "-c search_path=planted") -> Session:
    """A session of organization 1 with the role that reads; a pooler takes no `options`."""
    from tenantsh.db.connect import Target
    from tenantsh.db.opening import Place, Wanted, open_session
    from tenantsh.model.convention import Convention

    convention = Convention(name="planted", role="part_tenant", settings={"app.org": "{org}"})
    target = Target(f"{dsn} options='{options}'" if options else dsn)
    return open_session(Place(target, convention), Wanted("1"))


def plain(dsn: str) -> Asking:
    """A plain session of the superuser's."""
    from tenantsh.db.connect import Target
    from tenantsh.db.plain import open_plain_session

    return open_plain_session(Target(f"{dsn} options='-c search_path=planted'"))


def seen(session: Asking, name: str | None = None, retention: Retention | None = None, now: str = NOW) -> list[Look]:
    """The tables of a name as they look on that day."""
    from tenantsh.commands.partitions.looking import looked
    from tenantsh.commands.patterns import named
    from tenantsh.db.partitions import read
    from tenantsh.model.retention import KEEP_ALL

    listing = read(session, named(session, name))
    return looked(replace(listing, moment=replace(listing.moment, now=now)), retention or KEEP_ALL)


def run(dsn: str, sql: str) -> None:
    """Run a finding's SQL as its owner would, a statement at a time."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        statement = ""
        for line in sql.splitlines():
            code = line.partition("  -- ")[0]
            statement += "" if code.startswith("--") else f"{code}\n"
            if code.endswith(";"):
                connection.execute(statement.encode())
                statement = ""
        assert not statement.strip()


def _make(pg: Cluster) -> None:
    dsn = pg.create(TEMPLATE)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute((Path(__file__).with_name("planted.sql")).read_bytes())
