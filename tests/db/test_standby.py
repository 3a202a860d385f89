"""A hot standby: reads as anywhere, and says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.db.small import Small

from tenantsh.model.errors import ConnectError, ContextDrift, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session


@pytest.fixture
def behind(pg: Cluster, small: Small, standby: Cluster) -> Small:
    """The small database on the standby."""
    pg.catch_up()
    return Small(standby, small.dbname)


@pytest.fixture
def follower(behind: Small, allowed: tuple[str, ...]) -> Iterator[Session]:
    """A session on organization 42 there."""
    with behind.open(allowed=allowed) as session:
        yield session


def test_a_standby_shows_the_tenants_rows_and_is_known_as_one(follower: Session) -> None:
    assert follower.link.identity.standby
    assert follower.link.startup
    assert follower.run("select count(*), array_agg(distinct org_id) from things").rows == [(10, [42])]


def test_an_organization_is_found_by_name_on_a_standby(behind: Small) -> None:
    with behind.open("acme labs") as session:
        assert session.tenant.org == "43"


@pytest.mark.allow("context-function")
def test_a_standby_withholds_and_comes_back_as_well(follower: Session) -> None:
    with pytest.raises(ContextDrift):
        follower.run("select switch_for_good()")
    assert follower.run("select array_agg(distinct org_id) from things").rows == [([42],)]


def test_a_transaction_with_repeatable_read_works_on_a_standby(follower: Session) -> None:
    follower.run("begin isolation level repeatable read")
    follower.run("savepoint a")
    assert follower.run("show transaction_isolation").rows == [("repeatable read",)]
    follower.run("commit")


def test_serializable_is_the_standbys_own_refusal(follower: Session) -> None:
    with pytest.raises(StatementError) as refused:
        follower.run("begin isolation level serializable")
    assert refused.value.sqlstate == "0A000"
    assert not follower.in_transaction
    follower.verify()


def test_writing_to_a_standby_is_refused_when_connecting(behind: Small) -> None:
    with pytest.raises(ConnectError) as refused:
        behind.open(write=True)
    assert "standby" in refused.value.what
    assert "primary" in (refused.value.hint or "")
