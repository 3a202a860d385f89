"""The form of a record: where its headings and values stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING

from tenantsh.render.cells import Extent, headings
from tenantsh.render.linestyle import LineStyle, line_style
from tenantsh.render.width import Line, Ruler, has_controls, is_plain, padded, ruler

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.model.result import Result
    from tenantsh.render.linestyle import Rule
    from tenantsh.render.options import HeaderWidth, Options

_NOTHING = Line("", 0)
_LEAST_VALUE_WIDTH = 3
"""Values are not cut to less."""


@dataclass(frozen=True)
class Form:
    """Where headings and values go; the same for every record."""

    headings: tuple[tuple[Line, ...], ...]
    heading_width: int
    value_width: int
    border: int
    """At most 2."""
    line_border: int
    """For lines above records: since 16, psql knows no 2 in a border of 3 there, and leaves the ends away."""
    style: LineStyle
    rule: Ruler
    mark_values: bool
    """Whether, with border 0 and 1, there is a place for marks behind the values."""
    header_width: HeaderWidth | int
    page_width: int
    """For lines above records that are as long as the page; 0 is unknown."""

    @cached_property
    def tall_headings(self) -> bool:
        """Whether a heading has several lines, and so needs a place for marks."""
        return any(len(heading) > 1 for heading in self.headings)

    @cached_property
    def _old(self) -> bool:
        return self.style.name == "old-ascii"

    @cached_property
    def _left_mark(self) -> bool:
        """Whether a place stands before the headings."""
        return self.border == 2 or (self.tall_headings and self._old)

    @cached_property
    def _right_mark(self) -> bool:
        """Whether a place stands behind the headings."""
        return self.border > 0 or (self.tall_headings and not self._old)

    def across(self, rule: Rule, label: str = "") -> str:
        """The label, laid over a line as wide as the record, or as `xheader_width` asks."""
        dash = rule.horizontal
        if self.border == 0:
            return f"{label:{self._heads + self._line_width}}\n"
        if self.header_width == "column":
            line, tail = f"{dash * self._heads}{dash}{rule.right}", ""
        else:
            line = f"{dash * self._heads}{dash}{rule.between}{dash}{dash * self._line_width}"
            tail = f"{dash}{rule.right}" if self.line_border == 2 else ""
        if self.line_border != 2:  # the first dash stands before the label
            return f"{dash if self.border == 1 else ''}{label}{line[len(label) + 1 :]}\n"
        return f"{rule.left}{dash}{label}{line[len(label) :]}{tail}\n"

    @cached_property
    def _heads(self) -> int:
        """The width of headings with the marks before them."""
        return self.heading_width + (self.border < 2 and self._left_mark)

    @cached_property
    def _line_width(self) -> int:
        """How far a line across goes on beneath the values."""
        if self.header_width == "column":
            return 0
        page = self.page_width if self.header_width == "page" else self.header_width
        if not isinstance(page, int) or page <= 0 or self.line_border > 2:
            return self.value_width
        return max(min(self.value_width, page - self._heads - (0, 3, 7)[self.border]), 0)

    def body(self, row: Sequence[str]) -> str:
        """A record's lines, value by value."""
        return "".join(map(self._field, self._all_lefts, map(self.rule.lines, row)))

    def fits(self, text: str) -> bool:
        """Whether cells of this text can use the template; only within a frame does their width matter."""
        if self.tall_headings and self._old:  # what is beside a heading's second line depends on the value
            return False
        return is_plain(text) if self.border == 2 else not has_controls(text)

    def template(self) -> str:
        """The `%` format of a record whose values have one line."""
        value = Line(f"%-{self.value_width}s" if self.border == 2 else "%s", self.value_width)
        escaped = [[left.replace("%", "%%") for left in lefts] for lefts in self._all_lefts]
        return "".join(self._field(lefts, [value]) for lefts in escaped)

    def _field(self, lefts: Sequence[str], value: Sequence[Line]) -> str:
        blank = self._blank_left
        ended = (self._between_ended(value), self._blank_right)
        lines = []
        for left, right in zip_longest(lefts, self._rights(value)):
            separator, text = right or ended
            lines.append(f"{blank if left is None else left}{separator if self.border else ''}{text}\n")
        return "".join(lines)

    @cached_property
    def _all_lefts(self) -> list[list[str]]:
        """The lines of each heading."""
        return [list(self._lefts(heading)) for heading in self.headings]

    def _lefts(self, heading: Sequence[Line]) -> Iterator[str]:
        style = self.style
        lead = style.left if self.border == 2 else ""
        for at, line in enumerate(heading):
            before = (style.heading_continued if at else " ") if self._left_mark else ""
            more = at + 1 < len(heading)
            behind = (style.heading_continues if more else " ") if self._right_mark else ""
            yield f"{lead}{before}{padded(line, self.heading_width, right=False)}{behind}"

    @cached_property
    def _blank_left(self) -> str:
        """What stands to the left where the heading has ended."""
        lead = self.style.left if self.border == 2 else ""
        # never less than one, also where a heading takes no column at all
        return lead + " " * max(self.heading_width + self._left_mark + self._right_mark, 1)

    def _rights(self, value: Sequence[Line]) -> Iterator[tuple[str, str]]:
        """Each line of a value behind what separates it from the heading; marks where it goes on."""
        style = self.style
        for at, line in enumerate(value):
            cuts = [line] if line.width <= self.value_width else list(self.rule.cut(line, self.value_width))
            for number, cut in enumerate(cuts):
                separator = style.between_wrapped if number else style.between_newline if at else style.between
                before = style.wrapped_left if number else " "
                if number + 1 < len(cuts):
                    behind = style.wrapped_right
                else:
                    behind = style.newline_right if at + 1 < len(value) else ""
                yield separator, f"{before}{self._value(cut, behind)}"

    def _value(self, line: Line, mark: str) -> str:
        framed = self.border == 2
        if framed or (mark and self.mark_values):
            text = padded(line, self.value_width, right=False)
            return f"{text}{mark or ' '}{self.style.right if framed else ''}"
        return line.text

    def _between_ended(self, value: Sequence[Line]) -> str:
        """What separates further lines of a heading from nothing; psql takes what was not empty for wrapped."""
        if value[-1].text:
            return self.style.between_wrapped
        return self.style.between_newline if len(value) > 1 else self.style.between

    @cached_property
    def _blank_right(self) -> str:
        """What stands to the right where the value has ended."""
        return f"{' ' * (self.value_width + 2)}{self.style.right}" if self.border == 2 else ""


