"""Every benchmark beside its peers, in one run: `make bench`, or `python benchmarks/run.py [--only startup,csv]`.

A run of everything, with no fewer rows than usual, writes RESULTS.md, ratios.json and the pictures.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT)]  # `benchmarks` and `tests`, from whose machinery the server comes

from benchmarks.ground import Sizes, ground  # noqa: E402
from benchmarks.outcome import Outcome, Told  # noqa: E402
from benchmarks.suite import SUITE  # noqa: E402

from benchmarks import peers, plots, ratios, report, yardstick  # noqa: E402

if TYPE_CHECKING:
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers
    from benchmarks.suite import Benchmark

_RATIOS = Path(__file__).with_name("ratios.json")
_BUSY = 1.0


def main() -> None:
    asked = _arguments()
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a job in the background is started so; Ctrl-C is measured
        signal.signal(signal.SIGINT, signal.default_int_handler)
    sizes = Sizes.long() if asked.long else Sizes.usual()
    if asked.rows or asked.rounds:
        sizes = sizes.changed(rows=asked.rows, rounds=asked.rounds)
    outcome = _run(asked, sizes)
    before = ratios.committed(_RATIOS)
    print(f"\n{report.summary(outcome)}\n{report.regression(outcome, before)}")
    whole = asked.only == list(SUITE) and sizes.rows == Sizes.usual().rows
    if asked.into or whole:
        _write(outcome, before, asked.into)
    sys.exit(1 if outcome.failed else 0)


def _run(asked: argparse.Namespace, sizes: Sizes) -> Outcome:
    began, load = datetime.now(UTC), os.getloadavg()[0]
    with ground(pg=asked.pg, sizes=sizes) as here:
        found = peers.find(here.server.bin, here.folder, psql=asked.psql, pgcli=asked.pgcli, readers=asked.readers)
        versions = {"PostgreSQL": here.server.version, **found.versions}
        print(f"{report.hardware()}, load {load:.1f}", *map(" ".join, versions.items()), sep="; ")
        if load > _BUSY:
            print("this machine is busy: ratios hold better than times do")
        for name in found.missing:
            print(f"{name} is not here: nothing is measured beside it (--{name} PATH)")
        told = tuple(_measure(SUITE[name], name, here, found) for name in asked.only)
    return Outcome(began, _command(asked), versions, (load, os.getloadavg()[0]), told)


def _command(asked: argparse.Namespace) -> str:
    """What makes such a run again."""
    options = ["--long"] if asked.long else []
    if asked.only != list(SUITE):
        options += ["--only", ",".join(asked.only)]
    options += [word for name in ("rows", "rounds") if getattr(asked, name) for word in _option(name, asked)]
    return f'make bench BENCH="{" ".join(options)}"' if options else "make bench"


def _option(name: str, asked: argparse.Namespace) -> list[str]:
    return [f"--{name}", str(getattr(asked, name))]


def _measure(benchmark: Benchmark, name: str, here: Ground, found: Peers) -> Told:
    """Run one; what goes wrong in it does not take the others along."""
    began, before, error = time.monotonic(), yardstick.seconds(), ""
    print(f"--- {name}", flush=True)
    figures = []
    try:
        for figure in benchmark.measure()(here, found):
            figures.append(figure)
            print(report.line(figure), flush=True)
    except Exception as failure:  # noqa: BLE001 - it is told, on the page too, and the run ends with status 1
        error = f"{type(failure).__name__}: {str(failure).strip()}".replace("\n", " ")[:500]
        print(f"      FAILED  {error}", flush=True)
    took = time.monotonic() - began
    print(f"{'':>14}{name} took {took:.0f} s", flush=True)
    return Told(name, benchmark.part, tuple(figures), took, (before + yardstick.seconds()) / 2, error)


def _write(outcome: Outcome, before: dict[str, ratios.Kept], into: Path | None) -> None:
    folder, pictures = (into, into / "pictures") if into else (_RATIOS.parent, plots.FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "RESULTS.md").write_text(report.page(outcome, before), encoding="utf-8")
    plots.write(outcome, pictures)
    text = json.dumps(ratios.document(outcome), indent=1, ensure_ascii=False)
    (folder / _RATIOS.name).write_text(f"{text}\n", encoding="utf-8")
    print(f"written: RESULTS.md and {_RATIOS.name} in {folder}, pictures in {pictures}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=_names, default=list(SUITE), metavar="NAMES", help=f"some of {','.join(SUITE)}")
    parser.add_argument("--long", action="store_true", help="larger sizes and more rounds: hours rather than minutes")
    parser.add_argument("--rows", type=int, help=f"of the long results (default: {Sizes.usual().rows})")
    parser.add_argument("--rounds", type=int, help=f"of what takes seconds (default: {Sizes.usual().rounds})")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the page there, of any run")
    parser.add_argument("--pg", help="version of the server, or a folder with its programs (default: the newest here)")
    parser.add_argument("--psql", metavar="PATH", help="default: the one beside the server's programs, else on PATH")
    parser.add_argument("--pgcli", metavar="PATH", help="default: the one on PATH")
    parser.add_argument("--readers", metavar="PYTHON", help="one with tenantsh[bench] (default: this one)")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(SUITE):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: there are {', '.join(SUITE)}")
    return names


if __name__ == "__main__":
    main()
