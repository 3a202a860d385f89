"""The whole table, faults by states, tried on a server of its own; docs/resilience.md gets what came of it.

    python -m tests.resilience.table [--pg 15] [--workers 3] [--only WORD] [--to docs/resilience.md]

It takes some ten minutes: most of it is waiting.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pgbin import choices
from tests.resilience import cell
from tests.resilience.faults import FAULTS
from tests.resilience.network import Network, missing
from tests.resilience.server import running
from tests.resilience.states import STATES

if TYPE_CHECKING:
    from tests.resilience.faults import Fault
    from tests.resilience.server import Server
    from tests.resilience.states import State

_BEGINS, _ENDS = "<!-- made by tests.resilience.table -->", "<!-- until here -->"


def main() -> int:
    """Run it; the exit status is 1 where a promise did not hold."""
    asked = _arguments()
    if asked.part:
        return _part(asked)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tsh-table-") as folder:
        words = [sys.executable, "-m", "tests.resilience.table", "--pg", asked.pg, "--only", asked.only]
        parts = [Path(folder, f"{number}.json") for number in range(asked.workers)]
        workers = [
            subprocess.Popen([*words, "--part", f"{number}/{asked.workers}", "--to", str(path)])
            for number, path in enumerate(parts)
        ]
        for worker in workers:
            worker.wait()
        found = [cell.Outcome(**one) for path in parts for one in json.loads(path.read_text())]
    told = "\n".join([*_summary(found, asked.pg, time.monotonic() - began), *_matrix(found), *_texts(found)])
    if asked.to:
        _put(Path(asked.to), told)
    else:
        sys.stdout.write(f"{told}\n")
    return int(any(one.wrong for one in found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="faults by states")
    parser.add_argument("--pg", default="15", help="the server's major version")
    parser.add_argument("--workers", type=int, default=3, help="how many cells are tried at a time")
    parser.add_argument("--only", default="", help="a part of the names of faults or states")
    parser.add_argument("--to", default="", help="the page whose table is to be replaced")
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _part(asked: argparse.Namespace) -> int:
    """Every so many-th cell, with a server and a network of its own; a line of standard error for each."""
    number, of = map(int, asked.part.split("/"))
    lost = missing()
    found = []
    cells = [(state, fault) for state in STATES for fault in FAULTS if not (lost and fault.network)]
    wanted = [pair for pair in cells if any(asked.only in thing.name for thing in pair)]
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="tsh-home-") as home:
        network = None if lost else stack.enter_context(Network())
        server = stack.enter_context(running(choices(asked.pg)[0].programs(), network))
        for state, fault in wanted[number::of]:
            outcome = _tried(server, state, fault, Path(home))
            sys.stderr.write(f"{state.name} | {fault.name} | {outcome.verdict} | {outcome.seconds:.1f} s\n")
            found.append(asdict(outcome))
    Path(asked.to).write_text(json.dumps(found))
    return 0


def _tried(server: Server, state: State, fault: Fault, home: Path) -> cell.Outcome:
    try:
        return cell.tried(server, state, fault, home)
    except Exception as error:  # noqa: BLE001 - one cell that could not be tried does not keep the others
        words = f"could not be tried: {type(error).__name__}: {str(error)[-300:]}"
        return cell.Outcome(fault.name, state.name, f"FAILED: {words}", 0.0, "", [words])


def _summary(found: list[cell.Outcome], major: str, seconds: float) -> list[str]:
    failed = [one for one in found if one.wrong]
    slowest = max((one for one in found if "opened" not in one.verdict), key=lambda one: one.seconds)
    many = f"PostgreSQL {major}: {len(found)} cells in {seconds / 60:.0f} minutes"
    longest = f"{slowest.seconds:.0f} s ({slowest.state}; {slowest.fault})"
    return [
        f"{many}; in {len(failed)} of them a promise did not hold. The longest that a person waited was {longest}.",
        "",
        *(f"- **{one.state}, {one.fault}**: {'; '.join(one.wrong)}" for one in failed),
        "",
    ]


_UNHARMED = "unharmed"
_SHORT = {
    _UNHARMED: _UNHARMED,
    "opened": "opened",
    "refused, told": "refused",
    "back, told; then answered": "back",
    "not sent, told": "not sent",
    "lost, told; not run again": "lost",
    "transaction lost, told": "tx lost",
    "given up, told": "given up",
    "given up at once": "given up",
    "who has no answer is told": "some told",
    "keys go on": "keys go on",
}


def _matrix(found: list[cell.Outcome]) -> list[str]:
    """A row for each fault, a column for each state: what came of it in a word, and after how many seconds."""
    by = {(one.fault, one.state): one for one in found}
    names = [state.name for state in STATES if any(state.name == one.state for one in found)]
    lines = [f"| what happened | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for fault in FAULTS:
        cells = [_word(by.get((fault.name, name))) for name in names]
        lines.append(f"| {fault.name} | {' | '.join(cells)} |")
    return [*lines, ""]


def _word(one: cell.Outcome | None) -> str:
    if one is None:
        return ""
    short = _SHORT.get(one.verdict, "FAILED" if one.wrong else "told")
    return short if short == _UNHARMED else f"{short} {one.seconds:.1f}\N{NO-BREAK SPACE}s"


def _texts(found: list[cell.Outcome]) -> list[str]:
    """What was seen, once for each verdict."""
    lines = ["### In their own words", ""]
    seen = set[str]()
    for one in found:
        short = _SHORT.get(one.verdict, "told")
        if short not in seen and one.text and not one.wrong and short != _UNHARMED:
            seen.add(short)
            text = "\n".join(line.rstrip() for line in one.text[:1200].splitlines())
            lines += [f"*{short}*: {one.state}; {one.fault}", "", "```", text, "```", ""]
    return lines


def _put(page: Path, told: str) -> None:
    """Replace the part of the page that is made."""
    before, _, rest = page.read_text(encoding="utf-8").partition(_BEGINS)
    page.write_text(f"{before}{_BEGINS}\n{told}\n{_ENDS}{rest.partition(_ENDS)[2]}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
