"""Behind a transaction pooler: what other clients left on a server connection does not reach a tenant's session."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db.plainly import ctrl_c
from tests.db.test_pooler import through
from tests.pgcluster import as_user

from tenantsh.model.errors import ConnectError, ConnectionLost, Refused, TenantshError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small
    from tests.pgbouncer import Bouncer

    from tenantsh.db.session import Session

_LOOKS = """
    select count(*), min(org_id), max(org_id), 1 / 3::float8, interval '1 day', '\\x00ff'::bytea,
        current_setting('statement_timeout'), array['null']::text, '2020-01-02 00:00 IST'::timestamptz,
        current_setting('transaction_isolation'), current_setting('transaction_deferrable')
    from things"""


@pytest.fixture
def other(pgbouncer: Bouncer, fresh: Small) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A naive client of the same pooler, for the other organization."""
    dsn = as_user(pgbouncer.dsn(fresh.dbname), "small_eng")
    with psycopg.connect(dsn, autocommit=True, prepare_threshold=None) as client:
        client.execute("set role small_viewer")
        client.execute("set app.current_org_id = '43'")
        yield client


@pytest.fixture
def ours(pgbouncer: Bouncer, fresh: Small) -> Iterator[Session]:
    """A session on organization 42 that shares the pooler's one server connection."""
    with through(pgbouncer, fresh) as session:
        yield session


def test_rows_of_the_other_organization_are_there_for_the_taking(
    pgbouncer: Bouncer, other: psycopg.Connection[tuple[object, ...]], fresh: Small
) -> None:
    other.execute("create temp table orgs as select * from public.things")
    other.execute("declare c cursor with hold for select org_id from things")
    dsn = as_user(pgbouncer.dsn(fresh.dbname), "small_eng")
    with psycopg.connect(dsn, autocommit=True, prepare_threshold=None) as naive:  # a third one, which has set nothing
        assert naive.execute("select distinct org_id from orgs").fetchall() == [(43,)]
        assert naive.execute("fetch 1 from c").fetchall() == [(43,)]


@pytest.mark.parametrize(
    "setting",
    [
        "search_path = pg_catalog",
        "extra_float_digits = -10",
        "intervalstyle = iso_8601",
        "bytea_output = escape",
        "statement_timeout = '23 s'",
        "row_security = off",
        "array_nulls = off",
        "timezone_abbreviations = 'India'",
        "session characteristics as transaction isolation level serializable",
        "default_transaction_deferrable = on",
        "role = none",
        "default_transaction_read_only = off",
    ],
)
def test_a_setting_of_another_client_changes_nothing(
    ours: Session, other: psycopg.Connection[tuple[object, ...]], setting: str
) -> None:
    before = ours.run(_LOOKS).rows
    other.execute(f"set {setting}".encode())
    assert ours.run(_LOOKS).rows == before
    ours.run("begin")
    assert ours.run(_LOOKS).rows == before
    ours.run("rollback")


@pytest.mark.newest
def test_nobody_waits_for_a_safe_snapshot_that_another_client_wished_for(
    pgbouncer: Bouncer, fresh: Small, other: psycopg.Connection[tuple[object, ...]]
) -> None:
    other.execute("set session characteristics as transaction isolation level serializable, read only, deferrable")
    with psycopg.connect(fresh.pg.dsn(fresh.dbname)) as writer:  # a snapshot is safe once this one has ended
        writer.execute("set transaction isolation level serializable")
        writer.execute("update things set name = 'unsafe' where org_id = 44")
        ends = threading.Timer(15, writer.rollback)
        ends.start()
        begun = time.monotonic()
        with through(pgbouncer, fresh) as session:
            assert session.run("select count(*) from things").rows == [(10,)]
            assert session.each([42, 43], "select count(*) from things").rows
        assert time.monotonic() - begun < 10
        ends.cancel()


@pytest.mark.newest
def test_the_isolation_that_a_role_has_is_kept_and_one_may_still_ask_for_another(
    pgbouncer: Bouncer, fresh: Small, other: psycopg.Connection[tuple[object, ...]]
) -> None:
    fresh.admin(
        f"alter role small_eng in database {fresh.dbname} set default_transaction_isolation = 'repeatable read'"
    )
    other.close()
    fresh.admin("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'small_eng'")
    with through(pgbouncer, fresh) as session:
        assert session.run("show transaction_isolation").rows == [("repeatable read",)]
        session.run("begin isolation level serializable, deferrable")
        assert session.run("show transaction_isolation").rows == [("serializable",)]
        assert session.run("show transaction_deferrable").rows == [("on",)]
        session.run("rollback")
        session.run("begin")
        session.run("set transaction isolation level read committed")
        assert session.run("show transaction_isolation").rows == [("read committed",)]
        session.run("commit")


