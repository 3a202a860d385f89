"""What is split is what psql sends, byte for byte: as recorded of psql 15 and 18, and as a live one does."""

from __future__ import annotations

import json
from dataclasses import asdict
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from tests.lang.oracle import Server, listen
from tests.lang.record import KEPT
from tests.lang.scripts import SCRIPTS, soup
from tests.lang.small_shell import SmallShell
from tests.need import unavailable

if TYPE_CHECKING:
    from tests.lang.oracle import Heard

GOLDEN: dict[str, dict[str, Any]] = json.loads(KEPT.read_text(encoding="utf-8"))
SOUPS = 40


def test_everything_was_recorded() -> None:
    assert GOLDEN.keys() == SCRIPTS.keys(), "python -m tests.lang.record PSQL..."


@pytest.mark.parametrize("name", SCRIPTS)
def test_reads_as_psql_read(name: str) -> None:
    assert asdict(SmallShell().play(SCRIPTS[name])) == GOLDEN[name]


def test_reads_as_a_psql_here_reads(psql: str) -> None:
    server = Server()
    random = Random(42)
    for _ in range(SOUPS):
        script = soup(random)
        assert comparable(SmallShell().play(script)) == comparable(listen(server, psql, script)), script


def comparable(heard: Heard) -> dict[str, Any]:
    """Without psql 18's own repetitions: it warns of a recursion again at every `\\g`."""
    complaints = [text for text in heard.complaints if "recursive" not in text]
    return asdict(heard) | {"complaints": complaints}


@pytest.fixture
def psql(request: pytest.FixtureRequest) -> str:
    """The newest psql of the chosen versions; 14 and older leave comments out of what they send."""
    from tests.pgbin import choices

    for choice in choices(request.config.getoption("--pg")):
        program = choice.programs().binaries.bin / "psql"
        if choice.major >= 15 and program.exists():
            return str(program)
    return unavailable("no psql 15 or newer among the chosen versions")
