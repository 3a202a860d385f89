"""The cases of tests/shell/completion/cases beside psql and pgcli: who offers what is wanted, in which kind of place.

A hit is, of tenantsh and pgcli, that all that is wanted is among the first ten; of psql that it is offered at all, as
it sorts by the alphabet. psql is typed at, and most of the time is waiting for it: so one case of some is taken.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Compared, Figure
from benchmarks.peers import PGCLI, PSQL, TENANTSH
from tests import pgbin
from tests.shell.completion import shop
from tests.shell.completion.case import Case, cases

from benchmarks import psql_completer
from tenantsh.db import catalog
from tenantsh.embedded import locate
from tenantsh.model.errors import ConnectError
from tenantsh.shell.completion import complete

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers
    from tests.pgcluster import Cluster

_DATABASE = "shop"
_PROBE = ("sel", "select")
"""What a psql that completes anything completes, and to what."""
_WHEEL = 15
"""The major whose wheel brings a psql with readline."""


def measure(ground: Ground, peers: Peers) -> list[Figure]:
    server = ground.server
    shop.make(server, _DATABASE)
    every = [case for case in cases() if case.wanted and case.since <= server.major]
    some = every[:: ground.sizes.each_case]
    hits = {TENANTSH: _ours(server, every), **dict(_others(server, some, peers))}
    missed = len(every) - len(hits[TENANTSH])
    counts = {name: float(len(found & {case.place for case in some})) for name, found in hits.items()}
    beside = f"{len(every):,} cases; of {len(some):,} that were typed at all of them, hits: " + ", ".join(
        f"{n} {c:.0f}" for n, c in counts.items()
    )
    compared = Compared(f"hits of {len(some)} cases", "cases", counts)
    what = "cases of tests/shell/completion/cases that tenantsh misses"
    return [Figure(what, missed, 0, "cases", beside, len(every), compared=compared)]


def _others(server: Cluster, tried: list[Case], peers: Peers) -> Iterator[tuple[str, set[str]]]:
    conninfo = server.dsn(_DATABASE, "shop_eng")
    with tempfile.TemporaryDirectory() as folder:
        program = _psql_that_completes(conninfo, Path(folder), peers.psql)
        if program:
            yield PSQL, _psql(program, conninfo, Path(folder), tried)
        else:
            print("no psql here completes (it needs readline): nothing is compared with it")
    if peers.pgcli:
        yield PGCLI, _pgcli(server, tried, peers.pgcli)


def _hit(case: Case, offered: list[str]) -> bool:
    return not [text for text in case.missing(offered) if not text.startswith("!")]


def _ours(server: Cluster, tried: list[Case]) -> set[str]:
    with shop.opened(server, _DATABASE) as session:
        known = catalog.load(session)
    offered = {case.place: [found.text for found in complete(case.text, case.cursor, known)] for case in tried}
    return {case.place for case in tried if _hit(case, offered[case.place])}


def _psql_that_completes(conninfo: str, folder: Path, usual: Path | None) -> Path | None:
    """One with readline: the usual one, the machine's own, or a wheel's."""
    typed, wanted = _PROBE
    for program in _candidates(usual):
        try:
            with psql_completer.started(program, conninfo, folder) as psql:
                if wanted in {word.casefold() for word in psql.offered(typed)}:
                    return program
        except OSError:
            continue
    return None


def _candidates(usual: Path | None) -> Iterator[Path]:
    if usual:
        yield usual
    yield from (folder / PSQL for folder in locate.in_usual_folders() if (folder / PSQL).exists())
    try:
        yield pgbin.Choice(_WHEEL).programs().binaries.bin / PSQL
    except (ConnectError, subprocess.CalledProcessError):
        return


def _psql(program: Path, conninfo: str, folder: Path, tried: list[Case]) -> set[str]:
    """As the login itself; a text is typed up to the cursor, for psql does not look behind it."""
    found = set()
    with psql_completer.started(program, conninfo, folder) as psql:
        for case in tried:
            offered = {word.casefold() for word in psql.offered(case.text[: case.cursor])}
            if all(_bare(wanted) in {_bare(word) for word in offered} for wanted in case.wanted):
                found.add(case.place)
    return found


def _pgcli(server: Cluster, tried: list[Case], program: Path) -> set[str]:
    dsn = {"host": server.host, "port": server.port, "user": "shop_eng", "database": _DATABASE}
    request = {"dsn": dsn, "asked": [(case.text, case.cursor) for case in tried]}
    script = Path(__file__).with_name("pgcli_completer.py")
    # the environment's own Python, by its name there: what it is a link to knows nothing of pgcli
    python = program.with_name("python")
    done = subprocess.run([python, script], input=json.dumps(request), capture_output=True, text=True, check=True)
    found = set()
    for case, answer in zip(tried, json.loads(done.stdout)["answers"], strict=True):
        offered = {_bare(text) for text in answer["texts"]}
        if all(_bare(wanted) in offered for wanted in case.wanted):
            found.add(case.place)
    return found


def _bare(text: str) -> str:
    """A candidate as such, without what some shells add to it."""
    return text.casefold().removesuffix("()").removesuffix("(").rpartition(".")[2].strip("\"'")