def test_a_session_opens_beside_a_setting_that_hides_its_tables(
    pgbouncer: Bouncer, fresh: Small, other: psycopg.Connection[tuple[object, ...]]
) -> None:
    other.execute("set search_path = pg_catalog")
    with through(pgbouncer, fresh) as session:
        assert session.tenant.name == "Acme"


@pytest.mark.parametrize(
    "left",
    [
        "create temp table things as select * from public.things",
        "create temp table orgs as select * from public.orgs",
        "create type pg_temp.shade as enum ('other')",
        "declare c cursor with hold for select * from things",
    ],
)
def test_beside_what_a_name_could_mean_nothing_is_run(
    pgbouncer: Bouncer, ours: Session, fresh: Small, other: psycopg.Connection[tuple[object, ...]], left: str
) -> None:
    other.execute(left.encode())
    for sql in ("select * from things", "fetch all from c", "begin", "select 'other'::shade"):
        with pytest.raises(Refused) as refused:
            ours.run(sql)
        assert refused.value.rule == "pooled"
    with pytest.raises(ConnectError) as unopened:
        through(pgbouncer, fresh)
    assert "another client of the pooler" in unopened.value.what
    other.execute("discard temp")
    other.execute("close all")
    assert ours.run("select count(*), max(org_id) from things").rows == [(10, 42)]


def test_beside_it_no_organization_is_asked_by_each(
    ours: Session, other: psycopg.Connection[tuple[object, ...]]
) -> None:
    asked = ours.each([42, 43], "select max(org_id) from things")
    assert [row[-1] for row in asked.rows] == [42, 43]
    other.execute("create temp table things as select * from public.things")
    with pytest.raises(TenantshError) as none:
        ours.each([42, 43], "select max(org_id) from things")
    assert "another client of the pooler" in str(none.value)


def test_a_temporary_table_that_is_gone_is_no_reason(
    ours: Session, other: psycopg.Connection[tuple[object, ...]]
) -> None:
    other.execute("create temp table things as select * from public.things")
    other.execute("drop table things")
    assert ours.run("select count(*) from things").rows == [(10,)]


def test_what_another_client_listens_to_is_not_told(
    ours: Session, fresh: Small, other: psycopg.Connection[tuple[object, ...]]
) -> None:
    other.execute("listen x")
    for _ in range(3):
        fresh.admin("notify x, 'of 43'")
        assert ours.run("select 1").rows == [(1,)]
        assert ours.heard() == []


def test_ctrl_c_ends_the_wait_for_a_server_connection(ours: Session, pgbouncer: Bouncer, fresh: Small) -> None:
    with through(pgbouncer, fresh, "43") as waits:
        ours.run("begin")
        began = time.monotonic()
        with ctrl_c(0.3), pytest.raises((KeyboardInterrupt, ConnectionLost)):
            waits.run("select 1")
        assert time.monotonic() - began < 30
        ours.run("rollback")
        assert waits.run("select max(org_id) from things").rows == [(43,)]


@pytest.mark.pool_settings("query_wait_timeout = 1")
def test_a_pooler_that_has_no_connection_free_is_said_so(ours: Session, pgbouncer: Bouncer, fresh: Small) -> None:
    with through(pgbouncer, fresh, "43") as waits:
        ours.run("begin")
        free = threading.Timer(2, lambda: None)
        free.start()
        with pytest.raises(ConnectionLost) as lost:
            waits.run("select 1")
        assert "query_wait_timeout" in lost.value.what
        ours.run("rollback")
        free.join()
        assert waits.run("select max(org_id) from things").rows == [(43,)]


@pytest.mark.newest
@pytest.mark.pool_settings("max_client_conn = 1")
def test_a_pooler_that_takes_no_more_clients_is_said_so(
    other: psycopg.Connection[tuple[object, ...]], pgbouncer: Bouncer, fresh: Small
) -> None:
    with pytest.raises(ConnectError) as unopened:
        through(pgbouncer, fresh)
    assert "no more connections allowed" in unopened.value.what
    assert not other.closed


@pytest.mark.newest
@pytest.mark.pool_settings("query_wait_timeout = 1")
def test_a_pooler_that_has_no_connection_free_at_the_start_is_said_so(
    ours: Session, pgbouncer: Bouncer, fresh: Small
) -> None:
    ours.run("begin")
    with pytest.raises(ConnectError) as unopened:
        through(pgbouncer, fresh)
    assert "query_wait_timeout" in unopened.value.what
    assert "no server connection free" in str(unopened.value.why)
