"""Getting in, or being told why not: every way of failing to connect has its words."""

from __future__ import annotations

import dataclasses
import os
import socket
import time
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from psycopg.conninfo import make_conninfo
from tests.db.small import CONVENTION, Small
from tests.pgcluster import PASSWORD, as_user

from tenantsh.db.connect import Target, join_conninfo
from tenantsh.db.opening import Place, Wanted, find_organizations, open_session
from tenantsh.db.probe import warnings
from tenantsh.model.convention import Convention
from tenantsh.model.errors import ConnectError, UnknownOrganization, UnknownPerson, UnsafeLogin, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tenantsh.db.session import Session


_42 = Wanted("42")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine says to libpq is not said to these tests."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)


def refused(place: Place, wanted: Wanted = _42) -> ConnectError:
    """The error of a session that does not come about."""
    with pytest.raises(ConnectError) as error:
        open_session(place, wanted)
    assert error.value.hint, "what is to be done?"
    return error.value


def over_tcp(small: Small, password: str | None = PASSWORD, **changes: str) -> str:
    """The small database by TCP, where a password is asked for."""
    given = {"password": password} if password else {}
    return as_user(small.pg.dsn(small.dbname), "small_eng", **{"host": "127.0.0.1", **given, **changes})


def at(conninfo: str, convention: Convention = CONVENTION) -> Place:
    return Place(Target(conninfo), convention)


def org_of(session: Session) -> object:
    return session.run("select current_setting('app.current_org_id')").rows[0][0]


# -- the organization ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "org"),
    [
        ("42", "42"),
        ("Acme", "42"),
        ("acme", "42"),
        ("ACME LABS", "43"),
        ("2000", "46"),
        ("größe 株式会社", "48"),
        ("it's a \"quoted\\ name", "47"),
    ],
)
def test_an_organization_is_found_by_id_and_by_name(small: Small, wanted: str, org: str) -> None:
    with small.open(wanted) as session:
        assert (session.tenant.org, org_of(session)) == (org, org)


def test_a_session_knows_its_organizations_name(small: Small) -> None:
    with small.open("acme") as session:
        assert str(session.tenant) == "Acme (42)"


def test_an_unknown_organization_is_refused_with_near_names(small: Small) -> None:
    error = refused(small.place(), Wanted("acm"))
    assert isinstance(error, UnknownOrganization)
    assert error.hint == "did you mean Acme (42) or Acme Labs (43)?"


@pytest.mark.parametrize(
    "org", ["4242", "nobody", "-1", "0", "42 or 1=1", "42'; reset role --", "٤٢", "", "%", "4" * 40]
)
def test_what_names_no_organization_is_refused(small: Small, org: str) -> None:
    assert isinstance(refused(small.place(), Wanted(org)), UnknownOrganization)


def test_two_organizations_of_one_name_are_asked_for_by_id(small: Small) -> None:
    error = refused(small.place(), Wanted("twin"))
    assert "44, 45" in (error.hint or "")


def test_organizations_are_listed_as_the_login_may_see_them(small: Small) -> None:
    assert [o.org for o in find_organizations(small.place(), "acme")] == ["42", "43"]


def test_a_convention_without_people_says_so(small: Small) -> None:
    assert isinstance(refused(small.place(), Wanted("42", user="alice@acme.example")), UnknownPerson)


def test_a_convention_without_look_ups_takes_the_organization_as_it_is(small: Small) -> None:
    bare = Convention("bare", role="small_viewer", settings={"app.current_org_id": "{org}"})
    with open_session(at(small.target(), bare), Wanted("43")) as session:
        assert session.run("select count(*) from things").rows == [(7,)]


def test_a_database_of_another_kind_is_refused_with_the_convention_as_reason(small: Small) -> None:
    other = dataclasses.replace(CONVENTION, organization="select 1 from no_such_table where :org = ''")
    error = refused(at(small.target(), other))
    assert "no_such_table" in error.what
    assert "convention" in (error.why or "")


