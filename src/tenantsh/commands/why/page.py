r"""The answer of `\why` for people's eyes: conditions as they are read, their parts beneath them, the verdict below."""

from __future__ import annotations

from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from tenantsh.commands.headings import Heading, tabulate
from tenantsh.commands.policies.readable import lines as folded
from tenantsh.commands.policies.readable import readable
from tenantsh.db.why import Line
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.why import Explanation

_WIDTH = 110
"""Where nobody knows how much room there is."""
_ROOMY = 40
"""Characters that what was asked has in any case."""
_PARTS = 30
"""So many parts of a condition are shown; csv and json have all."""
_TALL = 6
"""Lines that a part may take."""
_HEADINGS: list[Heading[Line]] = [
    Heading("Asked", lambda line: line.asked),
    Heading("Answer", lambda line: line.answer),
    Heading("Detail", lambda line: line.detail),
]


def page(found: Explanation, title: str, *, width: int = 0) -> Result:
    """The lines in a table, and the verdict beneath it."""
    most = max(_ROOMY, (width or _WIDTH) // 2)
    lines = list(_shortened(found.lines))
    shown = [part for at, line in enumerate(lines) for part in _shown(line, lines[at + 1 : at + 2], most)]
    columns, cells = tabulate(_HEADINGS, shown, absent="")
    footers = wrapped(_verdict(found), width)
    return Result(columns=columns, cells=cells, title=title, footers=footers, expandable=False)


def wrapped(verdict: str, width: int) -> tuple[str, ...]:
    """A verdict as lines that a screen has room for."""
    return tuple(wrap(verdict, width or _WIDTH, break_long_words=False, break_on_hyphens=False))


def _verdict(found: Explanation) -> str:
    """What becomes of the row and why; conditions as they are read."""
    why = found.why
    for blame in found.against:
        why = why.replace(blame.sql, readable(blame.sql))
    return f"{found.outcome.capitalize()}: {why}."


def _shortened(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, without the rest of the parts of a condition that has too many of them."""
    for inner, group in groupby(lines, key=lambda line: line.depth > 0):
        found = list(group)
        yield from found[:_PARTS] if inner else found
        if inner and len(found) > _PARTS:
            yield Line(f"and {len(found) - _PARTS:,} more", "", "", 1)


def _shown(line: Line, later: Sequence[Line], most: int) -> Iterator[Line]:
    """A line in pieces that fit: a condition is said once, by its parts where it has some."""
    if line.depth:
        yield from _pieces(f"{'  ' * line.depth}{readable(line.asked)}", line.answer, line.detail, most)
    elif later and later[0].depth and later[0].asked:
        yield Line(line.asked, line.answer)
    else:
        first, *rest = [*folded(line.detail, most)] if line.conditional else wrap(line.detail, most) or [""]
        yield Line(line.asked, line.answer, first)
        yield from (Line("", "", text) for text in rest)


def _pieces(asked: str, answer: str, detail: str, most: int) -> Iterator[Line]:
    indent = asked[: len(asked) - len(asked.lstrip())]
    first, *rest = wrap(
        asked, most, subsequent_indent=f"{indent}  ", break_on_hyphens=False, max_lines=_TALL, placeholder=" …"
    ) or [""]
    details = wrap(detail, most) or [""]
    yield Line(first, answer, details[0])
    for at in range(1, max(len(rest) + 1, len(details))):
        yield Line(rest[at - 1] if at <= len(rest) else "", "", details[at] if at < len(details) else "")
