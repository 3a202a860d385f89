"""A database with every kind of relation, and a session that may look at it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.need import unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_HERE = Path(__file__).parent
_DATABASE = "described"


@pytest.fixture(scope="session")
def described(pg: Cluster) -> str:
    """The connection string of a role that may read, in a database with every kind of relation: leave no trace."""
    pg.once(_DATABASE, lambda: _make(pg))
    return f"{pg.dsn(_DATABASE, 'describe_login')} options='-c search_path=describe -c role=describe_reader'"


@pytest.fixture(scope="session")
def reader(described: str) -> Iterator[Session]:
    """A session that assumes the reading role in its scope, as one on an organization does."""
    with _open(described) as session:
        yield session


@pytest.fixture
def writer(described: str) -> Iterator[Session]:
    """The same with leave to write, for this test alone."""
    with _open(described, write=True) as session:
        yield session


def _open(dsn: str, *, write: bool = False) -> Session:
    from tenantsh.db.connect import Target
    from tenantsh.db.opening import Place, Wanted, open_session
    from tenantsh.model.convention import Convention

    return open_session(Place(Target(dsn), Convention(name="reader", role="describe_reader")), Wanted("1", write=write))


def _make(pg: Cluster) -> None:
    psql = pg.bin / "psql"
    if not psql.exists():
        unavailable(f"PostgreSQL {pg.version} came without psql")
    dsn = pg.create(_DATABASE)
    for since in (13, 15, 18):
        if since <= pg.major:
            file = _HERE / f"describe_{since}.sql"
            environment = {"PATH": os.environ["PATH"], **pg.programs.environment}
            done = subprocess.run([psql, "-Xq", "-f", file, dsn], capture_output=True, text=True, env=environment)
            assert done.returncode == 0, done.stderr
