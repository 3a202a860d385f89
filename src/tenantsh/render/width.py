r"""How many terminal columns a text takes, and how psql prints characters that have no glyph.

Widths follow psql 18: 0 for nonspacing and format characters (Mn, Me, Cf), 2 for East Asian wide and
fullwidth, 1 for the rest. psql 15 gives Cf (U+200B, U+FEFF, ...) a width of 1. Each psql carries the Unicode
tables of its time, and so does each Python: characters that one of them does not know yet may differ.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable

TAB = 8

_PRINTABLE_ASCII = bytes(range(0x20, 0x7F))

# Blocks whose every character takes one column: Latin without the soft hyphen, Greek, Cyrillic without its
# combining marks, dashes and quotes, currency signs. They spare European text the look at each character.
_NOT_NARROW = re.compile("[^ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20c0]")

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


class Line(NamedTuple):
    """One printed line of a cell."""

    text: str
    width: int
    """In terminal columns."""

    @classmethod
    def of(cls, text: str) -> Line:
        """The line that a text without control characters is."""
        return cls(text, width(text))


def padded(line: Line, columns: int, *, right: bool) -> str:
    """The line filled with blanks up to a width, standing on the given side."""
    blanks = " " * (columns - line.width)
    return f"{blanks}{line.text}" if right else f"{line.text}{blanks}"


def has_controls(text: str) -> bool:
    """Whether there are characters that psql does not print as themselves; newlines and tabs are among them."""
    return _CONTROL.search(text) is not None


def is_plain(text: str) -> bool:
    r"""Whether every character takes one column and prints as itself, so that `len` is the width.

    >>> is_plain("Zürich"), is_plain("東京"), is_plain("two\nlines")
    (True, False, False)
    """
    if text.isascii():
        # the quickest question CPython answers: an order of magnitude before a regex or isprintable()
        return not text.encode().translate(None, _PRINTABLE_ASCII)
    return not _NOT_NARROW.search(text)


def width(text: str) -> int:
    """The terminal columns of a text without control characters.

    >>> width("e\N{COMBINING ACUTE ACCENT}"), width("東京"), width("plain")
    (1, 4, 5)
    """
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


def lines(cell: str) -> list[Line]:
    r"""A cell as psql prints it: one line per newline, tabs to blanks, control characters spelled out.

    >>> lines("a\tb\n\x01")
    [Line(text='a       b', width=9), Line(text='\\x01', width=4)]
    """
    if is_plain(cell):
        return [Line(cell, len(cell))]
    return [_line(part) for part in cell.split("\n")]


def widest(cells: Iterable[str]) -> int:
    """The width of the widest line of any of the cells; 0 if there are none."""
    return max((line.width for cell in cells for line in lines(cell)), default=0)


def _line(text: str) -> Line:
    shown: list[str] = []
    at = 0
    for index, piece in enumerate(text.split("\t")):
        if index:
            blanks = TAB - at % TAB
            shown.append(" " * blanks)
            at += blanks
        visible = _CONTROL.sub(_spelled, piece)
        shown.append(visible)
        at += width(visible)
    return Line("".join(shown), at)


def _spelled(found: re.Match[str]) -> str:
    character = found[0]
    if character == "\r":
        return r"\r"
    return f"\\x{ord(character):02X}" if character.isascii() else f"\\u{ord(character):04X}"


class _Widths(dict[str, int]):
    """Widths by character, each looked up once."""

    def __missing__(self, character: str) -> int:
        self[character] = found = _character_width(character)
        return found


_WIDTHS = _Widths()


def _character_width(character: str) -> int:
    kind = category(character)
    if kind in {"Mn", "Me", "Cf"}:
        return 0
    wide = east_asian_width(character)
    # Python answers F for characters that do not exist yet, psql takes them for narrow
    return 2 if wide == "W" or (wide == "F" and kind != "Cn") else 1
