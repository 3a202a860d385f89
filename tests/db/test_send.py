r"""What a shell sends: several statements in one text, parameters, prepared statements, COPY, pieces, `\gdesc`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.db.copying import Pipe, sent, shown
from tests.db.small import kill

from tenantsh.db.ask import Ask, How
from tenantsh.model.errors import ContextDrift, Refused, StatementError, UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.session import Session

_INSERT = "insert into things (org_id, name) values (42, 'new')"


def new_rows(small: Small) -> object:
    return small.admin("select count(*) from things where name = 'new'")[0][0]


def trips(session: Session, text: str, **how: Any) -> int:
    before = session.link.wire.round_trips
    sent(session, text, **how)
    return session.link.wire.round_trips - before


def told(session: Session) -> list[str]:
    heard: list[str] = []
    session.on_notice = lambda notice: heard.append(notice.told())
    return heard


# -- one statement, and several in one text --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select 1", [[(1,)]]),
        ("select 1; select 2", [[(1,)], [(2,)]]),
        ("select 1;; /* x */ select 'ü';\n -- y\n select 3 -- z", [[(1,)], [("ü",)], [(3,)]]),
        ("set work_mem = '1MB'; show work_mem", ["SET", [("1MB",)]]),
        ("select 1; select 2/0; select 3", [[(1,)], "22012"]),
        ("select 1; select nothing; select 3", [[(1,)], "42703"]),
        ("select 1; selec 2", ["42601"]),
        ("select 1; begin; select 2; commit; select 3", [[(1,)], "BEGIN", [(2,)], "COMMIT", [(3,)]]),
        ("select 1; commit; select 3", [[(1,)], "COMMIT", [(3,)]]),
        ("select 1; rollback; select 3", [[(1,)], "ROLLBACK", [(3,)]]),
        ("select 1; savepoint a", [[(1,)], "25P01"]),
        ("savepoint a; select 1", ["25P01"]),
        ("select 1; commit and chain; select 2", [[(1,)], "25P01"]),
        ("begin; savepoint a; select 1; rollback to a; commit", ["BEGIN", "SAVEPOINT", [(1,)], "ROLLBACK", "COMMIT"]),
        ("declare c cursor for select 1; fetch c", ["DECLARE CURSOR", [(1,)]]),
        (
            "begin; rollback and chain; show transaction_isolation; end",
            ["BEGIN", "ROLLBACK", [("read committed",)], "COMMIT"],
        ),
        ("", [""]),
        ("-- nothing", [""]),
        (
            "begin isolation level serializable; show transaction_isolation; end",
            ["BEGIN", [("serializable",)], "COMMIT"],
        ),
        ("select 1; copy (select 2) to stdout; select 3", [[(1,)], "COPY 1", [(3,)]]),
        ("copy (select 1) to stdout; copy (select 2/0) to stdout; select 3", ["COPY 1", "22012"]),
        ("commit and chain", ["25P01"]),
        ("set transaction isolation level serializable; show transaction_isolation", ["SET", [("serializable",)]]),
    ],
)
def test_statements_of_one_text_do_what_they_do_in_psql(session: Session, text: str, expected: list[object]) -> None:
    assert sent(session, text) == expected
    assert not session.in_transaction
    assert sent(session, "select array_agg(distinct org_id), current_user from things") == [[([42], "small_viewer")]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"{_INSERT}; {_INSERT}", 2),
        (f"{_INSERT}; {_INSERT}; select 1/0", 0),
        (f"{_INSERT}; select 1/0; {_INSERT}", 0),
        (f"{_INSERT}; commit; {_INSERT}; select 1/0", 1),
        (f"{_INSERT}; rollback; {_INSERT}", 1),
        (f"{_INSERT}; begin; {_INSERT}; rollback; {_INSERT}", 1),
        (f"begin; {_INSERT}; commit; {_INSERT}; select 1/0", 1),
        (f"{_INSERT}; savepoint a", 0),
        (f"{_INSERT}; copy (select 1/0) to stdout", 0),
        (f"{_INSERT}; copy things to stdout; {_INSERT}", 2),
    ],
)
def test_statements_of_one_text_are_one_transaction_until_the_text_ends_it(
    writer: Session, fresh: Small, text: str, rows: int
) -> None:
    sent(writer, text)
    assert not writer.in_transaction
    assert new_rows(fresh) == rows


def test_a_transaction_that_a_text_begins_stays_open_and_takes_in_what_came_before(
    writer: Session, fresh: Small
) -> None:
    assert sent(writer, f"{_INSERT}; begin; {_INSERT}") == ["INSERT 0 1", "BEGIN", "INSERT 0 1"]
    assert writer.in_transaction
    writer.run("rollback")
    assert new_rows(fresh) == 0


def test_statements_of_one_text_are_one_round_trip(session: Session) -> None:
    assert trips(session, "select 1") == 1
    assert trips(session, "select 1; select 2; show work_mem; table things") == 1


def test_an_error_in_a_text_points_at_its_place_in_the_whole_of_it(session: Session) -> None:
    answers = list(session.send(Ask("select 1 as ä;\n select xx;"), Pipe()))
    error = answers[-1]
    assert isinstance(error, StatementError)
    assert "LINE 2:  select xx;\n                ^" in str(error)
    assert error.message.told() == str(error)


def test_a_failed_transaction_says_what_the_server_says(session: Session) -> None:
    session.run("begin")
    assert sent(session, "select 1/0") == ["22012"]
    for text in ("select 1", "begin", "select 1; select 2", "savepoint a", "set transaction read only"):
        assert sent(session, text) == ["25P02"]
    assert session.failed
    assert sent(session, "commit") == ["ROLLBACK"]


def test_warnings_of_transaction_commands_are_the_servers(session: Session) -> None:
    heard: list[str] = []
    session.on_notice = lambda notice: heard.append(notice.told("verbose"))
    sent(session, "commit; select 1")
    sent(session, "begin")
    sent(session, "begin")
    assert [re.sub(r"xact.c:\d+", "xact.c", line) for line in heard] == [
        "WARNING:  25P01: there is no transaction in progress\nLOCATION:  EndTransactionBlock, xact.c",
        "WARNING:  25001: there is already a transaction in progress\nLOCATION:  BeginTransactionBlock, xact.c",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "commit; set role none; select count(*) from things; begin",
        "select 1; reset role",
        "select 1; reset session authorization",
        "set local app.current_org_id = 43; select * from things",
        "select 1; select set_config('app.current_org_id', '43', true)",
        "begin; rollback and chain; set role none",
        "select 1; do $$ begin commit; end $$",
        "select 1; prepare transaction 'x'",
        "select 1; set standard_conforming_strings = off; select 'a\\'; reset role; --'",
        "select 1; set client_encoding = 'SJIS'; select 1",
        'select 1; set U&"\\0072ole" = none',
        "select 1; set /* ; */ session characteristics as transaction read write",
        "prepare p as select set_config('role', 'none', false); execute p",
    ],
)
def test_one_statement_that_is_refused_keeps_the_whole_text_from_being_sent(session: Session, text: str) -> None:
    before = session.link.wire.round_trips
    with pytest.raises(Refused):
        sent(session, text)
    assert session.link.wire.round_trips == before


@pytest.mark.parametrize(
    "text",
    [
        "select 1; select switch(); select name from things",
        "select 1; select backslashes(); select 'a\\'",
        "select 1; select name from things where switch() = 43; select 3",
        "select 1; select leave_role(); begin; select 2; commit",
        "select 1; copy (select switched_names()) to stdout; select 3",
        "select 1; prepare p as select switch(); execute p",
    ],
)
@pytest.mark.allow("context-function")
def test_what_a_text_showed_before_it_drifted_is_shown_and_nothing_after(session: Session, text: str) -> None:
    pipe, heard, seen = Pipe(), told(session), list[object]()
    with pytest.raises(ContextDrift):
        seen.extend(map(shown, session.send(Ask(text), pipe)))
    assert seen[0] == [(1,)]
    assert "theirs" not in f"{seen}{pipe.taken}{heard}"
    assert not session.in_transaction
    assert sent(session, "select array_agg(distinct org_id), current_user from things") == [[([42], "small_viewer")]]


@pytest.mark.allow("context-function")
def test_a_text_that_drifts_in_a_transaction_loses_the_transaction(writer: Session, fresh: Small) -> None:
    with pytest.raises(ContextDrift):
        sent(writer, f"begin; {_INSERT}; select switch()")
    assert sent(writer, _INSERT) == ["25P02"]
    assert sent(writer, f"rollback; {_INSERT}") == ["ROLLBACK", "INSERT 0 1"]
    assert new_rows(fresh) == 1


@pytest.mark.allow("do-block", "context-function")
def test_notices_are_those_of_verified_statements(session: Session) -> None:
    heard = told(session)
    with pytest.raises(ContextDrift):
        sent(session, "do $$ begin raise notice 'one'; end $$; select whisper(); select 1")
    assert heard == ["NOTICE:  one"]


@pytest.mark.parametrize("text", ["select 1; reset role; select '\udcff'", "select '\udcff'; select 2", "\udcff"])
def test_bytes_that_are_no_text_are_the_servers_error(session: Session, text: str) -> None:
    assert sent(session, text) == ["22021"]
    session.verify()


def test_a_long_text_of_statements_is_read_and_sent(session: Session) -> None:
    text = "select 1;" * 2000
    assert len(sent(session, text)) == 2000


def test_a_nul_is_refused_wherever_it_stands(session: Session) -> None:
    for ask in (
        Ask("select 1\0; reset role"),
        Ask("select $1::text", How.BOUND, ("a\0b",)),
        Ask("select 1", How.PREPARE, name="a\0b"),
    ):
        with pytest.raises(UsageError):
            list(session.send(ask, Pipe()))


# -- parameters and prepared statements ------------------------------------------------------------------------------


def test_parameters_are_texts_whose_types_the_server_finds(session: Session) -> None:
    text = "select $1::int + 1, $2, $3 from things limit 1"
    assert sent(session, text, how=How.BOUND, params=("41", "'; reset role; --", "ü")) == [
        [(42, "'; reset role; --", "ü")]
    ]
    assert trips(session, "select $1::int", how=How.BOUND, params=("1",)) == 1


@pytest.mark.parametrize(
    ("text", "params", "expected"),
    [
        ("select $1::int, $2::int", ("1",), "08P01"),
        ("select 1; select 2", (), "42601"),
        ("select $1::int", ("x",), "22P02"),
        ("selec", (), "42601"),
    ],
)
def test_errors_of_parameters_are_the_servers(
    session: Session, text: str, params: tuple[str, ...], expected: str
) -> None:
    assert sent(session, text, how=How.BOUND, params=params) == [expected]
    session.verify()


def test_transaction_commands_and_copy_take_parameters_too(session: Session) -> None:
    pipe = Pipe()
    assert sent(session, "begin", how=How.BOUND) == ["BEGIN"]
    assert session.in_transaction
    assert sent(session, "copy (select 1) to stdout", pipe, how=How.BOUND) == ["COPY 1"]
    assert sent(session, "commit", how=How.BOUND) == ["COMMIT"]
    assert b"".join(pipe.taken) == b"1\n"


def test_a_statement_is_prepared_run_and_forgotten(session: Session) -> None:
    assert sent(session, "select name from things where thing_id = $1", how=How.PREPARE, name="Ä p") == [""]
    for _ in range(7):
        assert sent(session, "", how=How.EXECUTE, name="Ä p", params=("1",)) == [[("ours 1",)]]
    assert sent(session, "", how=How.EXECUTE, name="Ä p", params=("11",)) == [[]]
    assert sent(session, "select 1", how=How.PREPARE, name="Ä p") == ["42P05"]
    assert sent(session, "", how=How.CLOSE, name="Ä p") == [""]
    assert sent(session, "", how=How.CLOSE, name="Ä p") == [""]
    assert sent(session, "", how=How.EXECUTE, name="Ä p", params=("1",)) == ["26000"]


def test_the_unnamed_prepared_statement_is_the_persons_own(session: Session) -> None:
    assert sent(session, "", how=How.EXECUTE) == ["26000"]
    assert sent(session, "select $1::int", how=How.PREPARE) == [""]
    assert sent(session, "", how=How.EXECUTE, params=("4",)) == [[(4,)]]
    assert sent(session, "", how=How.CLOSE) == [""]
    assert sent(session, "", how=How.EXECUTE) == ["26000"]


def test_what_sql_prepared_is_run_by_name_and_the_other_way_round(session: Session) -> None:
    sent(session, "prepare p as select 1 as x")
    assert sent(session, "", how=How.EXECUTE, name="p") == [[(1,)]]
    sent(session, "select 2", how=How.PREPARE, name="q")
    assert sent(session, "execute q") == [[(2,)]]


@pytest.mark.parametrize(
    "text", ["set role none", "select set_config('role', $1, false)", "reset all", "commit", "begin", "discard all"]
)
def test_what_is_prepared_is_read_by_the_guard(session: Session, text: str) -> None:
    with pytest.raises(Refused):
        sent(session, text, how=How.PREPARE, name="p")
    with pytest.raises(Refused):
        sent(session, text.replace("commit", "reset role").replace("begin", "reset role"), how=How.BOUND)


@pytest.mark.allow("context-function")
def test_a_prepared_statement_that_switches_is_withheld(session: Session) -> None:
    sent(session, "select switched_names()", how=How.PREPARE, name="p")
    with pytest.raises(ContextDrift):
        sent(session, "", how=How.EXECUTE, name="p")
    session.verify()


def test_a_copy_is_prepared_too(session: Session) -> None:
    pipe = Pipe()
    sent(session, "copy (select 1) to stdout", how=How.PREPARE, name="p")
    assert sent(session, "", pipe, how=How.EXECUTE, name="p") == ["COPY 1"]
    assert b"".join(pipe.taken) == b"1\n"


def test_a_prepared_statement_goes_with_its_connection_and_it_is_said(session: Session, small: Small) -> None:
    sent(session, "select 1", how=How.PREPARE, name="p")
    heard = told(session)
    kill(small, session)
    (error,) = session.send(Ask("", How.EXECUTE, name="p"), Pipe())
    assert isinstance(error, StatementError)
    assert error.sqlstate == "26000"
    assert "lost" in (error.why or "")
    assert "prepared statements" in heard[0]


# -- COPY ------------------------------------------------------------------------------------------------------------


def test_copy_to_stdout_is_written_before_its_tag_comes(session: Session) -> None:
    pipe = Pipe()
    (answer,) = session.send(Ask("copy (select * from generate_series(1, 100000)) to stdout"), pipe)
    assert isinstance(answer, Result)
    assert answer.status == "COPY 100000"
    assert b"".join(pipe.taken).count(b"\n") == 100000


def test_whoever_cannot_write_a_copy_s_data_loses_the_rest_of_it(session: Session) -> None:
    class Full(Pipe):
        def write(self, data: bytes) -> None:
            raise OSError(28, "No space left on device")

    assert sent(session, "copy (select 1) to stdout; select 2", Full()) == ["COPY 1", [(2,)]]


@pytest.mark.allow("context-function")
def test_copy_to_stdout_that_drifts_writes_nothing(session: Session) -> None:
    pipe = Pipe()
    with pytest.raises(ContextDrift):
        sent(session, "copy (select switched_names()) to stdout", pipe)
    assert pipe.taken == []


@pytest.fixture
def notes(fresh: Small) -> Small:
    fresh.admin("create table notes (n int, t text); grant all on notes to small_member")
    return fresh


def test_copy_from_stdin_takes_what_it_is_given(notes: Small) -> None:
    with notes.open(write=True) as session:
        pipe = Pipe([b"1\tone\n", b"2\ttwo", b"\n", b"x" * 0])
        assert sent(session, "copy notes from stdin", pipe) == ["COPY 2"]
        assert sent(session, "begin; copy notes from stdin; rollback", Pipe([b"3\tthree\n"])) == [
            "BEGIN",
            "COPY 1",
            "ROLLBACK",
        ]
        assert sent(session, "copy notes from stdin; select count(*) from notes", Pipe([b"4\t\n"])) == [
            "COPY 1",
            [(3,)],
        ]
    assert notes.admin("select n, t from notes order by n") == [(1, "one"), (2, "two"), (4, "")]


def test_a_long_copy_from_stdin_arrives_whole(notes: Small) -> None:
    with notes.open(write=True) as session:
        pipe = Pipe([b"".join(b"%d\t%s\n" % (n, b"y" * 100) for n in range(50000))])
        assert sent(session, "copy notes from stdin", pipe) == ["COPY 50000"]
    assert notes.admin("select count(*), sum(n) from notes") == [(50000, 1249975000)]


def test_data_that_do_not_fit_are_the_servers_error(notes: Small) -> None:
    with notes.open(write=True) as session:
        given = [b"x\tx\n", *[b"1\tone\n"] * 50000]
        (error,) = session.send(Ask("copy notes from stdin"), Pipe(given))
        assert isinstance(error, StatementError)
        assert error.sqlstate == "22P02"
        assert 'CONTEXT:  COPY notes, line 1, column n: "x"' in str(error)
        assert given == []
        session.verify()


def test_copy_from_stdin_that_is_given_up_says_why(notes: Small) -> None:
    with notes.open(write=True) as session:
        (error,) = session.send(Ask("copy notes from stdin"), Pipe([b"1\tone\n"], failure="no more"))
        assert str(error).startswith("ERROR:  COPY from stdin failed: no more\n")
        assert notes.admin("select count(*) from notes") == [(0,)]
        session.verify()


def test_copy_from_stdin_reads_nothing_where_the_server_does_not_take_it(writer: Session, session: Session) -> None:
    pipe = Pipe([b"1\n"])
    assert sent(writer, "copy things from stdin", pipe) == ["0A000"]
    assert sent(writer, "copy nothing from stdin", pipe) == ["42P01"]
    assert sent(session, "copy planted_default from stdin", pipe)[0] in ("42501", "25006")
    assert pipe.given == [b"1\n"]


def test_a_trigger_of_copy_that_switches_is_rolled_back(writer: Session, fresh: Small) -> None:
    with pytest.raises(ContextDrift):
        sent(writer, "copy planted_trigger from stdin", Pipe([b"x\n"]))
    assert fresh.admin("select count(*) from planted_trigger") == [(0,)]
    writer.verify()


def test_server_side_copy_is_the_servers_refusal(session: Session) -> None:
    for text in ("copy (select 1) to program 'id'", "copy things to '/tmp/x'", "copy things from program 'id'"):
        assert sent(session, text) == ["42501"]


# -- pieces and descriptions -----------------------------------------------------------------------------------------


def test_rows_at_a_time_are_noted_on_a_result_with_rows(session: Session) -> None:
    first, last = session.send(Ask("select generate_series(1, 5); set work_mem = '1MB'", rows_at_a_time=2), Pipe())
    assert isinstance(first, Result)
    assert isinstance(last, Result)
    assert (first.at_a_time, last.at_a_time) == (2, 0)
    assert (first.last, last.last) == (False, True)
    assert first.cells is not None
    assert list(first.cells.text()) == [[("1",), ("2",)], [("3",), ("4",)], [("5",)]]


@pytest.mark.parametrize("rows", [0, 1, 249, 250, 251, 2000])
def test_pieces_are_of_the_size_that_was_asked_for(session: Session, rows: int) -> None:
    (answer,) = session.send(Ask(f"select generate_series(1, {rows})", rows_at_a_time=100), Pipe())
    assert isinstance(answer, Result)
    assert answer.cells is not None
    sizes = [len(batch) for batch in answer.cells.text()]
    assert sizes == [100] * (rows // 100) + [rows % 100] * bool(rows % 100)
    assert len(answer.rows) == rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "select 1 as a, 'x' as \"B c\", null::code, null::shade[], $1::varchar(5), org_id from things",
            [
                ("a", "integer"),
                ("B c", "text"),
                ("code", "character varying(5)"),
                ("shade", "shade[]"),
                ("varchar", "character varying(5)"),
                ("org_id", "bigint"),
            ],
        ),
        ("set work_mem = '1MB'", []),
        ("begin", []),
        ("", []),
        ("insert into things (org_id, name) values (42, 'x') returning thing_id", [("thing_id", "bigint")]),
    ],
)
def test_a_description_names_columns_and_types(session: Session, text: str, expected: list[tuple[str, str]]) -> None:
    described = session.answer_columns(text)
    assert described.rows == expected
    assert (described.cells is None) == (not expected)
    assert not session.in_transaction


@pytest.mark.parametrize(
    ("text", "state"), [("select 1; select 2", "42601"), ("selec", "42601"), ("select x", "42703")]
)
def test_a_text_that_cannot_be_described_is_the_servers_error(session: Session, text: str, state: str) -> None:
    with pytest.raises(StatementError) as error:
        session.answer_columns(text)
    assert error.value.sqlstate == state


def test_a_description_is_guarded_and_of_a_failed_transaction_the_servers_error(session: Session) -> None:
    with pytest.raises(Refused):
        session.answer_columns("reset role")
    session.run("begin")
    sent(session, "select 1/0")
    with pytest.raises(StatementError) as error:
        session.answer_columns("select 1")
    assert error.value.sqlstate == "25P02"


# -- what a shell sends by itself ------------------------------------------------------------------------------------


@pytest.mark.allow("context-function")
def test_a_savepoint_around_each_statement_costs_a_round_trip_each_and_moves_nothing(session: Session) -> None:
    name = "pg_psql_temporary_savepoint"
    session.run("begin")
    assert trips(session, f"SAVEPOINT {name}") == 1
    with pytest.raises(ContextDrift):
        sent(session, "select switch()")
    session.run("rollback")
    session.run("begin")
    sent(session, f"SAVEPOINT {name}")
    assert sent(session, "select 1/0") == ["22012"]
    assert trips(session, f"ROLLBACK TO {name}") == 1
    assert trips(session, f"RELEASE {name}") == 1
    assert sent(session, "select array_agg(distinct org_id), current_user from things") == [[([42], "small_viewer")]]
    session.run("commit")


def test_the_end_of_the_connection_is_told_by_the_endpoint(session: Session) -> None:
    assert session.endpoint.database == "small"
    assert session.endpoint.user == "small_eng"
    session.close()
    assert session.endpoint.database == ""
    assert session.server_version >= 130000
