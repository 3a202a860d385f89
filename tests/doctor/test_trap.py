"""Code that a tenant has planted does not run as whoever runs the doctor: not as a superuser, not as a strong login."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from tests.doctor.conftest import as_tenant

from tenantsh.commands.doctor.looking import look
from tenantsh.db.connect import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_TRAP = """
CREATE FUNCTION planted_evil.trap() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN
    RESET ROLE; RAISE LOG 'trapped % as %', session_user, current_user; RETURN 43;
END $$;
CREATE VIEW planted_evil.bait AS SELECT planted_evil.trap() AS org_id;
CREATE TABLE planted_evil.bait_policy (org_id bigint);
INSERT INTO planted_evil.bait_policy VALUES (43);
ALTER TABLE planted_evil.bait_policy ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY trap ON planted_evil.bait_policy USING (planted_evil.trap() > 0);
GRANT SELECT ON planted_evil.bait_policy TO PUBLIC;
CREATE VIEW planted_evil.bait_below AS SELECT org_id FROM planted_evil.bait;
"""


@pytest.fixture
def trap(pg: Cluster, planted: str) -> Iterator[str]:
    with as_tenant(pg, planted, "42") as connection:
        connection.execute(_TRAP.encode())
    yield "trapped"
    with as_tenant(pg, planted, "42") as connection:
        connection.execute(
            "DROP VIEW planted_evil.bait CASCADE; DROP TABLE planted_evil.bait_policy; DROP FUNCTION planted_evil.trap"
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
