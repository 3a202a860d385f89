"""The server goes away, at every moment: the same verified tenant afterwards or a refusal, and nothing runs twice."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread, Timer
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db.copying import Pipe, sent
from tests.db.small import kill

from tenantsh.db.query import Query
from tenantsh.model.errors import (
    ConnectError,
    ConnectionLost,
    SessionClosed,
    StatementError,
    TenantshError,
    UnknownOrganization,
    UnsafeLogin,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_INSERT = "insert into things (org_id, name) values (42, 'once')"
_SLOW_INSERT = f"with i as ({_INSERT} returning 1) select pg_sleep(30) from i"
_STREAM = "select n, repeat('x', 100) from generate_series(1, 5000000) as n"


@contextmanager
def killed_while(small: Small, session: Session, condition: str) -> Iterator[None]:
    """End the session's server process as soon as its row of pg_stat_activity fulfils a condition."""
    pid = session.link.identity.backend_pid
    found: list[object] = []

    def work() -> None:
        with psycopg.connect(small.pg.dsn(small.dbname), autocommit=True) as admin:
            for _ in range(1000):
                ask = f"select pg_terminate_backend(pid) from pg_stat_activity where pid = {pid} and {condition}"
                found.extend(admin.execute(ask.encode()).fetchall())
                if found:
                    return
                time.sleep(0.005)

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    assert found, "the moment never came"


def assert_same_tenant(session: Session, role: str = "small_viewer") -> None:
    assert session.run("select current_setting('app.current_org_id'), current_user").rows == [("42", role)]
    assert session.run("select count(*) from things where org_id <> 42").rows == [(0,)]


def times_run(small: Small) -> object:
    """How often an insert was begun: the sequence does not go back when it is rolled back."""
    return small.admin("select last_value - 17 from things_thing_id_seq")[0][0]


def kept(small: Small) -> object:
    return small.admin("select count(*) from things where name = 'once'")[0][0]


# -- idle ------------------------------------------------------------------------------------------------------------


def test_lost_while_idle_the_next_statement_runs_in_the_same_tenant_and_says_so(session: Session, small: Small) -> None:
    told: list[str] = []
    session.on_notice = lambda notice: told.append(notice.told())
    kill(small, session)
    assert_same_tenant(session)
    (message,) = told
    why = "terminating connection due to administrator command"
    assert message.startswith(f"The connection had been lost ({why}). Now in Acme (42) again, verified; its settings")


def test_lost_while_idle_a_statement_that_writes_runs_once(writer: Session, fresh: Small) -> None:
    kill(fresh, writer)
    assert writer.run(_INSERT).status == "INSERT 0 1"
    assert (times_run(fresh), kept(fresh)) == (1, 1)


def test_lost_while_idle_verify_shows_the_same_tenant(session: Session, small: Small) -> None:
    before = session.tenant
    kill(small, session)
    session.verify()
    assert session.tenant == before
    assert session.connected


def test_lost_ten_times_it_comes_back_ten_times(session: Session, small: Small) -> None:
    for _ in range(10):
        kill(small, session)
        assert_same_tenant(session)


def test_settings_of_the_lost_session_are_gone_and_the_tenant_is_not(session: Session, small: Small) -> None:
    session.run("set statement_timeout = '1234ms'")
    kill(small, session)
    assert session.run("show statement_timeout").rows == [("0",)]
    assert_same_tenant(session)


# -- in a statement --------------------------------------------------------------------------------------------------


def test_lost_during_a_statement_it_is_not_run_again(writer: Session, fresh: Small) -> None:
    with killed_while(fresh, writer, "wait_event = 'PgSleep'"), pytest.raises(ConnectionLost) as lost:
        writer.run(_SLOW_INSERT)
    assert "not run again" in (lost.value.why or "")
    assert "Acme (42) again, verified" in (lost.value.hint or "")
    assert_same_tenant(writer, "small_member")
    assert (times_run(fresh), kept(fresh)) == (1, 0)


def test_a_statement_that_ends_its_own_server_process_is_lost_once(session: Session) -> None:
    with pytest.raises(ConnectionLost):
        session.run("select end_myself()")
    assert_same_tenant(session)


def test_lost_while_rows_stream_shows_none_of_them(session: Session, small: Small) -> None:
    with killed_while(small, session, "wait_event = 'ClientWrite'"), pytest.raises(ConnectionLost):
        session.run(_STREAM)
    assert_same_tenant(session)


def test_lost_during_copy_shows_none_of_it(session: Session, small: Small) -> None:
    with killed_while(small, session, "wait_event = 'ClientWrite'"), pytest.raises(ConnectionLost):
        session.run(f"copy ({_STREAM}) to stdout")
    assert not session.in_transaction
    assert_same_tenant(session)


