"""A statement as a tree: lexemes, and what stands in parentheses; the cursor is one of the lexemes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Lexeme, Sort
from tenantsh.shell.completion.keywords import QUERIES
from tenantsh.shell.completion.scope.once import once

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.shell.completion.place import Place


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in parentheses or brackets. It answers what a lexeme is asked: it is no word and no mark."""

    opening: Lexeme
    items: tuple[Item, ...]
    here: bool
    """Whether the cursor stands in it."""
    closing: Lexeme | None = None
    """None where the text does not close it."""

    @property
    def is_name(self) -> bool:
        """It is no name."""
        return False

    @property
    def text(self) -> str:
        """What it is written as when what is in it does not matter."""
        return "()" if self.round else "[]"

    @property
    def start(self) -> int:
        """Where it opens."""
        return self.opening.start

    @property
    def round(self) -> bool:
        """Whether it is parentheses that it stands in, not brackets."""
        return self.opening.text == "("

    def is_word(self, *words: str) -> bool:
        """It is no keyword."""
        return False

    def is_mark(self, *marks: str) -> bool:
        """It is no mark."""
        return False


Item = Lexeme | Group


def word(item: Item | None) -> str:
    """A keyword, or a name without quotes, in lower case; empty for everything else."""
    return item.text.lower() if item.__class__ is Lexeme and item.sort is Sort.WORD else ""


def is_here(item: Item) -> bool:
    """Whether it is the cursor."""
    return isinstance(item, Lexeme) and not item.text


def holds(item: Item) -> bool:
    """Whether it is the cursor, or has it in it."""
    return item.here if isinstance(item, Group) else not item.text


def holding(items: Iterable[Item]) -> bool:
    """Whether one of these is the cursor or has it in it."""
    for item in items:  # noqa: SIM110 - statements have thousands, and a plain loop is twice as fast
        if item.here if item.__class__ is Group else not item.text:
            return True
    return False


def first_word(items: Iterable[Item]) -> str:
    """The keyword at the beginning, the cursor left aside."""
    return word(next((item for item in items if not is_here(item)), None))


def is_query(group: Item) -> bool:
    """Whether it is a query in parentheses, or such parentheses in parentheses."""
    first: Item | None = group
    while isinstance(first, Group) and first.round:
        first = next((item for item in first.items if not is_here(item)), None)
    return first is not group and word(first) in QUERIES


@once
def grown(place: Place) -> tuple[Item, ...]:
    """The tree of the statement at a place."""
    here = Lexeme(Sort.MARK, "", place.start)
    return _Growing().of((*place.before, here, *place.after))


def tree(lexemes: Sequence[Lexeme]) -> tuple[Item, ...]:
    """The tree of some lexemes, without a cursor."""
    return _Growing().of(lexemes)


_CLOSERS = {")": "(", "]": "["}


class _Growing:
    """The groups that are open, the innermost last, and what is in each so far."""

    __slots__ = ("_items", "_openings")

    def __init__(self) -> None:
        self._openings: list[Lexeme] = []
        self._items: list[list[Item]] = [[]]

    def of(self, lexemes: Iterable[Lexeme]) -> tuple[Item, ...]:
        for lexeme in lexemes:
            if lexeme.sort is not Sort.MARK or lexeme.text not in "()[]" or not lexeme.text:
                self._items[-1].append(lexeme)
            elif lexeme.text in "([":
                self._openings.append(lexeme)
                self._items.append([])
            else:
                self._close(lexeme)
        while self._openings:
            self._close_half()
        return tuple(self._items[0])

    def _close(self, closing: Lexeme) -> None:
        """Close the innermost group of this kind; a bracket that nothing opened is left out."""
        opening = _CLOSERS[closing.text]
        if all(lexeme.text != opening for lexeme in self._openings):
            return
        while self._openings[-1].text != opening:
            self._close_half()
        items = self._items.pop()
        self._items[-1].append(_group(self._openings.pop(), items, closing))

    def _close_half(self) -> None:
        """Close a group that the text does not: in front of what belongs to the query around it."""
        items = self._items.pop()
        around = self._items[-1]
        end = _end(items, word(around[-1]) if around else "")
        around.append(_group(self._openings.pop(), items[:end]))
        around.extend(items[end:])


def _group(opening: Lexeme, items: list[Item], closing: Lexeme | None = None) -> Group:
    return Group(opening, tuple(items), holding(items), closing)


_FROM_INSIDE = frozenset({"extract", "substring", "trim", "overlay", "position"})
_BEFORE_QUERY = frozenset({"in", "exists", "any", "all", "some", "array", "from", "join", "lateral", "materialized"})
_CLAUSES = frozenset(
    """
    where group having limit offset union except intersect returning join inner cross window set values
    """.split()  # noqa: SIM905 - a list would take many lines
)


def _end(items: list[Item], called: str) -> int:
    """How far half-open parentheses behind a word reach: up to a clause behind the cursor that cannot be theirs."""
    if first_word(items) in QUERIES:
        return len(items)
    start = next((at for at, item in enumerate(items) if holds(item)), len(items))
    for at in range(start + 1, len(items)):
        found = word(items[at])
        if found == "from" and called not in _FROM_INSIDE:
            return at
        if found in _CLAUSES and not (found == "where" and called == "filter"):
            return at
        if found == "order" and called in _BEFORE_QUERY:
            return at
    return len(items)
