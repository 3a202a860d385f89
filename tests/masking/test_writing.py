"""What a session makes and fills of marked columns is masked as they are, while the session lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.db.copying import Pipe
from tests.masking.conftest import open_marked

from tenantsh.db.ask import Ask
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small

    from tenantsh.db.session import Session


@pytest.fixture
def begun(marked: Small) -> Iterator[Session]:
    """Within a transaction that may write, and is rolled back."""
    with open_marked(marked, write=True) as session:
        session.run("begin")
        yield session
        session.run("rollback")


_MADE = "create table workshop.t (x text)"
COPIES = [
    ("create temp table t as select person_id, email from people", "select * from t", [(1, "***"), (2, "***")]),
    ("create temp table t as select person_id, email from people", "select lower(email), 1 from t", [("***", 1)] * 2),
    ("create temp table t as table people", "select person_id, email, note from t limit 1", [(1, "***", "fine")]),
    ("create temp table t (a, b) as select age, email from people", "select a, b from t limit 1", [(30, "***")]),
    ("create temp table t as select upper(email) from people", "select * from t limit 1", [("***",)]),
    ("create temp table t as select count(*) as n from people", "select n, n + 1 from t", [(2, 3)]),
    (
        "create temp table t as select 1 as x union select length(email) from people",
        "select * from t limit 1",
        [(None,)],
    ),
    ("select * into temp t from people", "select person_id, email from t limit 1", [(1, "***")]),
    ("create temp view v as select email as e, age from people", "select e, age from v limit 1", [("z***@***", 30)]),
    ("create temp view v as select email as e from people", "select lower(e), 1 from v limit 1", [("***", 1)]),
    (
        "create table workshop.t (x text, n int); insert into workshop.t (n, x) select age, email from people",
        "select * from workshop.t limit 1",
        [("***", 30)],
    ),
    (
        "create table workshop.t (x text); insert into workshop.t select email from people",
        "select x from workshop.t limit 1",
        [("***",)],
    ),
    (
        "create table workshop.t (x text); insert into workshop.t values ('own')",
        "select x, upper(x) from workshop.t",
        [("own", "OWN")],
    ),
    (
        "create table workshop.t (x text); with w as (select email from people) insert into workshop.t select * from w",
        "select x from workshop.t limit 1",
        [("***",)],
    ),
    (
        f"{_MADE}; with w as (select email as e from people), i as (insert into workshop.t select e from w) select 1",
        "select x from workshop.t limit 1",
        [("***",)],
    ),
    (
        f"{_MADE}; prepare f as insert into workshop.t select email from people; execute f; deallocate f",
        "select x from workshop.t limit 1",
        [("***",)],
    ),
    (
        "create table workshop.t (x text); explain analyze insert into workshop.t select email from people",
        "select x from workshop.t limit 1",
        [("***",)],
    ),
    (
        "prepare making as select email from people; create temp table t as execute making; deallocate making",
        "select email from t limit 1",
        [("***",)],
    ),
    (
        "insert into people (person_id) values (1) on conflict (person_id) do update set note = people.email",
        "select note from people where person_id = 1",
        [("***",)],
    ),
    (
        "insert into people as p (person_id, note) values (1, 'q') on conflict (person_id) do update set note = 'q'",
        "select note from people where person_id = 1",
        [("q",)],
    ),
    (
        "prepare f as insert into people (person_id, email) values ($1, $2); execute f(7, 'zz9@x'); deallocate f",
        "select person_id, email, age + 1 from people where person_id = 7",
        [(7, "z***@***", None)],
    ),
    ("create table workshop.t (like people including comments)", "select * from workshop.t", []),
    ("update people set note = email where person_id = 1", "select note from people where person_id = 1", [("***",)]),
    ("update people set age = age + 1 where person_id = 1", "select age from people where person_id = 1", [(31,)]),
]


@pytest.mark.parametrize(("statements", "query", "rows"), COPIES)
def test_a_copy_is_masked_too(begun: Session, statements: str, query: str, rows: list[tuple[object, ...]]) -> None:
    for statement in statements.split("; "):
        begun.run(statement)
    assert begun.run(query).rows == rows


@pytest.mark.parametrize("text", [
    "create temp table t as table people; select email, upper(email) from t; drop table t",
    "create temp view v as table people; select email, upper(email) from v; drop view v",
    "begin; select email as e into temp t from people; select e, upper(e) from t; rollback",
])  # fmt: skip
def test_so_is_one_that_the_same_text_reads(marked: Small, text: str) -> None:
    with open_marked(marked, write=True) as session:
        answers = [answer for answer in session.send(Ask(text), Pipe()) if isinstance(answer, Result)]
    shown = [row for answer in answers if answer.columns for row in answer.rows]
    assert len(shown) == 2
    assert "zz9" not in str(shown).lower()


def test_a_relation_that_somebody_else_makes_later_is_masked_until_its_marks_are_known(marked: Small) -> None:
    with open_marked(marked) as session:
        session.run("select 1")
        marked.admin("create view later as select email, age from people")
        marked.admin("grant select on later to small_viewer")
        try:
            first = session.run("select * from later limit 1")
            assert first.rows == [("***", None)]
            assert "the next statement knows them" in first.notes[0]
            assert session.run("select * from later limit 1").rows == [("z***@***", 30)]
        finally:
            marked.admin("drop view later")


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("insert into people (person_id, email) values (77, 'zz9@x') returning *", 1),
        ("insert into people (person_id, email) values (77, 'zz9@x') returning email, upper(email), people", 1),
        ("update people set age = 1 where person_id = 1 returning email, lower(email)", 1),
        ("delete from people where person_id = 1 returning *, people", 1),
        ("with gone as (delete from people where age > 39 returning email) select email, upper(email) from gone", 1),
    ],
)  # fmt: skip
def test_what_a_write_returns_is_masked(begun: Session, sql: str, rows: int) -> None:
    result = begun.run(sql)
    assert len(result) == rows
    assert "zz9" not in str(result.rows).lower()


def test_what_has_nothing_marked_in_it_is_returned(begun: Session) -> None:
    updated = "update people set age = 31 where person_id = 1 returning age + 1, upper(note)"
    assert begun.run(updated).rows == [(32, "FINE")]
    assert begun.run("delete from people where person_id = 1 returning age + 1, people.note").rows == [(32, "fine")]


@pytest.mark.pg_min(18)
@pytest.mark.parametrize(
    "sql",
    [
        "update people set email = 'zz9@x' where person_id = 1 returning old.email, new.email, old, upper(new.email)",
        "update people set age = 3 where person_id = 1 returning with (old as o) o, o.email, upper(o.email)",
        "update people set age = 3 where person_id = 1 returning old, new, people",
        "merge into people as p using (select 1 as i) as q on person_id = i when matched then delete returning p.*",
    ],
)
def test_old_and_new_are_masked(begun: Session, sql: str) -> None:
    assert "zz9" not in str(begun.run(sql).rows).lower()
