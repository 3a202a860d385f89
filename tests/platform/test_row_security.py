"""A user sees only rows WHERE org_id = current_user_org_id: for every role, table and partition."""

from __future__ import annotations

import pytest
from tests.platform.ask import (
    ACME,
    ALICE,
    GLOBEX,
    TABLES,
    TENANT_ROLES,
    Connection,
    become,
    column,
    refused,
    superuser,
    tenant,
    value,
)

# users have no org_id: theirs are the organizations that they are members of
_OWN = {"users": "user_id in (select user_id from org_members where org_id = {org})"}


def rows_of(connection: Connection, table: str, org: int) -> list[str]:
    where = _OWN.get(table, "org_id = {org}").format(org=org)
    return column(connection, f"select t::text from {table} t where {where} order by 1")


def partitions(connection: Connection) -> list[str]:
    return column(
        connection, "select inhrelid::regclass::text from pg_inherits where inhparent::regclass::text !~ '_idx|_pkey'"
    )


@pytest.mark.parametrize("role", TENANT_ROLES)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("org", [ACME, GLOBEX])
def test_a_role_sees_all_rows_of_its_organization_and_no_other(
    platform_dsn: str, table: str, role: str, org: int
) -> None:
    with superuser(platform_dsn) as connection:
        expected = rows_of(connection, table, org)
    with tenant(platform_dsn, org, role) as connection:
        seen = column(connection, f"select t::text from {table} t order by 1")
    assert seen == expected != []


@pytest.mark.parametrize("role", TENANT_ROLES)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("context", [None, "", "0", "-1", "999999999"])
def test_no_context_and_an_unknown_organization_see_nothing(
    platform_dsn: str, table: str, role: str, context: str | None
) -> None:
    with tenant(platform_dsn, None, role) as connection:
        if context is not None:
            connection.execute("select set_config('app.current_org_id', %s, false)", [context])
        assert value(connection, f"select count(*) from {table}") == 0


@pytest.mark.parametrize("context", ["acme", "42; drop table users", "42.5", "99999999999999999999"])
def test_a_context_that_is_no_id_is_an_error_and_never_rows(platform_dsn: str, context: str) -> None:
    with tenant(platform_dsn, None) as connection:
        connection.execute("select set_config('app.current_org_id', %s, false)", [context])
        assert refused(connection, "select * from resources") in ("22P02", "22003")


