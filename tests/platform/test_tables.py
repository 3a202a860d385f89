"""The tables of PLATFORM.md: columns, types, keys, indexes, relations."""

from __future__ import annotations

import pytest
from tests.platform.ask import TABLES, Connection, column, refused, superuser, value

COLUMNS = {
    "users": "user_id email name created_at updated_at status",
    "organizations": "org_id name created_at updated_at plan_tier",
    "org_members": "org_id user_id role created_at updated_at",
    "sessions": "session_id user_id org_id token created_at updated_at expires_at",
    "resources": "resource_id org_id name type created_at updated_at metadata",
    "resource_metadata": "resource_id org_id data created_at updated_at",
    "billing_accounts": "billing_account_id org_id currency balance_cents quota status created_at updated_at",
    "events": "event_id org_id created_at updated_at",
    "audit_logs": "audit_id org_id created_at updated_at",
}

PRIMARY_KEYS = {
    "users": ["user_id"],
    "organizations": ["org_id"],
    "org_members": ["org_id", "user_id"],
    "sessions": ["session_id"],
    "resources": ["resource_id"],
    "resource_metadata": ["metadata_id"],
    "billing_accounts": ["billing_account_id"],
    "events": ["event_id", "created_at"],
    "audit_logs": ["audit_id", "created_at"],
}

FOREIGN_KEYS = {
    ("org_members", "organizations"): "CASCADE",
    ("org_members", "users"): "CASCADE",
    ("sessions", "users"): "RESTRICT",
    ("sessions", "organizations"): "CASCADE",
    ("resources", "organizations"): "CASCADE",
    ("resource_metadata", "resources"): "CASCADE",
    ("billing_accounts", "organizations"): "CASCADE",
    ("events", "organizations"): "CASCADE",
}

INDEXED = [
    ("users", "email", "btree"),
    ("users", "created_at", "btree"),
    ("users", "status", "btree"),
    ("organizations", "created_at", "btree"),
    ("org_members", "user_id", "btree"),
    ("sessions", "user_id", "btree"),
    ("sessions", "expires_at", "btree"),
    ("resources", "org_id", "btree"),
    ("resources", "type", "btree"),
    ("resources", "created_at", "btree"),
    ("resources", "metadata", "gin"),
    ("resource_metadata", "data", "gin"),
]

_TYPE = """
    select format_type(a.atttypid, a.atttypmod) from pg_attribute a
    where a.attrelid = %s::regclass and a.attname = %s
"""


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_columns_of_the_specification(platform_dsn: str, table: str) -> None:
    with superuser(platform_dsn) as connection:
        found = column(
            connection, "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0", [table]
        )
    assert set(COLUMNS[table].split()) <= set(found)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_primary_key(platform_dsn: str, table: str) -> None:
    with superuser(platform_dsn) as connection:
        found = column(
            connection,
            """select a.attname from pg_index i, unnest(i.indkey) with ordinality as k (attnum, place), pg_attribute a
               where i.indrelid = %s::regclass and i.indisprimary and a.attrelid = i.indrelid and a.attnum = k.attnum
               order by k.place""",
            [table],
        )
    assert found == PRIMARY_KEYS[table]


def test_the_foreign_keys_are_these_and_delete_like_this(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        rows = connection.execute(
            """select conrelid::regclass::text, confrelid::regclass::text,
                      case confdeltype when 'c' then 'CASCADE' when 'r' then 'RESTRICT' else confdeltype::text end
               from pg_constraint
               where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0"""
        ).fetchall()
    assert {(table, other): rule for table, other, rule in rows} == FOREIGN_KEYS


@pytest.mark.parametrize(("table", "name", "method"), INDEXED)
def test_the_index_is_there(platform_dsn: str, table: str, name: str, method: str) -> None:
    with superuser(platform_dsn) as connection:
        leading = column(
            connection,
            """select am.amname from pg_index i
               join pg_class c on c.oid = i.indexrelid join pg_am am on am.oid = c.relam
               join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
               where i.indrelid = %s::regclass and a.attname = %s and i.indisvalid and i.indpred is null""",
            [table, name],
        )
    assert method in leading


@pytest.mark.parametrize("table", [t for t in TABLES if t != "users"])
def test_an_index_leads_with_the_column_that_row_security_asks_for(platform_dsn: str, table: str) -> None:
    with superuser(platform_dsn) as connection:
        found = column(
            connection,
            """select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
               where i.indrelid = %s::regclass and a.attname = 'org_id'""",
            [table],
        )
    assert found


def test_an_email_is_unique_whatever_its_case(db: Connection) -> None:
    for email in ("alice@acme.com", "ALICE@Acme.com"):
        assert refused(db, f"insert into users (email, name) values ('{email}', 'x')") == "23505"


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("users", "user_id"),
        ("organizations", "org_id"),
        ("sessions", "session_id"),
        ("resources", "resource_id"),
        ("resource_metadata", "metadata_id"),
        ("billing_accounts", "billing_account_id"),
        ("events", "event_id"),
        ("audit_logs", "audit_id"),
    ],
)
def test_a_primary_key_that_counts_is_a_bigserial(platform_dsn: str, table: str, name: str) -> None:
    with superuser(platform_dsn) as connection:
        assert value(connection, _TYPE, [table, name]) == "bigint"
        assert value(connection, f"select pg_get_serial_sequence('{table}', '{name}')") == f"public.{table}_{name}_seq"


