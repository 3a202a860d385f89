"""Filters on JSON documents, half-written or not: `tier=premium seats>=10 !archived items[sku=a qty>=3] has:sso`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.lang.filters import words
from tenantsh.shell.completion.suggest.jsonb.fragment import plain
from tenantsh.shell.completion.wanted import Filter
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.shell.completion.wanted import Operand

_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | "(?P<double>(?:[^"\\]|\\.)*)(?P<closed>"?)
    | '(?P<single>(?:[^']|'')*)(?P<ended>'?)
    | (?P<every>\[\])
    | (?P<compare>{words.COMPARISON.pattern})
    | (?P<mark>[\[\]()!,.:])
    | (?P<prefix>{"|".join(words.PREFIXES)})
    | (?P<bare>{words.KEY.pattern})
    | .
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a filter ends."""

    wants: str
    """`term`: a key, or what else a term begins with; `key`; `operator`; `value`; `any`: a value of any key; `is`."""
    path: tuple[str, ...] = ()
    """Of the object that the key is wanted in, or of the key that is compared."""
    word: str = ""
    at: int = 0
    """Where the word begins."""
    quote: str = ""
    """The quote that is open."""
    beside: tuple[str, ...] = ()
    """Behind a key: the path of the object that another term's key is wanted in."""


@dataclass(slots=True)
class _Reading:
    """What has been read."""

    wants: str = "term"
    bases: list[tuple[str, ...]] = field(default_factory=lambda: [()])
    """The paths that brackets have opened."""
    path: tuple[str, ...] = ()
    """Of the term."""
    gap: bool = False
    """Whether a blank stands behind the last key or value."""

    def spot(self, word: str, at: int, quote: str = "") -> Spot | None:
        """What is wanted at a place."""
        match self.wants:
            case "term" | "key" | "any" | "is":
                path = self.path if self.wants == "key" else self.bases[-1]
                return Spot(self.wants, path, word, at, quote)
            case "value":
                return Spot("value", self.path, word, at, quote)
            case "path" if self.gap and not quote:
                return Spot("operator", self.path, word, at, beside=self.bases[-1])
            case "done" if self.gap:
                return Spot("term", self.bases[-1], word, at, quote)
            case _:
                return None

    def word(self, word: str, *, quoted: bool) -> None:
        """Read a key, a value or a word of the language."""
        said = "" if quoted else word.lower()
        if said in words.CONNECTIVES and self.wants != "value" and (self.gap or self.wants == "term"):
            self.wants = "term" if said != "not" or self.wants != "path" else "path"
        elif said in ("in", "is") and self.wants == "path" and self.gap:
            self.wants = "value" if said == "in" else "is"
        elif self.wants in ("term", "done", "path"):
            self.path, self.wants = (*self.bases[-1], word), "path"
        elif self.wants == "key":
            self.path, self.wants = (*self.path, word), "path"
        elif not (self.wants == "is" and said == "not"):
            self.wants = "done"
        self.gap = False

    def prefix(self, prefix: str) -> None:
        """Read `has:`, `missing:` or `any:`."""
        self.wants = "any" if prefix == "any:" else "key"
        self.path = self.bases[-1]

    def mark(self, mark: str) -> None:
        """Read a bracket, a comma, a dot, a colon or a `!`."""
        if mark == "[":
            self.bases.append(self.path)
            self.wants = "term"
        elif mark == "(":
            self.bases.append(self.bases[-1])
            self.wants = "term"
        elif mark in ")]":
            self.bases = self.bases[:-1] or [()]
            self.wants = "done"
        elif mark == ",":
            self.wants = "value"
        elif mark in ".:":  # a colon is behind a column
            self.wants = "key"
        else:
            self.wants = "term"
        self.gap = False


def end(text: str) -> Spot | None:
    """Where a filter ends; None where nothing can be said.

    >>> end("tier=premium owner.em").path, end("tier=premium owner.em").word
    (('owner',), 'em')
    >>> end("region in eu,").wants, end("items[sku=a qt").path, end("seats ").wants
    ('value', ('items',), 'operator')
    """
    reading, at = _Reading(), 0
    while at < len(text):
        token = (reading.wants in ("value", "any") and words.VALUE.match(text, at)) or _TOKEN.match(text, at)
        assert token  # every character is one
        spot = _open(token, text, reading)
        if spot is not _READ_ON:
            return spot
        _read(token, reading)
        at = token.end()
    return reading.spot("", len(text))


_READ_ON = Spot("")
"""Says that a token is not the one that the text ends in."""


def _open(token: re.Match[str], text: str, reading: _Reading) -> Spot | None:
    """What is wanted where the text ends in this token."""
    groups = token.re is _TOKEN and token.groupdict()
    if not groups:
        return reading.spot(token[0], token.start()) if token.end() == len(text) else _READ_ON
    if groups["double"] is not None and not groups["closed"]:
        return reading.spot(plain(groups["double"]), token.start("double"), '"')
    if groups["single"] is not None and not groups["ended"]:
        return reading.spot(groups["single"], token.start("single"), "'")
    if groups["bare"] and token.end() == len(text):
        return reading.spot(groups["bare"], token.start())
    return _READ_ON


def _read(token: re.Match[str], reading: _Reading) -> None:
    if token.re is not _TOKEN:
        reading.word(token[0], quoted=True)
    elif token["space"]:
        reading.gap = True
    elif token["double"] is not None:
        reading.word(plain(token["double"]), quoted=True)
    elif token["single"] is not None:
        reading.word(token["single"], quoted=True)
    elif token["compare"]:
        reading.wants, reading.gap = "value", False
    elif token["mark"]:
        reading.mark(token["mark"])
    elif token["prefix"] and reading.wants in ("term", "done", "path"):
        reading.prefix(token["prefix"])
    elif token["bare"]:
        reading.word(token["bare"], quoted=False)


def wish(operands: Iterable[Operand], text: str, start: int) -> Wish | None:
    """What is wanted at the end of a filter on one of these columns, which begins at `start` of the whole text."""
    spot = end(text)
    if spot is None:
        return None
    kinds = tuple(Filter(operand, text) for operand in operands)
    return Wish(kinds, start + spot.at, spot.word, exact=True)
