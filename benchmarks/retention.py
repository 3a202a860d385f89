"""A run of retention over everything: months archived to Parquet and purged, and a run with nothing left to do.

The platform is seeded so long ago that all of it is past its time. Memory is the run's own; the server's is not in it.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from benchmarks.children import Usage, run
from benchmarks.figures import Figure

from tenantsh.platform.apply import apply
from tenantsh.platform.seed import seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_DATABASE = "bench_retention"
_MONTHS_AGO = 26
"""More than both rules keep, so that every month of the seed is due."""
_MIB = 1 << 20
_HEAP = "select sum(pg_relation_size(relid)) from pg_partition_tree(%s::text::regclass)"


@dataclass(frozen=True, slots=True)
class _Ran:
    """A run, and what it took."""

    lines: list[dict[str, Any]]
    usage: Usage

    def of(self, table: str, what: str) -> int:
        return sum(line[what] or 0 for line in self.lines if line["Table"] == f"public.{table}")


def measure(ground: Ground, peers: Peers) -> Iterator[Figure]:
    dsn = ground.server.create(_DATABASE)
    with tempfile.TemporaryDirectory() as folder:
        rows = _seed(dsn, ground.sizes.scale)
        heap = _heap(dsn, "audit_logs")
        first, again = (_run(ground, peers, dsn, Path(folder)) for _ in range(2))
        files = sum(1 for _ in Path(folder).rglob("*.parquet"))
    ground.server.drop(_DATABASE)
    yield from _figures(ground.sizes.scale, rows, heap, first, again, files)


def _seed(dsn: str, scale: float) -> str:
    today = datetime.now(UTC).date()
    months = today.year * 12 + today.month - 1 - _MONTHS_AGO
    apply(dsn)
    loaded = seed(dsn, scale=scale, anchor=date(months // 12, months % 12 + 1, 1))
    return f"{loaded.rows['events']:,} events and {loaded.rows['audit_logs']:,} audit rows"


def _heap(dsn: str, table: str) -> int:
    with psycopg.connect(dsn) as connection:
        (found,) = connection.execute(_HEAP, [table]).fetchall()
    return int(found[0])


def _run(ground: Ground, peers: Peers, dsn: str, storage: Path) -> _Ran:
    out = ground.folder / "retention"
    usage = run(peers.alone("retention", "run", "--dsn", dsn, "--storage", str(storage), "--json"), out)
    return _Ran(json.loads(out.read_text(encoding="utf-8") or "[]"), usage)


def _figures(scale: float, rows: str, heap: int, first: _Ran, again: _Ran, files: int) -> Iterator[Figure]:
    archived, stored = first.of("audit_logs", "Rows"), first.of("audit_logs", "Bytes in Parquet")
    what = f"retention of a platform at scale {scale:g}"
    beside = f"{rows}, {len(first.lines)} months, CPU {first.usage.cpu:.1f} s; again, with nothing due: "
    beside += f"{again.usage.wall:.1f} s"
    yield Figure(f"{what}: a whole run", first.usage.wall, inf, "s", beside, 1)
    yield Figure(f"{what}: peak memory", first.usage.peak, inf, "MiB", f"again {again.usage.peak:.0f} MiB", 1)
    beside = (
        f"{archived:,} rows in {files:,} files, {stored / _MIB:.1f} MiB of Parquet, {heap / _MIB:.1f} MiB of heap; "
    )
    beside += "a file of few rows is mostly what each file has"
    yield Figure(f"{what}: Parquet, of the heap", stored / heap, inf, "x", beside, 1)
