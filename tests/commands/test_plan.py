r"""`\plan`: what of a plan is row security's, which index it could not use, what it costs; nothing of it stays."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.commands.filtering import Desk
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.model.result import Result

_TABLES = Path(__file__).with_name("planning.sql").read_text(encoding="utf-8")
_DATABASE = "planning"
_UNUSED = "is not leakproof, and policies come first"


@pytest.fixture(scope="module")
def dsn(pg: Cluster, platform_template: str) -> str:
    def make() -> None:
        pg.create(_DATABASE, platform_template)
        pg.run(_TABLES, _DATABASE)
        pg.run(f"alter database {_DATABASE} set search_path = plans, public", _DATABASE)

    pg.once(_DATABASE, make)
    return pg.dsn(_DATABASE)


@pytest.fixture(scope="module")
def tenant(dsn: str) -> Iterator[Desk]:
    made = Desk(Place(Target(as_user(dsn, "engineer")), PLATFORM))
    yield made
    made.shell.session.close()


@pytest.fixture(scope="module")
def dba(dsn: str) -> Iterator[Desk]:
    made = Desk(Place(Target(dsn), PLATFORM), None)
    yield made
    made.shell.session.close()


@contextmanager
def opened(dsn: str, *, role: str | None = None, write: bool = False) -> Iterator[Desk]:
    """A tenant's shell of the test's own."""
    desk = Desk(Place(Target(as_user(dsn, "engineer")), PLATFORM), role=role, write=write)
    try:
        yield desk
    finally:
        desk.shell.session.close()


def plan(desk: Desk, query: str, letters: str = "") -> Result:
    """What the command gives, with nothing after it."""
    (found,) = desk.feed(rf"\plan{letters} {query}").results
    return found


def steps(found: Result) -> list[dict[str, Any]]:
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


def policies(found: Result) -> list[str]:
    return [step["Policy"] for step in steps(found) if step["Policy"] and not step["Of policy"]]


def others(found: Result) -> list[str]:
    return [step["Conditions"] for step in steps(found) if step["Conditions"]]


def unused(found: Result) -> list[tuple[str, str]]:
    """Indexes and what is not leakproof."""
    return [(step["Unused index"], step["Not leakproof"]) for step in steps(found) if step["Unused index"]]


def seen(found: Result, width: int = 0) -> list[str]:
    """The tree as people see it, and the sentences beneath."""
    assert callable(found.seen)
    page = found.seen(width)
    return [*(str(row[0]) for row in page.rows), *(page.footers or ())]


def text(found: Result, width: int = 0) -> str:
    return "\n".join(seen(found, width))


# -- whose a condition is ------------------------------------------------------------------------------------------


def test_what_row_security_asks_is_told_from_what_the_query_asks(tenant: Desk) -> None:
    found = plan(tenant, "select * from notes where title = 'x'")
    (asked,) = policies(found)
    assert "org_id" in asked
    assert "title" not in asked
    assert others(found) == ["(notes.title = 'x'::text)"]
    assert "Row security of notes: own." in seen(found)


def test_the_same_condition_is_the_person_s_when_the_person_asks_it(tenant: Desk) -> None:
    own = "turned.value > 3 and shown"
    found = plan(tenant, f"select * from turned where {own}")
    assert sum(asked.count("shown") for asked in policies(found)) == 1
    assert sum(asked.count("shown") for asked in others(found)) <= 1


def test_a_policy_that_is_written_the_other_way_round_is_found(tenant: Desk) -> None:
    (asked,) = policies(plan(tenant, "select * from turned where value = 3"))
    assert "org_id" in asked
    assert "shown" in asked


def test_policies_that_are_joined_are_found_as_one(tenant: Desk) -> None:
    found = plan(tenant, "select * from several where level > 7")
    (asked,) = policies(found)
    assert " OR " in asked
    assert "level < 40" in asked
    assert others(found) == ["(several.level > 7)"]
    assert "Row security of several: low, own, shared." in seen(found)


def test_an_organization_of_the_person_s_own_is_not_the_policy_s(tenant: Desk) -> None:
    found = plan(tenant, "select * from notes where org_id = 42")
    assert policies(found) == []
    assert "(notes.org_id = 42)" in others(found)
    told = text(found)
    assert "policy's value, once:" in told
    assert "own; what it asks is not told from the rest for sure." in told


def test_a_tenant_s_own_copy_of_the_policy_is_marked_once_at_most(tenant: Desk) -> None:
    found = plan(tenant, "select * from notes where org_id = (select platform.current_user_org_id())")
    assert sum(asked.count("org_id") for asked in policies(found)) == 1


def test_a_policy_s_subquery_is_its_own_whatever_it_reads(tenant: Desk) -> None:
    found = plan(tenant, "select * from users where name = 'x'")
    inner = [step for step in steps(found) if step["Relation"] == "org_members"]
    assert inner
    assert all(step["Of policy"] for step in inner)
    assert all(not step["Conditions"] for step in inner)


def test_a_person_s_own_subquery_is_not_the_policy_s(tenant: Desk) -> None:
    found = plan(tenant, "select (select max(value) from turned), n.id from notes n where n.id = 3")
    tops = [step for step in steps(found) if step["Role"] and not step["Of policy"]]
    assert tops
    assert {step["Relation"] for step in steps(found) if step["Of policy"]} == {None}


@pytest.mark.parametrize(
    "query",
    [
        "notes where title like '%x' and data ? 'a' and price between 3 and 9",
        "notes where not (id = 3 or title = 'x') and lower(code) <> 'y AND z'",
        "turned where value > 3 and not shown",
        "turned where shown is not true or value is null",
        "several where level < 40 and public",
        "several where public or level = 7",
        "logs where data @> '{}' and at > '2026-02-10'",
        "logs_b where at > '2026-02-11'",
        """"Odd ""name""; <b>" as x where x."a.b" in (1, 2, 3)""",
        "events where payload ->> 'a' = 'org_id' and created_at > '2026-01-01' and type <> 'x'",
        "users where name > 'a' and deleted_at is null",
    ],
)
def test_what_is_not_the_policy_s_is_what_is_asked_where_there_is_none(query: str, tenant: Desk, dba: Desk) -> None:
    def asked(desk: Desk) -> set[str]:
        found = plan(desk, f"select 1 from {query}").parts[0].rows
        return {str(condition) for _, _, condition, whose, _, _ in found if not whose}

    assert asked(tenant) == asked(dba) != set()


def test_a_table_without_row_security_has_no_policy_in_its_plan(tenant: Desk) -> None:
    found = plan(tenant, "select * from open where data @> '{}' and org_id = (select platform.current_user_org_id())")
    assert policies(found) == []
    assert unused(found) == []
    assert "Row security" not in text(found)


def test_who_is_above_row_security_sees_no_policy(dba: Desk) -> None:
    found = plan(dba, "select * from notes where data @> '{}' and lower(title) = 'x'")
    assert policies(found) == []
    assert unused(found) == []


def test_a_partition_s_rows_are_under_the_policies_of_the_table_that_is_named(tenant: Desk) -> None:
    whole = plan(tenant, "select * from logs where at >= '2026-02-01'")
    assert all("2026-02-10" not in asked for asked in policies(whole))
    assert len(policies(whole)) == 2
    (alone,) = policies(plan(tenant, "select * from logs_b"))
    assert "2026-02-10" in alone
    assert policies(plan(tenant, "select * from logs_a where org_id = (select platform.current_user_org_id())")) == []


def test_both_of_them_in_one_query_are_not_told_apart(tenant: Desk) -> None:
    found = plan(tenant, "select count(*) from logs, logs_b")
    assert all("logs_b" not in (step["Relation"] or "") for step in steps(found) if step["Policy"])


def test_a_view_of_an_owner_above_row_security_has_none(tenant: Desk) -> None:
    found = plan(tenant, "select * from seen where title = 'x'")
    assert policies(found) == []


def test_rows_that_change_are_under_the_policies_for_changing_them(dsn: str) -> None:
    with opened(dsn, role="org_member", write=True) as desk:
        found = plan(desk, "update resources set name = 'x' where name = 'y'")
        assert policies(found)
        assert "tenant_reads, tenant_updates" in text(found)
        assert "What policies check of new rows (WITH CHECK) is in no plan." in seen(found)


@pytest.mark.parametrize("query", ["update several set level = 1", "delete from several"])
def test_a_condition_beside_a_change_is_the_person_s(query: str, dsn: str) -> None:
    with opened(dsn, role="org_viewer", write=True) as desk:
        found = plan(desk, f"{query} where level > 7")
        assert policies(found)
        assert others(found) == ["(several.level > 7)"]


@pytest.mark.pg_min(15)
def test_a_merge_reads_its_table_under_the_policies_for_reading(dsn: str) -> None:
    with opened(dsn, role="org_viewer", write=True) as desk:
        using = "using turned t on t.value = s.level and s.level > 7"
        found = plan(desk, f"merge into several s {using} when matched then update set level = 1")
        assert len(policies(found)) == 2
        assert "(s.level > 7)" in others(found)


def test_a_prepared_statement_s_policies_are_not_guessed(tenant: Desk) -> None:
    tenant.feed("begin;", "prepare p as select * from notes where id = $1;")
    found = plan(tenant, "execute p(3)")
    tenant.feed("rollback;", "deallocate p;")
    assert policies(found) == []
    assert "What is row security's is not marked: what a prepared statement says is not here." in seen(found)


# -- what an index could not do ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "index", "leaky"),
    [
        ("""data @> '{"a": 1}'""", "notes_data_idx", "@>"),
        ("data ? 'a'", "notes_data_idx", "?"),
        ("tags @> '{a}'", "notes_tags_idx", "@>"),
        ("tags && '{a}'", "notes_tags_idx", "&&"),
        ("lower(title) = 'x'", "notes_lower_idx", "lower()"),
        ("lower(title) in ('x', 'y')", "notes_lower_idx", "lower()"),
        ("'x' = lower(title)", "notes_lower_idx", "lower()"),
        ("title like 'Ti%'", "notes_pattern_idx", "~~"),
        ("at > current_date", "notes_at_idx", "> date"),
        ("at <= current_date - 7", "notes_at_idx", "<= date"),
        ("at = '2026-01-01'::date", "notes_at_idx", "= date"),
        ("at > '2026-01-01'::timestamp", "notes_at_idx", "> timestamp without time zone"),
    ],
)
def test_an_index_is_named_that_an_operator_keeps_from_use(
    condition: str, index: str, leaky: str, tenant: Desk, dba: Desk
) -> None:
    found = plan(tenant, f"select * from notes where {condition}")
    assert unused(found) == [(index, leaky)]
    assert f"not by {index}: {leaky} {_UNUSED}" in text(found)
    dba.feed("set enable_seqscan = off;")  # whom no policy comes before
    assert index in [step["Index"] for step in steps(plan(dba, f"select * from notes where {condition}"))]
    dba.feed("reset enable_seqscan;")


def test_an_index_behind_the_organization_s_own_column_is_named_too(tenant: Desk) -> None:
    (found,) = unused(plan(tenant, "select * from notes where price > 3"))
    assert found == ("notes_org_id_price_idx, notes_price_idx", ">")


def test_a_bitmap_s_organization_is_known_to_the_scan_above_it(tenant: Desk) -> None:
    tenant.feed("set enable_seqscan = off; set enable_indexscan = off;")
    found = plan(tenant, "select * from notes where price > 3")
    tenant.feed("reset enable_seqscan; reset enable_indexscan;")
    assert [step["Node"] for step in steps(found)][:1] == ["Bitmap Heap Scan"]
    assert unused(found) == [("notes_org_id_price_idx, notes_price_idx", ">")]


@pytest.mark.parametrize(
    "condition",
    [
        "at > '2026-01-01'::timestamptz",
        "at > '2026-01-01'",
        "at > now() - interval '1 day'",
        "at > current_timestamp",
        "id > 3",
        "title like '%x'",
        "title like title",
        "data -> 'a' = '1'",
        "data @> '{}' or id = 3",
        "price > id",
        "price > (select max(value) from turned where value < id)",
        "not data ? 'a'",
        "upper(title) = 'X'",
        "lower(code) = 'x'",
        "title = lower('X')",
    ],
)
def test_what_no_index_would_serve_or_an_index_may_is_not_complained_of(condition: str, tenant: Desk) -> None:
    assert unused(plan(tenant, f"select * from notes where {condition}")) == []


def test_leakproof_is_what_the_server_says(pg: Cluster, tenant: Desk) -> None:
    found = plan(tenant, "select * from notes where data @> '{}'")
    assert unused(found) == [("notes_data_idx", "@>")]
    pg.run("alter function pg_catalog.jsonb_contains(jsonb, jsonb) leakproof", _DATABASE)
    try:
        assert unused(plan(tenant, "select * from notes where data @> '{}'")) == []
    finally:
        pg.run("alter function pg_catalog.jsonb_contains(jsonb, jsonb) not leakproof", _DATABASE)


# -- what it costs, and that it is not run -------------------------------------------------------------------------


def test_a_plan_does_not_run_its_query(tenant: Desk) -> None:
    found = plan(tenant, "select pg_sleep(20), n.* from notes n")
    assert all(step["Rows"] is None and step["Loops"] is None and step["Ms"] is None for step in steps(found))
    assert r"Nothing was run; " in text(found)


def test_a_query_that_is_run_tells_rows_runs_time_and_blocks(tenant: Desk) -> None:
    found = plan(tenant, "select * from notes where price > 1000", "+")
    (scan,) = [step for step in steps(found) if step["Relation"] == "notes"]
    assert scan["Rows"] == 500
    assert scan["Loops"] == 1
    assert scan["Ms"] >= scan["Own ms"] > 0
    assert scan["Hit blocks"] + scan["Read blocks"] > 0
    assert scan["Rows thrown away"] in (500, 1500)
    assert "read only, and rolled back." in text(found)


def test_nothing_that_was_run_stays(dsn: str) -> None:
    with opened(dsn, role="org_member", write=True) as desk:
        said = desk.feed(r"\plan+ update resources set name = 'gone'")
        assert said.error.sqlstate == "25006"  # type: ignore[attr-defined]  # a statement's error
        assert desk.feed("select count(*) from resources where name = 'gone';").rows == [(0,)]


def test_an_open_transaction_stays_as_it_was(tenant: Desk) -> None:
    tenant.feed("begin;", "set local work_mem = '123kB';")
    plan(tenant, "select * from notes", "+")
    assert tenant.feed(r"\plan select * from nowhere").errors
    assert tenant.feed("show work_mem;").rows == [("123kB",)]
    tenant.feed("rollback;")


def test_a_failed_transaction_says_so(tenant: Desk) -> None:
    tenant.feed("begin;", "select 1/0;")
    error = tenant.feed(r"\plan select 1").error
    assert isinstance(error, StatementError)
    assert error.sqlstate == "25P02"
    tenant.feed("rollback;")


def test_what_costs_most_is_marked_once(tenant: Desk) -> None:
    found = plan(tenant, "select count(*) from notes where price > 3")
    assert callable(found.seen)
    page = found.seen(0)
    marks = [row[-1] for row in page.rows if "◄" in str(row[-1])]
    assert len(marks) == 1


# -- partitions ----------------------------------------------------------------------------------------------------


def test_partitions_that_are_read_alike_are_one_line_for_people_and_rows_for_programs(tenant: Desk) -> None:
    found = plan(tenant, "select * from events")
    scans = [step for step in steps(found) if str(step["Relation"]).startswith("events_")]
    assert len(scans) > 20
    assert len(seen(found)) < 30
    assert "partitions of events" in text(found)


def test_partitions_that_are_left_out_are_counted(tenant: Desk) -> None:
    found = plan(tenant, "select * from logs where at = '2026-02-11'")
    assert "Partitions of logs: 1 of 3 are in the plan; 2 partitions left out." in seen(found)
    assert found.parts[1].rows == [("logs", 3, 1, None)]
    started = plan(tenant, "select * from logs where at = date(to_timestamp(1770768000))", "+")
    assert started.parts[1].rows == [("logs", 3, 1, 1)]
    assert "left out when it started: 2 partitions" in text(started)


# -- as people and programs have it --------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_the_tree_fits_a_screen(width: int, tenant: Desk) -> None:
    from io import StringIO

    from tenantsh.render import write
    from tenantsh.render.options import Options

    found = plan(tenant, "select * from events where payload @> '{}' and created_at > now() - interval '9 days'", "+")
    out = StringIO()
    write(found, Options(columns=width), out)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert any(line.lstrip(" │├└").startswith("policy, ") for line in lines)


def test_plain_words_have_no_signs(dsn: str) -> None:
    with opened(dsn) as desk:
        desk.shell.options = replace(desk.shell.options, drawn=False)
        found = plan(desk, "select count(*) from notes where data @> '{}'")
        assert callable(found.seen)
        page = found.seen(0)
        cells = "".join(str(cell) for row in page.rows for cell in row)
        assert not set("│├└◄") & set(cells)
        assert "costliest" in cells
        assert [row[1] for row in page.rows if row[1]][:2] == [1, 2]


def test_scripts_have_a_row_for_each_step_and_no_more(tenant: Desk) -> None:
    from io import StringIO

    from tenantsh.render import write
    from tenantsh.render.options import Options

    out = StringIO()
    write(plan(tenant, "select * from notes where id = 3"), Options(format="json"), out)
    rows = json.loads(out.getvalue())
    assert rows[0]["Step"] == 1
    assert rows[0]["Above"] is None
    assert rows[0]["Expected rows"] == 1
    assert rows[0]["Rows"] is None


def test_constants_do_not_command_a_terminal(tenant: Desk) -> None:
    found = plan(tenant, r"select * from notes where title = E'a\x1b[31m\n<b>' and id = 1")
    assert "\x1b" not in text(found)
    assert r"\x1b[31m\n<b>" in text(found)
    assert "\x1b" not in "".join(found.footers or ())


def test_names_may_be_anything(tenant: Desk) -> None:
    found = plan(tenant, 'select * from "Odd ""name""; <b>" as "x y" where "a.b" = 3')
    assert len(policies(found)) == 1
    assert 'filter: "a.b" = 3' in text(found)


def test_the_query_is_then_what_g_runs(tenant: Desk) -> None:
    plan(tenant, "select 41 + 1 as answer")
    assert tenant.feed(r"\g").rows == [(42,)]


def test_a_query_in_the_buffer_is_taken(tenant: Desk) -> None:
    said = tenant.feed("select * from notes", r"\plan")
    assert said.results[0].title == "Plan"


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("select 1; select 2", "2 statements in one"),
        ("explain select 1", "EXPLAIN is put before it here"),
        ("vacuum", "VACUUM has no plan"),
        ("-- nothing", "no statement to plan"),
    ],
)
def test_what_has_no_plan_is_refused_with_words(query: str, what: str, tenant: Desk) -> None:
    error = tenant.feed(rf"\plan {query}").error
    assert isinstance(error, UsageError)
    assert error.what == what


@pytest.mark.parametrize(
    ("query", "sqlstate"),
    [
        ("select * from nowhere", "42P01"),
        ("select from", "42601"),
        ("select * from pg_authid", "42501"),
        ("select * from notes where id = $1", "08P01"),
    ],
)
def test_what_the_server_refuses_is_told(query: str, sqlstate: str, tenant: Desk) -> None:
    error = tenant.feed(rf"\plan {query}").error
    assert isinstance(error, StatementError)
    assert error.sqlstate == sqlstate


@pytest.mark.pg_min(16)
def test_values_of_bind_are_taken(tenant: Desk) -> None:
    found = tenant.feed(r"select * from notes where title = $1 \bind 'a b' \plan").results[0]
    assert others(found) == ["(notes.title = 'a b'::text)"]


@pytest.mark.parametrize(
    "query",
    [
        "select 1",
        "values (1), (2)",
        "table notes",
        "with recursive t(n) as (values (1) union all select n + 1 from t where n < 5) select * from t",
        "select * from generate_series(1, 3) as g, lateral (select g) as l",
        "select n.id from notes n left join turned t on t.value = n.id and n.data @> '{}'",
        "select count(*) from notes where id in (select value from turned) or exists (select from several)",
        "select * from notes n where id = any (array(select value from turned where value < n.id))",
        "select * from notes where false",
        "select distinct title from notes union select code from notes order by 1 limit 3",
        "select * from pg_class c join pg_attribute a on a.attrelid = c.oid where relname = 'x'",
        "select * from information_schema.columns limit 1",
        "select grouping(id), count(*) over () from notes group by rollup (id)",
        "select * from notes tablesample bernoulli (10)",
        "select * from notes where ctid = '(0,1)' for share",
        "select xmltable.* from xmltable('/a' passing '<a/>' columns b text)",
        "select * from turned t1, turned t2, turned t3",
    ],
)
@pytest.mark.parametrize("letters", ["", "+"])
def test_every_kind_of_step_is_shown(query: str, letters: str, tenant: Desk) -> None:
    said = tenant.feed(rf"\plan{letters} {query}")
    if said.errors:  # FOR SHARE needs a right that nobody here has; XML is not in every server
        assert said.error.sqlstate in ("42501", "0A000", "25006")  # type: ignore[attr-defined]  # a statement's
        return
    (found,) = said.results
    assert seen(found, 80)
    assert len(found) == len(steps(found)) > 0


def test_many_partitions_are_shown_quickly(tenant: Desk) -> None:
    from time import process_time

    found = plan(tenant, "select * from events where payload @> '{}'")
    began = process_time()
    seen(found, 100)
    assert process_time() - began < 0.5
