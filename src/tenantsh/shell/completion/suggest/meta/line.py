"""A meta-command's line, the cursor in it, and wishes for the word that stands there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.shell.completion import wanted
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from tenantsh.commands.registry import Command, Registry
    from tenantsh.lang.unfinished import Typed, Word
    from tenantsh.shell.completion.wanted import Wanted

_PART = re.compile(r'(?P<quoted>"(?:[^"]|"")*"?)\.|(?P<plain>[^".]*)\.')
_LINE_END = re.compile(r"[\n\r]|\Z")


@dataclass(frozen=True, slots=True)
class Names:
    """A name with dots, as far as it is typed."""

    qualifier: tuple[str, ...]
    word: str
    quoted: bool
    at: int
    """Where its last part begins in the text."""


def names(raw: str) -> Names:
    """Read a name as psql's patterns have it.

    >>> names('public."Order It')
    Names(qualifier=('public',), word='Order It', quoted=True, at=7)
    """
    qualifier, at = [], 0
    while found := _PART.match(raw, at):
        part = found["plain"] if found["quoted"] is None else found["quoted"]
        qualifier.append(_inner(part) if part.startswith('"') else part.lower())
        at = found.end()
    last = raw[at:]
    quoted = last.startswith('"')
    return Names(tuple(qualifier), _inner(last) if quoted else last, quoted, at)


def _inner(part: str) -> str:
    inner = part[1:]
    if len(part) > 1 and inner.endswith('"') and inner.count('"') % 2:
        inner = inner[:-1]
    return inner.replace('""', '"')


@dataclass(frozen=True, slots=True)
class Line:
    """The line, of which the cursor is in an argument."""

    text: str
    """The whole text."""
    cursor: int
    start: int
    """Where the command's backslash stands in it."""
    begin: int
    """Where the argument begins; of one that takes what is left of the line, the first of its words."""
    typed: Typed
    command: Command
    letters: str
    """The modifiers behind its name."""
    commands: Registry

    @property
    def word(self) -> Word:
        """The argument at the cursor."""
        assert self.typed.word is not None
        return self.typed.word

    @property
    def rest(self) -> str:
        """The argument up to the cursor, where it takes what is left of the line."""
        return self.text[self.begin : self.cursor]

    @property
    def before(self) -> str:
        """The first argument, where it is not the cursor's."""
        return self.typed.words[0].text if self.typed.words else ""

    @property
    def end(self) -> int:
        """Where the line ends."""
        found = _LINE_END.search(self.text, self.cursor)
        return found.start() if found else len(self.text)

    def word_wish(self, *kinds: Wanted) -> Wish | None:
        """A wish for words that stand as they are; in quotes for what is in them."""
        word = self.word
        if word.open not in ("", "'") or (word.open and not word.raw.startswith("'")):
            return None
        return Wish(kinds, self.start + word.start + len(word.open), word.text, quoted=bool(word.open), exact=True)

    def name_wish(self, *kinds: Wanted, exact: bool = False) -> Wish | None:
        """A wish for SQL names; None where the word has wildcards, which mean many."""
        raw, at = self.word.raw, self.start + self.word.start
        if raw.startswith("'"):
            raw, at = raw[1:], at + 1
        found = names(raw)
        if not found.quoted and not exact and re.search(r"[*?'`]", found.word):
            return None
        return Wish(kinds, at + found.at, found.word, found.quoted, found.qualifier, exact=exact)

    def statement(self, begin: int, end: int | None = None) -> Wish | None:
        """What is wanted in the SQL that stands on the line from a place on."""
        from tenantsh.shell.completion.suggest import suggest  # which asks for meta-commands

        found = suggest(self.text[begin : self.end if end is None else end], self.cursor - begin, self.commands)
        return found and replace(found, start=found.start + begin)

    def outputs(self) -> wanted.Columns | None:
        """The columns that the statement before the command makes."""
        from tenantsh.shell.completion import scope
        from tenantsh.shell.completion.place import find

        place = find(self.text, self.start)
        if place is None or not place.before:
            return None
        outputs = scope.visible(place).outputs
        return wanted.Columns((wanted.Source("", outputs=outputs),)) if outputs else None
