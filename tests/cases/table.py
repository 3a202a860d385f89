"""All changes on clusters of our own, printed: `python -m tests.cases.table 15,18 [--standby] [words of a change]`."""

# ruff: noqa: T201 - a table for people

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests import pgcluster
from tests.cases.changes import CHANGES, STATEMENTS
from tests.cases.desk import Desk, changed, wrong
from tests.pgbin import choices
from tests.ready import ready


def main(arguments: list[str]) -> int:
    """Print a table for each major; 1 where something is wrong."""
    standby = "--standby" in arguments
    majors, *words = [each for each in arguments if not each.startswith("-")]
    failed = 0
    with ExitStack() as stack:
        for choice in choices(majors):
            cluster = pgcluster.start(choice.programs())
            stack.callback(pgcluster.remove, cluster)
            desk = Desk(cluster, Path(stack.enter_context(tempfile.TemporaryDirectory())), ready().run)
            failed += _all(desk, " ".join(words), standby=standby)
    return 1 if failed else 0


def _all(desk: Desk, wanted: str, *, standby: bool) -> int:
    file, failed = desk.folder / "case.jsonl", 0
    desk.anew()
    print(f"== PostgreSQL {desk.cluster.version}{', the standby' if standby else ''}", flush=True)
    print(desk.record(file)[-2000:])
    for change in CHANGES:
        if wanted in change.name:
            with changed(desk, change, desk.cluster.start_standby() if standby else None):
                told = desk.replay(file)
            found = wrong(change, told, list(STATEMENTS))
            failed += bool(found)
            print(f"{'FAIL' if found else 'ok':4} {change.name:60} {told.overall} ({told.status})", flush=True)
            for line in found:
                print(f"       {line}")
            if found and wanted:
                print(told.stdout[-6000:], told.stderr[-2000:])
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