def test_a_convention_whose_look_up_is_not_allowed_is_not_blamed_on_the_role(small: Small) -> None:
    other = dataclasses.replace(CONVENTION, organization="select rolpassword from pg_authid where :org = ''")
    error = refused(at(small.target(), other))
    assert "pg_authid" in error.what
    assert "convention" in (error.why or "")


# -- the login and its role ------------------------------------------------------------------------------------------


def test_a_login_that_is_no_member_of_the_role_is_refused(small: Small) -> None:
    error = refused(small.place("small_stranger"))
    assert "small_viewer" in error.what
    assert "role" in (error.why or "")


def test_a_role_that_is_not_there_is_refused(small: Small) -> None:
    error = refused(small.place(), Wanted("42", role="no_such_role"))
    assert "no_such_role" in error.what


def test_a_role_that_somebody_else_has_named_commands_no_terminal(small: Small) -> None:
    with pytest.raises(ConnectError) as refused:
        open_session(small.place(), Wanted("42", role="n\x1b]0;x\x07"))
    assert "\x1b" not in str(refused.value)
    assert "\\x1b" in refused.value.what


def test_a_role_of_ones_own_choice_is_taken(small: Small) -> None:
    with open_session(small.place(), Wanted("42", role="small_member")) as session:
        assert session.run("select current_user, current_setting('transaction_read_only')").rows == [
            ("small_member", "on")
        ]


@pytest.mark.parametrize("login", ["postgres", "small_bypass", "small_near_bypass", "small_admin"])
def test_a_login_above_row_security_is_refused(small: Small, login: str) -> None:
    error = refused(small.place(login))
    assert isinstance(error, UnsafeLogin)
    assert login in error.what
    assert "--i-know" in (error.hint or "")


def test_a_superuser_is_named_as_the_reason(small: Small) -> None:
    assert "postgres" in (refused(small.place("postgres")).why or "")


def test_an_owner_of_tables_with_tenant_data_is_told_which(small: Small) -> None:
    assert "orgs" in (refused(small.place("small_admin")).why or "")


def test_a_login_above_row_security_gets_in_with_i_know_and_is_warned(small: Small) -> None:
    place = dataclasses.replace(small.place("small_bypass"), i_know=True)
    with open_session(place, Wanted("42")) as session:
        assert session.run("select array_agg(distinct org_id) from things").rows == [([42],)]
        assert any("small_bypass" in line for line in warnings(session.link.identity))


def test_a_look_up_that_the_login_may_not_do_says_who_asks(fresh: Small) -> None:
    fresh.admin("revoke execute on function find_orgs(text) from public")
    error = refused_without_hint(fresh.place(), Wanted("acme"))
    assert "find_orgs" in error.what
    assert "login" in (error.why or "")


def test_another_databases_convention_is_told_from_one_that_may_not_be_read(small: Small) -> None:
    for query in ("select * from nowhere.orgs", "select * from no_orgs", "select * from no_orgs(:pattern)"):
        error = refused(_looked_up_by(small, query), Wanted("acme"))
        assert "--convention" in (error.hint or "")
        assert "docs/your-database.md" in (error.hint or "")
    error = refused(_looked_up_by(small, "select rolpassword as org from pg_authid"), Wanted("acme"))
    assert "--convention" not in (error.hint or "")


def _looked_up_by(small: Small, query: str) -> Place:
    return dataclasses.replace(
        small.place(), convention=dataclasses.replace(CONVENTION, find_organizations=query, list_organizations=None)
    )


def refused_without_hint(place: Place, wanted: Wanted) -> ConnectError:
    with pytest.raises(ConnectError) as error:
        open_session(place, wanted)
    return error.value


# -- the password ----------------------------------------------------------------------------------------------------


def test_a_password_lets_in(small: Small) -> None:
    with open_session(at(over_tcp(small)), Wanted("42")) as session:
        assert session.link.startup
        assert org_of(session) == "42"


def test_a_wrong_password_is_refused_and_not_shown(small: Small) -> None:
    error = refused(at(over_tcp(small, "wr0ng-one")))
    assert "wr0ng-one" not in str(error)
    assert "PGPASSWORD" in (error.hint or "")


