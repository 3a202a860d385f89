"""Finding organizations and people, for a login that has no tenant yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.platform.ask import LOGINS, TENANT_ROLES, Connection, column, login, refused, tenant

from tenantsh.model.convention import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=LOGINS)
def someone(request: pytest.FixtureRequest, platform_dsn: str) -> Iterator[Connection]:
    with login(platform_dsn, str(request.param)) as connection:
        yield connection


def organizations(connection: Connection, pattern: str) -> list[tuple[str, str]]:
    assert PLATFORM.find_organizations
    statement = PLATFORM.find_organizations.replace(":pattern", "%s")
    return [(org, name) for org, name, _ in connection.execute(statement.encode(), [pattern]).fetchall()]


def person(connection: Connection, org: str | None, who: str) -> list[tuple[str, ...]]:
    assert PLATFORM.find_person
    statement = PLATFORM.find_person.replace(":org", "%s").replace(":who", "%s")
    return connection.execute(statement.encode(), [org, who]).fetchall()


@pytest.mark.parametrize("pattern", ["42", "Acme", "acme", " ACME ", "acm", "cme", "amce", "acmee", "akme"])
def test_an_organization_is_found_by_id_name_part_and_likeness(someone: Connection, pattern: str) -> None:
    assert organizations(someone, pattern)[0] == ("42", "Acme")


def test_an_id_comes_before_a_name_that_looks_like_it(someone: Connection) -> None:
    assert organizations(someone, "42")[:2] == [("42", "Acme"), ("99", "42")]


def test_an_empty_pattern_finds_all(someone: Connection) -> None:
    assert len(organizations(someone, "")) == 200


@pytest.mark.parametrize("pattern", ["%", "_", "\\", "a%b"])
def test_a_pattern_is_text_and_not_a_wildcard(someone: Connection, pattern: str) -> None:
    assert all(pattern in name for _, name in organizations(someone, pattern))


def test_nothing_like_it_finds_nothing(someone: Connection) -> None:
    assert organizations(someone, "qqqqqq") == []


def test_a_deleted_organization_says_so(someone: Connection) -> None:
    (detail,) = column(someone, "select detail from platform.find_organizations('50') where org = '50'")
    assert "deleted 20" in detail


def test_a_person_is_found_by_email_in_any_case_with_the_role_that_her_membership_chooses(someone: Connection) -> None:
    assert person(someone, "42", "Alice@ACME.com") == [("1", "alice@acme.com", "org_admin", "42", "Acme")]
    assert person(someone, "43", "alice@acme.com") == [("1", "alice@acme.com", "org_viewer", "43", "Globex")]


def test_a_person_is_found_by_id(someone: Connection) -> None:
    assert person(someone, "42", "2") == [("2", "bob@acme.com", "org_viewer", "42", "Acme")]


@pytest.mark.parametrize("org", ["44", "nonsense", "", None])
def test_a_person_who_is_not_in_that_organization_is_found_in_her_own(someone: Connection, org: str | None) -> None:
    found = [(organization, role) for _, _, role, organization, _ in person(someone, org, "alice@acme.com")]
    assert found == [("42", "org_admin"), ("43", "org_viewer")]


@pytest.mark.parametrize("who", ["nobody@acme.com", "0", "", "alice", "99999999999999999999", "1' or true --"])
def test_nobody_is_found_where_there_is_nobody(someone: Connection, who: str) -> None:
    assert person(someone, "42", who) == []


def test_a_deleted_person_is_not_found(db: Connection) -> None:
    db.execute("update users set deleted_at = now() where user_id = 2")
    db.execute("set local role support")
    assert person(db, "42", "bob@acme.com") == []


@pytest.mark.parametrize("role", TENANT_ROLES)
def test_a_tenants_role_looks_nobody_up(platform_dsn: str, role: str) -> None:
    with tenant(platform_dsn, role=role) as connection:
        assert refused(connection, "select * from platform.find_organizations('')") == "42501"
        assert refused(connection, "select * from platform.find_person('42', '1')") == "42501"


def test_a_temporary_table_cannot_stand_in_for_the_real_one(platform_dsn: str) -> None:
    with login(platform_dsn, "support") as connection, connection.transaction(force_rollback=True):
        connection.execute("create temp table organizations as select 1 as org_id, 'fake' as name")
        connection.execute("set local search_path = pg_temp, public")
        assert ("42", "Acme") in organizations(connection, "acme")
