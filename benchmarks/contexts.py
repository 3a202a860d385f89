"""The cases of tests/shell/completion/cases beside psql and pgcli: who offers what is wanted, in which kind of place.

`python benchmarks/contexts.py [--pg 15] [--pgcli PATH] [--missed]`. A hit is, of tenantsh and pgcli, that all that is
wanted is among the first ten; of psql that it is offered at all, as it sorts by the alphabet.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT)]

from benchmarks import psql_completer  # noqa: E402
from tests import pgbin, pgcluster  # noqa: E402
from tests.shell.completion import shop  # noqa: E402
from tests.shell.completion.case import Case, cases  # noqa: E402

from tenantsh.db import catalog  # noqa: E402
from tenantsh.shell.completion import complete  # noqa: E402

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

_DATABASE = "shop"
Hits = dict[str, set[str]]
"""The places of the cases that were hit, by who hit them."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pg", default="15", help="version of the server and of psql (default: %(default)s)")
    parser.add_argument("--pgcli", default=shutil.which("pgcli"), metavar="PATH", help="default: the one on PATH")
    parser.add_argument("--missed", action="store_true", help="list what tenantsh missed, and what only others hit")
    asked = parser.parse_args()
    server = pgcluster.start(pgbin.choices(asked.pg)[0].programs())
    try:
        shop.make(server, _DATABASE)
        tried = [case for case in cases() if case.wanted and case.since <= server.major]
        hits = {"tenantsh": _ours(server, tried), "psql": _psql(server, tried)}
        if asked.pgcli:
            hits["pgcli"] = _pgcli(server, tried, Path(asked.pgcli))
    finally:
        pgcluster.remove(server)
    _tell(tried, hits, missed=asked.missed)


def _hit(case: Case, offered: list[str]) -> bool:
    return not [text for text in case.missing(offered) if not text.startswith("!")]


def _ours(server: Cluster, tried: list[Case]) -> set[str]:
    with shop.opened(server, _DATABASE) as session:
        known = catalog.load(session)
    offered = {case.place: [found.text for found in complete(case.text, case.cursor, known)] for case in tried}
    return {case.place for case in tried if _hit(case, offered[case.place])}


def _psql(server: Cluster, tried: list[Case]) -> set[str]:
    """As the login itself; a text is typed up to the cursor, for psql does not look behind it."""
    found = set()
    with tempfile.TemporaryDirectory() as folder:
        program, conninfo = server.bin / "psql", server.dsn(_DATABASE, "shop_eng")
        with psql_completer.started(program, conninfo, Path(folder)) as psql:
            for case in tried:
                offered = {word.casefold() for word in psql.offered(case.text[: case.cursor])}
                if all(_bare(wanted) in {_bare(word) for word in offered} for wanted in case.wanted):
                    found.add(case.place)
    return found


def _pgcli(server: Cluster, tried: list[Case], program: Path) -> set[str]:
    dsn = {"host": server.host, "port": server.port, "user": "shop_eng", "database": _DATABASE}
    request = {"dsn": dsn, "asked": [(case.text, case.cursor) for case in tried]}
    script = Path(__file__).with_name("pgcli_completer.py")
    python = program.resolve().with_name("python")
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


def _tell(tried: list[Case], hits: Hits, *, missed: bool) -> None:
    areas: dict[str, list[str]] = defaultdict(list)
    for case in tried:
        areas[case.place.partition(":")[0]].append(case.place)
    print(f"{'':24}{'cases':>8}", *(f"{name:>10}" for name in hits))
    for area, places in [*areas.items(), ("all", [case.place for case in tried])]:
        print(f"{area:24}{len(places):8}", *(f"{len(found & set(places)):10}" for found in hits.values()))
    if missed:
        others = set().union(*(found for name, found in hits.items() if name != "tenantsh"))
        for case in tried:
            if case.place not in hits["tenantsh"]:
                text = f"{case.text[: case.cursor]}|{case.text[case.cursor :]}"
                only = " (another hits it)" if case.place in others else ""
                print(f"{case.place:20} {text!r} wants {', '.join(case.wanted)}{only}")


if __name__ == "__main__":
    main()
