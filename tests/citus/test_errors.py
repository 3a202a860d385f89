"""What a person reads when Citus says no: by SQLSTATE and place, whatever the server's words are."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest

import tenantsh
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.probe import warnings
from tenantsh.model.convention import Convention
from tenantsh.model.errors import ConnectError, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.citus.conftest import Citus

    from tenantsh import Session

_BARE = Convention(name="bare", role="citus_tests_nologin", settings={"app.current_org_id": "{org}"})
"""Has no way to ask for the organization, so a session comes about."""


_MERGE = """
    merge into resources r using (select 42 as org_id, 1 as id) s on s.org_id = r.org_id and s.id = r.resource_id
    when matched then update set name = 'x'
"""


@pytest.mark.parametrize(
    ("sql", "sqlstate", "why"),
    [
        ("select type, name, count(*) from resources group by rollup (type, name)", "0A000", "one shard"),
        ("select * from resources for update", "0A000", "one shard"),
        (
            "with recursive t as (select 1 as n union all select n + 1 from t where n < 3) select * from t, resources",
            "0A000",
            "one shard",
        ),
        (
            "select * from resources r, lateral (select * from events e where e.resource_id = r.resource_id limit 1) x",
            "0A000",
            "one shard",
        ),
        ("select * from resources r join events e on e.actor_id = r.resource_id", "XX000", "joined by something else"),
        ("insert into events (org_id, type) select org_id, 'x' from resources", "0A000", "by COPY"),
        ("insert into resources (name, type) values ('x', 'y')", "22004", "which shard"),
        ("select * from resources where exists (select from org_members)", "42601", "without columns"),
        (
            _MERGE,
            "XX000",
            "MERGE",
        ),
        ("insert into resources (org_id, name, type) values (43, 'x', 'y')", "42501", "its shard"),
    ],
)
def test_a_limit_is_told_with_its_reason(writer: Session, sql: str, sqlstate: str, why: str) -> None:
    with pytest.raises(StatementError) as caught:
        writer.run(sql)
    assert caught.value.sqlstate == sqlstate
    assert why in (caught.value.why or "")


@pytest.mark.parametrize(
    "sql",
    [
        "select nope from resources",
        "selec 1",
        "select 1 / 0 from resources",
        "insert into sessions (org_id, user_id, token) values (42, 1, '')",
        "select count(*) from resources where org_id = $1",
    ],
)
def test_what_is_not_citus_own_has_no_reason_of_citus(writer: Session, sql: str) -> None:
    with pytest.raises(StatementError) as caught:
        writer.run(sql)
    assert "Citus" not in (caught.value.why or "")
    assert "worker" not in (caught.value.why or "")


@pytest.fixture
def nologin(citus: Citus) -> Iterator[str]:
    """A role that may not log in, with the rights of a viewer."""
    name = "citus_tests_nologin"
    citus.run(f"create role {name} nologin")
    citus.run(f"grant usage on schema public to {name}")
    citus.run(f"grant select on organizations, resources to {name}")
    for table in ("organizations", "resources"):  # without a policy for it no worker would be asked
        citus.run(
            f"create policy {name} on {table} for select to {name} using (org_id = platform.current_user_org_id())"
        )
    citus.run(f"grant {name} to engineer")
    yield name
    citus.run(f"drop owned by {name}")
    citus.run(f"drop role {name}")


def test_a_role_that_may_not_log_in_is_told_when_the_session_is_opened(citus: Citus, nologin: str) -> None:
    with pytest.raises(ConnectError) as caught:
        tenantsh.connect(citus.as_login(), org="42", role=nologin)
    assert f'"{nologin}" may not log in' in (caught.value.why or "")
    assert f'ALTER ROLE "{nologin}" LOGIN' in (caught.value.hint or "")


@pytest.mark.usefixtures("nologin")
def test_it_is_no_lost_connection(citus: Citus) -> None:
    with open_session(Place(Target(citus.as_login()), _BARE), Wanted("42")) as session:
        assert any("may not log in" in told for told in warnings(session.link.identity))
        with pytest.raises(StatementError) as caught:
            session.run("select * from resources")
        assert caught.value.sqlstate == "08006"
        assert "may not log in" in (caught.value.why or "")
        assert session.run("select pg_backend_pid()").rows == [(session.link.identity.backend_pid,)]


@contextmanager
def lost(citus: Citus, port: int) -> Iterator[None]:
    """The coordinator looks for a worker where nobody answers."""
    citus.run(f"update pg_dist_node set nodeport = 1 where nodeport = {port}")
    try:
        yield
    finally:
        citus.run(f"update pg_dist_node set nodeport = {port} where nodeport = 1")


def test_a_lost_worker_is_told_and_the_others_answer(citus: Citus) -> None:
    port = citus.node_of(42)
    elsewhere = next(org for org in range(1, 200) if citus.node_of(org) != port)
    with (
        tenantsh.connect(citus.as_login(), org="42") as session,
        tenantsh.connect(citus.as_login(), org=str(elsewhere)) as other,
    ):
        backend = session.link.identity.backend_pid
        with lost(citus, port):
            with pytest.raises(StatementError) as caught:
                session.run("select count(*) from resources where org_id = 42")
            assert caught.value.sqlstate.startswith("08")
            assert "could not reach a worker" in (caught.value.why or "")
            assert "own connection is alive" in (caught.value.why or "")
            assert other.run(f"select count(*) > 0 from resources where org_id = {elsewhere}").rows == [(True,)]
        assert session.run("select count(*) > 0 from resources where org_id = 42").rows == [(True,)]
        assert session.run("select pg_backend_pid()").rows == [(backend,)]


def test_a_session_for_rows_of_a_lost_worker_does_not_come_about(citus: Citus) -> None:
    with lost(citus, citus.node_of(42)), pytest.raises(ConnectError) as caught:
        tenantsh.connect(citus.as_login(), org="42")
    assert "could not reach a worker" in f"{caught.value.why}"


def test_a_worker_that_ends_a_connection_ends_the_transaction_and_not_the_session(citus: Citus) -> None:
    with tenantsh.connect(citus.as_login(), org="42") as session:
        backend = session.link.identity.backend_pid
        session.run("begin")
        session.run("select count(*) from resources")
        for worker in citus.workers:
            citus.run(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                " and application_name like 'citus_internal%' and usename = 'org_viewer'",
                worker,
            )
        with pytest.raises(StatementError) as caught:
            session.run("select count(*) from resources")
        assert "own connection is alive" in (caught.value.why or "")
        session.run("rollback")
        assert session.run("select count(*) > 0 from resources where org_id = 42").rows == [(True,)]
        assert session.run("select pg_backend_pid()").rows == [(backend,)]


def test_a_worker_that_ends_an_idle_connection_is_told_with_its_reason(citus: Citus) -> None:
    told = []
    with tenantsh.connect(citus.as_login(), org="42") as session:
        for _ in range(5):  # where Citus notices first, it connects again without a word
            session.run("select count(*) from resources")
            for worker in citus.workers:
                citus.run(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                    " and application_name like 'citus_internal%' and usename = 'org_viewer'",
                    worker,
                )
            try:
                session.run("select count(*) from resources")
            except StatementError as error:
                told.append(error.why or error.sqlstate)
        assert session.run("select count(*) > 0 from resources").rows == [(True,)]
    assert all("own connection is alive" in why for why in told), told


def test_a_lost_coordinator_is_a_lost_connection(citus: Citus) -> None:
    with tenantsh.connect(citus.as_login(), org="42") as session:
        [(rows,)] = session.run("select count(*) from resources").rows
        with psycopg.connect(citus.dsn, autocommit=True) as admin:
            admin.execute("select pg_terminate_backend(%s::int, 10000)", [session.link.identity.backend_pid])
        assert session.run("select count(*), min(org_id), max(org_id) from resources").rows == [(rows, 42, 42)]
