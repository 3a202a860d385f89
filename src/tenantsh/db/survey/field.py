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
    mean: float


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
    endless: bool = False
    """Whether there are more keys below it, too many to be counted."""

    @property
    def name(self) -> str:
        """Its key as a filter has it, with `[]` where it is an array with keys below it."""
        return spelled_key(self.path[-1]) + ("[]" if self.holds_objects else "")

    @property
    def holds_objects(self) -> bool:
        """Whether its arrays have objects in them: a filter's path goes on behind `[]`."""
        return bool(self.below) and self.types[0][0] == "array"

    @property
    def main_type(self) -> str:
        """The type that most of its values have, null aside; `null` where there is nothing else."""
        return next((kind for kind, _ in self.types if kind != "null"), "null")

    def all(self) -> Iterator[Field]:
        """This one and those below it, in the order in which they are shown."""
        yield self
        for field in self.below:
            yield from field.all()


def spelled_key(name: str) -> str:
    r"""A key as a filter has it; what cannot be seen, or would move what comes behind it, is escaped.

    >>> spelled_key("tier"), spelled_key("a.b"), spelled_key("zero\u200bwidth")
    ('tier', '"a.b"', '"zero\\u200bwidth"')
    """
    return spell_key(name) if name.isprintable() else json.dumps(name)


def spelled_text(text: str) -> str:
    """A string as a filter has it, likewise."""
    return spell_text(text) if text.isprintable() else json.dumps(text)
