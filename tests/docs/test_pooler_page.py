"""The page on pgbouncer is walked through, on the platform behind one; its SQL is another client's of the pooler."""

from __future__ import annotations

import doctest
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.docs.walking import Place, blocks, runs

if TYPE_CHECKING:
    from tests.pgbouncer import Bouncer

_SERVICE = "[{name}]\nhost={host}\nport={port}\ndbname={dbname}\n"


@pytest.fixture
def place(pgbouncer: Bouncer, fresh_platform_dsn: str, tmp_path: Path) -> Place:
    """The platform, with a service `ours` that leads there through the pooler, and `direct`."""
    direct = {key: str(value) for key, value in psycopg.conninfo.conninfo_to_dict(fresh_platform_dsn).items()}
    pooled = psycopg.conninfo.conninfo_to_dict(pgbouncer.dsn(direct["dbname"]))
    services = [_SERVICE.format(name="ours", **pooled), _SERVICE.format(name="direct", **direct)]
    (tmp_path / "service.conf").write_text("".join(services), encoding="utf-8")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PGSERVICEFILE": str(tmp_path / "service.conf"),
        "TENANTSH_CONFIG": str(tmp_path / "config.toml"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    return Place(pgbouncer.dsn(direct["dbname"], "engineer"), tmp_path, environment)


@pytest.mark.newest
def test_the_page_s_walk_goes_as_it_says(place: Place) -> None:
    with psycopg.connect(place.dsn, autocommit=True) as other:
        for block in blocks("pgbouncer"):
            if block.kind == "sql":
                other.execute(block.text.encode())
            elif block.kind == "toml":
                (place.folder / "config.toml").write_text(block.text, encoding="utf-8")
            else:
                _check(place, block.text)


def _check(place: Place, console: str) -> None:
    for command, expected in runs(console):
        got = place.run(command)
        matches = doctest.OutputChecker().check_output(expected + "\n", got + "\n", doctest.ELLIPSIS)
        assert matches, f"$ {command}\nexpected:\n{expected}\ngot:\n{got}"
