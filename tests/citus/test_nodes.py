"""An open session while shards and nodes come, go and move: its organization's rows, or a clear error."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tests.citus import cluster

import tenantsh
from tenantsh.model.errors import ConnectError, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.citus.cluster import Node
    from tests.citus.conftest import Citus

    from tenantsh import Session

_ROWS = "select count(*), min(org_id), max(org_id) from resources"
_ROUTED = _ROWS + " where org_id = 42"
_OWNER = ("alter role platform_owner login", "grant create on schema public to platform_owner")
"""Citus makes shards on their new node as the tables' owner."""


@pytest.fixture
def rows(citus: Citus) -> list[tuple[int, int, int]]:
    """What a session of organization 42 is to see, of whatever shard."""
    return citus.run(_ROUTED)


# -- a shard moves ---------------------------------------------------------------------------------------------------


def move(citus: Citus, to: int) -> None:
    """Move the shards with organization 42's rows to the node of a port, and drop what is left behind."""
    if citus.node_of(42) != to:
        _settle(citus)
        citus.run(moving(citus, to))
        citus.run("call citus_cleanup_orphaned_resources()")


def _settle(citus: Citus) -> None:
    """Wait until nothing is left of earlier moves: Citus cleans up by itself, too, and one at a time."""
    until = time.monotonic() + 30
    while citus.run("select count(*) from pg_dist_cleanup") != [(0,)] and time.monotonic() < until:
        citus.run("call citus_cleanup_orphaned_resources()")
        time.sleep(0.2)


def moving(citus: Citus, to: int) -> str:
    """The statement that moves them."""
    [(shard,)] = citus.run("select get_shard_id_for_distribution_column('resources', 42)")
    return (
        f"select citus_move_shard_placement({shard}, '127.0.0.1', {citus.node_of(42)}, '127.0.0.1', {to},"
        " 'block_writes')"
    )


@pytest.fixture
def ports(citus: Citus) -> Iterator[tuple[int, int]]:
    """The node that organization 42 is on, and another one; it is there again afterwards."""
    here = citus.node_of(42)
    for sql in _OWNER:
        citus.run(sql)
    yield here, next(cluster.port_in(dsn) for dsn in citus.workers if f"port={here}" not in dsn)
    move(citus, here)
    citus.run("alter role platform_owner nologin")
    citus.run("revoke create on schema public from platform_owner")


def test_a_session_follows_its_shard(
    citus: Citus, session: Session, ports: tuple[int, int], rows: list[object]
) -> None:
    backend = session.link.identity.backend_pid
    session.run(f"prepare rows as {_ROUTED}")
    assert session.run("execute rows").rows == rows
    move(citus, ports[1])
    for sql in (_ROWS, _ROUTED, "execute rows"):
        assert session.run(sql).rows == rows
    assert session.run("select count(*) from resources where org_id <> 42").rows == [(0,)]
    assert session.run("select pg_backend_pid()").rows == [(backend,)]


def test_a_transaction_follows_its_shard(
    citus: Citus, session: Session, ports: tuple[int, int], rows: list[object]
) -> None:
    session.run("begin")
    session.run("declare c no scroll cursor for select org_id from resources")
    assert session.run(_ROWS).rows == rows
    move(citus, ports[1])
    assert session.run(_ROWS).rows == session.run(_ROUTED).rows == rows
    assert set(session.run("fetch all from c").rows) == {(42,)}
    session.run("commit")
    assert session.run(_ROWS).rows == rows


def test_a_snapshot_from_before_a_move_has_no_rows_of_the_moved_shard(
    citus: Citus, session: Session, ports: tuple[int, int], rows: list[object]
) -> None:
    session.run("begin isolation level repeatable read")
    assert session.run(_ROWS).rows == rows  # every node has its snapshot now, the one that the shard goes to as well
    move(citus, ports[1])
    assert session.run(_ROWS).rows == [(0, None, None)]
    session.run("commit")
    assert session.run(_ROWS).rows == rows


