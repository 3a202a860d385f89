r"""`\filter`: which rows, how many, whether an index serves it, and what may have been meant."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from tests.commands.filtering import Desk, database, desk

from tenantsh.model.errors import StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster


@pytest.fixture(scope="module")
def dsn(pg: Cluster, platform_template: str) -> str:
    return database(pg, platform_template)


@pytest.fixture(scope="module")
def tenant(dsn: str) -> Iterator[Desk]:
    made = desk(dsn)
    yield made
    made.shell.session.close()


@pytest.fixture(scope="module")
def dba(dsn: str) -> Iterator[Desk]:
    made = desk(dsn, None)
    yield made
    made.shell.session.close()


def ids(asked: str, tenant: Desk) -> list[int]:
    return [row[0] for row in tenant.filter(asked).rows]


# -- rows and counts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("docs.data tier=premium", [1, 2]),
        ("docs.data tier=premium seats>=10 tags~beta !archived", [1]),
        ("docs.data tier!=premium", [3, 4, 5, 6, 7]),
        ("docs.data items[sku=b qty>=3]", [2]),
        ('docs.data "50%"="it\'s \\\\ 100%"', [4]),
        ("docs.plain tier=premium", [1, 2]),
        ("public.docs.data tier=free price>=10", [3, 4]),
        ("docs data:tier=premium", [1, 2]),
        ("apart before.status=active after:status=deleted", [1]),
        ("apart (before.status=active or after.status=new) !after:status=active", [1, 3]),
        ("apart.after status=new", [3]),
        ("apart any:deleted", [1]),
        ("docs_view tier=premium", [1, 2]),
        ("docs_kept tier=premium", [1, 2]),
    ],
)
def test_it_finds_the_rows_of_this_organization_that_fulfil_it(asked: str, found: list[int], tenant: Desk) -> None:
    said = tenant.filter(asked)
    assert [row[0] for row in said.rows] == found
    assert said.told("matches") == str(len(found))


def test_the_first_rows_are_of_so_many(tenant: Desk) -> None:
    said = tenant.filter("served.data seats<50")
    assert said.told("matches") == "1000"
    assert len(said.rows) == 10
    assert said.results[-1].footers == ("(10 of 1000 rows)",)
    assert said.results[-1].truncated


def test_columns_have_their_types(tenant: Desk) -> None:
    columns = {column.name: column.type_name for column in tenant.filter("docs.data tier=premium").results[-1].columns}
    assert columns == {"id": "integer", "org_id": "bigint", "data": "jsonb", "plain": "json"}


def test_names_may_be_anything(tenant: Desk) -> None:
    said = tenant.filter('"Odd ""schema"""."Odd % table" a=1')
    assert said.told("matches") == "1"
    assert said.told("SQL") == 'SELECT * FROM "Odd ""schema"""."Odd % table" WHERE "Odd "" % column" @> $1::jsonb'
    named = tenant.feed(r'\filter "Odd ""schema"""."Odd % table"."Odd "" % column" a="50%"', r"\g")
    assert named.told("matches") == "1"
    assert named.results[1].rows == named.results[2].rows == [(42, {"a": "50%"}, None)]


def test_columns_that_the_role_may_not_read_are_left_out(tenant: Desk) -> None:
    said = tenant.filter("partly a=1")
    assert said.told("SQL") == "SELECT open FROM partly WHERE open @> $1::jsonb"
    assert said.rows == [({"a": 1},)]


def test_a_table_is_found_as_in_from_before_a_column_is(tenant: Desk) -> None:
    assert tenant.filter("apart.before shadow").told("matches") == "1"
    assert tenant.filter("public.apart.before status=active").told("matches") == "2"


def test_a_partitioned_table_is_one_table(tenant: Desk) -> None:
    said = tenant.filter("monthly n>10")
    assert said.told("matches") == "38"
    assert "partitions are read as a whole" in said.told("index")


# -- what it says --------------------------------------------------------------------------------------------------


def test_it_says_the_sql_and_each_value(tenant: Desk) -> None:
    said = tenant.filter("docs.data tier=premium tags~beta seats>=10 !archived")
    assert said.told("SQL") == (
        "SELECT * FROM docs WHERE data @> $1::jsonb AND data @? $2::jsonpath AND (data @> $3::jsonb) IS NOT TRUE"
    )
    assert json.loads(said.told("$1")) == {"tier": "premium", "tags": ["beta"]}
    assert said.told("$2") == '$."seats" ? (@ >= 10)'
    assert json.loads(said.told("$3")) == {"archived": True}


