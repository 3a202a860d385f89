"""What resolvers find, and how they look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.quote import quote_identifier, spell_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.registry import Registry
    from tenantsh.model.catalog import Catalog
    from tenantsh.model.named import Item, Names
    from tenantsh.shell.completion.person import Person
    from tenantsh.shell.completion.wish import Wish

ENOUGH = 60
"""Matches by the beginning of a name that make looking for others needless."""
SPREAD = 3
"""The match of a name that has the typed letters in order, and no more."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that may be offered, and what ranks it."""

    name: str
    """Its name as the server or the shell knows it: what is matched and counted as used."""
    text: str
    """As it is to be typed."""
    kind: str
    fit: int
    match: int = 0
    """How the typed word is found in the name: 0 at its beginning, 1 at a word's, 2 inside, 3 its letters in order."""
    detail: str = ""
    after: str = ""
    late: int = 0
    """What puts it behind others of its fit: 1 for what needs its schema, 2 for partitions, 3 for the system's;
    below 0 before them."""
    order: int = 0
    """Its place among its like, where that is not the alphabet's: the order of columns."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What resolvers look into."""

    wish: Wish
    catalog: Catalog
    commands: Registry
    person: Person

    def matches(self, names: Names[Item]) -> Iterator[tuple[Item, int]]:
        """Those that fit the typed word, and how; by their beginning first."""
        first = names.starting(self.wish.word)
        yield from ((item, 0) for item in first)
        if len(first) < ENOUGH:
            yield from self.elsewhere(names)

    def elsewhere(self, names: Names[Item], *, spread: bool = True) -> Iterator[tuple[Item, int]]:
        """Those that have the typed word, or with `spread` its letters in order, elsewhere than at their beginning."""
        word = self.wish.word
        if not word:
            return
        seen: set[int] = set()
        for item in names.inside(word):
            seen.add(id(item))
            yield item, 1 if _starts_word(item.name, word) else 2
        for item in names.spread(word) if spread and len(word) > 1 else ():
            if id(item) not in seen and not item.name.lower().startswith(word.lower()):
                yield item, 3

    def match(self, name: str) -> int | None:
        """How the typed word is found in a name; None where it is not."""
        word, lowered = self.wish.word.lower(), name.lower()
        if lowered.startswith(word):
            return 0
        if word in lowered:
            return 1 if _starts_word(name, word) else 2
        letters = iter(lowered)
        return 3 if len(word) > 1 and all(letter in letters for letter in word) else None

    def spelled(self, name: str) -> str:
        """A name as a statement writes it: quoted where it needs it, or where the person began so."""
        if self.wish.exact:
            return name
        return quote_identifier(name) if self.wish.quoted else spell_identifier(name)


def _starts_word(name: str, word: str) -> bool:
    lowered = name.lower()
    at = lowered.find(word.lower())
    while at > 0:
        if not lowered[at - 1].isalnum():
            return True
        at = lowered.find(word.lower(), at + 1)
    return False
