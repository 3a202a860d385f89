r"""Code that a tenant has planted does not run as whoever looks: not by the doctor, nor by `\why` and `\why-empty`."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from tests.doctor.conftest import as_tenant

from tenantsh.commands.doctor.looking import look
from tenantsh.db import whyempty
from tenantsh.db.connect import Target
from tenantsh.db.policies import read
from tenantsh.db.why import Outcome, explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_TRAP = """
CREATE FUNCTION planted_evil.trap() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN
    RESET ROLE; RAISE LOG 'sprung % as %', session_user, current_user; RETURN 43;
END $$;
CREATE VIEW planted_evil.bait AS SELECT planted_evil.trap() AS org_id;
CREATE TABLE planted_evil.bait_policy (org_id bigint);
INSERT INTO planted_evil.bait_policy VALUES (43);
ALTER TABLE planted_evil.bait_policy ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY trap ON planted_evil.bait_policy USING (planted_evil.trap() > 0);
GRANT SELECT ON planted_evil.bait_policy TO PUBLIC;
CREATE VIEW planted_evil.bait_below AS SELECT org_id FROM planted_evil.bait;
CREATE FUNCTION planted_evil.tells(bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN
    IF current_setting('is_superuser') = 'on' THEN RAISE LOG 'sprung % as %', session_user, current_user; END IF;
    RETURN true;
END $$;
CREATE DOMAIN planted_evil.key AS bigint CHECK (planted_evil.tells(VALUE));
CREATE TABLE planted_evil.bait_key (org_id bigint, id planted_evil.key PRIMARY KEY, body text);
INSERT INTO planted_evil.bait_key VALUES (42, 1, 'ours'), (43, 2, 'theirs');
ALTER TABLE planted_evil.bait_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY trap ON planted_evil.bait_key USING (planted_evil.tells(org_id) AND org_id = planted.org());
CREATE VIEW planted_evil.bait_view AS SELECT * FROM planted_evil.bait_key WHERE planted_evil.tells(org_id);
CREATE TYPE planted_evil.bait_row AS (of planted_evil.key);
"""
_QUERIES = (
    "SELECT * FROM planted_evil.bait_key WHERE org_id = 43",
    "SELECT * FROM planted_evil.bait_key WHERE id = '2'",
    "SELECT * FROM planted_evil.bait_key WHERE id = 2::planted_evil.key",
    "SELECT * FROM planted_evil.bait_view WHERE org_id = 43",
    "SELECT * FROM planted.base WHERE planted_evil.tells(org_id) AND org_id = 43",
    "SELECT * FROM planted.base WHERE (row(org_id)::planted_evil.bait_row).of = 43",
    "SELECT FROM planted.base WHERE org_id = 43 AND EXISTS (SELECT FROM planted_evil.bait_view v WHERE v.id = 2)",
    "SELECT * FROM planted.base b, json_to_record('{\"x\": 43}') AS r (x planted_evil.key) WHERE b.org_id = r.x",
    "SELECT * FROM planted.base b JOIN planted_evil.bait_key k USING (org_id) WHERE k.id = 2",
)


@pytest.fixture
def trap(pg: Cluster, planted: str) -> Iterator[str]:
    with as_tenant(pg, planted, "42") as connection:
        connection.execute(_TRAP.encode())
    yield "sprung"
    with as_tenant(pg, planted, "42") as connection:
        connection.execute(
            "DROP VIEW planted_evil.bait, planted_evil.bait_below, planted_evil.bait_view;"
            "DROP TABLE planted_evil.bait_policy, planted_evil.bait_key; DROP TYPE planted_evil.bait_row;"
            "DROP DOMAIN planted_evil.key; DROP FUNCTION planted_evil.trap, planted_evil.tells"
        )


def test_a_superusers_doctor_runs_no_code_of_tenants(pg: Cluster, victim: Session, trap: str) -> None:
    assert victim.opened
    place = dataclasses.replace(victim.opened.place, target=Target(pg.dsn("planted")))
    for tenant in (victim.tenant, None):
        found = look(victim, place, tenant)
        assert any(each.check == "leak" for each in found.findings)
        assert any("left out" in note for note in found.notes)
    assert f"{trap} postgres" not in pg.log


def test_nor_does_that_of_a_login_which_can_be_more(pg: Cluster, victim: Session, trap: str) -> None:
    assert victim.opened
    for tenant in (victim.tenant, None):
        look(victim, victim.opened.place, tenant)
    assert trap not in pg.log


def test_why_runs_none_as_the_admin(pg: Cluster, victim: Session, trap: str) -> None:
    (table,) = [each for each in read(victim, tenant_column="org_id").tables if each.relation.name == "bait_key"]
    told = [explain(victim, table, [key], Target(pg.dsn("planted"))) for key in ("1", "2", "3")]
    assert [each.outcome for each in told] == [Outcome.SEEN, Outcome.HIDDEN, Outcome.ABSENT]
    assert f"{trap} postgres" not in pg.log


@pytest.mark.parametrize("query", _QUERIES)
def test_nor_does_why_empty(pg: Cluster, victim: Session, trap: str, query: str) -> None:
    whyempty.explain(victim, query, admin=Target(pg.dsn("planted")), tenant_column="org_id")
    assert f"{trap} postgres" not in pg.log