def test_row_security_is_enabled_and_forced_on_every_table_and_partition(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        without = column(
            connection,
            """select oid::regclass::text from pg_class
               where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                 and not (relrowsecurity and relforcerowsecurity)""",
        )
    assert without == []


@pytest.mark.parametrize("table", TABLES)
def test_the_owner_sees_nothing_either(platform_dsn: str, table: str) -> None:
    with superuser(platform_dsn) as connection:
        connection.execute("set role platform_owner; set app.current_org_id = '42'")
        assert value(connection, f"select count(*) from {table}") == 0


@pytest.mark.parametrize("role", TENANT_ROLES)
def test_a_direct_read_of_a_partition_is_refused(platform_dsn: str, role: str) -> None:
    with superuser(platform_dsn) as connection:
        names = partitions(connection)
    assert "events_2026_01" in names
    with tenant(platform_dsn, ACME, role) as connection:
        assert {refused(connection, f"select * from {name}") for name in names} == {"42501"}


@pytest.mark.parametrize("partition", ["events_2026_01", "audit_logs_2026_01"])
def test_a_partition_that_is_granted_by_mistake_still_shows_one_organization(db: Connection, partition: str) -> None:
    db.execute(f"grant select on {partition} to org_viewer".encode())
    assert value(db, f"select count(distinct org_id) > 1 from {partition}") is True
    with become(db, "org_viewer"):
        assert column(db, f"select distinct org_id from {partition}") == [ACME]


def test_a_partition_has_the_policies_of_its_table(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        different = column(
            connection,
            """with policy as (select polrelid, array_agg(array[polname, polcmd::text, polpermissive::text,
                    polroles::text, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)]
                    order by polname) as all_of_them from pg_policy group by polrelid)
               select inhrelid::regclass::text from pg_inherits
               join policy parent on parent.polrelid = inhparent
               left join policy child on child.polrelid = inhrelid
               where parent.all_of_them is distinct from child.all_of_them""",
        )
    assert different == []


@pytest.fixture(params=["events", "audit_logs"])
def tomorrow(request: pytest.FixtureRequest, db: Connection) -> str:
    """The name of a new month's partition with one of Globex's rows in it."""
    parent = str(request.param)
    db.execute(f"select platform.create_month('{parent}', '2031-07-15')".encode())
    db.execute(f"create temp table one on commit drop as select * from {parent} where org_id = 43 limit 1".encode())
    db.execute("update one set created_at = '2031-07-31 23:59:59+00'")
    db.execute(f"insert into {parent} table one".encode())
    return f"{parent}_2031_07"


@pytest.mark.parametrize("role", TENANT_ROLES)
def test_a_month_created_tomorrow_cannot_be_read_directly(db: Connection, tomorrow: str, role: str) -> None:
    with become(db, role, GLOBEX):
        assert refused(db, f"select * from {tomorrow}") == "42501"


@pytest.mark.parametrize("role", TENANT_ROLES)
def test_a_month_created_tomorrow_shows_one_organization(db: Connection, tomorrow: str, role: str) -> None:
    parent = tomorrow.removesuffix("_2031_07")
    db.execute(f"grant select on {tomorrow} to {role}".encode())
    for org, expected in ((ACME, 0), (GLOBEX, 1)):
        with become(db, role, org):
            assert value(db, f"select count(*) from {tomorrow}") == expected
            assert value(db, f"select count(*) from {parent} where created_at > '2031-01-01'") == expected


def test_a_month_made_by_hand_cannot_be_read_directly(db: Connection) -> None:
    db.execute("create table by_hand partition of events for values from ('2032-01-01') to ('2032-02-01')")
    with become(db, "org_admin"):
        assert refused(db, "select * from by_hand") == "42501"


def test_there_are_no_default_privileges_that_would_open_a_new_table(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        assert value(connection, "select count(*) from pg_default_acl") == 0


@pytest.mark.parametrize("role", ["org_member", "org_admin"])
@pytest.mark.parametrize(
    "statement",
    [
        "insert into resources (org_id, name, type) values (43, 'x', 'y')",
        "insert into events (org_id, type) values (43, 'login')",
        "insert into resource_metadata (org_id, resource_id, data) values (43, {globex}, '{{}}')",
    ],
)
def test_a_row_cannot_be_written_into_another_organization(db: Connection, role: str, statement: str) -> None:
    globex = value(db, "select min(resource_id) from resources where org_id = 43")
    with become(db, role):
        assert refused(db, statement.format(globex=globex)) == "42501"


@pytest.mark.parametrize("role", ["org_member", "org_admin"])
def test_an_update_of_everything_touches_one_organization(db: Connection, role: str) -> None:
    with become(db, role, user=ALICE):
        for change in ("resources set name = 'mine'", "resource_metadata set data = '{}'", "users set name = 'mine'"):
            db.execute(f"update {change}".encode())
    assert column(db, "select distinct org_id from resources where name = 'mine'") == [ACME]
    assert column(db, "select distinct org_id from resource_metadata where data = '{}'") == [ACME]
    assert column(db, "select user_id from users where name = 'mine'") == [ALICE]


def test_a_context_function_runs_once_per_query(platform_dsn: str) -> None:
    with tenant(platform_dsn) as connection:
        plan = "\n".join(column(connection, "explain select * from resources"))
    assert "InitPlan" in plan
    assert "current_setting" not in plan


def test_the_context_functions_are_stable(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        found = column(
            connection,
            """select provolatile::text from pg_proc where pronamespace = 'platform'::regnamespace
               and proname in ('current_user_org_id', 'current_user_id')""",
        )
    assert found == ["s", "s"]


def test_the_policy_on_users_reaches_them_by_key(platform_dsn: str) -> None:
    with tenant(platform_dsn) as connection:
        connection.execute("set enable_seqscan = off")
        plan = "\n".join(column(connection, "explain select * from users"))
    assert "Index Cond: (user_id = ANY" in plan
