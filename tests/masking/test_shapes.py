"""No shape of a query, and no door to its rows, shows a marked value; what has none in it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.db.copying import sent
from tests.masking.conftest import open_marked

from tenantsh.db.ask import How
from tenantsh.model.errors import Refused

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.session import Session
    from tenantsh.model.result import Result

SHAPES = """
select * from people
table people
select p.* from people as p
select p from people as p
select people from people
select row(email) from people
select row_to_json(p) from people as p
select to_jsonb(p) -> 'email' from people as p
select p.row_to_json from people as p
select max(people::text) from people
select (select p from people as p limit 1)
select lower(email), 'x' || email, email::text || '', email collate "C" from people
select coalesce(email, ''), nullif(email, ''), greatest(email, 'a'), left(email, 3) from people
select case when age > 1 then email end, array[email], (array[email])[1] from people
select array(select email from people), (select min(email) from people)
select q.x from (select email as x from people) as q
select x from people, lateral (select email as x) as q
select email from people union all select 'x'
select email from people except select 'x'
values ((select email from people limit 1))
with w as (select email as e from people) select e, upper(e) from w
with w as materialized (select * from people) select email from w
with w as (select email as e from people) select upper(e) from w union all select 'x'
(with w as (select email as e from people) select upper(e) from w)
select upper(x) from (with w as (select email as e from people) select e from w) as q (x)
with plain_things as (select email as name from people) select upper(name), t.name || '' from plain_things as t
select upper(z) from people as q (x, y, z, u)
select upper(x) || upper(z) from (people cross join plain_things) as q (a, b, x, c, d, e, f, g, h, i, j, z)
select upper(m) from (select 1) as q, lateral (select email as m from people) as r
with recursive r as (select email from people union select email from r) select * from r
select * from people as a join people as b using (email)
select email from people as a full join people as b using (email)
select email from people natural join (select email from people) as q
select * from people as a cross join (select email from people) as b
select email, count(*) from people group by email
select email, grouping(email) from people group by rollup(email)
select distinct on (email) email from people order by email
select first_value(email) over (), lag(email) over (order by person_id) from people
select string_agg(email, ','), array_agg(email), json_agg(email), min(email) from people
select string_agg(email, ',') filter (where true), percentile_disc(0.5) within group (order by email) from people
select profile, profile ->> 'nick', profile #>> '{nick}' from people
select jsonb_each(profile) from people
select (jsonb_each_text(profile)).* from people
select jsonb_object_keys(profile) from people
select value from people, jsonb_each_text(profile)
select tag from people, unnest(tags) as tag
select upper(tag) from people, unnest(tags) as tag
select tag || '' from people, lateral (select tags[1] as tag) as q
select n || '' from people, lateral (select email as n) as q
select * from people, jsonb_to_record(profile) as r (nick text)
select born, born::text, born + 1, extract(year from born) from people
select loud from people
select phone from people
select * from only people
select * from people tablesample bernoulli (100)
select format('%s', email), concat(email, ''), encode(email::bytea, 'escape') from people
select * from visits
select who, upper(who) from visits
select * from visits_2026_01
select * from visits_2026_02
select * from calls
select * from calls_2026_01
select * from cards
select * from mails
select mail, small, upper(mail) from mails
select min(mail) from mails
select * from nested
select * from mixed
select * from frozen
select * from through_partition
select * from "Odd.One"."Peo.ple ""x"
select upper("E.mail"), "a:b" + 0 from "Odd.One"."Peo.ple ""x"
select * from "Odd.One"."a:resno 7 {"
select ":resorigtbl 1 }" || '' from "Odd.One"."a:resno 7 {"
select reveal()
select * from reveal_all()
select * from revealing
select * from revealing_rows
select lower(1)
select 1 @@@ 2
select t.nickname from plain_things as t
select nickname(t) from plain_things as t
select 1::wrapped
select (1::wrapped).it
select * from snapshots
select (person).email from snapshots
select row_to_json(s) from snapshots as s
select ts_stat('select to_tsvector(email) from people')
""".strip().splitlines()

PLAIN = [
    ("select count(*), count(email), count(distinct email) from people", [(2, 2, 2)]),
    ("select max(age), 1 + 1 from people", [(40, 2)]),
    ("select p.age + 1, p.note from people as p where person_id = 1", [(31, "fine")]),
    ("select upper('x'), now() is null", [("X", False)]),
    ("select count(*) from (select email from people) as q", [(2,)]),
    ("select exists (select from people where email like 'zz9%')", [(True,)]),
    ("select note, age from people where email = 'zz9bob@acme.com'", [("also fine", 40)]),
    ("select person_id, age from mails order by 1", [(1, 30), (2, 40)]),
    ("select person_id, years from ages order by 1", [(1, 30), (2, 40)]),
    ("select years + 1 from ages order by 1", [(31,), (41,)]),
    ("select page, at::text from visits order by 1", [("/a", "2026-01-05"), ("/b", "2026-02-05")]),
    ("select rank() over (order by email), row_number() over () from people order by 1", [(1, 1), (2, 2)]),
    ("select name, thing_id + 1, lower(name) from plain_things", [("a", 2, "***")]),  # there is a lower() of theirs
    ("select n, n + 1, age from people, generate_series(1, 1) as n where person_id = 1", [(1, 2, 30)]),
    ("select q.x || 'b', age + 1 from people, (select 'a' as x) as q where person_id = 1", [("ab", 31)]),
    ("select upper(t.name), t.name || 'x' from plain_things as t, people as p limit 1", [("A", "ax")]),
    ("select name, upper(name) from plain_things", [("a", "A")]),
]


def text(result: Result) -> str:
    assert result.cells is not None
    return str(list(result.cells.text())).lower() + str(list(result.rows)).lower()


@pytest.mark.parametrize("sql", SHAPES)
def test_no_shape_shows_a_marked_value(masked: Session, sql: str) -> None:
    result = masked.run(sql)
    assert len(result)
    assert "zz9" not in text(result)
    assert "1999" not in text(result)
    assert result.notes[-1].startswith("masked: ")
    frame = masked.frame(sql)
    assert len(frame)
    assert "zz9" not in frame.to_csv().lower()


@pytest.mark.parametrize(("sql", "rows"), PLAIN)
def test_what_has_nothing_marked_in_it_is_shown(masked: Session, sql: str, rows: list[tuple[object, ...]]) -> None:
    assert masked.run(sql).rows == rows


def test_each_rule_shows_as_much_as_it_says(masked: Session) -> None:
    [row] = masked.run("select email, phone, born, profile, tags, loud from people where person_id = 1").rows
    assert row == ("z***@***", "***34", None, "***", None, "***")
    [row] = masked.run("select number, holder from cards").rows
    assert row == ("***", "***CE")


def test_a_type_that_holds_any_text_is_shown_as_its_rule_says(marked: Small) -> None:
    if not marked.admin("select from pg_available_extensions where name = 'citext'"):
        pytest.skip("this PostgreSQL came without citext")
    marked.admin("create extension citext")
    marked.admin("create table folded as select 'zz9@x'::citext as email")
    marked.admin("grant select on folded to small_viewer")
    marked.admin("comment on column folded.email is '[pii:email]'")
    try:
        with open_marked(marked) as session:
            assert session.run("select email, upper(email) from folded").rows == [("z***@***", "***")]
            assert session.frame("select email from folded").email.tolist() == ["z***@***"]
            assert session.run("select note = 'fine', lower(note) from people limit 1").rows == [(True, "***")]
    finally:
        marked.admin("drop table folded")
        marked.admin("drop extension citext")


def test_a_mark_is_read_in_any_case(masked: Session) -> None:
    assert masked.link.marks.columns  # people.email is marked as [PII:Email]
    assert {mark.rule for mark in masked.link.marks.columns.values() if mark.column == "people.email"} == {"email"}


def test_what_is_prepared_by_name_is_masked(masked: Session) -> None:
    masked.run("prepare mine as select email, upper(email), age from people where person_id = $1")
    assert masked.run("execute mine(1)").rows == [("z***@***", "***", 30)]
    masked.run("deallocate mine")


def test_so_is_what_the_protocol_prepares_and_binds(masked: Session) -> None:
    text = "select email, upper(email), age from people where person_id = $1"
    assert sent(masked, text, how=How.BOUND, params=("1",)) == [[("z***@***", "***", 30)]]
    sent(masked, text, how=How.PREPARE, name="mine")
    assert sent(masked, "", how=How.EXECUTE, name="mine", params=("1",)) == [[("z***@***", "***", 30)]]
    sent(masked, "", how=How.CLOSE, name="mine")
    assert masked.run("select email, lower(email) from people where person_id = %s", [1]).rows == [("z***@***", "***")]
    assert masked.run("select age + 1 from people where email = %s", ["zz9bob@acme.com"]).rows == [(41,)]


def test_what_a_cursor_gives_is_masked(masked: Session) -> None:
    masked.run("begin")
    masked.run("declare c cursor for select email, upper(email), age from people order by person_id")
    assert masked.run("fetch 1 from c").rows == [("z***@***", "***", 30)]
    masked.run("rollback")


@pytest.mark.parametrize(
    "sql",
    [
        "copy people to stdout",
        "copy people (email) to stdout",
        "copy (select * from people) to stdout",
        "copy (select upper(email) from people) to stdout",
        "copy (table mails) to stdout with (format csv)",
        "copy (select reveal()) to stdout",
        "copy (select 1 @@@ 2) to stdout",
        "copy visits_2026_01 to stdout",
        "copy cards to stdout (format binary)",
    ],
)
def test_copy_gives_out_nothing_marked(masked: Session, sql: str) -> None:
    with pytest.raises(Refused, match="masked"):
        masked.run(sql)


@pytest.mark.parametrize(
    ("sql", "data"),
    [
        ("copy people (person_id, age) to stdout", b"1\t30\n2\t40\n"),
        ("copy (select count(*) from people) to stdout", b"2\n"),
        ("copy (select name from plain_things) to stdout", b"a\n"),
        ("copy plain_things to stdout", b"1\ta\n"),
    ],
)
def test_copy_gives_out_what_has_nothing_marked_in_it(masked: Session, sql: str, data: bytes) -> None:
    assert b"".join(masked.run(sql).data or ()) == data


def test_explain_is_shown(masked: Session) -> None:
    assert "Seq Scan on people" in masked.run("explain analyze select email from people").rows[0][0]
    assert not masked.run("explain analyze select email from people").notes
