"""Every known way of leaving the context: refused, withheld, or harmless; and the tenant is the same after it."""

from __future__ import annotations

import dataclasses
from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db.escapes import ATTEMPTS, PLANTED, STILL_ESCAPES, UNASKED, Attempt, Escape, Met

from tenantsh.db.guard import Surroundings, inspect
from tenantsh.db.guard.allowing import ASKS
from tenantsh.db.opening import Wanted, open_session
from tenantsh.db.steps import Step, final
from tenantsh.model.convention import Convention
from tenantsh.model.errors import ContextDrift, NeedsReason, Refused, StatementError, TenantshError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small

    from tenantsh.db.session import Session

_ERRORS = {Met.REFUSED: Refused, Met.WITHHELD: ContextDrift, Met.SERVER: StatementError}
_WHO = """
    select session_user::text, current_user::text, current_setting('app.current_org_id'),
        current_setting('row_security'), current_setting('standard_conforming_strings'),
        current_setting('client_encoding'), current_setting('transaction_read_only'),
        (select array_agg(distinct org_id) from public.things)
"""


@pytest.fixture
def opened(request: pytest.FixtureRequest, small: Small) -> Iterator[Session]:
    """A session for what is tried: in a database of its own if it may write."""
    attempt: Attempt | Escape = request.getfixturevalue("attempt")
    if "_to_xml" in attempt.sql and not _has_xml(small):
        pytest.skip("this server was built without libxml")
    place: Small = request.getfixturevalue("fresh") if attempt.write else small
    with place.open(write=attempt.write, allowed=ASKS) as session:
        yield session


def _has_xml(small: Small) -> bool:
    try:
        small.admin("select '<a/>'::xml")
    except psycopg.errors.FeatureNotSupported:
        return False
    return True


def assert_intact(session: Session) -> None:
    """The next statement is org 42's, as the same role and no more; asked twice, as it is one statement later too."""
    with suppress(TenantshError):
        session.run("rollback")
    write = session.tenant.write
    role = "small_member" if write else "small_viewer"
    expected = ("small_eng", role, "42", "on", "on", "UTF8", "off" if write else "on", [42])
    assert [session.run(_WHO).rows for _ in range(2)] == [[expected], [expected]]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=str)
def test_an_attempt_to_leave_is_met_and_the_tenant_is_intact_after_it(opened: Session, attempt: Attempt) -> None:
    told: list[str] = []
    opened.on_notice = lambda notice: told.append(notice.told())
    for sql in attempt.first:
        opened.run(sql)
    if attempt.met is Met.HARMLESS:
        opened.run(attempt.sql)
    else:
        with pytest.raises(_ERRORS[attempt.met]):
            opened.run(attempt.sql)
    assert "theirs" not in "".join(told)
    assert_intact(opened)


@pytest.mark.parametrize("attempt", [a for a in ATTEMPTS if a.met is not Met.HARMLESS and not a.first], ids=str)
def test_an_attempt_inside_a_transaction_leaves_the_tenant_intact(opened: Session, attempt: Attempt) -> None:
    opened.run("begin")
    with pytest.raises(_ERRORS[attempt.met]):
        opened.run(attempt.sql)
    if opened.in_transaction and not opened.failed:
        assert opened.run("select array_agg(distinct org_id) from things").rows == [([42],)]
    assert_intact(opened)


@pytest.mark.parametrize("attempt", STILL_ESCAPES, ids=lambda escape: escape.how)
def test_what_still_escapes_and_the_tenant_after_it(opened: Session, attempt: Escape) -> None:
    for sql in attempt.first:
        opened.run(sql)
    try:
        shown = str(opened.run(attempt.sql).rows)
    except StatementError as error:
        shown = str(error)
    assert "theirs 1" in shown, "it no longer escapes: good news for the documentation"
    assert_intact(opened)


@pytest.mark.parametrize("sql", [a.sql for a in PLANTED if a.sql not in UNASKED])
def test_what_is_planted_is_not_sent_without_a_reason(session: Session, sql: str) -> None:
    before = session.link.wire.round_trips
    with pytest.raises(NeedsReason) as asked:
        session.run(sql)
    assert asked.value.rule in ASKS
    assert f"--allow {asked.value.rule}" in str(asked.value)
    assert session.link.wire.round_trips == before


@pytest.mark.parametrize("escape", STILL_ESCAPES, ids=lambda escape: escape.how)
def test_what_still_escapes_does_so_only_with_a_reason(session: Session, escape: Escape) -> None:
    asked = ""
    with suppress(NeedsReason):
        for sql in (*escape.first, escape.sql):
            asked = sql
            session.run(sql)
        asked = ""
    assert asked, "sent without a reason"


def test_a_person_is_asked_once_and_her_reason_is_kept(session: Session) -> None:
    needs: list[NeedsReason] = []

    def reason(need: NeedsReason) -> str:
        needs.append(need)
        return " case 1234 "

    session.on_need = reason
    assert session.run("select query_to_xml is null from (select 1 as query_to_xml) as x").rows == [(False,)]
    with pytest.raises(ContextDrift):
        session.run("select switch()")
    assert [need.rule for need in needs] == ["context-function"]
    around = session.link.surroundings
    assert inspect("do $$ begin end $$", around).allowed == ("do-block: case 1234",)


def test_every_row_is_counted_before_somebody_is_asked(writer: Session, fresh: Small) -> None:
    writer.run("begin")
    with pytest.raises(NeedsReason) as asked:
        writer.run("delete from things")
    assert asked.value.what == "DELETE without a WHERE: 10 rows"
    writer.run("rollback")
    writer.on_need = lambda _need: "they left"
    assert writer.run("delete from things").status == "DELETE 10"
    assert fresh.admin("select count(*) from things") == [(7,)]


