r"""Going to another place (`\\c`) as the same organization; and what must not go along, or lead elsewhere later."""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING

import pytest
from psycopg.conninfo import conninfo_to_dict
from tests.db.small import CONVENTION, Small, kill

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session, reopen
from tenantsh.model.errors import ConnectError, UnknownOrganization, UnknownPerson, UnsafeLogin
from tenantsh.model.tenant import Person

if TYPE_CHECKING:
    from pathlib import Path

    from tenantsh.db.session import Session


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine says to libpq is not said to these tests."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)


def said(target: Target) -> dict[str, object]:
    return {key: conninfo_to_dict(target.conninfo).get(key) for key in ("host", "port", "dbname", "user", "password")}


HERE = "host=a port=1 dbname=d user=u password=p"


# -- where it goes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, {"password": "p"}),
        ({"database": "e"}, {"dbname": "e", "password": "p"}),
        ({"database": "e", "user": "u", "host": "a", "port": "1"}, {"dbname": "e", "password": "p"}),
        ({"user": "v"}, {"user": "v"}),
        ({"host": "b"}, {"host": "b"}),
        ({"port": "2"}, {"port": "2"}),
        ({"conninfo": "host=b", "fresh": True}, {"host": "b", "port": None, "dbname": None, "user": None}),
        ({"conninfo": "host=b password=q", "fresh": False}, {"host": "b", "password": "q"}),
        ({"conninfo": "postgresql://v@b/e", "fresh": True}, {"host": "b", "port": None, "dbname": "e", "user": "v"}),
    ],
)
def test_what_is_not_named_stays_and_a_password_only_where_it_is_meant_for(
    parts: dict[str, object], expected: dict[str, object]
) -> None:
    there = Target(HERE).elsewhere(**parts)  # type: ignore[arg-type]
    assert said(there) == {"host": "a", "port": "1", "dbname": "d", "user": "u", "password": None, **expected}


def test_a_database_that_was_the_users_by_default_stays_it() -> None:
    there = Target("host=a user=u").elsewhere(user="v")
    assert said(there)["dbname"] == "u"


def test_a_password_that_was_typed_is_asked_for_anew_elsewhere() -> None:
    typed: list[str] = []

    def asked(question: str) -> str:
        typed.append(question)
        return "secret"

    here = Target.asking("host=a user=u", asked)
    ask = here.ask_password
    assert ask is not None
    assert [ask("Password for user u: ") for _ in range(2)] == ["secret"] * 2
    assert len(typed) == 1
    for there in (here.elsewhere(host="b"), here.elsewhere("host=b user=u", fresh=True), here.elsewhere(port="2")):
        assert there.ask_password is not None
        there.ask_password("Password for user u: ")
    assert len(typed) == 4
    again = here.elsewhere(database="e").ask_password
    assert again is not None
    assert again("Password for user u: ") == "secret"
    assert len(typed) == 4


@pytest.mark.parametrize(("parts", "stays"), [({"host": "b"}, False), ({"database": "e"}, True), ({"user": "v"}, True)])
def test_a_password_of_the_environment_goes_to_no_other_server(
    monkeypatch: pytest.MonkeyPatch, parts: dict[str, str], stays: bool
) -> None:
    monkeypatch.setenv("PGPASSWORD", "p")
    there = Target("host=a user=u").elsewhere(**parts)  # type: ignore[arg-type]
    assert ("PGPASSWORD", "p") in there.environment or not stays
    assert stays or "PGPASSWORD" not in dict(there.environment)


def test_a_service_leads_no_longer_where_another_host_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "services.conf"
    path.write_text("[ours]\nhost=a\nhostaddr=10.0.0.1\ndbname=d\nuser=u\npassword=p\nsslmode=require\n")
    monkeypatch.setenv("PGSERVICEFILE", str(path))
    for here in (Target("service=ours"), _by_environment(monkeypatch)):
        there = here.elsewhere(host="b")
        assert said(there) == {"host": "b", "port": "5432", "dbname": "d", "user": "u", "password": None}
        parsed = conninfo_to_dict(there.conninfo)
        assert (parsed.get("hostaddr"), parsed.get("service"), parsed["sslmode"]) == (None, None, "require")
        assert "PGSERVICE" not in dict(there.environment)


def _by_environment(monkeypatch: pytest.MonkeyPatch) -> Target:
    monkeypatch.setenv("PGSERVICE", "ours")
    return Target("")


# -- the same organization -------------------------------------------------------------------------------------------


def test_another_database_is_opened_as_the_same_organization_role_and_mode(small: Small, fresh: Small) -> None:
    with small.open("Acme", write=True) as here, reopen(fresh.place(), here.tenant) as there:
        assert there.tenant == here.tenant
        assert there.run("select current_database(), current_user, array_agg(distinct org_id) from things").rows == [
            (fresh.dbname, "small_member", [42])
        ]


def test_an_organization_that_is_not_there_leaves_the_session_as_it_was(session: Session, fresh: Small) -> None:
    fresh.admin("delete from things where org_id = 42; delete from orgs where org_id = 42")
    with pytest.raises(UnknownOrganization):
        reopen(fresh.place(), session.tenant)
    session.verify()


def test_an_id_that_is_another_organization_there_is_refused(session: Session, fresh: Small) -> None:
    fresh.admin("update orgs set name = 'Globex' where org_id = 42")
    with pytest.raises(UnknownOrganization, match="Globex"):
        reopen(fresh.place(), session.tenant)


def test_an_organization_is_not_looked_up_by_its_name_there(session: Session, fresh: Small) -> None:
    fresh.admin("update orgs set name = 'was' where org_id = 42; update orgs set name = 'Acme' where org_id = 44")
    with pytest.raises(UnknownOrganization):
        reopen(fresh.place(), session.tenant)


def test_another_login_is_verified_too(session: Session, small: Small) -> None:
    with pytest.raises(UnsafeLogin):
        reopen(small.place("small_bypass"), session.tenant)
    with pytest.raises(ConnectError):
        reopen(small.place("small_stranger"), session.tenant)
    session.verify()


def test_a_person_who_is_not_a_member_there_is_refused(session: Session, small: Small) -> None:
    looked_up = """
        select '7' as user_id, 'z@x' as email, 'small_viewer' as role, :org as org, 'Acme' as org_name where :who = '7'
    """
    place = dataclasses.replace(small.place(), convention=dataclasses.replace(CONVENTION, find_person=looked_up))
    with reopen(place, dataclasses.replace(session.tenant, person=Person("7", "z@x"))) as there:
        assert there.tenant.person == Person("7", "z@x")
    for person in (Person("8", "y@x"), Person("7", "other@x")):
        with pytest.raises(UnknownPerson):
            reopen(place, dataclasses.replace(session.tenant, person=person))


# -- reconnects ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "variable", ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER", "PGPORT", "PGSERVICE", "PGOPTIONS"]
)
def test_an_environment_that_changes_does_not_move_a_reconnect(
    small: Small, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv("PGHOST", str(small.pg.host))
    monkeypatch.setenv("PGPORT", str(small.pg.port))
    monkeypatch.setenv("PGDATABASE", small.dbname)
    monkeypatch.setenv("PGUSER", "small_eng")
    with open_session(Place(Target(), CONVENTION), Wanted("42")) as session:
        before = session.run("show work_mem").rows
        kill(small, session)
        monkeypatch.setenv(variable, "-c work_mem=1MB" if variable == "PGOPTIONS" else "127.0.0.9")
        assert session.run("show work_mem").rows == before
        assert session.run("select current_database()").rows == [(small.dbname,)]
    assert os.environ[variable] != str(small.pg.host)
