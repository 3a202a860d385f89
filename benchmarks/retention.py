"""A run of retention over everything: `python benchmarks/retention.py [--scale 200] [--pg 18] [--dsn DSN]`.

The platform is seeded so long ago that all of it is past its time: at scale 200 that is 10 million events, which are
purged, and 2 million audit rows, which are archived. Memory is the run's own; the server's is not in it. With `--dsn`
the database is made on that server, else on one that is started for it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT)]  # `benchmarks` and `tests`, from whose machinery the server comes

import psycopg  # noqa: E402
from tests import pgbin, pgcluster  # noqa: E402

from tenantsh.db.connect import merge_conninfo  # noqa: E402
from tenantsh.platform.apply import apply  # noqa: E402
from tenantsh.platform.seed import seed  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATABASE = "bench_retention"
_MONTHS_AGO = 26
"""More than both rules keep, so that every month of the seed is due."""
_MIB = 1 << 20
_HEAP = """
    select sum(pg_relation_size(relid)), sum(pg_total_relation_size(relid)) from pg_partition_tree(%s::text::regclass)
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """A run, and what it took."""

    lines: list[dict[str, Any]]
    seconds: float
    peak: int
    """Bytes of memory."""


def main() -> None:
    """Seed, run twice, print the figures."""
    options = _options()
    with _server(options) as server, tempfile.TemporaryDirectory() as folder:
        dsn = merge_conninfo(server, f"dbname={_DATABASE}")
        _make(server)
        try:
            _seed(dsn, options.scale)
            before = {table: _heap(dsn, table) for table in ("audit_logs", "events")}
            first = _run(dsn, folder)
            again = _run(dsn, folder)
        finally:
            _drop(server)
    _print(before, first, again)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=200.0)
    parser.add_argument("--pg", default=None)
    parser.add_argument("--dsn", default=None)
    return parser.parse_args()


@contextmanager
def _server(options: argparse.Namespace) -> Iterator[str]:
    if options.dsn is not None:
        yield options.dsn
        return
    cluster = pgcluster.start(pgbin.choices(options.pg)[0].programs())
    try:
        yield cluster.dsn()
    finally:
        pgcluster.remove(cluster)


def _make(server: str) -> None:
    _drop(server)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {_DATABASE} template template0".encode())


def _drop(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"drop database if exists {_DATABASE} with (force)".encode())


def _seed(dsn: str, scale: float) -> None:
    today = datetime.now(UTC).date()
    months = today.year * 12 + today.month - 1 - _MONTHS_AGO
    started = time.monotonic()
    apply(dsn)
    loaded = seed(dsn, scale=scale, anchor=date(months // 12, months % 12 + 1, 1))
    rows = f"{loaded.rows['events']:,} events and {loaded.rows['audit_logs']:,} audit rows"
    print(f"seeded {rows} in {time.monotonic() - started:.0f} s")


def _heap(dsn: str, table: str) -> tuple[int, int]:
    """What a table takes: its heap, and with indexes and TOAST."""
    with psycopg.connect(dsn) as connection:
        (found,) = connection.execute(_HEAP, [table]).fetchall()
    return int(found[0]), int(found[1])


def _run(dsn: str, folder: str) -> Ran:
    command = [sys.executable, "-m", "tenantsh", "retention", "run", "--dsn", dsn, "--storage", folder, "--json"]
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        report = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, report.decode()
    return Ran(json.loads(report), time.monotonic() - started, used.ru_maxrss * 1024)


def _print(before: dict[str, tuple[int, int]], first: Ran, again: Ran) -> None:
    print("| table | months | rows | heap MiB | with indexes | Parquet MiB | of the heap | seconds | rows/s |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for table, (heap, total) in before.items():
        print(_line(table, heap, total, [line for line in first.lines if line["Table"] == f"public.{table}"]))
    print(f"\nall: {first.seconds:.1f} s, peak memory {first.peak / _MIB:.0f} MiB; ", end="")
    print(f"again, with nothing due: {again.seconds:.1f} s, {again.peak / _MIB:.0f} MiB")


def _line(table: str, heap: int, total: int, lines: list[dict[str, Any]]) -> str:
    rows = sum(line["Rows"] or 0 for line in lines)
    stored = sum(line["Bytes in Parquet"] or 0 for line in lines)
    seconds = sum(line["Seconds"] or 0 for line in lines)
    parquet = f"{stored / _MIB:.1f} | {stored / heap:.2f}" if stored else "- | -"
    speed = f"{rows / seconds:,.0f}" if seconds else "-"
    sizes = f"{heap / _MIB:.0f} | {total / _MIB:.0f} | {parquet}"
    return f"| {table} | {len(lines)} | {rows:,} | {sizes} | {seconds:.1f} | {speed} |"


if __name__ == "__main__":
    main()
