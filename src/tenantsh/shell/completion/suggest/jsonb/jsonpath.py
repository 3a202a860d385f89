"""jsonpath, half-written or not: `$.items[*] ? (@.sku == "a" && @.`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tenantsh.shell.completion.suggest.jsonb.fragment import plain
from tenantsh.shell.completion.wanted import ANY, DEEP

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | "(?P<string>(?:[^"\\]|\\.)*)(?P<closed>"?)
    | (?P<wild>\*{1,2})
    | (?P<variable>\$\w+)
    | (?P<root>[$@])
    | \.(?P<dot>)(?![0-9])
    | (?P<index>\[[^\]]*(?P<indexed>\]?))
    | (?P<compare>==|!=|<>|<=|>=|<|>)
    | (?P<operator>&&|\|\||[!+\-/%,{}])
    | (?P<ask>\?)
    | (?P<mark>[()])
    | (?P<word>[^\s"$@.\[\]=!<>&|?()+\-*/%,{}]+)
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS = ("starts", "with", "like_regex", "flag", "is", "unknown", "exists", "lax", "strict", "to", "last")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a jsonpath ends."""

    wants: str
    """`key`, `value`, `start` (of a path within a filter, or of all), or `dot`."""
    path: tuple[str, ...] = ()
    word: str = ""
    at: int = 0
    opened: bool = False


@dataclass(slots=True)
class _Reading:
    """What has been read."""

    path: tuple[str, ...] = ()
    """Of the path that is being read."""
    left: tuple[str, ...] = ()
    """Of what is compared."""
    bases: list[tuple[str, ...]] = field(default_factory=list)
    """What `@` is, in each filter that is open."""
    brackets: list[bool] = field(default_factory=list)
    """Of each open parenthesis whether it is a filter's."""
    wants: str = "start"
    asked: bool = False

    def spot(self, word: str, at: int, *, opened: bool) -> Spot | None:
        """What is wanted at a place."""
        if self.wants == "value":
            return Spot("value", self.left, word, at, opened)
        if self.wants == "key":
            return Spot("key", self.path, word, at, opened)
        if word or opened or self.wants not in ("start", "dot"):
            return None
        return Spot(self.wants, self.path if self.wants == "dot" else self._here, at=at)

    @property
    def _here(self) -> tuple[str, ...]:
        return self.bases[-1] if self.bases else ()

    def root(self, root: str) -> None:
        """Read `$` or `@`."""
        self.path, self.wants = self._here if root == "@" else (), "dot"

    def name(self, name: str) -> None:
        """Read a key, a method, a value or a word of the language."""
        if self.wants == "key":
            self.path, self.wants = (*self.path, name), ""
        elif self.wants == "value":
            self.wants = ""

    def mark(self, mark: str) -> None:
        """Read a parenthesis."""
        if mark == "(":
            self.brackets.append(self.asked)
            if self.asked:
                self.bases.append(self.path)
            self.wants = "start"
        elif self.brackets and self.brackets.pop() and self.bases:
            self.path, self.wants = self.bases.pop(), ""

    def compare(self) -> None:
        """Read an operator that compares."""
        self.left, self.wants = self.path, "value"


def end(text: str) -> Spot | None:
    """Where the text ends; None where nothing of the document's can stand.

    >>> end("$.owner.em").path, end('$.items[*] ? (@.sku == "a" && @."q').path
    (('owner',), ('items',))
    """
    reading = _Reading()
    for token in _TOKEN.finditer(text):
        if token["string"] is not None and not token["closed"]:
            return reading.spot(plain(token["string"]), token.start("string"), opened=True)
        if token["word"] and token.end() == len(text):
            return reading.spot(token["word"], token.start(), opened=False)
        if token["index"] and not token["indexed"]:
            return None
        _read(token, text, reading)
    return reading.spot("", len(text), opened=False)


def _read(token: re.Match[str], text: str, reading: _Reading) -> None:
    if token["string"] is not None:
        reading.name(plain(token["string"]))
    elif token["word"]:
        _word(token["word"], text, token.end(), reading)
    elif token["wild"]:
        reading.wants = "key" if token["wild"] == "**" else reading.wants
        reading.name(DEEP if token["wild"] == "**" else ANY)
    elif token["root"]:
        reading.root(token["root"])
    elif token["dot"] is not None:
        reading.wants = "key"
    elif token["compare"]:
        reading.compare()
    elif token["mark"]:
        reading.mark(token["mark"])
    elif token["operator"] in ("&&", "||", "!"):
        reading.wants = "start"
    elif not token["space"] or reading.wants == "dot":
        reading.wants = ""
    if not token["space"]:
        reading.asked = bool(token["ask"])


def _word(word: str, text: str, end: int, reading: _Reading) -> None:
    if word in ("with", "like_regex"):
        reading.compare()
    elif word in _WORDS and reading.wants != "key":
        reading.wants = reading.wants if word in ("lax", "strict") else ""
    elif not text.startswith("(", end):  # else a method
        reading.name(word)
    else:
        reading.wants = ""


def steps(text: str) -> tuple[str, ...]:
    """The path that a whole jsonpath leads along, filters left out.

    >>> steps('$.items[*] ? (@.qty > 1).sku')
    ('items', 'sku')
    """
    reading = _Reading()
    for token in _TOKEN.finditer(text):
        _read(token, text, reading)
    return reading.path
