r"""Which synopses a statement may follow, and where in them it is."""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import TYPE_CHECKING

from tenantsh.commands.sqlhelp.synopses import titles, topic
from tenantsh.lang.lexemes import Sort
from tenantsh.shell.completion.suggest.grammar.machine import NOWHERE, End, Rest, rest_of, state_of
from tenantsh.shell.completion.suggest.grammar.notation import Block, parsed
from tenantsh.shell.completion.suggest.grammar.walk import Arrival, walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tenantsh.lang.lexemes import Lexeme
    from tenantsh.shell.completion.suggest.grammar.machine import State

MAJOR = 18
"""The newest one's words are offered whatever the server is: suggesting knows only the text."""

QUERIES = frozenset(["SELECT", "SELECT INTO", "TABLE", "WITH", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE"])
"""Read by `clauses`, which knows more of them."""

_FAR = 4
"""Lexemes at most between a statement's first word and what it is a statement of: CREATE OR REPLACE TEMP VIEW."""

_FEW = 10
"""Titles with the same first word up to which all are tried; of CREATE, ALTER and DROP there are many."""


def arrive(lexemes: Sequence[Lexeme]) -> Arrival:
    """Where a statement is in its grammar; nowhere where none fits."""
    start = _start(_fitting(lexemes))
    return walk(start, lexemes) if start is not NOWHERE else Arrival(NOWHERE)


@functools.cache
def verbs() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The titles by their first word in lower case, each as its words, without those of queries."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for title in titles(MAJOR):
        if title not in QUERIES:
            words = tuple(title.lower().split())
            found.setdefault(words[0], []).append(words)
    return {verb: tuple(all_of_it) for verb, all_of_it in found.items()}


def _fitting(lexemes: Sequence[Lexeme]) -> tuple[str, ...]:
    """The titles that a statement may have, by its first words."""
    if not lexemes or lexemes[0].sort is not Sort.WORD:
        return ()
    known = verbs().get(lexemes[0].text.lower(), ())
    near = {lexeme.text.lower() for lexeme in lexemes[1 : 1 + _FAR] if lexeme.sort is Sort.WORD}
    named = [words for words in known if words[1:2] and words[1] in near] if len(known) > _FEW else known
    return tuple(" ".join(words).upper() for words in named or known)


@functools.cache
def _start(fitting: tuple[str, ...]) -> State:
    return state_of(rest for title in fitting for rest in _starts(title))


@functools.cache
def _starts(title: str) -> tuple[Rest, ...]:
    help_on = topic(title, MAJOR)
    more, *more_blocks = also().get(title, "").split("\n:: ")
    blocks: dict[str, Block] = {}
    for name, text in (*help_on.blocks, *(block.split("\n", 1) for block in more_blocks)):
        blocks[name] = Block(name, blocks, text)
    end = rest_of(_end(title), None)
    notations = [*_split(help_on.statements, title), *_split(more.strip(), title)]
    return tuple(rest_of(parsed(notation, blocks), end) for notation in notations)


def _split(statements: str, title: str) -> list[str]:
    """One begins after an empty line, with the title, or with a verb."""
    if not statements:
        return []
    verb = title.split(maxsplit=1)[0]
    return re.split(rf"\n\n|\n(?={re.escape(title)}\b)|\n(?={verb} )|\n(?=(?:SET|RESET) )", statements)


@functools.cache
def _end(title: str) -> End:
    return End(title)


@functools.cache
def also() -> Mapping[str, str]:
    r"""What the server takes and `\h` does not show, by title, in the notation of synopses."""
    text = resources.files(__package__).joinpath("also.txt").read_text(encoding="utf-8")
    sections = (section.partition("\n") for section in re.split("^= ", text, flags=re.MULTILINE)[1:])
    return {title: body for title, _, body in sections}
