"""A statement without what it says of anybody: its literals as `$1`, `$2`, …, and a fingerprint of what is left.

The server's rules of reading hold (standard_conforming_strings is on in every session). What a body between dollars
or a comment says is left out too. Only a text that the server has read is read rightly here: with a quote too many,
what was meant as a literal stands outside.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.lang.lexemes import Sort, lex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.lang.lexemes import Lexeme

LONGEST = 20_000
"""Characters of a statement that are read; what is behind them is counted."""

_LITERALS = (Sort.STRING, Sort.NUMBER)
_LIST = re.compile(r"\?(?: ?, ?\?)+")
_ROWS = re.compile(r"\(\?\)(?: ?, ?\(\?\))+")
_FINGERPRINT = 16


class Bare(NamedTuple):
    """A statement without its literals."""

    text: str
    fingerprint: str
    """The same for statements that differ in literals, in how many a list has, in white space, comments and case."""


@lru_cache(maxsize=32)  # a loop sends one text with other parameters, and reading 3 kB takes milliseconds
def without_literals(text: str) -> Bare:
    r"""A statement that the server has read, or can.

    >>> without_literals("select * from users -- hers\n where email = 'a@b.c' and id in (1, 2);").text
    'select * from users where email = $1 and id in ($2, $3)'
    """
    read, behind = text[:LONGEST], len(text) - LONGEST
    lexemes = [lexeme for lexeme in lex(read, psql=False) if lexeme.sort is not Sort.COMMENT]
    while lexemes and lexemes[-1].is_mark(";"):
        lexemes.pop()
    more = f" … {behind:,} characters more" if behind > 0 else ""
    shape = _joined(lexemes, ("?" if lexeme.sort in _LITERALS else _folded(lexeme) for lexeme in lexemes))
    return Bare(_joined(lexemes, _numbered(lexemes)) + more, _fingerprint(shape))


def only_lead(text: str) -> Bare:
    """Of a text that nobody could read, where a literal may stand anywhere: its first word.

    >>> only_lead("select * from users where name = 'O'Brien' and email = 'a@b.c'").text
    'select …'
    """
    first = next((lexeme for lexeme in lex(text[:LONGEST], psql=False) if lexeme.sort is not Sort.COMMENT), None)
    lead = first.text.lower() if first is not None and first.sort is Sort.WORD and first.text.isascii() else ""
    return Bare(f"{lead[:30]} …".strip(), _fingerprint(f"{lead} unread"))


def _numbered(lexemes: list[Lexeme]) -> Iterator[str]:
    """What each lexeme is written as; the numbers go on behind the statement's own parameters."""
    own = (lexeme.text[1:] for lexeme in lexemes if lexeme.sort is Sort.PARAMETER)
    number = max((int(digits) for digits in own if digits.isdecimal() and len(digits) < 7), default=0)
    for lexeme in lexemes:
        if lexeme.sort in _LITERALS:
            number += 1
            yield f"${number}"
        else:
            yield '"…' if lexeme.sort is Sort.NAME and lexeme.open else lexeme.text


def _joined(lexemes: list[Lexeme], written: Iterable[str]) -> str:
    """The lexemes with a blank between those that had something between them."""
    pieces: list[str] = []
    end = 0
    for lexeme, text in zip(lexemes, written, strict=True):
        if pieces and lexeme.start > end:
            pieces.append(" ")
        pieces.append(text)
        end = lexeme.end
    return "".join(pieces)


def _folded(lexeme: Lexeme) -> str:
    return lexeme.text.lower() if lexeme.sort is Sort.WORD else lexeme.text


def _fingerprint(shape: str) -> str:
    shape = _ROWS.sub("(?)", _LIST.sub("?", shape))
    return hashlib.sha256(shape.encode("utf-8", "surrogateescape")).hexdigest()[:_FINGERPRINT]
