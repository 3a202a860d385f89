"""A plain session says what psql says, in the same order: results, notices, errors, COPY, and what Ctrl-C does."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest
from tests.db.plainly import Data, Told, ctrl_c, opened, psql, run, statuses

from tenantsh.db import waiter
from tenantsh.db.ask import Ask, CopyGivenUpError, How
from tenantsh.db.cursor import Cursor
from tenantsh.db.passing import Pieces
from tenantsh.model.errors import ConnectionLost, StatementError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.plain import Plain

NOTICE = "do $$ begin raise notice 'n' using detail = 'd'; end $$"
WARNING = "do $$ begin raise warning 'w'; end $$"
TEXTS = (
    ("create temp table t (a int, b text)",),
    ("insert into t values (1, 'x'), (2, null)",),
    ("select 1", "select 2"),
    ("select * from t", "select 2", "select 3"),
    (NOTICE,),
    ("select 1", NOTICE, "select 2"),
    ("select 1", "select repeat('x', 100) from generate_series(1, 3)", "select 3", NOTICE, "select 5"),
    ("select 1", "select 2", NOTICE, WARNING),
    ("select 1", "select 1/0", "select 3"),
    ("select 1", "selec"),
    ("begin", "select 1", "select wrong"),
    ("select 1",),
    ("rollback",),
    ("rollback",),
    ("copy t to stdout",),
    ("select 0", "copy t to stdout", "select 2"),
    ("copy t to stdout", "copy (select 5) to stdout"),
    ("copy (select 6 / (4 - g) from generate_series(1, 5) g) to stdout",),
    ("copy t to stdout", "select 1/0"),
    ("copy nowhere to stdout",),
    ("values (1, 2), (3, 4)",),
    ("update t set a = a + 1 returning *",),
    ("delete from t",),
    ("explain (costs off) select 1",),
    ("show server_encoding",),
    ("create table t2 (a int primary key)", "drop table t2", "drop table if exists t2"),
    ("select 'é', '東京'",),
)


@pytest.fixture(scope="module")
def dsn(pg: Cluster) -> Iterator[str]:
    yield pg.create("talk")
    pg.drop("talk")


@pytest.fixture
def plain(dsn: str) -> Iterator[Plain]:
    session = opened(dsn)
    yield session
    session.close()


@pytest.mark.pg_min(15)  # before, psql shows the last answer only
def test_everything_is_seen_as_in_psql_and_in_its_order(pg: Cluster, dsn: str, plain: Plain) -> None:
    told = Told(plain)
    script = ""
    for number, statements in enumerate(TEXTS):
        told.say(f"-- {number}")
        told.send("; ".join(statements) + ";")
        script += f"\\echo -- {number}\n" + "\\; ".join(statements) + ";\n"
    assert told.text == psql(pg, dsn, script)


def test_an_answer_knows_whether_it_is_the_last(plain: Plain) -> None:
    answers = run(plain, "select 1; select 2; listen x")
    assert [answer.last for answer in answers if isinstance(answer, Result)] == [False, False, True]


def test_a_notice_is_told_before_the_answer_that_it_came_before(plain: Plain) -> None:
    told = Told(plain)
    told.send("do $$ begin raise notice 'first'; end $$; select 'second'")
    assert told.text == "NOTICE:  first\nDO\nsecond\n"


def test_an_error_after_rows_shows_none_of_them(plain: Plain) -> None:
    assert statuses(run(plain, "select 1 / (2000 - g) from generate_series(1, 3000) g")) == ["ERROR:  division by zero"]


def test_an_error_has_the_place_in_its_own_text(plain: Plain) -> None:
    (error,) = run(plain, "select 1,\n  wrong")
    assert isinstance(error, StatementError)
    assert error.message.told() == 'ERROR:  column "wrong" does not exist\nLINE 2:   wrong\n          ^'


def test_an_empty_text_has_an_empty_answer(plain: Plain) -> None:
    (answer,) = run(plain, ";")
    assert answer == Result(seconds=answer.seconds) if isinstance(answer, Result) else False


def test_bytes_that_are_not_the_encoding_reach_the_server(plain: Plain) -> None:
    (error,) = run(plain, "select '\udce9'")
    assert isinstance(error, StatementError)
    assert error.message.told("sqlstate") == "ERROR:  22021"


def test_a_statement_of_many_megabytes_arrives(plain: Plain) -> None:
    (answer,) = run(plain, f"select length('{'x' * 20_000_000}')")
    assert isinstance(answer, Result)
    assert answer.rows == [(20_000_000,)]


# -- the extended protocol ---------------------------------------------------------------------------------------


def test_parameters_travel_beside_the_text(plain: Plain) -> None:
    told = Told(plain)
    told.send("select $1, $2::int + 1", How.BOUND, ("it's", "41"))
    told.send("select $1::int", How.BOUND, ("x",))
    told.send("select 1; select 2", How.BOUND)
    lines = told.text.splitlines()
    assert lines[0] == "it's|42"
    assert lines[1] == 'ERROR:  invalid input syntax for type integer: "x"'
    assert lines[-1] == "ERROR:  cannot insert multiple commands into a prepared statement"


def test_a_prepared_statement_lives_until_it_is_closed(plain: Plain) -> None:
    told = Told(plain)
    told.send("select $1::int * 2", How.PREPARE, name="twice")
    told.send("", How.EXECUTE, ("21",), name="twice")
    told.send("", How.CLOSE, name="twice")
    told.send("", How.EXECUTE, ("21",), name="twice")
    assert told.text == '\n42\n\nERROR:  prepared statement "twice" does not exist\n'


def test_what_cannot_be_prepared_says_so_with_its_line(plain: Plain) -> None:
    told = Told(plain)
    told.send("select wrong", How.PREPARE, name="w")
    assert told.text == 'ERROR:  column "wrong" does not exist\nLINE 1: select wrong\n               ^\n'


# -- FETCH_COUNT -------------------------------------------------------------------------------------------------


def test_rows_come_in_pieces_of_the_number_that_was_asked_for(plain: Plain) -> None:
    pieces = []
    for answer in plain.send(Ask("select generate_series(1, 5)", rows_at_a_time=2), Data()):
        assert isinstance(answer, Result)
        assert answer.at_a_time == 2
        assert answer.cells is not None
        pieces += list(answer.cells.text())
    assert pieces == [[("1",), ("2",)], [("3",), ("4",)], [("5",)]]


def test_pieces_that_nobody_reads_are_thrown_away(plain: Plain) -> None:
    assert len(run(plain, "select generate_series(1, 5)", rows_at_a_time=2)) == 1
    assert statuses(run(plain, "select 1")) == ["SELECT 1"]


def test_rows_before_an_error_are_seen_when_they_come_in_pieces(plain: Plain) -> None:
    told = Told(plain)
    broken: list[bool] = []
    for answer in plain.send(Ask("select 6 / (4 - g), 'x' from generate_series(1, 7) g", rows_at_a_time=2), told):
        told.tell([answer])
        if isinstance(answer, Result):
            assert isinstance(answer.cells, Pieces | Cursor)
            broken.append(answer.cells.broken_off)
    assert broken == [True]
    assert told.text == "2|x\n3|x\nERROR:  division by zero\n"


def test_a_wrong_query_in_pieces_counts_its_lines_as_this_psql_does(pg: Cluster, dsn: str, plain: Plain) -> None:
    told = Told(plain)
    told.tell(plain.send(Ask("select wrong;", rows_at_a_time=2), told))
    assert told.text == psql(pg, dsn, "\\set FETCH_COUNT 2\nselect wrong;")


# -- COPY --------------------------------------------------------------------------------------------------------


def test_copy_takes_its_data_between_two_statements(plain: Plain) -> None:
    text = "create temp table c (a int, b text); copy c from stdin; select * from c"
    *before, answer = run(plain, text, Data([b"1\tx\n2", b"\ty\n"]))
    assert statuses(before) == ["CREATE TABLE", "COPY 2"]
    assert isinstance(answer, Result)
    assert answer.rows == [(1, "x"), (2, "y")]


def test_all_data_is_read_though_the_server_said_no(plain: Plain) -> None:
    run(plain, "create temp table c (a int)")
    data = Data([b"x\n", *[b"1\n"] * 50_000])
    assert statuses(run(plain, "copy c from stdin", data)) == ['ERROR:  invalid input syntax for type integer: "x"']
    assert data.at == len(data.pieces)


def test_what_cannot_be_read_makes_the_copy_fail_in_these_words(plain: Plain) -> None:
    run(plain, "create temp table c (a int)")
    answers = run(plain, "copy c from stdin", Data([b"1\n", CopyGivenUpError("aborted because of read failure")]))
    assert statuses(answers) == ["ERROR:  COPY from stdin failed: aborted because of read failure"]
    assert plain.transaction == ""


def test_ctrl_c_while_data_is_typed_ends_the_copy(plain: Plain) -> None:
    run(plain, "create temp table c (a int)")
    answers = plain.send(Ask("copy c from stdin"), Data([b"1\n", KeyboardInterrupt()]))
    assert statuses([next(answers)]) == ["ERROR:  COPY from stdin failed: canceled by user"]
    with pytest.raises(KeyboardInterrupt):
        next(answers)


def test_any_other_failure_of_the_data_ends_the_copy_and_is_raised(plain: Plain) -> None:
    run(plain, "create temp table c (a int)")
    with pytest.raises(ZeroDivisionError):
        run(plain, "copy c from stdin", Data([b"1\n", ZeroDivisionError()]))
    assert statuses(run(plain, "select 1")) == ["SELECT 1"]


def test_what_cannot_be_written_is_read_to_its_end(plain: Plain) -> None:
    class Full(Data):
        def write(self, data: bytes) -> None:
            super().write(data)
            raise OSError

    full = Full()
    assert statuses(run(plain, "copy (select generate_series(1, 100000)) to stdout", full)) == ["COPY 100000"]
    assert len(full.written) == 1


def test_a_copy_out_says_that_its_data_are_written_already(plain: Plain) -> None:
    data = Data()
    (answer,) = run(plain, "copy (values (1), (2)) to stdout", data)
    assert isinstance(answer, Result)
    assert (answer.data, answer.status, b"".join(data.written)) == ((), "COPY 2", b"1\n2\n")


def test_binary_copies_go_out_and_in(plain: Plain) -> None:
    data = Data()
    run(plain, "copy (select g, 'x' || g from generate_series(1, 1000) g) to stdout (format binary)", data)
    run(plain, "create temp table c (a int, b text)")
    assert statuses(run(plain, "copy c from stdin (format binary)", Data(data.written))) == ["COPY 1000"]


# -- Ctrl-C ------------------------------------------------------------------------------------------------------

LONG = (
    Ask("select pg_sleep(30)"),
    Ask("select generate_series(1, 1000000000)"),
    Ask("copy (select generate_series(1, 1000000000)) to stdout"),
    Ask("with g as (select generate_series(1, 1000000000)) table g", rows_at_a_time=100),
)


@pytest.mark.parametrize("ask", LONG, ids=lambda ask: ask.text[:12])
def test_ctrl_c_shows_the_servers_answer_and_is_raised(plain: Plain, ask: Ask) -> None:
    heard: list[str] = []
    plain.on_cancel = heard.append
    answers: list[Result | StatementError] = []
    with ctrl_c(0.2) as pressed, pytest.raises(KeyboardInterrupt):
        answers.extend(_read(plain, ask))
    assert time.monotonic() - pressed[0] < 5
    assert statuses(answers[-1:]) == ["ERROR:  canceling statement due to user request"]
    assert heard == ["Cancel request sent"]
    assert statuses(run(plain, "select 1")) == ["SELECT 1"]


def test_ctrl_c_ends_a_query_in_pieces(plain: Plain) -> None:
    with ctrl_c(0.2), pytest.raises(KeyboardInterrupt):
        list(_read(plain, Ask("select generate_series(1, 1000000000)", rows_at_a_time=100)))
    assert statuses(run(plain, "select 1")) == ["SELECT 1"]


def _read(plain: Plain, ask: Ask) -> Iterator[Result | StatementError]:
    for answer in plain.send(ask, Data()):
        if isinstance(answer, Result) and answer.cells is not None:
            assert sum(len(batch) for batch in answer.cells.text())
        yield answer


def test_whoever_stops_listening_gets_a_session_that_is_ready(plain: Plain) -> None:
    at_a_time = int(plain.server_version >= 170000)  # before, a text of several statements has one answer then
    # and that comes when all of it has run
    flushed = f"select 1; {NOTICE}; select pg_sleep({30 if at_a_time else 0.5})"
    for text in (flushed, "select 1; copy (select generate_series(1, 100000000)) to stdout"):
        answers = plain.send(Ask(text, rows_at_a_time=at_a_time), Data())
        next(answers)
        answers.close()  # type: ignore[attr-defined]
        assert statuses(run(plain, "select 2")) == ["SELECT 1"]


def test_a_server_that_does_not_hear_is_given_up_after_a_second_ctrl_c(plain: Plain) -> None:
    pid = plain.endpoint.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        with ctrl_c(0.1, 0.4), pytest.raises(ConnectionLost):
            run(plain, "select 1")
    finally:
        os.kill(pid, signal.SIGCONT)
    assert not plain.connected
    assert plain.reset()


def test_a_server_that_does_not_hear_is_given_up_after_a_while(plain: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiter, "_SILENT_SECONDS", 1.0)
    pid = plain.endpoint.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        with ctrl_c(0.1), pytest.raises(ConnectionLost):
            run(plain, "select 1")
    finally:
        os.kill(pid, signal.SIGCONT)


# -- losing the server -------------------------------------------------------------------------------------------


def test_a_server_that_goes_away_has_its_last_word_and_libpq_has_its_own(pg: Cluster, dsn: str, plain: Plain) -> None:
    text = "select 1; select pg_terminate_backend(pg_backend_pid()); select 2"
    answers = run(plain, text)
    said = "".join(f"{a.message.told()}\n" for a in answers if isinstance(a, StatementError))
    rows = "1\n" if pg.major >= 15 else ""
    assert f"{rows}{said}connection to server was lost\n" == psql(pg, dsn, text.replace("; ", "\\; ") + ";")
    assert not plain.connected
    assert plain.transaction == "?"


def test_a_server_that_went_away_meanwhile_is_noticed_by_the_next_statement(pg: Cluster, plain: Plain) -> None:
    pg.run(f"select pg_terminate_backend({plain.endpoint.pid})")
    time.sleep(0.2)
    assert plain.connected
    assert statuses(run(plain, "select 1"))[0] == "FATAL:  terminating connection due to administrator command"
    assert not plain.connected
    assert plain.reset()
    assert statuses(run(plain, "select 1")) == ["SELECT 1"]


def test_a_copy_whose_server_goes_away_ends(pg: Cluster, plain: Plain) -> None:
    run(plain, "create temp table c (a int)")
    pid = plain.endpoint.pid

    class Ending(Data):
        def read(self) -> bytes | None:
            if self.at == 10:
                pg.run(f"select pg_terminate_backend({pid})")
            return super().read()

    answers = run(plain, "copy c from stdin", Ending([b"1\n" * 10_000] * 200))
    assert all(isinstance(answer, StatementError) for answer in answers)
    assert not plain.connected
