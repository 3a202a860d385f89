"""Bodies of functions and of DO: texts in quotes that are statements themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Lexeme, quoted
from tenantsh.shell.completion.keywords import QUERIES

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONDITIONS = ("if", "elsif", "elseif", "when", "case")
_LOOPS = ("for", "foreach", "while")


@dataclass(frozen=True, slots=True)
class Body:
    """A body, and where it stands."""

    text: str
    """The whole text."""
    first: int
    """Where it begins in it."""
    last: int
    """The place behind it."""


def body(text: str, statement: Sequence[Lexeme], string: Lexeme) -> Body | None:
    """The body that a string of a statement holds; None where it holds none.

    A body in simple quotes has its inner quotes doubled. In the text that is given back they are single, with a blank
    beside them, so that nothing else moves.
    """
    if not _has_body(statement):
        return None
    whole = quoted(text, string.start)
    if string.text.startswith("$"):
        tag = whole.text.index("$", 1) + 1
        last = whole.end - (0 if whole.open else tag)
        return Body(text, whole.start + tag, last) if len(string.text) >= tag else None
    first = whole.start + whole.text.index("'") + 1
    last = whole.end - (not whole.open)
    return Body(text[:first] + _single(text[first:last]) + text[last:], first, last)


def _has_body(statement: Sequence[Lexeme]) -> bool:
    """Whether a string behind these lexemes is a body."""
    if not statement or statement[-1].is_word("language"):
        return False
    first, last = statement[0], statement[-1]
    if first.is_word("do"):
        return len(statement) == 1 or statement[-2].is_word("language")
    routine = any(lexeme.is_word("function", "procedure") for lexeme in statement[1:5])
    return first.is_word("create") and routine and last.is_word("as")


def _single(text: str) -> str:
    parts = text.split("''")
    opened = [part + (" '" if at % 2 == 0 else "' ") for at, part in enumerate(parts[:-1])]
    return "".join(opened) + parts[-1]


def statement(lexemes: list[Lexeme]) -> list[Lexeme]:
    """The SQL at the end of a PL/pgSQL statement: without the IF, the loop or the BEGIN that it stands in."""
    start = depth = cases = 0
    looped = False
    for at, lexeme in enumerate(lexemes):
        depth += lexeme.is_mark("(") - lexeme.is_mark(")")
        if depth > 0 or not lexeme.is_name:
            continue
        word, first = lexeme.value, lexemes[start].value
        cases = max(0, cases + (word == "case" and at > start) - (word == "end" and at > start))
        if _leads(lexemes, start, at, cases=cases) or (looped and word == "loop"):
            start, cases, looped = at + 1, 0, False
        elif word in QUERIES and first == "for" and lexemes[at - 1].is_word("in"):
            start, looped = at, True
    return _performed(lexemes[start:])


def _performed(lexemes: list[Lexeme]) -> list[Lexeme]:
    """PERFORM is a SELECT whose rows nobody wants."""
    if lexemes and lexemes[0].is_word("perform"):
        return [lexemes[0]._replace(text="select"), *lexemes[1:]]
    return lexemes


def _leads(lexemes: list[Lexeme], start: int, at: int, *, cases: int) -> bool:
    """Whether a statement begins behind this word of the one that begins at `start`."""
    word, first = lexemes[at].value, lexemes[start].value
    if at == start or lexemes[at - 1].text == ">>":
        return word in ("begin", "declare", "loop", "else", "exception")
    return (
        (word in ("then", "else") and first in _CONDITIONS and not cases)
        or (word == "loop" and first in _LOOPS)
        or (word == "query" and first == "return")
        or (word == "for" and first == "open")
        or (word == "atomic" and lexemes[at - 1].is_word("begin"))
    )


def atomic(lexemes: list[Lexeme]) -> list[Lexeme]:
    """The statement at the end of these, within BEGIN ATOMIC where that stands there."""
    if not lexemes or not lexemes[0].is_word("create"):
        return lexemes
    starts = [at for at, lexeme in enumerate(lexemes) if lexeme.is_word("atomic") and lexemes[at - 1].is_word("begin")]
    return lexemes[starts[-1] + 1 :] if starts else lexemes
