r"""`\route` and `\orgs+` where there are no shards: they say so in words, and nothing of a session changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.commands.filtering import Desk
from tests.db.cells import clusters as making
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import Refused, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster


@pytest.fixture(scope="module")
def dsn(pg: Cluster, platform_template: str) -> str:
    pg.once("routeless", lambda: pg.create("routeless", platform_template))
    return pg.dsn("routeless")


@pytest.fixture
def tenant(dsn: str) -> Iterator[Desk]:
    made = Desk(Place(Target(as_user(dsn, "engineer")), PLATFORM))
    yield made
    made.shell.session.close()


def test_a_server_without_citus_has_no_shards(tenant: Desk) -> None:
    (found,) = tenant.feed(r"\route select count(*) from resources").results
    assert "no shards" in found.status
    (found,) = tenant.feed(r"\orgs+ 42").results
    assert found.rows[0][:2] == ("42", "Acme")
    assert all(cell is None for cell in found.rows[0][3:])
    assert "No shards here" in (found.footers or ("",))[0]


def test_routing_is_not_switched_on_there(tenant: Desk) -> None:
    error = tenant.feed(r"\route on").error
    assert isinstance(error, UsageError)
    assert "no shards" in error.what
    assert not tenant.shell.routing
    assert tenant.feed(r"\route off").results[0].status


def test_what_has_no_plan_is_refused_in_words(tenant: Desk) -> None:
    error = tenant.feed(r"\route").error
    assert isinstance(error, UsageError)
    assert "no query" in error.what


def test_a_session_that_came_from_citus_sends_statements_as_they_stand(tenant: Desk) -> None:
    tenant.shell.routing = True  # as after \c from a cluster
    assert tenant.feed("select count(*) > 0 from resources;").rows == [(True,)]
    assert tenant.told == []
    assert isinstance(tenant.feed("set role org_admin;").error, Refused)


def test_a_plain_connection_has_no_organization_to_route_by(dsn: str) -> None:
    made = Desk(Place(Target(dsn), PLATFORM), None)
    assert isinstance(made.feed(r"\route on").error, UsageError)
    assert "no shards" in made.feed(r"\route select 1").results[0].status
    made.shell.session.close()


@pytest.mark.newest
def test_each_cluster_of_a_directory_says_where_its_own_lie(pg: Cluster) -> None:
    clusters = making.make(pg, "route_cells")
    try:
        made = Desk(clusters.place())
        (found,) = made.feed(r"\orgs+").results
        assert {(row[0], row[3]) for row in found.rows} >= {("42", "eu"), ("7", "us")}
        assert [line.partition(":")[0] for line in found.footers or ()] == ["eu", "us"]
        made.shell.session.close()
    finally:
        clusters.drop()
