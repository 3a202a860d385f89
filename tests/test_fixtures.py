"""The fixtures do what the other tests take for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.pgbin import choices
from tests.pgcluster import PASSWORD, as_user

if TYPE_CHECKING:
    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster


def test_the_server_is_of_the_major_version_asked_for(pg: Cluster) -> None:
    assert pg.run("select current_setting('server_version_num')::int / 10000") == [(pg.major,)]


@pytest.mark.newest
def test_what_differs_by_no_server_runs_on_the_newest_alone(pg: Cluster, request: pytest.FixtureRequest) -> None:
    assert pg.major == max(choice.major for choice in choices(request.config.getoption("--pg")))


def test_an_empty_database_is_empty_and_ours(empty_dsn: str) -> None:
    with psycopg.connect(empty_dsn) as connection:
        connection.execute("create table mine ()")
        assert connection.execute("select count(*) from pg_class where relnamespace = 'public'::regnamespace")


def test_two_empty_databases_are_not_the_same(empty_dsn: str, pg: Cluster) -> None:
    other = pg.create("other")
    assert other != empty_dsn
    pg.drop("other")


def test_only_the_login_with_a_password_is_asked_for_it(pg: Cluster) -> None:
    dsn = as_user(pg.dsn(), "with_password")
    with psycopg.connect(dsn, password=PASSWORD) as connection:
        assert connection.info.user == "with_password"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dsn, password="wrong")


def test_tcp_lets_the_password_login_in_and_no_superuser(pg: Cluster) -> None:
    with psycopg.connect(pg.dsn(user="with_password"), host="127.0.0.1", password=PASSWORD) as connection:
        assert connection.info.host == "127.0.0.1"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(pg.dsn(), host="127.0.0.1", password="")


def test_the_pooler_hands_one_server_connection_to_two_clients(pg: Cluster, pgbouncer: Bouncer, empty_dsn: str) -> None:
    dbname = psycopg.conninfo.conninfo_to_dict(empty_dsn)["dbname"]
    dsn = pgbouncer.dsn(str(dbname))
    with psycopg.connect(dsn, autocommit=True) as one, psycopg.connect(dsn, autocommit=True) as two:
        backends = {client.execute("select pg_backend_pid()").fetchone() for client in (one, two)}
    assert len(backends) == 1


@pytest.mark.pool_size(2)
def test_a_larger_pool_serves_two_transactions_at_once(pgbouncer: Bouncer) -> None:
    dsn = pgbouncer.dsn("postgres")
    with psycopg.connect(dsn) as one, psycopg.connect(dsn) as two:
        backends = {client.execute("select pg_backend_pid()").fetchone() for client in (one, two)}
    assert len(backends) == 2


def test_the_standby_is_read_only_and_follows(pg: Cluster, standby: Cluster) -> None:
    pg.run("create table followed as select 1 as n")
    pg.catch_up()
    assert standby.run("select pg_is_in_recovery(), n from followed") == [(True, 1)]
    pg.run("drop table followed")


def test_the_platform_is_seeded(platform_dsn: str) -> None:
    with psycopg.connect(platform_dsn) as connection:
        assert connection.execute("select name from organizations where org_id = 42").fetchone() == ("Acme",)


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_does_to_its_own_platform_is_gone_afterwards(fresh_platform_dsn: str, turn: int) -> None:
    with psycopg.connect(fresh_platform_dsn) as connection:
        connection.execute("create table a_trace ()")
