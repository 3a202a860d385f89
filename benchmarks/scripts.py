"""Scripts: 2,000 small statements from a file, beside psql; and one statement of 377 KiB, found to its end."""

from __future__ import annotations

import time
from math import inf
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.children import in_turn
from benchmarks.figures import Compared, Figure
from benchmarks.peers import PSQL, TENANTSH

from tenantsh.lang.split import Splitter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_STATEMENTS = 2_000
_SIZE = 377 << 10
_LINE = "  ('a value', 'it''s another', 12345.678, null, $$dollars$$, E'\\\\n'), -- and a comment\n"
_SPLIT = 0.1


def measure(ground: Ground, peers: Peers) -> Iterator[Figure]:
    yield _split()
    script = ground.folder / "script.sql"
    script.write_text("".join(f"select {number};\n" for number in range(_STATEMENTS)), encoding="utf-8")
    programs = {TENANTSH: peers.tenantsh(ground.conninfo, "-q", "-f", str(script))}
    if peers.psql:
        programs[PSQL] = peers.as_psql(ground.conninfo, "-q", "-f", str(script))
    runs = in_turn(programs, ground.fewer, ground.folder)
    took = {name: series.wall for name, series in runs.items()}
    ratio = runs[TENANTSH].against(runs[PSQL], lambda run: run.wall) if peers.psql else None
    beside = ", ".join(f"{name} {series.wall:.2f} s, CPU {series.cpu:.2f} s" for name, series in runs.items())
    compared = Compared("time of the whole run", "s", took)
    what = f"{_STATEMENTS:,} statements from a file, time against psql, which has no organization to verify"
    yield Figure(what, ratio, inf, "x", beside, ground.fewer, compared=compared)


def _split() -> Figure:
    lines = ["insert into t values\n", *[_LINE] * (_SIZE // len(_LINE)), "  ('the last');\n"]
    took = median(_once(lines) for _ in range(7))
    return Figure("a statement of 377 KiB found to its end, CPU", took, _SPLIT, "s", f"{len(lines):,} lines", 7)


def _once(lines: list[str]) -> float:
    began = time.process_time()
    splitter = Splitter()
    found = [item for line in lines for item in splitter.feed(line.rstrip("\n"))]
    assert len(found) == 1
    return time.process_time() - began
