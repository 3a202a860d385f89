"""Statements made of a synopsis: each choice is taken once, each optional part is left out and taken once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tenantsh.commands.sqlhelp.synopses import Topic

_TOKEN = re.compile(r"'[^']*'|\.\.\.|[A-Za-z_][\w.]*|\S")
_WITH = re.compile(r"^(\[ WITH .*\])\n", re.MULTILINE)
_REPETITION = re.compile(r"\[\s*(,|;|OR|AND)?\s*\.\.\.\s*\]")


@dataclass(frozen=True, slots=True)
class Word:
    """A keyword, a name or a sign."""

    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an optional part has an empty one."""

    ways: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A part that may come again."""

    part: Part
    separator: str


Part = Word | Choice | Repeated


def statements(topic: Topic) -> list[str]:
    """The synopsis' statements, each still in its notation.

    One begins after an empty line, with the command's title or with a verb; a WITH belongs to what follows.
    """
    starts = rf"\n\n|\n(?={re.escape(topic.title)}\b)|\n(?=(?:CREATE|ALTER|DROP|SET|RESET) )"
    return re.split(starts, _WITH.sub(r"\1 ", topic.statements))


def sentences(topic: Topic) -> Iterator[str]:
    """Statements that together use every keyword of a synopsis at least once."""
    blocks = {name: _parse(text) for name, text in topic.blocks}
    for notation in statements(topic):
        for words in _sequences(_parse(notation), blocks):
            yield " ".join(words)


def _parse(notation: str) -> Choice:
    marked = _REPETITION.sub(lambda found: f" {found[1] or ''}... ", notation)
    tokens = re.findall(r"(?:,|;|OR|AND)?\.\.\.|" + _TOKEN.pattern, marked)
    choice, rest = _choice(tokens, optional=False)
    assert not rest, (notation, rest)
    return choice


def _choice(tokens: list[str], *, optional: bool) -> tuple[Choice, list[str]]:
    ways: list[tuple[Part, ...]] = [()] if optional else []
    parts: list[Part] = []
    while tokens and tokens[0] not in "]}":
        token, *tokens = tokens
        if token == "|":
            ways.append(tuple(parts))
            parts = []
        elif token in ("[", "{"):
            inner, tokens = _choice(tokens, optional=token == "[")
            closing, *tokens = tokens
            assert closing == "]}"["[{".index(token)], tokens
            parts.append(inner)
        elif token.endswith("..."):
            parts.append(Repeated(parts.pop(), token[:-3]))
        else:
            parts.append(Word(token))
    return Choice((*ways, tuple(parts))), tokens


def _sequences(part: Part, blocks: Mapping[str, Choice]) -> list[list[str]]:
    """The shortest way through a part, and one way for each choice in it."""
    if isinstance(part, Repeated):
        once = _sequences(part.part, blocks)
        separator = [part.separator] if part.separator else []
        return [*once, [*once[0], *separator, *once[-1]]]
    if isinstance(part, Choice):
        return [words for way in part.ways for words in _one_by_one(way, blocks)]
    if part.text in blocks:  # inside of itself it stays a name: grouping sets hold grouping sets
        return _sequences(blocks[part.text], {name: block for name, block in blocks.items() if name != part.text})
    return [[part.text]]


def _one_by_one(way: Sequence[Part], blocks: Mapping[str, Choice]) -> list[list[str]]:
    ways = [_sequences(part, blocks) for part in way]
    first = [each[0] for each in ways]
    varied = [[*first[:at], other, *first[at + 1 :]] for at, each in enumerate(ways) for other in each[1:]]
    return [[word for words in sequence for word in words] for sequence in [first, *varied]]
