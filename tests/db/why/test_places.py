r"""`\why` behind a pooler, on a standby, and where a connection is lost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db.why.people import CONVENTION, LOGIN, make, person, table_of, why
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.why import Outcome
from tenantsh.model.errors import ConnectionLost, StatementError

if TYPE_CHECKING:
    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

_SCHEMA = """
CREATE TABLE t (id int PRIMARY KEY, org_id bigint); INSERT INTO t VALUES (1, 42), (2, 43);
ALTER TABLE t ENABLE ROW LEVEL SECURITY; GRANT SELECT ON t TO why_reader;
CREATE POLICY own ON t USING (org_id = current_setting('app.current_org_id')::bigint);
CREATE FUNCTION slow(int) RETURNS bool STABLE LANGUAGE sql AS $$ SELECT pg_sleep(30) IS NOT NULL $$;
CREATE TABLE slowly (id int PRIMARY KEY, org_id bigint); INSERT INTO slowly VALUES (1, 43);
ALTER TABLE slowly ENABLE ROW LEVEL SECURITY; GRANT SELECT ON slowly TO why_reader;
CREATE POLICY own ON slowly USING (slow(id));
"""


@pytest.fixture(scope="module")
def dsn(pg: Cluster) -> str:
    return make(pg, "why_places", _SCHEMA)


def _both(session_of: str, admin: str) -> None:
    place = Place(Target(session_of), CONVENTION)
    with open_session(place, Wanted("42")) as session:
        for _ in range(2):
            assert why(session, "t", "1", admin=admin).outcome is Outcome.SEEN
            assert why(session, "t", "2", admin=admin).outcome is Outcome.HIDDEN
            assert why(session, "t", "3", admin=admin).outcome is Outcome.ABSENT


@pytest.mark.pool_size(2)
def test_behind_a_transaction_pooler_both_connections_may_be(pgbouncer: Bouncer, dsn: str) -> None:
    through = pgbouncer.dsn("why_places")
    _both(as_user(through, LOGIN), as_user(through, "postgres"))
    _both(as_user(through, LOGIN), dsn)


def test_on_a_standby_and_by_an_admin_of_its_primary(pg: Cluster, dsn: str, standby: Cluster) -> None:
    pg.catch_up()
    _both(standby.dsn("why_places", LOGIN), standby.dsn("why_places"))
    _both(standby.dsn("why_places", LOGIN), dsn)


def test_a_lost_connection_is_found_again(pg: Cluster, dsn: str) -> None:
    with person(dsn) as session:
        table_of(session, "t")
        pg.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{LOGIN}'")
        try:
            found = why(session, "t", "2", admin=dsn)
        except ConnectionLost:
            found = why(session, "t", "2", admin=dsn)
        assert (found.outcome, session.tenant.org) == (Outcome.HIDDEN, "42")


def test_a_condition_that_takes_too_long_is_given_up(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenantsh.db.why.asking.SECONDS", 0.3)
    with person(dsn) as session:
        begun = time.monotonic()
        with pytest.raises(StatementError) as raised:
            why(session, "slowly", "1", admin=dsn)
        assert (raised.value.sqlstate, time.monotonic() - begun < 5) == ("57014", True)
        assert why(session, "t", "1", admin=None).outcome is Outcome.SEEN


def test_nothing_is_left_of_the_admins_connection(dsn: str) -> None:
    with person(dsn) as session, psycopg.connect(dsn, autocommit=True) as other:
        why(session, "t", "2", admin=f"{dsn} application_name=the-admin")
        for _ in range(50):
            left = other.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'the-admin'"
            ).fetchone()
            if left == (0,):
                break
            time.sleep(0.05)
        assert left == (0,)
