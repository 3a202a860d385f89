"""Results of any length as Arrow batches, each verified before it is handed over."""

from __future__ import annotations

import gc
import time
from threading import Thread
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq
import pytest
from tests.db.plainly import ctrl_c
from tests.db.small import kill
from tests.db.test_results import child

from tenantsh.model.errors import (
    ConnectionLost,
    ContextDrift,
    SessionClosed,
    StatementError,
    TenantshError,
    UsageError,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.db.small import Small

    from tenantsh.db.session import Session

_NUMBERS = "select n, n::text as t from generate_series(1, 12000) as n"


def test_batches_have_so_many_rows_and_the_last_one_has_the_rest(session: Session) -> None:
    batches = list(session.batches(_NUMBERS, rows=5000))
    assert [batch.num_rows for batch in batches] == [5000, 5000, 2000]
    assert [row["n"] for batch in batches for row in batch.to_pylist()] == list(range(1, 12001))


@pytest.mark.newest
@pytest.mark.parametrize("rows", [1, 250, 4999, 5001, 11999, 12000, 10**10])
def test_no_row_is_lost_or_seen_twice_whatever_the_size(session: Session, rows: int) -> None:
    asked = "select n, 'dark'::shade as s from generate_series(1, 12000) as n"
    batches = list(session.batches(asked if rows > 1 else f"{asked} limit 99", rows=rows))
    assert [n for batch in batches for n in batch["n"].to_pylist()] == list(range(1, 12001 if rows > 1 else 100))
    assert {batch.num_rows for batch in batches[:-1]} <= {rows}


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


@pytest.mark.newest
def test_any_number_of_rows_adds_a_few_mib(small: Small) -> None:
    done = child(
        small,
        """
def peak():
    return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) // 1024
sql = (
    "select n, n * 7 as m, 'name ' || n as t, now() as at, n / 3.0 as x, md5(n::text) as h, 'new' as s"
    " from generate_series(1, %s) as n"
)
print(sum(batch.num_rows for batch in session.batches(sql, [20_000])))
before = peak()
print(sum(batch.num_rows for batch in session.batches(sql, [150_000])), peak() - before)
""",
    )
    first, rows, mib = map(int, done.stdout.split())
    assert (first, rows) == (20_000, 150_000), done.stderr
    assert mib <= 12, mib  # 23 when they wait as Python's tuples until all have come


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


@pytest.mark.newest
def test_one_that_another_thread_throws_away_is_ended_by_the_next_statement(session: Session) -> None:
    held = [session.batches(_NUMBERS, rows=10)]
    next(held[0])
    thread = Thread(target=held.clear)
    thread.start()
    thread.join()
    assert session.run("select 1").rows == [(1,)]


@pytest.mark.newest
def test_one_that_is_thrown_away_in_a_persons_transaction_leaves_no_cursor(session: Session) -> None:
    session.run("begin")
    next(session.batches(_NUMBERS, rows=10))
    gc.collect()
    assert session.run("select count(*) from pg_cursors where name <> ''").rows == [(0,)]
    assert session.in_transaction


def test_meanwhile_other_statements_are_told_no(session: Session) -> None:
    batches = session.batches(_NUMBERS, rows=10)
    with pytest.raises(UsageError, match="still being read"):
        session.run("select 1")
    assert next(batches).num_rows == 10
    batches.close()
    assert session.run("select 1").rows == [(1,)]


@pytest.mark.newest
def test_two_at_once_are_for_a_persons_transaction(session: Session) -> None:
    with session.batches(_NUMBERS, rows=10), pytest.raises(UsageError, match="still being read"):
        session.batches(_NUMBERS)
    session.run("begin")
    pairs = zip(session.batches(_NUMBERS, rows=5000), session.batches(_NUMBERS, rows=5000), strict=True)
    assert [one.equals(other) for one, other in pairs] == [True, True, True]


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


@pytest.mark.allow("context-function")
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


@pytest.mark.newest
@pytest.mark.parametrize("begun", [False, True])
def test_a_connection_lost_in_the_midst_of_a_batch_is_told(session: Session, *, begun: bool) -> None:
    if begun:
        session.run("begin")
    batches = session.batches(
        "select n, case when n > 15 then end_myself() end as x from generate_series(1, 100) n", rows=10
    )
    next(batches)
    with pytest.raises(ConnectionLost) as lost:
        next(batches)
    assert ("transaction is lost" in (lost.value.why or "")) is begun
    assert (list(batches), session.in_transaction) == ([], begun)
    if begun:
        session.run("rollback")
    assert session.run("select current_setting('app.current_org_id')").rows == [("42",)]


@pytest.mark.newest
def test_a_persons_transaction_that_is_lost_between_batches_waits_for_its_end(session: Session, small: Small) -> None:
    session.run("begin")
    batches = session.batches(_NUMBERS, rows=10)
    next(batches)
    kill(small, session)
    with pytest.raises(ConnectionLost, match="the rest of the rows"):
        next(batches)
    with pytest.raises(ConnectionLost, match="open transaction"):
        session.run("select 1")
    session.run("rollback")
    assert session.run("select 1").rows == [(1,)]


@pytest.mark.parametrize("begun", [False, True])
def test_ctrl_c_cancels_within_half_a_second_and_nothing_is_lost(
    session: Session, small: Small, *, begun: bool
) -> None:
    link = session.link
    if begun:
        session.run("begin")
    batches = session.batches(
        "select n, case when n > 15 then pg_sleep(30) end from generate_series(1, 100) n", rows=10
    )
    next(batches)
    started = time.monotonic()
    with ctrl_c(0.2), pytest.raises(KeyboardInterrupt):
        next(batches)
    assert time.monotonic() - started < 0.2 + 0.5
    assert _state(session, small) == ("idle in transaction (aborted)" if begun else "idle")
    assert (list(batches), session.failed) == ([], begun)
    if begun:
        session.run("rollback")
    who = session.run("select current_setting('app.current_org_id'), current_user::text").rows
    assert (who, session.link is link) == ([("42", "small_viewer")], True)


@pytest.mark.newest
@pytest.mark.parametrize("moment", [0.01, 0.03, 0.05, 0.1])
def test_ctrl_c_at_any_moment_loses_no_row_before_it(session: Session, moment: float) -> None:
    seen = list[int]()

    def read() -> None:
        with session.batches("select generate_series(1, 50000000) as n", rows=200) as batches:
            for batch in batches:
                seen.extend(batch.column(0).to_pylist())

    with ctrl_c(moment), pytest.raises(KeyboardInterrupt):
        read()
    assert seen == list(range(1, len(seen) + 1))
    assert session.run("select 4711 as next").rows == [(4711,)]


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
    path = tmp_path / "n.parquet"
    sql = f"select n, t, 'dark'::shade as s, n::numeric as x from ({_NUMBERS}) as q where n <= %s"
    assert session.batches(sql, [11000], rows=500).to_parquet(path) == 11000
    read = pq.read_table(path)
    assert read.column("n").to_pylist() == list(range(1, 11001))
    assert str(read.schema.field("s").type).startswith("dictionary")
    assert pq.read_metadata(path).num_row_groups == 1
    attrs, framed = pd.read_parquet(path).attrs, session.frame(sql, [11000]).attrs
    assert {**attrs, "time": ""} == {**framed, "time": ""}


@pytest.mark.newest
def test_a_parquet_file_has_each_name_once_and_tells_it(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "n.parquet"
    session.batches('select 1 as a, 2 as a, 3 as "?column?"').to_parquet(path)
    assert pq.read_table(path).to_pylist() == [{"a": 1, "a_2": 2, "?column?": 3}]
    assert pd.read_parquet(path).attrs["told"] == ['column "a" is called "a_2": a Parquet file has each name once']


@pytest.mark.newest
@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("select from things", "no columns"),
        ("select 1 / (n - 9000) as x from generate_series(1, 10000) as n", "division by zero"),
        ("select case when n = 9000 then date 'infinity' end as d from generate_series(1, 9999) as n", '"d" cannot'),
    ],
)
def test_a_file_that_does_not_become_whole_is_not_there(session: Session, tmp_path: Path, sql: str, error: str) -> None:
    path = tmp_path / "n.parquet"
    path.write_bytes(b"before")
    with pytest.raises(TenantshError, match=error):
        session.batches(sql, rows=100).to_parquet(path)
    assert ([found.name for found in tmp_path.iterdir()], path.read_bytes()) == (["n.parquet"], b"before")
    assert session.run("select 1").rows == [(1,)]


