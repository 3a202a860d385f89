"""A look at a statement: what it finds, what it leaves as it was, and what it does not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tenantsh.db.looks import look
from tenantsh.model.case import Kind, Parameter
from tenantsh.model.errors import StatementError, UsageError

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.session import Session
    from tenantsh.model.case import Look
    from tenantsh.model.message import Message

KEY = b"a key of this test"
ALL = "select thing_id, name from things order by thing_id"


def seen(session: Session, sql: str, *values: str | None, **how: object) -> Look:
    return look(session, sql, [Parameter(value) for value in values], key=KEY, **how)  # type: ignore[arg-type]


def test_a_look_tells_rows_by_digests_and_their_keys(session: Session) -> None:
    found = seen(session, ALL)
    assert found.failure is None
    assert found.untold == ()
    assert found.answer is not None
    assert found.answer.columns == (("thing_id", "bigint"), ("name", "text"))
    assert (found.answer.rows, found.answer.complete, found.answer.has_order) == (10, True, True)
    assert found.answer.key == ("thing_id",)
    assert [each.key for each in found.answer.keyed[:2]] == [("1",), ("2",)]
    assert found.answer.sample[0] == ("1", "ours 1")
    assert "ours" not in repr(found.answer.keyed)


def test_the_same_statement_gives_the_same_look(session: Session) -> None:
    one, other = seen(session, ALL), seen(session, ALL)
    assert (one.answer, one.planned, one.prints) == (other.answer, other.planned, other.prints)
    assert one.surroundings == other.surroundings


def test_the_order_of_rows_has_a_digest_of_its_own(session: Session) -> None:
    one, other = seen(session, ALL).answer, seen(session, f"{ALL} desc").answer
    assert one is not None
    assert other is not None
    assert one.multiset == other.multiset
    assert one.ordered != other.ordered


def test_another_key_gives_other_digests(session: Session) -> None:
    one, other = look(session, ALL, key=b"a").answer, look(session, ALL, key=b"b").answer
    assert one is not None
    assert other is not None
    assert {one.multiset, one.ordered}.isdisjoint({other.multiset, other.ordered})
    assert one.keyed[0].cells != other.keyed[0].cells


def test_nothing_null_and_empty_are_three_things(session: Session) -> None:
    digests = [
        seen(session, sql).answer.multiset  # type: ignore[union-attr]
        for sql in (
            "select ''",
            "select null",
            "select where false",
            "select '', ''",
            "select null, ''",
            "select '\\x'",
        )
    ]
    assert len(set(digests)) == len(digests)


def test_settings_of_the_session_are_told_and_output_is_pinned(small: Small) -> None:
    sql = "select timestamptz '2025-03-01 12:00+00', 0.1::float8 + 0.2::float8, interval '1 day 2 h', '\\xff'::bytea"
    odd = "-c DateStyle=German -c extra_float_digits=-5 -c IntervalStyle=iso_8601 -c bytea_output=escape"
    with small.open() as one, small.open(options=odd) as other:
        here, there = seen(one, sql), seen(other, sql)
    assert here.answer == there.answer
    assert there.surroundings.settings["DateStyle"].startswith("German")
    assert here.surroundings.settings["DateStyle"].startswith("ISO")


def test_pinned_settings_give_a_statement_its_meaning_back(small: Small) -> None:
    sql = "select timestamptz '2025-03-01 12:00+00'"
    with small.open(options="-c TimeZone=Asia/Tokyo") as one, small.open(options="-c TimeZone=UTC") as other:
        here = seen(one, sql)
        there = seen(other, sql, pinned=here.surroundings.settings)
    assert here.answer == there.answer
    assert there.surroundings.settings["TimeZone"] == "UTC"


def test_a_file_cannot_pin_whose_data_is_seen(session: Session) -> None:
    pinned = {"app.current_org_id": "43", "role": "small_owner", "row_security": "off", "TimeZone": "UTC"}
    found = seen(session, ALL, pinned=pinned)
    assert found.answer is not None
    assert found.answer.rows == 10


def test_a_setting_that_cannot_be_what_it_was_is_told(session: Session) -> None:
    pinned = {"TimeZone": "Nowhere/Land", "extra_float_digits": "3", "search_path": "public"}
    found = seen(session, ALL, pinned=pinned)
    assert found.answer is not None
    assert len(found.untold) == 1
    assert found.untold[0].startswith("TimeZone cannot be Nowhere/Land here: ")


def test_parameters_travel_apart(session: Session) -> None:
    found = seen(session, "select name from things where name = $1 or name = $2 order by 1", "ours 3", "'; drop --")
    assert found.answer is not None
    assert found.answer.rows == 1
    typed = look(session, "select $1 * 300", [Parameter("300", "integer")], key=KEY)
    assert typed.answer is not None
    assert typed.answer.columns == (("?column?", "integer"),)
    many = look(session, "select name from things where thing_id = any ($1)", [Parameter("{1,2}", "bigint[]")], key=KEY)
    assert many.answer is not None
    assert many.answer.rows == 2


def test_a_plan_has_no_constants_and_no_figures(session: Session) -> None:
    one = seen(session, "select name from things where name = 'ours 3'").planned
    other = seen(session, "select name from things where name = 'ours 44'").planned
    assert one is not None
    assert one == other
    assert "public.things" in one.relations
    assert not any("ours" in step for step in one.steps)


def test_fingerprints_are_by_kind_and_name(session: Session) -> None:
    prints = {each.relation: each for each in seen(session, ALL).prints}
    things = prints["public.things"]
    assert set(things.kinds) == set(Kind)
    assert set(things.parts[Kind.COLUMNS]) == {"thing_id", "org_id", "name", "rank"}
    assert set(things.parts[Kind.POLICIES]) == {"ours", "public.current_org()"}  # the function that it calls
    assert set(things.policies) == {"ours"}
    assert things.policies["ours"].startswith("for all permissive to public using (org_id = ")
    assert set(things.parts[Kind.GRANTS]) == {"SELECT", "INSERT", "UPDATE", "DELETE", "USAGE of the schema"}
    assert set(things.parts[Kind.ROW_SECURITY]) == {"enabled", "forced", "in force for the role"}


CHANGES = {
    "alter table things add column more int": {Kind.COLUMNS},
    "alter table things alter rank set default 3": {Kind.COLUMNS},
    "alter table things alter rank type bigint": {Kind.COLUMNS},
    "create index on things (name)": {Kind.INDEXES},
    "alter table things add constraint c check (rank > 0)": {Kind.CONSTRAINTS},
    "alter policy ours on things using (org_id = (select current_org()) and true)": {Kind.POLICIES},
    "create policy two on things as restrictive using (name <> '')": {Kind.POLICIES},
    "drop policy ours on things": {Kind.POLICIES},
    "alter table things no force row level security": {Kind.ROW_SECURITY},
    "alter table things disable row level security": {Kind.ROW_SECURITY},
    "create trigger t before insert on things for each row execute function suppress_redundant_updates_trigger()": {
        Kind.TRIGGERS
    },
    "grant insert on things to small_viewer": {Kind.GRANTS},
    "create or replace function current_org() returns bigint language sql stable"
    " as $$ select 42::bigint + 0 * coalesce(length(current_setting('app.current_org_id', true)), 0) $$": {
        Kind.POLICIES
    },
}


@pytest.mark.parametrize("change", CHANGES)
def test_one_change_is_one_kind(fresh: Small, change: str) -> None:
    with fresh.open() as session:
        before = {each.relation: each for each in seen(session, ALL).prints}["public.things"]
        fresh.admin(change)
        after = {each.relation: each for each in seen(session, ALL).prints}["public.things"]
    assert {kind for kind in Kind if before.kinds[kind] != after.kinds[kind]} == CHANGES[change]


def test_a_view_and_what_is_beneath_it_have_fingerprints(fresh: Small) -> None:
    fresh.admin(
        "create view named as select name from things; create view more as select name from named;"
        " grant select on named, more to small_viewer"
    )
    with fresh.open() as session:
        prints = [each.relation for each in seen(session, "select * from more").prints]
    assert {"public.more", "public.named", "public.things"} <= set(prints)


def test_tables_within_functions_have_fingerprints(fresh: Small) -> None:
    fresh.admin(
        "create function ours() returns bigint language plpgsql as"
        " $$ begin return (select count(*) from things t join public.orgs using (org_id)); end $$"
    )
    with fresh.open() as session:
        before = seen(session, "select ours()")
        fresh.admin("drop policy ours on things")
        after = seen(session, "select ours()")
    one, other = ({each.relation: each.kinds for each in look.prints} for look in (before, after))
    assert {"public.ours()", "public.things", "public.orgs"} <= set(one)
    assert one["public.things"][Kind.POLICIES] != other["public.things"][Kind.POLICIES]
    assert one["public.orgs"] == other["public.orgs"]


def test_a_missing_grant_is_an_error_with_fingerprints(fresh: Small) -> None:
    fresh.admin("revoke select on things from small_viewer")
    with fresh.open() as session:
        found = seen(session, ALL)
    assert found.failure is not None
    assert found.failure.sqlstate == "42501"
    assert "public.things" in [each.relation for each in found.prints]
    assert found.surroundings.settings
    assert found.standing.snapshot


@pytest.mark.parametrize(
    ("sql", "state"), [("select 1/0", "22012"), ("select nothing from things", "42703"), ("selec 1", "42601")]
)
def test_a_statement_that_fails_is_told_with_its_sqlstate(session: Session, sql: str, state: str) -> None:
    found = seen(session, sql)
    assert found.failure is not None
    assert found.failure.sqlstate == state
    assert found.answer is None


def test_an_open_transaction_is_what_it_was(writer: Session) -> None:
    for sql in ("begin", "update things set name = 'hers' where thing_id = 1", "set local TimeZone = 'Asia/Tokyo'"):
        writer.run(sql)
    found = seen(writer, "select name from things where name = 'hers'")
    assert found.answer is not None
    assert found.answer.rows == 1
    assert found.surroundings.settings["TimeZone"] == "Asia/Tokyo"
    assert seen(writer, "select 1/0").failure is not None
    assert writer.in_transaction
    assert not writer.failed
    assert writer.run("show TimeZone").rows == [("Asia/Tokyo",)]
    assert writer.run("show transaction_read_only").rows == [("off",)]
    assert writer.run("update things set name = 'again' where thing_id = 1").status == "UPDATE 1"


def test_in_a_failed_transaction_nothing_can_be_told(session: Session) -> None:
    before = seen(session, ALL)
    session.run("begin")
    with pytest.raises(StatementError):
        session.run("select 1/0")
    found = seen(session, ALL)
    assert found.answer is None
    assert found.untold == ("the transaction had failed, and nothing could be asked in it",)
    assert found.surroundings == before.surroundings
    assert session.failed


def test_a_transaction_in_which_nothing_has_run_stays_one(session: Session) -> None:
    session.run("begin")
    seen(session, "set transaction isolation level repeatable read")
    session.run("set transaction isolation level repeatable read")
    assert session.run("show transaction_isolation").rows == [("repeatable read",)]


@pytest.mark.parametrize(
    "sql",
    [
        "update things set name = ''",
        "insert into things (org_id, name) values (42, 'x') returning *",
        "with gone as (delete from things returning *) select * from gone",
        "select * from things for update",
        "create table t (a int)",
        "select 1 into t",
        "select pg_advisory_lock(1)",
        "select nextval('things_thing_id_seq')",
    ],
)
def test_what_does_more_than_tell_is_not_run_again(writer: Session, sql: str) -> None:
    before = writer.run("select count(*), max(name) from things").rows
    found = seen(writer, sql)
    assert found.answer is None
    assert found.untold
    assert found.failure is None
    assert found.surroundings.settings
    assert writer.run("select count(*), max(name) from things").rows == before
    assert not writer.in_transaction


def test_notices_of_a_look_are_heard_by_nobody(writer: Session, fresh: Small) -> None:
    heard: list[Message] = []
    writer.on_notice = heard.append
    fresh.admin("create function loud() returns int language plpgsql as $$ begin raise notice 'x'; return 1; end $$")
    assert seen(writer, "select loud()").answer is not None
    assert heard == []


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select now()", "time"),
        ("select 1 where current_date > '2020-01-01'", "time"),
        ("select 'today'::date", "time"),
        ("select random()", "random()"),
        ("select name from things limit 3", "LIMIT"),
        ("select array_agg(name) from things", "array_agg()"),
        ("select * from things tablesample bernoulli (50)", "sample"),
        ("select * from clocked", "time"),
        ("select count(*) from pg_stat_activity", "moment"),
        ("select ticking()", "tick() asks for clock_timestamp"),
    ],
)
def test_what_is_of_the_moment_is_told(timely: Session, sql: str, told: str) -> None:
    found = seen(timely, sql)
    assert told in " ".join(found.untold)
    assert found.answer is not None


@pytest.mark.parametrize(
    "sql",
    [
        ALL,
        "select 'now() and random()'",
        "select name from things limit 30",
        "select array_agg(name order by name) from things",
        "select quiet()",
        "select count(*) from things where name ~ 'today is'",
    ],
)
def test_what_is_not_of_the_moment_is_not_doubted(timely: Session, sql: str) -> None:
    assert seen(timely, sql).untold == ()


@pytest.fixture(scope="module")
def timely(small: Small) -> object:
    """A session on a copy with functions that ask for the time, and one that does not."""
    small.pg.once("small_timely", lambda: _make_timely(small))
    from tests.db.small import Small as There

    with There(small.pg, "small_timely").open() as opened:
        yield opened


def _make_timely(small: Small) -> None:
    small.pg.create("small_timely", "small_template")
    small.pg.run(
        "create view clocked as select name from things where now() > '2020-01-01';"
        " create function tick() returns text language plpgsql as $$ begin return clock_timestamp()::text; end $$;"
        " create function ticking() returns text language sql as $$ select public.tick() $$;"
        " create function quiet() returns int language plpgsql as $$ begin return 1; end $$;"
        " grant select on clocked to small_viewer",
        "small_timely",
    )


def test_a_long_answer_is_cut_and_says_so(session: Session) -> None:
    found = seen(session, "select g from generate_series(1, 5000) as g", rows=1000).answer
    assert found is not None
    assert (found.rows, found.complete) == (1000, False)


def test_what_takes_too_long_is_told(session: Session) -> None:
    found = seen(session, "select count(*) from generate_series(1, 1000000000)", seconds=0.3)
    assert found.answer is None
    assert found.untold == ("it takes longer than 0.3 s",)
    assert found.failure is None
    assert session.run("select 1").rows == [(1,)]


def test_statements_of_several_kinds_and_none_at_all(session: Session) -> None:
    for sql in (
        "select 1; select 2",
        "",
        ";",
        "show TimeZone",
        "begin",
        "select 1 -- over",
        "values (1), (2)",
        "table things",
    ):
        assert seen(session, sql).failure is None
    assert seen(session, "select 1 -- over").answer is not None
    assert seen(session, "table things").answer is not None


@pytest.mark.parametrize(
    "sql",
    [
        "select " + "(" * 3000 + "1" + ")" * 3000,
        "select 1" + " union all select 1" * 400,
        "select $1",
        "select 1 as " + '"' + "x" * 300 + '"',
        "select '\x1b[2J' as \"\x1b[31m\"",
        "select 'a' = any ('{a,b}') -- '",
        "do $$ begin end $$",
        "call nobody()",
        "copy things to stdout",
        "explain select 1",
        "execute nothing",
        "declare c cursor for select 1",
        "fetch all from c",
        "select * from things; drop table things",
        "\ufeffselect 1",
        "select * from no_such_schema.t",
        "select pg_notify('a', 'b')",
    ],
)
def test_whatever_is_looked_at_the_session_goes_on(session: Session, sql: str) -> None:
    found = seen(session, sql)
    assert found.failure or found.answer or found.untold
    assert session.run("select count(*) from things").rows == [(10,)]
    assert not session.in_transaction


@pytest.mark.parametrize("sql", ["select 1\0", "select '\ud800'"])
def test_what_cannot_be_sent_is_said_in_words(session: Session, sql: str) -> None:
    with pytest.raises(UsageError):
        seen(session, sql)
    with pytest.raises(UsageError):
        look(session, "select 1", [Parameter("1")] * 70000, key=KEY)
    session.verify()


def test_types_that_somebody_has_made_are_named(session: Session) -> None:
    found = seen(session, "select 'dark'::shade, 'x'::code, array['dark']::shade[], 1.5::numeric(10, 2)").answer
    assert found is not None
    assert [kind for _, kind in found.columns] == ["shade", "character varying", "shade[]", "numeric"]


def test_joined_rows_are_told_apart_by_both_keys(session: Session) -> None:
    found = seen(session, "select o.org_id, t.thing_id, t.name from orgs o join things t using (org_id)").answer
    assert found is not None
    assert set(found.key) == {"org_id", "thing_id"}
    assert len(found.keyed) == 10
    twice = seen(session, "select t.thing_id from things t, generate_series(1, 2)").answer
    assert twice is not None
    assert (twice.key, twice.keyed, twice.rows) == ((), (), 20)
