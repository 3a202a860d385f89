"""What there is to say of an open case: facts, and its entries one by one."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import datetime
from textwrap import wrap
from typing import TYPE_CHECKING

from tenantsh.model.case import Commanded, Note, Recorded
from tenantsh.model.result import Result
from tenantsh.model.tenant import called, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tenantsh.commands.cases.casebook import Left, OpenCase
    from tenantsh.model.case import Entry

_NARROWEST, _LONGEST = 24, 28
_BETWEEN = 23
"""What stands between the columns, and the time."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what a case says of itself."""

    what: str = field(metadata={"heading": "Case"})
    value: str | None = field(metadata={"heading": "Value"})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry."""

    n: int | None = field(metadata={"heading": "#"})
    at: str = field(metadata={"heading": "At"})
    kind: str = field(metadata={"heading": "Kind"})
    what: str = field(metadata={"heading": "What"})
    rows: int | None = field(metadata={"heading": "Rows"})
    seconds: float | None = field(metadata={"heading": "Seconds"})
    outcome: str = field(metadata={"heading": "Outcome"})
    untold: str | None = field(metadata={"heading": "Cannot tell"})


@dataclass(frozen=True, slots=True)
class Short:
    """The same for people, in one line."""

    n: int | None = field(metadata={"heading": "#"})
    at: str = field(metadata={"heading": "At (UTC)"})
    what: str = field(metadata={"heading": "What"})
    rows: int | None = field(metadata={"heading": "Rows"})
    outcome: str = field(metadata={"heading": "Outcome"})


@dataclass(frozen=True, slots=True)
class Found:
    """A case that was left."""

    id: str = field(metadata={"heading": "Case"})
    title: str = field(metadata={"heading": "Title"})
    ticket: str | None = field(metadata={"heading": "Ticket"})
    entries: int = field(metadata={"heading": "Entries"})
    changed: str = field(metadata={"heading": "Recorded last"})


def state(case: OpenCase) -> Result:
    """What is open, and how much is in it."""
    return Result.of(Fact, facts(case))


def facts(case: OpenCase) -> list[Fact]:
    """What a case says of itself, in the order in which people ask."""
    about, tally = case.opening, case.tally
    known = [
        Fact("title", about.title),
        Fact("ticket", about.ticket),
        Fact("reason", about.reason),
        Fact("organization", called(about.org_name, about.org)),
        Fact("id", about.id),
        Fact("by", about.by),
        Fact("since", about.created),
        Fact("recorded", str(tally)),
        Fact("saved", _saved(case)),
        Fact("draft", str(case.draft)),
    ]
    return [fact for fact in known if fact.value]


def _saved(case: OpenCase) -> str:
    if case.file is None:
        return "not yet"
    unsaved = case.tally.unsaved
    return f"{case.file}{f'; {unsaved} since then' if unsaved else ''}"


def entries(case: OpenCase) -> Result:
    """What is in it, an entry a line; people have statements on one line each."""
    lines = [_line(entry) for entry in case.entries()]
    title = visible(case.opening.title)
    whole = Result.of(Line, lines, title=title)
    return replace(whole, seen=lambda width: Result.of(Short, _narrow(lines, width), title=title))


def left(found: Iterable[Left], title: str) -> Result:
    """Cases that were left."""
    return Result.of(Found, map(_found, found), title=title)


def ago(left: Left) -> str:
    """How long ago something was recorded in a case.

    >>> from types import SimpleNamespace
    >>> ago(SimpleNamespace(changed=time.time() - 3700))
    '1 h ago'
    """
    seconds = max(0, int(time.time() - left.changed))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"


def _line(entry: Entry) -> Line:
    match entry:
        case Recorded():
            look = entry.look
            untold = "; ".join(look.untold) if look is not None else None
            kind = entry.how if entry.origin is None else f"{entry.how}, {entry.origin.split()[0]}"
            return Line(
                entry.n, entry.at, kind, entry.sql, _rows(entry), entry.seconds, _outcome(entry), untold or None
            )
        case Commanded():
            return Line(entry.n, entry.at, "command", entry.line, entry.rows, None, entry.error or "done", None)
        case Note():
            return Line(None, entry.at, "note", entry.text, None, None, "", None)


def _rows(entry: Recorded) -> int | None:
    """As many as the person's statement had; of a glance, which counts none, as the look has found."""
    answer = entry.look.answer if entry.look is not None else None
    return answer.rows if entry.rows is None and answer is not None else entry.rows


def _outcome(entry: Recorded) -> str:
    return f"{entry.became} {entry.sqlstate}".rstrip()


def _found(one: Left) -> Found:
    at = datetime.fromtimestamp(one.changed).astimezone().isoformat(" ", "seconds")
    return Found(one.opening.id, one.opening.title, one.opening.ticket, one.entries, at)


def _narrow(lines: Sequence[Line], width: int) -> list[Short]:
    room = max(_NARROWEST, width - _BETWEEN - sum(_widths(lines)))
    return [Short(line.n, line.at[11:19], _short(line, room), line.rows, _briefly(line)) for line in lines]


def _widths(lines: Sequence[Line]) -> Iterator[int]:
    """How wide the columns beside a statement are: its number, its rows, its outcome."""
    yield max([len(str(line.n or "")) for line in lines], default=0)
    yield max([len("Rows"), *(len(str(line.rows or "")) for line in lines)])
    yield max([len("Outcome"), *(len(_briefly(line)) for line in lines)])


def _short(line: Line, room: int) -> str:
    """A statement on one line; a remark is a person's own words, and all of them are there."""
    flat = " ".join(line.what.split())
    if line.kind == "note":
        return "\n".join(wrap(f"note: {flat}", room))
    return flat if len(flat) <= room else f"{flat[: room - 1]}…"


def _briefly(line: Line) -> str:
    outcome = line.outcome if len(line.outcome) <= _LONGEST else f"{line.outcome[: _LONGEST - 1]}…"
    return f"{outcome}, cannot tell" if line.untold else outcome
