"""Every shipped convention, and one of one's own, on a database that keeps it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.doctor.context import Known
from tenantsh.db.lookup import OPEN_RELATIONS
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import CONVENTIONS, POSTGREST, ROLE_PER_TENANT, SUPABASE, Convention
from tenantsh.model.errors import ConfigError, ConnectError, Refused, StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.session import Session

CLAIMS = "nullif(current_setting('request.jwt.claims', true), '')::json"
POLICIES = {
    "postgrest": f"org_id = (select ({CLAIMS} ->> 'org_id')::bigint)",
    "supabase": f"org_id = (select ({CLAIMS} -> 'app_metadata' ->> 'org_id')::bigint)",
    "role-per-tenant": "current_user = 'tenant_' || org_id",
    "django-rls-tenants": (
        "case when (select current_setting('rls.is_admin', true)) = 'true' then true"
        " else org_id = nullif((select current_setting('rls.current_tenant', true)), '')::int end"
    ),
    "nile": "org_id = (select nullif(current_setting('nile.tenant_id', true), '')::bigint)",
    "ours": "org_id = (select nullif(current_setting('my.tenant', true), '')::bigint)",
}
ROLES = {
    "postgrest": ["authenticated"],
    "supabase": ["authenticated"],
    "role-per-tenant": ["tenant_1", "tenant_2"],
    "django-rls-tenants": [],
    "nile": [],
    "ours": ["app_reader"],
}
OURS = Convention.from_config("ours", {"role": "app_reader", "settings": {"my.tenant": "{org}"}})
CONVENTION = {**CONVENTIONS, "ours": OURS}


@pytest.fixture(params=POLICIES)
def place(request: pytest.FixtureRequest, empty_dsn: str) -> Iterator[Place]:
    """A database with two organizations, its policies in one convention's words, and a login for it."""
    name = request.param
    roles = ROLES[name]
    with psycopg.connect(empty_dsn, autocommit=True) as superuser:
        for role in (*roles, "authenticator"):
            superuser.execute(f"drop role if exists {role}".encode())
        superuser.execute("create role authenticator login noinherit")
        superuser.execute("create table notes (org_id bigint, note text)")
        superuser.execute(
            "create table tenants as select n::bigint as id, 'Tenant ' || n as name from generate_series(1, 2) n"
        )
        superuser.execute("insert into notes values (1, 'one'), (2, 'two'), (2, 'two more')")
        superuser.execute("alter table notes enable row level security")
        superuser.execute(f"create policy tenant on notes using ({POLICIES[name]})".encode())
        superuser.execute("grant select on tenants to authenticator")
        if not roles:  # the login itself is what policies are for
            superuser.execute("grant select on notes to authenticator")
        for role in roles:
            superuser.execute(f"create role {role}".encode())
            superuser.execute(f"grant {role} to authenticator".encode())
            superuser.execute(f"grant select on notes to {role}".encode())
        yield Place(Target(as_user(empty_dsn, "authenticator")), CONVENTION[name])
        for role in (*roles, "authenticator"):
            superuser.execute(f"drop owned by {role}".encode())
            superuser.execute(f"drop role {role}".encode())


def test_a_session_sees_its_organization_only(place: Place) -> None:
    with open_session(place, Wanted("2")) as session:
        assert session.run("select note from notes order by 1").rows == [("two",), ("two more",)]
    with open_session(place, Wanted("1")) as session:
        assert session.run("select note from notes order by 1").rows == [("one",)]


def test_what_carries_the_organization_is_not_a_person_s_to_set(place: Place) -> None:
    settings = list(place.convention.settings) or ["role"]
    with open_session(place, Wanted("1")) as session:
        for statement in (f"set {settings[0]} = '{{\"org_id\": 2}}'", f"reset {settings[0]}", "reset role"):
            with pytest.raises(Refused):
                session.run(statement)
        assert session.run("select count(*) from notes").rows == [(1,)]


def test_what_opens_everything_or_comes_before_the_claims_is_not_a_person_s_to_set(place: Place) -> None:
    names = [name for name, template in place.convention.settings.items() if template is None]
    names += place.convention.forbidden_settings
    with open_session(place, Wanted("1")) as session:
        for name in names:
            with pytest.raises(Refused):
                session.run(f"set {name} = 'true'")
    for name in names:
        target = Target(f"{place.target.conninfo} options='-c {name}=true'")
        with pytest.raises(ConnectError, match="before anything was run"):
            open_session(dataclasses.replace(place, target=target), Wanted("1"))


