r"""`\each` as it is typed: who is meant, the one table, and who has no answer."""

from __future__ import annotations

import dataclasses
import os
import signal
import time
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from tests.commands.filtering import Desk
from tests.db.plainly import ctrl_c
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import Refused, StatementError, TenantshError, UnknownOrganization, UsageError
from tenantsh.model.evidence import Done, Keeping
from tenantsh.render import Options, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tenantsh.model.result import Result

_ORG = "current_setting('app.current_org_id')"


@pytest.fixture(scope="module")
def desk(platform_dsn: str) -> Iterator[Desk]:
    made = Desk(Place(Target(as_user(platform_dsn, "engineer")), PLATFORM))
    yield made
    made.shell.session.close()


def asked(desk: Desk, *lines: str) -> Result:
    said = desk.feed(*lines)
    assert not said.errors, said.errors
    return said.results[-1]


def orgs(desk: Desk, *lines: str) -> list[object]:
    return [row[0] for row in asked(desk, *lines).rows]


def test_one_table_with_the_organization_first(desk: Desk) -> None:
    found = asked(desk, rf"\each 43,42,'Initech' select {_ORG} as here, n from generate_series(1, 2) as n;")
    assert [column.name for column in found.columns] == ["org_id", "organization", "here", "n"]
    assert found.rows == [
        (43, "Globex", "43", 1),
        (43, "Globex", "43", 2),
        (42, "Acme", "42", 1),
        (42, "Acme", "42", 2),
        (7, "Initech", "7", 1),
        (7, "Initech", "7", 2),
    ]
    assert found.footers is None
    assert found.tenant is not None
    assert str(found.tenant) == "3 organizations (43,42,7)"


def test_each_is_asked_once_however_often_it_is_named(desk: Desk) -> None:
    assert orgs(desk, r"\each 42,Acme,42,'acme',(values (42)) select 1") == [42]


def test_a_name_that_looks_like_an_id_is_quoted(desk: Desk) -> None:
    assert orgs(desk, r"\each '42',42 select 1") == [99, 42]


def test_an_id_may_be_quoted_where_nobody_is_called_so(desk: Desk) -> None:
    assert orgs(desk, r"\each '43','Acme' select 1") == [43, 42]


def test_by_what_the_list_says_of_them(desk: Desk, platform_dsn: str) -> None:
    premium = orgs(desk, r"\each @plan_tier=enterprise select plan_tier from organizations")
    assert {row[2] for row in asked(desk, r"\each @plan_tier=enterprise select plan_tier from organizations").rows} == {
        "enterprise"
    }
    others = orgs(desk, r"\each --workers 4 @plan_tier!=enterprise select 1")
    assert not set(premium) & set(others)
    assert len(premium) + len(others) == 200


