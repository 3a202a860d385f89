"""What was found out of a query's partitions: as data, and for people's eyes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.commands.headings import NUMBER, Heading, tabulate
from tenantsh.commands.partitions import months
from tenantsh.commands.partitions.figures import plural, pretty
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.pruning import Advice, Pruning, Reading

_TITLE = "Partitions that the query scans"
_INDENT = " " * 4


@dataclass(frozen=True, slots=True)
class Scanned:
    """One partitioned table that a query reads."""

    table: str
    alias: str
    scanned: int
    """How many of its partitions the plan has; where `decided` is `running`, at most."""
    partitions: int
    """How many it has that hold rows."""
    which: str
    decided: str
    """When partitions are left out: `planning`, `start`, `running`."""
    rows: int
    """As the planner expects them."""
    bytes: int | None
    """Of what is scanned, with indexes."""
    ran: int | None = None
    """How many were really read, where the query was run."""
    rows_read: int | None = None
    default: str | None = None
    """The default partition, where it is scanned."""
    foreign: str | None = None
    """The foreign ones that are scanned."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why no more partitions are left out."""

    table: str
    condition: str | None
    position: int | None
    """Where the condition stands in the query, in characters counted from 1."""
    why: str
    instead: str | None
    """What means the same, and leaves out more."""
    query: str | None = field(default=None, metadata={"heading": "Whole query"})
    """All of the query, written so."""


def result(found: Pruning) -> Result:
    """The tables as data, the reasons beside them, and both for people's eyes."""
    rows = [_scanned(reading) for reading in found.readings]
    reasons = [
        Reason(each.table, each.condition, each.position, each.why, each.instead, found.instead if each.edit else None)
        for each in found.advice
    ]
    parts = (Result.of(Reason, reasons, title="Why not fewer"),) if reasons else ()
    page = _page(found)
    return Result.of(Scanned, rows, title=_TITLE, parts=parts, seen=page, footers=page.footers)


def sentence(reading: Reading, *, twice: bool = False) -> str:
    """How many of a table's partitions are read, and which; as which alias, where a table is read `twice`."""
    count = f"{len(reading.scanned):,} of {plural(len(reading.leaves), 'partition')} of {reading.table}"
    count += f" {reading.alias}" if twice else ""
    upto = "up to " if reading.waits else ""
    which = _which(reading)
    return f"{upto}{count}{f' ({which})' if which else ''}, {_size(reading)}"


def _scanned(reading: Reading) -> Scanned:
    names = {
        word: [leaf.name for leaf in reading.scanned if months.kind(leaf) == word] for word in ("default", "foreign")
    }
    return Scanned(
        table=reading.table,
        alias=reading.alias,
        scanned=len(reading.scanned),
        partitions=len(reading.leaves),
        which=_which(reading),
        decided=_decided(reading),
        rows=round(reading.rows),
        bytes=reading.bytes,
        ran=len(reading.ran) if reading.ran is not None else None,
        rows_read=round(reading.actual) if reading.ran is not None else None,
        default=", ".join(names["default"]) or None,
        foreign=", ".join(names["foreign"]) or None,
    )


def _decided(reading: Reading) -> str:
    return "running" if reading.waits else "start" if reading.removed else "planning"


_WHEN = {"planning": "when it is planned", "start": "when it starts", "running": "while it runs"}


def _which(reading: Reading) -> str:
    return months.told(reading.scanned, reading.leaves)


def _size(reading: Reading) -> str:
    if not reading.scanned:
        return "nothing to read"
    return f"{_pretty(reading)} with indexes" if reading.bytes is not None else "unknown size"


def _pretty(reading: Reading) -> str:
    return f"{'' if reading.measured or reading.bytes is None else '≈'}{pretty(reading.bytes)}"


def _page(found: Pruning) -> Result:
    ran = any(reading.ran is not None for reading in found.readings)
    columns, cells = tabulate(list(_headings(found.readings, ran=ran)), found.readings, absent="")
    footers = list(_footers(found))
    if not found.readings:
        footers = ["It reads no partitioned table."]
    return Result(columns=columns, cells=cells, title=_TITLE, footers=tuple(footers))


def _headings(readings: Sequence[Reading], *, ran: bool) -> Iterator[Heading[Reading]]:
    yield Heading("Table", lambda reading: reading.table)
    if _twice(readings):
        yield Heading("Scan", lambda reading: reading.alias)
    yield Heading(
        "Scanned",
        lambda reading: f"{'up to ' if reading.waits else ''}{len(reading.scanned):,} of {len(reading.leaves):,}",
    )
    yield Heading("Which", _which)
    yield Heading("Decided", lambda reading: _WHEN[_decided(reading)])
    yield Heading("Rows", lambda reading: f"≈{round(reading.rows):,}", NUMBER)
    yield Heading("Size with indexes", lambda reading: _pretty(reading) if reading.scanned else "", NUMBER)
    if ran:
        yield Heading("Really read", lambda reading: f"{len(reading.ran or ()):,}", NUMBER)
        if any(reading.ran != reading.scanned for reading in readings):
            yield Heading("Which of them", lambda reading: months.told(reading.ran or (), reading.leaves))
        yield Heading("Rows read", lambda reading: f"{round(reading.actual):,}", NUMBER)


def _twice(readings: Sequence[Reading]) -> bool:
    return len({reading.root for reading in readings}) < len(readings)


def _footers(found: Pruning) -> Iterator[str]:
    for each in found.advice:
        yield from _reason(each)
    if found.instead is not None:
        twice = _twice(found.afterwards)
        yield "So written, the query reads"
        for reading in found.afterwards:
            yield f"{_INDENT}{sentence(reading, twice=twice)}"


def _reason(each: Advice) -> Iterator[str]:
    at = f"  (character {each.position:,})" if each.position is not None else ""
    yield f"{each.table}: {_line(each.condition)}{at}" if each.condition is not None else f"{each.table}:"
    yield f"{_INDENT}why:     {each.why}"
    if each.instead is not None:
        yield f"{_INDENT}instead: {each.instead}"


def _line(text: str) -> str:
    return " ".join(text.split())
