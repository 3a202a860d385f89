"""A person's own transactions work inside the scope as they do in psql, and the tenant is the same after each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.db.copying import Pipe

from tenantsh.db.ask import Ask
from tenantsh.model.errors import Refused, StatementError, UsageError

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.session import Session

_INSERT = "insert into things (org_id, name) values (42, 'new')"


def new_rows(small: Small) -> object:
    return small.admin("select count(*) from things where name = 'new'")[0][0]


def who(session: Session) -> object:
    return session.run("select current_setting('app.current_org_id'), current_user").rows[0]


def sqlstate(session: Session, sql: str) -> str:
    with pytest.raises(StatementError) as refused:
        session.run(sql)
    return refused.value.sqlstate


def notices(session: Session) -> list[str]:
    told: list[str] = []
    session.on_notice = lambda notice: told.append(notice.told())
    return told


def test_commit_keeps_what_was_written(writer: Session, fresh: Small) -> None:
    assert [writer.run(sql).status for sql in ("begin", _INSERT, "commit")] == ["BEGIN", "INSERT 0 1", "COMMIT"]
    assert new_rows(fresh) == 1
    assert who(writer) == ("42", "small_member")


def test_rollback_undoes_it(writer: Session, fresh: Small) -> None:
    assert [writer.run(sql).status for sql in ("begin", _INSERT, "rollback")] == ["BEGIN", "INSERT 0 1", "ROLLBACK"]
    assert new_rows(fresh) == 0
    assert who(writer) == ("42", "small_member")


@pytest.mark.parametrize(
    "begin", ["begin", "BEGIN WORK;", "start transaction", "begin transaction", "/* */ begin -- x"]
)
@pytest.mark.parametrize("end", ["commit", "end", "commit work", "END TRANSACTION", "rollback", "abort"])
def test_every_spelling_opens_and_ends_a_transaction(session: Session, begin: str, end: str) -> None:
    session.run(begin)
    assert session.in_transaction
    assert who(session) == ("42", "small_viewer")
    session.run(end)
    assert not session.in_transaction
    assert who(session) == ("42", "small_viewer")


def test_start_transaction_says_so(session: Session) -> None:
    assert session.run("start transaction").status == "START TRANSACTION"


def test_the_tenant_is_there_inside_a_transaction(session: Session) -> None:
    session.run("begin")
    assert session.run("select count(*), count(*) filter (where org_id = 42) from things").rows == [(10, 10)]


def test_rollback_to_a_savepoint_undoes_a_part_and_leaves_the_tenant(writer: Session, fresh: Small) -> None:
    for sql in ("begin", _INSERT, "savepoint a", _INSERT, "rollback to a", "release a"):
        writer.run(sql)
    assert who(writer) == ("42", "small_member")
    writer.run("commit")
    assert new_rows(fresh) == 1


def test_a_savepoint_rescues_a_transaction_that_failed(writer: Session, fresh: Small) -> None:
    for sql in ("begin", _INSERT, "savepoint a"):
        writer.run(sql)
    assert sqlstate(writer, "select 1/0") == "22012"
    assert writer.failed
    assert writer.run("rollback to savepoint a").status == "ROLLBACK"
    assert not writer.failed
    assert who(writer) == ("42", "small_member")
    writer.run("commit")
    assert new_rows(fresh) == 1


@pytest.mark.parametrize(
    "sql", ["savepoint a", "rollback to a", "release a", "declare c cursor for select 1", "lock table things"]
)
@pytest.mark.allow("lock-table")
def test_what_does_nothing_outside_a_transaction_is_an_error_there(session: Session, sql: str) -> None:
    assert sqlstate(session, sql) == "25P01"


@pytest.mark.parametrize("sql", ["set local work_mem = '1MB'", "set constraints all immediate"])
def test_what_does_nothing_outside_a_transaction_warns_as_in_psql(session: Session, sql: str) -> None:
    told = notices(session)
    session.run(sql)
    assert [line for line in told if "can only be used in transaction blocks" in line]


def test_a_cursor_is_fetched_inside_a_transaction(session: Session) -> None:
    session.run("begin")
    session.run("declare c cursor for select name from things order by thing_id")
    assert session.run("fetch 2 from c").rows == [("ours 1",), ("ours 2",)]
    assert session.run("fetch 1 from c").rows == [("ours 3",)]


def test_a_failed_transaction_takes_nothing_but_its_end(session: Session) -> None:
    session.run("begin")
    assert sqlstate(session, "select 1/0") == "22012"
    assert sqlstate(session, "select 1") == "25P02"
    assert session.in_transaction
    assert session.failed
    assert session.run("rollback").status == "ROLLBACK"
    assert who(session) == ("42", "small_viewer")


def test_commit_of_a_failed_transaction_is_a_rollback(writer: Session, fresh: Small) -> None:
    writer.run("begin")
    writer.run(_INSERT)
    assert sqlstate(writer, "nonsense") == "42601"
    assert writer.run("commit").status == "ROLLBACK"
    assert not writer.in_transaction
    assert new_rows(fresh) == 0


def test_a_copy_that_fails_fails_its_transaction(session: Session) -> None:
    session.run("begin")
    assert sqlstate(session, "copy (select 1/0) to stdout") == "22012"
    assert session.failed
    assert sqlstate(session, "set transaction isolation level serializable") == "25P02"
    assert session.run("rollback").status == "ROLLBACK"


@pytest.mark.parametrize("end", ["commit and chain", "rollback and chain"])
def test_and_chain_begins_again_in_the_tenant_with_the_same_modes(session: Session, end: str) -> None:
    session.run("begin isolation level repeatable read")
    session.run(end)
    assert session.in_transaction
    assert session.run("show transaction_isolation").rows == [("repeatable read",)]
    assert who(session) == ("42", "small_viewer")
    session.run("commit")
    assert not session.in_transaction


def test_commit_and_chain_commits_the_first_part_only(writer: Session, fresh: Small) -> None:
    for sql in ("begin", _INSERT, "commit and chain", _INSERT, "rollback"):
        writer.run(sql)
    assert new_rows(fresh) == 1


@pytest.mark.parametrize("level", ["read uncommitted", "read committed", "repeatable read", "serializable"])
@pytest.mark.parametrize("how", ["begin isolation level {}", "begin; set transaction isolation level {}"])
def test_isolation_levels_are_what_was_asked_for(session: Session, level: str, how: str) -> None:
    for sql in how.format(level).split("; "):
        session.run(sql)
    assert session.run("show transaction_isolation").rows == [(level,)]
    assert who(session) == ("42", "small_viewer")


def test_set_transaction_after_the_first_statement_is_the_servers_refusal(session: Session) -> None:
    session.run("begin")
    session.run("select 1")
    assert sqlstate(session, "set transaction isolation level serializable") == "25001"
    assert session.failed


def test_set_transaction_keeps_what_begin_said(session: Session) -> None:
    session.run("begin isolation level serializable")
    session.run("set transaction deferrable")
    assert session.run("show transaction_isolation").rows == [("serializable",)]
    assert session.run("show transaction_deferrable").rows == [("on",)]


@pytest.mark.parametrize(
    "opening",
    [
        ["begin read only"],
        ["start transaction isolation level serializable, read only"],
        ["begin", "set transaction read only"],
        ["begin", "select 1", "set transaction read only"],
        ["begin", "set local transaction_read_only = on"],
        ["set default_transaction_read_only = on"],
        ["set session characteristics as transaction read only", "begin"],
    ],
)
def test_a_session_that_may_write_does_not_where_read_only_was_asked_for(
    writer: Session, fresh: Small, opening: list[str]
) -> None:
    for sql in opening:
        writer.run(sql)
    assert sqlstate(writer, _INSERT) == "25006"
    assert new_rows(fresh) == 0


def test_begin_read_write_overrides_a_default_of_read_only_in_a_session_that_may_write(writer: Session) -> None:
    writer.run("set default_transaction_read_only = on")
    writer.run("begin read write")
    assert writer.run(_INSERT).status == "INSERT 0 1"


def test_a_role_that_is_read_only_by_default_writes_in_a_session_for_writing(fresh: Small) -> None:
    fresh.admin(f'alter role small_eng in database "{fresh.dbname}" set default_transaction_read_only = on')
    with fresh.open(write=True) as writer:
        assert writer.run(_INSERT).status == "INSERT 0 1"


def test_begin_inside_a_transaction_warns_and_changes_nothing(session: Session) -> None:
    told = notices(session)
    session.run("begin")
    session.run("select 1")
    assert session.run("begin").status == "BEGIN"
    assert told == ["WARNING:  there is already a transaction in progress"]
    session.run("rollback")
    assert not session.in_transaction


def test_begin_inside_a_transaction_asks_for_modes_as_set_transaction_does(session: Session) -> None:
    told = notices(session)
    session.run("begin")
    assert session.run("begin isolation level serializable").status == "BEGIN"
    assert session.run("show transaction_isolation").rows == [("serializable",)]
    assert sqlstate(session, "begin isolation level repeatable read") == "25001"
    assert told[0] == "WARNING:  there is already a transaction in progress"
    assert session.run("rollback").status == "ROLLBACK"


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_the_end_of_no_transaction_warns(session: Session, end: str) -> None:
    told = notices(session)
    assert session.run(end).status == end.upper()
    assert told == ["WARNING:  there is no transaction in progress"]


def test_a_deferred_constraint_that_fails_at_commit_is_an_error_and_rolls_back(writer: Session, fresh: Small) -> None:
    writer.run("begin")
    for _ in range(2):
        writer.run("insert into things (org_id, name, rank) values (42, 'new', 1)")
    assert sqlstate(writer, "commit") == "23505"
    assert not writer.in_transaction
    assert new_rows(fresh) == 0
    assert who(writer) == ("42", "small_member")


def test_a_deferred_constraint_that_fails_is_an_error_of_a_lone_statement_too(writer: Session, fresh: Small) -> None:
    assert sqlstate(writer, "insert into things (org_id, name, rank) values (42, 'new', 1), (42, 'new', 1)") == "23505"
    assert new_rows(fresh) == 0
    assert who(writer) == ("42", "small_member")


_OUTSIDE_ONLY = [
    "vacuum",
    "vacuum full things",
    "create database x",
    "drop database x",
    "create index concurrently i on things (name)",
    "drop index concurrently i",
    "reindex database small",
    "reindex table concurrently things",
    "cluster",
    "alter system set work_mem = '1MB'",
    "create tablespace x location '/tmp'",
    "drop tablespace x",
]


@pytest.mark.parametrize("sql", _OUTSIDE_ONLY)
def test_what_runs_only_outside_transactions_is_refused_with_the_reason(session: Session, sql: str) -> None:
    with pytest.raises(Refused) as refused:
        session.run(sql)
    assert refused.value.rule == "not-in-transaction"
    assert "transaction" in (refused.value.why or "")


@pytest.mark.allow("call", "context-function")
def test_what_only_the_server_knows_to_run_outside_transactions_has_the_reason_too(writer: Session) -> None:
    with pytest.raises(StatementError) as refused:
        writer.run("call commit_half_way()")
    assert refused.value.sqlstate == "2D000"
    assert "transaction" in (refused.value.why or "")
    assert who(writer) == ("42", "small_member")


def test_two_phase_commit_is_refused(writer: Session) -> None:
    for sql in ("prepare transaction 'x'", "commit prepared 'x'", "rollback prepared 'x'"):
        with pytest.raises(Refused):
            writer.run(sql)


@pytest.mark.parametrize(
    "sql", ["select 1/0", "selec 1", "select nothing from things", "select 'x'::int", "table nope"]
)
def test_an_error_leaves_the_session_usable(session: Session, sql: str) -> None:
    with pytest.raises(StatementError):
        session.run(sql)
    assert not session.in_transaction
    assert session.run("select count(*) from things").rows == [(10,)]


def test_an_error_says_where(session: Session) -> None:
    with pytest.raises(StatementError) as refused:
        session.run("select name from thing")
    assert refused.value.fields["statement_position"] == "18"
    assert "LINE 1: select name from thing\n                         ^" in str(refused.value)


def test_settings_of_the_session_outlive_the_statement(session: Session) -> None:
    session.run("set statement_timeout = '1234ms'")
    assert session.run("show statement_timeout").rows == [("1234ms",)]


def test_a_statement_timeout_is_an_error_and_no_interrupt(session: Session) -> None:
    session.run("set statement_timeout = '50ms'")
    assert sqlstate(session, "select pg_sleep(5)") == "57014"
    session.verify()


def test_prepared_statements_and_temporary_tables_live_as_long_as_the_session(writer: Session) -> None:
    writer.run("prepare p as select name from things order by thing_id limit $1")
    assert writer.run("execute p(1)").rows == [("ours 1",)]
    writer.run("create temp table t as select 1 as n")
    assert writer.run("table t").rows == [(1,)]


@pytest.mark.allow("do-block")
def test_notices_come_in_order_and_before_the_error(session: Session) -> None:
    told = notices(session)
    with pytest.raises(StatementError):
        session.run("do $$ begin raise notice 'one'; raise warning 'two'; perform 1/0; end $$")
    assert told == ["NOTICE:  one", "WARNING:  two"]


@pytest.mark.parametrize("text", ["reset role", "select 1; set app.current_org_id = 43", "select '\0'"])
def test_what_is_not_sent_fails_the_transaction_as_an_error_would(writer: Session, text: str) -> None:
    writer.run("begin")
    writer.run("update things set rank = 100 where name = 'ours 1'")
    with pytest.raises((Refused, UsageError)):
        list(writer.send(Ask(text), Pipe()))
    assert writer.failed
    assert sqlstate(writer, "select 1") == "25P02"
    assert writer.run("commit").status == "ROLLBACK"
    assert writer.run("select count(*) from things where rank = 100").rows == [(0,)]


def test_a_savepoint_brings_a_transaction_back_from_a_refusal(session: Session) -> None:
    session.run("begin")
    session.run("savepoint a")
    with pytest.raises(Refused):
        session.run("reset role")
    session.run("rollback to a")
    assert session.run("select 1").rows == [(1,)]
    assert session.run("commit").status == "COMMIT"


def test_a_refusal_outside_of_a_transaction_costs_nothing(session: Session) -> None:
    trips = session.link.wire.round_trips
    with pytest.raises(Refused):
        session.run("reset role")
    assert (session.link.wire.round_trips, session.in_transaction) == (trips, False)
