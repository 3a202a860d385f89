"""What ran on which server: a table at the end of a run, and why tests did not.

pytest --pg=13,15,18 --versions=FILE    adds the run to a file, so that a suite that runs in pieces is one table
python -m tests.versions FILE           shows that table, as markdown
python -m tests.versions --keep FILE    puts its rows into docs/versions.md, for those of the same majors
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

KEPT = Path(__file__).with_suffix(".json")
"""What docs/versions.md shows."""
PAGE = Path(__file__).parents[1] / "docs" / "versions.md"

NO_SERVER = "none"
"""The row of the tests that ask for no server."""

_OUTCOMES = ("passed", "failed", "skipped")
_NEWEST = "left out"
_PROPERTY = "postgresql"
_HEADINGS = ("PostgreSQL", "run", "passed", "failed", "skipped", "needs the newest only")


@dataclass(slots=True)
class Tally:
    """What became of the tests of one server version."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    """Why tests were skipped."""

    def add(self, outcome: str, reason: str = "", times: int = 1) -> None:
        """So many tests ended so."""
        self.counts[outcome] += times
        if reason:
            self.reasons[reason] += times

    @property
    def row(self) -> tuple[int, ...]:
        """Run, passed, failed, skipped, and left out because the newest server is enough."""
        passed, failed, skipped = (self.counts[outcome] for outcome in _OUTCOMES)
        return (passed + failed, passed, failed, skipped, self.counts[_NEWEST])


Table = dict[str, Tally]
"""By version: `15.18`, or `15` as long as no test has started it; `none`."""


class Recorder:
    """Listens to a run."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._tallies: dict[str, Tally] = {}
        self._versions: dict[str, str] = {}
        self.said: list[str] = []
        """What tests have to tell at the end."""

    def of(self, major: str) -> Tally:
        """The tally of a major version, or of none."""
        return self._tallies.setdefault(major, Tally())

    def started(self, major: int, version: str) -> None:
        """A server runs."""
        self._versions[str(major)] = version

    def left_out(self, majors: Iterable[str]) -> None:
        """Tests of these servers are not run, for the newest of the run has them."""
        for major in majors:
            self.of(major).add(_NEWEST)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test once: by its call, or by what went wrong around it."""
        if report.when != "call" and report.outcome == "passed":
            return
        if report.when == "teardown":
            return
        major = next((str(value) for name, value in report.user_properties if name == _PROPERTY), NO_SERVER)
        self.of(major).add(report.outcome, _reason(report) if report.skipped else "")

    def table(self) -> Table:
        """The run, with whole versions, in their order."""
        majors = sorted(self._tallies, key=lambda major: (major == NO_SERVER, major.zfill(3)))
        return {self._versions.get(major, major): self._tallies[major] for major in majors}

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Show the table, and add it to the file that was asked for."""
        table = self.table()
        if any(version != NO_SERVER for version in table):
            for line in lines(table):
                terminalreporter.write_line(line)
        for line in self.said:
            terminalreporter.write_line(line)
        if self._file is not None:
            write(self._file, merged(read(self._file), table))


def mark(item: pytest.Item, major: int | None) -> None:
    """Have the reports of a test say which server it is for."""
    if major is not None:
        item.user_properties.append((_PROPERTY, str(major)))


def _reason(report: pytest.TestReport) -> str:
    told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return told.removeprefix("Skipped: ").partition("\n")[0]


def lines(table: Table) -> list[str]:
    """A table for a terminal, with the reasons of what was skipped below it."""
    rows = [_HEADINGS, *((version, *map(str, tally.row)) for version, tally in table.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    told = ["  ".join(_cell(at, text, widths[at]) for at, text in enumerate(row)) for row in rows]
    for version, tally in table.items():
        told += [f"{version}: {times} skipped: {reason}" for reason, times in tally.reasons.most_common()]
    return told


def _cell(at: int, text: str, width: int) -> str:
    return text.rjust(width) if at else text.ljust(width)


def markdown(table: Table) -> str:
    """The same as a page has it."""
    told = [f"| {' | '.join(_HEADINGS)} | skipped, because |", "|---|" + "---:|" * (len(_HEADINGS) - 1) + "---|"]
    for version, tally in table.items():
        reasons = "; ".join(f"{reason} ({times})" for reason, times in tally.reasons.most_common())
        told.append(
            f"| {version} | {' | '.join(f'{number:,}' for number in tally.row)} | {reasons.replace('|', '/')} |"
        )
    return "\n".join(told)


def merged(*tables: Table) -> Table:
    """Several runs as one, by version."""
    made: Table = {}
    for table in tables:
        for version, tally in table.items():
            into = made.setdefault(version, Tally())
            into.counts.update(tally.counts)
            into.reasons.update(tally.reasons)
    return {version: made[version] for version in sorted(made, key=_order)}


def _order(version: str) -> tuple[float, ...]:
    return (1000.0,) if version == NO_SERVER else tuple(map(float, version.split(".")))


def read(file: Path) -> Table:
    """The table of a file; an empty one where there is none yet."""
    with suppress(FileNotFoundError):
        found: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        return {version: Tally(Counter(one["counts"]), Counter(one["reasons"])) for version, one in found.items()}
    return {}


def write(file: Path, table: Table) -> None:
    """Keep a table."""
    kept = {version: {"counts": tally.counts, "reasons": tally.reasons} for version, tally in table.items()}
    file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def renewed(kept: Table, table: Table) -> Table:
    """What was kept, with newer rows in the place of those of the same majors."""
    majors = {_major(version) for version in table}
    return merged({version: tally for version, tally in kept.items() if _major(version) not in majors}, table)


def _major(version: str) -> str:
    return version.partition(".")[0]


def with_table(page: str, table: Table) -> str:
    """A page with this table in the place of its own."""
    return re.sub(r"(?ms)^\| PostgreSQL \|.*?\n(?!\|)", lambda _: markdown(table) + "\n", page, count=1)


def main(arguments: list[str], show: Callable[[str], object] = print) -> None:
    """Show the table of some files, or keep it."""
    keep = arguments[:1] == ["--keep"]
    table = merged(*(read(Path(file)) for file in arguments[keep:]))
    if keep:
        table = renewed(read(KEPT), table)
        write(KEPT, table)
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), table), encoding="utf-8")
    show(markdown(table))


if __name__ == "__main__":
    main(sys.argv[1:])
