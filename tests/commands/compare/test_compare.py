r"""`\compare`: two organizations' answers side by side, for people and for programs."""

from __future__ import annotations

import dataclasses
import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from tests.commands.filtering import Desk
from tests.db.plainly import ctrl_c
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.db.plans.explaining import plan_in
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import Refused, SessionClosed, StatementError, TenantshError, UnknownOrganization, UsageError
from tenantsh.model.evidence import Keeping
from tenantsh.render import Options, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

    from tenantsh.model.result import Result

VALUES = "(values (42, 1, 'a', 5), (42, 2, 'b', 6), (42, 3, 'c', 7), (43, 1, 'a', 5), (43, 2, 'B', 6), (43, 4, 'd', 8))"
MINE = f"select id, name, n from {VALUES} v (org, id, name, n) where org = current_setting('app.current_org_id')::int"


@pytest.fixture
def place(platform_dsn: str) -> Place:
    return Place(Target(as_user(platform_dsn, "engineer")), PLATFORM)


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    made = Desk(place)
    yield made
    made.shell.session.close()


def compare(desk: Desk, line: str) -> Result:
    (found,) = desk.feed(rf"\compare {line}").results
    return found


def summary(found: Result) -> dict[str, str]:
    return dict(found.parts[0].rows)


def page(found: Result, width: int = 0) -> str:
    out = StringIO()
    write(found, Options(columns=width), out)
    return out.getvalue()


def test_one_row_for_each_difference(desk: Desk) -> None:
    found = compare(desk, f"--on id 42 43 {MINE}")
    assert found.rows == [
        ("changed", {"id": 2}, "name", {"name": "b"}, {"name": "B"}),
        ("only here", {"id": 3}, None, {"id": 3, "name": "c", "n": 7}, None),
        ("only there", {"id": 4}, None, None, {"id": 4, "name": "d", "n": 8}),
    ]
    assert summary(found)["rows"] == (
        "3 in Acme (42), 3 in Globex (43): 1 the same, 1 changed, 1 only in Acme (42), 1 only in Globex (43)"
    )
    assert summary(found)["plans"].startswith("the same")
    assert found.cells is not None
    assert json.loads(next(iter(found.cells.text()))[0][1] or "") == {"id": 2}


def test_the_page_shows_whose_is_what(desk: Desk) -> None:
    shown = [" ".join(line.split()) for line in page(compare(desk, f"--on id 42,43 {MINE}")).splitlines()]
    for line in (
        "Difference | id | Column | Acme (42) | Globex (43)",
        "changed | 2 | name | b | B",
        "only in Acme (42) | 3 | | name: c, n: 7 |",
        "Told apart by: id, as --on says.",
    ):
        assert line in shown


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("select type, count(*) from resources group by type", "type, what it is grouped by"),
        ("select count(*), r.type as t from resources r group by r.type", "t, what it is grouped by"),
        ("select count(*), lower(type) from resources group by 2", "lower, what it is grouped by"),
        ("select lower(type), count(*) from resources group by lower(type)", "lower, what it is grouped by"),
        ("select count(*) from resources", "one row each"),
        ("select resource_id, name from resources", "resource_id, the key of what it reads"),
        ("select org_id, user_id, role from org_members", "user_id, the key of what it reads"),
        ("select role, user_id as u from org_members", "u, the key of what it reads"),
        ("select org_id as whose, name from organizations", "one row each"),
        ("select name from resources", "all of their columns, as no key is known (--on COLUMN,… says one)"),
        (
            "select count(*) from resources group by type",
            "all of their columns, as no key is known (--on COLUMN,… says one)",
        ),
    ],
)
def test_what_tells_rows_apart(desk: Desk, query: str, told: str) -> None:
    assert summary(compare(desk, f"42 43 {query}"))["told apart by"] == told


def test_whose_a_row_is_is_not_compared(desk: Desk) -> None:
    found = compare(desk, "42 43 select org_id, user_id, role from org_members")
    assert summary(found)["not compared"] == "org_id, which says whose a row is"
    assert all(not columns or columns == "role" for _, _, columns, _, _ in found.rows)
    (counted,) = desk.feed("select count(*) from org_members;").rows
    assert summary(found)["rows"].startswith(f"{counted[0]} in Acme (42)")


