r"""`\keys`: drawn for a person, a row for each key for programs, and what it says where there is nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from tests.commands.filtering import Desk, database, desk

from tenantsh.commands.documents.keys_seen import wrapped
from tenantsh.lang.filters import parse
from tenantsh.model.errors import StatementError, UsageError
from tenantsh.render import write
from tenantsh.render.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.model.result import Result


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


def keys(tenant: Desk, asked: str, command: str = r"\keys") -> Result:
    (found,) = tenant.feed(f"{command} {asked}").results
    return found


def printed(result: Result, **options: Any) -> str:
    out = StringIO()
    write(result, replace(Options(), **options), out)
    return out.getvalue()


def records(result: Result) -> dict[str, dict[str, Any]]:
    """The rows as programs get them, by path."""
    return {row["path"]: row for row in json.loads(printed(result, format="json"))}


# -- drawn ---------------------------------------------------------------------------------------------------------


def test_keys_are_drawn_as_a_tree(tenant: Desk) -> None:
    lines = printed(keys(tenant, "docs.data"), columns=100).splitlines()
    assert lines[0].strip() == "Keys of docs.data"
    drawn = [line.split(" | ")[0].rstrip() for line in lines[3:] if " | " in line]
    assert drawn == [
        " ├ tier", " ├ price", " ├ seats", " ├ 50%", " ├ archived", ' ├ "feature.flag"', " ├ items[]", " │ ├ qty",
        " │ └ sku", " ├ owner", " │ ├ email", " │ └ id", " └ tags",
    ]  # fmt: skip


def test_a_line_tells_share_types_values_and_a_filter(tenant: Desk) -> None:
    text = printed(keys(tenant, "docs.data"), columns=160)
    (tier,) = (line for line in text.splitlines() if "├ tier" in line)
    assert [part.strip() for part in tier.split("|")] == [
        "├ tier", "71 %", "string", "2", "free 60 % ▇▇▇▇▇▇  premium 40 % ▇▇▇▇", "tier=free",
    ]  # fmt: skip


def test_beneath_stands_how_the_sample_was_drawn_and_what_differs(tenant: Desk) -> None:
    footers = keys(tenant, "docs.data").footers or ()
    assert footers[:3] == (
        "(all 7 rows)",
        "! 14 % of the rows have no document",
        "! documents that are no objects have no keys: array 17 %",
    )
    assert '! needs quotes: "feature.flag"' in footers
    assert any(line.startswith("! seats is a number in 67 % of the rows that have it") for line in footers)


@pytest.mark.parametrize("width", [60, 80, 100, 130, 200])
def test_what_is_drawn_fits_the_screen(tenant: Desk, width: int) -> None:
    lines = printed(keys(tenant, "docs.data"), columns=width).splitlines()
    assert max(map(len, lines)) <= max(width, 80)


def test_in_plain_words_there_are_paths_and_no_bars(tenant: Desk) -> None:
    tenant.shell.options = replace(tenant.shell.options, drawn=False)
    try:
        text = printed(keys(tenant, "docs.data"), columns=100)
    finally:
        tenant.shell.options = replace(tenant.shell.options, drawn=True)
    named = [line.split(" | ")[0].strip() for line in text.splitlines()[3:] if " | " in line]
    assert named[6:10] == ["items", "items[].qty", "items[].sku", "owner"]
    assert "free 60 %  premium 40 %" in text
    assert not set(text) & set("├└│▇▁▂▃▄▅▆█…")


def test_only_wide_screens_have_a_column_of_filters(tenant: Desk) -> None:
    assert "Filter" not in printed(keys(tenant, "docs.data"), columns=100)
    assert "Filter" in printed(keys(tenant, "docs.data"), columns=150)


def test_what_filters_miss_stays_in_one_piece() -> None:
    line = "! price is a number in 96 % of the rows that have it, and a string in 4 %  → price is string"
    broken = list(wrapped([line], 60))
    assert broken[-1].strip() == "→ price is string" or broken[-1].endswith("  → price is string")
    assert max(map(len, broken)) <= 60


# -- for programs --------------------------------------------------------------------------------------------------


def test_programs_get_a_row_for_each_key(tenant: Desk) -> None:
    found = records(keys(tenant, "docs.data"))
    assert found["items[].qty"] == {
        "path": "items[].qty", "depth": 2, "rows": 1, "share": 0.1429, "types": {"number": 1.0}, "form": None,
        "distinct": 2, "top": {"1": 0.5, "3": 0.5}, "least": "1", "median": "3", "most": "3", "elements": None,
        "shortest": None, "longest": None, "drift": None, "notes": None, "column": "data", "filter": "items[].qty=1",
    }  # fmt: skip
    assert (found["tags"]["shortest"], found["tags"]["elements"]) == (2, {"string": 1.0})
    assert found["price"]["drift"] == "mixed"
    assert found["price"]["notes"].endswith("→ price is string")


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "unaligned", "markdown", "html"])
def test_what_programs_read_has_no_drawing_in_it(tenant: Desk, format: str) -> None:  # noqa: A002 - pset's word
    text = printed(keys(tenant, "docs.data"), format=format)
    assert "items[].qty" in text.replace("\\[", "[").replace("\\]", "]")
    assert not set("├└│▇█") & set(text)


def test_values_are_pythons_own(tenant: Desk) -> None:
    result = keys(tenant, "docs.data")
    row = dict(zip([column.name for column in result.columns], result.rows[0], strict=True))
    assert (row["path"], row["share"], row["types"]) == ("tier", 0.7143, {"string": 1.0})


def test_frames_have_numbers(tenant: Desk) -> None:
    frame = keys(tenant, "docs.data").frame()
    assert str(frame.dtypes["share"]) == "float64"
    assert str(frame.dtypes["rows"]) == "int64"


def test_every_filter_and_every_remedy_reads(tenant: Desk) -> None:
    for table in ("docs.data", "served", "apart.after", "resource_metadata"):
        for row in records(keys(tenant, table)).values():
            parse(row["filter"])


def test_a_filter_that_keys_offers_finds_rows(tenant: Desk) -> None:
    for row in records(keys(tenant, "docs.data")).values():
        assert int(tenant.filter(f"docs.data {row['filter']}").told("matches")) > 0, row["filter"]


# -- which table ---------------------------------------------------------------------------------------------------


def test_all_columns_of_a_table_are_shown_and_one_that_is_named_alone(tenant: Desk) -> None:
    assert [result.title for result in tenant.feed(r"\keys docs").results] == [
        "Keys of docs.data",
        "Keys of docs.plain",
    ]
    assert keys(tenant, "docs.plain").title == "Keys of docs.plain"
    assert [result.title for result in tenant.feed(r"\keys+ apart").results] == [
        "Keys of apart.before",
        "Keys of apart.after",
    ]


def test_odd_names_are_no_obstacle(tenant: Desk) -> None:
    result = keys(tenant, '"Odd ""schema"""."Odd % table"."Odd "" % column"')
    assert list(records(result)) == ["a"]


