"""What the guard takes to read statements: those of the repository's own scripts, or of a folder of yours.

`python benchmarks/guard.py FOLDER [--count 10000]` reads files that psql could run, such as PostgreSQL's own
src/test/regress/sql; statements are drawn by lot, always the same. Nothing is sent: they are read as in a session on
the platform, read only and for writing.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from math import inf
from pathlib import Path
from statistics import mean, median, quantiles
from typing import TYPE_CHECKING

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT)]

from benchmarks.figures import Figure  # noqa: E402

from tenantsh.db.guard import Surroundings, inspect  # noqa: E402
from tenantsh.db.guard.look import plainly_harmless  # noqa: E402
from tenantsh.db.guard.switches import Switch, Switches  # noqa: E402
from tenantsh.lang.lead import is_single  # noqa: E402
from tenantsh.lang.split import Splitter, Statement  # noqa: E402
from tenantsh.model.errors import NeedsReason, Refused  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_SCRIPTS = _ROOT / "tests"
_SEED = 42
_SWITCHES = Switches.of(
    Switch("function", name, attribute=False, switches=True, how="it may set it")
    for name in ("set_tenant_context", "impersonate", "run_as")
)
_CONTEXT = frozenset({"app.current_org_id", "app.current_user_id", "app.bypass_rls"})


@dataclass(frozen=True, slots=True)
class Read:
    """How one statement was read."""

    verdict: str
    milliseconds: float


def measure(_ground: Ground, _peers: Peers) -> Iterator[Figure]:
    """The scripts that the tests play, to psql among others."""
    statements = _statements(_SCRIPTS)
    length = mean(map(len, statements))
    for mode, reads in _both(statements):
        times = [read.milliseconds for read in reads]
        verdicts = ", ".join(f"{count} {what}" for what, count in Counter(read.verdict for read in reads).most_common())
        beside = (
            f"median {median(times):.3f} ms, p99 {quantiles(times, n=100)[98]:.2f} ms, {length:.0f} letters; {verdicts}"
        )
        yield Figure(f"the guard reads a statement, {mode}: mean", mean(times), inf, "ms", beside, len(times))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    asked = parser.parse_args()
    statements = _statements(asked.folder)
    if not statements:
        sys.exit(f"no statements in {asked.folder}")
    drawn = random.Random(_SEED).sample(statements, min(asked.count, len(statements)))
    print(f"{len(drawn)} of {len(statements)} statements, {mean(map(len, drawn)):.0f} characters on average")
    for mode, reads in _both(drawn):
        _tell(mode, reads)


def _both(statements: list[str]) -> Iterator[tuple[str, list[Read]]]:
    for mode, write in (("read only", False), ("for writing", True)):
        around = Surroundings(_CONTEXT, write=write, switches=_SWITCHES)
        inspect("set work_mem = '1MB'", around)  # loads the grammar
        yield mode, [_read(sql, around) for sql in statements]


def _statements(folder: Path) -> list[str]:
    """The statements of all files, as psql would send them; meta-commands and their lines are left out."""
    found: list[str] = []
    for path in sorted(folder.glob("**/*.sql")):
        splitter = Splitter()
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if not line.startswith("\\"):
                found += [item.text for item in splitter.feed(line) if isinstance(item, Statement)]
    return found


def _read(sql: str, around: Surroundings) -> Read:
    verdict = "unread" if plainly_harmless(sql, around) and is_single(sql) else "read"
    started = time.perf_counter()
    try:
        if not inspect(sql, around).readable:
            verdict = "not readable"
    except NeedsReason:
        verdict = "asked about"
    except Refused:
        verdict = "refused"
    return Read(verdict, (time.perf_counter() - started) * 1000)


def _tell(mode: str, reads: list[Read]) -> None:
    print(f"{mode}:", ", ".join(f"{count} {what}" for what, count in Counter(r.verdict for r in reads).most_common()))
    for what in ("all", "unread", "read"):
        times = [read.milliseconds for read in reads if what in ("all", read.verdict)]
        if len(times) > 1:
            cuts = quantiles(times, n=100)
            middle, most, worst = cuts[49], cuts[98], max(times)
            print(f"  {what:6}  mean {mean(times):.3f} ms, median {middle:.3f}, p99 {most:.3f}, max {worst:.1f}")


if __name__ == "__main__":
    main()