def test_lost_during_one_of_our_own_queries(session: Session) -> None:
    @dataclass(frozen=True)
    class Ended:
        ended: bool

    with pytest.raises(ConnectionLost):
        session.fetch(Query("end", Ended, sql="select end_myself() as ended"))
    assert_same_tenant(session)


# -- in a person's transaction ---------------------------------------------------------------------------------------


def test_lost_in_an_idle_transaction_nothing_of_it_runs_by_itself(writer: Session, fresh: Small) -> None:
    writer.run("begin")
    writer.run(_INSERT)
    kill(fresh, writer)
    with pytest.raises(ConnectionLost) as lost:
        writer.run(_INSERT)
    assert "transaction" in lost.value.what
    with pytest.raises(StatementError) as ignored:
        writer.run(_INSERT)
    assert ignored.value.sqlstate == "25P02"
    assert writer.in_transaction
    assert writer.failed
    assert writer.run("commit").status == "ROLLBACK"
    assert (times_run(fresh), kept(fresh)) == (1, 0)
    assert_same_tenant(writer, "small_member")
    assert not writer.in_transaction


def test_lost_in_an_active_transaction_nothing_of_it_runs_by_itself(writer: Session, fresh: Small) -> None:
    writer.run("begin")
    with killed_while(fresh, writer, "wait_event = 'PgSleep'"), pytest.raises(ConnectionLost) as lost:
        writer.run(_SLOW_INSERT)
    assert "transaction" in (lost.value.why or "")
    assert "ROLLBACK" in (lost.value.hint or "")
    with pytest.raises(StatementError):
        writer.run(_INSERT)
    assert writer.run("rollback").status == "ROLLBACK"
    assert (times_run(fresh), kept(fresh)) == (1, 0)
    assert writer.run(_INSERT).status == "INSERT 0 1"


def test_in_a_lost_transaction_the_catalog_can_still_be_looked_at(session: Session, small: Small) -> None:
    session.run("begin")
    kill(small, session)
    with pytest.raises(ConnectionLost):
        session.verify()
    session.verify()
    assert session.failed


@pytest.mark.parametrize(
    "text",
    [
        f"{_INSERT}; select end_myself(); {_INSERT}",
        f"{_INSERT}; copy (select end_myself()) to stdout; {_INSERT}",
        f"{_INSERT}; rollback; select end_myself(); commit; {_INSERT}",
    ],
)
def test_lost_in_the_midst_of_a_text_none_of_its_rest_is_run(writer: Session, fresh: Small, text: str) -> None:
    with pytest.raises(ConnectionLost):
        sent(writer, text)
    assert kept(fresh) == 0
    assert not writer.in_transaction
    assert_same_tenant(writer, "small_member")


def test_lost_in_a_transaction_of_a_text_the_transaction_is_lost(writer: Session, fresh: Small) -> None:
    with pytest.raises(ConnectionLost):
        sent(writer, f"begin; {_INSERT}; select end_myself(); commit; {_INSERT}")
    assert sent(writer, _INSERT) == ["25P02"]
    assert sent(writer, f"{_INSERT}; commit") == ["25P02"]
    assert sent(writer, "rollback") == ["ROLLBACK"]
    assert kept(fresh) == 0


def test_lost_while_data_are_given_to_a_copy(fresh: Small) -> None:
    fresh.admin("create table notes (n int); grant all on notes to small_member")
    with fresh.open(write=True) as session:
        given = [b"1\n" * 10000] * 50

        def kill_half_way() -> None:
            if len(given) == 25:
                kill(fresh, session)

        pipe = Pipe(given, meanwhile=kill_half_way)
        with pytest.raises(ConnectionLost):
            sent(session, "copy notes from stdin", pipe)
        assert session.run("select count(*) from notes").rows == [(0,)]
        assert_same_tenant(session, "small_member")


def test_lost_in_a_copy_of_a_transaction(session: Session, small: Small) -> None:
    session.run("begin")
    with killed_while(small, session, "wait_event = 'ClientWrite'"), pytest.raises(ConnectionLost):
        session.run(f"copy ({_STREAM}) to stdout")
    assert session.failed
    assert session.run("rollback").status == "ROLLBACK"
    assert_same_tenant(session)