@pytest.fixture
def parts(citus: Citus) -> Iterator[None]:
    """A table that nothing else is distributed with, with ten rows of each of thirty organizations."""
    for sql in (
        "create table parts (org_id bigint, part int, primary key (org_id, part))",
        "select create_distributed_table('parts', 'org_id', colocate_with => 'none')",
        "insert into parts select o, i from generate_series(30, 59) as o, generate_series(1, 10) as i",
        "alter table parts enable row level security",
        "create policy own on parts using (org_id = platform.current_user_org_id())",
        "grant select on parts to org_viewer",
    ):
        citus.run(sql)
    yield
    citus.run("drop table parts")


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize(
    "sql",
    [
        "select isolate_tenant_to_new_shard('parts', 42, shard_transfer_mode => 'block_writes')",
        (
            "select citus_move_shard_placement(shardid, nodename, nodeport, '127.0.0.1', {other}, 'force_logical')"
            " from citus_shards where shardid = get_shard_id_for_distribution_column('parts', 42)"
        ),
        "select alter_distributed_table('parts', shard_count => 3)",
        "select undistribute_table('parts')",
    ],
    ids=("split", "logical", "again", "local"),
)
def test_a_session_follows_a_table_that_is_spread_otherwise(citus: Citus, session: Session, sql: str) -> None:
    counted = "select count(*), min(org_id), max(org_id) from parts"
    session.run(f"prepare rows as {counted}")
    assert session.run("execute rows").rows == [(10, 42, 42)]
    [(other,)] = citus.run(
        "select n.nodeport from pg_dist_node n, citus_shards s where n.groupid > 0 and n.nodeport <> s.nodeport"
        " and s.shardid = get_shard_id_for_distribution_column('parts', 42) limit 1"
    )
    citus.run(sql.format(other=other))
    for each in (counted, f"{counted} where org_id = 42", "execute rows"):
        assert session.run(each).rows == [(10, 42, 42)]
    assert session.run("select count(*) from parts where org_id <> 42").rows == [(0,)]


def test_a_moved_shard_has_row_security(citus: Citus, ports: tuple[int, int]) -> None:
    before = _policies(citus, ports[0])
    move(citus, ports[1])
    assert _policies(citus, ports[1]) == before


def _policies(citus: Citus, port: int) -> list[tuple[object, ...]]:
    """How row security stands on the shards with organization 42's rows."""
    with psycopg.connect(make_conninfo(citus.dsn, port=port), autocommit=True) as admin:
        admin.execute("set citus.override_table_visibility = off")
        ((shards,),) = citus.run(
            "select array_agg(shard_name) from citus_shards where shardid in (select s.shardid from pg_dist_shard s,"
            " get_shard_id_for_distribution_column('resources', 42) as own join pg_dist_shard o on o.shardid = own"
            f" where s.shardminvalue = o.shardminvalue and s.shardstorage = 't') and nodeport = {port}"
        )
        return admin.execute(
            "select c.oid::regclass::text, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text,"
            " array(select (polname, polcmd, polroles, pg_get_expr(polqual, polrelid))::text"
            " from pg_policy where polrelid = c.oid order by polname)"
            " from pg_class c where c.oid::regclass::text = any (%s) order by 1",
            [shards],
        ).fetchall()


def test_what_is_written_holds_up_a_move_and_goes_along(citus: Citus, writer: Session, ports: tuple[int, int]) -> None:
    writer.run("begin")
    made = "insert into resources (org_id, name, type) values (42, 'moving', 'server')"
    assert writer.run(made).status == "INSERT 0 1"
    with pytest.raises(psycopg.errors.LockNotAvailable):
        citus.run(moving(citus, ports[1]), make_conninfo(citus.dsn, options="-c lock_timeout=1s"))
    writer.run("commit")
    move(citus, ports[1])
    assert writer.run("update resources set name = 'moved' where name = 'moving'").status == "UPDATE 1"
    citus.run("delete from resources where name = 'moved'")


# -- a worker stops, and comes back ----------------------------------------------------------------------------------


@contextmanager
def stopped(node: Node) -> Iterator[None]:
    """A node that is not there for a while."""
    node.stop()
    try:
        yield
    finally:
        node.start()


def test_a_worker_is_restarted_under_a_session(
    citus: Citus, session: Session, nodes: dict[int, Node], rows: list[object]
) -> None:
    backend = session.link.identity.backend_pid
    told = []
    for _ in range(3):
        assert session.run(_ROWS).rows == rows
        with stopped(nodes[citus.node_of(42)]):
            pass
        try:  # where Citus notices first, it connects again without a word
            assert session.run(_ROUTED).rows == rows
        except StatementError as error:
            told.append(error.why or error.sqlstate)
    assert all("own connection is alive" in why for why in told), told
    assert session.run(_ROWS).rows == rows
    assert session.run("select pg_backend_pid()").rows == [(backend,)]


