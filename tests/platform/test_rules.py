"""The rules of PLATFORM.md that the database keeps by itself, whoever writes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.platform.ask import ACME, ALICE, BOB, TABLES, Connection, become, column, refused, superuser, value


def new_resource(connection: Connection, *, org: int = ACME) -> int:
    """A resource of this test's own."""
    statement = "insert into resources (org_id, name, type) values (%s, 'mine', 'document') returning resource_id"
    return int(value(connection, statement, [org]))


def trail(connection: Connection, table: str, row_id: int) -> list[str]:
    """What the audit trail says was done to a row since the test began, in order."""
    return column(
        connection,
        """select action from audit_logs where table_name = %s and row_id = %s
           and created_at > now() - interval '1 hour' order by audit_id""",
        [table, row_id],
    )


def metadata(connection: Connection, resource_id: int) -> object:
    return value(connection, "select metadata from resources where resource_id = %s", [resource_id])


def say(connection: Connection, resource_id: int, data: str) -> int:
    """Give a resource one more row of attributes; its metadata_id."""
    statement = "insert into resource_metadata (org_id, resource_id, data) values (%s, %s, %s) returning metadata_id"
    return int(value(connection, statement, [ACME, resource_id, data]))


# Cascades ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table", ["resources", "resource_metadata", "org_members", "sessions", "billing_accounts", "events"]
)
def test_deleting_an_organization_deletes_what_is_its_own(db: Connection, table: str) -> None:
    assert value(db, f"select count(*) > 0 from {table} where org_id = 43") is True
    db.execute("delete from organizations where org_id = 43")
    assert value(db, f"select count(*) from {table} where org_id = 43") == 0


def test_deleting_an_organization_leaves_its_audit_trail(db: Connection) -> None:
    before = value(db, "select count(*) from audit_logs where org_id = 43")
    db.execute("delete from organizations where org_id = 43")
    assert value(db, "select count(*) from audit_logs where org_id = 43") > before > 0


def test_a_user_with_an_active_session_cannot_be_deleted(db: Connection) -> None:
    assert value(db, "select count(*) > 0 from sessions where user_id = 1 and expires_at > now()") is True
    assert refused(db, "delete from users where user_id = 1") in ("23001", "23503")  # 18 has a code of its own


def test_a_user_whose_sessions_are_over_can_be_deleted(db: Connection) -> None:
    db.execute("update sessions set expires_at = created_at + interval '1 second' where user_id = 1")
    db.execute("delete from users where user_id = 1")
    assert value(db, "select count(*) from org_members where user_id = 1") == 0


# Timestamps --------------------------------------------------------------------------------------------------------

_CHANGES = {
    "users": "name = name",
    "organizations": "name = name",
    "org_members": "role = role",
    "sessions": "expires_at = expires_at",
    "resources": "name = name",
    "resource_metadata": "data = data",
    "billing_accounts": "quota = quota + 1",
    "events": "payload = '{}'",
    "audit_logs": "actor_id = actor_id",
}


@pytest.mark.parametrize("table", TABLES)
def test_updated_at_moves_with_every_modification(db: Connection, table: str) -> None:
    (ctid,) = column(db, f"select tableoid::text || ctid from {table} limit 1")
    where = f"tableoid::text || ctid = '{ctid}'"
    before = value(db, f"select updated_at from {table} where {where}")
    after = value(db, f"update {table} set {_CHANGES[table]} where {where} returning updated_at")
    assert after > before


@pytest.mark.parametrize("table", TABLES)
def test_created_at_never_changes_and_updated_at_is_not_the_callers(db: Connection, table: str) -> None:
    (ctid,) = column(db, f"select tableoid::text || ctid from {table} limit 1")
    where = f"tableoid::text || ctid = '{ctid}'"
    before = value(db, f"select created_at from {table} where {where}")
    statement = f"""update {table} set created_at = '2001-01-01', updated_at = '2001-01-01' where {where}
                    returning array[created_at, updated_at]"""
    created, updated = value(db, statement)
    assert created == before
    assert updated > before


def test_two_modifications_in_one_transaction_have_two_times(db: Connection) -> None:
    change = "update users set name = 'x' where user_id = 2 returning updated_at"
    assert value(db, change) < value(db, change)


def test_the_time_of_a_new_row_is_the_databases(db: Connection) -> None:
    with become(db, "org_member") as member:
        for name in ("created_at", "updated_at"):
            statement = f"insert into resources (name, type, {name}) values ('x', 'y', '2001-01-01')"
            assert refused(member, statement) == "42501"


