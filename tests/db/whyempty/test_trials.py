r"""What `\why-empty` says of random queries is what they are: as this session, and without row security."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.db.whyempty import desk, trials

if TYPE_CHECKING:
    from tests.pgcluster import Cluster


def test_what_is_said_of_random_queries_is_true(pg: Cluster) -> None:
    tally = trials.run(desk.database(pg), 25, seed=pg.major)
    assert tally.wrong == []
    assert tally.undecided == 0
    assert len(tally.losses) > 3
