"""A few cells of the table with a real shell; `python -m tests.resilience.table` tries all of them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.resilience.cell import dsn_of, tried
from tests.resilience.day import lived
from tests.resilience.faults import FAULTS
from tests.resilience.person import Person
from tests.resilience.states import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator
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


@pytest.fixture
def full_disk(far: Server, tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk with no room; `far`, because only root can mount one."""
    folder = tmp_path / "full"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_rows_that_find_no_room_to_wait_are_told_of_and_the_session_goes_on(
    far: Server, tmp_path: Path, full_disk: Path
) -> None:
    rows = "select repeat('x', 1000) as x from generate_series(1, 40000)"
    with Person(dsn_of(far), "--write", home=tmp_path, env={"TMPDIR": str(full_disk)}, network=far.network) as person:
        person.opened()
        seen = person.asks(rf"{rows} \g /dev/null")
        assert "the result could not be kept: [Errno 28] No space left on device" in seen.text
        assert "TMPDIR names the folder" in seen.text
        assert "42" in person.asks("select current_setting('app.current_org_id');").text
    assert list(full_disk.iterdir()) == []
