r"""The notation of `\h`'s synopses as a tree: words, slots, sequences, choices and what may come again."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A keyword, in upper case; a word that is written in lower case (`csv`); or a sign."""

    text: str
    key: str
    """How a lexeme has to be spelled to be it: in lower case."""


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A name that stands for something: `table_name`, `expression`, `'file_name'`."""

    name: str
    behind: tuple[str, ...] = ()
    """The words right before it in the synopsis: `("ACCESS", "METHOD")`."""
    follower: str = ""
    """The slot right after it: a `column_name` before a `data_type` is a new one."""


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """Parts one after another; of none it is what may be left out."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of several."""

    ways: tuple[Sequence, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Repeated:
    """A part that may come again, with a separator or without."""

    part: Part
    separator: Word | None
    again: Again = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "again", Again(self))


@dataclass(frozen=True, slots=True, eq=False)
class Again:
    """What follows a part that may come again."""

    of: Repeated


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A name with a synopsis of its own, which is read when a statement gets there."""

    name: str
    blocks: Mapping[str, Block]
    text: str

    @property
    def part(self) -> Part:
        """What it stands for."""
        return _read_block(self)


Part = Word | Slot | Sequence | Choice | Repeated | Again | Block

_REPETITION = re.compile(r"\[\s*(,|;|OR|AND)?\s*\.\.\.\s*\]")
_TOKEN = re.compile(r"(?:,|;|OR|AND)?\.\.\.|'[^']*'|[A-Za-z_][\w.]*|\S")
_WRITTEN = frozenset(
    """
    text csv binary pglz lz4 ndistinct dependencies mcv libc icu builtin plain external extended main char int2 int4
    double ddl_command_start ddl_command_end sql_drop table_rewrite login
    """.split()  # noqa: SIM905 - a list would take twenty lines
)
"""Names in lower case that are meant as they are written."""


def parsed(notation: str, blocks: Mapping[str, Block]) -> Part:
    """A synopsis as a tree.

    >>> choice = parsed("DROP { a | [ ONLY ] b [, ...] }", {})
    >>> [type(part).__name__ for part in choice.ways[0].parts]
    ['Word', 'Choice']
    """
    marked = _REPETITION.sub(lambda found: f" {found[1] or ''}... ", notation)
    tokens = _TOKEN.findall(marked)
    tokens.reverse()  # the next one is popped from the end
    return _choice(tokens, blocks, optional=False)


@functools.cache
def _read_block(block: Block) -> Part:
    return parsed(block.text, block.blocks)


def _choice(tokens: list[str], blocks: Mapping[str, Block], *, optional: bool) -> Choice:
    ways: list[Sequence] = []
    parts: list[Part] = []
    while tokens and tokens[-1] not in ("]", "}"):
        piece = tokens.pop()
        if piece == "|":
            ways.append(Sequence(tuple(parts)))
            parts = []
        elif piece in ("[", "{"):
            parts.append(_choice(tokens, blocks, optional=piece == "["))
            tokens.pop()
        elif piece.endswith("..."):
            separator = piece.removesuffix("...")
            parts.append(Repeated(parts.pop(), _word(separator) if separator else None))
        else:
            parts.append(_single(piece, parts, tokens, blocks))
    ways.append(Sequence(tuple(parts)))
    return Choice((*ways, Sequence(())) if optional else tuple(ways))


def _single(piece: str, before: list[Part], after: list[str], blocks: Mapping[str, Block]) -> Part:
    if piece in blocks:
        return blocks[piece]
    if piece.startswith("'") or (piece[0].islower() and piece not in _WRITTEN):
        return Slot(piece, _words_at_the_end(before), after[-1] if after else "")
    return _word(piece)


def _words_at_the_end(parts: list[Part]) -> tuple[str, ...]:
    words: list[str] = []
    for part in reversed(parts):
        if not isinstance(part, Word) or not part.text.isalpha():
            break
        words.insert(0, part.text)
    return tuple(words)


@functools.cache
def _word(text: str) -> Word:
    return Word(text, text.lower())
