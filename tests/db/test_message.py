"""What a server's error or notice reads like, for every verbosity: psql of the server's own version is the judge."""

from __future__ import annotations

import os
import subprocess
from itertools import product
from typing import TYPE_CHECKING, get_args

import pytest
from psycopg import pq

from tenantsh.db.answers import message_of
from tenantsh.model.errors import StatementError
from tenantsh.model.message import Message, ShownContext, Verbosity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.pgcluster import Cluster

MARK = "=== message"

SETUP = """
create schema messages;
create table messages.t (id int primary key, v text not null, constraint positive check (id > 0));
insert into messages.t values (1, 'a');
create function messages.fails() returns int language plpgsql as $$ begin return 1/0; end $$;
create function messages.asks() returns int language plpgsql as $$
begin execute 'select 1,
  wrong	from   somewhere'; return 1; end $$;
create function messages.notes(level text) returns void language plpgsql as $$
begin
  if level = 'warning' then raise warning 'a warning' using detail = 'more', hint = 'try';
  else raise notice E'two\\nlines'; end if;
end $$;
create domain messages.small as int constraint at_most check (value < 10);
"""

LONG = ", ".join(f"column_{i}" for i in range(40))
WIDE = "東京" * 30
STATEMENTS = (
    "select wrong",
    "selec 1",
    "select 1,\n  2,\n\twrong\tfrom x",
    "select\r\n 1\r\n, wrong",
    "select '東京', wrong",
    "select 'é', 'e\N{COMBINING ACUTE ACCENT}', wrong, '東京'",
    f"select {LONG} from pg_class",
    f"select 1 as x, wrong, {LONG} from pg_class",
    f"select relname as {LONG[:63].replace(', ', '_')}, relname, relname, wrong, {LONG} from pg_class",
    f"select '{WIDE}', wrong",
    f"select '{WIDE}', wrong, '{WIDE}'",
    f"select wrong, '{WIDE}'",
    "select '" + "x" * 46 + "', wrong",
    "select '" + "x" * 200 + "', wrong, '" + "y" * 2 + "'",
    *("select '" + "x" * n + "', wrong, '" + "y" * m + "'" for n in (30, 34, 35, 36, 37, 38, 60) for m in (5, 20)),
    "select 1/0",
    "select messages.fails()",
    "select messages.asks()",
    "select messages.notes('warning')",
    "select messages.notes('notice')",
    "insert into messages.t values (1, 'b')",
    "insert into messages.t values (2, null)",
    "insert into messages.t values (-2, 'c')",
    "select 12::messages.small",
    "select lenght('x')",
    "select * from messages.tt",
    "select iid from messages.t",
    "select 'x'::int",
    "select '2020-13-01'::date",
    "select * from",
    "drop table nowhere",
    "drop table if exists nowhere",
    "create table messages.t (x int)",
    "do $$ begin raise exception using message = 'm', detail = 'd', hint = 'h', errcode = 'XX123'; end $$",
    "do $$ begin raise exception using message = '', column = 'c', table = 't', schema = 's', datatype = 'd'; end $$",
    "do $$ begin perform wrong; end $$",
    "do $$ begin wrong; end $$",
    "do $$\nbegin\n  selec 1;\nend $$",
    "create function f() returns int language sql as $$ select\n wrong $$",
    "set nothing to 1",
    "copy messages.t from '/nowhere'",
    "rollback",
    "select 1 where 1 = 'x' or\n\n'2' = 3",
    "select '{1'::json",
    "set client_min_messages to 'debug9'",
)

UNFINISHED = ("select (", "select 'x", "select\n'東京\", wrong", 'select "')
"""What psql would wait for more of."""


@pytest.fixture(scope="module")
def dsn(pg: Cluster) -> Iterator[str]:
    name = "messages"
    made = pg.create(name)
    pg.run(SETUP, name)
    yield made
    pg.drop(name)


def test_every_message_reads_as_in_psql(pg: Cluster, dsn: str) -> None:
    hows = [(v, c) for v, c in product(get_args(Verbosity), get_args(ShownContext))]
    asked = [(statement, *how) for statement in STATEMENTS for how in hows]
    expected = psql_errors(pg, dsn, asked)
    heard = {statement: messages(dsn, f"{statement}\n;") for statement in STATEMENTS}
    told = ["".join(f"{m.told(v, c)}\n" for m in heard[statement]) for statement, v, c in asked]
    assert dict(zip(asked, told, strict=True)) == dict(zip(asked, expected, strict=True))
    assert len(asked) > 500


def test_a_text_that_psql_would_not_send_is_told_as_libpq_tells_it(dsn: str) -> None:
    for statement in (*UNFINISHED, *STATEMENTS):
        connection = pq.PGconn.connect(dsn.encode())
        result = connection.exec_(statement.encode())
        if result.error_message:
            told = message_of(result, statement).told()
            assert f"{told}\n".encode() == result.error_message, statement
        connection.finish()


def test_a_statement_error_has_its_message() -> None:
    fields = {"severity": "ERROR", "sqlstate": "42703", "message_primary": "no", "statement_position": "8"}
    error = StatementError("ERROR:  no\n", fields, statement="select x")
    assert error.message.told("verbose") == "ERROR:  42703: no\nLINE 1: select x\n               ^"
    assert error.text == "ERROR:  no"


def test_libpqs_own_words_are_told_as_they_are() -> None:
    assert Message(text="server closed the connection unexpectedly\n").told("verbose") == (
        "server closed the connection unexpectedly"
    )


def test_a_position_beyond_the_text_has_no_line() -> None:
    fields = {"severity": "ERROR", "message_primary": "m", "statement_position": "10"}
    assert Message(fields, "select").told() == "ERROR:  m"


def test_a_position_without_its_text_is_a_number() -> None:
    fields = {"severity": "ERROR", "message_primary": "m", "statement_position": "10"}
    assert Message(fields).told() == "ERROR:  m at character 10"


def messages(dsn: str, statement: str) -> list[Message]:
    """The notices and the error of a statement, in the order that they came."""
    connection = pq.PGconn.connect(dsn.encode())
    found: list[Message] = []
    connection.notice_handler = lambda notice: found.append(message_of(notice, statement))
    result = connection.exec_(statement.encode())
    if result.status == pq.ExecStatus.FATAL_ERROR:
        found.append(message_of(result, statement))
    connection.finish()
    return found


def psql_errors(pg: Cluster, dsn: str, asked: Sequence[tuple[str, str, str]]) -> list[str]:
    script = "\n".join(
        f"\\set VERBOSITY {verbosity}\n\\set SHOW_CONTEXT {context}\n\\warn {MARK}\n{statement}\n;"
        for statement, verbosity, context in asked
    )
    done = subprocess.run(
        [pg.bin / "psql", "-X", "-q", dsn],
        input=script.encode(),
        capture_output=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **pg.programs.environment},
        timeout=120,
    )
    return [piece.partition("\n")[2] for piece in done.stderr.decode().split(MARK)[1:]]
