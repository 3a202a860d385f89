"""The columns of an aligned table and the lines between and around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tenantsh.render.width import Line, Ruler, is_plain, padded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tenantsh.render.linestyle import LineStyle, Rule


class Place(NamedTuple):
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


class Grid(NamedTuple):
    """The columns, and the lines between and around them."""

    places: tuple[Place, ...]
    border: int
    """At most 2."""
    style: LineStyle
    rule: Ruler

    @property
    def total(self) -> int:
        """The width of the whole table, as psql reckons it."""
        return sum(place.width for place in self.places) + around(len(self.places), self.border)

    def across(self, rule: Rule) -> str:
        """A line from one side to the other: beneath the headings, and with border 2 around the table."""
        dash = rule.horizontal
        left, right = (("", ""), (dash, dash), (f"{rule.left}{dash}", f"{dash}{rule.right}"))[self.border]
        between = f"{dash}{rule.between}{dash}" if self.border else " "
        return f"{left}{between.join(dash * place.width for place in self.places)}{right}\n"

    def template(self, done: Collection[int] = ()) -> str:
        """The `%` format of a row whose cells are plain, or have been padded (the columns in `done`)."""
        sizes = [0 if index in done else place.pad for index, place in enumerate(self.places)]
        cells = [
            f"%{'' if place.right else '-'}{size}s{place.mark}" for place, size in zip(self.places, sizes, strict=True)
        ]
        style = self.style
        left, between, end = (
            ("", "", ""),
            (" ", f"{style.between} ", ""),
            (f"{style.left} ", f"{style.between} ", style.right),
        )[self.border]
        return f"{left}{between.join(cells)}{end}\n"

    def wide(self, flat: list[str]) -> str:
        """Rows of one line each, some of whose characters do not take one column."""
        count = len(self.places)
        done = [index for index in range(count) if not is_plain("".join(flat[index::count]))]
        for index in done:
            pad, right = self.places[index].pad, self.places[index].right
            flat[index::count] = [padded(self.rule.line(cell), pad, right=right) for cell in flat[index::count]]
        return self.template(done) * (len(flat) // count) % tuple(flat)

    def headings(self, names: Sequence[str]) -> Iterator[str]:
        """The columns' names, centred; the odd blank goes right."""
        cells = [self.rule.lines(name) for name in names]
        for at in range(max(map(len, cells), default=1)):
            yield self._heading_line(cells, at)

    def _heading_line(self, cells: Sequence[Sequence[Line]], at: int) -> str:
        style = self.style
        left = style.heading_continued if at else " "
        shown = []
        for index, (cell, place) in enumerate(zip(cells, self.places, strict=True)):
            text = _centred(cell[at], place.width) if at < len(cell) else " " * place.width
            marks_left = self.border or (not style.heading_mark_right and index)
            marks_right = self.border or style.heading_mark_right
            right = style.heading_continues if at + 1 < len(cell) else " "
            shown.append(f"{left if marks_left else ''}{text}{right if marks_right else ''}")
        line = (style.between if self.border else "").join(shown)
        return f"{style.left}{line}{style.right}\n" if self.border == 2 else f"{line}\n"


def around(columns: int, border: int) -> int:
    """The width of all that is not cells."""
    return (columns, max(3 * columns - 1, 0), 3 * columns + 1)[border]


def _centred(line: Line, columns: int) -> str:
    blanks = max(columns - line.width, 0)
    return f"{' ' * (blanks // 2)}{line.text}{' ' * ((blanks + 1) // 2)}"
