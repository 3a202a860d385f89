"""The seal: a sealed login sees the organization that its backend is open on, and what leads past that is found."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.pgcluster import as_user
from tests.platform.seals import ORGS, changed, place, raw, seal, sealed, seen, ways

from tenantsh.commands.doctor.looking import Wanted as Far
from tenantsh.commands.doctor.looking import look
from tenantsh.db import admin
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, find_organizations, open_session
from tenantsh.db.plain import open_plain_session
from tenantsh.db.seal import HOLES
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import ConnectError, ConnectionLost, UnknownOrganization, UsageError
from tenantsh.platform.seal.tables import look as look_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

__all__ = ["changed", "sealed"]


def test_a_session_opens_the_seal_and_it_holds(sealed: str, pg: Cluster) -> None:
    with open_session(place(sealed), Wanted("2", reason="case 7")) as session:
        assert session.link.seal is not None
        assert session.link.seal.holds
        assert session.run(ORGS).rows == [([2],)]
        pid = session.link.identity.backend_pid
    assert pg.run(f"select org, reason, login from tenantsh.openings where backend = {pid}", "sealed") == [
        ("2", "case 7", "engineer")
    ]


def test_a_connection_that_was_lost_is_opened_again_for_the_reason_that_was_said_last(sealed: str, pg: Cluster) -> None:
    with open_session(place(sealed), Wanted("2", reason="case 7")) as session:
        session.reason = "case 8"
        pid = session.link.identity.backend_pid
        pg.run(f"select pg_terminate_backend({pid}, 5000)" if pg.major >= 14 else f"select pg_terminate_backend({pid})")
        with suppress(ConnectionLost):
            session.run("select 1")
        assert session.run(ORGS).rows == [([2],)]
        assert session.link.seal is not None
        pid = session.link.identity.backend_pid
    assert pg.run(f"select org, reason from tenantsh.openings where backend = {pid}", "sealed") == [("2", "case 8")]


def test_a_session_without_a_reason_is_refused(sealed: str) -> None:
    with pytest.raises(ConnectError, match="needs a reason"):
        open_session(place(sealed), Wanted("2"))


@pytest.mark.parametrize("org", ["999999", "99999999999999999999"])
def test_an_organization_that_there_is_not_is_none(sealed: str, org: str) -> None:
    with pytest.raises(UnknownOrganization):
        open_session(place(sealed), Wanted(org, reason="case 7"))


@pytest.mark.parametrize("user", [None, "ann@acme.com"])
def test_nobody_is_found_by_a_name_and_the_error_says_why(sealed: str, user: str | None) -> None:
    wanted = Wanted("Acme", user=user, reason="x")
    with pytest.raises(UnknownOrganization, match="this login is sealed") as caught:
        open_session(place(sealed), wanted)
    assert "--org takes the id" in str(caught.value)
    with pytest.raises(UnknownOrganization, match="this login is sealed"):
        find_organizations(place(sealed), "")


def test_an_id_that_nobody_has_is_no_name_either(sealed: str) -> None:
    with pytest.raises(UnknownOrganization, match='no organization "999999"'):
        open_session(place(sealed), Wanted("999999", reason="case 7"))


def test_the_doctor_says_that_a_sealed_login_probes_nothing(changed: str) -> None:
    with psycopg.connect(changed, autocommit=True) as owner:
        owner.execute(
            "drop policy tenantsh_seal on resources; create policy all_of_them on users to org_viewer using (true)"
        )
    with open_session(place(changed), Wanted("2", reason="case 7")) as session:
        found = look(session, place(changed), session.tenant)
    (note,) = [note for note in found.notes if "probe" in note]
    assert "This login is sealed, and sees no row of a sealed table before a session is open" in note
    assert "showed" not in note
    assert ("seal-no-seal", "public.resources") in {(each.check, each.object) for each in found.findings}


def test_the_doctor_tells_an_owner_the_ways_past_the_seal_of_each_sealed_login(changed: str) -> None:
    with psycopg.connect(changed, autocommit=True) as owner:
        owner.execute("grant truncate on users to org_member")
    there = Place(Target(changed), PLATFORM)
    session = open_plain_session(there.target)
    found = look(session, there, None, Far(probing=False))
    session.close()
    assert ("seal-truncate", "public.users") in {(each.check, each.object) for each in found.findings}


def test_others_notice_nothing(sealed: str) -> None:
    with psycopg.connect(as_user(sealed, "analyst"), autocommit=True) as connection:
        connection.execute("set role org_viewer")
        connection.execute("set app.current_org_id = '3'")
        assert seen(connection) == [3]
    with open_session(Place(Target(as_user(sealed, "analyst")), PLATFORM), Wanted("Acme")) as session:
        assert session.link.seal is None
        assert session.fetch(HOLES, login="analyst", tenant_column="org_id") == []


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


def test_workers_beside_it_see_what_it_sees(sealed: str, pg: Cluster) -> None:
    with raw(sealed, "2") as connection:
        forced = "force_parallel_mode" if pg.major < 16 else "debug_parallel_query"
        connection.execute(
            f"set {forced} = on; set parallel_setup_cost = 0; set parallel_tuple_cost = 0;"
            "set min_parallel_table_scan_size = 0".encode()
        )
        assert seen(connection) == [2]
        connection.execute("set app.current_org_id = '3'")
        assert seen(connection) is None


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


def test_who_opens_by_hand_through_a_pooler_opens_for_all_who_get_that_backend(pgbouncer: Bouncer, sealed: str) -> None:
    """It still escapes: the row belongs to the backend, and a client that lies about its number is believed."""
    assert sealed
    dsn = pgbouncer.dsn("sealed", "engineer")
    moved = "set role org_viewer; set app.current_org_id = '2'"
    with psycopg.connect(dsn, autocommit=True) as one, psycopg.connect(dsn, autocommit=True) as other:
        with pytest.raises(psycopg.Error, match="direct connection"):
            one.execute("select tenantsh.open('2', 'by hand', %s)", [one.info.backend_pid])
        one.execute("select tenantsh.open('2', 'by hand', pg_backend_pid())")
        for sql in moved.split(";"):
            other.execute(sql.encode())
        assert seen(other) == [2]
        other.execute("set app.current_org_id = '3'")
        assert seen(other) is None


def test_settings_that_change_how_names_are_written_take_no_lock_away(sealed: str) -> None:
    dsn = f"{as_user(sealed, 'engineer')} options='-c quote_all_identifiers=on'"
    with open_session(Place(Target(dsn), PLATFORM), Wanted("2", reason="x")) as session:
        assert session.link.seal is not None
        assert session.link.seal.holds


def test_others_notice_where_a_table_had_no_row_security(pg: Cluster, platform_template: str) -> None:
    """COPY FROM wants its owner, and so does what sets row_security off, as pg_dump does: the server's own rules."""
    dsn = pg.create("sealed_open", platform_template)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create table notes (org_id bigint, note text); grant select, insert on notes to org_viewer")
    try:
        seal(dsn)
        with psycopg.connect(as_user(dsn, "analyst"), autocommit=True) as other:
            other.execute("set role org_viewer")
            other.execute("insert into notes values (3, 'x')")
            assert seen(other, "select count(*) from notes") == 1
            with pytest.raises(psycopg.errors.FeatureNotSupported):
                other.execute("copy notes from stdin")
            other.execute("set row_security = off")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                other.execute("table notes")
    finally:
        pg.drop("sealed_open")


