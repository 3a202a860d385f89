"""Rows of an aligned table whose cells have several lines, or do not fit and are cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tenantsh.render.width import Line, Ruler, padded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.render.grid import Grid, Place
    from tenantsh.render.linestyle import LineStyle

_Break = Literal["", "newline", "wrap"]
"""Why a cell goes on in the next line."""


class TallRows:
    """Writes rows cell by cell."""

    def __init__(self, grid: Grid) -> None:
        self._columns = [
            _Column(place, grid.style, grid.rule, grid.border, first=not at) for at, place in enumerate(grid.places)
        ]
        self._start, self._end = (grid.style.left, f"{grid.style.right}\n") if grid.border == 2 else ("", "\n")

    def __call__(self, row: Sequence[str]) -> str:
        """A row's lines."""
        cells = [column.parts(cell) for column, cell in zip(self._columns, row, strict=True)]
        height = max(map(len, cells))
        for column, cell in zip(self._columns, cells, strict=True):
            cell.extend([column.blank] * (height - len(cell)))
        return "".join([f"{self._start}{''.join(line)}{self._end}" for line in zip(*cells, strict=True)])


class _Column:
    """A column: what its cells put into each line, with the line to their left and the marks around them."""

    def __init__(self, place: Place, style: LineStyle, rule: Ruler, border: int, *, first: bool) -> None:
        self._place, self._rule = place, rule
        self._filled_up = place.right or not place.open_end
        between = (style.between, style.between_newline, style.between_wrapped, style.between_blank)
        line, newline, wrapped, blank = ("",) * 4 if first or not border else between
        marks = (" ", style.newline_left, style.wrapped_left) if border else ("",) * 3
        self._before: dict[_Break, str] = {
            "": line + marks[0],
            "newline": newline + marks[1],
            "wrap": wrapped + marks[2],
        }
        self._after: dict[_Break, str] = {"": place.mark, "newline": style.newline_right, "wrap": style.wrapped_right}
        self.blank = blank + marks[0] + ("" if place.open_end else " " * place.width + place.mark)
        """What stands where the cell has ended."""

    def parts(self, cell: str) -> list[str]:
        """What the cell puts into each of the lines that it takes."""
        lines = self._rule.lines(cell)
        if len(lines) == 1 and lines[0].width <= self._place.width:
            return [self._shown("", lines[0], "")]
        return list(self._broken(lines))

    def _broken(self, lines: Sequence[Line]) -> Iterator[str]:
        before: _Break = ""
        for at, line in enumerate(lines, 1):
            *cuts, rest = [line] if line.width <= self._place.width else self._rule.cut(line, self._place.width)
            for cut in cuts:
                yield self._shown(before, cut, "wrap")
                before = "wrap"
            after: _Break = "newline" if at < len(lines) else ""
            yield self._shown(before, rest, after)
            before = after

    def _shown(self, before: _Break, line: Line, after: _Break) -> str:
        columns = self._place.width if self._filled_up or after else 0
        return f"{self._before[before]}{padded(line, columns, right=self._place.right)}{self._after[after]}"
