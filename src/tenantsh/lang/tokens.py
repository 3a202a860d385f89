"""The few shapes of SQL text that decide where a statement ends: words, and what is quoted.

The rules are those of psql's lexer. Sets of characters are repeated possessively (`*+`), so that a match stays linear.
"""

from __future__ import annotations

import re
from functools import cache

SPACE = r" \t\n\r\f\v"
# Every non-ASCII character may stand in a name. These sets are written as what they leave out, all of it ASCII: `re`
# compiles a range up to U+10FFFF two hundred times slower, at every start.
LETTER = r"[^\x00-@\[-^`{-\x7f]"
LETTER_OR_DIGIT = r"[^\x00-/:-@\[-^`{-\x7f]"
_WORD = rf"{LETTER}[^\x00-#%-/:-@\[-^`{{-\x7f]*+"  # a dollar too
_TAG = rf"\$(?:{LETTER}{LETTER_OR_DIGIT}*+)?\$"
_LINE_COMMENT = r"--[^\n\r]*+"
LINE_COMMENT = re.compile(_LINE_COMMENT)
WORD = re.compile(_WORD)
IN_WORD = re.compile(rf"{LETTER_OR_DIGIT}|\$")
"""What a name goes on with."""

OPENING = re.compile(
    rf"""
      (?P<escapes>[eE]')
    | (?P<string>(?:[bBnNxX]|[uU]&)?')
    | (?P<name>(?:[uU]&)?")
    | (?P<dollar>{_TAG})
    | (?P<comment>/\*)
    """,
    re.VERBOSE,
)
"""What opens a quoted thing; the group's name says which."""

_COMMENT_EDGE = re.compile(r"/\*|\*/")
_CONTINUED = rf"'[ \t\f\v]*+(?:{_LINE_COMMENT})?[\n\r](?:[{SPACE}]|{_LINE_COMMENT}[\n\r])*'"
_CLOSINGS = {
    "escapes": (rf"(?:[^'\\]++|\\.|''|{_CONTINUED})*(?!{_CONTINUED})'(?!')", re.DOTALL),
    "string": (r"[^']*+'", 0),
    "name": (r'[^"]*+"', 0),
}


@cache
def _closing(kind: str) -> re.Pattern[str]:
    return re.compile(*_CLOSINGS[kind])


class Inside:
    """A quoted thing that is open: how psql's prompt shows it, and where it ends."""

    __slots__ = ("_closing", "prompt")

    def __init__(self, closing: re.Pattern[str], prompt: str) -> None:
        self._closing = closing
        self.prompt = prompt

    def end(self, text: str, at: int) -> int:
        """How far it goes in the text that stands in it from `at` on; -1 where it does not end there."""
        found = self._closing.match(text, at)
        return found.end() if found else -1


class Dollar:
    """An open `$tag$`."""

    __slots__ = ("_tag",)
    prompt = "$"

    def __init__(self, tag: str) -> None:
        self._tag = tag

    def end(self, text: str, at: int) -> int:
        """As `Inside.end`."""
        found = text.find(self._tag, at)
        return found + len(self._tag) if found >= 0 else -1


class Comment:
    """An open `/*`; they nest, and it remembers how deep the text so far has been."""

    __slots__ = ("_depth",)
    prompt = "*"

    def __init__(self) -> None:
        self._depth = 1

    def end(self, text: str, at: int) -> int:
        """As `Inside.end`."""
        for edge in _COMMENT_EDGE.finditer(text, at):
            self._depth += 1 if edge[0] == "/*" else -1
            if not self._depth:
                return edge.end()
        return -1


Open = Inside | Dollar | Comment


def opened(found: re.Match[str], *, standard: bool = True) -> Open:
    """The thing that an `OPENING` opens; with `standard` off every simple string may have backslashes in it."""
    kind = str(found.lastgroup)
    if not standard and kind == "string" and found[0] in {"'", "n'", "N'"}:
        kind = "escapes"
    if kind == "dollar":
        return Dollar(found[0])
    return Comment() if kind == "comment" else Inside(_closing(kind), found[0][-1])
