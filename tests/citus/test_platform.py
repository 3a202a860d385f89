"""`platform apply --citus`: the same platform, distributed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from tenantsh.db import admin
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import TenantshError
from tenantsh.model.retention import PLATFORM_RULES, Retention
from tenantsh.platform.apply import apply
from tenantsh.platform.retention.looking import Wanted, look
from tenantsh.platform.seal.tables import refuse_distributed

if TYPE_CHECKING:
    from tests.citus.conftest import Citus


def test_a_second_time_applies_nothing(citus: Citus) -> None:
    assert apply(citus.dsn, citus=True) == []


def test_neither_kind_is_made_into_the_other(citus: Citus) -> None:
    with pytest.raises(TenantshError, match="distributed by Citus"):
        apply(citus.dsn)


def test_a_worker_is_no_place_to_apply_it(citus: Citus) -> None:
    with pytest.raises(TenantshError, match="one of Citus' workers"):
        apply(citus.workers[0], citus=True)


def test_everything_is_where_its_organization_is(citus: Citus) -> None:
    kinds = citus.run(
        "select distinct citus_table_type, distribution_column, colocation_id from citus_tables"
        " where table_name <> 'platform.people'::regclass"
    )
    assert [kind[:2] for kind in kinds] == [("distributed", "org_id")]
    assert citus.run("select citus_table_type from citus_tables where table_name = 'platform.people'::regclass") == [
        ("reference",)
    ]


def test_every_shard_has_row_security(citus: Citus) -> None:
    for worker in citus.workers:
        with psycopg.connect(worker, autocommit=True) as connection:
            connection.execute("set citus.override_table_visibility = off")
            [(shards, secured)] = connection.execute(
                "select count(*), count(*) filter (where relrowsecurity and relforcerowsecurity) from pg_class"
                " where relkind in ('r', 'p')"
                r" and relname ~ '^(resources|events|people|org_members)(_\d{4}_\d\d)?_\d{6}$'"
            ).fetchall()
        assert shards == secured > 100


def _found(dsn: str, user: str, sql: str, *params: object) -> list[tuple[object, ...]]:
    statement = sql.replace(":pattern", "%s").replace(":org", "%s").replace(":who", "%s")
    with psycopg.connect(psycopg.conninfo.make_conninfo(dsn, user=user)) as connection:
        return connection.execute(statement.encode(), params).fetchall()


def test_organizations_and_people_are_found_as_on_one_server(citus: Citus, platform_dsn: str) -> None:
    assert PLATFORM.find_organizations
    assert PLATFORM.find_person
    for pattern in ("42", "Acme", "acm", "amce", "", "zzzz", "'; --", "%"):
        asked = ("engineer", PLATFORM.find_organizations, pattern)
        assert _found(citus.dsn, *asked) == _found(platform_dsn, *asked)
    for org, who in (("42", "alice@acme.com"), ("44", "1"), ("42", "ALICE@acme.com "), ("1", "nobody"), ("x", "2")):
        assert _found(citus.dsn, "support", PLATFORM.find_person, org, who) == _found(
            platform_dsn, "support", PLATFORM.find_person, org, who
        )


def test_retention_and_seal_say_that_they_are_not_for_it(citus: Citus) -> None:
    with admin.connect(citus.dsn) as connection:
        with pytest.raises(TenantshError, match="retention is not for"):
            look(connection, Wanted(Retention(rules=PLATFORM_RULES), "org_id", platform=True))
        with pytest.raises(TenantshError, match="the seal is not for"):
            refuse_distributed(connection)
