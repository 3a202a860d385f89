"""Every script of the corpus prints what the server's own psql prints, byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.psql import scripts
from tests.psql.stage import FIRST

if TYPE_CHECKING:
    from tests.psql.stage import Performance


def _all() -> list[object]:
    pieces = {name: scripts.piece(name) for name in scripts.names()}
    return [
        pytest.param(piece, id=name, marks=pytest.mark.pg_min(max(piece.since, FIRST)))
        for name, piece in pieces.items()
    ]


@pytest.mark.parametrize("piece", _all())
def test_a_script_prints_what_psql_prints(performance: Performance) -> None:
    if performance.differs:
        pytest.fail(performance.diff(), pytrace=False)
