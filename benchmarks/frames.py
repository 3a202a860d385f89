"""A query as a DataFrame: in the tenant's own session, beside what others read with, and beside psql throwing it away.

Each run is a process of its own; in turn, so that a busy machine is busy for all. The table has no row security: the
others log in for themselves and have no tenant. Peers need the extra `bench`; who is not installed is left out.
"""

from __future__ import annotations

import json
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.children import Program, Series, Usage, run
from benchmarks.figures import Figure
from benchmarks.frame_readers import READERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_OURS, _BACKED, _ADBC = "tenantsh", "tenantsh arrow-backed", "ADBC arrow-backed"
_READ_SQL, _DRAIN = "read_sql over SQLAlchemy", "psql copy … binary >/dev/null"
_SLOW = ("read_sql over SQLAlchemy", "read_sql over psycopg", "fetchall and DataFrame")
"""Minutes each at the larger size: only the first is run there, three times."""
_LARGER = 5
_TABLE = """
    create schema if not exists bench;
    create type bench.status as enum ('new', 'paid', 'sent', 'returned');
    create table bench.orders as
    select i::bigint as id, (i % 1000)::int as org_id, case when i % 10 <> 0 then (i * 7 % 100)::int end as qty,
           case when i % 20 = 0 then null when i % 21 = 0 then ''
                else 'note ' || i || case when i % 50 = 0 then E' "quoted",\\n é' else '' end end as note,
           timestamptz '2026-01-01 00:00+00' + i * interval '1.000001 second' as created_at,
           case when i % 25 <> 0 then jsonb_build_object('n', i, 'tags', jsonb_build_array('a', i % 7)) end as meta,
           md5(i::text)::uuid as ref, (case when i % 50 <> 0 then i * 1.37 end)::numeric(12,2) as amount,
           case when i % 33 <> 0 then i % 2 = 0 end as is_paid,
           (array['new', 'paid', 'sent', 'returned'])[1 + i % 4]::bench.status as status
      from generate_series(1, {rows}) as i;
    create table bench.more_orders as select o.* from bench.orders as o, generate_series(1, {times});
    grant usage on schema bench to org_viewer, engineer;
    grant select on bench.orders, bench.more_orders to org_viewer, engineer;
    alter database bench set max_parallel_workers_per_gather = 0;
"""


def measure(ground: Ground, peers: Peers) -> Iterator[Figure]:
    """Fill the tables; the figures of both sizes, of few rows and of batches."""
    ground.server.run(_TABLE.format(rows=ground.rows, times=_LARGER), "bench")
    ground.server.run("vacuum (analyze, freeze)", "bench")
    readers = Readers(ground, peers)
    there = [name for name in READERS if readers.installed(name)]
    less = [name for name in there if name not in _SLOW[1:]]
    yield from _few(readers)
    yield from _batches(readers, ground.rows)
    yield from _size(readers, there, "bench.orders", ground.rows, 0.10, ground.rounds)
    less = [name for name in there if name not in _SLOW[1:]]
    yield from _size(readers, less, "bench.more_orders", ground.rows * _LARGER, 0.08, ground.rounds)


class Readers:
    """Runs readers, each in a process."""

    def __init__(self, ground: Ground, peers: Peers) -> None:
        self._ground = ground
        self._peers = peers

    def installed(self, name: str) -> bool:
        """Whether a reader works here; its first run warms the server's caches."""
        try:
            self.read(name, "select * from bench.orders")
        except RuntimeError as error:
            print(f"{name} does not read here: {str(error).splitlines()[-1]}")
            return False
        return True

    def read(self, name: str, sql: str) -> tuple[Usage, dict[str, float]]:
        """One run: what it says of itself, and its peak as the system saw it."""
        script = str(self._peers.readers_script)
        program = Program((str(self._peers.readers), script, name, self._ground.conninfo, sql), self._peers.environment)
        out = self._ground.folder / "reader"
        usage = run(program, out)
        said: dict[str, float] = json.loads(out.read_text(encoding="utf-8"))
        return Usage(said.get("wall", usage.wall), said.get("cpu", usage.cpu), usage.peak), said

    def drain(self, table: str) -> Usage:
        """psql, which throws it away."""
        command = f"copy (select * from {table}) to stdout (format binary)"
        return run(self._peers.as_psql(self._ground.conninfo, "-c", command), self._ground.folder / "drain")

    def in_turn(self, names: list[str], table: str, rounds: int) -> Mapping[str, Series]:
        """Every reader and psql, round by round."""
        runs: dict[str, list[Usage]] = {name: [] for name in (*names, _DRAIN)}
        for number in range(rounds):
            for name in names:
                if name in _SLOW and number >= 3 and table != "bench.orders":
                    continue
                runs[name].append(self.read(name, f"select * from {table}")[0])
            runs[_DRAIN].append(self.drain(table))
        return {name: Series(tuple(measured)) for name, measured in runs.items()}


def _size(readers: Readers, names: list[str], table: str, rows: int, bar: float, rounds: int) -> Iterator[Figure]:
    runs = readers.in_turn(names, table, rounds)
    beside = ", ".join(
        f"{name} {series.wall:.2f} s, {series.cpu:.2f} s CPU, {series.peak:.0f} MiB" for name, series in runs.items()
    )
    what = f"{rows:,} rows x 10 as a DataFrame"
    for ours, theirs, most in ((_OURS, _READ_SQL, bar), (_BACKED, _ADBC, 0.95), (_BACKED, _DRAIN, 1.2)):
        yield Figure(f"{what}, wall: {ours} against {theirs}", _ratio(runs, ours, theirs), most, "x", beside, rounds)
        beside = "as above"
    peak = _ratio(runs, _OURS, _READ_SQL, lambda run: run.peak)
    yield Figure(f"{what}, peak memory of the process: {_OURS} against {_READ_SQL}", peak, 0.2, "x", beside, rounds)


def _ratio(
    runs: Mapping[str, Series], ours: str, theirs: str, what: Callable[[Usage], float] = lambda run: run.wall
) -> float | None:
    return runs[ours].against(runs[theirs], what) if ours in runs and theirs in runs else None


def _few(readers: Readers) -> Iterator[Figure]:
    said = [readers.read("few", "select * from bench.orders limit 10")[1] for _ in range(3)]
    ours, theirs = (median(each[whose] for each in said) * 1000 for whose in ("ours", "theirs"))
    beside = f"tenantsh {ours:.2f} ms, read_sql {theirs:.2f} ms"
    what = "10 rows as a DataFrame, open connection, against read_sql over psycopg"
    yield Figure(what, median(each["ratio"] for each in said), 1.0, "x", beside, 3 * 300)


def _batches(readers: Readers, rows: int) -> Iterator[Figure]:
    for table, count in (("bench.orders", rows), ("bench.more_orders", rows * _LARGER)):
        said = [readers.read("batches", f"select * from {table}")[1] for _ in range(5)]
        took = f"all in {median(each['wall'] for each in said):.2f} s"
        first = median(each["first"] for each in said)
        yield Figure(f"the first of {count:,} rows in batches", first, 0.05, "s", took, 5)
        grown = median(each["grown"] for each in said)
        yield Figure(f"{count:,} rows in batches, memory added", grown, 32, "MiB", took, 5)
