"""Many organizations asked: each in its own scope and on its own connection, and all at one moment."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

import pytest
from tests.db.each.rounds import HERE, answers, around, rows, tenant_of
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import (
    ContextDrift,
    Refused,
    StatementError,
    TenantshError,
    UnknownOrganization,
    UnknownPerson,
)
from tenantsh.model.evidence import Done, Verdict

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.each import Answer

_COUNT = "select count(*), min(org_id), max(org_id) from things"


def test_each_answers_for_itself_in_the_order_that_was_asked_for(small: Small) -> None:
    found = answers(small, ["43", "42", "7"], _COUNT, workers=3)
    assert [(answer.tenant.org, answer.tenant.name) for answer in found] == [
        ("43", "Acme Labs"),
        ("42", "Acme"),
        ("7", "Delta"),
    ]
    assert [rows(answer) for answer in found] == [[(7, 43, 43)], [(10, 42, 42)], [(0, None, None)]]


def test_no_connection_is_used_for_two_organizations_and_none_is_left(small: Small) -> None:
    found = answers(small, ["42", "43", "44"] * 4, "select pg_backend_pid()", workers=2)
    pids = [rows(answer)[0][0] for answer in found]
    assert len(set(pids)) == 12
    listed = ", ".join(map(str, pids))
    ends = time.monotonic() + 10  # a server takes note of a closed connection when it comes to it
    while left := small.admin(f"select pid from pg_stat_activity where pid in ({listed})"):
        assert time.monotonic() < ends, left
        time.sleep(0.02)


def test_all_are_asked_at_one_moment(fresh: Small) -> None:
    asks = "select pg_current_snapshot()::text, (select count(*) from things)" + " " * 3
    with around(fresh.place(), ["42"] * 60, asks, workers=1) as asked:
        assert asked.alone is None
        seen = []
        for at, answer in enumerate(asked):
            if at == 0:
                fresh.admin("insert into things (org_id, name) values (42, 'later')")
            seen += rows(answer)
    assert len(seen) == 60
    assert {count for _, count in seen} == {10}
    assert len({snapshot for snapshot, _ in seen}) == 1


def test_each_at_a_moment_of_its_own_where_that_is_wanted(fresh: Small) -> None:
    with around(fresh.place(), ["42"] * 60, "select count(*) from things", workers=1, shared=False) as asked:
        assert asked.alone
        seen = []
        for at, answer in enumerate(asked):
            if at == 0:
                fresh.admin("insert into things (org_id, name) values (42, 'later')")
            seen += rows(answer)
    assert seen[0] == (10,)
    assert seen[-1] == (11,)


def test_one_that_is_not_there_has_no_answer_and_the_others_have(small: Small) -> None:
    found = answers(small, ["42", "9999", "no id", "43"], _COUNT)
    assert [type(answer.error) for answer in found] == [
        type(None),
        UnknownOrganization,
        UnknownOrganization,
        type(None),
    ]
    assert 'no organization "9999"' in str(found[1].error)


def test_one_that_disappears_in_the_middle_is_told_of(fresh: Small) -> None:
    orgs = ["42"] * 40 + ["7", "43"]
    with around(fresh.place(), orgs, "select count(*) from things", workers=1, shared=False) as asked:
        found: list[Answer] = []
        for answer in asked:
            if not found:
                fresh.admin("delete from orgs where org_id = 7")
            found.append(answer)
    assert isinstance(found[40].error, UnknownOrganization)
    assert rows(found[41]) == [(7,)]


def test_an_error_is_one_organization_s(small: Small) -> None:
    found = answers(small, ["42", "43"], "select 1 / (current_setting('app.current_org_id')::int - 43)")
    assert rows(found[0]) == [(-1,)]
    error = found[1].error
    assert isinstance(error, StatementError)
    assert error.sqlstate == "22012"
    assert found[1].tenant.name == "Acme Labs"


def test_each_has_its_time(small: Small) -> None:
    slow = "select case when current_setting('app.current_org_id') = '43' then pg_sleep(20)::text end"
    found = answers(small, ["42", "43", "7"], slow, seconds=0.3)
    error = found[1].error
    assert isinstance(error, StatementError)
    assert error.sqlstate == "57014"
    assert found[0].error is found[2].error is None


def test_values_go_beside_the_statement(small: Small) -> None:
    found = answers(small, ["42", "43"], "select count(*) from things where name like $1 || '%'", params=("theirs",))
    assert [rows(answer) for answer in found] == [[(0,)], [(7,)]]


@pytest.mark.parametrize(
    "sql",
    [
        "delete from things",
        "select 1; select 2",
        "begin",
        "set search_path = x",
        "copy things to stdout",
        "prepare x as select 1",
        "select set_config('app.current_org_id', '43', true)",
        "select peek()",
        "call nothing()",
        "explain analyze delete from things; select 1",
    ],
)
def test_what_is_no_question_is_refused_before_anybody_is_asked(small: Small, sql: str) -> None:
    with pytest.raises(Refused):
        answers(small, ["42", "43"], sql)


@pytest.mark.parametrize(("sql", "state"), [("selec 1", "42601"), ("select x", "42703"), ("table nowhere", "42P01")])
def test_what_is_wrong_everywhere_is_said_once_with_its_place(small: Small, sql: str, state: str) -> None:
    with pytest.raises(StatementError) as raised:
        answers(small, ["42", "43"], sql)
    assert raised.value.sqlstate == state
    assert raised.value.fields["statement_position"]


@pytest.mark.parametrize(
    "sql",
    [
        "with gone as (delete from things returning 1) select count(*) from gone",
        "select * from things for update",
        "explain analyze delete from things",
    ],
)
def test_nothing_is_written_and_it_is_said_once(small: Small, sql: str) -> None:
    heard: list[Done] = []
    with (
        around(small.place(), ["9999", *["42", "43"] * 30], sql, workers=2, on_done=heard.append) as asked,
        pytest.raises(StatementError) as raised,
    ):
        list(asked)
    assert raised.value.sqlstate == "25006"
    assert "read only" in str(raised.value.why)
    assert 2 <= len(heard) < 60
    assert len(heard) + len(asked.left) == 61


@pytest.mark.parametrize(
    ("rule", "sql"),
    [
        ("context-function", "select peek()"),
        ("runs-text", "select query_to_xml('select ' || 1, true, true, '')"),
        ("context-function", "table planted_view"),
    ],
)
def test_what_may_be_let_through_in_a_session_is_not_here(small: Small, rule: str, sql: str) -> None:
    place = dataclasses.replace(small.place(), allowed=frozenset({rule}))
    with pytest.raises(Refused) as raised:
        around(place, ["42", "43"], sql)
    assert raised.value.rule == rule
    assert r"\org" in str(raised.value.hint)
    assert "--allow" not in str(raised.value)


def _unseen(fresh: Small, function: str) -> None:
    """Put a function where the guard does not see it."""
    fresh.admin(f"create domain unseen as int check ({function}() is not null)")


def test_a_drift_withholds_the_rows(fresh: Small) -> None:
    _unseen(fresh, "switch")
    with around(fresh.place(), ["42", "43"], "select 1::unseen") as asked:
        found = list(asked)
    assert isinstance(found[0].error, ContextDrift)
    assert found[0].result is None


def test_each_is_on_record_before_its_rows_are_given(small: Small) -> None:
    heard: list[Done] = []
    sql = "select 1 / (current_setting('app.current_org_id')::int - 43)"
    with around(small.place(), ["42", "43"], sql, on_done=heard.append, session_id="one", reason="case 12") as asked:
        for at, _ in enumerate(asked):
            assert len(heard) == at + 1
    told = [(done.tenant and done.tenant.org, done.verdict, done.how, done.rows, done.reason) for done in heard]
    assert told == [("42", Verdict.DONE, "each", 1, "case 12"), ("43", Verdict.FAILED, "each", None, "case 12")]
    assert {done.session for done in heard} == {"one"}


def test_what_cannot_be_put_on_record_is_not_given(small: Small) -> None:
    def full(_done: Done) -> None:
        raise TenantshError("the evidence log cannot be written")

    with around(small.place(), ["42", "43"], _COUNT, on_done=full) as asked, pytest.raises(TenantshError):
        next(iter(asked))


def test_plans_come_with_the_rows_where_they_are_wanted(small: Small) -> None:
    (found,) = answers(small, ["42"], _COUNT, plans=True)
    assert found.plan is not None
    assert found.plan["Node Type"] == "Aggregate"


def test_long_answers_are_whole(small: Small) -> None:
    wide = "select n, repeat('x', 100) from generate_series(1, 30000) as n"
    for answer in answers(small, ["42", "43", "44"], wide, workers=2):
        assert answer.result is not None
        assert len(answer.result) == 30_000
        assert [row[0] for row in answer.result.rows] == list(range(1, 30_001))


def test_notices_are_told_with_their_organization(fresh: Small) -> None:
    fresh.admin(
        "create function hello() returns int language plpgsql as"
        " $$ begin raise notice 'hello %', current_setting('app.current_org_id'); return 1; end $$"
    )
    found = answers(fresh, ["42", "43"], "select hello()")
    assert [notice.text for answer in found for notice in answer.notices] == [
        "NOTICE:  hello 42\n",
        "NOTICE:  hello 43\n",
    ]


def test_notices_of_a_drift_are_withheld_with_its_rows(fresh: Small) -> None:
    _unseen(fresh, "whisper")
    with around(fresh.place(), ["42"], "select 1::unseen") as asked:
        (found,) = asked
    assert isinstance(found.error, ContextDrift)
    assert not found.notices


def test_a_role_that_was_named_holds_everywhere_and_nobody_writes(small: Small) -> None:
    present = dataclasses.replace(HERE, role="small_member")
    found = answers(small, ["43"], "select current_user::text", present=present)
    assert rows(found[0]) == [("small_member",)]
    writer = dataclasses.replace(HERE, role="small_member", write=True)
    assert rows(answers(small, ["43"], "select current_user::text", present=writer)[0]) == [("small_viewer",)]


def test_a_person_s_own_role_counts_in_each_and_nowhere_else(platform_dsn: str, small: Small) -> None:
    place = Place(Target(as_user(platform_dsn, "support")), PLATFORM)
    ((email, listed),) = small.pg.run(
        "select u.email, string_agg(m.org_id::text, ',' order by m.org_id) from users u"
        " join org_members m using (user_id) join organizations o using (org_id)"
        " where u.deleted_at is null and o.deleted_at is null"
        " group by u.email having count(*) > 1 and count(distinct m.role) > 1 order by 1 limit 1",
        "platform",
    )
    ids = str(listed).split(",")
    present = tenant_of(place, ids[0], user=str(email))
    asks = "select current_user::text, current_setting('app.current_user_id')"
    outside = "42" if "42" not in ids else "43" if "43" not in ids else "7"
    with around(place, [*ids, outside], asks, present=present) as asked:
        found = list(asked)
    assert {answer.tenant.role for answer in found[:-1]} == {rows(answer)[0][0] for answer in found[:-1]}
    assert len({answer.tenant.role for answer in found[:-1]}) > 1
    assert present.person is not None
    assert {rows(answer)[0][1] for answer in found[:-1]} == {present.person.user_id}
    assert isinstance(found[-1].error, UnknownPerson)
