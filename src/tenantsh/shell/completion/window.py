"""The part of a long text that a cursor's place depends on: where its statement begins, without reading all of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tenantsh.lang import skipping, tokens
from tenantsh.lang.lexemes import Sort, lex

SHORT = 6 * 1024
"""Characters before the cursor that are read lexeme by lexeme, all of them."""
_NEAR = 3 * 1024
"""Of a longer text those that are, and those behind the cursor."""
_HEAD = 1024
"""Characters at the beginning of a longer statement that are read as well: they say what it is about."""
_FAR = 32 * 1024
"""Characters before the cursor in which the beginning of its statement is looked for."""
_SAMPLE = 1500
_LINE = re.compile(r"[\n\r]")


@dataclass(frozen=True, slots=True)
class Window:
    """What to read. Everything counts in the whole text."""

    start: int
    """Where to read from, up to the cursor: outside of quotes and comments, or in front of the one that is open."""
    end: int
    """Where to read to, behind the cursor."""
    head: tuple[int, int] = (0, 0)
    """A part to read before that: the beginning of the same statement, where it is too long to be read whole."""


def window(text: str, cursor: int, first: int, last: int) -> Window:
    """The part of a text, itself between two places, that is worth reading around a cursor."""
    end = min(last, cursor + _NEAR)
    if cursor - first <= SHORT:
        return Window(first, end)
    statement, start = _around(text, _safe(text, cursor - _FAR) if cursor - first > _FAR else first, cursor)
    if start - statement <= _HEAD:
        return Window(statement, end)
    return Window(start, end, (statement, statement + _HEAD))


def _around(text: str, at: int, cursor: int) -> tuple[int, int]:
    """Where the cursor's statement begins, and a place between two of its lexemes that is near enough."""
    statement = start = at
    while at < cursor:
        if start < cursor - _NEAR:
            start = at
        if text[at] in ";\\":
            at = statement = start = _behind(text, at)
        elif opening := tokens.OPENING.match(text, at):
            end = tokens.opened(opening).end(text, opening.end())
            if not 0 < end <= cursor:
                return statement, at
            at = end
        else:
            comment = tokens.LINE_COMMENT.match(text, at) or _step().match(text, at)
            at = max(comment.end() if comment else 0, at + 1)
    return statement, start


def _behind(text: str, at: int) -> int:
    """The place behind a semicolon, or behind a meta-command."""
    if text[at] == ";" or text.startswith((r"\;", r"\:"), at):
        return at + 1 + (text[at] == "\\")
    line = _LINE.search(text, at)
    return line.end() if line else len(text)


@cache
def _step() -> re.Pattern[str]:
    """What `skipping.SKIP` passes over, in small steps."""
    return re.compile(skipping.SKIP.pattern.replace("{0,2000}", "{0,40}"), re.VERBOSE)


def _safe(text: str, near: int) -> int:
    """A place at about this one that seems to be outside of quotes.

    Whether it is depends on all the text before. Read from a place within a string, though, what is between strings
    looks like strings, and these stand in odd places: a word right in front of them, or right behind.
    """
    line = _LINE.search(text, near)
    start = line.end() if line and line.end() < near + _SAMPLE else near
    quote = text.find("'", start, start + _SAMPLE)
    if quote < 0:
        return start
    return start if _odd(text, start) <= _odd(text, quote + 1) else quote + 1


def _odd(text: str, start: int) -> int:
    """How many strings stand in odd places from a place on."""
    part = text[start : start + _SAMPLE]
    strings = [lexeme for lexeme in lex(part) if lexeme.sort is Sort.STRING]
    return sum(part[found.start - 1 : found.start].isalnum() or part[found.end : found.end + 1].isalnum()
               for found in strings)  # fmt: skip