def test_no_password_where_one_is_needed_says_where_to_put_it(small: Small) -> None:
    assert "pgpass" in (refused(at(over_tcp(small, None))).hint or "")


def test_a_person_is_asked_for_her_password_once(small: Small) -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return PASSWORD

    target = Target.asking(over_tcp(small, None), ask)
    with open_session(Place(target, CONVENTION), Wanted("acme")) as session:
        session.link.wire.close()
        session.verify()
    assert asked == ["Password for user small_eng: "]


def test_a_role_that_is_refused_after_the_password_is_not_blamed_on_it_alone(small: Small) -> None:
    error = refused(at(over_tcp(small)), Wanted("42", role="no_such_role"))
    assert "no_such_role" in error.what
    assert "--role" in (error.hint or "")


def test_a_password_file_counts(small: Small, tmp_path: Path) -> None:
    path = tmp_path / "pgpass"
    path.write_text(f"127.0.0.1:{small.pg.port}:{small.dbname}:small_eng:{PASSWORD}\n")
    path.chmod(0o600)
    with open_session(at(over_tcp(small, None, passfile=str(path))), Wanted("42")) as session:
        assert org_of(session) == "42"


# -- the server ------------------------------------------------------------------------------------------------------


def test_a_server_that_is_down_is_refused(small: Small) -> None:
    assert "Connection refused" in refused(at(over_tcp(small, port="1"))).what


def test_a_database_that_is_not_there_is_refused(small: Small) -> None:
    assert "no_such_database" in refused(at(make_conninfo(small.target(), dbname="no_such_database"))).what


def test_a_login_that_is_not_there_is_refused(small: Small) -> None:
    assert "no_such_login" in refused(small.place("no_such_login")).what


