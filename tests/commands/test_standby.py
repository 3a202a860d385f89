r"""What `\whoami` and `\conninfo` say of a standby, and what a shell tells of the server that it found."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.pgcluster import as_user

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pgcluster import Cluster


def shell(place: str, *words: str, home: Path) -> tuple[str, str]:
    """What a shell on organization 42 writes to standard output and standard error."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        [sys.executable, "-m", "tenantsh", "-X", "-d", place, "--org", "42", *words],
        env={**kept, "HOME": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    return done.stdout, done.stderr


@pytest.fixture
def both(pg: Cluster, platform_dsn: str, standby: Cluster) -> str:
    pg.run("select txid_current()")
    pg.catch_up()
    return as_user(platform_dsn, "engineer", host=f"{pg.host},{standby.host}", port=f"{pg.port},{standby.port}")


@pytest.mark.newest
def test_a_standby_says_that_it_is_one_and_how_far_behind(both: str, standby: Cluster, tmp_path: Path) -> None:
    out, err = shell(both, "--replica", "-c", r"\whoami", "-c", r"\conninfo", "-c", r"\org 43", home=tmp_path)
    assert err == ""
    assert ", hot standby" in out
    assert "s behind its primary" in out
    assert "at most 30 s behind (--replica)" in out
    assert str(standby.port) in out
    assert "Now in Globex (43)" in out


@pytest.mark.newest
def test_where_none_fits_standard_error_says_why(platform_dsn: str, tmp_path: Path) -> None:
    place = as_user(platform_dsn, "engineer")
    out, err = shell(place, "--replica", "-tAc", "select pg_is_in_recovery()", home=tmp_path)
    assert out == "f\n"
    assert err.startswith("No standby fits (30 s behind at most), so this is the primary")
    assert err.count("\n") == 1
