"""The pieces that a run asks for are played two at a time, ahead of the tests that look at them."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from tests.need import unavailable
from tests.pgbin import Choice
from tests.psql.stage import FIRST, Performance, Piece, Shell, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster


@pytest.fixture(scope="session")
def rehearsed(pg: Cluster, request: pytest.FixtureRequest) -> Iterator[dict[Piece, Future[Performance]]]:
    """What comes of every piece of this run that is for this server."""
    psql = pg.bin / "psql"
    if not psql.exists():
        unavailable(f"PostgreSQL {pg.version} came without psql")
    stage = Stage(pg.host, pg.port, Shell("psql", (str(psql),), pg.programs.environment))
    with ThreadPoolExecutor(2) as pool:
        pieces = dict.fromkeys(_pieces(request.session.items, pg.major))
        yield {piece: pool.submit(stage.perform, piece) for piece in pieces}
        pool.shutdown(cancel_futures=True)


@pytest.fixture
def performance(piece: Piece, rehearsed: dict[Piece, Future[Performance]]) -> Performance:
    """What comes of the test's own piece."""
    return rehearsed[piece].result()


def _pieces(items: list[pytest.Item], major: int) -> Iterator[Piece]:
    for item in items:
        parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        piece, choice = parameters.get("piece"), parameters.get("pg")
        if isinstance(piece, Piece) and isinstance(choice, Choice) and max(piece.since, FIRST) <= major == choice.major:
            yield piece
