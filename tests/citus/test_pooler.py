"""A pgbouncer before the coordinator, and between it and its workers: the context gets to the shards all the same."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from tests import pgbouncer as bouncers
from tests.citus import cluster
from tests.db.plainly import ctrl_c
from tests.need import unavailable

import tenantsh
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.citus.cluster import Node
    from tests.citus.conftest import Citus
    from tests.pgbouncer import Bouncer

_ROWS = "select count(*), min(org_id), max(org_id) from {table}"
_MOST = 16
"""Connections to a worker that one statement may want (citus.max_adaptive_executor_pool_size): in a smaller pool it
waits for those that it has itself."""
_TABLES = ("resources", "events", "resources r join events e using (org_id, resource_id)")


@pytest.fixture
def pooled() -> Iterator[Callable[..., Bouncer]]:
    """Starts a pgbouncer in transaction mode before a node, with so many server connections for each role."""
    program = bouncers.program()
    if program is None:
        unavailable("no pgbouncer here (Debian: apt-get install pgbouncer)")
    started: list[Bouncer] = []

    def start(node: Node, size: int, wait: int = 20) -> Bouncer:
        started.append(bouncers.start(program, node, pool_size=size, settings=f"query_wait_timeout = {wait}"))
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture
def before(citus: Citus, nodes: dict[int, Node], pooled: Callable[..., Bouncer]) -> str:
    """A login's connection string through a pooler before the coordinator."""
    dbname = str(conninfo_to_dict(citus.dsn)["dbname"])
    return pooled(nodes[cluster.port_in(citus.dsn)], 1).dsn(dbname, "engineer")


@pytest.fixture
def between(
    request: pytest.FixtureRequest, citus: Citus, nodes: dict[int, Node], pooled: Callable[..., Bouncer]
) -> Iterator[list[Bouncer]]:
    """A pooler before each worker, which the coordinator goes through; a parameter says its size and patience."""
    size, wait = getattr(request, "param", (_MOST, 20))
    made = []
    for worker in citus.workers:
        port = cluster.port_in(worker)
        made.append(pooled(nodes[port], size, wait))
        where = conninfo_to_dict(made[-1].dsn(""))
        citus.run(
            f"insert into pg_dist_poolinfo select nodeid, 'host={where['host']} port={where['port']}'"
            f" from pg_dist_node where nodeport = {port}"
        )
    yield made
    citus.run("delete from pg_dist_poolinfo")


def sees_its_own(citus: Citus, dsn: str) -> None:
    """Check that sessions of two organizations in turn see theirs and nothing else, in transactions and out of them."""
    chance = random.Random(7)
    expected = {
        (org, table): citus.run(_ROWS.format(table=table) + f" where org_id = {org}")
        for org in (42, 43)
        for table in _TABLES
    }
    with tenantsh.connect(dsn, org="42") as ours, tenantsh.connect(dsn, org="43") as theirs:
        for at in range(60):
            session, org = chance.choice([(ours, 42), (theirs, 43)])
            table = chance.choice(_TABLES)
            if own := at % 5 == 0:
                session.run("begin")
            for where in ("", f" where org_id = {org}"):
                assert session.run(_ROWS.format(table=table) + where).rows == expected[org, table]
            assert session.run(f"select count(*) from resources where org_id <> {org}").rows == [(0,)]
            if own:
                session.run("rollback")


def test_through_a_pooler_before_the_coordinator(citus: Citus, before: str) -> None:
    sees_its_own(citus, before)


def test_through_poolers_between_the_nodes(citus: Citus, between: list[Bouncer]) -> None:
    sees_its_own(citus, citus.as_login())
    assert all("login attempt: db=tsh_citus_tests user=org_viewer" in each.log for each in between)


@pytest.mark.usefixtures("between")
def test_through_both(citus: Citus, before: str) -> None:
    sees_its_own(citus, before)


@pytest.mark.usefixtures("between")
def test_what_is_written_through_both_is_the_organization_s(citus: Citus, before: str) -> None:
    with tenantsh.connect(before, org="42", write=True) as session:
        made = "insert into resources (org_id, name, type) values (42, 'pooled', 'server')"
        assert session.run(made).status == "INSERT 0 1"
        changed = "update resources set name = 'pooled twice' where name = 'pooled'"  # in two phases, on every shard
        assert session.run(changed).status == "UPDATE 1"
        with pytest.raises(StatementError) as refused:
            session.run("insert into resources (org_id, name, type) values (43, 'pooled', 'server')")
        assert refused.value.sqlstate == "42501"
    assert citus.run("delete from resources where name like 'pooled%' returning org_id") == [(42,)]


