"""What is predicted of random rows under random policies, roles and contexts is what the server does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.db.why import trials

if TYPE_CHECKING:
    from tests.pgcluster import Cluster


@pytest.fixture(scope="module")
def dsn(pg: Cluster) -> str:
    return trials.make(pg.dsn())


@pytest.mark.parametrize("seed", [1, 2])
def test_the_verdict_is_what_the_server_does(dsn: str, seed: int) -> None:
    tally = trials.trials(dsn, 48, seed)
    assert not tally.wrong, "\n\n".join(tally.wrong)
    assert tally.told.total() == 48
