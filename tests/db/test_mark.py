"""The session's comment behind a person's statements: the server sees it, and in no answer or error is anything of it.

psql's corpus is played by `--unscoped`, whose statements have none: here a tenant's session is compared with libpq.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.pgcluster import as_user

from tenantsh.db.ask import Ask
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import StatementError
from tenantsh.shell.copying import Copying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.session import Session

_ENDS = [
    "'",
    '"',
    "/* a",
    "$$a",
    "$x$ a $y$",
    "e'\\",
    "U&'\\",
    "U&'\\zzzz'",
    "x'g'",
    "'a' 'b'",
    "'it''s",
    '1 as ""',
    "1e",
]
_TEXTS = [
    *(f"select {end}" for end in [*_ENDS, "1 +", "(", "1 where", "1 limit", "1::", "'é' +", f"'{'a' * 300}' +", "1/0"]),
    *(f"select {end}" for end in ["1 -- c\n+", "1 +--", "1 +-- x\n", "'--' +", "1 /* a */ /* b", "1 frm x y z"]),
    *("select\n\n1 +\n", "select\t'x", "select\r1 +", "selec 1", "select * from nosuch", "select nosuch", "values (1"),
    *("create table x (", "insert into resources", "explain", "explain select", "copy", "copy resources to", "table"),
    *("select 1;;", "-- only", "/* only */", "", "   ", ";", "select 1; select", "select 'a'::int", "select '{'::json"),
]


@pytest.fixture(scope="module")
def session(platform_dsn: str) -> Iterator[Session]:
    with open_session(Place(Target(as_user(platform_dsn, "analyst")), PLATFORM), Wanted("7")) as opened:
        yield opened


@pytest.fixture(scope="module")
def plain(platform_dsn: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(as_user(platform_dsn, "analyst"), autocommit=True) as connection:
        connection.execute("set role org_viewer; set default_transaction_read_only = on")
        yield connection


def said(session: Session, text: str) -> str:
    answers = list(session.send(Ask(text), Copying(lambda: None, lambda _: None)))
    return answers[-1].what if answers and isinstance(answers[-1], StatementError) else ""


@pytest.mark.parametrize("text", _TEXTS)
def test_errors_are_those_of_the_statement_alone(session: Session, plain: psycopg.Connection[Any], text: str) -> None:
    alone = plain.pgconn.exec_(text.encode()).error_message.decode()
    assert said(session, text).strip() == alone.strip()


@pytest.mark.parametrize("text", ["select 1", "select 1 -- one", "select 1 /* a */", "select '/* a'", "select 1;\n"])
def test_the_server_sees_it_behind_whatever_the_statement_ends_in(session: Session, text: str) -> None:
    with_query = text.replace("select ", "select pg_catalog.current_query() as query, ", 1)
    assert session.run(with_query).rows[0][0].endswith(f"/* tenantsh:{session.id} */")


def test_what_is_made_of_a_statement_has_none_of_it(platform_dsn: str) -> None:
    with open_session(Place(Target(as_user(platform_dsn, "engineer")), PLATFORM), Wanted("7", write=True)) as session:
        session.run("begin")
        session.run("create temp view seen as select 1 as one")
        assert session.id not in session.run("select pg_catalog.pg_get_viewdef('seen'::regclass)").rows[0][0]
        assert [column.name for column in session.run("select 1").columns] == ["?column?"]
        session.run("rollback")