@pytest.mark.newest
def test_ctrl_c_while_a_file_is_written_leaves_nothing_of_it(session: Session, tmp_path: Path) -> None:
    sql = "select n, case when n > 60000 then pg_sleep(30) end as x from generate_series(1, 70000) as n"
    with ctrl_c(0.4), pytest.raises(KeyboardInterrupt):
        session.batches(sql).to_parquet(tmp_path / "n.parquet")
    assert list(tmp_path.iterdir()) == []
    assert session.run("select 1").rows == [(1,)]


@pytest.mark.newest
@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("none/n.parquet", "none/n.parquet cannot be written: No such file"),
        ("", "is a folder"),
        ("n" * 300, "File name too long"),
        ("/dev/null", "/dev/null cannot be written: it is no file"),
        ("/dev/null/x", "Not a directory"),
        ("a\0b", "NUL"),
        (5, "a str or a Path, and not int"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_and_its_transaction_ends(
    session: Session, tmp_path: Path, path: object, error: str
) -> None:
    with pytest.raises(UsageError, match=error):
        session.batches(_NUMBERS).to_parquet(tmp_path / path if isinstance(path, str) else path)  # type: ignore[arg-type]
    assert session.run("select 1").rows == [(1,)]


def _state(session: Session, small: Small) -> object:
    pid = session.link.identity.backend_pid
    return small.admin(f"select state from pg_stat_activity where pid = {pid}")[0][0]
