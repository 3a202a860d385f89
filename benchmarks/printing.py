"""Long results to a file: CPU and peak memory beside psql's, and the same bytes."""

from __future__ import annotations

import dataclasses
import filecmp
from typing import TYPE_CHECKING

from benchmarks.children import in_turn
from benchmarks.figures import Compared, Figure
from benchmarks.peers import PGCLI, PSQL, TENANTSH

if TYPE_CHECKING:
    from benchmarks.children import Program, Series
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_FETCHING = "psql FETCH_COUNT=1000"
_COPYING = r"psql copy … to stdout csv"
_ALL = "select * from bench.long"
_MEMORY = 64
_SLOW = 3
"""Runs of a program that takes seconds where others take tenths."""
_HELD = (
    "rows are held until the assertion has spoken, in a file of their own, and then written: that costs CPU where psql "
    "keeps them in memory"
)


def aligned(ground: Ground, peers: Peers) -> list[Figure]:
    """A tenth of the rows, as psql prints them by default."""
    sql = ("-c", f"{_ALL} limit {ground.few}")
    programs = {TENANTSH: peers.tenantsh(ground.conninfo, *sql)}
    if peers.psql:
        programs[PSQL] = peers.as_psql(ground.conninfo, *sql)
    if peers.pgcli:
        programs[PGCLI] = dataclasses.replace(peers.as_pgcli(ground.conninfo, *sql), at_most=_SLOW)
    runs = _compared(programs, ground.rounds, ground)
    return [_cpu(f"{ground.few:,} rows x 6 aligned, CPU, against psql", runs, 1.5)]


def memory(ground: Ground, peers: Peers) -> list[Figure]:
    """All rows, as psql prints them by default."""
    sql = ("-c", _ALL)
    programs = {TENANTSH: peers.tenantsh(ground.conninfo, *sql)}
    if peers.psql:
        programs[PSQL] = peers.as_psql(ground.conninfo, *sql)
        programs[_FETCHING] = peers.as_psql(ground.conninfo, "-v", "FETCH_COUNT=1000", *sql)
    if peers.pgcli:  # a minute for a million rows
        programs[PGCLI] = dataclasses.replace(peers.as_pgcli(ground.conninfo, *sql), at_most=1)
    runs = _compared(programs, ground.fewer, ground)
    return [_peak(f"{ground.rows:,} rows aligned, peak memory", runs)]


def csv(ground: Ground, peers: Peers) -> list[Figure]:
    """All rows as comma-separated values."""
    sql = ("--csv", "-c", _ALL)
    programs = {TENANTSH: peers.tenantsh(ground.conninfo, *sql)}
    if peers.psql:
        programs[PSQL] = peers.as_psql(ground.conninfo, *sql)
        programs[_COPYING] = peers.as_psql(ground.conninfo, "-c", f"copy ({_ALL}) to stdout (format csv, header)")
    runs = _compared(programs, ground.fewer + 1, ground)
    what = f"{ground.rows:,} rows csv"
    return [_cpu(f"{what}, CPU, against `psql --csv`", runs, 2.7), _peak(f"{what}, peak memory", runs)]


def _compared(programs: dict[str, Program], rounds: int, ground: Ground) -> dict[str, Series]:
    """Measure the programs in turn; psql's output and ours have to be the same, or nothing was measured."""
    runs = in_turn(programs, rounds, ground.folder)
    if PSQL in programs and not filecmp.cmp(ground.folder / TENANTSH, ground.folder / PSQL, shallow=False):
        raise RuntimeError(f"tenantsh and psql print different things for {programs[PSQL].argv}")
    return runs


def _cpu(what: str, runs: dict[str, Series], bar: float) -> Figure:
    psql = runs.get(PSQL)
    ratios = {name: f" ({series.against(psql):.2f})" if psql else "" for name, series in runs.items()}
    beside = ", ".join(f"{name} {series.cpu:.2f} s{ratios[name]}" for name, series in runs.items())
    ours = runs[TENANTSH]
    compared = Compared("CPU", "s", {name: series.cpu for name, series in runs.items()})
    ratio = ours.against(psql) if psql else None
    return Figure(what, ratio, bar, "x", beside, len(ours.runs), reason=_HELD, compared=compared)


def _peak(what: str, runs: dict[str, Series]) -> Figure:
    beside = ", ".join(f"{name} {series.peak:.0f} MiB in {series.cpu:.1f} s CPU" for name, series in runs.items())
    ours = runs[TENANTSH]
    compared = Compared("peak memory", "MiB", {name: series.peak for name, series in runs.items()})
    return Figure(what, ours.peak, _MEMORY, "MiB", beside, len(ours.runs), compared=compared)
