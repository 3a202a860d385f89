"""What a terminal shows, as SVG: lines with ANSI's colours in, a picture that needs no font of its own out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from wcwidth import wcwidth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SGR = re.compile(r"\x1b\[([0-9;:]*)m")
_OTHER = re.compile(r"\x1b(\][^\x07\x1b]*(\x07|\x1b\\)|\([A-Z0-9]|\[[0-9;?]*[A-Za-ln-z])")
_WIDTH, _HEIGHT, _SIZE = 8.4, 18.0, 14
_MARGIN, _BAR = 16, 34
_BACK, _TEXT, _FRAME = "#1b1f2a", "#d8dee9", "#10131b"
_SIXTEEN = (
    *("#2e3440", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d8dee9"),
    *("#6b7386", "#ff8b92", "#b5e08f", "#ffd68a", "#8cc8ff", "#dd9bf0", "#7fd6e0", "#ffffff"),
)
_STEPS = (0, 95, 135, 175, 215, 255)
_FONT = "ui-monospace,SFMono-Regular,'DejaVu Sans Mono',Menlo,Consolas,monospace"

_FRAMED = f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{width}} {{height}}" width="{{width}}" font-family="{_FONT}"
 font-size="{_SIZE}" role="img">
<title>{{title}}</title>
<rect width="100%" height="100%" rx="8" fill="{_BACK}"/>
<path d="M0 28V8a8 8 0 0 1 8-8h{{side}}a8 8 0 0 1 8 8v20z" fill="{_FRAME}"/>
<circle cx="18" cy="14" r="5.5" fill="#e06c75"/>
<circle cx="36" cy="14" r="5.5" fill="#e5c07b"/>
<circle cx="54" cy="14" r="5.5" fill="#98c379"/>
<text x="{{middle}}" y="18" fill="#8b93a7" font-size="12" text-anchor="middle">{{title}}</text>
SHOWN
</svg>
"""


@dataclass(frozen=True, slots=True)
class Look:
    """How a character is shown."""

    text: str | None = None
    back: str | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underlined: bool = False
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one line that look alike; `at` and `width` are columns."""

    at: int
    width: int
    text: str
    look: Look


def picture(screen: str, title: str, columns: int) -> str:
    """An SVG of a screen of so many columns, as `tmux capture-pane -e -p` gives it."""
    lines = [list(_pieces(line)) for line in _carried(screen.rstrip("\n").split("\n"))]
    width, height = columns * _WIDTH + 2 * _MARGIN, len(lines) * _HEIGHT + _BAR + _MARGIN
    shown = [_drawn(piece, at) for at, pieces in enumerate(lines) for piece in pieces]
    return _FRAMED.format(
        width=round(width), height=round(height), middle=round(width / 2), side=round(width - 16), title=escape(title)
    ).replace("SHOWN", "\n".join(filter(None, shown)))


def _drawn(piece: Piece, line: int) -> str:
    look, x, y = piece.look, _MARGIN + piece.at * _WIDTH, _BAR + line * _HEIGHT
    text, back = look.text or _TEXT, look.back
    if look.reversed:
        text, back = back or _BACK, text
    width = piece.width * _WIDTH
    ground = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width + 0.3:.1f}" height="{_HEIGHT}" fill="{back}"/>' if back else ""
    )
    if not piece.text.strip():
        return ground
    manner = "".join(
        said
        for said, is_so in (
            (' font-weight="bold"', look.bold),
            (' opacity="0.65"', look.dim),
            (' font-style="italic"', look.italic),
            (' text-decoration="underline"', look.underlined),
        )
        if is_so
    )
    # the width is said, so that columns stand under one another in whatever font there is
    return (
        f'{ground}<text x="{x:.1f}" y="{y + 13.5:.1f}" fill="{text}"{manner} xml:space="preserve"'
        f' textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">{escape(piece.text)}</text>'
    )


def _carried(lines: Sequence[str]) -> Iterator[str]:
    """Lines that each begin with the look that the one before ended with."""
    last = ""
    for line in lines:
        yield last + line
        last = "".join(f"\x1b[{codes}m" for codes in _SGR.findall(last + line))
        last = last.rpartition("\x1b[0m")[2] if "\x1b[0m" in last else last


def _pieces(line: str) -> Iterator[Piece]:
    cells, column = [], 0
    for character, look in _characters(line):
        width = max(wcwidth(character), 0)
        cells.append((column, width, character, look))
        column += width
    for look, found in groupby(cells, key=lambda cell: cell[3]):
        group = list(found)
        text = "".join(character for _, _, character, _ in group)
        yield Piece(group[0][0], sum(width for _, width, _, _ in group), text, look)


def _characters(line: str) -> Iterator[tuple[str, Look]]:
    look, at = Look(), 0
    line = _OTHER.sub("", line)
    while at < len(line):
        if found := _SGR.match(line, at):
            look, at = _after(look, found[1]), found.end()
        else:
            yield line[at], look
            at += 1


def _after(look: Look, codes: str) -> Look:
    numbers = [int(code or 0) for code in re.split("[;:]", codes or "0")]
    while numbers:
        code = numbers.pop(0)
        if code in (38, 48):
            colour = _spelled(numbers)
            look = replace(look, text=colour) if code == 38 else replace(look, back=colour)
        elif code in _SET:
            look = replace(look, **_SET[code]) if code else Look()
        elif (named := _named(code)) is not None:
            look = replace(look, **named)
    return look


_SET: dict[int, dict[str, bool | None]] = {
    0: {},
    1: {"bold": True},
    2: {"dim": True},
    3: {"italic": True},
    4: {"underlined": True},
    7: {"reversed": True},
    22: {"bold": False, "dim": False},
    23: {"italic": False},
    24: {"underlined": False},
    27: {"reversed": False},
    39: {"text": None},
    49: {"back": None},
}


def _named(code: int) -> dict[str, str] | None:
    for first, last, start, part in (
        (30, 37, 0, "text"),
        (40, 47, 0, "back"),
        (90, 97, 8, "text"),
        (100, 107, 8, "back"),
    ):
        if first <= code <= last:
            return {part: _SIXTEEN[start + code - first]}
    return None


def _spelled(numbers: list[int]) -> str:
    """The colour that follows 38 or 48; what it is spelled with is taken off."""
    kind = numbers.pop(0)
    if kind == 2:
        red, green, blue = numbers[:3]
        del numbers[:3]
        return f"#{red:02x}{green:02x}{blue:02x}"
    number = numbers.pop(0)
    if number < 16:
        return _SIXTEEN[number]
    if number >= 232:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    number -= 16
    return "#" + "".join(f"{_STEPS[part]:02x}" for part in (number // 36, number // 6 % 6, number % 6))
