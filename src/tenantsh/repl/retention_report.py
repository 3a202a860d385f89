"""The report of a run of retention, for programs and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.headings import Heading, tabulate
from tenantsh.commands.partitions.figures import pretty
from tenantsh.model.result import Result
from tenantsh.platform.retention.report import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = 20


def as_result(lines: Sequence[Line], title: str) -> Result:
    """The report of a run, or of what one would do; people see sizes in words, and no column that has nothing in it.

    >>> report = as_result([Line("events", "2024-01", "purged", 10, 20_480)], "Retention run 1")
    >>> [column.name for column in report.seen.columns], report.seen.rows
    (['Table', 'Month', 'What', 'Rows', 'Freed'], [('events', '2024-01', 'purged', '10', '20 kB')])
    """
    headings = [heading for heading in _headings() if any(heading.cell(line) is not None for line in lines)]
    columns, cells = tabulate(headings, lines, absent="")
    footers = (summary(lines),)
    seen = Result(columns=columns, cells=cells, title=title, footers=footers) if lines else _nothing(title)
    return Result.of(Line, lines, title=title, footers=footers, seen=seen)


def _nothing(title: str) -> Result:
    """What people see of a run that had nothing to do.

    >>> as_result([], "Retention run 1").seen.status
    'Retention run 1: nothing is due'
    """
    return Result(status=f"{title}: {summary([])}")


def _headings() -> list[Heading[Line]]:
    return [
        Heading("Table", lambda line: line.table),
        Heading("Month", lambda line: line.month),
        Heading("What", lambda line: line.what),
        Heading("Rows", lambda line: None if line.rows is None else f"{line.rows:,}", _NUMBER),
        Heading("Freed", lambda line: None if line.freed is None else pretty(line.freed), _NUMBER),
        Heading("Parquet", lambda line: None if line.stored is None else pretty(line.stored), _NUMBER),
        Heading("Organizations", lambda line: line.organizations, _NUMBER),
        Heading("Seconds", lambda line: None if line.seconds is None else f"{line.seconds:.1f}", _NUMBER),
        Heading("Why", lambda line: line.why),
    ]


def summary(lines: Sequence[Line]) -> str:
    """Everything in one sentence.

    >>> summary([Line("events", "2024-01", "purged", 10, 8192), Line("events", "2024-02", "refused")])
    '1 purged, 1 refused; 8192 bytes freed'
    """
    counts = {line.what: sum(other.what == line.what for other in lines) for line in lines}
    told = ", ".join(f"{count} {what}" for what, count in counts.items()) or "nothing is due"
    freed = sum(line.freed or 0 for line in lines)
    return f"{told}; {pretty(freed)} freed" if freed else told