def test_programs_get_whole_lines_and_people_what_fits_their_screen(tenant: Desk) -> None:
    report = tenant.filter("docs.data tier=premium has:sso !archived").results[0]
    assert not any("\n" in str(value) for _, value in report.rows)
    assert callable(report.seen)
    for width in (80, 120):
        seen = report.seen(width)
        words = max(len(str(what)) for what, _ in seen.rows)
        assert all(len(line) + words + 7 <= width for _, value in seen.rows for line in str(value).split("\n"))
        assert [" ".join(str(value).split()) for _, value in seen.rows] == [
            " ".join(str(value).split()) for _, value in report.rows
        ]


def test_under_row_security_no_index_on_documents_serves(tenant: Desk) -> None:
    said = tenant.filter("served.data n=41")
    assert said.told("index").startswith("none serves it for this role: row security comes before JSONB's operators")
    assert "2,000 of this organization's rows are read, by served_org_id" in said.told("index")
    assert said.told("without row security") == "served_data_idx ($1) would serve it"
    assert said.told("matches") == "0"


def test_what_would_help_is_said_with_its_cost(tenant: Desk) -> None:
    column, function, leakproof = tenant.feed(r"\filter+ docs.data tier=premium").all_told("would help")
    assert "ADD COLUMN data_tier text GENERATED ALWAYS AS (data ->> 'tier') STORED;" in column
    assert "CREATE INDEX CONCURRENTLY ON public.docs (org_id, data_tier);" in column
    assert "rewrites the table" in column
    assert "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp" in function
    assert "REVOKE EXECUTE ON FUNCTION public.find_docs(jsonb) FROM PUBLIC;" in function
    assert "you answer for it" in function
    assert "ALTER FUNCTION pg_catalog.jsonb_contains(jsonb, jsonb) LEAKPROOF;" in leakproof
    assert "superuser" in leakproof


def test_what_would_help_is_a_line_each(tenant: Desk) -> None:
    report = tenant.filter("docs.data tier=premium").results[0]
    said = [str(value) for what, value in report.rows if what == "would help"]
    assert said == [
        "a generated column with an index: locks and rewrites the table, takes disk",
        "a SECURITY DEFINER function: you answer for whose rows it gives",
        r"LEAKPROOF: a superuser's security decision for the whole database; \filter+ has the SQL",
    ]


def test_the_statements_that_would_help_do(dsn: str, pg: Cluster, platform_template: str) -> None:
    pg.create("filter_helped", platform_template)
    helped = desk(dsn.replace("dbname=filtering", "dbname=filter_helped"))
    try:
        said = helped.feed(r"\filter+ resource_metadata.data tier=trial")
        column, function, leakproof = [
            _statements(str(value)) for what, value in said.results[0].rows if what == "would help"
        ]
        _run(pg, leakproof)
        leaky = helped.filter("resource_metadata.data tier=trial")
        assert leaky.told("index") == "resource_metadata_data_idx ($1) serves it"
        pg.run("alter function pg_catalog.jsonb_contains(jsonb, jsonb) not leakproof", "filter_helped")
        _run(pg, function)
        pg.run("grant execute on function find_resource_metadata to org_viewer", "filter_helped")
        called = helped.feed("""select count(*) from find_resource_metadata('{"tier": "trial"}');""")
        _run(pg, column)
        pg.run("analyze resource_metadata", "filter_helped")
        better = helped.filter("resource_metadata.data tier=trial")
        assert better.told("index") == "resource_metadata_org_id_data_tier_idx ($1) serves it"
        assert not better.all_told("would help")
        count = said.told("matches")
        assert int(count) > 10
        assert leaky.told("matches") == better.told("matches") == str(called.rows[0][0]) == count
    finally:
        helped.shell.session.close()
        pg.drop("filter_helped")


def test_what_would_not_help_is_not_said(tenant: Desk) -> None:
    (function,) = tenant.filter("docs.data tier=premium or tier=free").all_told("would help")
    assert function.startswith("a SECURITY DEFINER function")
    assert tenant.filter("docs.data seats>=10").all_told("would help") == []
    assert "generated" not in " ".join(tenant.filter("docs.data teir=premium").all_told("would help"))


def _run(pg: Cluster, statements: list[str]) -> None:
    for statement in statements:
        pg.run(statement.replace(" CONCURRENTLY", ""), "filter_helped")


def _statements(told: str) -> list[str]:
    """The statements in what would help, each on one line."""
    lines = told.splitlines()
    first = next(at for at, line in enumerate(lines) if re.match("(ALTER|CREATE) ", line))
    return [f"{statement};" for statement in re.split(r";\n?", " ".join(lines[first:])) if statement.strip()]


