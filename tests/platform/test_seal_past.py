"""What leads past the seal: each way is found, and shows other organizations' rows where it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.pgcluster import as_user
from tests.platform.seals import changed, raw, seal, sealed, seen, ways

from tenantsh.db import admin
from tenantsh.model.errors import TenantshError
from tenantsh.platform.seal.verify import verify

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

__all__ = ["changed", "sealed"]

_PAST = {
    "a partition without the policy": (
        "alter table events_2026_01 disable row level security; grant select on events_2026_01 to org_viewer",
        ("seal-no-seal", "public.events_2026_01"),
    ),
    "a new table": (
        "create table notes (org_id bigint); grant select on notes to org_viewer",
        ("seal-no-seal", "public.notes"),
    ),
    "the obvious form of the policy": (
        "alter policy tenantsh_seal on resources using (not tenantsh.sealed() or org_id = (select tenantsh.org()))",
        ("seal-no-seal", "public.resources"),
    ),
    "a superuser's view": (
        "create view shown as select * from resources; grant select on shown to org_viewer",
        ("seal-view", "public.shown"),
    ),
    "a materialized view": (
        "create materialized view kept as select * from resources; grant select on kept to org_viewer",
        ("seal-beside-the-table", "public.kept"),
    ),
    "a foreign table": (
        (
            "create foreign data wrapper other; create server there foreign data wrapper other;"
            "create foreign table far (org_id bigint) server there; grant select on far to org_viewer"
        ),
        ("seal-beside-the-table", "public.far"),
    ),
    "a superuser's function": (
        "create function told() returns setof resources language sql security definer as 'table resources'",
        ("seal-function", "public.told()"),
    ),
    "triggers": ("grant trigger on resources to org_member", ("seal-trigger", "public.resources")),
    "a partition of a sealed table": (
        "grant select on events_2026_01 to org_viewer; drop policy tenantsh_seal on events_2026_01",
        ("seal-no-seal", "public.events_2026_01"),
    ),
    "an owner's view on a table that is not forced": (
        (
            "alter table resources no force row level security; set role platform_owner;"
            "create view shown as select * from resources; grant select on shown to org_viewer"
        ),
        ("seal-view", "public.shown"),
    ),
    "a policy that is for some only": (
        (
            "drop policy tenantsh_seal on resources;"
            "create policy tenantsh_seal on resources as restrictive to org_viewer"
            " using ((select not tenantsh.sealed()) or org_id = any (array[(select tenantsh.org())]))"
        ),
        ("seal-no-seal", "public.resources"),
    ),
    "row security switched off": (
        "alter table resources disable row level security",
        ("seal-no-seal", "public.resources"),
    ),
    "a rule of a table": (
        (
            "alter table users no force row level security;"
            "create rule shows as on insert to resources do also select * from users"
        ),
        ("seal-rule", "public.resources"),
    ),
    "a rule of a view": (
        (
            "create view few as select 1 as one; grant select, update on few to org_viewer;"
            "create rule writes as on update to few do instead update users set name = 'x'"
        ),
        ("seal-view", "public.few"),
    ),
    "a trigger's function": (
        (
            "create function told() returns trigger language plpgsql security definer as 'begin return new; end';"
            "revoke execute on function told() from public;"
            "create trigger tells before insert on resources for each row execute function told()"
        ),
        ("seal-function", "public.told()"),
    ),
    "code for others": ("grant create on schema public to org_viewer", ("seal-code", "public")),
    "a function of its own": (
        (
            "create function mine() returns int language sql as 'select 1';"
            "set role postgres; alter function mine() owner to org_viewer"
        ),
        ("seal-code", "public.mine"),
    ),
    "files of the server": (
        "grant execute on function pg_read_file(text) to org_viewer",
        ("seal-files", "pg_read_file(text)"),
    ),
    "the seal's own table": ("grant update on tenantsh.openings to engineer", ("seal-owner", "tenantsh.openings")),
    "the seal's key": ("grant select on tenantsh.key to engineer", ("seal-owner", "tenantsh.key")),
    "truncate": ("grant truncate on resources to org_member", ("seal-truncate", "public.resources")),
    "the owner": ("grant platform_owner to engineer", ("seal-owner", "public.resources")),
    "another function of its name": (
        "create or replace function tenantsh.org() returns bigint language sql as 'select 3::bigint'",
        ("seal-broken", "tenantsh.org()"),
    ),
}


@pytest.mark.parametrize("name", _PAST)
def test_what_leads_past_it_is_found(changed: str, pg: Cluster, name: str) -> None:
    sql, expected = _PAST[name]
    with psycopg.connect(changed, autocommit=True) as connection:
        connection.execute(sql.encode())
    try:
        assert expected in ways(changed)
    finally:
        pg.run("revoke platform_owner from engineer")


@pytest.mark.parametrize(
    ("attribute", "undone", "said"),
    [
        ("alter role engineer replication", "alter role engineer noreplication", ("seal-role", "engineer")),
        ("alter role org_admin bypassrls", "alter role org_admin nobypassrls", ("seal-role", "org_admin")),
        (
            "grant pg_read_server_files to engineer",
            "revoke pg_read_server_files from engineer",
            ("seal-role", "pg_read_server_files"),
        ),
        ("grant tenantsh_seal to engineer", "revoke tenantsh_seal from engineer", ("seal-owner", "tenantsh.key")),
    ],
)
def test_what_a_login_may_become_is_found(
    sealed: str, pg: Cluster, attribute: str, undone: str, said: tuple[str, str]
) -> None:
    pg.run(attribute)
    try:
        assert said in ways(sealed)
    finally:
        pg.run(undone)


def test_who_makes_roles_makes_herself_others_before_16(sealed: str, pg: Cluster) -> None:
    pg.run("alter role engineer createrole")
    try:
        assert (("seal-role", "engineer") in ways(sealed)) == (pg.major < 16)
    finally:
        pg.run("alter role engineer nocreaterole")


@pytest.mark.parametrize("relation", ["shown", "kept", "told()", "notes"])
def test_what_leads_past_it_shows_others(changed: str, relation: str) -> None:
    with psycopg.connect(changed, autocommit=True) as connection:
        for sql, _ in (_PAST[k] for k in ("a superuser's view", "a materialized view", "a superuser's function")):
            connection.execute(sql.encode())
        connection.execute("create table notes as select org_id from resources; grant select on notes to org_viewer")
    with raw(changed, "2") as opened:
        assert seen(opened, f"select count(distinct org_id) > 1 from {relation}")


def test_nothing_leads_past_it_on_the_platform(sealed: str) -> None:
    assert ways(sealed) == []
    with admin.connect(as_user(sealed, "engineer")) as connection:
        assert verify(connection, [], "org_id") == []


def test_a_seal_that_holds_nobody_is_none_that_holds(changed: str) -> None:
    with admin.connect(changed) as connection:
        connection.script(
            "create or replace function tenantsh.sealed() returns boolean language sql stable parallel safe"
            " as $$ SELECT session_user OPERATOR(pg_catalog.=) ANY (ARRAY[]::pg_catalog.name[]) $$"
        )
        with pytest.raises(TenantshError, match="holds no login"):
            verify(connection, [], "org_id")


def test_it_is_taken_away_whole(changed: str) -> None:
    with psycopg.connect(changed, autocommit=True) as connection:
        connection.execute("set client_min_messages = error; drop schema tenantsh cascade")
        assert seen(connection, "select count(*) from pg_policy where polname = 'tenantsh_seal'") == 0
    seal(changed)
    assert ways(changed) == []
