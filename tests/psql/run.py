r"""Play scripts or command lines on a server that is running, and show where tenantsh differs from its psql.

    python tests/psql/run.py [GLOB | file.sql ...] --host /tmp/sockets --port 5432 --psql psql [--diff | --show]

A GLOB is of the corpus' names (`format/*`); `mixes` is all command lines, `mixes:*ON_ERROR*` some. `--again OUTPUT`
plays what differed in an earlier run. `--show` prints what psql does, `--twice` plays with psql alone, two times, and
tells what is not the same each time.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

sys.path[:0] = [str(Path(__file__).parents[2])]

from tests.psql import lines, scripts  # noqa: E402 (only findable since the line above)
from tests.psql.stage import Shell, Stage  # noqa: E402 (the same)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.psql.stage import Performance, Piece

_DIFFERS = "DIFFERS "


def main() -> int:
    """Play what the arguments name; 1 if something differs."""
    asked = _arguments()
    stage = Stage(asked.host, asked.port, Shell("psql", (asked.psql,)), prefix=f"corpus_{os.getpid()}")
    major = _major(asked)
    pieces = {name: piece for name, piece in _asked(asked).items() if piece.since <= major}
    perform = stage.twice if asked.twice else stage.perform
    different = 0
    with ThreadPoolExecutor(2) as pool:
        for name, performance in zip(pieces, pool.map(perform, pieces.values()), strict=True):
            different += performance.differs
            sys.stdout.write("".join(_told(name, performance, asked)))
            sys.stdout.flush()
    stage.strike()
    sys.stdout.write(f"{len(pieces)} played on {major}, {different} different\n")
    return 1 if different else 0


def _told(name: str, performance: Performance, asked: argparse.Namespace) -> Iterator[str]:
    if asked.show:
        yield f"=== {name}\n"
        yield from performance.psql.lines()
    if performance.differs:
        yield f"{_DIFFERS}{name}\n"
        if asked.diff or asked.twice:
            yield performance.diff()


def _asked(asked: argparse.Namespace) -> dict[str, Piece]:
    pieces = {name: piece for what in asked.what or ["*"] for name, piece in _pieces(what)}
    if not asked.again:
        return pieces
    both = pieces | lines.mixes()
    told = asked.again.read_text(encoding="utf-8").splitlines()
    names = [line.removeprefix(_DIFFERS) for line in told if line.startswith(_DIFFERS)]
    return {name: both[name] for name in names if name in both}


def _pieces(what: str) -> Iterator[tuple[str, Piece]]:
    kind, _, pattern = what.partition(":")
    if kind == "mixes":
        yield from ((line, piece) for line, piece in lines.mixes().items() if fnmatch(line, pattern or "*"))
    elif Path(what).is_file():
        yield what, scripts.from_file(Path(what))
    else:
        yield from ((name, scripts.piece(name)) for name in scripts.names() if fnmatch(name, what))


def _major(asked: argparse.Namespace) -> int:
    with psycopg.connect(host=asked.host, port=asked.port, user="postgres", dbname="postgres") as connection:
        return connection.info.server_version // 10000


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*")
    parser.add_argument("--again", type=Path)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--psql", default="psql")
    for flag in ("--diff", "--show", "--twice"):
        parser.add_argument(flag, action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
