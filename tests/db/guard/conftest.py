"""The small database with what its owner has planted there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.db import small as schema
from tests.db.small import Small

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

_PLANTED = Path(__file__).with_name("planted.sql")


@pytest.fixture(scope="session")
def planted(pg: Cluster) -> Small:
    """The database, shared by the run: what is written is rolled back, or is no matter."""
    place = Small(pg, "guard_planted")
    pg.once(place.dbname, lambda: _make(place))
    return place


def _make(place: Small) -> None:
    schema.make(place.pg, place.dbname)
    place.admin(_PLANTED.read_text(encoding="utf-8"))
