"""A query as a DataFrame: in the tenant's own session, beside what others read with, and beside psql throwing it away.

Each run is a process of its own; in turn, so that a busy machine is busy for all. The table has no row security: the
others log in for themselves and have no tenant. Peers need the extra `bench`; who is not installed is left out.
"""

from __future__ import annotations

import json
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.children import Program, Series, Usage, run
from benchmarks.figures import Compared, Figure
from benchmarks.frame_readers import READERS
from benchmarks.ground import DATABASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_OURS, _BACKED, _ADBC = "tenantsh", "tenantsh arrow-backed", "ADBC arrow-backed"
_READ_SQL, _DRAIN = "read_sql over SQLAlchemy", "psql copy … binary >/dev/null"
_SLOWEST = ("read_sql over psycopg", "fetchall and DataFrame")
"""Nobody's yardstick, and as slow as the one that is: twice at the usual size, and not at the larger one."""
_BARRED = (_OURS, _BACKED, _READ_SQL, _ADBC)
"""Those that bars speak of; of the others some runs are enough."""
_TWICE, _THRICE = 2, 3
_REASONS = {
    _ADBC: "ADBC decodes in C; numpy takes whole batches, the session is verified first, and so is each of its results",
    _DRAIN: "decoding is done on the cores that the server sends from; the fewer rows, the more is opening the session",
}
_FIRST = "the server's own start, and 5,000 rows that are decoded and verified: a busy machine has to be waited for"
_WEIGHT = "importing pandas, numpy and pyarrow is 120 MiB of it, whatever is read"
_SMALL = (
    "the scope and its assertion, an enum's labels that are asked for anew, and ten small columns made by numpy, each "
    "of which costs as much for ten rows as for thousands"
)
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
    grant usage on schema bench to org_viewer, engineer;
    grant select on bench.orders to org_viewer, engineer;
    alter database bench set max_parallel_workers_per_gather = 0;
"""
_MORE = """
    create table bench.more_orders as select o.* from bench.orders as o, generate_series(1, {times});
    grant select on bench.more_orders to org_viewer, engineer;
"""


def measure(ground: Ground, peers: Peers) -> Iterator[Figure]:
    """Fill the tables; the figures of few rows, of batches and of whole frames, and of larger ones where asked for."""
    sizes = [("bench.orders", ground.rows, 0.10)]
    ground.server.run(_TABLE.format(rows=ground.rows), DATABASE)
    if ground.sizes.larger:
        ground.server.run(_MORE.format(times=ground.sizes.larger), DATABASE)
        sizes.append(("bench.more_orders", ground.rows * ground.sizes.larger, 0.08))
    ground.server.run("vacuum (analyze, freeze)", DATABASE)
    readers = Readers(ground, peers)
    there = [name for name in READERS if readers.installed(name)]
    if not {_OURS, _BACKED} <= set(there):
        raise RuntimeError("tenantsh itself does not read here: are the notebook extra's packages there?")
    yield from _few(readers)
    for table, rows, bar in sizes:
        readers.drain(table)  # warms the server's caches
        yield from _batches(readers, table, rows)
        yield from _size(readers, there, table, rows, bar)


class Readers:
    """Runs readers, each in a process."""

    def __init__(self, ground: Ground, peers: Peers) -> None:
        self._ground = ground
        self._peers = peers

    def installed(self, name: str) -> bool:
        """Whether a reader works here."""
        try:
            self.read(name, "select * from (select * from bench.orders limit 100) as few")
        except RuntimeError as error:
            print(f"{name} does not read here: {' '.join(str(error).split())[-200:]}")
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

    def in_turn(self, names: list[str], table: str) -> Mapping[str, Series]:
        """Every reader and psql, round by round."""
        runs: dict[str, list[Usage]] = {name: [] for name in (*names, _DRAIN)}
        for number in range(self._ground.rounds):
            for name in names:
                if number < self._rounds(name, table):
                    runs[name].append(self.read(name, f"select * from {table}")[0])
            runs[_DRAIN].append(self.drain(table))
        return {name: Series(tuple(measured)) for name, measured in runs.items() if measured}

    def _rounds(self, name: str, table: str) -> int:
        if name in _SLOWEST:
            return _TWICE if table == "bench.orders" else 0
        return self._ground.rounds if name in _BARRED else _THRICE


def _size(readers: Readers, names: list[str], table: str, rows: int, bar: float) -> Iterator[Figure]:
    runs = readers.in_turn(names, table)
    rounds = len(runs[_OURS].runs)
    side = Compared("time from connecting to the frame", "s", {name: series.wall for name, series in runs.items()})
    memory = Compared("peak of the process", "MiB", {name: series.peak for name, series in runs.items()})
    compared: Compared | None = side
    beside = ", ".join(
        f"{name} {series.wall:.2f} s, {series.cpu:.2f} s CPU, {series.peak:.0f} MiB" for name, series in runs.items()
    )
    what = f"{rows:,} rows x 10 as a DataFrame"
    for ours, theirs, most in ((_OURS, _READ_SQL, bar), (_BACKED, _ADBC, 0.95), (_BACKED, _DRAIN, 1.2)):
        ratio = _ratio(runs, ours, theirs)
        title = f"{what}, wall: {ours} against {theirs}"
        reason = _REASONS.get(theirs) or _drained(runs)
        yield Figure(title, ratio, most, "x", beside, rounds, reason=reason, compared=compared)
        beside, compared = "as the first of these", None
    peak = _ratio(runs, _OURS, _READ_SQL, lambda run: run.peak)
    title = f"{what}, peak memory of the process: {_OURS} against {_READ_SQL}"
    yield Figure(title, peak, 0.2, "x", beside, rounds, reason=_WEIGHT, compared=memory)


def _drained(runs: Mapping[str, Series]) -> str:
    """What no reader of this server's COPY can be faster than."""
    drain, read_sql = runs[_DRAIN].wall, runs[_READ_SQL].wall if _READ_SQL in runs else None
    said = f"psql alone, which throws the same bytes away, takes {drain:.2f} s here"
    return f"{said}, {drain / read_sql:.2f} of read_sql: the server's part of it is most of ours" if read_sql else said


def _ratio(
    runs: Mapping[str, Series], ours: str, theirs: str, what: Callable[[Usage], float] = lambda run: run.wall
) -> float | None:
    return runs[ours].against(runs[theirs], what) if ours in runs and theirs in runs else None


def _few(readers: Readers) -> Iterator[Figure]:
    said = [readers.read("few", "select * from bench.orders limit 10")[1] for _ in range(3)]
    ours, theirs = (median(each[whose] for each in said) * 1000 for whose in ("ours", "theirs"))
    beside = f"tenantsh {ours:.2f} ms, read_sql {theirs:.2f} ms"
    what = "10 rows as a DataFrame, open connection, against read_sql over psycopg"
    ratio = median(each["ratio"] for each in said)
    yield Figure(what, ratio, 1.0, "x", beside, 3 * 300, reason=_SMALL)


def _batches(readers: Readers, table: str, rows: int) -> Iterator[Figure]:
    said = [readers.read("batches", f"select * from {table}")[1] for _ in range(3)]
    took = f"all in {median(each['wall'] for each in said):.2f} s"
    first, grown = (median(each[what] for each in said) for what in ("first", "grown"))
    yield Figure(f"the first of {rows:,} rows in batches", first, 0.05, "s", took, 3, reason=_FIRST)
    yield Figure(f"{rows:,} rows in batches, memory added", grown, 32, "MiB", took, 3)
