r"""What a look for a support case costs beside the statement itself: medians of runs in turn, in one session.

`python benchmarks/looks.py [--pg 15] [--runs 15]`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "src")]

from tests import pgbin, pgcluster  # noqa: E402
from tests.pgcluster import as_user  # noqa: E402

import tenantsh  # noqa: E402
from tenantsh.db.looks import look  # noqa: E402
from tenantsh.platform.apply import apply  # noqa: E402
from tenantsh.platform.seed import seed  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.db.session import Session

_STATEMENTS = {
    "100 rows": "select resource_id, name, type from resources order by resource_id limit 100",
    "wide rows": "select * from resource_metadata",
    "36 partitions": "select count(*) from events",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pg", default="15", help="version of the server (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=15)
    asked = parser.parse_args()
    server = pgcluster.start(pgbin.choices(asked.pg)[0].programs())
    try:
        dsn = server.create("looks")
        apply(dsn)
        seed(dsn, seed=42)
        with tenantsh.connect(as_user(dsn, "engineer"), org=42) as session:
            print(f"PostgreSQL {server.version}")
            for name, sql in _STATEMENTS.items():
                _measure(session, name, sql, asked.runs)
    finally:
        pgcluster.remove(server)


def _measure(session: Session, name: str, sql: str, runs: int) -> None:
    alone, looked = [], []
    for _ in range(runs):
        alone.append(_seconds(lambda: session.run(sql)))
        looked.append(_seconds(lambda: look(session, sql, key=b"measured")))
    rows = len(session.run(sql))
    statement, more = statistics.median(alone), statistics.median(looked)
    print(f"{name:14} {rows:6} rows  {statement * 1000:7.1f} ms  look {more * 1000:7.1f} ms  {more / statement:5.1f}")


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
