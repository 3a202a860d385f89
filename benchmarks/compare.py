r"""`\compare` of two organizations' answers of many rows, beside two runs of psql and `diff`."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from benchmarks.children import Program, in_turn
from benchmarks.figures import Compared, Figure
from benchmarks.ground import LOGIN, ORG
from benchmarks.peers import TENANTSH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_OTHER = "7"
_DIFF = "psql and diff"
_SCRIPT = """
"$PSQL" -X --csv -d "$DSN" -c "{sql}" > "$0.one" && "$PSQL" -X --csv -d "$DSN" -c "{sql}" > "$0.other" &&
diff "$0.one" "$0.other"
"""


def measure(ground: Ground, peers: Peers) -> Iterator[Figure]:
    sql = f"select * from bench.long where id <= {ground.few}"
    programs = {TENANTSH: peers.tenantsh(ground.conninfo, "-c", rf"\compare {ORG} {_OTHER} {sql}")}
    if peers.psql:
        around = {**peers.environment, "PSQL": str(peers.psql), "DSN": ground.server.dsn("bench", LOGIN)}
        programs[_DIFF] = Program(("/bin/sh", "-c", _SCRIPT.format(sql=sql), str(ground.folder / "diff")), around)
    runs = in_turn(programs, ground.fewer, ground.folder)
    ours = runs[TENANTSH]
    beside = ", ".join(f"{name} {series.wall:.2f} s, {series.peak:.0f} MiB" for name, series in runs.items())
    compared = Compared("time", "s", {name: series.wall for name, series in runs.items()})
    what = rf"`\compare` of two answers of {ground.few:,} rows x 6"
    yield Figure(f"{what}: a whole run", ours.wall, inf, "s", beside, ground.fewer, compared=compared)
    yield Figure(f"{what}: peak memory", ours.peak, inf, "MiB", "as the first of these", ground.fewer)