def fitted(result: Result, options: Options, extent: Extent) -> Form:
    """The form that the result's records take with these options."""
    rule = ruler(options.psql_major)
    names = tuple(tuple(rule.lines(name)) for name in headings(result))
    style = line_style(options)
    border = min(options.border, 2)
    heading_width = max((line.width for heading in names for line in heading), default=0)
    tall = any(len(heading) > 1 for heading in names)
    frame = _frame(border, tall=tall, old=style.name == "old-ascii")
    marks = border < 2 and style.name != "old-ascii"
    value_width, mark_values = _value_width(result, options, extent, heading_width + frame, marks=marks)
    return Form(
        headings=names,
        heading_width=heading_width,
        value_width=value_width,
        border=border,
        line_border=options.border if options.psql_major >= 16 else border,
        style=style,
        rule=rule,
        mark_values=mark_values and marks,
        header_width=options.xheader_width if options.psql_major >= 16 else "full",
        page_width=options.columns,
    )


def _frame(border: int, *, tall: bool, old: bool) -> int:
    """The width of all that is neither heading nor value; places for marks behind values not counted."""
    return (1 + tall, 3 + (tall and old), 7)[border]


def _value_width(result: Result, options: Options, extent: Extent, taken: int, *, marks: bool) -> tuple[int, bool]:
    """The width of the values, and whether they get a place for marks."""
    widest = max(extent.widths, default=0)
    label = _label_width(result, options)
    limit = options.columns if options.format == "wrapped" else 0
    marked = extent.multiline
    while True:
        used = taken + (marks and marked)
        wanted = max(used + widest, label)
        least = max(used + _LEAST_VALUE_WIDTH, label)
        found = (wanted if limit <= 0 or limit >= wanted else max(limit, least)) - used
        if found >= widest or marked or not marks:
            return found, marked
        marked = True  # values will be cut, and the marks need room too


def _label_width(result: Result, options: Options) -> int:
    """The room that the line `-[ RECORD N ]` wants, at its longest; records are made as wide as that."""
    narrow = (options.psql_major, options.psql_minor) < (15, 20)  # 16 had it first
    if options.tuples_only or (narrow and options.format != "wrapped"):
        return 0
    rows = len(result)
    return (9, 12, 15)[min(options.border, 2)] + (len(str(rows)) if rows else 0)
