"""Regular expressions as jsonpath's `like_regex` takes them, PostgreSQL's advanced ones, read for what is wrong.

What is refused here, every server refuses; what the servers differ in is left to them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_OTHER_FLAVOUR = re.compile(r"\*\*\*|\(\?[a-z]+\)")
"""What a pattern begins with that says how the rest is to be read."""
_COMMENT = re.compile(r"\(\?#[^)]*(?:\)|\Z)")
_OPENING = re.compile(r"\((?:\?(?P<kind>:|<?[=!])|(?!\?))")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{(?P<least>[0-9]+)(?:,(?P<most>[0-9]*))?\})\??")
_ESCAPE = re.compile(
    r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]+|c.|(?P<back>[1-9](?![0-9]))|[0-9]+"
    r"|(?P<constraint>[AmMyYZ])|[aBbefnrtvdswDSW]|[^0-9A-Za-z])",
    re.DOTALL,
)
_WITHIN_BRACKET = re.compile(
    r"\[(?P<mark>[:.=]).*?(?P=mark)\]|\\(?:c.|.)|(?P<from>[^\\\[\]])-(?P<to>[^\\\[\]])|.", re.DOTALL
)
_MOST = 255


class Flaw(NamedTuple):
    """What is wrong with a pattern."""

    what: str
    at: int


def flaw(pattern: str) -> Flaw | None:
    r"""What PostgreSQL would refuse in a pattern; None where nothing is seen.

    >>> flaw(r"@acme\.com$"), flaw("a(b")
    (None, Flaw(what='this parenthesis is not closed', at=1))
    """
    if _OTHER_FLAVOUR.match(pattern):
        return None
    try:
        _Reading(pattern).whole()
    except _Wrong as wrong:
        return Flaw(*wrong.args)
    return None


class _Wrong(Exception):
    """What is wrong, and where."""


class _Reading:
    """A pattern being read, from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._open = list[tuple[int, bool]]()
        """Parentheses: where they are, and whether they can be repeated."""
        self._repeatable = False
        """Whether what stands before this place can be repeated."""

    def whole(self) -> None:
        while self._at < len(self._pattern):
            self._next()
        if self._open:
            raise _Wrong("this parenthesis is not closed", self._open[-1][0])

    def _next(self) -> None:
        """Read one piece."""
        match self._pattern[self._at]:
            case "\\":
                self._escape()
            case "[":
                self._bracket()
            case "(":
                self._opening()
            case ")":
                self._closing()
            case "*" | "+" | "?":
                self._quantifier()
            case "{" if self._pattern[self._at + 1 : self._at + 2].isdecimal():
                self._quantifier()
            case other:
                self._at += 1
                self._repeatable = other not in "^$|"

    def _escape(self) -> None:
        found = _ESCAPE.match(self._pattern, self._at)
        if found is None:
            raise _Wrong("this is no escape sequence", self._at)
        if found["back"] and int(found["back"]) > self._pattern.count("("):
            raise _Wrong("there is no such group", self._at)
        self._at = found.end()
        self._repeatable = found["constraint"] is None

    def _opening(self) -> None:
        comment = _COMMENT.match(self._pattern, self._at)
        if comment is not None:
            self._at = comment.end()
            return
        found = _OPENING.match(self._pattern, self._at)
        if found is None:
            raise _Wrong("only (?: (?= (?! (?<= and (?<! begin with (?", self._at)
        self._open.append((self._at, found["kind"] in (None, ":")))
        self._at = found.end()
        self._repeatable = False

    def _closing(self) -> None:
        if not self._open:
            raise _Wrong("this parenthesis closes nothing", self._at)
        _, self._repeatable = self._open.pop()
        self._at += 1

    def _quantifier(self) -> None:
        found = _QUANTIFIER.match(self._pattern, self._at)
        if found is None:
            raise _Wrong("this brace is not closed", self._at)
        if not self._repeatable:
            raise _Wrong("there is nothing here that could be repeated", self._at)
        least, most = found["least"], found["most"]
        if least and not int(least) <= int(most or least) <= _MOST:
            raise _Wrong(f"repetitions go from 0 to {_MOST}, the lower number first", self._at)
        self._at = found.end()
        self._repeatable = False

    def _bracket(self) -> None:
        start = self._at
        self._at += 2 if self._pattern.startswith("[^", start) else 1
        if self._pattern.startswith("]", self._at):
            self._at += 1
        while not self._pattern.startswith("]", self._at):
            found = _WITHIN_BRACKET.match(self._pattern, self._at)
            if found is None:
                raise _Wrong("this bracket is not closed", start)
            if found["from"] and found["from"] > found["to"]:
                raise _Wrong("this range ends before it begins", self._at)
            self._at = found.end()
        self._at += 1
        self._repeatable = True