def test_another_organizations_keys_are_not_there(tenant: Desk) -> None:
    assert "secret" not in records(keys(tenant, "docs.data"))


def test_who_may_see_everything_does(dba: Desk) -> None:
    result = keys(dba, "docs.data", r"\keys+")
    assert "secret" in records(result)
    assert result.notes == ()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("nowhere", "there is no table nowhere"),
        ("docs.nothing", "docs has no column nothing"),
        ("docs.id", "id is integer, no JSON documents"),
        ("resources.name", "name is character varying(255), no JSON documents"),
        ("organizations", "organizations has no column with JSON documents"),
        ("docs.data tier=premium", r"\keys takes one table or column, and here is more: tier=premium"),
        ('"docs', 'the quotes of "docs are not closed'),
        ("a.b.c.d.e", "a.b.c.d.e: 5 names"),
        ("'docs'", "there is no table \"'docs'\""),
        ("%s", 'there is no table "%s"'),
        ("docs;--", "there is no table"),
    ],
)
def test_what_is_no_table_is_told(tenant: Desk, asked: str, says: str) -> None:
    error = tenant.feed(rf"\keys {asked}").error
    assert isinstance(error, UsageError)
    assert error.what.startswith(says)


def test_without_a_table_the_usage_is_told(tenant: Desk) -> None:
    assert tenant.feed(r"\keys").error.what == r"\keys: missing required argument"


# -- nothing, and trouble ------------------------------------------------------------------------------------------


def test_an_empty_table_says_so(dba: Desk, tenant: Desk) -> None:
    dba.feed("create table if not exists bare (org_id bigint, data jsonb); select guarded('bare');")
    assert keys(tenant, "bare").footers == ("(no documents)",)
    dba.feed("insert into bare values (42, null), (42, null);")
    assert keys(tenant, "bare").footers == ("(no documents: data is NULL in all 2 rows)",)
    assert printed(keys(tenant, "bare"), format="json") == "[]\n"
    dba.feed("drop table bare;")


def test_where_row_security_is_off_it_is_told_what_chose_the_rows(dba: Desk, tenant: Desk) -> None:
    dba.feed(
        "create table bare as select org_id, data from docs; create table lone as select data from docs;"
        " grant select on bare, lone to org_viewer;"
    )
    chosen, lone = keys(tenant, "bare"), keys(tenant, "lone")
    assert chosen.notes == ("row security is off for public.bare: rows were chosen by org_id",)
    assert "secret" not in records(chosen)
    assert lone.notes == ("nothing keeps public.lone to this organization: its rows may be of several",)
    dba.feed("drop table bare, lone;")


def test_json_that_is_no_jsonb_is_no_obstacle(tenant: Desk) -> None:
    assert list(records(keys(tenant, "broken"))) == ["a"]


def test_in_a_transaction_all_stays_as_it_was(tenant: Desk) -> None:
    tenant.feed("begin;")
    assert keys(tenant, "docs.data").title == "Keys of docs.data"
    assert isinstance(tenant.feed(r"\keys nowhere").error, UsageError)
    assert tenant.feed("show statement_timeout;").results[0].rows == [("0",)]
    assert (tenant.shell.session.in_transaction, tenant.shell.session.failed) == (True, False)
    tenant.feed("rollback;")


def test_a_failed_transaction_is_told(tenant: Desk) -> None:
    tenant.feed("begin;", "select 1/0;")
    error = tenant.feed(r"\keys docs").error
    assert isinstance(error, StatementError)
    assert error.sqlstate == "25P02"
    tenant.feed("rollback;")


def test_nothing_is_left_of_it(tenant: Desk) -> None:
    before, _, after = tenant.feed("select 1;", r"\keys docs.data", r"\p").results
    assert before.rows == [(1,)]
    assert list(after.data or ()) == [b"select 1;\n"]
    assert list(tenant.shell.history()) == []
