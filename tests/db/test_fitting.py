"""A database that is not the convention's: the error says what its policies go by, and how that is written down."""

from __future__ import annotations

import time
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, find_organizations, open_session
from tenantsh.model.convention import CONVENTIONS, PLATFORM, ROLE_PER_TENANT, SUPABASE, Convention
from tenantsh.model.errors import ConnectError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgbouncer import Bouncer

_TENANT = "org_id = (select nullif(current_setting('app.tenant_id', true), '')::int)"
_CLAIMS = "nullif(current_setting('request.jwt.claims', true), '')::json"
_READER = """
create function current_org() returns int language plpgsql stable as
    $$ begin return nullif(current_setting('my.org', true), '')::int; end $$
"""
_ATOMIC = """
create function current_org() returns int language sql stable
    begin atomic select nullif(current_setting('my.org', true), '')::int; end
"""
_OPAQUE = "create function current_org() returns int language sql stable as 'select 42'"
_UID = "create schema auth; create function auth.uid() returns int language sql stable as 'select 1'"
OURS = Convention.from_config("ours", {"role": "fit_app", "settings": {"app.tenant_id": "{org}"}})


@pytest.fixture
def admin(empty_dsn: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A database with a table of tenants' rows that has no policy, as its superuser, and a login that may read it."""
    with psycopg.connect(empty_dsn, autocommit=True) as superuser:
        superuser.execute("create role fit_login login noinherit")
        superuser.execute("create role fit_app")
        superuser.execute("create table notes (org_id int, note text)")
        superuser.execute("insert into notes values (42, 'ours'), (43, 'theirs')")
        superuser.execute("grant select on notes to fit_login, fit_app")
        yield superuser
        for role in ("fit_login", "fit_app"):
            superuser.execute(f"drop owned by {role}".encode())
            superuser.execute(f"drop role {role}".encode())


def _policy(admin: psycopg.Connection[tuple[object, ...]], condition: str, *before: str) -> None:
    for sql in (
        *before,
        "alter table notes enable row level security",
        f"create policy p on notes using ({condition})",
    ):
        admin.execute(sql.encode())


def _place(dsn: str, convention: Convention = PLATFORM, **known: Convention) -> Place:
    return Place(Target(as_user(dsn, "fit_login")), convention, known={**CONVENTIONS, **known})


def _refused(place: Place, org: str = "42", *, role: str | None = None) -> ConnectError:
    with pytest.raises(ConnectError) as refused:
        open_session(place, Wanted(org, role=role)).close()
    return refused.value


def _hint(place: Place, org: str = "42") -> str:
    return _refused(place, org).hint or ""


@pytest.mark.usefixtures("admin")
def test_where_no_table_has_a_policy_no_convention_is_promised(empty_dsn: str) -> None:
    hint = _hint(_place(empty_dsn))
    assert "no table here has a policy" in hint
    assert "1 of 1 have a column org_id" in hint


def test_an_empty_database_may_be_another_one_than_was_meant(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    admin.execute("drop table notes")
    assert "has no tables: -d names another one" in _hint(_place(empty_dsn))


@pytest.mark.parametrize("org", ["42", "Acme"])
def test_the_lines_that_it_gives_open_the_database(
    org: str, empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, f"{_TENANT} and coalesce(current_setting('app.user_id', true), '') <> 'nobody'")
    error = _refused(_place(empty_dsn), org)
    assert "platform" in (error.why or "")
    assert "policies here read app.tenant_id (1 of 1)" in (error.hint or "")
    written = (error.hint or "").partition("file:")[2].rpartition("\n")[0]
    ours = tomllib.loads(written)["conventions"]["ours"]
    assert ours["settings"] == {"app.tenant_id": "{org}", "app.user_id": "{user}"}
    assert ours["tenant_column"] == "org_id"
    with open_session(_place(empty_dsn, Convention.from_config("ours", ours)), Wanted("42")) as session:
        assert session.run("select note from notes").rows == [("ours",)]


def test_a_role_that_may_read_where_the_login_may_not_is_in_the_lines(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, _TENANT, "revoke select on notes from fit_login", "grant fit_app to fit_login")
    assert 'role = "fit_app"' in _hint(_place(empty_dsn))


def test_a_setting_that_opens_everything_is_never_on(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, f"{_TENANT} or current_setting('app.bypass', true) = 'on'")
    hint = _hint(_place(empty_dsn))
    assert 'settings = { "app.tenant_id" = "{org}" }' in hint
    assert 'forbidden_settings = ["app.bypass"]' in hint


@pytest.mark.parametrize("function", [_READER, pytest.param(_ATOMIC, marks=pytest.mark.pg_min(14))])
def test_a_function_is_looked_through(
    function: str, empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, "org_id = (select current_org())", function)
    assert "policies here read my.org (1 of 1)" in _hint(_place(empty_dsn))


def test_a_function_that_reads_no_setting_is_named(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, "org_id = (select current_org())", _OPAQUE)
    assert r"\sf public.current_org with --unscoped" in _hint(_place(empty_dsn))


@pytest.mark.parametrize(
    ("condition", "before", "name"),
    [
        (f"org_id = ({_CLAIMS} ->> 'org_id')::int", "select 1", "postgrest"),
        (f"org_id = ({_CLAIMS} -> 'app_metadata' ->> 'org_id')::int", "select 1", "supabase"),
        (f"org_id = (select auth.uid()) and {_CLAIMS} is not null", _UID, "supabase"),
        ("current_user = 'tenant_' || org_id", "select 1", "role-per-tenant"),
        ("org_id = nullif(current_setting('rls.current_tenant', true), '')::int", "select 1", "django-rls-tenants"),
        ("org_id = nullif(current_setting('nile.tenant_id', true), '')::int", "select 1", "nile"),
    ],
)
def test_a_convention_that_is_known_is_named(
    condition: str, before: str, name: str, empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, condition, before)
    assert f"--convention {name}, or convention" in _hint(_place(empty_dsn))


def test_one_of_the_configuration_comes_first(empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]) -> None:
    _policy(admin, f"org_id = ({_CLAIMS} ->> 'org_id')::int")
    mine = replace(SUPABASE, name="mine")
    assert "--convention mine, or convention" in _hint(_place(empty_dsn, mine=mine))


def test_a_role_of_ones_own_that_is_missing_or_not_granted_is_a_dba_s(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, _TENANT)
    assert "can GRANT fit_app TO fit_login" in _hint(_place(empty_dsn, OURS))
    missing = replace(OURS, role="fit_gone")
    assert "CREATE ROLE fit_gone, give it its privileges, and GRANT fit_gone TO" in _hint(_place(empty_dsn, missing))


def test_an_organization_without_a_role_of_its_own_is_told_so(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, "current_user = 'tenant_' || org_id")
    assert "each organization has a role there: this one has none" in _hint(_place(empty_dsn, ROLE_PER_TENANT), "777")


def test_a_role_that_was_asked_for_says_nothing_of_the_convention(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, _TENANT)
    assert _refused(_place(empty_dsn, OURS), role="fit_gone").hint == "--role names another role"


def test_a_list_of_organizations_says_the_same(empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]) -> None:
    _policy(admin, _TENANT)
    with pytest.raises(ConnectError) as refused:
        find_organizations(_place(empty_dsn), "")
    assert "[conventions.ours]" in (refused.value.hint or "")