def test_lost_at_commit_it_is_said_that_it_may_have_been_committed(writer: Session, fresh: Small) -> None:
    fresh.admin("""
        create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(30); return null; end $$;
        create constraint trigger slow after insert on things deferrable initially deferred
            for each row execute function slow()
    """)
    writer.run("begin")
    writer.run(_INSERT)
    with killed_while(fresh, writer, "wait_event = 'PgSleep'"), pytest.raises(ConnectionLost) as lost:
        writer.run("commit")
    assert "may or may not" in (lost.value.why or "")
    assert not writer.in_transaction
    assert_same_tenant(writer, "small_member")
    assert (times_run(fresh), kept(fresh)) == (1, 0)


# -- the server itself -----------------------------------------------------------------------------------------------


@pytest.fixture
def own(pg: Cluster) -> Iterator[Small]:
    """The small database on a server that may be stopped: a cluster of its own."""
    from tests import pgcluster
    from tests.db import small as schema

    cluster = pgcluster.start(pg.programs)
    try:
        schema.make(cluster, "own")
        cluster.run("checkpoint")  # it is stopped as in a crash, and does not wait for disks
        yield schema.Small(cluster, "own")
    finally:
        pgcluster.remove(cluster)


def test_a_server_that_is_stopped_and_started_again(own: Small) -> None:
    with own.open() as session, own.open() as other, own.open(write=True) as third:
        third.run("begin")
        own.pg.stop()
        with pytest.raises(ConnectError) as down:
            session.run("select 1")
        assert down.value.hint
        assert down.value.why == "the connection had been lost; this statement was not sent"
        with pytest.raises(TenantshError):
            session.run("select 1")
        with pytest.raises(ConnectError) as lost:
            third.run(_INSERT)
        assert "the open transaction with it; this statement was not sent" in (lost.value.why or "")
        assert not session.connected
        assert third.in_transaction
        own.pg.start()
        assert_same_tenant(session)
        assert_same_tenant(other)
        with pytest.raises(StatementError):
            third.run(_INSERT)
        third.run("rollback")
        assert_same_tenant(third, "small_member")


def test_a_server_that_stops_during_a_statement_is_asked_again_by_the_next(own: Small) -> None:
    with own.open() as session:
        stopper = Timer(0.3, own.pg.stop)
        stopper.start()
        with pytest.raises(ConnectionLost) as lost:
            session.run("select pg_sleep(30)")
        stopper.join()
        assert "not run again" in (lost.value.why or "")
        with pytest.raises(ConnectError):
            session.verify()
        own.pg.start()
        session.verify()
        assert session.tenant.org == "42"


# -- what is not the same any more -----------------------------------------------------------------------------------


def test_an_organization_that_was_deleted_meanwhile_is_refused(fresh: Small) -> None:
    fresh.admin("insert into orgs values (99, 'Gone')")
    with fresh.open("99") as session:
        fresh.admin("delete from orgs where org_id = 99")
        kill(fresh, session)
        for _ in range(2):
            with pytest.raises(UnknownOrganization):
                session.run("select 1")


def test_an_organization_with_another_name_is_not_taken_for_the_same(fresh: Small) -> None:
    with fresh.open("42") as session:
        fresh.admin("update orgs set name = 'Somebody else' where org_id = 42")
        kill(fresh, session)
        for _ in range(2):
            with pytest.raises(SessionClosed):
                session.run("select 1")


@pytest.fixture
def leaver(fresh: Small) -> Iterator[Session]:
    """A session of a login that will lose its rights."""
    fresh.admin("create role leaver login noinherit; grant small_viewer to leaver")
    with fresh.open(user="leaver") as session:
        yield session
    fresh.admin("drop role if exists leaver")


@pytest.mark.parametrize(
    "loss",
    [
        "revoke small_viewer from leaver",
        "alter role leaver nologin",
        "drop role leaver",
        "alter role leaver connection limit 0",
    ],
)
def test_a_login_that_lost_its_rights_meanwhile_is_refused(leaver: Session, fresh: Small, loss: str) -> None:
    fresh.admin(loss)
    kill(fresh, leaver)
    for _ in range(2):
        with pytest.raises(ConnectError):
            leaver.run("select 1")


@pytest.mark.parametrize(
    "gain", ["alter role leaver superuser", "alter role leaver bypassrls", "grant small_owner to leaver"]
)
def test_a_login_that_rose_above_row_security_meanwhile_is_refused(leaver: Session, fresh: Small, gain: str) -> None:
    fresh.admin(gain)
    kill(fresh, leaver)
    for _ in range(2):
        with pytest.raises(UnsafeLogin):
            leaver.run("select 1")


def test_a_closed_session_says_so(small: Small) -> None:
    session = small.open()
    session.close()
    session.close()
    with pytest.raises(SessionClosed):
        session.run("select 1")
