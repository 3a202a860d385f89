"""docs/citus.md says what happens: its commands are run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from psycopg.conninfo import conninfo_to_dict
from tests.docs.walking import Place, blocks, runs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.citus.conftest import Citus

_COMMANDS = [run for block in blocks("citus") if block.kind == "console" for run in runs(block.text)]


def test_the_page_has_commands() -> None:
    assert len(_COMMANDS) == 3


@pytest.mark.parametrize(("command", "expected"), _COMMANDS)
def test_it_prints_what_the_page_says(citus: Citus, tmp_path: Path, command: str, expected: str) -> None:
    where = conninfo_to_dict(citus.dsn)
    services = tmp_path / "services"
    services.write_text(f"[citus]\nhost={where['host']}\nport={where['port']}\ndbname={where['dbname']}\n")
    environment = {**os.environ, "PGSERVICEFILE": str(services)}
    assert Place(citus.dsn, tmp_path, environment).run(command).rstrip("\n") == expected.rstrip("\n")
