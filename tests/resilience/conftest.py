"""What is tormented: a server of its own, far away where a network can be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.resilience.network import Network, missing
from tests.resilience.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small
    from tests.pgcluster import Cluster
    from tests.resilience.server import Server


@pytest.fixture(scope="session")
def far(pg: Cluster) -> Iterator[Server]:
    """A server behind a network that can be lost; a test leaves both as it found them."""
    if reason := missing():  # no error in continuous integration: a machine's kernel is as it is
        pytest.skip(f"no network to lose here: {reason}")
    with Network() as network, running(pg.programs, network) as server:
        yield server


@pytest.fixture(autouse=True)
def _mended(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "far" in request.fixturenames:
        request.getfixturevalue("far").wire.mend()


@pytest.fixture
def small(pg: Cluster) -> Small:
    """The small database of the db floor's tests."""
    from tests.db import small as schema

    pg.once("resilience", lambda: schema.make(pg, "resilience"))
    return schema.Small(pg, "resilience")
