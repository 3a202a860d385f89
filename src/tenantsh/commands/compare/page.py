"""A comparison for people's eyes: the first differences, and beneath them what is said of all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from textwrap import wrap
from typing import TYPE_CHECKING

from tenantsh.commands.compare.words import summary
from tenantsh.commands.headings import Heading, tabulate
from tenantsh.model.result import Result
from tenantsh.model.tenant import harmless, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tenantsh.commands.compare.comparison import Comparison
    from tenantsh.commands.compare.rows import Differing
    from tenantsh.model.result import TextRow

SHOWN = 50
"""So many differences people are shown; programs get all."""
_PLAN_LINES = 40
_WIDTH = 100
_NARROWEST = 40
_NULL = "NULL"
_MOST = 4
"""So many columns of a row are shown on its line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: a row of one answer, or one column of a row that both have."""

    difference: str
    key: tuple[str | None, ...]
    column: str
    here: str
    there: str


def page(found: Comparison, width: int = 0) -> Result:
    """The page in so many characters; 0 is unknown."""
    key = found.key.places or ()
    headings: list[Heading[Line]] = [Heading("Difference", lambda line: line.difference)]
    headings += [Heading(visible(found.names[at]), _key_cell(nth)) for nth, at in enumerate(key)]
    lines = list(_lines(found))
    if any(line.column for line in lines):
        headings.append(Heading("Column", lambda line: line.column))
    headings += [Heading(str(found.here), lambda line: line.here), Heading(str(found.there), lambda line: line.there)]
    title = f"{found.here} and {found.there}"
    columns, cells = tabulate(headings, lines, absent="")
    footers = tuple(part for text in _beneath(found) for part in _folded(text, width))
    return Result(columns=columns, cells=cells, title=title, footers=footers, expandable=False)


def _key_cell(nth: int) -> Callable[[Line], object]:
    return lambda line: line.key[nth] if line.key else ""


def _lines(found: Comparison) -> Iterator[Line]:
    if found.rows is None:
        return
    for each in islice(found.rows.differences(), SHOWN):
        yield from _told(found, each)


def _told(found: Comparison, each: Differing) -> Iterator[Line]:
    assert found.rows is not None
    key = tuple(_shown(cell) for cell in each.key) if found.key.places else ()
    if each.here is None or each.there is None:
        where = found.here if each.there is None else found.there
        yield Line(f"only in {where}", key, "", _whole(found, each.here), _whole(found, each.there))
        return
    difference = "changed"
    for at in found.rows.changed(each):
        yield Line(difference, key, visible(found.names[at]), _shown(each.here[at]), _shown(each.there[at]))
        difference, key = "", ("",) * len(key)


def _whole(found: Comparison, row: TextRow | None) -> str:
    """A row on one line, without what its key says already."""
    if row is None:
        return ""
    left = [at for at in range(len(row)) if at not in (found.key.places or ()) and at not in found.own]
    if len(left) == 1:
        return _shown(row[left[0]])
    return ", ".join(f"{visible(found.names[at])}: {_shown(row[at])}" for at in left[:_MOST]) + ", …" * (
        len(left) > _MOST
    )


def _shown(cell: str | None) -> str:
    return _NULL if cell is None else visible(cell)


def _beneath(found: Comparison) -> Iterator[str]:
    if found.rows is not None and found.rows.tally.differences > SHOWN:
        left = found.rows.tally.differences - SHOWN
        yield f"… and {left:,} more differences: --csv and \\pset format json have all"
    for about, what in summary(found):
        yield f"{about.capitalize()}: {what}."
    lines = found.plan[:_PLAN_LINES]
    yield from (f"  {harmless(line)}" for line in lines)
    if len(found.plan) > len(lines):
        yield f"  … and {len(found.plan) - len(lines):,} more steps"


def _folded(text: str, width: int) -> list[str]:
    if text.startswith("  "):
        return [text]
    return wrap(text, max(width, _NARROWEST) if width else _WIDTH, subsequent_indent="  ", break_on_hyphens=False)
