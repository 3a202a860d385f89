"""The table that psql prints by default, in its ASCII line style."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import Extent, flat_batches, footers, measure, rows_of, title
from tenantsh.render.width import Line, has_controls, is_plain, lines, padded, widest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


def write(result: Result, options: Options, out: TextIO) -> None:
    """Write a table, or records where `expanded` asks for them."""
    extent = measure(result, options)
    grid = _grid(result, options, extent)
    if options.expanded == "on" or (options.expanded == "auto" and grid.overflows(options.columns)):
        from tenantsh.render import expanded  # few ask for it

        expanded.write(result, options, extent, out)
        return
    _write_head(result, options, grid, out)
    _write_rows(result, options, grid, extent, out)
    if grid.border == 2:
        out.write(grid.rule())
    out.writelines(f"{footer}\n" for footer in footers(result, options))
    out.write("\n")


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of the table: how wide it is, and on which side its cells stand."""

    width: int
    right: bool
    open_end: bool
    """Whether nothing follows: psql then leaves no blanks behind a cell."""

    @property
    def pad(self) -> int:
        """The width that a cell's last line is filled up to."""
        return 0 if self.open_end and not self.right else self.width

    @property
    def mark(self) -> str:
        """What is printed behind a cell's last line."""
        return "" if self.open_end else " "

    def cell(self, cell: Sequence[Line], height: int) -> list[str]:
        """A cell's lines, `height` of them, each with its mark: `+` if more follow."""
        parts = [f"{padded(line, self.width, right=self.right)}+" for line in cell[:-1]]
        parts.append(padded(cell[-1], self.pad, right=self.right) + self.mark)
        nothing = "" if self.open_end else " " * (self.width + 1)
        return [*parts, *repeat(nothing, height - len(cell))]

    def heading(self, name: Sequence[Line], height: int) -> list[str]:
        """The same for a column's name, which is centred and always filled up; the odd blank goes right."""
        places = [((self.width - line.width) // 2, (self.width - line.width + 1) // 2) for line in name]
        parts = [f"{' ' * left}{line.text}{' ' * right}" for line, (left, right) in zip(name, places, strict=True)]
        nothing = " " * (self.width + 1)
        return [*(f"{part}+" for part in parts[:-1]), f"{parts[-1]} ", *repeat(nothing, height - len(name))]


@dataclass(frozen=True, slots=True)
class _Grid:
    """The columns, and the lines between and around them."""

    places: tuple[_Place, ...]
    border: int

    @property
    def total(self) -> int:
        """The width of the whole table, as psql reckons it."""
        count = len(self.places)
        around = (count, max(3 * count - 1, 0), 3 * count + 1)[self.border]
        return sum(place.width for place in self.places) + around

    def overflows(self, columns: int) -> bool:
        """Whether the table is too wide for the output; never if that is unknown, or for a single column."""
        return 0 < columns < self.total and len(self.places) > 1

    def rule(self) -> str:
        """The line beneath the headings, and with border 2 around the table."""
        left, between, end = (("", " ", ""), ("-", "-+-", "-"), ("+-", "-+-", "-+"))[self.border]
        return f"{left}{between.join('-' * place.width for place in self.places)}{end}\n"

    def line(self, parts: Sequence[str]) -> str:
        """One printed line from each column's part of it."""
        left, between, end = (("", "", ""), (" ", "| ", ""), ("| ", "| ", "|"))[self.border]
        return f"{left}{between.join(parts)}{end}\n"

    def template(self, done: Collection[int] = ()) -> str:
        """The `%` format of a row whose cells are plain, or have been padded (the columns in `done`)."""
        sizes = [0 if index in done else place.pad for index, place in enumerate(self.places)]
        return self.line(
            [
                f"%{'' if place.right else '-'}{size}s{place.mark}"
                for place, size in zip(self.places, sizes, strict=True)
            ]
        )

    def wide(self, flat: list[str]) -> str:
        """Rows of one line each, some of whose characters do not take one column."""
        count = len(self.places)
        done = [index for index in range(count) if not is_plain("".join(flat[index::count]))]
        for index in done:
            pad, right = self.places[index].pad, self.places[index].right
            flat[index::count] = [padded(Line.of(cell), pad, right=right) for cell in flat[index::count]]
        return self.template(done) * (len(flat) // count) % tuple(flat)

    def tall(self, row: Sequence[str]) -> str:
        """A row looked at cell by cell, as some may have several lines, tabs or control characters."""
        cells = [lines(cell) for cell in row]
        height = max(map(len, cells))
        parts = [place.cell(cell, height) for place, cell in zip(self.places, cells, strict=True)]
        return "".join(map(self.line, zip(*parts, strict=True)))


def _grid(result: Result, options: Options, extent: Extent) -> _Grid:
    border = min(options.border, 2)
    last = len(result.columns) - 1
    places = (
        _Place(max(widest([column.name]), width), column.right, border < 2 and index == last)
        for index, (column, width) in enumerate(zip(result.columns, extent.widths, strict=True))
    )
    return _Grid(tuple(places), border)


def _write_head(result: Result, options: Options, grid: _Grid, out: TextIO) -> None:
    above = title(result, options)
    if above is not None:
        out.write(f"{' ' * ((grid.total - widest([above])) // 2)}{above}\n")
    if options.tuples_only:
        return
    if grid.border == 2:
        out.write(grid.rule())
    names = [lines(column.name) for column in result.columns]
    height = max(map(len, names), default=0)
    parts = [place.heading(name, height) for place, name in zip(grid.places, names, strict=True)]
    out.writelines(map(grid.line, zip(*parts, strict=True)))
    out.write(grid.rule())


def _write_rows(result: Result, options: Options, grid: _Grid, extent: Extent, out: TextIO) -> None:
    template = grid.template()
    count = len(grid.places)
    for flat in flat_batches(result, options.null):
        text = "" if extent.plain else "".join(flat)
        if is_plain(text):
            # one % for the whole batch is twice as quick as one per row
            out.write(template * (len(flat) // count) % tuple(flat))
        elif not has_controls(text):
            out.write(grid.wide(flat))
        else:
            rows = rows_of(flat, count)
            out.writelines(template % row if is_plain("".join(row)) else grid.tall(row) for row in rows)
