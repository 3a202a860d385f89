"""JSON that is still being typed: what the cursor at its end stands in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r'(?P<space>\s+)|"(?P<string>(?:[^"\\]|\\.)*)(?P<closed>"?)|(?P<mark>[{}\[\],:])|(?P<bare>[^\s{}\[\],:"]+)',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a JSON text ends."""

    key: bool
    """Whether a key is wanted, and not a value."""
    path: tuple[str, ...] = ()
    """Of the object that the key is wanted in, or of the value."""
    word: str = ""
    at: int = 0
    """Where the word begins: behind its quote, where it has one."""
    opened: bool = False
    """Whether it has one."""
    taken: tuple[str, ...] = ()
    """The keys, or the values, that stand beside it."""
    brace: bool = True
    """Whether there is an object at all."""
    listed: bool = False
    """Whether the value is an element of an array."""


@dataclass(slots=True)
class _Frame:
    """An object or an array that is open."""

    object: bool
    key: str | None = None
    """The key whose value comes, or is there already."""
    taken: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """What has been read."""

    open: list[_Frame] = field(default_factory=list)
    wants: str = "start"
    """`key`, `value`, `colon`, `comma`, or `start`."""

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(frame.key for frame in self.open if frame.key is not None)

    def spot(self, word: str, at: int, *, opened: bool) -> Spot | None:
        """What is wanted at a place."""
        frame = self.open[-1] if self.open else None
        if self.wants == "start":
            return None if opened or word else Spot(key=True, at=at, brace=False)
        if frame is None or self.wants not in ("key", "value"):
            return Spot(key=False, word=word, at=at, opened=opened) if self.wants == "value" else None
        key = self.wants == "key"
        return Spot(key, self.path, word, at, opened, tuple(frame.taken), listed=not frame.object)

    def mark(self, mark: str) -> None:
        """Read a bracket, a comma or a colon."""
        if mark in "{[":
            self.open.append(_Frame(object=mark == "{"))
            self.wants = "key" if mark == "{" else "value"
        elif mark in "}]":
            self.open = self.open[:-1]
            self.wants = "comma"
        elif mark == ":":
            self.wants = "value"
        elif self.open:
            self.open[-1].key = None
            self.wants = "key" if self.open[-1].object else "value"

    def scalar(self, text: str) -> None:
        """Read a key or a value that is complete."""
        if self.wants == "key" and self.open:
            self.open[-1].key = text
            self.open[-1].taken.append(text)
            self.wants = "colon"
        else:
            if self.open and not self.open[-1].object:
                self.open[-1].taken.append(text)
            self.wants = "comma"


def end(text: str, *, value: bool = False) -> Spot | None:
    """Where the text ends; None where neither a key nor a value can stand. With `value` all of it may be any value.

    >>> end('{"owner": {"em').path, end('{"owner": {"em').word
    (('owner',), 'em')
    >>> spot = end('{"tier": "pre')
    >>> spot.key, spot.path, spot.word
    (False, ('tier',), 'pre')
    """
    reading = _Reading(wants="value" if value else "start")
    for token in _TOKEN.finditer(text):
        if token["mark"]:
            reading.mark(token["mark"])
        elif token["string"] is not None:
            if not token["closed"]:
                return reading.spot(plain(token["string"]), token.start("string"), opened=True)
            reading.scalar(plain(token["string"]))
        elif token["bare"]:
            if token.end() == len(text):
                return reading.spot(token["bare"], token.start(), opened=False)
            reading.scalar(token["bare"])
    return reading.spot("", len(text), opened=False)


def plain(text: str) -> str:
    """What stands between JSON's quotes, as the server knows it; what is half-written stays as it is."""
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