@pytest.mark.usefixtures("between")
@pytest.mark.parametrize("between", [(1, 2)], indirect=True)
def test_a_pool_that_is_too_small_is_slow_or_an_error_and_shows_nothing_else(citus: Citus) -> None:
    rows = citus.run(_ROWS.format(table="resources") + " where org_id = 42")
    with tenantsh.connect(citus.as_login(), org="42") as session, tenantsh.connect(citus.as_login(), org="42") as other:
        for where in ("", " where org_id = 42"):
            assert session.run(_ROWS.format(table="resources") + where).rows == rows
        session.run("begin")
        assert session.run(_ROWS.format(table="resources") + " where org_id = 42").rows == rows
        with pytest.raises(StatementError) as caught:  # its only connection is the first session's
            other.run(_ROWS.format(table="resources") + " where org_id = 42")
        assert "own connection is alive" in (caught.value.why or "")
        session.run("commit")
        assert other.run(_ROWS.format(table="resources") + " where org_id = 42").rows == rows


@pytest.mark.usefixtures("between")
def test_what_is_interrupted_ends(citus: Citus) -> None:
    with tenantsh.connect(citus.as_login(), org="42") as session:
        with ctrl_c(1.0), pytest.raises(KeyboardInterrupt):
            session.run("select count(pg_sleep(20)) from organizations")
        assert session.run("select count(*) > 0 from resources").rows == [(True,)]


@pytest.mark.parametrize(
    "left",
    [
        "set citus.propagate_set_commands = 'local'",
        "set citus.propagate_set_commands = 'none'",
        "set citus.select_opens_transaction_block = off",
        "set app.current_org_id = '43'",
        "set role org_admin",
        "set citus.enable_local_execution = off",
        "set citus.override_table_visibility = off",
        "set citus.max_adaptive_executor_pool_size = 1",
    ],
)
def test_what_another_client_left_on_the_coordinator_changes_nothing(citus: Citus, before: str, left: str) -> None:
    rows = citus.run(_ROWS.format(table="resources") + " where org_id = 42")
    with psycopg.connect(before, autocommit=True) as plain:
        plain.execute(left.encode())
        with tenantsh.connect(before, org="42") as session:
            for where in ("", " where org_id = 42"):
                assert session.run(_ROWS.format(table="resources") + where).rows == rows


def leave(citus: Citus, between: list[Bouncer], left: str) -> None:
    """Be another client of the poolers before the workers, and leave something on the connections of `org_viewer`."""
    dbname = str(conninfo_to_dict(citus.dsn)["dbname"])
    for each in between:
        with psycopg.connect(each.dsn(dbname, "org_viewer"), autocommit=True) as plain:
            plain.execute(left.encode())


@pytest.mark.parametrize(
    "left", ["set app.current_org_id = '43'", "set search_path = pg_temp", "set default_transaction_read_only = on"]
)
def test_what_another_client_left_on_the_workers_changes_nothing(
    citus: Citus, between: list[Bouncer], left: str
) -> None:
    rows = citus.run(_ROWS.format(table="resources") + " where org_id = 42")
    leave(citus, between, left)
    with tenantsh.connect(citus.as_login(), org="42") as session:
        for where in ("", " where org_id = 42"):
            assert session.run(_ROWS.format(table="resources") + where).rows == rows


def test_row_security_that_another_client_switched_off_on_a_worker_is_an_error(
    citus: Citus, between: list[Bouncer]
) -> None:
    with tenantsh.connect(citus.as_login(), org="42") as session:
        leave(citus, between, "set row_security = off")
        with pytest.raises(StatementError, match="row-level security"):
            session.run("select * from resources")


@pytest.mark.parametrize("set_for", ["alter role engineer set {}", "alter database {{}} set {}"])
def test_a_default_that_propagates_already_changes_nothing(citus: Citus, set_for: str) -> None:
    setting = "citus.propagate_set_commands"
    change = set_for.format(setting).format(conninfo_to_dict(citus.dsn)["dbname"])
    rows = citus.run(_ROWS.format(table="resources") + " where org_id = 42")
    citus.run(f"{change} = 'local'")
    try:
        with tenantsh.connect(citus.as_login(), org="42") as session:
            session.run("begin")
            for where in ("", " where org_id = 42"):
                assert session.run(_ROWS.format(table="resources") + where).rows == rows
            session.run("commit")
            assert session.run(_ROWS.format(table="resources")).rows == rows
    finally:
        citus.run(change.replace(" set ", " reset "))
