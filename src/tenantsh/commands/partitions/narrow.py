"""A table's partitions on a narrow screen: what all of them have in common is said once, beneath."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.headings import Heading
    from tenantsh.commands.partitions.lines import Line

_WORDS = {
    "Vacuumed": "vacuumed",
    "Analyzed": "analyzed",
    "Indexes": "indexes",
    "Bar": "",
    "Direct read": "direct read by",
    "Row security": "row security",
}
"""Columns that may go, the first one first, and how their value is said; a bar's is not. What differs in the last
ones stands in the remarks too."""
_REMARKS = "Remarks"
_LEAST = 20
"""Characters that remarks have in any case."""
_BETWEEN = len(" | ")


@dataclass(frozen=True, slots=True)
class Narrow:
    """The columns that stay, and what is said of the others."""

    headings: tuple[Heading[Line], ...]
    said: tuple[str, ...] = ()


def narrowed(headings: Sequence[Heading[Line]], lines: Sequence[Line], every: Sequence[Line], width: int) -> Narrow:
    """The columns for so many characters; `every` has all partitions, those too that are not among the lines."""
    widths = {h.name: max(len(h.name), *(len(str(h.cell(line) or "")) for line in lines), 0) for h in headings}
    if not width or _taken(widths) <= width:
        return Narrow(tuple(headings))
    least = {**widths, _REMARKS: min(widths[_REMARKS], _LEAST)}
    alike = {h.name: _alike(h, every) for h in headings if _WORDS.get(h.name)}
    same = {name: value for name, value in alike.items() if value is not None}
    gone = list(same)
    for name in _WORDS:
        if _taken({name: size for name, size in least.items() if name not in gone}) <= width:
            break
        if name in widths and name not in gone:
            gone.append(name)
    kept = tuple(heading for heading in headings if heading.name not in gone)
    room = width - _taken({h.name: widths[h.name] for h in kept if h.name != _REMARKS}) - _BETWEEN
    return Narrow(
        tuple(_cut(heading, max(_LEAST, room)) if heading.name == _REMARKS else heading for heading in kept),
        tuple(_said(same, [name for name in gone if name not in same])),
    )


def _cut(heading: Heading[Line], most: int) -> Heading[Line]:
    def cell(line: Line) -> str:
        text = str(heading.cell(line) or "")
        return text if len(text) <= most else f"{text[: most - 1]}…"

    return heading._replace(cell=cell)


def _taken(widths: dict[str, int]) -> int:
    return sum(widths.values()) + _BETWEEN * len(widths) - 1


def _alike(heading: Heading[Line], lines: Sequence[Line]) -> str | None:
    """What a column says in every row; None where rows differ."""
    values = {str(heading.cell(line) or "") for line in lines}
    return values.pop() if len(values) == 1 else None


def _said(same: dict[str, str], gone: Sequence[str]) -> Iterator[str]:
    if same:
        told = [f"{_WORDS[name]} {value or 'never'}" for name, value in same.items()]
        yield f"Each: {'; '.join(told)}"
    if named := [name for name in gone if _WORDS[name]]:
        yield rf"Not shown, as there is no room: {', '.join(named)}; \x shows all"