def test_a_generated_column_serves_the_tenant(tenant: Desk) -> None:
    said = tenant.filter('served tier="tier 12"')
    assert said.told("index") == "served_org_id_tier_idx ($1) serves it"
    assert not said.all_told("would help")
    assert said.told("matches") == "40"


def test_without_row_security_gin_serves(dba: Desk) -> None:
    said = dba.filter("served n=41")
    assert said.told("index") == "served_data_idx ($1) serves it"
    assert said.told("matches") == "1"


def test_the_indexes_of_partitions_are_their_tables(dba: Desk) -> None:
    dba.feed("set enable_seqscan = off;")
    try:
        assert dba.filter("monthly n=5").told("index") == "monthly_data_idx ($1) serves it"
        assert dba.filter("docs_kept tier=premium").told("index") == "docs_kept_idx ($1) serves it"
    finally:
        dba.feed("reset enable_seqscan;")


def test_an_index_on_some_rows_or_on_a_part_of_documents_is_named_with_why_it_is_not_used(dba: Desk) -> None:
    dba.feed(
        "create table parted (id int primary key, data jsonb);",
        """insert into parted select n, jsonb_build_object('n', n, 'tags', '["a"]'::jsonb, 'tier', 'x' || n % 400)
            from generate_series(1, 4000) as n;""",
        "create index parted_tags_idx on parted using gin ((data -> 'tags') jsonb_path_ops);",
        "analyze parted;",
    )
    try:
        why = (
            "none serves it: parted_tags_idx serves conditions on (data -> 'tags'::text) alone, and this one is on data"
        )
        assert dba.filter("parted tags~b").told("index").startswith(why)
        assert "there is none for it on these documents" in dba.filter("parted n=5").told("index")
        dba.feed("create index parted_some_idx on parted using gin (data) where id > 100;")
        why = "none serves it: parted_some_idx has only rows WHERE id > 100: the planner does not see that"
        assert dba.filter("parted n=5").told("index").startswith(why)
        dba.feed("drop index parted_some_idx;", "set enable_seqscan = off;")
        dba.feed("create index parted_all_idx on parted using gin (data) where data is not null;")
        assert dba.filter("parted tier=x3").told("index") == "parted_all_idx serves it"
    finally:
        dba.feed("reset enable_seqscan;", "drop table parted;")


def test_an_index_that_has_nothing_to_look_up_does_not_serve(dba: Desk) -> None:
    dba.feed("set enable_seqscan = off;")
    try:
        said = dba.filter("served seats>=99")
        assert said.told("index").startswith("none serves it: no index can look up what is asked")
        assert said.told("matches") == "200"
    finally:
        dba.feed("reset enable_seqscan;")


def test_json_has_no_index(tenant: Desk) -> None:
    said = tenant.filter("docs.plain tier=premium")
    assert "plain::jsonb @> $1::jsonb" in said.told("SQL")
    assert "json is cast to jsonb for each row, and has no index itself" in said.told("index")


def test_a_foreign_table_is_its_servers_affair(tenant: Desk, pg: Cluster) -> None:
    if not pg.run("select from pg_class where relname = 'far'", "filtering"):
        pytest.skip("this PostgreSQL came without file_fdw")
    assert tenant.filter("far a=1").told("index") == "its own server decides: this is a foreign table"


def test_the_plan_comes_with_a_plus(tenant: Desk) -> None:
    report, plan, rows = tenant.feed(r"\filter+ docs.data tier=premium").results
    assert plan.title == "Plan"
    assert any("Filter" in str(row[0]) for row in plan.rows)
    assert [part.title for part in rows.parts] == [report.title, "Plan"]


# -- hints ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("docs.data seats=5 archived", "each term alone matches some row, and all of them together none"),
        ("docs.data owner.id=7", 'it matches as text but not as number: try owner.id="7"'),
        ('docs.data seats="5"', "it matches as number but not as text: try seats=5"),
        ("docs.data teir=premium", "teir is not there: try tier=premium"),
        ("docs.data tier=premum", "premum is not there: try tier=premium"),
        ("docs.data tags=beta", "tags is an array: try tags~beta"),
        ("docs.data items.sku=a", "items is an array: try items[].sku=a"),
        ("docs.data email=a@acme.com", "email is not there: try owner.email=a@acme.com"),
        ("docs.data tier=premium region=eu", "no row at all matches region=eu"),
        ("docs.data tier=gold", "in a sample of 6 documents tier is free, premium"),
    ],
)
def test_where_nothing_matches_the_first_hint_is_the_useful_one(asked: str, hint: str, tenant: Desk) -> None:
    said = tenant.filter(asked)
    assert said.told("matches") == "0"
    assert said.all_told("hint")[0] == hint