@pytest.mark.parametrize(
    ("table", "name", "expected"),
    [
        ("users", "public_id", "uuid"),
        ("organizations", "public_id", "uuid"),
        ("resources", "public_id", "uuid"),
        ("events", "public_id", "uuid"),
        ("users", "email", "character varying(255)"),
        ("users", "name", "character varying(255)"),
        ("organizations", "name", "character varying(255)"),
        ("resources", "name", "character varying(255)"),
        ("organizations", "description", "text"),
        ("resources", "description", "text"),
        ("resources", "metadata", "jsonb"),
        ("resource_metadata", "data", "jsonb"),
        ("events", "payload", "jsonb"),
        ("users", "status", "user_status"),
        ("organizations", "plan_tier", "plan_tier"),
        ("org_members", "role", "member_role"),
        ("billing_accounts", "status", "billing_status"),
        ("billing_accounts", "quota", "bigint"),
        ("billing_accounts", "balance_cents", "bigint"),
        ("sessions", "expires_at", "timestamp with time zone"),
    ],
)
def test_the_column_is_of_the_type(platform_dsn: str, table: str, name: str, expected: str) -> None:
    with superuser(platform_dsn) as connection:
        assert value(connection, _TYPE, [table, name]) == expected


@pytest.mark.parametrize("name", ["user_status", "plan_tier", "member_role", "billing_status", "audit_action"])
def test_a_fixed_set_is_an_enum(platform_dsn: str, name: str) -> None:
    with superuser(platform_dsn) as connection:
        assert value(connection, "select typtype::text from pg_type where typname = %s", [name]) == "e"


def test_every_table_has_created_at_and_updated_at_with_time_zone(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        without = column(
            connection,
            """select c.oid::regclass::text from pg_class c
               where c.relnamespace in ('public'::regnamespace, 'platform'::regnamespace) and c.relkind in ('r', 'p')
                 and (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attnotnull
                      and a.attname in ('created_at', 'updated_at') and a.atttypid = 'timestamptz'::regtype) <> 2""",
        )
    assert without == []


@pytest.mark.parametrize("table", ["users", "organizations", "resources"])
def test_tables_of_soft_deletes_have_deleted_at(platform_dsn: str, table: str) -> None:
    with superuser(platform_dsn) as connection:
        assert value(connection, _TYPE, [table, "deleted_at"]) == "timestamp with time zone"


@pytest.mark.parametrize("table", TABLES)
def test_columns_go_from_wide_alignment_to_narrow_so_that_rows_carry_no_padding(platform_dsn: str, table: str) -> None:
    with superuser(platform_dsn) as connection:
        widths = column(
            connection,
            """select case when attlen < 0 then 0 else case attalign when 'd' then 8 when 'i' then 4
                                                                  when 's' then 2 else 1 end end
               from pg_attribute where attrelid = %s::regclass and attnum > 0 order by attnum""",
            [table],
        )
    assert widths == sorted(widths, reverse=True)


def test_resource_metadata_cannot_have_another_organization_than_its_resource(db: Connection) -> None:
    statement = """insert into resource_metadata (org_id, resource_id, data)
                   select 43, resource_id, '{}' from resources where org_id = 42 limit 1"""
    assert refused(db, statement) == "23503"


def test_a_session_takes_nothing_but_a_sha256_digest_for_a_token(db: Connection) -> None:
    assert refused(db, "insert into sessions (user_id, org_id, token) values (1, 42, 'secret')") == "23514"
    db.execute("insert into sessions (user_id, org_id, token) values (1, 42, sha256('secret'))")


@pytest.mark.pg_min(14)
def test_long_values_are_compressed_with_lz4_in_partitions_too(platform_dsn: str) -> None:
    with superuser(platform_dsn) as connection:
        if not value(
            connection, "select 'lz4' = any (enumvals) from pg_settings where name = 'default_toast_compression'"
        ):
            pytest.skip("this server was built without lz4")
        found = column(
            connection,
            """select attcompression::text from pg_attribute a
               where a.attrelid in (select relid from pg_partition_tree('events')) and a.attname = 'payload'
               union all
               select attcompression::text from pg_attribute
               where attrelid = 'resources'::regclass and attname in ('metadata', 'description')""",
        )
    assert set(found) == {"l"}
