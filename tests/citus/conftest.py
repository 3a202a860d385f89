"""The platform on a Citus cluster, whose coordinator `--citus-dsn` names; without it nothing runs, and a line says so.

Citus comes from no package registry, so that is no failure in continuous integration either (docs/citus.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from tests.citus import cluster

import tenantsh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.citus.cluster import Node

    from tenantsh import Session

_DATABASE = "tsh_citus_tests"
_SCALE = 0.2
"""As large as the platform of the other tests, which it is compared with."""
_NOT_OURS = "the nodes are not those of tests/citus/cluster.py, which can be stopped and added to"
_NOT_HERE = "no Citus here: --citus-dsn names a coordinator (docs/citus.md says how one is built)"


@dataclass(frozen=True, slots=True)
class Citus:
    """A database of the tests' own on every node, as the superuser."""

    dsn: str
    """The coordinator's."""
    workers: tuple[str, ...]
    version: str

    def as_login(self, user: str = "engineer", **changes: object) -> str:
        """The coordinator's connection string for another login."""
        return make_conninfo(self.dsn, user=user, **changes)  # type: ignore[arg-type]

    def run(self, sql: str, dsn: str | None = None) -> list[tuple[Any, ...]]:
        """Run one statement as the superuser, on the coordinator or where `dsn` says."""
        with psycopg.connect(dsn or self.dsn, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def node_of(self, org: int) -> int:
        """The port of the node with an organization's rows."""
        [(port,)] = self.run(
            "select nodeport from citus_shards where shardid ="
            f" get_shard_id_for_distribution_column('resources', {org}) limit 1"
        )
        return int(port)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.getoption("--citus-dsn"):
        terminalreporter.write_line(f"tests/citus DID NOT RUN: {_NOT_HERE}", red=True, bold=True)


@pytest.fixture(scope="session")
def citus(request: pytest.FixtureRequest) -> Citus:
    """The platform with its data, distributed; kept for the next run, unless the platform's files are others then."""
    given: str | None = request.config.getoption("--citus-dsn")
    if not given:
        pytest.skip(_NOT_HERE)
    return _made(given)


@pytest.fixture
def nodes(citus: Citus) -> dict[int, Node]:
    """The cluster's nodes by their ports, where they are this machine's to stop."""
    found = {node.port: node for node in cluster.nodes(cluster.SPARE)}
    port = cluster.port_in(citus.dsn)
    if port != cluster.NODES["coordinator"] or not found[port].running:
        pytest.skip(_NOT_OURS)
    return found


def _made(given: str) -> Citus:
    with psycopg.connect(given, autocommit=True) as connection:
        found = connection.execute(
            "select nodename, nodeport from pg_dist_node where noderole = 'primary' order by groupid"
        ).fetchall()
        [(version,)] = connection.execute("select extversion from pg_extension where extname = 'citus'").fetchall()
    dsns = [make_conninfo(given, host=host, port=port, dbname=_DATABASE) for host, port in found]
    made = Citus(dsns[0], tuple(dsns[1:]), version)
    if not _is_there(made):
        _make(made, found)
    return made


def _is_there(made: Citus) -> bool:
    """Whether an earlier run has left just this platform, and all of its data."""
    from tenantsh.platform.apply import steps

    try:
        known = made.run("select checksum from platform.schema_version order by version")
        return [row[0] for row in known] == [step.checksum for step in steps(citus=True)] and made.run(
            "select count(*) > 0 from audit_logs"
        ) == [(True,)]
    except psycopg.Error:
        return False


def _make(made: Citus, nodes: list[tuple[Any, ...]]) -> None:
    from tenantsh.platform.apply import apply
    from tenantsh.platform.seed import seed

    for dsn in (made.dsn, *made.workers):
        made.run(f"drop database if exists {_DATABASE} with (force)", make_conninfo(dsn, dbname="postgres"))
        made.run(f"create database {_DATABASE} template template0", make_conninfo(dsn, dbname="postgres"))
        made.run("create extension citus", dsn)
    (host, port), *workers = nodes
    made.run(f"select citus_set_coordinator_host('{host}', {port})")
    for name, number in workers:
        made.run(f"select citus_add_node('{name}', {number})")
    apply(made.dsn, citus=True)
    seed(made.dsn, scale=_SCALE, seed=42)


@pytest.fixture
def session(citus: Citus) -> Iterator[Session]:
    """A session of organization 42, which only reads."""
    with tenantsh.connect(citus.as_login(), org="42") as opened:
        yield opened


@pytest.fixture
def writer(citus: Citus) -> Iterator[Session]:
    """A session of organization 42, which may write."""
    with tenantsh.connect(citus.as_login(), org="42", write=True) as opened:
        yield opened
