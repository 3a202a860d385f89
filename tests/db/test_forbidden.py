"""Settings that a session has no value for, or that switch row security off: nobody slips them in from outside."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from tests.db.small import CONVENTION, Small, kill
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.errors import ConnectError, ContextDrift, StatementError

if TYPE_CHECKING:
    from tests.pgbouncer import Bouncer

    from tenantsh.db.session import Session

_SETTINGS = {"app.bypass_rls": "on", "app.current_user_id": "7"}
_INSERT = "insert into things (org_id, name) values (42, 'x')"


@pytest.fixture(params=_SETTINGS)
def setting(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def refusal(small: Small, options: str = "") -> ConnectError:
    with pytest.raises(ConnectError) as refused:
        open_session(small.place(options=options), Wanted("42"))
    return refused.value


def test_pgoptions_that_set_it_are_refused(small: Small, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setenv("PGOPTIONS", f"-c {setting}={_SETTINGS[setting]}")
    error = refusal(small)
    assert f'{setting} is "{_SETTINGS[setting]}"' in error.what
    assert "PGOPTIONS" in (error.why or "")


def test_options_of_the_connection_string_that_set_it_are_refused(small: Small, setting: str) -> None:
    assert setting in refusal(small, options=f"-c {setting}={_SETTINGS[setting]}").what


@pytest.mark.parametrize("who", ["role small_eng in database {}", "database {}"])
def test_a_lasting_setting_of_role_or_database_is_refused(fresh: Small, setting: str, who: str) -> None:
    fresh.admin(f"alter {who.format(fresh.dbname)} set {setting} = '{_SETTINGS[setting]}'")
    assert setting in refusal(fresh).what


@pytest.mark.parametrize("off", ["off", "", "false"])
def test_a_switch_that_is_off_is_none(small: Small, monkeypatch: pytest.MonkeyPatch, off: str) -> None:
    monkeypatch.setenv("PGOPTIONS", f"-c app.bypass_rls={off}")
    with small.open() as session:
        assert session.run("select count(*) from things").rows == [(10,)]


def test_a_lasting_setting_that_comes_later_is_refused_at_the_reconnect(fresh: Small, setting: str) -> None:
    with fresh.open() as session:
        fresh.admin(f"alter database {fresh.dbname} set {setting} = '{_SETTINGS[setting]}'")
        kill(fresh, session)
        with pytest.raises(ConnectError):
            session.run("select 1")


@pytest.mark.parametrize("local", ["true", "false"])
def test_a_function_that_sets_it_is_withheld_and_rolled_back(fresh: Small, setting: str, local: str) -> None:
    body = f"select set_config('{setting}', '{_SETTINGS[setting]}', {local})"
    fresh.admin(f'create function sneak() returns text language sql as "{body}"'.replace('"', "$$"))
    with fresh.open(write=True, allowed=["context-function"]) as session:
        for sql in ("select sneak()", f"with i as ({_INSERT} returning 1) select sneak() from i"):
            with pytest.raises(ContextDrift):
                session.run(sql)
        session.run("begin")
        with pytest.raises(ContextDrift):
            session.run("select sneak()")
        with pytest.raises(StatementError):
            session.run(_INSERT)
        session.run("commit")
        assert session.run("select count(*) from things").rows == [(10,)]
        session.verify()


def test_a_person_has_her_own_and_another_s_is_drift(fresh: Small) -> None:
    fresh.admin("""
        create function be(who text) returns text language sql
            as $$ select set_config('app.current_user_id', who, true) $$
    """)
    person = """
        select '7' as user_id, 'z@x' as email, 'small_viewer' as role, :org as org, 'Acme' as org_name where :who = '7'
    """
    convention = dataclasses.replace(CONVENTION, find_person=person)
    place = dataclasses.replace(fresh.place(), convention=convention, allowed=frozenset({"context-function"}))
    with open_session(place, Wanted("42", user="7")) as session:
        assert session.run("select be('7')").rows == [("7",)]
        with pytest.raises(ContextDrift):
            session.run("select be('8')")


def test_what_another_client_left_on_a_pooled_connection_is_refused(
    pgbouncer: Bouncer, small: Small, setting: str
) -> None:
    import psycopg

    dsn = as_user(pgbouncer.dsn(small.dbname), "small_eng")
    with psycopg.connect(dsn, autocommit=True, prepare_threshold=None) as other:
        other.execute(f"set {setting} = '{_SETTINGS[setting]}'".encode())
        with pytest.raises(ConnectError) as refused:
            open_session(Place(Target(dsn), CONVENTION), Wanted("42"))
        assert setting in refused.value.what
        other.execute(f"set {setting} = ''".encode())
        with open_session(Place(Target(dsn), CONVENTION), Wanted("42")) as session:
            session.verify()
            other.execute(f"set {setting} = '{_SETTINGS[setting]}'".encode())
            _not_shown(session)
        other.execute(f"set {setting} = ''".encode())


def _not_shown(session: Session) -> None:
    with pytest.raises(ContextDrift) as drift:
        session.run("select name from things")
    assert drift.value.hint == "connection closed"