# Soft deletes and the audit trail ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "key"), [("users", "user_id"), ("organizations", "org_id"), ("resources", "resource_id")]
)
def test_a_soft_deleted_row_can_be_recovered(db: Connection, table: str, key: str) -> None:
    one = value(db, f"select min({key}) from {table} where deleted_at is null")
    db.execute(f"update {table} set deleted_at = now() where {key} = {one}".encode())
    db.execute(f"update {table} set deleted_at = null where {key} = {one}".encode())
    assert value(db, f"select deleted_at from {table} where {key} = {one}") is None


def test_a_resources_insert_update_soft_delete_recovery_and_end_are_in_the_audit_trail(db: Connection) -> None:
    resource = new_resource(db)
    for change in ("name = 'other'", "deleted_at = now()", "deleted_at = null"):
        db.execute(f"update resources set {change} where resource_id = {resource}".encode())
    db.execute("delete from resources where resource_id = %s", [resource])
    assert trail(db, "resources", resource) == ["insert", "update", "soft_delete", "recover", "delete"]


def test_a_soft_deleted_resource_stays_in_the_audit_trail_with_what_it_was(db: Connection) -> None:
    resource = new_resource(db)
    db.execute("update resources set deleted_at = now() where resource_id = %s", [resource])
    statement = "select before ->> 'name' from audit_logs where row_id = %s and action = 'soft_delete'"
    assert value(db, statement, [resource]) == "mine"


def test_a_memberships_insert_update_and_end_are_in_the_audit_trail(db: Connection) -> None:
    db.execute("insert into org_members (org_id, user_id, role) values (200, 2, 'viewer')")
    db.execute("update org_members set role = 'admin' where org_id = 200 and user_id = 2")
    db.execute("delete from org_members where org_id = 200 and user_id = 2")
    assert trail(db, "org_members", BOB) == ["insert", "update", "delete"]


def test_the_audit_trail_names_the_person_and_the_role(db: Connection) -> None:
    with become(db, "org_member", user=ALICE) as member:
        resource = value(member, "insert into resources (name, type) values ('x', 'y') returning resource_id")
        statement = "select actor_id || ' ' || actor_role from audit_logs where row_id = %s and action = 'insert'"
        assert column(member, statement, [resource])[-1] == f"{ALICE} org_member"


# Merged metadata ---------------------------------------------------------------------------------------------------


def test_metadata_is_all_of_a_resources_rows_merged_and_later_rows_win(db: Connection) -> None:
    resource = new_resource(db)
    say(db, resource, '{"tier": "free", "nested": {"kept": false}}')
    say(db, resource, '{"tier": "premium", "nested": {"whole": true}, "none": null}')
    assert metadata(db, resource) == {"tier": "premium", "nested": {"whole": True}, "none": None}


def test_metadata_follows_an_update_and_a_delete(db: Connection) -> None:
    resource = new_resource(db)
    first, second = say(db, resource, '{"a": 1}'), say(db, resource, '{"b": 2}')
    db.execute("update resource_metadata set data = '{\"b\": 3}' where metadata_id = %s", [second])
    db.execute("delete from resource_metadata where metadata_id = %s", [first])
    assert metadata(db, resource) == {"b": 3}


def test_metadata_without_rows_is_an_empty_object(db: Connection) -> None:
    resource = new_resource(db)
    db.execute("delete from resource_metadata where metadata_id = %s", [say(db, resource, '{"a": 1}')])
    assert metadata(db, resource) == {}


def test_two_people_adding_attributes_at_once_lose_nothing(fresh_platform_dsn: str) -> None:
    with (
        superuser(fresh_platform_dsn) as one,
        superuser(fresh_platform_dsn) as two,
        superuser(fresh_platform_dsn) as third,
        ThreadPoolExecutor(1) as pool,
    ):
        resource = new_resource(one)
        with one.transaction():
            say(one, resource, '{"one": 1}')
            other = pool.submit(say, two, resource, '{"two": 2}')  # waits for the first to commit
            value(one, "select pg_sleep(0.2)::text")
            assert not other.done()
        other.result(timeout=10)
        assert metadata(third, resource) == {"one": 1, "two": 2}


def test_metadata_cannot_be_written_by_hand(db: Connection) -> None:
    with become(db, "org_admin") as admin:
        assert refused(admin, "update resources set metadata = '{}'") == "42501"


def test_attributes_are_an_object(db: Connection) -> None:
    assert refused(db, "insert into resource_metadata select -1, 1, 42, now(), now(), '[]'") == "23514"
