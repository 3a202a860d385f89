r"""`\why-empty` behind a transaction pooler and on a hot standby."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.db.small import Small
from tests.db.test_pooler import through

from tenantsh.db.connect import Target
from tenantsh.db.whyempty import Loss, explain

if TYPE_CHECKING:
    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_THEIRS = "SELECT * FROM things WHERE name = 'theirs 1'"


def _hidden(session: Session, place: Small) -> None:
    found = explain(session, _THEIRS, admin=Target(place.target("small_bypass")), tenant_column="org_id")
    assert found.loss is Loss.POLICY, found
    assert session.run("SELECT count(*) FROM things").rows == [(10,)]


def test_behind_a_pooler(pgbouncer: Bouncer, small: Small) -> None:
    with through(pgbouncer, small) as session:
        _hidden(session, small)


def test_on_a_standby(pg: Cluster, small: Small, standby: Cluster) -> None:
    pg.catch_up()
    behind = Small(standby, small.dbname)
    with behind.open() as session:
        _hidden(session, behind)