def test_a_file_a_query_and_variables(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "those.txt"
    file.write_text("# those\n43\n\n'Acme'\n", encoding="utf-8")
    assert orgs(desk, rf"\each @{file} select 1") == [43, 42]
    assert orgs(desk, r"\each (select n from generate_series(42, 43) as n) select 1") == [42, 43]
    assert orgs(desk, r"\set those 43,Acme", r"\each :those select 1") == [43, 42]


def test_variables_stand_in_the_query_that_lists_them_too(desk: Desk) -> None:
    assert orgs(desk, r"\set upto 43", r"\each (select n from generate_series(42, :upto) as n) select 1") == [42, 43]
    assert orgs(desk, r"\each (select :'upto') select 1") == [43]


def test_files_as_others_write_them(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "those.txt"
    file.write_bytes(b"\xef\xbb\xbf42\r\n\r\n# ours\r\n'Acme'\r43")
    assert orgs(desk, rf"\each @{file} select 1") == [42, 43]
    file.write_bytes("a\u2028b\n".encode())
    assert r"a\u2028b" in str(desk.feed(rf"\each @{file} select 1").error)
    file.write_bytes(b"42\0\x80")
    assert "no text in UTF-8" in str(desk.feed(rf"\each @{file} select 1").error)


def test_very_many_names_are_looked_up_at_once(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "those.txt"
    file.write_text("'Acme'\n" * 200_000)
    began = time.monotonic()
    assert orgs(desk, rf"\each @{file} select 1") == [42]
    assert time.monotonic() - began < 4


def test_the_query_buffer_and_the_statement_before(desk: Desk) -> None:
    assert orgs(desk, "select 1", r"as one \each 42,43") == [42, 43]
    assert orgs(desk, "select 1;", r"\each 42,43") == [42, 43]
    assert asked(desk, r"\set n 5", r"\each 42 select :n + 1").rows == [(42, "Acme", 6)]


def test_values_that_are_bound(desk: Desk) -> None:
    if desk.shell.session.server_version >= 160000:
        assert asked(desk, r"select $1::int + 1 \bind 5 \each 42,43").rows[1] == (43, "Globex", 6)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (r"\each", "missing required argument"),
        (r"\each nobody select 1", 'no organization "nobody"'),
        (r"\each Acm select 1", "did you mean Acme (42)?"),
        (r"\each @nothing=1 select 1", 'not listed by "nothing"'),
        (r"\each @plan_tier=nothing select 1", "no organization is meant"),
        (r"\each @/nowhere/at/all select 1", "No such file"),
        (r"\each @/tmp select 1", "directory"),
        (r"\each @/dev/zero select 1", "too large"),
        (r"\each :nobody select 1", "no variable is called nobody"),
        (r"\each --workers 0 42 select 1", "--workers 0: a number from 1 to 16"),
        (r"\each --workers 99 42 select 1", "--workers 99"),
        (r"\each --workers 1.5 42 select 1", "whole number"),
        (r"\each --timeout x 42 select 1", "--timeout x"),
        (r"\each --timeout nan 42 select 1", "--timeout nan"),
        (r"\each (select 1 where false) select 1", "no organization is meant"),
        (r"\each (begin) select 1", "syntax error"),
        (r"\each (select 1/0) select 1", "division by zero"),
        (r"\each 42 delete from resources", "nothing is done to them"),
        (r"\each 42 select 1; select 2", "2 statements in one"),
        (r"\each 42 selec 1", "syntax error"),
    ],
)
def test_what_is_wrong_is_said_in_words(desk: Desk, line: str, words: str) -> None:
    said = desk.feed(line)
    assert not desk.shell.session.in_transaction
    assert len(said.errors) == 1
    assert words in str(said.errors[0])


def test_a_variable_that_names_itself(desk: Desk) -> None:
    said = desk.feed(r"\set loop :loop", r"\set loop ':loop'", r"\each :loop select 1")
    assert "names itself" in str(said.errors[-1])


def test_who_has_no_answer_is_told_by_name_and_is_an_error(desk: Desk) -> None:
    said = desk.feed(rf"\each 42,9999,43 select 1 / ({_ORG}::int - 43)")
    found, error = said.outcomes
    assert not isinstance(found, TenantshError)
    assert isinstance(error, TenantshError)
    assert error.what == "2 of 3 organizations have no answer"
    assert found.rows == [(42, "Acme", -1)]
    assert found.notes == ('9999: no organization "9999"', "Globex (43): 22012 division by zero")
    assert found.footers == ("(1 row)", "2 of 3 organizations have no answer")
    assert found.parts[0].rows == [
        ("9999", None, None, 'no organization "9999"'),
        ("43", "Globex", "22012", "division by zero"),
    ]


def test_where_nobody_has_an_answer_there_is_no_table(desk: Desk) -> None:
    desk.told.clear()
    said = desk.feed(r"\each 9998,9999 select 1")
    assert said.error.what == "2 of 2 organizations have no answer"
    assert any("9998" in line for line in desk.told)
    assert any("9999" in line for line in desk.told)


def test_pieces_are_read_once_and_in_order(desk: Desk) -> None:
    desk.feed(r"\set FETCH_COUNT 3")
    sizes: list[int] = []
    rows: list[tuple[str | None, ...]] = []
    for outcome in desk.shell.feed([r"\each 42,9999,43 select n from generate_series(1, 5) as n" + "\n"]):
        if isinstance(outcome, TenantshError):
            assert outcome.what == "1 of 3 organizations has no answer"
            continue
        assert outcome.cells is not None
        assert outcome.at_a_time == 3
        for batch in outcome.cells.text():
            sizes.append(len(batch))
            rows += batch
    desk.feed(r"\unset FETCH_COUNT")
    assert sizes == [3, 3, 3, 1]
    assert [(row[0], row[2]) for row in rows] == [(org, str(n)) for org in ("42", "43") for n in range(1, 6)]


def test_an_open_transaction_is_left_alone_and_not_seen(desk: Desk) -> None:
    said = desk.feed("begin;", r"\each 42,43 select 1", "commit;")
    (found,) = [one for one in said.results if one.cells is not None]
    assert any("open transaction" in note for note in found.notes)
    failed = desk.feed("begin;", "select 1/0;", r"\each 42,43 select 1", "rollback;")
    assert [type(error) for error in failed.errors] == [StatementError]
    assert any(len(one) == 2 for one in failed.outcomes if not isinstance(one, TenantshError))


def test_reasons_are_for_these_organizations(platform_dsn: str) -> None:
    keeping = Keeping(least_reason=10)
    place = dataclasses.replace(Place(Target(as_user(platform_dsn, "engineer")), PLATFORM), keeping=keeping)
    desk = Desk(place)
    desk.shell.tenant_session.reason = "a reason for Acme alone"
    heard: list[Done] = []
    desk.shell.tenant_session.on_done = heard.append
    said = desk.feed(r"\each 42,43 select 1")
    assert isinstance(said.error, UsageError)
    assert "wants a reason" in said.error.what
    assert orgs(desk, r"\each --reason 'invoice run 2026-11' 42,43 select 1") == [42, 43]
    assert [done.reason for done in heard] == ["invoice run 2026-11"] * 2
    assert [done.tenant and done.tenant.org for done in heard] == ["42", "43"]
    desk.shell.session.close()


def test_a_plain_connection_has_no_organizations(platform_dsn: str) -> None:
    desk = Desk(Place(Target(platform_dsn), PLATFORM), None)
    assert isinstance(desk.feed(r"\each 42 select 1").error, UsageError)
    desk.shell.session.close()


def test_without_a_list_ids_are_what_can_be_named(platform_dsn: str) -> None:
    convention = dataclasses.replace(PLATFORM, find_organizations=None, list_organizations=None)
    desk = Desk(Place(Target(as_user(platform_dsn, "engineer")), convention))
    assert orgs(desk, r"\each 42,43 select 1") == [42, 43]
    assert "has no list of organizations" in str(desk.feed(r"\each @all select 1").error)
    assert isinstance(desk.feed(r"\each nobody select 1").errors[0], TenantshError)
    desk.shell.session.close()


def test_a_convention_without_list_organizations_lists_what_it_finds(platform_dsn: str) -> None:
    convention = dataclasses.replace(PLATFORM, list_organizations=None)
    desk = Desk(Place(Target(as_user(platform_dsn, "engineer")), convention))
    assert orgs(desk, r"\each Acme,Globex select 1") == [42, 43]
    assert isinstance(desk.feed(r"\each Akme select 1").error, UnknownOrganization)
    desk.shell.session.close()


def test_hostile_names_command_no_terminal(desk: Desk) -> None:
    found = desk.feed(r"\each 113 select 1/0")
    desk.told.clear()
    assert found.errors
    said = desk.feed(r"\each 113,42 select 1 / (case when " + _ORG + " = '113' then 0 else 1 end)")
    results = [one for one in said.outcomes if not isinstance(one, TenantshError)]
    assert "\x1b" not in "".join(results[0].notes)


def test_what_a_session_lets_through_is_refused_here(platform_dsn: str) -> None:
    place = Place(Target(as_user(platform_dsn, "engineer")), PLATFORM, allowed=frozenset({"runs-text"}))
    desk = Desk(place)
    asks = "select count(*) = 9 from ts_stat('select ' || '''a''::tsvector')"
    assert desk.feed(f"{asks};").rows == [(False,)]
    error = desk.feed(rf"\each 42,43 {asks}").error
    assert isinstance(error, Refused)
    assert r"\org opens that organization's own session" in str(error)
    assert "--allow" not in str(error)
    desk.shell.session.close()


def test_ctrl_c_while_organizations_are_listed_is_a_cancel(platform_dsn: str) -> None:
    convention = dataclasses.replace(
        PLATFORM, list_organizations="select '42' as org, 'Acme' as name from pg_sleep(20)"
    )
    desk = Desk(Place(Target(as_user(platform_dsn, "engineer")), convention))
    with pytest.raises(KeyboardInterrupt), ctrl_c(0.5):
        desk.feed(r"\each @all select 1")
    assert desk.feed("select 1;").rows == [(1,)]
    desk.shell.session.close()


def test_the_first_ctrl_c_stops_printing(desk: Desk) -> None:
    shown: list[str | None] = []
    errors: list[TenantshError] = []
    desk.told.clear()
    desk.feed(r"\set FETCH_COUNT 100")
    for outcome in desk.shell.feed([r"\each 42,43,7 select n from generate_series(1, 20000) as n" + "\n"]):
        if isinstance(outcome, TenantshError):
            errors.append(outcome)
            continue
        assert outcome.cells is not None
        for batch in outcome.cells.text():
            if not shown:
                time.sleep(0.5)  # all have answered
                os.kill(os.getpid(), signal.SIGINT)
            shown += [row[0] for row in batch]
    desk.feed(r"\unset FETCH_COUNT")
    assert set(shown) == {"42"}
    assert len(shown) < 1000
    assert [error.what for error in errors] == ["3 answers are not shown to the end (Ctrl-C)"]
    assert desk.told == ["note: not shown to the end (Ctrl-C): Acme (42), Globex (43), Initech (7)"]
    assert desk.feed("select 1;").rows == [(1,)]


def test_what_writes_is_told_once(desk: Desk) -> None:
    desk.told.clear()
    error = desk.feed(r"\each @all select * from resources for update").error
    assert isinstance(error, StatementError)
    assert error.sqlstate == "25006"
    assert not desk.told


def test_what_all_say_alike_is_one_line(desk: Desk) -> None:
    desk.told.clear()
    said = desk.feed(r"\each @plan_tier=enterprise select 1/0")
    total = len(orgs(desk, r"\each @plan_tier=enterprise select 1"))
    assert said.error.what == f"{total} of {total} organizations have no answer"
    (line,) = desk.told
    assert line.startswith(f"note: {total} organizations: 22012 division by zero (")
    assert line.endswith(f" and {total - 5} more)")


def test_a_person_is_asked_where_she_is_a_member(platform_dsn: str) -> None:
    desk = Desk(Place(Target(as_user(platform_dsn, "engineer")), PLATFORM))
    listed = orgs(desk, r"\each @all select 1")
    desk.feed(r"\as alice@acme.com")
    hers = asked(desk, r"\each @all select current_user")
    assert {42, 43} <= {row[0] for row in hers.rows} < set(listed)
    left = len(listed) - len(hers.rows)
    assert hers.notes == (f"{left} of 200 organizations are left out: alice@acme.com is no member there",)
    named = desk.feed(r"\each 42,44,7 select 1")
    found, error = named.outcomes
    assert isinstance(error, TenantshError)
    assert not isinstance(found, TenantshError)
    (note,) = found.notes
    assert note.startswith("alice@acme.com is not a member of 2 organizations: ")
    assert [row[0] for row in found.parts[0].rows] == ["44", "7"]
    desk.shell.session.close()


@pytest.mark.parametrize(
    ("options", "whole"),
    [
        (Options(), False),
        (Options(format="wrapped", columns=300), False),
        (Options(expanded="on"), False),
        (Options(format="csv"), True),
        (Options(format="json"), True),
        (Options(format="unaligned"), True),
    ],
)
@pytest.mark.parametrize("fetch_count", [0, 2])
def test_long_names_make_no_wide_tables(platform_dsn: str, options: Options, whole: bool, fetch_count: int) -> None:
    convention = dataclasses.replace(PLATFORM, organization="select :org::text as org, repeat('x', 255) as name")
    desk = Desk(Place(Target(as_user(platform_dsn, "engineer")), convention))
    desk.feed(rf"\set FETCH_COUNT {fetch_count}")
    out = StringIO()
    for outcome in desk.shell.feed([r"\each 42,43 select n from generate_series(1, 2) as n" + "\n"]):
        assert not isinstance(outcome, TenantshError)
        write(outcome, options, out)
    assert ("x" * 255 in out.getvalue()) is whole
    assert ("x" * 39 + "…" in out.getvalue()) is not whole
    desk.shell.session.close()