def test_keys_of_which_none_is_in_both_are_told(desk: Desk) -> None:
    found = compare(desk, "42 43 select resource_id, name from resources")
    assert "no key of one is in the other" in summary(found)["hint"]


def test_plans_that_differ_are_shown_step_by_step(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[dict[str, object]] = []

    def plans(text: str) -> dict[str, object]:
        """What the server says; that it goes another way for the second organization cannot be had for certain."""
        plan = plan_in(text)
        found.append(plan)
        scan = {
            "Node Type": "Seq Scan",
            "Schema": "public",
            "Relation Name": "resources",
            "Filter": f"(a = {len(found)})",
        }
        plan["Plan"] = {"Node Type": "Limit", "Plans": [scan]} if len(found) == 1 else scan
        return plan

    monkeypatch.setattr("tenantsh.db.each.asking.plan_in", plans)
    shown = page(compare(desk, "42 43 select 1"))
    assert "Plans: they differ: " in shown
    assert "- Limit" in shown or "+ Limit" in shown  # whoever was asked first
    assert "on public.resources (Filter: (a = ?))" in shown


@pytest.mark.parametrize(
    "query", ["explain select 1", "show app.current_org_id", "values (1)", "table users", "select"]
)
def test_all_that_reads_can_be_compared(desk: Desk, query: str) -> None:
    assert compare(desk, f"42 43 {query}").parts


def test_it_is_a_name_a_reason_and_the_last_statement_too(desk: Desk) -> None:
    desk.feed("select 1 as one;")
    assert compare(desk, "--reason x 'Globex' Acme").rows == []
    assert summary(compare(desk, "43 42"))["rows"] == "1 in Globex (43), 1 in Acme (42): the same"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "42",
        "42 42 select 1",
        "42,43,44 select 1",
        "@all select 1",
        "--on 42 43 select 1",
        "--on x 42 43 select 1 as y",
        "--on 0 42 43 select 1 as y",
        "--on '' 42 43 select 1 as y",
        "--on y 42 43 select 1 as y, 2 as y",
        "--nothing 42 43 select 1",
        "--timeout -1 42 43 select 1",
        "42 (select 43 select 1",
    ],
)
def test_what_is_no_comparison_is_told(desk: Desk, line: str) -> None:
    assert isinstance(desk.feed(rf"\compare {line}").error, UsageError | UnknownOrganization)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("42 99999 select 1", 'no organization "99999"'),
        ("42 nobody select 1", "nobody"),
        ("42 43 select 1/0", "Acme (42) and Globex (43): division by zero"),
        ("--timeout 0.2 42 43 select pg_sleep(9)", "statement timeout"),
        ("42 43 delete from resources", "nothing is done to them"),
        ("42 43 selec", "syntax error"),
        ("42 43 select 1 / (current_setting('app.current_org_id')::int - 43)", "Globex (43): division by zero"),
        ("42 43 select 1; select 2", ""),
        ("42 43 select set_config('app.current_org_id', '43', true)", "would leave this organization"),
    ],
)
def test_what_goes_wrong_is_told_and_the_session_stays(desk: Desk, line: str, words: str) -> None:
    error = desk.feed(rf"\compare {line}").error
    assert isinstance(error, TenantshError)
    assert words in str(error)
    assert desk.feed("select 1;").rows == [(1,)]


def test_what_writes_is_said_once(place: Place) -> None:
    desk = Desk(place, role="org_member")
    error = desk.feed(r"\compare 42 43 select * from resources for update").error
    assert isinstance(error, StatementError)
    assert error.sqlstate == "25006"
    assert "Acme" not in str(error)
    desk.shell.session.close()


def test_what_a_session_lets_through_is_refused_here(place: Place) -> None:
    desk = Desk(dataclasses.replace(place, allowed=frozenset({"runs-text"})))
    asks = "select count(*) = 9 from ts_stat('select ' || '''a''::tsvector')"
    assert desk.feed(f"{asks};").rows == [(False,)]
    error = desk.feed(rf"\compare 42 43 {asks}").error
    assert isinstance(error, Refused)
    assert r"\org opens that organization's own session" in str(error)
    desk.shell.session.close()


def test_ctrl_c_while_organizations_are_listed_is_a_cancel(place: Place) -> None:
    convention = dataclasses.replace(
        PLATFORM, list_organizations="select '42' as org, 'Acme' as name from pg_sleep(20)"
    )
    desk = Desk(dataclasses.replace(place, convention=convention))
    with pytest.raises(KeyboardInterrupt), ctrl_c(0.5):
        desk.feed(r"\compare Acme Globex select 1")
    assert desk.feed("select 1;").rows == [(1,)]
    desk.shell.session.close()


