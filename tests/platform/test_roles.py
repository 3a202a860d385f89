"""Who may do what: attributes, memberships, privileges, and what each tenant role may write."""

from __future__ import annotations

import psycopg
import pytest
from tests.platform.ask import (
    ALICE,
    LOGINS,
    TABLES,
    TENANT_ROLES,
    Connection,
    become,
    column,
    login,
    refused,
    superuser,
    tenant,
    value,
)

_DATABASE_ROLES = ("platform_owner", "platform_keeper", *TENANT_ROLES)

_WRITES = {
    "org_viewer": set(),
    "org_member": {"resources", "resource_metadata", "events", "users"},
    "org_admin": {"resources", "resource_metadata", "events", "users", "organizations", "org_members"},
}


def test_no_role_of_the_platform_is_a_superuser_or_bypasses_row_security(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        strong = column(
            connection,
            """select rolname from pg_roles where rolname = any (%s)
               and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)""",
            [[*_DATABASE_ROLES, *LOGINS]],
        )
    assert strong == []


def test_the_owner_and_the_tenants_roles_cannot_log_in(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        found = column(connection, "select rolcanlogin from pg_roles where rolname = any (%s)", [[*_DATABASE_ROLES]])
    assert found == [False] * len(_DATABASE_ROLES)


def test_the_owner_owns_every_table_and_partition(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        owners = column(
            connection,
            """select distinct relowner::regrole::text from pg_class
               where relnamespace in ('public'::regnamespace, 'platform'::regnamespace)""",
        )
    assert owners == ["platform_owner"]


@pytest.mark.parametrize("name", LOGINS)
def test_a_login_may_take_the_three_roles_and_nothing_else(platform_dsn: str, name: str) -> None:
    with login(platform_dsn, name) as connection:
        others = column(connection, "select quote_ident(rolname) from pg_roles where rolname <> session_user")
        for role in TENANT_ROLES:
            others.remove(role)
            connection.execute(f"set role {role}; reset role".encode())
        assert {refused(connection, f"set role {other}") for other in others} == {"42501"}


@pytest.mark.parametrize("name", LOGINS)
@pytest.mark.parametrize("table", TABLES)
def test_a_login_without_a_role_reads_nothing(platform_dsn: str, name: str, table: str) -> None:
    with login(platform_dsn, name) as connection:
        assert refused(connection, f"select * from {table}") == "42501"


@pytest.mark.parametrize("role", TENANT_ROLES)
def test_a_role_may_write_these_tables(db: Connection, role: str) -> None:
    attempts = {
        "resources": "update resources set name = 'x'",
        "resource_metadata": "update resource_metadata set data = '{}'",
        "events": "insert into events (type) values ('login')",
        "users": "update users set name = 'x'",
        "organizations": "update organizations set name = 'x'",
        "org_members": "update org_members set role = 'viewer'",
        "sessions": "update sessions set expires_at = now()",
        "billing_accounts": "update billing_accounts set quota = 1",
        "audit_logs": "update audit_logs set actor_id = 1",
    }
    with become(db, role, user=ALICE):
        written = {table for table, statement in attempts.items() if _wrote(db, statement)}
    assert written == _WRITES[role]


def _wrote(connection: Connection, statement: str) -> bool:
    try:
        with connection.transaction():
            return connection.execute(statement.encode()).rowcount > 0
    except psycopg.errors.InsufficientPrivilege:
        return False


@pytest.mark.parametrize("role", TENANT_ROLES)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("what", ["DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "INSERT", "UPDATE"])
def test_no_tenant_role_has_a_write_privilege_on_a_whole_table(
    platform_dsn: str, role: str, table: str, what: str
) -> None:
    with superuser(platform_dsn) as connection:
        assert value(connection, "select has_table_privilege(%s, %s, %s)", [role, table, what]) is False


@pytest.mark.parametrize("role", TENANT_ROLES)
@pytest.mark.parametrize("table", TABLES)
def test_no_tenant_can_stop_the_others_with_a_lock(platform_dsn: str, role: str, table: str) -> None:
    with tenant(platform_dsn, role=role) as connection, connection.transaction(force_rollback=True):
        assert refused(connection, f"lock table {table} in access exclusive mode nowait") == "42501"


@pytest.mark.parametrize("role", TENANT_ROLES)
def test_a_tenant_role_creates_nothing(platform_dsn: str, role: str) -> None:
    with tenant(platform_dsn, role=role) as connection:
        for schema in ("public", "platform"):
            assert refused(connection, f"create table {schema}.mine ()") == "42501"


@pytest.mark.parametrize("table", TABLES)
def test_a_viewer_inserts_nothing_though_she_holds_the_privilege_that_shows_constraints(
    platform_dsn: str, table: str
) -> None:
    with tenant(platform_dsn, role="org_viewer", user=1) as connection:
        assert refused(connection, f"insert into {table} (updated_at) values (now())") == "42501"


def test_nothing_but_lookups_and_memberships_runs_as_somebody_else_for_a_role_that_people_take(
    platform_dsn: str,
) -> None:
    with superuser(platform_dsn) as connection:
        found = connection.execute(
            """select p.oid::regproc::text, r.rolname from pg_proc p, pg_roles r
               where p.prosecdef and p.pronamespace in ('platform'::regnamespace, 'public'::regnamespace)
                 and r.rolname = any (%s) and has_function_privilege(r.oid, p.oid, 'EXECUTE') order by 1, 2""",
            [[*TENANT_ROLES, *LOGINS]],
        ).fetchall()
    lookups = [(f"platform.{name}", who) for name in ("find_organizations", "find_person") for who in sorted(LOGINS)]
    members = [("platform.add_member", "org_admin"), ("platform.remove_member", "org_admin")]
    assert sorted(found) == sorted(lookups + members)


def test_every_function_that_runs_as_somebody_else_sets_its_search_path(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        without = column(
            connection,
            """select oid::regproc::text from pg_proc where prosecdef and pronamespace = 'platform'::regnamespace
               and not coalesce(proconfig @> array['search_path=pg_catalog, pg_temp'], false)""",
        )
    assert without == []


def test_the_keeper_owns_no_table_and_nobody_may_become_it_but_the_owner(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        assert value(connection, "select count(*) from pg_class where relowner = 'platform_keeper'::regrole") == 0
        members = "select member::regrole::text from pg_auth_members where roleid = 'platform_keeper'::regrole"
        assert column(connection, members) == ["platform_owner"]
