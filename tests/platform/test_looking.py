"""What PLATFORM.md says must work as it stands, for a tenant too; and the plans behind it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.pgcluster import as_user
from tests.platform.ask import ACME, TABLES, TENANT_ROLES, Connection, become, column, refused, superuser, tenant, value

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

PREMIUM = """SELECT * FROM resources WHERE metadata @> '{"tier": "premium"}'"""


@pytest.mark.parametrize("role", TENANT_ROLES)
def test_the_query_for_premium_resources_runs_as_it_stands(platform_dsn: str, role: str) -> None:
    with superuser(platform_dsn) as connection:
        expected = value(connection, f"select count(*) from ({PREMIUM}) as p where org_id = {ACME}")
    with tenant(platform_dsn, role=role) as connection:
        assert len(connection.execute(PREMIUM).fetchall()) == expected > 0


@pytest.mark.parametrize(
    ("table", "condition", "index"),
    [
        ("resources", """metadata @> '{"tier": "premium", "cpu": 3}'""", "resources_metadata_idx"),
        ("resource_metadata", """data @> '{"cpu": 3}'""", "resource_metadata_data_idx"),
    ],
)
def test_a_plan_above_row_security_uses_the_gin_index(
    platform_dsn: str, table: str, condition: str, index: str
) -> None:
    with superuser(platform_dsn) as connection:
        plan = "\n".join(column(connection, f"explain select * from {table} where {condition}"))
    assert f"Bitmap Index Scan on {index}" in plan


def test_a_plan_under_row_security_reaches_the_organization_by_index_first(platform_dsn: str) -> None:
    with tenant(platform_dsn, 7) as connection:  # @> is not leakproof: the policy comes first, then the filter
        plan = "\n".join(column(connection, f"explain {PREMIUM}"))
    assert "Index Cond: (org_id = " in plan
    assert "Filter: (metadata @> " in plan


@pytest.mark.parametrize("parent", ["events", "audit_logs"])
def test_a_time_filter_prunes_to_its_months(platform_dsn: str, parent: str) -> None:
    with tenant(platform_dsn) as connection:
        plan = "\n".join(
            column(
                connection,
                f"explain select * from {parent} where created_at >= '2026-01-01+00' and created_at < '2026-02-01+00'",
            )
        )
    assert f"on {parent}_2026_01" in plan
    assert plan.count("_2026_") == plan.count("_2026_01")


@pytest.mark.parametrize("role", TENANT_ROLES)
def test_a_tenant_lists_the_tables_through_information_schema(platform_dsn: str, role: str) -> None:
    with tenant(platform_dsn, role=role) as connection:
        found = column(connection, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    assert sorted(found) == sorted(TABLES)


@pytest.mark.parametrize("role", TENANT_ROLES)
@pytest.mark.parametrize("table", TABLES)
def test_a_tenant_sees_a_tables_constraints_through_information_schema(
    platform_dsn: str, table: str, role: str
) -> None:
    statement = (
        "SELECT constraint_name, constraint_type FROM information_schema.table_constraints WHERE table_name = %s"
    )
    with tenant(platform_dsn, role=role) as connection:
        seen = connection.execute(statement.encode(), [table]).fetchall()
    with superuser(platform_dsn) as connection:
        expected = connection.execute(statement.encode(), [table]).fetchall()
    assert sorted(seen) == sorted(expected)
    assert (f"{table}_pkey", "PRIMARY KEY") in seen


def test_psql_describes_users_for_a_tenant(pg: Cluster, platform_dsn: str) -> None:
    psql = [str(pg.bin / "psql"), "-X", as_user(platform_dsn, "engineer")]
    commands = ["-c", "set role org_viewer", "-c", r"\d users"]
    said = subprocess.run([*psql, *commands], capture_output=True, text=True, env=pg.programs.environment)
    assert said.returncode == 0, said.stderr
    for expected in ('Table "public.users"', "character varying(255)", "users_email_key", "Policies (forced row"):
        assert expected in said.stdout


def test_a_person_cannot_be_made_visible_by_guessing_her_id(db: Connection) -> None:
    with become(db, "org_admin"):
        assert refused(db, "insert into org_members (org_id, user_id, role) values (42, 77, 'viewer')") == "42501"