def test_a_temporary_table_in_front_of_another_one_needs_a_reason(writer: Session) -> None:
    with pytest.raises(NeedsReason) as asked:
        writer.run("create temp table things (n int)")
    assert asked.value.rule == "temporary-object"
    assert writer.run("create temp table elsewhere (n int)").status == "CREATE TABLE"


def test_a_write_that_leaves_the_context_is_rolled_back(writer: Session, fresh: Small) -> None:
    writer.allow(frozenset(ASKS))
    with pytest.raises(ContextDrift):
        writer.run("with i as (insert into things (org_id, name) values (42, 'x') returning 1) select switch() from i")
    assert fresh.admin("select count(*) from things where name = 'x'") == [(0,)]


def test_drift_in_a_transaction_rolls_all_of_it_back(writer: Session, fresh: Small) -> None:
    writer.allow(frozenset(ASKS))
    writer.run("begin")
    writer.run("insert into things (org_id, name) values (42, 'x')")
    with pytest.raises(ContextDrift):
        writer.run("select switch()")
    assert writer.in_transaction
    assert writer.failed
    assert fresh.admin("select count(*) from things where name = 'x'") == [(0,)]
    assert_intact(writer)


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_after_drift_the_other_half_of_a_transaction_does_not_run_by_itself(
    writer: Session, fresh: Small, end: str
) -> None:
    writer.allow(frozenset(ASKS))
    insert = "insert into things (org_id, name) values (42, 'x')"
    writer.run("begin")
    with pytest.raises(ContextDrift):
        writer.run("select switch()")
    for sql in (insert, "select 1", "begin", "savepoint a", "copy things to stdout", "set work_mem = '1MB'"):
        with pytest.raises(StatementError) as ignored:
            writer.run(sql)
        assert ignored.value.sqlstate == "25P02"
    assert writer.run(end).status == "ROLLBACK"
    assert not writer.in_transaction
    assert fresh.admin("select count(*) from things where name = 'x'") == [(0,)]
    assert writer.run(insert).status == "INSERT 0 1"


def test_a_deferred_trigger_that_switches_runs_before_the_assertion_and_is_withheld(writer: Session) -> None:
    with pytest.raises(ContextDrift):
        writer.run("insert into planted_deferred (note) values ('x')")
    assert_intact(writer)
    writer.run("begin")
    writer.run("insert into planted_deferred (note) values ('x')")
    with pytest.raises(ContextDrift):
        writer.run("commit")
    assert_intact(writer)


def test_a_held_cursor_that_switches_at_commit_does_not_reach_the_next_statement(session: Session) -> None:
    session.allow(frozenset(ASKS))
    session.run("declare c cursor with hold for select switch_for_good()")
    assert_intact(session)


def test_an_earlier_operator_of_the_search_path_does_not_answer_for_the_assertion(fresh: Small) -> None:
    fresh.admin("""
        create schema evil;
        grant usage on schema evil to public;
        create function evil.yes(text, text) returns boolean language sql as 'select true';
        create function evil.yes(name, name) returns boolean language sql as 'select true';
        create function evil.current_setting(text, boolean) returns text language sql as $$ select '42' $$;
        create operator evil.= (function = evil.yes, leftarg = text, rightarg = text);
        create operator evil.= (function = evil.yes, leftarg = name, rightarg = name);
    """)
    with fresh.open(allowed=ASKS) as session:
        session.run("set search_path = evil, pg_catalog, public")
        with pytest.raises(ContextDrift):
            session.run("select switch()")


def test_a_bound_parameter_cannot_name_the_setting(session: Session) -> None:
    with pytest.raises(Refused):
        session.run("select set_config(%s, '43', false)", ["app.current_org_id"])


@pytest.mark.parametrize(
    "org", ["4'2", 'a"b', "back\\slash\\", " blank and\ttab ", "line\nbreak", "Größe 株", "%s :x $1", "-c role=x", ""]
)
def test_any_value_of_the_context_arrives_as_it_is_and_resets_come_back_to_it(small: Small, org: str) -> None:
    convention = Convention("odd", role="small_viewer", settings={"app.note": "{org}", "app.json": {"o": ["{org}"]}})
    with open_session(dataclasses.replace(small.place(), convention=convention), Wanted(org)) as session:
        assert session.run("select current_setting('app.note')").rows == [(org,)]
        assert session.link.startup
        bare = session.link.wire.exchange([Step(b"RESET ALL"), Step(b"select current_setting('app.note')")])
        assert final(bare[1]).get_value(0, 0) == org.encode()


def test_a_refusal_sends_nothing(session: Session) -> None:
    before = session.link.wire.round_trips
    with pytest.raises(Refused):
        session.run("reset role")
    assert session.link.wire.round_trips == before


def test_drift_says_what_happened_and_that_the_tenant_is_back(session: Session) -> None:
    session.allow(frozenset(ASKS))
    with pytest.raises(ContextDrift) as drift:
        session.run("select switch()")
    assert "withheld" in drift.value.what
    assert "Acme (42)" in (drift.value.hint or "")


def test_a_role_that_was_revoked_while_connected_stops_the_session(fresh: Small) -> None:
    fresh.admin("create role leaver login noinherit; grant small_viewer to leaver")
    try:
        with fresh.open(user="leaver") as session:
            fresh.admin("revoke small_viewer from leaver")
            with pytest.raises(StatementError) as refused:
                session.run("select count(*) from things")
            assert refused.value.sqlstate == "42501"
            assert "Acme (42)" in (refused.value.why or "")
    finally:
        fresh.admin("drop role leaver")


def test_the_guard_needs_no_server_to_refuse() -> None:
    with pytest.raises(Refused):
        inspect("reset role", Surroundings(frozenset({"app.current_org_id"})))