def test_mixed_types_are_hinted_at_where_something_matches(tenant: Desk) -> None:
    said = tenant.filter("docs.data price>=1")
    assert said.told("matches") == "2"
    (hint,) = said.all_told("hint")
    assert hint.startswith("price is of mixed types (67 % number, 33 % string)")


def test_what_is_not_to_be_there_is_no_hint_at_arrays(tenant: Desk) -> None:
    assert tenant.filter("docs.data tags!=beta items.sku!=a").all_told("hint") == []
    assert tenant.filter("docs.data tags=beta").all_told("hint") != []


def test_types_of_less_than_a_hundredth_are_hinted_at_where_nothing_matches_or_more_is_wanted(dba: Desk) -> None:
    dba.feed(
        "create table strays (id serial primary key, data jsonb);",
        "insert into strays (data) select jsonb_build_object('n', g, 'v', g) from generate_series(1, 250) as g;",
        """insert into strays (data) values ('{"n": "1", "v": [1]}');""",
    )
    try:
        assert dba.filter("strays n=1 v=1").all_told("hint") == []
        mixed = "n is of mixed types (100 % number, less than 1 % string): n=1 asks numbers only"
        more = dba.feed(r"\filter+ strays n=1 v=1").all_told("hint")
        assert mixed in more
        assert any(hint.startswith("v is an array in less than 1 % of a sample") for hint in more)
        assert any(mixed.replace("n=1", "n=9999") == hint for hint in dba.filter("strays n=9999").all_told("hint"))
    finally:
        dba.feed("drop table strays;")


def test_what_goes_through_arrays_by_itself_is_no_hint(tenant: Desk) -> None:
    said = tenant.filter("docs.data items.qty>=3 tags*=bet or items.qty>=3")
    assert said.told("matches") == "1"
    assert said.all_told("hint") == []


def test_a_negated_key_that_nobody_has_is_hinted_at(tenant: Desk) -> None:
    said = tenant.filter("docs.data !archvied")
    assert said.told("matches") == "7"
    assert said.all_told("hint")[0].endswith("did you mean archived?")


def test_hints_know_nothing_of_other_organizations(tenant: Desk) -> None:
    said = tenant.filter("docs.data secrte=x")
    assert "secret" not in " ".join(said.all_told("hint"))


# -- what goes on from there -----------------------------------------------------------------------------------------


def test_the_whole_query_is_what_g_sends(tenant: Desk) -> None:
    said = tenant.feed(r"\filter served.data seats<50 tier^=tier", r"\g", r"\p")
    assert len(said.results[2].rows) == 1000
    assert b"".join(said.results[3].data or ()).decode() == (
        """SELECT * FROM served WHERE data @? '$."seats" ? (@ < 50)'::jsonpath """
        """AND data @? '$."tier" ? (@ starts with "tier")'::jsonpath\n"""
    )


def test_a_variable_is_a_value_and_never_a_filter(tenant: Desk) -> None:
    said = tenant.feed(
        "\\set tier premium",
        "\\set seats 10",
        "\\set odd 'x or tier=premium'",
        r"\filter docs.data tier=:tier seats>=:seats tags~beta",
        r"\filter docs.data tier=:odd",
        r"\filter docs.data tier=:nobody",
    )
    assert [row[0] for row in said.results[1].rows] == [1]
    assert [len(result.rows) for result in said.results[3::2]] == [0, 0]


def test_the_query_buffer_stays_what_it_was(tenant: Desk) -> None:
    said = tenant.feed("select 1 +", r"\filter docs.data tier=premium", "2;")
    assert said.results[-1].rows == [(3,)]


def test_a_transaction_is_afterwards_what_it_was(tenant: Desk) -> None:
    said = tenant.feed(
        "begin;",
        r"\filter docs.data tier=premium",
        r"\filter broken a=1",
        "show statement_timeout;",
        "commit;",
    )
    (error,) = said.errors
    assert isinstance(error, StatementError)
    assert "2" in [value for what, value in said.outcomes[1].rows if what == "matches"]  # type: ignore[union-attr]
    assert said.outcomes[-2].rows == [("0",)]  # type: ignore[union-attr]
    assert said.outcomes[-1].status == "COMMIT"  # type: ignore[union-attr]


