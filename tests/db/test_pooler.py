"""Behind a transaction pooler: the same results, nothing of one client for another, and what would stay is refused."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db.copying import Pipe, sent
from tests.db.plainly import ctrl_c
from tests.db.small import CONVENTION
from tests.pgcluster import as_user

from tenantsh.db.ask import How
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.errors import ConnectError, ConnectionLost, ContextDrift, Refused, StatementError, UnsafeLogin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small
    from tests.pgbouncer import Bouncer

    from tenantsh.db.session import Session


_LET = frozenset({"context-function"})
"""What the guard lets through here: the layers behind it are what is tested."""


def through(bouncer: Bouncer, small: Small, org: str = "42", *, write: bool = False, options: str = "") -> Session:
    dsn = as_user(bouncer.dsn(small.dbname), "small_eng", **({"options": options} if options else {}))
    return open_session(Place(Target(dsn), CONVENTION, allowed=_LET), Wanted(org, write=write))


@pytest.fixture
def pooled(pgbouncer: Bouncer, small: Small) -> Iterator[Session]:
    """A session on organization 42 through the pooler."""
    with through(pgbouncer, small) as session:
        yield session


def test_the_pooler_is_noticed(pooled: Session) -> None:
    assert pooled.link.pooled
    assert not pooled.link.startup


def test_a_direct_connection_is_not_taken_for_one(session: Session) -> None:
    assert not session.link.pooled
    assert session.link.startup


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*), min(org_id), max(org_id) from things",
        "select current_user, current_setting('app.current_org_id'), current_setting('transaction_read_only')",
        "table orgs",
        "select n, repeat('x', 50) from generate_series(1, 5000) as n",
        "explain (costs off) select * from things",
        "show transaction_isolation",
    ],
)
def test_results_are_those_of_a_direct_connection(pooled: Session, session: Session, sql: str) -> None:
    assert pooled.run(sql).rows == session.run(sql).rows


def test_copy_is_that_of_a_direct_connection(pooled: Session, session: Session) -> None:
    results = [one.run("copy (select * from things order by 1) to stdout").data for one in (pooled, session)]
    assert results[0] is not None
    assert results[1] is not None
    assert b"".join(results[0]) == b"".join(results[1])


@pytest.mark.parametrize("pool", [pytest.param(n, marks=pytest.mark.pool_size(n)) for n in (1, 2)])
def test_two_organizations_in_turn_never_see_each_other(pgbouncer: Bouncer, small: Small, pool: int) -> None:
    chance = random.Random(pool)
    with through(pgbouncer, small) as ours, through(pgbouncer, small, "43") as theirs:
        for _ in range(250):
            session, org, rows = chance.choice([(ours, 42, 10), (theirs, 43, 7)])
            sql = "select array_agg(distinct org_id), count(*), current_setting('app.current_org_id') from things"
            assert session.run(sql).rows == [([org], rows, str(org))]
            if chance.random() < 0.2:
                with pytest.raises(ContextDrift):
                    session.run("select switch_for_good(), leave_role()")


@pytest.mark.pool_size(2)
def test_two_transactions_at_once_never_see_each_other(pgbouncer: Bouncer, small: Small) -> None:
    with through(pgbouncer, small) as ours, through(pgbouncer, small, "43") as theirs:
        ours.run("begin")
        theirs.run("begin")
        for _ in range(10):
            assert ours.run("select array_agg(distinct org_id) from things").rows == [([42],)]
            assert theirs.run("select array_agg(distinct org_id) from things").rows == [([43],)]
        ours.run("commit")
        theirs.run("rollback")


_LEFT = """
    select session_user::text, current_user::text, current_setting('app.current_org_id', true),
        current_setting('default_transaction_read_only'), current_setting('work_mem'), current_setting('search_path'),
        (select count(*) from pg_prepared_statements), (select count(*) from pg_listening_channels()),
        (select count(*) from pg_class where relpersistence = 't'),
        (select count(*) from pg_cursors where name <> ''),
        (select count(*) from pg_locks where locktype = 'advisory'), current_setting('client_encoding')