@pytest.mark.parametrize("place", ["ours"], indirect=True)
def test_ids_and_names_of_any_type_are_read_as_text(place: Place) -> None:
    asking = dataclasses.replace(
        place.convention,
        find_organizations="select id as org, id + 0.5 as name, current_date as detail from tenants",
        organization="select org_id as org, count(*) as name from notes group by 1",
    )
    with open_session(dataclasses.replace(place, convention=asking), Wanted("2.5")) as session:
        assert (session.tenant.org, session.tenant.name) == ("2", "2")
        assert session.run("select count(*) from notes").rows == [(2,)]


@pytest.mark.parametrize("place", ["nile"], indirect=True)
def test_a_tenant_of_nile_has_a_name(place: Place) -> None:
    with open_session(place, Wanted("tenant 2")) as session:
        assert (session.tenant.org, session.tenant.name) == ("2", "Tenant 2")


def test_a_name_is_told_not_to_be_looked_up(place: Place) -> None:
    with pytest.raises(ConnectError) as told:
        open_session(place, Wanted("2", user="someone@example.com"))
    assert "no way to look a person up" in told.value.what


@pytest.fixture
def in_schemas(empty_dsn: str) -> Iterator[Session]:
    """A session on a schema of its own, which its convention puts into the search path."""
    with psycopg.connect(empty_dsn, autocommit=True) as superuser:
        superuser.execute("create role in_schemas login")
        superuser.execute("create schema shop_1 create table items (data jsonb)")
        superuser.execute("grant usage on schema shop_1 to in_schemas")
        superuser.execute("grant select on shop_1.items to in_schemas")
        convention = Convention("schemas", settings={"search_path": "shop_{org}"})
        with open_session(Place(Target(as_user(empty_dsn, "in_schemas")), convention), Wanted("1")) as session:
            yield session
        superuser.execute("drop owned by in_schemas")
        superuser.execute("drop role in_schemas")


def test_what_is_asked_beside_a_path_that_is_the_context_is_no_drift(in_schemas: Session) -> None:
    assert in_schemas.fetch_apart(OPEN_RELATIONS.ask(tenant_column="org_id")) == [[]]
    assert in_schemas.describe("items").rows[0][:2] == ("data", "jsonb")
    assert in_schemas.run("show search_path").rows == [("shop_1",)]


def test_what_needs_a_path_of_its_own_is_refused_where_the_path_is_the_context(in_schemas: Session) -> None:
    with pytest.raises(UsageError, match="whose convention sets search_path"):
        in_schemas.row_security("items")
    assert in_schemas.run("select count(*) from items").rows == [(0,)]


def test_a_backslash_command_is_told_to_belong_to_the_shell(in_schemas: Session) -> None:
    for sql in (r"\dt", " \\d items;"):
        with pytest.raises(StatementError) as failed:
            in_schemas.run(sql)
        assert "belong to the shell" in (failed.value.why or "")
        assert "describe(name)" in (failed.value.hint or "")
    with pytest.raises(StatementError) as failed:
        in_schemas.run("selct 1")
    assert failed.value.why is None


def test_claims_are_json_with_what_is_known() -> None:
    identity = {"org": "42", "user": "7", "email": 'a"b@c.d', "role": "authenticated"}
    claims = dict(POSTGREST.context(**identity))["request.jwt.claims"]
    assert claims == '{"sub": "7", "email": "a\\"b@c.d", "org_id": "42", "role": "authenticated"}'
    nobody = dict(SUPABASE.context(org="42", user=None, email=None, role="authenticated"))["request.jwt.claims"]
    assert nobody == '{"role": "authenticated", "aud": "authenticated", "app_metadata": {"org_id": "42"}}'


def test_the_doctor_knows_where_in_the_claims_the_organization_is() -> None:
    assert Known.of(SUPABASE, []).claim == ("request.jwt.claims", "app_metadata", "org_id")
    assert Known.of(CONVENTIONS["platform"], []).claim == ()


def test_a_role_of_its_own_names_the_organization() -> None:
    assert ROLE_PER_TENANT.role_for("42", write=False) == "tenant_42"


def test_a_convention_of_one_s_own_may_be_like_a_shipped_one() -> None:
    like = Convention.from_config("mine", {"like": "platform", "role": "app"}, CONVENTIONS["platform"])
    assert (like.name, like.role, like.settings) == ("mine", "app", CONVENTIONS["platform"].settings)


def test_a_key_that_no_convention_has_is_an_error() -> None:
    with pytest.raises(ConfigError, match="setings"):
        Convention.from_config("mine", {"setings": {}})
