"""Marked columns come back masked, in whatever shape they are asked for and by whatever door they are read."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from tenantsh.db.opening import Wanted, open_session
from tenantsh.model.errors import Refused, StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session
    from tenantsh.model.evidence import Done

SECRET = "alice@acme.com"

_SQL = f"""
CREATE TABLE IF NOT EXISTS people (person_id int PRIMARY KEY, email text, age int);
COMMENT ON COLUMN people.email IS 'where she reads mail [pii:email]';
INSERT INTO people VALUES (1, '{SECRET}', 30);
CREATE VIEW mails AS SELECT person_id, email AS mail, upper(email) AS loud FROM people;
GRANT SELECT, INSERT ON people, mails TO small_viewer, small_member;
"""

SHAPES = [
    "select * from people",
    "select p from people as p",
    "select p.row_to_json from people as p",
    "select row_to_json(p) from people as p",
    "select lower(email), md5(email), length(email) from people",
    "select e from (select email as e from people) as q",
    "select email from people union all select 'x'",
    "with w as (select email as e from people) select e, upper(e) from w",
    "select * from mails",
    "select mail, loud from mails",
    "select email from people as a join people as b using (email)",
    "select array_agg(email), string_agg(email, ',') from people",
    "select (select email from people)",
    "select ts_stat('select to_tsvector(email) from people')",
    "select case when age > 1 then email end, email || '' from people",
    "select distinct email from people group by email",
    "table people",
]


@pytest.fixture(scope="session")
def marked(pg: Cluster, small: Small) -> Small:
    def make() -> None:
        pg.create("small_marked", "small_template")
        pg.run(_SQL, "small_marked")

    pg.once("small_marked", make)
    return dataclasses.replace(small, dbname="small_marked")


@pytest.fixture
def masked(marked: Small) -> Iterator[Session]:
    with marked.open() as session:
        yield session


@pytest.mark.parametrize("sql", SHAPES)
def test_no_shape_shows_a_marked_value(masked: Session, sql: str) -> None:
    result = masked.run(sql)
    assert result.cells is not None
    assert SECRET not in str(list(result.cells.text())).lower()
    assert result.notes[0].startswith("masked: ")
    assert SECRET not in str(masked.frame(sql).to_dict()).lower()
    with masked.batches(sql) as batches:
        assert SECRET not in str([batch.to_pylist() for batch in batches]).lower()


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("select count(*) from people", [(1,)]),
        ("select max(age), 1 + 1 from people", [(30, 2)]),
        ("select p.age + 1 from people as p", [(31,)]),
        ("select upper('x')", [("X",)]),
        ("select count(*) from (select email from people) as q", [(1,)]),
    ],
)
def test_what_has_nothing_marked_in_it_is_shown(masked: Session, sql: str, rows: list[tuple[object, ...]]) -> None:
    assert masked.run(sql).rows == rows


def test_copy_gives_out_nothing_marked(masked: Session) -> None:
    for sql in ("copy people to stdout", "copy (select * from people) to stdout", "copy people (email) to stdout"):
        with pytest.raises(Refused):
            masked.run(sql)
    assert list(masked.run("copy people (person_id, age) to stdout").data or ()) == [b"1\t30\n"]


def test_an_error_does_not_quote_a_marked_value(masked: Session) -> None:
    with pytest.raises(StatementError) as error:
        masked.run("select email::int from people")
    assert SECRET not in str(error.value)


def test_prepared_statements_and_cursors_are_masked(masked: Session) -> None:
    masked.run("begin")
    masked.run("declare c cursor for select email, upper(email) from people")
    assert masked.run("fetch all from c").rows == [("a***@***", "***")]
    masked.run("rollback")


def test_unmasked_for_a_reason_that_is_told(masked: Session) -> None:
    heard: list[Done] = []
    masked.on_done = heard.append
    assert masked.unmask("email", "case 12") == "people.email"
    assert masked.run("select email from people").rows == [(SECRET,)]
    assert heard[0].how == "unmask: case 12"
    with pytest.raises(UsageError):
        masked.unmask("nothing", "case 12")


def test_the_configuration_marks(marked: Small) -> None:
    place = dataclasses.replace(marked.place(), masking={"people.age": "hide"})
    with open_session(place, Wanted("42")) as session:
        assert session.run("select age from people").rows == [(None,)]
