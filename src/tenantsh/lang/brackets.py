"""Which bracket belongs to which among lexemes, and what stands between them; `(` and `[` are not told apart.

Places count lexemes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.lang.lexemes import Lexeme

# no lexeme but a bracket is written so: others have quotes around it, or more of it
_OPENING = ("(", "[")
_CLOSING = (")", "]")


class Open(NamedTuple):
    """A bracket that is open somewhere behind it."""

    at: int
    commas: int
    """How many stand between it and there, outside of brackets: the position in its list."""


def opening(lexemes: Sequence[Lexeme], at: int) -> int | None:
    """Where the bracket stands that the one at `at` closes.

    >>> from tenantsh.lang.lexemes import lex
    >>> opening(lex("f(a, (b))"), 7), opening(lex("a)"), 1)
    (1, None)
    """
    depth = 0
    for here in range(at, -1, -1):
        if lexemes[here].text in _CLOSING:
            depth += 1
        elif lexemes[here].text in _OPENING:
            depth -= 1
            if not depth:
                return here
    return None


def closing(lexemes: Sequence[Lexeme], at: int) -> int:
    """Where the bracket closes that opens at `at`; the place behind the last lexeme where it does not.

    >>> from tenantsh.lang.lexemes import lex
    >>> closing(lex("f(a, (b)) + 1"), 1), closing(lex("f(a"), 1)
    (7, 3)
    """
    depth = 0
    for here in range(at, len(lexemes)):
        if lexemes[here].text in _OPENING:
            depth += 1
        elif lexemes[here].text in _CLOSING:
            depth -= 1
            if not depth:
                return here
    return len(lexemes)


def enclosing(lexemes: Sequence[Lexeme], end: int | None = None) -> Open | None:
    """The innermost bracket that is open in front of `end`, all of them by default.

    >>> from tenantsh.lang.lexemes import lex
    >>> enclosing(lex("f(a, g(b), "))
    Open(at=1, commas=2)
    """
    depth = commas = 0
    for here in range((len(lexemes) if end is None else end) - 1, -1, -1):
        if lexemes[here].text in _CLOSING:
            depth += 1
        elif lexemes[here].text in _OPENING:
            if not depth:
                return Open(here, commas)
            depth -= 1
        elif not depth and lexemes[here].text == ",":
            commas += 1
    return None


def split(lexemes: Sequence[Lexeme], mark: str = ",") -> list[Sequence[Lexeme]]:
    """The parts between marks that stand outside of brackets; of nothing no part.

    >>> from tenantsh.lang.lexemes import lex
    >>> [[lexeme.text for lexeme in part] for part in split(lex("a, f(b, c),"))]
    [['a'], ['f', '(', 'b', ',', 'c', ')'], []]
    """
    found, depth, start = [], 0, 0
    for here, lexeme in enumerate(lexemes):
        if lexeme.text in _OPENING:
            depth += 1
        elif lexeme.text in _CLOSING:
            depth -= 1
        elif not depth and lexeme.text == mark:
            found.append(lexemes[start:here])
            start = here + 1
    return [*found, lexemes[start:]] if lexemes else []
