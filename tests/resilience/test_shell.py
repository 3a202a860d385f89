"""A few cells of the table with a real shell; `python -m tests.resilience.table` tries all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.resilience.cell import tried
from tests.resilience.day import lived
from tests.resilience.faults import FAULTS
from tests.resilience.states import STATES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.resilience.server import Server

pytestmark = pytest.mark.newest

_CELLS = [
    ("idle", "half-open", "lost, told"),
    ("in a transaction", "restarted (immediate)", "not sent, told"),
    ("at connect", "name servers gone, and Ctrl-C", "refused, told"),
]


@pytest.mark.parametrize(("state", "fault", "verdict"), _CELLS, ids=lambda word: word.replace(" ", "-"))
def test_what_a_person_sees(far: Server, tmp_path: Path, state: str, fault: str, verdict: str) -> None:
    (met,) = (one for one in STATES if one.name == state)
    happened = next(one for one in FAULTS if fault in one.name)
    outcome = tried(far, met, happened, tmp_path)
    assert not outcome.wrong
    assert outcome.verdict.startswith(verdict), outcome.text


def test_two_hours_of_a_shell(far: Server, tmp_path: Path) -> None:
    day = lived(far, tmp_path, hours=2, seed=7, idle=0.0)
    assert day.wrong == []