def test_a_worker_is_restarted_under_a_transaction(
    citus: Citus, writer: Session, nodes: dict[int, Node], rows: list[object]
) -> None:
    writer.run("begin")
    writer.run("update resources set name = 'lost' where org_id = 42")
    with stopped(nodes[citus.node_of(42)]):
        pass
    with pytest.raises(StatementError) as caught:
        writer.run(_ROUTED)
    assert "own connection is alive" in (caught.value.why or ""), caught.value.sqlstate
    assert writer.failed
    writer.run("rollback")
    assert writer.run(_ROUTED).rows == rows
    assert writer.run("select count(*) from resources where name = 'lost'").rows == [(0,)]


def test_what_a_lost_worker_does_not_confirm_is_said_to_be_unknown(
    citus: Citus, writer: Session, nodes: dict[int, Node]
) -> None:
    writer.run("begin")
    writer.run("update resources set name = 'lost' where org_id = 42")
    with stopped(nodes[citus.node_of(42)]), pytest.raises(StatementError) as caught:
        writer.run("commit")
    assert "may be kept or not" in (caught.value.why or ""), caught.value.sqlstate
    assert not writer.in_transaction
    assert writer.run("select count(*) from resources where name = 'lost'").rows == [(0,)]


def test_what_several_workers_write_is_kept_by_none_of_them_where_one_is_lost(
    citus: Citus, writer: Session, nodes: dict[int, Node]
) -> None:
    writer.run("begin")
    writer.run("update resources set name = 'lost' where resource_id > 0")  # is sent to each shard: in two phases
    with stopped(nodes[citus.node_of(42)]), pytest.raises(StatementError) as caught:
        writer.run("commit")
    assert "own connection is alive" in (caught.value.why or ""), caught.value.sqlstate
    assert not writer.in_transaction
    assert citus.run("select count(*) from resources where name = 'lost'") == [(0,)]


def test_no_part_of_an_answer_is_shown_where_a_worker_is_gone(
    citus: Citus, session: Session, nodes: dict[int, Node], rows: list[object]
) -> None:
    assert session.run(_ROWS).rows == rows
    with stopped(nodes[citus.node_of(42)]):
        for sql in (_ROWS, _ROUTED, "select count(*) from resources r join events e using (org_id, resource_id)"):
            with pytest.raises(StatementError) as caught:
                session.run(sql)
            assert "own connection is alive" in (caught.value.why or ""), caught.value.sqlstate
        assert session.run("select 1").rows == [(1,)]
        with pytest.raises(ConnectError):
            tenantsh.connect(citus.as_login(), org="42")
    assert session.run(_ROWS).rows == rows


# -- a new worker ----------------------------------------------------------------------------------------------------


@pytest.fixture
def spare(citus: Citus, nodes: dict[int, Node]) -> Iterator[int]:
    """The port of a new node with this database, which is not in the cluster yet."""
    _, port = cluster.SPARE
    node = nodes[port]
    node.start()
    where = make_conninfo(citus.dsn, port=port)
    dbname = conninfo_to_dict(citus.dsn)["dbname"]
    citus.run(f"create database {dbname} template template0", make_conninfo(where, dbname="postgres"))
    citus.run("create extension citus", where)
    yield port
    citus.run(f"select citus_remove_node('127.0.0.1', {port}) from pg_dist_node where nodeport = {port}")
    node.stop()
    node.delete()


def test_a_new_worker_is_reached_as_the_role_of_the_session(
    citus: Citus, session: Session, ports: tuple[int, int], spare: int, rows: list[object]
) -> None:
    assert session.run(_ROWS).rows == rows
    session.run("begin")
    assert session.run(_ROUTED).rows == rows
    citus.run(f"select citus_add_node('127.0.0.1', {spare})")
    citus.run("select replicate_reference_tables('block_writes')")
    move(citus, spare)
    for sql in (_ROUTED, _ROWS):
        assert session.run(sql).rows == rows
    session.run("commit")
    assert session.run(_ROWS).rows == rows
    assert session.run("select count(*) from resources where org_id <> 42").rows == [(0,)]
    assert session.run("select count(*) from users").rows[0][0] > 0
    move(citus, ports[0])
    assert session.run(_ROWS).rows == rows
