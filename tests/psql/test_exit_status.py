"""psql's exit statuses and the order of its streams, with psql itself as the judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.psql.lines import mixes
from tests.psql.stage import FIRST

if TYPE_CHECKING:
    from tests.psql.stage import Performance


def _all() -> list[object]:
    return [
        pytest.param(piece, id=line, marks=pytest.mark.pg_min(max(piece.since, FIRST)))
        for line, piece in mixes().items()
    ]


@pytest.mark.parametrize("piece", _all())
def test_a_command_line_does_what_psql_does(performance: Performance) -> None:
    if performance.differs:
        pytest.fail(performance.diff(), pytrace=False)
