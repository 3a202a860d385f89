r"""`\why`: what it predicts of a row is what the table says, and another organization's content stays where it is."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import psycopg
import pytest

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.policies import read
from tenantsh.db.why import Outcome, explain
from tenantsh.model.convention import Convention

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session
    from tenantsh.db.why import Explanation

_CONDITIONS = (
    "org_id = nullif(current_setting('app.current_org_id', true), '')::bigint",
    "deleted_at IS NULL",
    "kind = 'a' OR kind IS NULL",
    "(kind <> 'b') AND (org_id > 40 OR deleted_at IS NOT NULL)",
    "owner = session_user::text",
    "EXISTS (SELECT FROM why_allowed a WHERE a.org_id = why_t.org_id)",
    "length(why_t.kind) / (org_id - 43) >= 0",
    "true",
    "false",
)
_CONVENTION = Convention("why", role="why_reader", settings={"app.current_org_id": "{org}"})


@pytest.fixture(scope="module")
def database(pg: Cluster) -> str:
    dsn = pg.dsn("postgres")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS why_db")
        connection.execute("CREATE DATABASE why_db")
        connection.execute(
            "DO $$ BEGIN CREATE ROLE why_reader; EXCEPTION WHEN duplicate_object THEN END $$;"
            "DO $$ BEGIN CREATE ROLE why_login LOGIN NOINHERIT; EXCEPTION WHEN duplicate_object THEN END $$;"
            "GRANT why_reader TO why_login"
        )
    with psycopg.connect(pg.dsn("why_db"), autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE why_allowed (org_id bigint); INSERT INTO why_allowed VALUES (42);"
            "CREATE TABLE why_t (id int PRIMARY KEY, org_id bigint, kind text, owner text, deleted_at timestamptz);"
            "INSERT INTO why_t SELECT i, (ARRAY[42, 43, NULL])[1 + i % 3], (ARRAY['a', 'b', NULL])[1 + i / 3 % 3],"
            " (ARRAY['why_login', 'secret, (\"content\"'])[1 + i % 2], CASE WHEN i % 5 = 0 THEN now() END"
            " FROM generate_series(1, 60) i;"
            "CREATE TABLE why_old (LIKE why_t); INSERT INTO why_old VALUES (999, 42);"
            "GRANT SELECT ON why_t, why_allowed TO why_reader; ALTER TABLE why_t ENABLE ROW LEVEL SECURITY"
        )
    return pg.dsn("why_db")


def _session(database: str, org: str) -> Session:
    place = Place(Target(psycopg.conninfo.make_conninfo(database, user="why_login")), _CONVENTION)
    return open_session(place, Wanted(org))


def _policies(connection: psycopg.Connection, draw: random.Random) -> None:
    for (name,) in connection.execute("SELECT polname FROM pg_policy WHERE polrelid = 'why_t'::regclass").fetchall():
        connection.execute(f"DROP POLICY {name} ON why_t")
    for at in range(draw.randint(0, 3)):
        kind = draw.choice(["PERMISSIVE", "PERMISSIVE", "RESTRICTIVE"])
        to = draw.choice(["PUBLIC", "why_reader", "why_login"])
        command = draw.choice(["ALL", "SELECT", "UPDATE"])
        connection.execute(
            f"CREATE POLICY p{at} ON why_t AS {kind} FOR {command} TO {to} USING ({draw.choice(_CONDITIONS)})"
        )


def _explained(session: Session, key: str, admin: str | None) -> Explanation:
    (table,) = read(session, {"name": "^(why_t)$", "schema": None, "visible_only": True}, tenant_column="org_id").tables
    return explain(session, table, [key], Target(admin) if admin else None)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_predicted_of_a_row_is_what_the_table_says(database: str, seed: int) -> None:
    draw = random.Random(seed)
    with psycopg.connect(database, autocommit=True) as connection, _session(database, draw.choice(["42", "43"])) as s:
        _policies(connection, draw)
        for key in draw.sample(range(1, 61), 4):
            found = _explained(s, str(key), database)
            assert found.possible == (found.real,)
            assert found.outcome is found.real
            assert "content" not in repr(found)


def test_without_an_admins_connection_it_says_what_cannot_be_told(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection, _session(database, "42") as session:
        _policies(connection, random.Random(0))
        connection.execute("CREATE POLICY only_ours ON why_t AS RESTRICTIVE USING (org_id = 42)")
        connection.execute("CREATE POLICY all_of_them ON why_t USING (true)")
        assert _explained(session, "1", None).outcome is Outcome.UNKNOWN
        assert _explained(session, "1000", None).outcome is Outcome.UNKNOWN


def test_a_row_that_only_a_table_of_the_same_shape_has_is_absent(database: str) -> None:
    with _session(database, "42") as session:
        found = _explained(session, "999", database)
    assert found.outcome is Outcome.ABSENT
    assert "why_old" in found.why


def test_system_columns_and_volatile_functions_are_said_to_be_undecidable(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection, _session(database, "42") as session:
        for condition in ("tableoid > 0::oid", "random() >= 0"):
            for (name,) in connection.execute(
                "SELECT polname FROM pg_policy WHERE polrelid = 'why_t'::regclass"
            ).fetchall():
                connection.execute(f"DROP POLICY {name} ON why_t")
            connection.execute(f"CREATE POLICY odd ON why_t USING ({condition})")
            assert _explained(session, "3", database).outcome is Outcome.UNKNOWN