"""


def test_nothing_is_left_behind_for_another_client(pgbouncer: Bouncer, fresh: Small) -> None:
    dsn = as_user(pgbouncer.dsn(fresh.dbname), "small_eng")
    with psycopg.connect(dsn, autocommit=True, prepare_threshold=None) as plain:
        before = plain.execute(_LEFT).fetchone()
        with through(pgbouncer, fresh, write=True) as session:
            for sql in ("select 1", "begin", "set local work_mem = '1MB'", "select pg_advisory_xact_lock(1)", "commit"):
                session.run(sql)
            for sql in ("select switch_for_good()", "insert into planted_trigger values ('x')", "select leave_role()"):
                with pytest.raises(ContextDrift):
                    session.run(sql)
            with pytest.raises(StatementError):
                session.run("select 1/0")
            session.run("begin")
        assert before is not None
        # a context that was set once reads '' for ever after, and is no organization
        assert [value or None for value in plain.execute(_LEFT).fetchone() or ()] == [v or None for v in before]


@pytest.mark.parametrize(
    "sql",
    [
        "set work_mem = '1MB'",
        "reset work_mem",
        "prepare p as select 1",
        "execute p",
        "deallocate all",
        "listen x",
        "create temp table t ()",
        "create table pg_temp.t ()",
        "create table pg_temp_3.t ()",
        "create type pg_temp.r as range (subtype = int)",
        "create type pg_temp.e as enum ('x')",
        "set local search_path = pg_temp, public",
        "set local search_path to 'pg_temp'",
        "set local search_path = 'public, pg_temp'",
        'set local U&"search\\005fpath" = "pg_temp"',
        "select 1 as n into temp t",
        "create table t as execute p",
        "declare c cursor with hold for select 1",
        "select set_config('work_mem', '1MB', false)",
        "select pg_advisory_lock(1)",
        "discard temp",
        "do $$ begin set work_mem = '1MB'; end $$",
    ],
)
def test_what_would_stay_is_refused_with_a_reason(pooled: Session, sql: str) -> None:
    with pytest.raises(Refused) as refused:
        pooled.run(sql)
    assert "pool" in str(refused.value)


@pytest.mark.parametrize("how", [How.PREPARE, How.EXECUTE, How.CLOSE, How.DESCRIBE])
def test_a_prepared_statement_is_refused_with_the_reason(pooled: Session, how: How) -> None:
    before = pooled.link.wire.round_trips
    with pytest.raises(Refused) as refused:
        sent(pooled, "select 1", how=how, name="p")
    assert "pool" in str(refused.value)
    assert pooled.link.wire.round_trips == before


def test_texts_parameters_and_copy_work(pgbouncer: Bouncer, fresh: Small) -> None:
    fresh.admin("create table notes (n int); grant all on notes to small_member")
    with through(pgbouncer, fresh, write=True) as session:
        assert sent(session, "select 1; begin; select 2; commit; select 3") == [
            [(1,)],
            "BEGIN",
            [(2,)],
            "COMMIT",
            [(3,)],
        ]
        assert sent(session, "select $1::int", how=How.BOUND, params=("4",)) == [[(4,)]]
        assert sent(session, "copy notes from stdin; table notes", Pipe([b"1\n"])) == ["COPY 1", [(1,)]]
        assert session.answer_columns("table notes").rows == [("n", "integer")]
        with pytest.raises(ContextDrift):
            sent(session, "select 1; select switch_for_good(); select 2")
        session.verify()
        assert sent(session, "select $1::int", how=How.PREPARE) == [""]
        assert sent(session, "", how=How.EXECUTE, params=("5",)) == [[(5,)]]


def test_a_transaction_and_a_savepoint_work(pgbouncer: Bouncer, fresh: Small) -> None:
    with through(pgbouncer, fresh, write=True) as session:
        for sql in ("begin", "insert into things (org_id, name) values (42, 'x')", "savepoint a"):
            session.run(sql)
        with pytest.raises(StatementError):
            session.run("select 1/0")
        for sql in ("rollback to a", "commit"):
            session.run(sql)
    assert fresh.admin("select count(*) from things where name = 'x'") == [(1,)]


def test_read_only_is_kept_behind_a_pooler(pooled: Session) -> None:
    with pytest.raises(StatementError) as refused:
        pooled.run("delete from things")
    assert refused.value.sqlstate in ("25006", "42501")


def test_ctrl_c_cancels_through_the_pooler(pooled: Session) -> None:
    with ctrl_c(0.2), pytest.raises(KeyboardInterrupt):
        pooled.run("select pg_sleep(30)")
    assert pooled.run("select 4711").rows == [(4711,)]


def test_a_server_lost_behind_the_pooler_is_found_again(pooled: Session, small: Small) -> None:
    with pytest.raises((ConnectionLost, StatementError)):
        pooled.run("select end_myself()")
    assert pooled.run("select current_setting('app.current_org_id'), current_user").rows == [("42", "small_viewer")]


def test_a_login_above_row_security_is_refused_through_the_pooler_too(pgbouncer: Bouncer, small: Small) -> None:
    place = Place(Target(pgbouncer.dsn(small.dbname)), CONVENTION)
    with pytest.raises(UnsafeLogin):
        open_session(place, Wanted("42"))


def test_options_of_the_persons_own_are_the_poolers_refusal(
    pgbouncer: Bouncer, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConnectError) as refused:
        through(pgbouncer, small, options="-c work_mem=1MB")
    assert "options" in refused.value.what
    assert "options in the connection string are set, which a pooler may refuse" in (refused.value.hint or "")
    monkeypatch.setenv("PGOPTIONS", "-c work_mem=1MB")
    with pytest.raises(ConnectError) as refused:
        through(pgbouncer, small)
    assert "PGOPTIONS is set, which a pooler may refuse" in (refused.value.hint or "")


@pytest.mark.pool_settings("ignore_startup_parameters = options")
def test_a_pooler_that_ignores_startup_options_is_not_trusted_with_the_tenant(pgbouncer: Bouncer, small: Small) -> None:
    with through(pgbouncer, small) as ours, through(pgbouncer, small, "43") as theirs:
        assert not ours.link.startup
        for _ in range(5):
            assert ours.run("select array_agg(distinct org_id) from things").rows == [([42],)]
            assert theirs.run("select array_agg(distinct org_id) from things").rows == [([43],)]


@pytest.mark.pool_settings("pool_mode = session")
def test_a_pooler_in_session_mode_works_as_well(pgbouncer: Bouncer, small: Small) -> None:
    with through(pgbouncer, small) as session:
        assert session.link.pooled
        assert session.run("select array_agg(distinct org_id), current_user from things").rows == [
            ([42], "small_viewer")
        ]
    with through(pgbouncer, small, "43") as session:
        assert session.run("select array_agg(distinct org_id) from things").rows == [([43],)]
