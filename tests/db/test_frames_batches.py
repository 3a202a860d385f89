"""Results of any length as Arrow batches, each verified before it is handed over."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from tests.db.small import kill

from tenantsh.model.errors import ConnectionLost, ContextDrift, SessionClosed, StatementError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.db.small import Small

    from tenantsh.db.session import Session

_NUMBERS = "select n, n::text as t from generate_series(1, 12000) as n"


def test_batches_have_so_many_rows_and_the_last_one_has_the_rest(session: Session) -> None:
    batches = list(session.batches(_NUMBERS, rows=5000))
    assert [batch.num_rows for batch in batches] == [5000, 5000, 2000]
    assert [row["n"] for batch in batches for row in batch.to_pylist()] == list(range(1, 12001))


def test_no_rows_are_no_batches_and_still_a_schema(session: Session) -> None:
    batches = session.batches("select 1 as a, 'x' as b where false")
    assert (batches.schema.names, list(batches)) == (["a", "b"], [])


def test_a_whole_number_of_batches_ends_without_an_empty_one(session: Session) -> None:
    assert [b.num_rows for b in session.batches("select from generate_series(1, 20)", rows=10)] == [10, 10]


def test_it_takes_parameters(session: Session) -> None:
    (batch,) = session.batches("select %(a)s::int + 1 as a", {"a": 41})
    assert batch.to_pylist() == [{"a": 42}]


def test_what_nobody_reads_comes_as_text(session: Session) -> None:
    (batch,) = session.batches("select '{=r/postgres}'::aclitem[] as who, 1 as one")
    assert batch.to_pylist() == [{"who": "{=r/postgres}", "one": 1}]


def test_only_the_organizations_rows_come(session: Session) -> None:
    assert {row["org_id"] for batch in session.batches("table things") for row in batch.to_pylist()} == {42}


def test_its_own_transaction_ends_with_the_last_row(session: Session, small: Small) -> None:
    list(session.batches(_NUMBERS))
    assert _state(session, small) == "idle"
    assert session.run("select 1").rows == [(1,)]


def test_leaving_it_ends_its_transaction(session: Session, small: Small) -> None:
    with session.batches(_NUMBERS, rows=10) as batches:
        next(batches)
        assert _state(session, small) == "idle in transaction"
    assert _state(session, small) == "idle"
    with pytest.raises(StopIteration):
        next(batches)


def test_an_abandoned_iterator_ends_its_transaction(session: Session, small: Small) -> None:
    for _ in session.batches(_NUMBERS, rows=10):
        break
    gc.collect()
    assert _state(session, small) == "idle"
    assert session.run("select 1").rows == [(1,)]


def test_meanwhile_other_statements_are_told_no(session: Session) -> None:
    batches = session.batches(_NUMBERS, rows=10)
    with pytest.raises(UsageError, match="still being read"):
        session.run("select 1")
    assert next(batches).num_rows == 10
    batches.close()
    assert session.run("select 1").rows == [(1,)]


def test_in_a_persons_transaction_other_statements_come_in_between(writer: Session) -> None:
    writer.run("begin")
    writer.run("insert into things (org_id, name) values (42, 'mine')")
    batches = writer.batches("select name from things order by thing_id", rows=6)
    first = next(batches)
    assert writer.run("select count(*) from things").rows == [(11,)]
    names = [row["name"] for batch in (first, *batches) for row in batch.to_pylist()]
    assert names[-1] == "mine"
    assert writer.in_transaction
    writer.run("rollback")


def test_the_end_of_a_persons_transaction_is_the_end_of_its_batches(session: Session) -> None:
    session.run("begin")
    batches = session.batches(_NUMBERS, rows=10)
    next(batches)
    session.run("commit")
    with pytest.raises(StatementError) as failed:
        next(batches)
    assert (failed.value.sqlstate, "transaction has ended" in (failed.value.why or "")) == ("34000", True)
    assert session.run("select 1").rows == [(1,)]


def test_drift_withholds_the_batch_and_the_session_is_back(session: Session) -> None:
    sql = "select n, case when n > 15 then switch_for_good() end from generate_series(1, 100) as n"
    batches = session.batches(sql, rows=10)
    assert next(batches).num_rows == 10
    with pytest.raises(ContextDrift):
        next(batches)
    assert session.run("select current_setting('app.current_org_id')").rows == [("42",)]


def test_an_error_on_the_way_ends_it(session: Session) -> None:
    batches = session.batches("select 1 / (n - 15) as x from generate_series(1, 100) as n", rows=10)
    assert next(batches).num_rows == 10
    with pytest.raises(StatementError, match="division by zero"):
        next(batches)
    assert list(batches) == []
    assert session.run("select 1").rows == [(1,)]


def test_a_value_that_does_not_fit_is_told_and_a_persons_transaction_stays(session: Session) -> None:
    session.run("begin")
    batches = session.batches("select 'infinity'::date as day")
    with pytest.raises(UsageError, match="day"):
        next(batches)
    assert session.run("select 1").rows == [(1,)]
    session.run("rollback")


def test_a_lost_connection_ends_it_and_the_session_comes_back(session: Session, small: Small) -> None:
    batches = session.batches(_NUMBERS, rows=10)
    next(batches)
    kill(small, session)
    with pytest.raises(ConnectionLost):
        next(batches)
    assert session.run("select 1").rows == [(1,)]


def test_a_closed_session_says_so(fresh: Small) -> None:
    session = fresh.open()
    batches = session.batches(_NUMBERS, rows=10)
    session.close()
    with pytest.raises(SessionClosed):
        next(batches)


@pytest.mark.parametrize("sql", ["show timezone", "insert into things values (1)", "begin", "select 1; select 2", ""])
def test_what_no_cursor_can_be_declared_for_is_told(session: Session, sql: str) -> None:
    with pytest.raises(Exception, match=r"only a query|2 statements"):
        session.batches(sql)
    assert session.run("select 1").rows == [(1,)]


def test_they_are_written_to_parquet_while_they_come(session: Session, tmp_path: Path) -> None:
    assert session.batches(_NUMBERS, rows=5000).to_parquet(tmp_path / "n.parquet") == 12000
    assert pq.read_table(tmp_path / "n.parquet").column("n").to_pylist() == list(range(1, 12001))


def test_a_file_that_cannot_be_written_is_told_and_its_transaction_ends(session: Session, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        session.batches(_NUMBERS).to_parquet(tmp_path / "none" / "n.parquet")
    assert session.run("select 1").rows == [(1,)]


def _state(session: Session, small: Small) -> object:
    pid = session.link.identity.backend_pid
    return small.admin(f"select state from pg_stat_activity where pid = {pid}")[0][0]
