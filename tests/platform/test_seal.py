"""The seal: a sealed login sees the organization that its backend is open on, and what leads past that is found."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.pgcluster import as_user

from tenantsh.db import admin
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.seal import HOLES
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import ConnectError, UnknownOrganization, UsageError
from tenantsh.platform.seal.printing import printed
from tenantsh.platform.seal.tables import look
from tenantsh.platform.seal.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

_names = count(1)
_ORGS = "select array_agg(distinct org_id order by org_id) from resources"


def seal(dsn: str) -> None:
    with admin.connect(dsn) as connection:
        script = printed(look(connection, ["engineer"], "org_id", "org_viewer"))
        connection.script(script.replace("\\set ON_ERROR_STOP on\n", ""))


@pytest.fixture(scope="module")
def sealed(pg: Cluster, platform_template: str) -> Iterator[str]:
    """The platform with engineers sealed; as the superuser."""
    dsn = pg.create("sealed", platform_template)
    seal(dsn)
    yield dsn
    pg.drop("sealed")


@pytest.fixture
def changed(pg: Cluster, sealed: str) -> Iterator[str]:
    """A copy of it that a test may spoil."""
    name = f"sealed_{next(_names)}"
    yield pg.create(name, "sealed")
    pg.drop(name)


def raw(dsn: str, org: str | None, role: str = "org_viewer") -> psycopg.Connection[Any]:
    """A connection without tenantsh, which nothing keeps from any statement."""
    connection = psycopg.connect(as_user(dsn, "engineer"), autocommit=True)
    if org is not None:
        connection.execute("select tenantsh.open(%s, 'test', %s)", [org, connection.info.backend_pid])
    connection.execute(f"set role {role}".encode())
    connection.execute(f"set app.current_org_id = '{org or 2}'".encode())
    return connection


def seen(connection: psycopg.Connection[Any], sql: str = _ORGS) -> Any:
    row = connection.execute(sql.encode()).fetchone()
    assert row
    return row[0]


def place(dsn: str) -> Place:
    return Place(Target(as_user(dsn, "engineer")), PLATFORM)


def ways(dsn: str) -> list[tuple[str, str]]:
    with admin.connect(dsn) as connection:
        return [(finding.check, finding.object) for finding in verify(connection, ["engineer"], "org_id")]


def test_a_session_opens_the_seal_and_it_holds(sealed: str, pg: Cluster) -> None:
    with open_session(place(sealed), Wanted("2", reason="case 7")) as session:
        assert session.link.seal is not None
        assert session.link.seal.holds
        assert session.run(_ORGS).rows == [([2],)]
        pid = session.link.identity.backend_pid
    assert pg.run(f"select org, reason, login from tenantsh.openings where backend = {pid}", "sealed") == [
        ("2", "case 7", "engineer")
    ]


def test_a_session_without_a_reason_is_refused(sealed: str) -> None:
    with pytest.raises(ConnectError, match="needs a reason"):
        open_session(place(sealed), Wanted("2"))


@pytest.mark.parametrize("org", ["999999", "99999999999999999999"])
def test_an_organization_that_there_is_not_is_none(sealed: str, org: str) -> None:
    with pytest.raises(UnknownOrganization):
        open_session(place(sealed), Wanted(org, reason="case 7"))


def test_others_notice_nothing(sealed: str) -> None:
    with psycopg.connect(as_user(sealed, "analyst"), autocommit=True) as connection:
        connection.execute("set role org_viewer")
        connection.execute("set app.current_org_id = '3'")
        assert seen(connection) == [3]


def test_a_login_that_has_not_opened_it_sees_nothing(sealed: str) -> None:
    with raw(sealed, None) as connection:
        assert [seen(connection), seen(connection, "select count(*) from users")] == [None, 0]


@pytest.mark.parametrize(
    "sql",
    [
        "set app.current_org_id = '3'",
        "reset role; set role org_admin; set app.current_org_id = '3'",
        "discard all; set role org_viewer; set app.current_org_id = '3'",
        "do $$ begin perform set_config('app.current_org_id', '3', false); end $$",
        "set tenantsh.token = '3.0000'; set app.current_org_id = '3'",
    ],
)
def test_no_setting_moves_it(sealed: str, sql: str) -> None:
    with raw(sealed, "2") as connection:
        for one in [sql] if "$$" in sql else sql.split(";"):
            connection.execute(one.encode())
        assert seen(connection) is None
        assert seen(connection, "select tenantsh.org()") == 2


def test_a_setting_changed_in_mid_statement_shows_nobody_else(sealed: str) -> None:
    with raw(sealed, "2") as connection:
        sql = "with moved as materialized (select set_config('app.current_org_id', '3', false))"
        for index in ("on", "off"):
            connection.execute(f"set enable_indexscan = {index}; set enable_bitmapscan = {index}".encode())
            found = seen(connection, f"{sql} select array_agg(distinct r.org_id) from moved, resources r")
            assert found in (None, [2])
            connection.execute("set app.current_org_id = '2'")


@pytest.mark.parametrize(
    "sql",
    [
        "select tenantsh.open('3', 'again', pg_backend_pid())",
        "update tenantsh.openings set org = '3'",
        "insert into tenantsh.openings values (1, now(), false, 'engineer', '3', 'x')",
        "table tenantsh.key",
        "drop policy tenantsh_seal on resources",
        "alter table resources disable row level security",
        "select tenantsh.signed('engineer', pg_backend_pid(), now(), '3')",
        "create or replace function tenantsh.org() returns bigint language sql as 'select 3::bigint'",
        "truncate resources",
        "set session authorization analyst",
    ],
)
def test_it_cannot_be_opened_again_or_changed(sealed: str, sql: str) -> None:
    with raw(sealed, "2") as connection:
        with pytest.raises(psycopg.Error):
            connection.execute(sql.encode())
        assert seen(connection) == [2]


def test_what_is_rolled_back_has_shown_nothing(sealed: str) -> None:
    with raw(sealed, None) as connection:
        connection.execute("begin")
        connection.execute("select tenantsh.open('2', 'never on record', pg_backend_pid())")
        assert seen(connection) is None
        connection.execute("rollback")


def test_rows_of_others_cannot_be_written(sealed: str) -> None:
    with raw(sealed, "2", "org_member") as connection:
        connection.execute("set app.current_org_id = '3'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("insert into resources (org_id, name, type) select 3, 'x', min(type) from resources")


def test_a_pooler_is_refused(pgbouncer: Bouncer, sealed: str) -> None:
    with pytest.raises(ConnectError, match="pooler"):
        open_session(place(pgbouncer.dsn("sealed")), Wanted("2", reason="x"))


def test_a_standby_takes_its_token_from_the_primary(pg: Cluster, sealed: str, standby: Cluster) -> None:
    pg.catch_up()
    both = f"host={standby.host},{pg.host} port={standby.port},{pg.port} dbname=sealed user=engineer"
    with open_session(
        Place(Target(f"{both} target_session_attrs=prefer-standby"), PLATFORM), Wanted("2", reason="x")
    ) as session:
        assert session.link.identity.standby
        assert session.run(_ORGS).rows == [([2],)]
    alone = Place(Target(standby.dsn("sealed", "engineer")), PLATFORM)
    with pytest.raises(ConnectError, match="hot standby"):
        open_session(alone, Wanted("2", reason="x"))


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
    "a superuser's function": (
        "create function told() returns setof resources language sql security definer as 'table resources'",
        ("seal-function", "public.told()"),
    ),
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


def test_it_is_taken_away_whole(changed: str) -> None:
    with psycopg.connect(changed, autocommit=True) as connection:
        connection.execute("set client_min_messages = error; drop schema tenantsh cascade")
        assert seen(connection, "select count(*) from pg_policy where polname = 'tenantsh_seal'") == 0
    seal(changed)
    assert ways(changed) == []


@pytest.mark.parametrize("logins", [[], ["nobody"], ["postgres"]])
def test_logins_that_no_seal_holds_are_refused(sealed: str, logins: list[str]) -> None:
    with admin.connect(sealed) as connection, pytest.raises(UsageError):
        look(connection, logins, "org_id", "org_viewer")


def test_its_questions_are_there() -> None:
    assert HOLES.text(13) != HOLES.text(18)