@contextmanager
def listening(answer: bytes | None) -> Iterator[int]:
    """A port that accepts; it then says something and closes, or says nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        open_for: list[socket.socket] = []
        done = False

        def serve() -> None:
            while not done:
                try:
                    client, _ = server.accept()
                except TimeoutError:
                    continue
                if answer is None:
                    open_for.append(client)
                else:
                    client.recv(100)
                    client.sendall(answer)
                    client.close()

        thread = Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            done = True
            thread.join()
            for client in open_for:
                client.close()


def test_a_port_that_never_answers_is_given_up_after_connect_timeout() -> None:
    with listening(None) as port:
        started = time.monotonic()
        error = refused(at(f"host=127.0.0.1 port={port} dbname=x user=x connect_timeout=2"))
        assert time.monotonic() - started < 4
    assert "in time" in (error.why or "")


@pytest.mark.parametrize("answer", [b"", b"N", b"R\0\0\0", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"E\0\0\0\5\0"])
def test_a_port_that_closes_half_way_or_talks_nonsense_is_refused(answer: bytes) -> None:
    with listening(answer) as port:
        refused(at(f"host=127.0.0.1 port={port} dbname=x user=x connect_timeout=3 sslmode=disable"))


def test_a_second_host_is_taken_where_the_first_is_down(small: Small) -> None:
    two = over_tcp(small, host="127.0.0.1,127.0.0.1", port=f"1,{small.pg.port}")
    with open_session(at(two), Wanted("42")) as session:
        assert org_of(session) == "42"


# -- options, services, environment ----------------------------------------------------------------------------------


def shown(session: Session, name: str) -> object:
    return session.run(f"show {name}").rows[0][0]


def test_options_of_the_persons_own_are_kept_beside_the_tenants(small: Small) -> None:
    conninfo = as_user(small.target(), "small_eng", options="-c work_mem=1234kB -c search_path=public,\\ pg_temp")
    with open_session(at(conninfo), Wanted("42")) as session:
        assert shown(session, "work_mem") == "1234kB"
        assert shown(session, "search_path") == "public, pg_temp"
        assert org_of(session) == "42"


def test_pgoptions_are_kept_too(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c work_mem=2345kB")
    with small.open() as session:
        assert (shown(session, "work_mem"), org_of(session)) == ("2345kB", "42")


@pytest.mark.parametrize(
    "options", ["-c app.current_org_id=43", "-c role=small_member", "-c row_security=off", "-c client_encoding=SJIS"]
)
def test_options_cannot_take_the_tenants_place(small: Small, options: str) -> None:
    with open_session(at(as_user(small.target(), "small_eng", options=options)), Wanted("42")) as session:
        assert session.run("select current_user, array_agg(distinct org_id) from things").rows == [
            ("small_viewer", [42])
        ]
        session.verify()


def test_options_that_the_server_does_not_know_are_its_refusal(small: Small) -> None:
    assert "no_such_setting" in refused(at(as_user(small.target(), "small_eng", options="-c no_such_setting=1"))).what


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII", "SJIS"])
def test_an_encoding_in_the_environment_does_not_reach_the_server(
    small: Small, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", encoding)
    with small.open("48") as session:
        assert shown(session, "client_encoding") == "UTF8"
        assert session.run("select name from orgs").rows == [("Größe 株式会社",)]


def test_a_service_file_counts(small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "services.conf"
    path.write_text(f"[ours]\nhost={small.pg.host}\nport={small.pg.port}\ndbname={small.dbname}\nuser=small_eng\n")
    monkeypatch.setenv("PGSERVICEFILE", str(path))
    with open_session(at("service=ours"), Wanted("42")) as session:
        assert org_of(session) == "42"


def test_options_of_a_service_file_are_kept_too(small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "services.conf"
    path.write_text(f"[ours]\nhost={small.pg.host}\nport={small.pg.port}\noptions=-c work_mem=3456kB\n")
    monkeypatch.setenv("PGSERVICEFILE", str(path))
    with open_session(at(f"service=ours dbname={small.dbname} user=small_eng"), Wanted("42")) as session:
        assert (shown(session, "work_mem"), org_of(session)) == ("3456kB", "42")


def test_a_service_that_is_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "none"))
    refused(at("service=nope"))


def test_the_application_name_is_the_tools_unless_it_is_given(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    with small.open() as session:
        assert shown(session, "application_name") == f"tenantsh {session.id}"
    monkeypatch.setenv("PGAPPNAME", "mine")
    with small.open() as session:
        assert shown(session, "application_name") == "mine"


def test_no_organization_and_no_person_is_in_the_application_name(session: Session) -> None:
    name = str(shown(session, "application_name"))
    assert "42" not in name
    assert "Acme" not in name


@pytest.mark.parametrize("conninfo", ["nonsense =", "host='x", "postgresql://[", "no_such_key=1"])
def test_a_connection_string_that_libpq_cannot_read_is_a_message(conninfo: str) -> None:
    with pytest.raises(UsageError):
        join_conninfo(conninfo)
    with pytest.raises(UsageError):
        open_session(at(conninfo), _42)


@pytest.mark.parametrize("seconds", ["soon", "1e3", "2s"])
def test_a_connect_timeout_that_is_no_number_is_a_message(
    small: Small, monkeypatch: pytest.MonkeyPatch, seconds: str
) -> None:
    assert "connect_timeout" in refused(small.place(connect_timeout=seconds)).what
    monkeypatch.setenv("PGCONNECT_TIMEOUT", seconds)
    assert "connect_timeout" in refused(small.place()).what


@pytest.mark.parametrize("part", ["database", "user", "host"])
def test_a_place_that_is_named_in_bytes_is_a_message(part: str) -> None:
    with pytest.raises(UsageError, match="UTF-8"):
        join_conninfo("x=\udcff")
    with pytest.raises(UsageError, match="UTF-8"):
        Target().elsewhere(**{part: "\udcff"})  # type: ignore[arg-type]


# -- settings of the database that would move the tenant --------------------------------------------------------------


@pytest.mark.parametrize(
    "setting", ["role = 'small_member'", "app.current_org_id = '43'", "row_security = off", "client_encoding = 'SJIS'"]
)
def test_a_lasting_setting_of_the_login_does_not_move_the_tenant(fresh: Small, setting: str) -> None:
    fresh.admin(f'alter role small_eng in database "{fresh.dbname}" set {setting}')
    with fresh.open() as session:
        assert session.run("select current_user, array_agg(distinct org_id) from public.things").rows == [
            ("small_viewer", [42])
        ]
