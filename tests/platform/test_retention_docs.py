"""What docs/retention.md tells to do does what it says: the units, the way back of a month."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.platform.retention import due, in_database, in_storage, is_there, partition, ran, small

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

_DOCS = (Path(__file__).parents[2] / "docs" / "retention.md").read_text(encoding="utf-8")


def block(language: str, containing: str) -> str:
    """The block of code that has these words in it."""
    (found,) = [text for text in re.findall(rf"```{language}\n(.*?)```", _DOCS, re.DOTALL) if containing in text]
    return str(found)


@pytest.mark.newest
def test_a_month_can_be_brought_back_by_hand_and_goes_again(pg: Cluster, tmp_path: Path) -> None:
    dsn, cold = small(pg, "retention_by_hand"), tmp_path / "cold"
    try:
        before, month = in_database(dsn), due(dsn).audit[0]
        cold.mkdir()
        ran(dsn, cold)
        archived = in_storage(cold)
        script = tmp_path / "month.py"
        script.write_text(block("python", "month.py"), encoding="utf-8")
        told = [sys.executable, str(script), str(cold), "public", "audit_logs", month]
        (tmp_path / "month.copy").write_bytes(subprocess.run(told, check=True, capture_output=True).stdout)
        sql = block("sql", "create_month").replace("2025-03", month).replace("2025_03", month.replace("-", "_"))
        psql = [str(pg.bin / "psql"), "-Xq", "-v", "ON_ERROR_STOP=1", dsn]
        done = subprocess.run(
            psql, input=sql, capture_output=True, text=True, env=pg.programs.environment, cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr
        others = sum((lines for other, lines in archived.items() if other != month), start=Counter[bytes]())
        assert in_database(dsn) + others == before
        assert [line.what for line in ran(dsn, cold)] == ["archived"]
        assert not is_there(dsn, partition("audit_logs", month))
        assert in_storage(cold) == archived
    finally:
        pg.drop("retention_by_hand")


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze here")
    units = {"service": block("ini", "[Service]"), "timer": block("ini", "[Timer]")}
    for kind, text in units.items():
        (tmp_path / f"tenantsh-retention.{kind}").write_text(text, encoding="utf-8")
    paths = [str(tmp_path / f"tenantsh-retention.{kind}") for kind in units]
    done = subprocess.run([program, "verify", "--man=no", *paths], capture_output=True, text=True, timeout=60)
    ours = [line for line in done.stderr.splitlines() if "tenantsh-retention" in line]
    assert (done.returncode, ours) == (0, []), done.stderr
