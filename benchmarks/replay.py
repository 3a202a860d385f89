"""A support case of three statements: what recording adds to a run of them, and what a replay takes."""

from __future__ import annotations

from math import inf
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.children import in_turn, run
from benchmarks.figures import Figure
from benchmarks.ground import LOGIN
from tests.cases.made import made, recorded

from benchmarks import support
from tenantsh.cases.reading import verified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers
    from tests.cases.made import Made

_STATEMENTS = (
    *("-c", "select count(*) from resources where type = 'dataset'"),
    *("-c", "select resource_id, name, type from resources order by resource_id limit 100"),
    *("-c", "select count(*) from events where created_at >= '2026-01-01'"),
)


_LONG = 3_000
"""Statements of a case that is only read."""


def measure(ground: Ground, peers: Peers) -> Iterator[Figure]:
    yield _verified(ground)
    support.database(ground)
    conninfo = ground.server.dsn(support.DATABASE, LOGIN)
    case, saved = (str(ground.folder / name) for name in ("case.jsonl", "saved.jsonl"))
    run(
        peers.tenantsh(conninfo, "-c", r'\case new "kept"', *_STATEMENTS, "-c", rf"\case save {case}"),
        ground.folder / "case",
    )
    recorded = ("-c", r'\case new "measured"', *_STATEMENTS, "-c", rf"\case save {saved}", "-c", r"\case discard")
    runs = in_turn(
        {
            "plain": peers.tenantsh(conninfo, *_STATEMENTS),
            "recorded": peers.tenantsh(conninfo, *recorded),
            "replayed": peers.alone("case", "replay", case, "-d", conninfo),
        },
        ground.fewer,
        ground.folder,
    )
    verdict = (ground.folder / "replayed").read_text(encoding="utf-8").strip().splitlines()[-1].strip()
    said = ", ".join(f"{name} {series.wall:.2f} s" for name, series in runs.items())
    added = runs["recorded"].beyond(runs["plain"], lambda run: run.wall) / 3 * 1000
    yield Figure("what recording a case adds to a statement, saving included", added, inf, "ms", said, ground.fewer)
    took = runs["replayed"].wall
    yield Figure("a replay of three statements, a whole run", took, inf, "s", f"it says: {verdict}", ground.fewer)


def _verified(ground: Ground) -> Figure:
    """A case of megabytes from its file, each line held against the one before and the end against the key."""
    folder = ground.folder / "long"
    folder.mkdir()
    file = made(folder, tuple(recorded(f"select {n} -- {'x' * 500}", n) for n in range(1, _LONG + 1)))
    size = file.path.stat().st_size / 2**20
    took = median(support.seconds(lambda: _read(file)) for _ in range(3))
    beside = f"{size:.0f} MiB, {_LONG:,} statements: {size / took:.0f} MiB/s"
    return Figure("a case's file read and verified, each MiB", took / size * 1000, inf, "ms", beside, 3)


def _read(file: Made) -> None:
    with verified(file.path, file.key) as reader:
        for _ in reader:
            pass
