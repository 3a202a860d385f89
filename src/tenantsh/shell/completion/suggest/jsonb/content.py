"""What stands in a string literal up to the cursor, and where each of its characters stands in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.lang.lexemes import Lexeme

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a string that is cut at the cursor."""

    text: str
    places: tuple[int, ...]
    """The place of each character in the whole text, and the cursor's."""
    escapes: bool
    """Whether it is an `E'…'`."""


def content(string: Lexeme) -> Content:
    r"""The content of a string literal.

    >>> from tenantsh.lang.lexemes import lex
    >>> content(lex("e'it''s a\\")[0])
    Content(text="it's a\\", places=(2, 3, 4, 6, 7, 8, 9, 10), escapes=True)
    """
    written, start = string.text, string.start
    at = written.index("'") + 1
    escapes = written[0] in "eE"
    characters, places = [], []
    while at < len(written):
        places.append(start + at)
        here = written[at]
        ahead = written[at + 1 : at + 2]
        if here == "'" and ahead == "'":
            at += 1
        elif here == "\\" and escapes and ahead:
            here = _ESCAPES.get(ahead, ahead)
            at += 1
        characters.append(here)
        at += 1
    return Content("".join(characters), (*places, start + len(written)), escapes)
