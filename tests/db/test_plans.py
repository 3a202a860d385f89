"""Plans of a person's statements: nothing of them runs, and a transaction stays as it was; in both kinds of session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.db.plainly import ctrl_c, opened, run

from tenantsh.model.errors import ContextDrift, Refused, StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small

    from tenantsh.db.plain import Plain
    from tenantsh.db.session import Session

_TIMEOUTS = "select current_setting('lock_timeout'), current_setting('statement_timeout')"


@pytest.fixture
def plain(small: Small) -> Iterator[Plain]:
    session = opened(small.pg.dsn("small"))
    yield session
    session.close()


@pytest.fixture
def locked(fresh: Small) -> Iterator[Small]:
    """A database whose `things` somebody holds exclusively."""
    with psycopg.connect(fresh.pg.dsn(fresh.dbname)) as other:
        other.execute("lock table things in access exclusive mode")
        yield fresh


def tables(plan: dict[str, Any]) -> list[str]:
    node = plan["Plan"]
    found = [node["Relation Name"]] if "Relation Name" in node else []
    return found + [name for child in node.get("Plans", ()) for name in tables({"Plan": child})]


def refusal(session: Session | Plain, sql: str, **options: Any) -> StatementError:
    with pytest.raises(StatementError) as refused:
        session.plan(sql, **options)
    return refused.value


def test_a_plan_is_the_tenants(session: Session) -> None:
    found = session.plan("select * from things;")
    assert tables(found) == ["things"]
    assert "Output" in found["Plan"]
    assert "current_org" in str(found)


def test_a_plan_is_one_round_trip_also_in_a_transaction(session: Session) -> None:
    before = session.link.wire.round_trips
    session.plan("select 1")
    assert session.link.wire.round_trips == before + 1
    session.run("begin")
    before = session.link.wire.round_trips
    session.plan("select 1")
    assert session.link.wire.round_trips == before + 1


def test_parameters_are_the_servers(session: Session) -> None:
    plan = session.plan("select * from things where name = %(name)s and rank > %(rank)s", {"name": "a'%", "rank": 3})
    assert "a''%" in str(plan)


def test_nothing_is_written_by_a_plan(writer: Session, fresh: Small) -> None:
    assert writer.plan("delete from things where org_id = 42")["Plan"]["Node Type"] == "ModifyTable"
    assert refusal(writer, "delete from things", analyze=True).sqlstate == "25006"
    assert refusal(writer, "with gone as (delete from things returning 1) select * from gone", analyze=True).why
    assert fresh.admin("select count(*) from things where org_id = 42") == [(10,)]


def test_analyze_says_what_ran(session: Session) -> None:
    assert session.plan("select * from things", analyze=True)["Plan"]["Actual Rows"] == 10


@pytest.mark.parametrize("analyze", [False, True])
def test_what_is_set_for_a_plan_is_undone(session: Session, *, analyze: bool) -> None:
    session.run("begin")
    session.run("set local statement_timeout = '7s'")
    before = session.run(_TIMEOUTS).rows
    session.plan("select * from things", analyze=analyze)
    assert session.run(_TIMEOUTS).rows == before == [("0", "7s")]
    session.run("rollback")
    assert session.run(_TIMEOUTS).rows == [("0", "0")]


def test_a_transaction_that_may_write_may_still_do_so_after_a_plan(writer: Session, fresh: Small) -> None:
    writer.run("begin")
    writer.run("insert into things (org_id, name) values (42, 'kept')")
    writer.plan("select * from things", analyze=True)
    refusal(writer, "select nowhere from things")
    refusal(writer, "delete from things", analyze=True)
    writer.run("insert into things (org_id, name) values (42, 'kept')")
    assert writer.run("commit").status == "COMMIT"
    assert fresh.admin("select count(*) from things where name = 'kept'") == [(2,)]


def test_a_shorter_timeout_of_the_persons_holds_for_plans_too(session: Session) -> None:
    session.run("set statement_timeout = '50ms'")
    error = refusal(session, "select pg_sleep(5)", analyze=True)
    assert error.sqlstate == "57014"


@pytest.mark.parametrize("setting", ["1500us", "1ms", "2s", "3min", "4h", "5d"])
def test_a_timeout_in_any_unit_is_understood(session: Session, setting: str) -> None:
    session.run(f"set lock_timeout = '{setting}'")
    session.plan("select 1")


def test_seconds_bound_what_runs(session: Session) -> None:
    error = refusal(session, "select pg_sleep(5)", analyze=True, seconds=0.1)
    assert error.sqlstate == "57014"
    assert error.why == "it took longer than 0.1 s"
    assert session.run("select 1").rows == [(1,)]


def test_a_failed_transaction_says_so_and_stays_failed(session: Session) -> None:
    session.run("begin")
    with pytest.raises(StatementError):
        session.run("select 1/0")
    assert refusal(session, "select 1").sqlstate == "25P02"
    assert session.failed
    assert session.run("rollback").status == "ROLLBACK"


def test_a_plan_behind_a_lock_does_not_wait_for_it(locked: Small) -> None:
    with locked.open() as session:
        session.run("begin")
        error = refusal(session, "select * from things")
        assert error.sqlstate == "55P03"
        assert error.why is not None
        assert "another session" in error.why
        assert not session.failed


def test_an_interrupted_plan_leaves_the_transaction_as_it_was(session: Session) -> None:
    session.run("begin")
    with pytest.raises(KeyboardInterrupt), ctrl_c(0.3):
        session.plan("select pg_sleep(20)", analyze=True)
    assert session.in_transaction
    assert not session.failed


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("", "no statement"),
        (" ; ", "no statement"),
        ("-- nothing", "no statement"),
        ("select 1; select 2", "2 statements"),
        ("copy things to stdout", "COPY has no plan"),
        ("/* x */ vacuum", "VACUUM has no plan"),
        ("begin", "BEGIN has no plan"),
        ("reset role", "RESET has no plan"),
        ("explain select 1", "EXPLAIN is put before it here"),
        ("select '\0'", "NUL"),
    ],
)
def test_what_has_no_plan_is_said_before_anything_is_sent(session: Session, plain: Plain, sql: str, said: str) -> None:
    before = session.link.wire.round_trips
    for asked in (session, plain):
        with pytest.raises(UsageError, match=said):
            asked.plan(sql)
    assert session.link.wire.round_trips == before


def test_semicolons_in_texts_are_no_statements(session: Session, plain: Plain) -> None:
    for asked in (session, plain):
        assert asked.plan("select ';' /* ; */ ;")["Plan"]["Node Type"] == "Result"


def test_the_guard_reads_what_is_to_be_planned(session: Session) -> None:
    with pytest.raises(Refused):
        session.plan("select set_config('role', 'none', true)")


def test_what_leaves_the_context_while_it_is_planned_is_noticed(fresh: Small) -> None:
    fresh.admin(
        "create function folded() returns int language plpgsql immutable as "
        "$$ begin perform set_config('app.current_org_id', '43', true); return 1; end $$"
    )
    with fresh.open(allowed=["context-function"]) as session:
        with pytest.raises(ContextDrift):
            session.plan("select * from things where rank = folded()")
        assert session.run("select count(*) from things").rows == [(10,)]


def test_what_leaves_the_context_within_a_transaction_is_noticed_before_it_is_undone(fresh: Small) -> None:
    with fresh.open(allowed=["context-function"]) as session:
        session.run("begin")
        with pytest.raises(ContextDrift):
            session.plan("select switch_for_good()", analyze=True)
        session.run("rollback")
        assert session.run("select count(*) from things").rows == [(10,)]


_MAKING = ["create table made as select 1 as x", "select 1 as x into made", "create temp table made as select 1 as x"]


@pytest.mark.parametrize("sql", _MAKING)
def test_no_table_is_made_to_see_what_its_query_reads(session: Session, sql: str) -> None:
    """The server itself makes one, in a transaction that is read only too."""
    with pytest.raises(Refused, match="makes the table"):
        session.plan(sql, analyze=True)
    assert session.plan(sql)["Plan"]["Node Type"] == "Result"


@pytest.mark.parametrize("sql", _MAKING)
def test_what_a_plan_of_a_writer_makes_is_undone(writer: Session, fresh: Small, sql: str) -> None:
    fresh.admin("grant create on schema public to public; select 1")
    writer.plan(sql, analyze=True)
    assert writer.run("select to_regclass('made')").rows == [(None,)]


def test_what_a_plan_changes_in_a_temporary_table_is_undone(writer: Session) -> None:
    writer.run("create temp table mine as select 1 as x")
    writer.plan("delete from mine", analyze=True)
    assert writer.run("select * from mine").rows == [(1,)]


def test_the_servers_position_counts_in_the_persons_text(session: Session, plain: Plain) -> None:
    for asked in (session, plain):
        assert refusal(asked, "select nö from things").message.fields["statement_position"] == "8"


def test_syntax_errors_are_the_servers(session: Session, plain: Plain) -> None:
    for asked in (session, plain):
        assert refusal(asked, "select * form things").sqlstate == "42601"


def test_parameters_without_values_are_explained(session: Session, plain: Plain) -> None:
    for asked in (session, plain):
        assert refusal(asked, "select * from things where rank = $1").why == "its parameters have no values"


def test_a_plan_of_a_lost_connection_is_made_on_the_next_one(small: Small) -> None:
    from tests.db.small import kill

    with small.open() as session:
        kill(small, session)
        assert tables(session.plan("select * from things")) == ["things"]


# -- the plain session -------------------------------------------------------------------------------------------


def test_a_plain_session_has_plans(plain: Plain) -> None:
    assert tables(plain.plan("select * from things where org_id = %s", [42])) == ["things"]
    assert not plain.in_transaction


def test_a_plain_transaction_stays_as_it_was(plain: Plain) -> None:
    run(plain, "begin")
    run(plain, "set local statement_timeout = '7s'")
    plain.plan("select * from things", analyze=True)
    refusal(plain, "select nowhere from things")
    refusal(plain, "delete from things", analyze=True)
    assert plain.in_transaction
    assert not plain.failed
    assert [result.rows for result in run(plain, _TIMEOUTS)] == [[("0", "7s")]]  # type: ignore[union-attr]


def test_an_error_outside_of_a_transaction_leaves_none_behind(plain: Plain) -> None:
    refusal(plain, "select nowhere")
    assert not plain.in_transaction
    assert plain.plan("select 1")["Plan"]["Node Type"] == "Result"


def test_a_failed_plain_transaction_stays_failed(plain: Plain) -> None:
    run(plain, "begin")
    run(plain, "select 1/0")
    assert refusal(plain, "select 1").sqlstate == "25P02"
    assert plain.failed


def test_a_plain_plan_behind_a_lock_does_not_wait(locked: Small) -> None:
    session = opened(locked.pg.dsn(locked.dbname))
    assert refusal(session, "select * from things").sqlstate == "55P03"
    session.close()


def test_a_plain_plan_can_be_interrupted(plain: Plain) -> None:
    with pytest.raises(KeyboardInterrupt), ctrl_c(0.3):
        plain.plan("select pg_sleep(20)", analyze=True)
    assert not plain.in_transaction
