r"""How many terminal columns a text takes, and how psql prints characters that have no glyph.

Each psql carries the Unicode tables of its time, so widths are a matter of its major. They were asked of psql 13 to 18,
character by character, and are the same under every Python.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TAB = 8
NEWEST = 18
"""The last psql whose widths are known; later ones are taken for it."""

_TABLES = Path(__file__).with_name("unicode_widths.txt")

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
    """The terminal columns of a text without control characters, as the newest psql counts them.

    >>> width("e\N{COMBINING ACUTE ACCENT}"), width("東京"), width("plain")
    (1, 4, 5)
    """
    return ruler(NEWEST).width(text)


class Ruler:
    """Measures text as psql of one major does."""

    def __init__(self, widths: Mapping[str, int]) -> None:
        self._widths = widths

    def width(self, text: str) -> int:
        """The terminal columns of a text without control characters."""
        return len(text) if text.isascii() else sum(map(self._widths.__getitem__, text))

    def line(self, text: str) -> Line:
        """The line that a text without control characters is."""
        return Line(text, self.width(text))

    def lines(self, cell: str) -> list[Line]:
        r"""A cell as psql prints it: one line per newline, tabs to blanks, control characters spelled out.

        >>> ruler(18).lines("a\tb\n\x01")
        [Line(text='a       b', width=9), Line(text='\\x01', width=4)]
        """
        if is_plain(cell):
            return [Line(cell, len(cell))]
        return [self._line(part) for part in cell.split("\n")]

    def widest(self, cells: Iterable[str]) -> int:
        """The width of the widest line of any of the cells; 0 if there are none."""
        return max((line.width for cell in cells for line in self.lines(cell)), default=0)

    def cut(self, line: Line, columns: int) -> Iterator[Line]:
        """The line in parts of at most so many columns; a wide character that does not fit stands alone.

        >>> [part.text for part in ruler(18).cut(ruler(18).line("a東京"), 3)]
        ['a東', '京']
        """
        start = taken = 0
        for at, character in enumerate(line.text):
            wanted = self._widths[character]
            if taken and taken + wanted > columns:
                yield Line(line.text[start:at], taken)
                start, taken = at, 0
            taken += wanted
        yield Line(line.text[start:], taken)

    def _line(self, text: str) -> Line:
        shown: list[str] = []
        at = 0
        for index, piece in enumerate(text.split("\t")):
            if index:
                blanks = TAB - at % TAB
                shown.append(" " * blanks)
                at += blanks
            visible = _CONTROL.sub(_spelled, piece)
            shown.append(visible)
            at += self.width(visible)
        return Line("".join(shown), at)


@functools.cache
def ruler(major: int) -> Ruler:
    """What measures as psql of this major does."""
    return Ruler(_Widths(major))


def _spelled(found: re.Match[str]) -> str:
    character = found[0]
    if character == "\r":
        return r"\r"
    return f"\\x{ord(character):02X}" if character.isascii() else f"\\u{ord(character):04X}"


class _Widths(dict[str, int]):
    """Widths by character, each looked up once."""

    def __init__(self, major: int) -> None:
        super().__init__((chr(code), 1) for code in range(0x20, 0x7F))
        self._major = major

    def __missing__(self, character: str) -> int:
        starts, widths = _table(self._major)
        self[character] = found = widths[bisect_right(starts, ord(character)) - 1]
        return found


@functools.cache
def _table(major: int) -> tuple[list[int], list[int]]:
    """The code points from which on a width holds, and these widths."""
    known = dict[int, dict[int, str]]()
    for line in _TABLES.read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            since, number, ranges = line.split(maxsplit=2)
            known.setdefault(int(since), {})[int(number)] = ranges
    chosen = known[max((since for since in known if since <= major), default=min(known))]
    steps = {0: 1}
    for first, last, columns in sorted(_ranges(chosen)):
        steps[first] = columns
        steps.setdefault(last + 1, 1)
    starts = sorted(steps)
    return starts, [steps[start] for start in starts]


def _ranges(chosen: Mapping[int, str]) -> Iterator[tuple[int, int, int]]:
    for columns, ranges in chosen.items():
        for text in ranges.split():
            first, _, last = text.partition("-")
            yield int(first, 16), int(last or first, 16), columns
