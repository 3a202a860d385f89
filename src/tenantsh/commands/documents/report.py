r"""What `\filter` says of a filter: its SQL, whether an index serves it, how many rows match, and hints."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING

from tenantsh.db.glances.glance import BOUND, MOST
from tenantsh.db.jsonb.verdict import asides, servable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.documents.remedies import Remedy
    from tenantsh.db.glances.glance import Glance
    from tenantsh.db.jsonb.table import Aside, JsonColumn, JsonTable
    from tenantsh.db.jsonb.verdict import Serving, Verdict
    from tenantsh.lang.filters.condition import Condition

_WIDE = 100
"""Characters of a line beside the words on the left, where nobody knows how many there are."""
_NARROWEST = 40
_FRAME = 7
"""Characters of a line that are the frame's."""
_ASIDES = 3
"""Indexes that are named which do not serve."""
_LONGEST = 300
"""Characters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said."""

    what: str = field(metadata={"heading": "what"})
    value: str = field(metadata={"heading": "value"})


@dataclass(frozen=True, slots=True)
class Said:
    """All that a report is made of."""

    sql: str
    """The query, with `$1`, `$2`, …"""
    condition: Condition
    table: JsonTable
    columns: Sequence[JsonColumn]
    """Those that the filter is about."""
    glance: Glance
    verdict: Verdict
    remedies: Sequence[Remedy]
    hints: Sequence[str]
    more: bool
    """Whether the statements that would help are wanted too."""
    whose: str
    """`this organization's rows`, or `rows` where there is none."""


def lines(said: Said) -> Iterator[Line]:
    """The report, in the order in which people ask."""
    yield Line("SQL", said.sql)
    for number, value in enumerate(said.condition.parameters, 1):
        yield Line(f"${number}", _short(value.text))
    yield Line("index", _index(said))
    if not said.verdict.served and said.table.secured and (could := servable(said.table, said.condition)):
        yield Line("without row security", f"{_list(could)} would serve it")
    for told in _remedies(said.remedies, more=said.more):
        yield Line("would help", told)
    yield Line("matches", matches(said.glance))
    yield Line("counted", _counted(said.glance))
    for hint in said.hints:
        yield Line("hint", hint)


def folded(found: Sequence[Line], width: int) -> Iterator[Line]:
    """The report for people, within `width` characters where that can be, 0 is unknown; statements stay whole."""
    room = max(_NARROWEST, width - max(len(line.what) for line in found) - _FRAME) if width else _WIDE
    for line in found:
        yield Line(line.what, _folded(line, room))


def _folded(line: Line, room: int) -> str:
    if line.what == "SQL":
        return line.value if len(line.value) <= room else _broken(line.value)
    if line.what.startswith("$"):  # a value keeps each of its blanks
        return "\n".join(line.value[at : at + room] for at in range(0, len(line.value), room))
    said, *statements = line.value.split("\n")
    return "\n".join([*wrap(said, room, break_long_words=False, break_on_hyphens=False), *statements])


def _broken(sql: str) -> str:
    """A query in lines: a condition in each."""
    return sql.replace(" WHERE ", "\n WHERE ", 1).replace(" AND ", "\n   AND ")


def _remedies(remedies: Sequence[Remedy], *, more: bool) -> list[str]:
    """A line each, for who filters twenty times a day; with `more` their statements and all that they cost."""
    if more:
        return ["\n".join((f"{each.what}: {each.cost}", *each.statements)) for each in remedies]
    told = [f"{each.what}: {each.briefly}" for each in remedies]
    return [*told[:-1], rf"{told[-1]}; \filter+ has the SQL"] if told else []


def _short(text: str) -> str:
    """A value, or its beginning where nobody would read all of it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"


def matches(glance: Glance) -> str:
    """How many rows match: the number alone where these are all."""
    if glance.exact:
        return str(glance.count)
    if glance.count is None:
        return "not known"
    return f">{BOUND:,}" if glance.count > BOUND else f">={glance.count}"


def _counted(glance: Glance) -> str:
    if glance.exact:
        return f"all of them, in {_milliseconds(glance.seconds)}"
    if glance.count is None:
        return f"stopped after {glance.limit:g} s without having found the first rows"
    return f"stopped after {glance.limit:g} s: there are more, or the rest has not been looked at"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.001 else "less than 1 ms"


# -- the index -----------------------------------------------------------------------------------------------------


def _index(said: Said) -> str:
    verdict, table = said.verdict, said.table
    if table.kind == "f":
        return "its own server decides: this is a foreign table"
    if verdict.served and verdict.served == len(verdict.scans):
        return f"{_list(verdict.serving)} serves it"
    read = _read(said)
    if verdict.served:
        return f"{_list(verdict.serving)} serves {verdict.served} of {len(verdict.scans)} parts; of the others {read}"
    return f"none serves it{_why(said)}; {read}"


def _why(said: Said) -> str:
    if not said.condition.conjuncts:
        return ": nothing is asked"
    if any(column.base == "json" for column in said.columns):
        return ": json is cast to jsonb for each row, and has no index itself; a jsonb column can have one"
    if not any(conjunct.served_by for conjunct in said.condition.conjuncts):
        return ": no index can look up what is asked"
    if said.table.secured:
        return " for this role: row security comes before JSONB's operators, which are not leakproof"
    could = servable(said.table, said.condition)
    if could:
        return f": {_list(could)} could, and the planner expects less work from reading the rows"
    there = asides(said.table, said.columns, said.condition)
    if there:
        return ": " + "; ".join(map(_aside, there[:_ASIDES]))
    return ": there is none for it on these documents" if said.table.kind in "rpm" else ""


def _aside(index: Aside) -> str:
    """Why an index is not used that somebody may have made for such filters."""
    if index.path:
        return f"{index.name} serves conditions on {index.sql} alone, and this one is on {index.column}"
    return (
        f"{index.name} has only rows WHERE {index.predicate}: the planner does not see that the filter asks for no "
        "others, or expects less work from reading the rows"
    )


def _read(said: Said) -> str:
    """What is read instead."""
    if not said.verdict.scans:
        return "nothing is read"
    rows = f"{_about(said.glance.source)} {said.whose}"
    unbounded = said.verdict.unbounded
    if unbounded and said.table.secured:
        parts = said.table.kind == "p"
        some = f"{len(unbounded)} of {len(said.verdict.scans)} partitions are" if parts else f"{_some(unbounded)} is"
        return f"{some} read as a whole, to find {rows}"
    if unbounded:
        return f"all {rows} are read"
    return f"{rows} are read, by {_some(said.verdict.bounding)}"


def _about(count: int | None) -> str:
    if count is None:
        return "all"
    return f"more than {MOST:,}" if count > MOST else f"{count:,}"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _list(found: Sequence[Serving]) -> str:
    return ", ".join(
        each.index + (f" ({', '.join(f'${number}' for number in each.parameters)})" if each.parameters else "")
        for each in found
    )