def test_a_table_that_is_held_keeps_nobody_waiting_for_the_reason(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, _TENANT)
    with psycopg.connect(empty_dsn) as other:
        other.execute("lock table notes")
        error = _refused(_place(empty_dsn))
        other.rollback()
    assert error.hint == "--role names another role"


def test_nothing_that_a_database_says_commands_a_terminal(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, "org_id::text = current_setting(E'app.org\\x1b[2K', true)")
    error = _refused(_place(empty_dsn))
    assert r"app.org\x1b[2k" in (error.hint or "")
    assert "\x1b" not in str(error)


def test_a_look_up_that_is_not_allowed_is_a_dba_s(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, _TENANT, "create table tenants (id int, name text)", "grant fit_app to fit_login")
    as_login = "select id as org, name, name as detail from tenants where :pattern = ''"
    with pytest.raises(ConnectError, match="permission denied for table tenants") as refused:
        find_organizations(_place(empty_dsn, replace(OURS, find_organizations=as_login)), "")
    assert "a DBA grants what the convention asks for" in (refused.value.hint or "")
    as_tenant = "select id as org, name from tenants where id::text = :org"
    error = _refused(_place(empty_dsn, replace(OURS, organization=as_tenant)))
    assert "a DBA grants what the convention asks for" in (error.hint or "")


def test_a_pooler_with_one_server_connection_is_not_waited_for(
    pgbouncer: Bouncer, empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    _policy(admin, _TENANT)
    there = Place(Target(pgbouncer.dsn(str(conninfo_to_dict(empty_dsn)["dbname"]), "fit_login")), PLATFORM)
    begun = time.monotonic()
    with pytest.raises(ConnectError) as refused:
        find_organizations(there, "")
    assert "[conventions.ours]" in (refused.value.hint or "")
    assert time.monotonic() - begun < 5
