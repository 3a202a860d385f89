"""What GIN indexes do for each way to ask for documents: `python benchmarks/jsonb_indexes.py [--pg 15] [--rows N]`.

Three copies of a table (no index on the documents, `jsonb_ops`, `jsonb_path_ops`), everything in memory, no parallel
query. Times are the server's (EXPLAIN ANALYZE), medians of rounds that take the tables in turn.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT)]  # `benchmarks` and `tests`, from whose machinery the server comes

import psycopg  # noqa: E402
from benchmarks.jsonb_forms import FORMS  # noqa: E402
from tests import pgbin, pgcluster  # noqa: E402

from benchmarks import report  # noqa: E402
from tenantsh.lang.filters import compile as compiled  # noqa: E402
from tenantsh.lang.filters import parse  # noqa: E402
from tenantsh.lang.filters.indexes import NONE, Gin, Indexes  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.jsonb_forms import Form

_DOCUMENTS = Path(__file__).with_name("documents.sql")
_INDEXES = {
    "documents": NONE,
    "with_ops": Indexes((Gin("with_ops_data", "jsonb_ops"),)),
    "with_path_ops": Indexes((Gin("with_path_ops_data", "jsonb_path_ops"),)),
}
_COPIES = """
    create table with_ops as select * from documents;
    create table with_path_ops as select * from documents;
    create index with_ops_data on with_ops using gin (data);
    create index with_path_ops_data on with_path_ops using gin (data jsonb_path_ops);
    create index with_ops_org on with_ops (org_id);
    alter table with_ops enable row level security;
    create policy ours on with_ops to docs_org
        using (org_id = (select nullif(current_setting('app.current_org_id', true), '')::bigint));
    grant select on with_ops to docs_org;
"""
_SETTINGS = """
    set max_parallel_workers_per_gather = 0; set work_mem = '64MB'; set maintenance_work_mem = '1GB'; set jit = off
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What the server says of having run a query."""

    seconds: float
    rows: int
    index: str | None
    """The index of the documents' that it went through."""
    rechecked: int
    """Rows that the index gave and that were none."""


@dataclass(slots=True)
class Bench:
    """A connection to the copies."""

    connection: psycopg.Connection[Any]
    rounds: int

    def measured(self, form: Form) -> str:
        """A line of the table."""
        rounds = [[self.run(form, name) for name in _INDEXES] for _ in range(1 if form.slow else self.rounds)]
        bare, *indexed = (_middle(list(each)) for each in zip(*rounds, strict=True))
        cells = [self._cell(form, name, bare, run) for name, run in zip(list(_INDEXES)[1:], indexed, strict=True)]
        both = [f"{cell} | {first}" for cell, first in zip(cells, form.first, strict=True)]
        text = form.text.replace("|", "\\|")
        return f"| `{text}` | {bare.rows:,} | {bare.seconds * 1000:,.0f} | {' | '.join(both)} |"

    def served_as_the_organization(self) -> list[str]:
        """The forms that an index of the documents' serves where row security holds."""
        self.connection.execute("set app.current_org_id = '42'")
        self.connection.execute("set role docs_org")
        self.connection.execute("set enable_seqscan = off")
        served = [form.text for form in FORMS if _index_of(self._plan(form, "with_ops", "")) == "with_ops_data"]
        self.connection.execute("reset role")
        self.connection.execute("reset enable_seqscan")
        return served

    def _cell(self, form: Form, name: str, bare: Run, run: Run) -> str:
        """What the index did: how often it is faster, or what happens if it is forced to."""
        assert run.rows == bare.rows, (form.text, name, run.rows, bare.rows)
        if run.index:
            checks = f" ({run.rechecked:,} rechecks)" if run.rechecked else ""
            return f"**{_times(bare.seconds / run.seconds)}**{checks}"
        self.connection.execute("set enable_seqscan = off")
        forced = self.run(form, name) if _index_of(self._plan(form, name, "")) else None
        self.connection.execute("reset enable_seqscan")
        return f"seq, forced {_times(bare.seconds / forced.seconds)}" if forced else "never"

    def run(self, form: Form, name: str) -> Run:
        """Have the server run it on one of the copies."""
        told = self._plan(form, name, "analyze, timing off, ")
        nodes = list(_nodes(told["Plan"]))
        rechecked = sum(int(node.get("Rows Removed by Index Recheck", 0)) for node in nodes)
        rows = int(nodes[0]["Actual Rows"])
        return Run(told["Execution Time"] / 1000, rows, _index_of(told), rechecked)

    def _plan(self, form: Form, name: str, options: str) -> dict[str, Any]:
        where = compiled(parse(form.text), "data", _INDEXES[name]).literal if form.filter else form.text
        cursor = self.connection.execute(f"explain ({options}format json) select id from {name} where {where}".encode())
        told: dict[str, Any] = cursor.fetchall()[0][0][0]
        return told


def main() -> None:
    asked = _arguments()
    server = pgcluster.start(pgbin.choices(asked.pg)[0].programs())
    try:
        server.run("alter system set shared_buffers = '2GB'")  # all of it, as in the measurement before
        server.stop()
        server.start()
        with psycopg.connect(server.create("documents"), autocommit=True) as connection:
            prepare(connection, asked.rows)
            print(f"PostgreSQL {server.version}, {report.hardware()}, {asked.rows:,} documents; {_sizes(connection)}\n")
            bench = Bench(connection, asked.rounds)
            print("| asked | rows | ms without | `jsonb_ops` | before | `jsonb_path_ops` | before |")
            print("|---|--:|--:|--:|--:|--:|--:|")
            for form in FORMS:
                print(bench.measured(form), flush=True)
            served = bench.served_as_the_organization()
            print(
                f"\nAs the organization's role, sequential scans off: the index serves {len(served)} of {len(FORMS)}."
            )
    finally:
        pgcluster.remove(server)


def prepare(connection: psycopg.Connection[Any], rows: int) -> None:
    """Make the documents and their copies in an empty database."""
    connection.execute(_SETTINGS.encode())
    connection.execute(_DOCUMENTS.read_text(encoding="utf-8").replace(":rows", str(rows)).encode())
    connection.execute(_COPIES.encode())
    connection.execute("vacuum (analyze, freeze)")


def _sizes(connection: psycopg.Connection[Any]) -> str:
    query = "select relname, pg_size_pretty(pg_relation_size(oid)) from pg_class where relname = any(%s) order by 1"
    names = ["documents", "with_ops_data", "with_path_ops_data"]
    return ", ".join(f"{name} {size}" for name, size in connection.execute(query, [names]))


def _middle(runs: list[Run]) -> Run:
    last = runs[-1]
    return Run(median(run.seconds for run in runs), last.rows, last.index, last.rechecked)


def _index_of(told: dict[str, Any]) -> str | None:
    names = [str(node["Index Name"]) for node in _nodes(told["Plan"]) if "Index Name" in node]
    return next((name for name in names if name.endswith("_data")), None)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}x" if ratio >= 10 else f"{ratio:.1f}x" if ratio >= 1 else f"{ratio:.2f}x"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="documents (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is asked (default: %(default)s)")
    parser.add_argument("--pg", help="version of the server, or a folder with its programs (default: the newest here)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
