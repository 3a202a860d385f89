"""As whom a case is replayed, and what a file that somebody else has written can make of it: nothing but a verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.cases.made import recorded
from tests.pgcluster import as_user

from tenantsh.cases.replaying import Replay, wanted_of
from tenantsh.db.connect import Target
from tenantsh.db.looks import look
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.case import Parameter, Verdict
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import ConnectError, UnsafeLogin

if TYPE_CHECKING:
    from tenantsh.cases.replaying import Replayed
    from tenantsh.db.session import Session
    from tenantsh.model.case import Recorded

KEY = b"k" * 32
ACME = Wanted("42", role="org_viewer")


class Desk:
    """Records statements, and replays them."""

    def __init__(self, dsn: str) -> None:
        self.place = Place(Target.asking(as_user(dsn, "engineer"), None), PLATFORM)
        self.opened: list[Wanted] = []

    def open(self, wanted: Wanted) -> Session:
        self.opened.append(wanted)
        return open_session(self.place, wanted)

    def record(self, sql: str, *parameters: Parameter, wanted: Wanted = ACME) -> Recorded:
        with open_session(self.place, wanted) as session:
            return recorded(sql, parameters=parameters, look=look(session, sql, parameters, key=KEY))

    def replay(self, *entries: Recorded, key: bytes | None = KEY) -> list[Replayed]:
        with Replay(self.open, key, "c-1") as replay:
            return list(replay.each(entries))


@pytest.fixture
def desk(platform_dsn: str) -> Desk:
    return Desk(platform_dsn)


def verdict(replayed: Replayed) -> Verdict:
    assert replayed.compared is not None
    return replayed.compared.verdict


def test_one_session_serves_whoever_is_the_same_and_another_person_has_her_own(desk: Desk) -> None:
    viewer, person = desk.record("select 1"), desk.record("select 2", wanted=Wanted("42", "1"))
    again = desk.replay(viewer, viewer, person, viewer)
    assert [verdict(each) for each in again] == [Verdict.REPRODUCES] * 4
    assert [(wanted.role, wanted.user) for wanted in desk.opened] == [
        ("org_viewer", None),
        (None, "1"),
        ("org_viewer", None),
    ]


def test_parameters_are_bound_again(desk: Desk) -> None:
    one = desk.record("select org_id from organizations where org_id = $1", Parameter("42", "bigint"))
    assert verdict(desk.replay(one)[0]) is Verdict.REPRODUCES
    other = replace(one, parameters=(Parameter("43", "bigint"),))
    assert verdict(desk.replay(other)[0]) is Verdict.DATA_CHANGED


def test_a_replay_never_asks_to_write(desk: Desk) -> None:
    there = desk.record("select 1", wanted=Wanted("42", role="org_member", write=True))
    assert there.look is not None
    assert there.look.surroundings.write
    assert not wanted_of(there.look.surroundings).write
    (again,) = desk.replay(there)
    assert verdict(again) is Verdict.REPRODUCES
    assert again.compared is not None
    assert "a replay reads only" in again.compared.notes[0]


@pytest.mark.parametrize(
    "sql",
    [
        "reset role",
        "set role org_admin",
        "select set_config('app.current_org_id', '43', false)",
        "copy organizations to program 'touch /tmp/never'",
        "do $$ begin perform 1; end $$",
        "delete from resources",
        "select 1; select 2",
        "select '\0'",
        "",
        "(((",
    ],
)
def test_a_statement_that_somebody_put_in_is_no_way_to_anything(desk: Desk, sql: str) -> None:
    fine = desk.record("select org_id from organizations")
    (again, after) = desk.replay(replace(fine, sql=sql), fine)
    assert again.compared is None or again.compared.verdict is not Verdict.REPRODUCES
    assert verdict(after) is Verdict.REPRODUCES


def test_settings_that_somebody_put_in_do_not_change_whose_data_is_seen(desk: Desk) -> None:
    fine = desk.record("select org_id from organizations")
    assert fine.look is not None
    whose = fine.look.surroundings
    forged = {**whose.settings, "app.current_org_id": "43", "role": "postgres", "row_security": "off"}
    (again,) = desk.replay(replace(fine, look=replace(fine.look, surroundings=replace(whose, settings=forged))))
    assert again.now is not None
    assert again.now.answer == fine.look.answer
    assert again.now.surroundings.org == "42"


def test_who_is_no_member_any_more_is_what_differs(desk: Desk) -> None:
    fine = desk.record("select 1", wanted=Wanted("42", "1"))
    assert fine.look is not None
    gone = replace(fine.look, surroundings=replace(fine.look.surroundings, user="99999999", email="gone@acme.test"))
    (again,) = desk.replay(replace(fine, look=gone))
    assert again.compared is not None
    assert again.compared.verdict is Verdict.CONTEXT_DIFFERS
    assert again.compared.differences[0].was == "gone@acme.test"
    assert again.compared.differences[0].what.startswith("person in")


def test_a_person_of_an_organization_that_is_gone_names_the_organization(desk: Desk) -> None:
    fine = desk.record("select 1", wanted=Wanted("42", "1"))
    assert fine.look is not None
    gone = replace(fine.look, surroundings=replace(fine.look.surroundings, org="99999999", org_name="Gone Ltd"))
    (again,) = desk.replay(replace(fine, look=gone))
    assert again.compared is not None
    assert again.compared.verdict is Verdict.CONTEXT_DIFFERS
    (found,) = again.compared.differences
    assert (found.what, found.was) == ("organization", "Gone Ltd (99999999)")
    assert "no organization" in found.now


def test_a_role_that_the_login_may_not_take_is_told_with_the_login_that_could(desk: Desk) -> None:
    fine = desk.record("select 1")
    assert fine.look is not None
    other = replace(fine.look, surroundings=replace(fine.look.surroundings, role="no_such_role", login="ann"))
    with pytest.raises(ConnectError) as caught:
        desk.replay(replace(fine, n=7, look=other))
    assert "statement 7 was recorded by the login ann, as no_such_role" in str(caught.value)
    assert "a login that may take the role no_such_role: --against PROFILE" in str(caught.value)
    assert "--role" not in str(caught.value)


def test_a_login_above_row_security_is_told_which_statement_and_what_to_do(desk: Desk, platform_dsn: str) -> None:
    fine = desk.record("select 1")
    desk.place = Place(Target.asking(platform_dsn, None), PLATFORM)
    with pytest.raises(UnsafeLogin) as caught:
        desk.replay(replace(fine, n=7))
    assert "statement 7 was recorded by the login engineer" in str(caught.value)
    assert "--against PROFILE" in str(caught.value)


@pytest.mark.parametrize(
    "sql",
    [
        "select pg_terminate_backend({pid})",
        "select query_to_xml('select pg_terminate_backend({pid})', true, true, '')",
        "select query_to_xml($$select pg_terminate_backend({pid})$$ || '', true, true, '')",
        "select * from ts_stat('select to_tsvector(pg_terminate_backend({pid})::text)')",
        "select * from (select query_to_xml('select pg_terminate_backend({pid})', true, true, '')) as q",
        "explain analyze select pg_terminate_backend({pid})",
    ],
)
def test_what_a_case_would_have_done_by_a_function_is_not_done(desk: Desk, sql: str) -> None:
    fine = desk.record("select org_id from organizations")
    with open_session(desk.place, ACME) as other:  # of the same login, which it may end
        pid = other.link.wire.pgconn.backend_pid
        (again,) = desk.replay(replace(fine, sql=sql.format(pid=pid)))
        assert other.run("select 1").rows == [(1,)]
    assert verdict(again) is Verdict.CANNOT_TELL
    assert again.compared is not None
    told = str(again.compared)
    assert "does not run it again" in told or "the guard does not let it" in told


def test_a_statement_that_was_not_looked_at_cannot_be_told(desk: Desk) -> None:
    cancelled = recorded("select pg_sleep(60)", look=None, became="cancelled")
    (again, begin) = desk.replay(cancelled, recorded("BEGIN", look=None))
    assert verdict(again) is Verdict.CANNOT_TELL
    assert begin.compared is None
    assert desk.opened == []


def test_without_the_key_an_answer_with_rows_cannot_be_told(desk: Desk) -> None:
    some, none = desk.record("select org_id from organizations"), desk.record("select 1 where false")
    again = desk.replay(some, none, key=None)
    assert [verdict(each) for each in again] == [Verdict.CANNOT_TELL, Verdict.REPRODUCES]
