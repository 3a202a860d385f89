"""Twenty-four hours of one shell in a few minutes: each hour something happens to it, and it is asked to go on.

    python -m tests.resilience.day [--hours 24] [--seed 42]

One process from the first to the last hour: its organization, its rows, and what it holds are looked at.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pgbin import choices
from tests.resilience import cell
from tests.resilience.faults import FAULTS
from tests.resilience.network import Network, missing
from tests.resilience.person import Person
from tests.resilience.server import running
from tests.resilience.states import STATES

if TYPE_CHECKING:
    from tests.resilience.server import Server


@dataclass(frozen=True, slots=True)
class Day:
    """What came of it."""

    hours: int
    seconds: float
    verdicts: Counter[str]
    wrong: list[str]
    held: list[dict[str, int]]
    """Files, threads and memory (MiB) of the shell's process: at first, half-way and at last."""

    def told(self) -> list[str]:
        """The figures as lines."""
        what = [f"{name} {', '.join(str(one[name]) for one in self.held)}" for name in self.held[0]]
        held = "; ".join(what)
        return [
            f"{self.hours} hours in {self.seconds:.0f} s, one process. Held at first, half-way and at last: {held}.",
            "",
            *(f"- {times} times {verdict}" for verdict, times in self.verdicts.most_common()),
            *(f"- **wrong**: {one}" for one in self.wrong),
        ]


def lived(server: Server, home: Path, hours: int, seed: int, idle: float = 1.0) -> Day:
    """Let a shell live through so many hours."""
    chance = random.Random(seed)
    faults = [fault for fault in FAULTS if server.network or not fault.network]
    states = [state for state in STATES if state.where == "shell"]
    began, verdicts, wrong = time.monotonic(), Counter[str](), list[str]()
    with Person(cell.dsn_of(server), "--write", home=home, network=server.network) as person:
        person.opened()
        person.asks("select 1;")
        held = [_held(person.terminal.pid)]
        for hour in range(hours):
            state, fault = chance.choice(states), chance.choice(faults)
            time.sleep(idle * chance.random())
            fault.before(server)
            person.asks("select 1;")  # idle timeouts begin with a statement
            seen, amiss = cell.lived(server, state, fault, person)
            verdict = cell.verdict(state, seen.text, amiss)
            verdicts[verdict] += 1
            wrong += [f"hour {hour}, {state.name}, {fault.name}: {one}" for one in amiss]
            sys.stderr.write(f"hour {hour}: {state.name} | {fault.name} | {verdict} | {seen.seconds:.1f} s\n")
            if not seen.back:
                break
            if hour + 1 in (hours // 2, hours):
                held.append(_held(person.terminal.pid))
        status, _ = person.leaves()
        wrong += [f"it left with status {status}"] if status else []
    return Day(hours, time.monotonic() - began, verdicts, wrong, held)


def _held(pid: int) -> dict[str, int]:
    told = Path(f"/proc/{pid}/status").read_text().split("\n")
    figures = dict(line.split(":", 1) for line in told if ":" in line)
    return {
        "files": len(list(Path(f"/proc/{pid}/fd").iterdir())),
        "threads": int(figures["Threads"]),
        "MiB": int(figures["VmRSS"].split()[0]) >> 10,
    }


def main() -> int:
    """Live through a day on a server of its own."""
    parser = argparse.ArgumentParser(description="a day of a shell")
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--pg", default="15")
    asked = parser.parse_args()
    if lost := missing():
        sys.stderr.write(f"{lost}\n")
        return 2
    programs = choices(asked.pg)[0].programs()
    with Network() as network, running(programs, network) as server, tempfile.TemporaryDirectory() as home:
        day = lived(server, Path(home), asked.hours, asked.seed)
    sys.stdout.write("\n".join([*day.told(), ""]))
    return int(bool(day.wrong))


if __name__ == "__main__":
    sys.exit(main())
