"""Errors and notices tell no marked value: neither the server's, nor what functions want to be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.db.copying import Pipe
from tests.masking.conftest import open_marked

from tenantsh.db.ask import Ask
from tenantsh.db.masking.marks import Mark, Marks
from tenantsh.db.masking.words import silenced
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.session import Session

READS = """
select email::int from people
select born::text::int from people
select email::regclass from people
select current_setting(email) from people
select nextval(email) from people
select to_tsquery(email || ' x') from people
select xmlparse(document email) from people
select (profile ->> 'nick')::numeric from people
select tags::text::int[] from people
select ('[' || email)::jsonb from people
select email ~ ('(' || email) from people
select to_date(email, 'YYYY') from people
explain analyze select email::int from people
select small::int from mails
select reveal()::int
select 1 / (length(lower(1)) - length(lower(1)))
select fails('P0001')
select fails('42704')
select fails('57014')
select fails('23505')
select fails('XX000')
""".strip().splitlines()

WRITES = """
insert into people (person_id, email) values (77, 'zz9 is no address')
insert into people (person_id, email) values (1, 'zz9alice@acme.com')
insert into people (person_id, email, phone) values (77, 'zz9@x', repeat('zz9', 20))
update people set email = 'zz9' where person_id = 1
update people set person_id = 2 where person_id = 1
insert into watched values ('x')
""".strip().splitlines()


def told(error: StatementError) -> str:
    return f"{error} {error.message.told('verbose', 'always')} {error.fields}".lower()


@pytest.mark.parametrize("sql", READS)
def test_no_error_tells_a_marked_value(masked: Session, sql: str) -> None:
    for run in (masked.run, masked.frame, lambda text: list(masked.batches(text))):
        if run is masked.run or not sql.startswith("explain"):
            with pytest.raises(StatementError) as caught:
                run(sql)
            assert "zz9" not in told(caught.value)
            assert "1999" not in told(caught.value)


@pytest.mark.parametrize("sql", WRITES)
def test_no_refused_write_tells_one(writer: Session, sql: str) -> None:
    heard: list[str] = []
    writer.on_notice = lambda message: heard.append(message.told("verbose", "always"))
    with pytest.raises(StatementError) as caught:
        writer.run(sql)
    assert "zz9" not in told(caught.value)
    assert "zz9" not in "".join(heard).lower()


def test_no_notice_tells_one(masked: Session) -> None:
    heard: list[str] = []
    masked.on_notice = lambda message: heard.append(message.told("verbose", "always"))
    masked.run("select tells()")
    assert len(heard) == 1
    assert "***" in heard[0]
    assert "PL/pgSQL function tells() line 1 at RAISE" in heard[0]  # where to look is no secret
    assert "zz9" not in heard[0]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select emial from people", 'column "emial" does not exist'),
        ("select * from peple", 'relation "peple" does not exist'),
        ("selct 1", 'syntax error at or near "selct"'),
        ("select left(1, 2, 3) from people", "function left(integer, integer, integer) does not exist"),
        ("select 1/0 from people", "division by zero"),
        ("select 'x'::int", 'invalid input syntax for type integer: "x"'),
        ("select '[bad'::jsonb", "[bad"),
    ],
)
def test_what_is_wrong_with_the_text_itself_is_told(masked: Session, sql: str, words: str) -> None:
    with pytest.raises(StatementError) as caught:
        masked.run(sql)
    assert words in str(caught.value)


def test_a_copy_says_in_which_line_and_not_what_stands_there(writer: Session) -> None:
    for text, shown in (
        ("copy people (person_id, email, age) from stdin", "COPY people, line 2"),
        ("copy workshop.n from stdin", 'COPY n, line 2, column i: "zz9"'),
    ):
        writer.run("begin")
        writer.run("create table workshop.n (a int, b text, i int)")
        pipe = Pipe([b"7\tq@x\t1\n8\tq@x\tzz9\n"])
        [answer] = list(writer.send(Ask(text), pipe))
        assert isinstance(answer, StatementError)
        assert shown in str(answer)
        assert ("zz9" in str(answer)) == ("zz9" in shown)
        writer.run("rollback")


def test_names_of_constraints_are_told(writer: Session) -> None:
    with pytest.raises(StatementError, match='violates check constraint "has_at"'):
        writer.run("insert into people (person_id, email) values (77, 'zz9')")


def test_a_session_without_marks_tells_everything(unmarked: Small) -> None:
    with unmarked.open() as session:
        assert not session.link.marks.columns
        with pytest.raises(StatementError, match='integer: "ours 1"'):
            session.run("select name::int from things order by thing_id")


@pytest.mark.parametrize(
    ("primary", "left"),
    [
        ('ungültige Eingabesyntax für Typ integer: »zz9«', 'ungültige Eingabesyntax für Typ integer: "***"'),
        ("syntaxe invalide pour le type integer : « zz9 »", 'syntaxe invalide pour le type integer : "***"'),
        ('неверный синтаксис для типа integer: "zz9"', 'неверный синтаксис для типа integer: "***"'),
        ("そのような「zz9」はありません", 'そのような"***"'),
        ("found: zz9", "found"),
    ],
)  # fmt: skip
def test_in_any_language(primary: str, left: str) -> None:
    marks = Marks(
        {(1, 1): Mark("people.email", "", "comment")},
        {"people": frozenset({"email"})},
        {(1, 1): "email"},
        {1: "people"},
    )
    fields = {"sqlstate": "22P02", "message_primary": primary, "message_detail": "zz9", "message_hint": "zz9"}
    found = silenced(fields, "select email::int from people", marks)
    assert found["message_primary"] == left
    assert "zz9" not in str(found)


def test_what_is_masked_can_be_unmasked(marked: Small) -> None:
    with open_marked(marked) as session:
        session.unmask("people.email", "case 12: her address bounces")
        assert session.run("select email from people where person_id = 1").rows == [("zz9alice@acme.com",)]
        assert session.run("select mail from mails where person_id = 1").rows == [("zz9alice@acme.com",)]
        assert session.run("select phone, upper(phone) from people where person_id = 1").rows == [("***34", "***")]
        assert session.run("select upper(email) from people where person_id = 1").rows == [("ZZ9ALICE@ACME.COM",)]
        assert session.run("select loud from people where person_id = 1").rows == [("***",)]