def test_it_counts_what_the_transaction_has_written_and_hints_at_it(dsn: str) -> None:
    writer = desk(dsn, None)
    said = writer.feed(
        "begin;",
        "insert into docs values (99, 42, '{\"mine\": 1}');",
        r"\filter docs.data mine=1",
        r"\filter docs.data mien=1",
        "rollback;",
    )
    assert ("matches", "1") in said.outcomes[2].rows  # type: ignore[union-attr]
    assert ("hint", "mien is not there: try mine=1") in said.outcomes[4].rows  # type: ignore[union-attr]
    assert said.outcomes[-1].status == "ROLLBACK"  # type: ignore[union-attr]
    writer.shell.session.close()


def test_hints_know_the_newest_partitions(pg: Cluster, tenant: Desk) -> None:
    pg.run(
        """
        create table yearly (org_id bigint, at date, data jsonb) partition by range (at);
        do $$ begin for year in 2020..2025 loop
            execute format('create table yearly_%s partition of yearly for values from (%L) to (%L)',
                year, make_date(year, 1, 1), make_date(year + 1, 1, 1));
            insert into yearly select 42, make_date(year, 2, 1), jsonb_build_object('since' || year, 1)
                from generate_series(1, 500);
        end loop; end $$;
        alter table yearly enable row level security;
        create policy ours on yearly using (org_id = current_setting('app.current_org_id')::bigint);
        grant select on yearly to org_viewer;
        """,
        "filtering",
    )
    assert "since_2023 is not there: try since2023=1" in tenant.filter("yearly.data since_2023=1").all_told("hint")


@pytest.mark.parametrize(
    ("table", "matches", "rows"), [("slow", ">1,000", 10), ("slower", ">=10", 10), ("slowest", "not known", None)]
)
def test_what_takes_too_long_is_counted_as_far_as_it_came(
    table: str, matches: str, rows: int | None, tenant: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenantsh.commands.documents.filtering.SECONDS", 0.4)
    said = tenant.filter(f"{table} seats>=0")
    assert said.told("matches") == matches
    assert said.told("counted").startswith("stopped after 0.4 s")
    assert [len(result) for result in said.results[1:]] == ([] if rows is None else [rows])
    if rows is not None:
        assert said.results[-1].footers == (f"({rows} of {matches} rows)",)


# -- what is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ("", r"\filter: missing required argument"),
        ("docs", r"\filter: what is to be found is missing"),
        ("docs.data tier=", "expected a value"),
        ("docs.data (tier=a", "this bracket is not closed"),
        ("nope x=1", "there is no table nope"),
        ('"" x=1', '"" is no name of a table'),
        ('"docs x=1', "the quotes of"),
        ("a.b.c.d.e x=1", "a.b.c.d.e: 5 names"),
        ("other.public.docs x=1", "cross-database references are not implemented: other.public.docs"),
        ("docs.nope x=1", "docs has no column nope"),
        ("docs.id x=1", "id is integer, no JSON documents"),
        ("users x=1", "users has no column with JSON documents"),
        ("docs tier=1", "the filter does not say which column tier is in"),
        ("apart status=active", "the filter does not say which column status is in"),
        ("partly.hidden x=1", "permission denied for column hidden of partly"),
        ("hidden x=1", "permission denied for the documents of hidden"),
    ],
)
def test_what_cannot_be_is_said(asked: str, what: str, tenant: Desk) -> None:
    error = tenant.filter(asked).error
    assert isinstance(error, UsageError)
    assert error.what.startswith(what)


def test_several_columns_are_named_where_none_was(tenant: Desk) -> None:
    error = tenant.filter("apart status=active").error
    assert error.why == "there are JSON documents in before, after"
    assert error.hint == "write before.status or after.status, or TABLE.before in front for all keys"
    assert tenant.filter("apart items[sku=a]").error.what == "the filter does not say which column it is about"


def test_a_near_table_is_offered(tenant: Desk) -> None:
    assert "resource_metadata" in (tenant.filter("resource_metdata tier=a").error.hint or "")


def test_what_only_the_server_can_tell_comes_in_its_words(tenant: Desk) -> None:
    error = tenant.filter("broken a=1").error
    assert isinstance(error, StatementError)
    assert error.sqlstate == "22P05"
    assert error.hint == "some document of broken is no jsonb: json keeps texts that jsonb does not take"


def test_in_a_failed_transaction_the_server_says_so(tenant: Desk) -> None:
    said = tenant.feed("begin;", "select 1/0;", r"\filter docs.data tier=premium", "rollback;")
    error = said.outcomes[2]
    assert isinstance(error, StatementError)
    assert error.sqlstate == "25P02"
