"""What a survey says of a key: a value for each, those of its objects below it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.filters.words import spell_key, spell_text

if TYPE_CHECKING:
    from collections.abc import Iterator

Shares = tuple[tuple[str, float], ...]
"""Names and the part that each has, 0 to 1, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Range:
    """From where to where numbers or dates go."""

    least: str
    most: str
    median: str
    bins: tuple[int, ...]
    """How many are in each of some equal parts of the way; empty where they are all the same."""
    dates: bool = False


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long arrays are."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Drift:
    """Something about a key that has a filter miss rows."""

    kind: str
    """In a word: `mixed`, `rare`, `new`, …"""
    text: str
    """In a sentence."""
    term: str = ""
    """The filter that shows the rows."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a filter comes to the keys of some objects: what is written before a key, and behind what is said of it."""

    spelled: str = ""
    """Of most terms, which go through arrays by themselves."""
    opening: str = ""
    """Of equality, which does not: with brackets where some objects are in arrays, and some are not."""
    closing: str = ""
    through: bool = False
    """Whether there are arrays on it: a row can have several values then."""

    def exactly(self, key: str, said: str) -> str:
        """A term that asks for a value as it is."""
        return f"{self.opening}{key}{said}{self.closing}"


@dataclass(frozen=True, slots=True)
class Many:
    """Keys that are told as one."""

    count: int
    capped: bool
    """Whether there are more, which were not counted."""
    example: str
    """One of them."""
    inside: tuple[str, ...] = ()
    """The keys of their objects, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Field:
    """What was met at one path."""

    path: tuple[str, ...]
    spelled: str
    """The path as a filter has it."""
    rows: int
    """Rows of the sample that have it, be it with JSON's null."""
    share: float
    """The part of the sample's rows that is, 0 to 1."""
    within: float
    """The part of the objects that could have it."""
    types: Shares
    """JSON's types of its values."""
    form: str = ""
    """What its strings are, where nearly all are the same: `date`, `timestamp`, `uuid`, `email`, `url`, `number`."""
    elements: Shares = ()
    """JSON's types of what is in its arrays."""
    lengths: Lengths | None = None
    distinct: int = 0
    """Different values that are no objects and arrays, those in its arrays among them."""
    capped: bool = False
    """Whether there are more, which were not looked at."""
    range: Range | None = None
    top: Shares = ()
    """Its most frequent values as JSON writes them, and the part of the values that each is; of arrays, of the rows."""
    drifts: tuple[Drift, ...] = ()
    below: tuple[Field, ...] = ()
    way: Way = Way()
    """How a filter comes to it."""
    in_arrays: bool = False
    """Whether there are objects in its arrays."""
    each: bool = False
    """Whether most of its objects are there, or some in arrays of arrays: a filter's path goes on behind `[]`."""
    loose: bool = False
    """Whether others are not, or in arrays of arrays: no path leads to all of them then that asks for exact values."""
    value: str = ""
    """A frequent value as JSON writes it that is no element of an array."""
    element: str = ""
    """A frequent element of its arrays, likewise."""
    many: Many | None = None
    """The keys that it stands for, where these are identifiers."""

    @property
    def key(self) -> str:
        """Its key as a filter has it."""
        return spelled_key(self.path[-1])

    @property
    def name(self) -> str:
        """That, with `[]` where it is an array with keys below it; in words where these are many."""
        if self.many:
            more = "more than " if self.many.capped else ""
            return f"{more}{self.many.count:,} keys like {short(self.many.example)}"
        return self.key + ("[]" if self.holds_objects else "")

    @property
    def holds_objects(self) -> bool:
        """Whether its arrays have objects in them: a filter's path goes on behind `[]`."""
        return bool(self.below) and self.each

    @property
    def onward(self) -> Way:
        """How a filter comes to the keys below it."""
        opening = f"{self.way.opening}{self.key}"
        return Way(
            f"{self.spelled}{'[]' if self.each else ''}.",
            opening + ("[" if self.loose else "[]." if self.each else "."),
            f"]{self.way.closing}" if self.loose else self.way.closing,
            through=self.way.through or self.in_arrays,
        )

    def exactly(self, said: str) -> str:
        """A term that asks for its value as it is."""
        return self.way.exactly(self.key, said)

    @property
    def main_type(self) -> str:
        """The type that most of its values have, null aside; `null` where there is nothing else."""
        return next((kind for kind, _ in self.types if kind != "null"), "null")

    def all(self) -> Iterator[Field]:
        """This one and those below it, in the order in which they are shown."""
        yield self
        for field in self.below:
            yield from field.all()


def short(name: str) -> str:
    """A key as an example of many, where it is long by its beginning.

    >>> short("2026-01-31"), short("3f2a9c1e-0000-4000-8000-000000000000")
    ('2026-01-31', '3f2a…')
    """
    name = spelled_key(name)
    return name if len(name) <= _SHORT else f"{name[:4]}…"


_SHORT = 12


def spelled_key(name: str) -> str:
    r"""A key as a filter has it; what cannot be seen, or would move what comes behind it, is escaped.

    >>> spelled_key("tier"), spelled_key("a.b"), spelled_key("zero\u200bwidth")
    ('tier', '"a.b"', '"zero\\u200bwidth"')
    """
    return spell_key(name) if name.isprintable() else json.dumps(name)


def spelled_text(text: str) -> str:
    """A string as a filter has it, likewise."""
    return spell_text(text) if text.isprintable() else json.dumps(text)
