"""Regular expressions as jsonpath's `like_regex` takes them, PostgreSQL's advanced ones, read for what is wrong.

What is refused here, every server refuses; what the servers differ in is left to them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
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
_NO_CHARACTER = re.compile(r"\\(?:[AmMyYZgh-lopqzCE-LN-RTVX]|[1-9](?![0-9]))")
"""An escape that stands for no character, and so not within brackets."""
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


@dataclass(frozen=True, slots=True)
class _Group:
    """A parenthesis that is open."""

    at: int
    number: int
    """What `\\1` would mean; 0 where it does not capture."""
    looks: bool
    """Whether it only looks ahead or behind, and so cannot be repeated."""
    looked: bool
    """Whether it is one of those, or within one: nothing captures there."""


class _Wrong(Exception):
    """What is wrong, and where."""


class _Reading:
    """A pattern being read, from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._open = list[_Group]()
        self._captured = set[int]()
        """Groups that are closed."""
        self._groups = 0
        self._repeatable = False
        """Whether what stands before this place can be repeated."""

    def whole(self) -> None:
        while self._at < len(self._pattern):
            self._next()
        if self._open:
            raise _Wrong("this parenthesis is not closed", self._open[-1].at)

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
        if found["back"] and (self._looked or int(found["back"]) not in self._captured):
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
        looks, looked = found["kind"] not in (None, ":"), self._looked
        captures = found["kind"] is None and not looked
        self._groups += captures
        self._open.append(_Group(self._at, self._groups if captures else 0, looks, looks or looked))
        self._at = found.end()
        self._repeatable = False

    def _closing(self) -> None:
        if not self._open:
            raise _Wrong("this parenthesis closes nothing", self._at)
        group = self._open.pop()
        self._captured.add(group.number)
        self._repeatable = not group.looks
        self._at += 1

    @property
    def _looked(self) -> bool:
        return bool(self._open) and self._open[-1].looked

    def _quantifier(self) -> None:
        found = _QUANTIFIER.match(self._pattern, self._at)
        if found is None:
            raise _Wrong("this brace is not closed", self._at)
        if not self._repeatable:
            raise _Wrong("there is nothing here that could be repeated", self._at)
        least, most = found["least"], found["most"]
        if least and not int(least[:9]) <= int((most or least)[:9]) <= _MOST:
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
            if _NO_CHARACTER.match(self._pattern, self._at):
                raise _Wrong("this is no escape sequence", self._at)
            if found["from"] and found["from"] > found["to"]:
                raise _Wrong("this range ends before it begins", self._at)
            self._at = found.end()
        self._at += 1
        self._repeatable = True
