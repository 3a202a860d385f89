"""A query at a glance: plan, first rows, count; one round trip, bounded, read only, and no trace in a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db.plainly import ctrl_c, opened, run
from tests.db.small import CONVENTION, kill
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.glances.glance import Peek
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.errors import ConnectionLost, ContextDrift, Refused, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small
    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

    from tenantsh.db.plain import Plain
    from tenantsh.db.session import Session

THINGS = Peek("select name from things where name <> 'ours 3'", "things", rows=4)
SLOW = Peek(
    "select n, pg_sleep(0.01)::text from generate_series(1, 9000) as n", "generate_series(1, 9000)", seconds=0.4
)


@pytest.fixture
def plain(small: Small) -> Iterator[Plain]:
    session = opened(small.pg.dsn("small"))
    yield session
    session.close()


def test_it_has_the_first_rows_and_how_many_there_are_of_the_tenants(session: Session) -> None:
    found = session.glance(THINGS)
    assert (found.count, found.exact, found.source) == (9, True, 10)
    assert found.rows is not None
    assert len(found.rows) == 4
    assert [column.type_name for column in found.rows.columns] == ["text"]
    assert "current_org" in str(found.plan)
    assert found.told is None


def test_it_is_one_round_trip_also_in_a_transaction(session: Session) -> None:
    before = session.link.wire.round_trips
    session.glance(THINGS)
    assert session.link.wire.round_trips == before + 1
    session.run("begin")
    before = session.link.wire.round_trips
    session.glance(THINGS)
    assert session.link.wire.round_trips == before + 1


def test_a_transaction_is_afterwards_what_it_was(writer: Session) -> None:
    settings = (
        "select current_setting('statement_timeout'), current_setting('transaction_read_only'), current_setting('jit')"
    )
    writer.run("begin")
    before = writer.run(settings).rows
    writer.run("insert into things (org_id, name) values (42, 'new')")
    assert writer.glance(THINGS).count == 10
    assert writer.run(settings).rows == before
    with pytest.raises(StatementError) as refused:
        writer.glance(Peek("select 1/(n - 1) from generate_series(1, 2) as n", "things"))
    assert refused.value.sqlstate == "22012"
    assert not writer.glance(SLOW).exact
    assert writer.run(settings).rows == before
    writer.run("commit")
    assert writer.glance(THINGS).count == 10


def test_nothing_is_written(writer: Session) -> None:
    with pytest.raises(StatementError) as refused:
        writer.glance(Peek("select nextval('things_thing_id_seq')", "things"))
    assert refused.value.sqlstate == "25006"


def test_a_failed_transaction_says_so(session: Session) -> None:
    session.run("begin")
    with pytest.raises(StatementError):
        session.run("select 1/0")
    with pytest.raises(StatementError) as refused:
        session.glance(THINGS)
    assert refused.value.sqlstate == "25P02"
    session.run("rollback")


@pytest.mark.parametrize(
    "peek",
    [
        Peek("select set_config('role', 'none', true)", "things"),
        Peek("select 1", "(select set_config('role', 'none', true)) as t"),
        Peek("select 1; select 2", "things"),
    ],
)
def test_the_guard_reads_all_of_it(session: Session, peek: Peek) -> None:
    with pytest.raises(Refused):
        session.glance(peek)


def test_what_the_guard_cannot_read_is_not_run(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenantsh.db.guard.grammar.parse", lambda _text: None)  # as of a newer server's syntax
    with pytest.raises(Refused, match="cannot read"):
        session.glance(Peek("select name from things where name <> 'execute'", "things"))


@pytest.mark.allow("context-function")
def test_drift_withholds_it(session: Session) -> None:
    with pytest.raises(ContextDrift):
        session.glance(Peek("select switch_for_good()", "things"))
    assert session.glance(THINGS).count == 9


def test_what_takes_too_long_leaves_what_came_before(session: Session) -> None:
    found = session.glance(SLOW)
    assert (found.count, found.exact, found.source) == (10, False, None)
    assert found.rows is not None
    assert found.plan["Plan"]
    assert session.glance(THINGS).exact


def test_ctrl_c_ends_it_and_not_the_transaction(session: Session) -> None:
    session.run("begin")
    with ctrl_c(0.3), pytest.raises(KeyboardInterrupt):
        session.glance(Peek(SLOW.sql, SLOW.source, seconds=30))
    assert session.in_transaction
    assert not session.failed


def test_a_lock_is_not_waited_for(fresh: Small) -> None:
    with psycopg.connect(fresh.pg.dsn(fresh.dbname)) as other, fresh.open() as session:
        other.execute("lock table things in access exclusive mode")
        with pytest.raises(StatementError) as refused:
            session.glance(THINGS)
        assert refused.value.sqlstate == "55P03"


def test_in_a_lost_transaction_there_is_none(writer: Session, fresh: Small) -> None:
    writer.run("begin")
    kill(fresh, writer)
    with pytest.raises(ConnectionLost):
        writer.glance(THINGS)
    with pytest.raises(StatementError, match="the transaction was lost"):
        writer.glance(THINGS)
    writer.run("rollback")
    assert writer.glance(THINGS).count == 9


def test_it_works_behind_a_pooler(pgbouncer: Bouncer, small: Small) -> None:
    place = Place(Target(as_user(pgbouncer.dsn(small.dbname), "small_eng")), CONVENTION)
    with open_session(place, Wanted("42")) as session:
        assert session.glance(THINGS).count == 9
        session.run("begin")
        assert session.glance(THINGS).count == 9


def test_it_works_on_a_standby(pg: Cluster, standby: Cluster, small: Small) -> None:
    from tests.db.small import Small as There

    pg.catch_up()
    with There(standby, small.dbname).open() as session:
        assert session.glance(THINGS).count == 9


def test_a_plain_session_has_it_too(plain: Plain) -> None:
    assert plain.glance(THINGS).count == 16
    assert not plain.in_transaction
    run(plain, "begin")
    assert plain.glance(THINGS).count == 16
    with pytest.raises(StatementError):
        plain.glance(Peek("select nope", "things"))
    assert plain.glance(SLOW).count == 10
    assert plain.in_transaction
    assert not plain.failed
    run(plain, "rollback")
    with pytest.raises(StatementError) as refused:
        plain.glance(Peek("select nope", "things"))
    assert refused.value.what.endswith("\nLINE 1: select nope\n               ^")
    assert not plain.in_transaction