def test_a_standby_takes_its_token_from_the_primary(
    pg: Cluster, sealed: str, standby: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    pg.catch_up()
    both = f"host={standby.host},{pg.host} port={standby.port},{pg.port} dbname=sealed user=engineer"
    with open_session(
        Place(Target(f"{both} target_session_attrs=prefer-standby"), PLATFORM), Wanted("2", reason="x")
    ) as session:
        assert session.link.identity.standby
        assert session.run(ORGS).rows == [([2],)]
        assert [row[0] for row in session.each(["2", "3"], ORGS, reason="x").rows] == [2, 3]
        monkeypatch.setenv("PGHOSTADDR", "127.0.0.9")  # set later, it is about other places
        assert [row[0] for row in session.each(["2", "3"], ORGS, reason="x").rows] == [2, 3]
    monkeypatch.delenv("PGHOSTADDR")
    alone = Place(Target(standby.dsn("sealed", "engineer")), PLATFORM)
    with pytest.raises(ConnectError, match="hot standby"):
        open_session(alone, Wanted("2", reason="x"))


@pytest.mark.parametrize("logins", [[], ["nobody"], ["postgres"]])
def test_logins_that_no_seal_holds_are_refused(sealed: str, logins: list[str]) -> None:
    with admin.connect(sealed) as connection, pytest.raises(UsageError):
        look_at(connection, logins, "org_id", "org_viewer")


def test_its_questions_are_there() -> None:
    assert HOLES.text(13) != HOLES.text(18)


@pytest.fixture
def no_role(pg: Cluster, sealed: str) -> Iterator[None]:
    """The cluster as it is before anybody has installed a seal there."""
    assert sealed
    pg.run("alter role tenantsh_seal rename to tenantsh_seal_elsewhere")
    yield
    pg.run("drop role tenantsh_seal")
    pg.run("alter role tenantsh_seal_elsewhere rename to tenantsh_seal")


@pytest.mark.usefixtures("no_role")
def test_an_owner_who_is_no_superuser_installs_it(pg: Cluster, platform_template: str) -> None:
    dsn = pg.create("sealed_by_dba", platform_template)
    admin_option = "with admin option" if pg.major >= 16 else ""
    pg.run("create role dba login createrole; grant platform_owner to dba")
    pg.run(f"grant pg_read_all_stats to dba {admin_option}; grant create on database sealed_by_dba to dba")
    try:
        for _ in range(2):  # the second time changes nothing
            seal(as_user(dsn, "dba"))
            assert ways(dsn) == []
        with open_session(place(dsn), Wanted("2", reason="x")) as session:
            assert session.run(ORGS).rows == [([2],)]
    finally:
        pg.drop("sealed_by_dba")
        pg.run("revoke pg_read_all_stats from dba" + (" cascade" if pg.major >= 16 else ""))
        pg.run("drop owned by dba; drop role dba")
