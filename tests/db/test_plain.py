"""A plain session: what its connection says of itself, encodings, our questions, passwords, large objects, resets."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.db.plainly import Data, Told, ctrl_c, opened, psql, run, statuses
from tests.pgcluster import as_user

from tenantsh.db.ask import Ask
from tenantsh.db.connect import Target
from tenantsh.db.plain import open_plain_session
from tenantsh.db.query import Query
from tenantsh.model.errors import ConnectError, StatementError, UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pgcluster import Cluster

    from tenantsh.db.plain import Plain


@dataclass(frozen=True, slots=True)
class Word:
    word: str


WORD = Query("", Word, sql="select :word::text as word")
WRONG = Query("", Word, sql="select wrong as word")


@pytest.fixture(scope="module")
def dsn(pg: Cluster) -> Iterator[str]:
    yield pg.create("plain")
    pg.drop("plain")


@pytest.fixture
def plain(dsn: str) -> Iterator[Plain]:
    session = opened(dsn)
    yield session
    session.close()


@pytest.fixture
def latin(pg: Cluster) -> Iterator[str]:
    pg.run("create database latin encoding 'latin1' locale 'C' template template0")
    yield pg.dsn("latin")
    pg.drop("latin")


# -- the endpoint ------------------------------------------------------------------------------------------------


def test_a_connection_says_where_it_is_without_being_asked(pg: Cluster, plain: Plain) -> None:
    here = plain.endpoint
    assert (here.database, here.user, here.on_socket) == ("plain", "postgres", True)
    assert here.host in pg.dsn()
    assert f"port={here.port}" in pg.dsn()
    assert here.server_version // 10000 == pg.major
    assert (here.protocol, here.options, here.hostaddr) == ("3.0", "", "")
    assert (here.superuser, here.password_used, here.gssapi_used, here.encrypted, here.tls) == (
        (True, False, False, False, None)
    )
    assert not here.gssapi_encrypted
    (answer,) = run(plain, "select pg_backend_pid()")
    assert isinstance(answer, Result)
    assert answer.rows == [(here.pid,)]


def test_what_the_server_reports_follows_it(plain: Plain) -> None:
    assert plain.endpoint.reported("application_name") == "tenantsh"
    run(plain, "set application_name to 'other'")
    assert plain.endpoint.reported("application_name") == "other"
    assert plain.endpoint.reported("search_path_of_nobody") is None


def test_who_is_in_force_may_be_no_superuser(pg: Cluster, plain: Plain) -> None:
    pg.once("role plain_user", lambda: pg.run("create role plain_user login password 'secret'"))
    run(plain, "set role plain_user")
    assert not plain.endpoint.superuser


def test_an_endpoint_of_a_closed_session_is_empty(plain: Plain) -> None:
    plain.close()
    plain.close()
    here = plain.endpoint
    assert (here.database, here.pid, here.port, here.client_encoding, here.alive) == ("", 0, "", "", False)
    assert (plain.transaction, plain.in_transaction, plain.failed, plain.heard()) == ("?", False, False, [])
    with pytest.raises(UsageError, match="You are currently not connected to a database"):
        run(plain, "select 1")


def test_the_prompt_can_show_where_a_transaction_stands(plain: Plain) -> None:
    seen = [plain.transaction]
    for text in ("begin", "select 1/0", "rollback"):
        run(plain, text)
        seen.append(plain.transaction)
    assert seen == ["", "*", "!", ""]


# -- opening -----------------------------------------------------------------------------------------------------


def test_a_failed_start_has_libpqs_words_as_psql_has_them(pg: Cluster) -> None:
    nowhere = pg.dsn("nowhere")
    with pytest.raises(ConnectError) as failed:
        opened(nowhere)
    if pg.major >= 14:  # before, psql's own libpq did not say which server
        assert f"psql: error: {failed.value.what}\n" == psql(pg, nowhere, "")
    assert 'database "nowhere" does not exist' in failed.value.what


def test_hosts_are_tried_one_after_another_and_all_failures_told(pg: Cluster) -> None:
    with pytest.raises(ConnectError) as failed:
        opened("host=/nowhere,localhost port=1,1 dbname=x")
    assert 'on socket "/nowhere/.s.PGSQL.1" failed: No such file or directory' in failed.value.what
    assert 'connection to server at "localhost" (' in failed.value.what


def test_a_string_that_libpq_cannot_read_is_the_persons_mistake() -> None:
    with pytest.raises(UsageError):
        opened("host=x nonsense")


def test_a_timeout_that_was_asked_for_is_kept(pg: Cluster) -> None:
    session = opened(f"{pg.dsn()} connect_timeout=5")
    assert statuses(run(session, "select 1")) == ["SELECT 1"]
    session.close()


# -- encodings ---------------------------------------------------------------------------------------------------

ENCODED = (
    "\\echo \udce9\nselect '\udce9' as x, length('\udce9');\n",
    "create table \udce9 (\udce8 text);\ninsert into \udce9 values ('\udcfc');\ntable \udce9;\n",
    "select wrong, '\udce9';\n",
    "select '\udce9' as a, wrong;\n",
    "copy \udce9 to stdout;\n",
    "do $$ begin raise notice '\udce9'; end $$;\n",
    "select '\udcff\udcfe';\n",
)


def test_another_encoding_of_the_database_passes_through_byte_for_byte(pg: Cluster, latin: str) -> None:
    session = opened(latin)
    assert session.encoding == "LATIN1"
    told = Told(session)
    for script in ENCODED:
        for line in script.splitlines():
            if line.startswith("\\echo "):
                told.say(line.removeprefix("\\echo "))
            else:
                told.send(line)
    session.close()
    run(again := opened(latin), "drop table \udce9")
    again.close()
    assert told.text == psql(pg, latin, "".join(ENCODED))


def test_a_question_of_ours_passes_other_encodings_through(latin: str) -> None:
    session = opened(latin)
    run(session, "create table \udce9 (a int)")
    assert session.fetch(WORD, word="\udce9") == [Word("\udce9")]
    assert session.answer_columns("select 1 as \udce9").rows == [("\udce9", "integer")]
    session.set_encoding("UTF8")
    assert session.fetch(WORD, word="é") == [Word("é")]
    assert session.answer_columns("select 1 as é").rows == [("é", "integer")]
    session.close()


def test_the_clients_encoding_can_be_changed(plain: Plain) -> None:
    plain.set_encoding("latin1")
    assert plain.encoding == "LATIN1"
    (answer,) = run(plain, "select chr(233) as \udce9")
    assert isinstance(answer, Result)
    assert (answer.columns[0].name, answer.rows) == ("\udce9", [("\udce9",)])
    run(plain, "set client_encoding to 'utf8'")
    (answer,) = run(plain, "select chr(233)")
    assert isinstance(answer, Result)
    assert answer.rows == [("é",)]


@pytest.mark.parametrize("name", ["nonsense", "it's", "", "euc_tw'; select 1"])
def test_an_encoding_that_is_not_there_is_refused_in_psqls_words(plain: Plain, name: str) -> None:
    with pytest.raises(UsageError, match="invalid encoding name or conversion procedure not found"):
        plain.set_encoding(name)
    assert plain.encoding == "UTF8"


def test_bytes_of_a_database_without_an_encoding_pass_through(pg: Cluster) -> None:
    script = "select '\udcff', 'é', length('é'), wrong;\nselect '\udcff', 'é', length('é');\n"
    script += "create temp table raw as select '\udcff'::text as word;\n"
    pg.run("create database ascii encoding 'sql_ascii' locale 'C' template template0")
    session = opened(pg.dsn("ascii"))
    assert session.encoding == "SQL_ASCII"
    told = Told(session)
    for line in script.splitlines():
        told.send(line)
    session.set_encoding("UTF8")
    told.send("select word, 'é' from raw;")
    session.close()
    shown = psql(pg, pg.dsn("ascii"), f"{script}\\encoding UTF8\nselect word, 'é' from raw;\n")
    pg.drop("ascii")
    assert told.text.encode("utf-8", "surrogateescape") == shown.encode("utf-8", "surrogateescape")


def test_a_terminal_takes_the_locales_encoding(latin: str) -> None:
    session = open_plain_session(Target(latin), terminal=True)
    assert session.encoding in ("UTF8", "SQL_ASCII")
    session.close()


def test_pgclientencoding_counts(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    session = opened(dsn)
    assert session.encoding == "LATIN1"
    session.close()


# -- questions of ours -------------------------------------------------------------------------------------------


def test_several_questions_take_one_round_trip(plain: Plain) -> None:
    before = plain.round_trips
    found = plain.fetch_all(WORD.ask(word="a"), WORD.ask(word="b"), WORD.ask(word="c"))
    assert found == [[Word("a")], [Word("b")], [Word("c")]]
    assert plain.round_trips - before == 1


def test_a_question_that_fails_has_the_servers_error(plain: Plain) -> None:
    with pytest.raises(StatementError) as failed:
        plain.fetch_all(WORD.ask(word="a"), WRONG.ask(), WORD.ask(word="c"))
    assert failed.value.message.told().startswith('ERROR:  column "wrong" does not exist\nLINE 1: select wrong as word')


def test_a_failed_transaction_answers_no_question(plain: Plain) -> None:
    run(plain, "begin; select 1/0")
    with pytest.raises(StatementError, match="current transaction is aborted"):
        plain.fetch(WORD, word="a")
    run(plain, "rollback")
    assert plain.fetch(WORD, word="a") == [Word("a")]


def test_a_question_sees_the_transaction_that_is_open(plain: Plain) -> None:
    run(plain, "begin; create table only_here (a int)")
    query = Query("", Word, sql="select 'only_here'::regclass::text as word")
    assert plain.fetch(query) == [Word("only_here")]
    run(plain, "rollback")


def test_ctrl_c_ends_a_question(plain: Plain) -> None:
    slow = Query("", Word, sql="select pg_sleep(30)::text as word")
    with ctrl_c(0.2), pytest.raises(KeyboardInterrupt):
        plain.fetch(slow)
    assert plain.fetch(WORD, word="a") == [Word("a")]


# -- \gdesc ------------------------------------------------------------------------------------------------------

DESCRIBED = (
    "select 1 as \"Ä b\", 'x'::varchar(5), null, 1::numeric(5,2), '{1}'::int[], now()",
    "select $1",
    "select",
    "create table gone (a int)",
    "rollback",
    "",
    "table pg_am",
    "insert into pg_am values (1) returning oid, amname",
)


def test_a_text_is_described_without_being_run(pg: Cluster, dsn: str, plain: Plain) -> None:
    nothing = "The command has no result, or the result has no columns."
    ours, script = [], ""
    for text in DESCRIBED:
        described = plain.answer_columns(text)
        ours += ["|".join(row) for row in described.rows] if described.cells is not None else [nothing]
        script += f"{text or 'select 1;'} \\gdesc\n" if text else ";\n\\r\n"
    assert [line for line in ours if line] == [
        *psql(pg, dsn, "".join(f"{text} \\gdesc\n" for text in DESCRIBED if text)).splitlines()[: ours.index(nothing)],
        *ours[ours.index(nothing) :],
    ]
    assert [column.name for column in plain.answer_columns("select 1").columns] == ["Column", "Type"]


def test_what_cannot_be_described_has_the_servers_error(plain: Plain) -> None:
    for text, words in (
        ("select wrong", 'column "wrong" does not exist'),
        ("select 1; select 2", "cannot insert multiple commands into a prepared statement"),
    ):
        with pytest.raises(StatementError, match=words):
            plain.answer_columns(text)
    with pytest.raises(StatementError) as failed:
        plain.answer_columns("select\n wrong")
    assert "LINE 2:  wrong" in failed.value.message.told()


# -- what else psql does with a connection -----------------------------------------------------------------------


def test_notifications_are_heard_in_psqls_words(plain: Plain) -> None:
    run(plain, 'listen "a b"; notify "a b"; notify "a b", \'p\'')
    tail = f"received from server process with PID {plain.endpoint.pid}."
    assert plain.heard() == [
        f'Asynchronous notification "a b" {tail}',
        f'Asynchronous notification "a b" with payload "p" {tail}',
    ]
    assert plain.heard() == []


def test_a_password_leaves_as_a_hash(pg: Cluster, plain: Plain) -> None:
    pg.run("create role plain_secret login")
    try:
        plain.change_password("plain_secret", "it's secret")
        ((stored,),) = pg.run("select rolpassword from pg_authid where rolname = 'plain_secret'")
        assert str(stored).startswith(("SCRAM-SHA-256$", "md5"))
        with pytest.raises(StatementError, match='role "plain_nobody" does not exist'):
            plain.change_password("plain_nobody", "x")
    finally:
        pg.run("drop role plain_secret")


def test_a_reset_comes_back_to_the_same_place(pg: Cluster, plain: Plain) -> None:
    run(plain, "set application_name to 'before'; create temp table t (a int)")
    pid = plain.endpoint.pid
    pg.run(f"select pg_terminate_backend({pid})")
    run(plain, "select 1")
    assert plain.reset()
    assert plain.endpoint.pid != pid
    assert plain.endpoint.reported("application_name") == "tenantsh"
    assert plain.fetch(WORD, word="a") == [Word("a")]


def test_a_reset_can_fail_and_be_tried_again(pg: Cluster) -> None:
    pg.run("create database short_lived")
    session = opened(pg.dsn("short_lived"))
    session.close()
    pg.drop("short_lived")
    assert not session.reset()
    assert not session.connected
    with pytest.raises(UsageError):
        run(session, "select 1")
    pg.run("create database short_lived")
    assert session.reset()
    session.close()
    pg.drop("short_lived")


def test_a_password_is_asked_for_once(pg: Cluster) -> None:
    pg.once("role plain_user", lambda: pg.run("create role plain_user login password 'secret'"))
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "secret"

    target = Target.asking(as_user(pg.dsn(), "plain_user"), ask)
    session = open_plain_session(target)
    assert session.reset()
    assert session.endpoint.user == "plain_user"
    assert asked in ([], ["Password for user plain_user: "])  # [] where the cluster trusts its users
    session.close()


# -- large objects -----------------------------------------------------------------------------------------------


def test_files_go_into_large_objects_and_back(plain: Plain, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.write_bytes(os.urandom(1_000_000))
    oid = plain.lo_import(str(before), "it's a comment")
    plain.lo_export(str(oid), str(after))
    assert after.read_bytes() == before.read_bytes()
    (answer,) = run(plain, f"select obj_description({oid}, 'pg_largeobject')")
    assert isinstance(answer, Result)
    assert answer.rows == [("it's a comment",)]
    plain.lo_unlink(str(oid))
    with pytest.raises(StatementError, match=f"large object {oid} does not exist"):
        plain.lo_unlink(str(oid))
    assert plain.transaction == ""


def test_what_goes_wrong_with_a_large_object_is_told_as_psql_tells_it(
    pg: Cluster, dsn: str, plain: Plain, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    oid = plain.lo_import(str(file))
    told = Told(plain)
    tried = (
        ("lo_import", "/nowhere/x"),
        ("lo_import", str(tmp_path)),
        ("lo_export", str(oid), "/nowhere/x"),
        ("lo_export", str(oid), str(tmp_path)),
        ("lo_export", "1", str(tmp_path / "new")),
        ("lo_export", "x", str(tmp_path / "new")),
        ("lo_unlink", "1"),
        ("lo_unlink", "abc"),
        ("lo_unlink", "12abc"),
    )
    for name, *arguments in tried:
        with pytest.raises(StatementError) as failed:
            getattr(plain, name)(*arguments)
        told.say(failed.value.message.told())
    assert told.text == psql(pg, dsn, "".join(f"\\{' '.join(words)}\n" for words in tried))
    assert not (tmp_path / "new").exists()
    plain.lo_unlink(str(oid))


def test_large_objects_keep_to_the_transaction_that_is_open(plain: Plain, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    run(plain, "begin")
    oid = plain.lo_import(str(file))
    with pytest.raises(StatementError):
        plain.lo_export(str(oid), "/nowhere/x")
    assert plain.transaction == "*"
    with pytest.raises(StatementError):
        plain.lo_unlink("1")
    assert plain.failed
    with pytest.raises(UsageError, match=r"\\lo_import: current transaction is aborted"):
        plain.lo_import(str(file))
    run(plain, "rollback")
    plain.autocommit = False
    plain.lo_import(str(file))
    assert plain.transaction == "*"
    list(plain.send(Ask("rollback"), Data()))
