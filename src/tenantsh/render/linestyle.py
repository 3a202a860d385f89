r"""The characters that tables are drawn with: psql's `\pset linestyle` and the three unicode_*_linestyle."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tenantsh.render.options import Linestyle, Options, Stroke


class Rule(NamedTuple):
    """A line across the table: what it is made of, and what stands where a column's line meets it."""

    horizontal: str
    left: str
    between: str
    right: str


class LineStyle(NamedTuple):
    """All that is drawn."""

    name: Linestyle
    top: Rule
    middle: Rule
    bottom: Rule
    left: str
    """Before a line of cells, with border 2."""
    between: str
    right: str
    between_newline: str
    """Between columns where the cell to the right goes on after a newline."""
    between_wrapped: str
    """The same where it goes on as it did not fit."""
    between_blank: str
    """The same where it has ended."""
    heading_continued: str
    """Before the second and later lines of headings."""
    heading_continues: str
    """Behind a heading's line that has a next one."""
    newline_left: str
    newline_right: str
    wrapped_left: str
    wrapped_right: str
    heading_mark_right: bool
    """Whether a heading's mark has a place of its own to its right, with border 0 too."""


def line_style(options: Options) -> LineStyle:
    """What the options ask for."""
    if options.linestyle == "unicode":
        return _unicode(
            options.unicode_border_linestyle, options.unicode_column_linestyle, options.unicode_header_linestyle
        )
    return _ASCII if options.linestyle == "ascii" else _OLD_ASCII


_DASHES = Rule("-", "+", "+", "+")

_ASCII = LineStyle(
    name="ascii",
    top=_DASHES,
    middle=_DASHES,
    bottom=_DASHES,
    left="|",
    between="|",
    right="|",
    between_newline="|",
    between_wrapped="|",
    between_blank="|",
    heading_continued=" ",
    heading_continues="+",
    newline_left=" ",
    newline_right="+",
    wrapped_left=".",
    wrapped_right=".",
    heading_mark_right=True,
)

_OLD_ASCII = LineStyle(
    name="old-ascii",
    top=_DASHES,
    middle=_DASHES,
    bottom=_DASHES,
    left="|",
    between="|",
    right="|",
    between_newline=":",
    between_wrapped=";",
    between_blank=" ",
    heading_continued="+",
    heading_continues=" ",
    newline_left=" ",
    newline_right=" ",
    wrapped_left=" ",
    wrapped_right=" ",
    heading_mark_right=False,
)

# by the stroke of the line across, then of the line down
_CROSS = {"single": {"single": "┼", "double": "╫"}, "double": {"single": "╪", "double": "╬"}}
_DOWN = {"single": {"single": "┬", "double": "╥"}, "double": {"single": "╤", "double": "╦"}}
_UP = {"single": {"single": "┴", "double": "╨"}, "double": {"single": "╧", "double": "╩"}}
_RIGHT = {"single": {"single": "├", "double": "╟"}, "double": {"single": "╞", "double": "╠"}}
_LEFT = {"single": {"single": "┤", "double": "╢"}, "double": {"single": "╡", "double": "╣"}}
_ACROSS = {"single": "─", "double": "═"}
_UPRIGHT = {"single": "│", "double": "║"}
_CORNERS = {"single": ("┌", "┐", "└", "┘"), "double": ("╔", "╗", "╚", "╝")}


@functools.cache
def _unicode(border: Stroke, column: Stroke, header: Stroke) -> LineStyle:
    top_left, top_right, bottom_left, bottom_right = _CORNERS[border]
    across = _ACROSS[border]
    upright = _UPRIGHT[column]
    return LineStyle(
        name="unicode",
        top=Rule(across, top_left, _DOWN[border][column], top_right),
        middle=Rule(_ACROSS[header], _RIGHT[header][border], _CROSS[header][column], _LEFT[header][border]),
        bottom=Rule(across, bottom_left, _UP[border][column], bottom_right),
        left=_UPRIGHT[border],
        between=upright,
        right=_UPRIGHT[border],
        between_newline=upright,
        between_wrapped=upright,
        between_blank=upright,
        heading_continued=" ",
        heading_continues="↵",
        newline_left=" ",
        newline_right="↵",
        wrapped_left="…",
        wrapped_right="…",
        heading_mark_right=True,
    )
