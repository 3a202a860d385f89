"""Clusters for these tests."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from tests.db.cells import clusters as making

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.cells.clusters import Clusters
    from tests.pgcluster import Cluster

_names = count(1)


@pytest.fixture(scope="module")
def _shared(pg: Cluster) -> Iterator[Clusters]:
    made = making.make(pg, "cells")
    yield made
    made.drop()


@pytest.fixture
def clusters(_shared: Clusters) -> Iterator[Clusters]:
    """Two clusters; a test may move organizations, and change how the directory is asked."""
    cells = _shared.cells
    yield _shared
    _shared.cells = cells
    _shared.move(42, "eu")


@pytest.fixture
def own(pg: Cluster) -> Iterator[Clusters]:
    """Two clusters for this test alone."""
    made = making.make(pg, f"cells_{next(_names)}")
    yield made
    made.drop()