def test_an_open_transaction_stays_and_a_failed_one(desk: Desk) -> None:
    desk.feed("begin;")
    assert any("open transaction" in note for note in compare(desk, "42 43 select 1").notes)
    desk.feed("select 1/0;")
    assert compare(desk, "42 43 select 1").rows == []
    assert desk.shell.session.failed


def test_a_person_is_asked_as_in_both(desk: Desk) -> None:
    desk.feed(r"\as alice@acme.com")
    found = compare(desk, "42 43 select current_user as role")
    assert found.rows[0][3:] == ({"role": "org_admin"}, {"role": "org_viewer"})
    error = desk.feed(r"\compare 42 44 select 1").error
    assert "alice@acme.com is not a member of organization 44" in str(error)


def test_the_log_has_both(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    desk = Desk(dataclasses.replace(place, keeping=Keeping(path=str(log))))
    compare(desk, "42 43 select 1")
    desk.shell.session.close()
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [entry["org"] for entry in entries if entry.get("how") == "each"] == ["42", "43"]


def test_nothing_masked_is_shown(place: Place) -> None:
    desk = Desk(dataclasses.replace(place, masking={"users.email": "email"}))
    for line in ("--on 1 42 43 select user_id, email from users", "42 43 select email from users", "42 43 table users"):
        found = compare(desk, line)
        told = f"{found.rows} {page(found)} {found.notes} {found.parts[0].rows}"
        assert "alice@" not in told
        assert "users.email" in summary(found)["masked"]
    desk.shell.session.close()


def test_a_plain_connection_has_no_organizations(platform_dsn: str) -> None:
    desk = Desk(Place(Target(as_user(platform_dsn, "engineer")), PLATFORM), None)
    assert isinstance(desk.feed(r"\compare 42 43 select 1").error, UsageError)
    desk.shell.session.close()


def test_a_session_that_was_closed_asks_nobody(desk: Desk) -> None:
    desk.feed(r"\as nobody@acme.com")
    assert isinstance(desk.feed(r"\compare 42 43 select 1").error, SessionClosed)


def test_values_are_bound(desk: Desk) -> None:
    if desk.shell.psql_major < 16:
        pytest.skip(r"\bind came with psql 16")
    (found,) = desk.feed(r"select $1::int as n \bind 7 \compare 42 43").results
    assert summary(found)["rows"] == "1 in Acme (42), 1 in Globex (43): the same"


def test_names_come_as_they_are_and_command_no_terminal(desk: Desk) -> None:
    found = compare(desk, "--on name 42 43 select name, type from resources")
    assert "\x1b" not in page(found)
    assert isinstance(desk.feed(r"\compare 42 43 select 1 as").outcomes, list)
    assert isinstance(desk.feed(r"\compare 42 43 copy users to stdout").error, (Refused, StatementError))


@pytest.mark.newest
@pytest.mark.pool_size(2)
def test_through_a_pooler_each_has_a_moment_of_its_own(pgbouncer: Bouncer, platform_dsn: str) -> None:
    del platform_dsn  # which makes the database
    desk = Desk(Place(Target(pgbouncer.dsn("platform", "engineer")), PLATFORM))
    desk.feed(r"\as alice@acme.com")
    found = compare(desk, "42 43 select current_user as role, current_setting('app.current_user_id')")
    assert found.rows == [("changed", None, "role", {"role": "org_admin"}, {"role": "org_viewer"})]
    assert any("a pooler is in between" in note for note in found.notes)
    desk.feed(r"\as")
    assert desk.feed("select current_user;").rows == [("org_viewer",)]
    desk.shell.session.close()


@pytest.mark.newest
def test_a_standby_is_as_good(standby: Cluster, pg: Cluster, platform_dsn: str) -> None:
    del platform_dsn
    pg.catch_up()
    desk = Desk(Place(Target(standby.dsn("platform", "engineer")), PLATFORM))
    desk.feed(r"\as alice@acme.com")
    assert summary(compare(desk, "42 43 select user_id, role from org_members"))["told apart by"].startswith("user_id")
    desk.shell.session.close()
