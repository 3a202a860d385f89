"""Every benchmark beside its peers, in one run: `python benchmarks/run.py [--only startup,csv] [--rows 1000000]`.

A run of everything at full size writes RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT)]  # `benchmarks` and `tests`, from whose machinery the server comes

from benchmarks import (  # noqa: E402
    catalog,
    documents,
    frames,
    inserting,
    keystroke,
    listing,
    partitions,
    peers,
    printing,
    report,
    scope,
    startup,
    trips,
)
from benchmarks.ground import ground  # noqa: E402

_BENCHMARKS = {
    "startup": startup.measure,
    "trips": trips.measure,
    "scope": scope.measure,
    "aligned": printing.aligned,
    "memory": printing.memory,
    "csv": printing.csv,
    "listing": listing.measure,
    "partitions": partitions.measure,
    "documents": documents.measure,
    "keystroke": keystroke.measure,
    "catalog": catalog.measure,
    "frames": frames.measure,
    "inserting": inserting.measure,
}
_FULL = 1_000_000


def main() -> None:
    asked = _arguments()
    loads = [os.getloadavg()[0]]
    with ground(pg=asked.pg, rows=asked.rows, rounds=asked.rounds) as here:
        found = peers.find(here.server.bin, here.folder, psql=asked.psql, pgcli=asked.pgcli, readers=asked.readers)
        versions = {"PostgreSQL": here.server.version, **found.versions}
        print(f"{report.hardware()}, load {loads[0]:.1f}", *map(" ".join, versions.items()), sep="; ")
        for name in found.missing:
            print(f"{name} is not here: nothing is measured beside it (--{name} PATH)")
        figures = []
        for name in asked.only:
            for figure in _BENCHMARKS[name](here, found):
                figures.append(figure)
                print(report.line(figure), flush=True)
    loads.append(os.getloadavg()[0])
    if asked.only == list(_BENCHMARKS) and asked.rows == _FULL:
        Path(__file__).with_name("RESULTS.md").write_text(report.page(figures, versions, loads), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--only", type=_names, default=list(_BENCHMARKS), metavar="NAMES", help=f"some of {','.join(_BENCHMARKS)}"
    )
    parser.add_argument("--rows", type=int, default=_FULL, help="of the long results (default: %(default)s)")
    parser.add_argument(
        "--rounds", type=int, default=6, help="how often what takes seconds runs (default: %(default)s)"
    )
    parser.add_argument("--pg", help="version of the server, or a folder with its programs (default: the newest here)")
    parser.add_argument("--psql", metavar="PATH", help="default: the one beside the server's programs, else on PATH")
    parser.add_argument("--pgcli", metavar="PATH", help="default: the one on PATH")
    parser.add_argument("--readers", metavar="PYTHON", help="one with tenantsh[bench] (default: this one)")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(_BENCHMARKS):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: there are {', '.join(_BENCHMARKS)}")
    return names


if __name__ == "__main__":
    main()
