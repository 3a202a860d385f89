"""What the lexemes of a half-written expression say: whether it wants an operand, what stands in front of an operator.

Closed parentheses are `(` and `)` with nothing between, as `scope.level` has them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.lang.lexemes import Lexeme, Lexemes, Sort
from tenantsh.shell.completion.keywords import COMPARING
from tenantsh.shell.completion.wanted import Operand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.shell.completion.wanted import Source

_BEFORE_OPERAND = frozenset(
    """
    all and any array as asymmetric between by case collate distinct else exists from having ilike in interval is isnt
    lateral like not on or over returning select set similar some symmetric then to using values variadic when where
    """.split()  # noqa: SIM905 - a list would take thirty lines
)
"""Keywords behind which an expression has not ended."""
_ONLY_BEHIND_OPERAND = frozenset({"at", "escape", "filter", "over", "within", "similar"})
"""Keywords that are names in any other place."""
_PREDICATES = frozenset({"between", "exists", "ilike", "in", "is", "isnull", "like", "notnull", "overlaps", "similar"})


def ending(lexemes: Sequence[Lexeme], count: int = 2) -> tuple[str, ...]:
    """The last lexemes, keywords in lower case; `.` in front of what is a name for sure; empty where there are fewer.

    >>> from tenantsh.lang.lexemes import lex
    >>> ending(lex('x IS NOT')), ending(lex('t.is "not"')), ending(lex("x"))
    (('is', 'not'), ('.is', '"not"'), ('', 'x'))
    """
    return tuple(_word_at(lexemes, at) if at >= 0 else "" for at in range(len(lexemes) - count, len(lexemes)))


def _word_at(lexemes: Sequence[Lexeme], at: int) -> str:
    lexeme = lexemes[at]
    if at and lexemes[at - 1].is_mark("."):
        return f".{lexeme.text}"
    return lexeme.value if lexeme.sort is Sort.WORD else lexeme.text


def behind_comma(lexemes: Lexemes) -> Lexemes:
    """What stands behind the last comma."""
    at = next((at for at in range(len(lexemes) - 1, -1, -1) if lexemes[at].is_mark(",")), -1)
    return lexemes[at + 1 :]


def wants_operand(lexemes: Sequence[Lexeme]) -> bool:
    """Whether an operand is wanted next, and not an operator.

    >>> from tenantsh.lang.lexemes import lex
    >>> [wants_operand(lex(text)) for text in ("", "a", "a =", "a and", "f()", "*", "a *", "t.and", "a at", "at")]
    [True, False, True, True, False, False, True, False, True, False]
    >>> [wants_operand(lex(text)) for text in ("a at time zone", "a.zone", "time zone")]
    [True, False, False]
    """
    end = len(lexemes)
    while end and _word_at(lexemes, end - 1) in _ONLY_BEHIND_OPERAND:
        end -= 1
    return _wants_operand(lexemes[:end]) is ((len(lexemes) - end) % 2 == 0)


def _wants_operand(lexemes: Sequence[Lexeme]) -> bool:
    """As `wants_operand`, behind anything but one of those keywords, which are names where an operand is wanted."""
    if not lexemes:
        return True
    if lexemes[-1].sort is Sort.OPERATOR:
        return not _star(lexemes)
    if lexemes[-1].sort is Sort.MARK:
        return lexemes[-1].text in (",", "(", "[", ".")
    return ending(lexemes, 3) == ("at", "time", "zone") or _word_at(lexemes, len(lexemes) - 1) in _BEFORE_OPERAND


def _star(lexemes: Sequence[Lexeme]) -> bool:
    """Whether an operator at the end is the star of `*`, `t.*`, `count(*)`: nothing that it could multiply."""
    if lexemes[-1].text != "*":
        return False
    return (
        len(lexemes) == 1
        or lexemes[-2].is_mark(".", ",", "(")
        or lexemes[-2].is_word("select", "distinct", "all", "returning")
    )


def operand(lexemes: Sequence[Lexeme], sources: tuple[Source, ...]) -> Operand | None:
    """The column that stands at the end, with what it is cast to; None where something else does.

    >>> from tenantsh.lang.lexemes import lex
    >>> found = operand(lex("x and o.status::text"), ())
    >>> found.qualifier, found.name, found.type
    (('o',), 'status', 'text')
    >>> operand(lex("lower(email)"), ())
    """
    rest, cast = _without_cast(list(lexemes))
    names: list[str] = []
    while rest and rest[-1].is_name:
        names.insert(0, rest.pop().value)
        if not (rest and rest[-1].is_mark(".")):
            break
        rest.pop()
    if not names or (not cast and wants_operand(lexemes)) or _literal(names):
        return None
    return Operand(names[-1], tuple(names[:-1]), sources, cast)


def _literal(names: list[str]) -> bool:
    return len(names) == 1 and names[0] in ("null", "true", "false", "end", "default")


def _without_cast(lexemes: list[Lexeme]) -> tuple[list[Lexeme], str]:
    """The lexemes without `::type` at their end, and that type."""
    at = next((at for at in range(len(lexemes) - 1, -1, -1) if lexemes[at].text == "::"), -1)
    if at < 0 or not all(lexeme.is_name or lexeme.sort in (Sort.MARK, Sort.NUMBER) for lexeme in lexemes[at + 1 :]):
        return lexemes, ""
    names = [lexeme.value for lexeme in lexemes[at + 1 :] if lexeme.is_name]
    if not names or any(lexeme.is_word(*_BEFORE_OPERAND) for lexeme in lexemes[at + 1 :]):
        return lexemes, ""
    return lexemes[:at], names[-1]


def predicate(lexemes: Lexemes) -> Lexemes:
    """The condition at the end: what stands behind the last AND, OR or NOT that is not BETWEEN's or IS NOT's.

    >>> from tenantsh.lang.lexemes import lex
    >>> [" ".join(l.text for l in predicate(tuple(lex(text)))) for text in ("a = 1 and b", "x between 1 and 2 and y")]
    ['b', 'y']
    """
    start, between = 0, False
    for at, lexeme in enumerate(lexemes):
        if lexeme.sort is not Sort.WORD or (at and lexemes[at - 1].is_mark(".")):
            continue
        word = lexeme.value
        if word == "between":
            between = True
        elif word == "and" and between:
            between = False
        elif word in ("and", "or") or (word == "not" and at == start):
            start = at + 1
    return lexemes[start:]


def is_whole(condition: Lexemes) -> bool:
    """Whether a condition compares something already, so that AND may follow.

    >>> from tenantsh.lang.lexemes import lex
    >>> [is_whole(tuple(lex(text))) for text in ("a", "a + 1", "a > 1", "true", "()", "f()", "a is null", "a.like")]
    [False, False, True, True, True, False, True, False]
    """
    if ending(condition, 3) in (("", "", "true"), ("", "", "false"), ("", "(", ")")):
        return True
    return any(
        (lexeme.sort is Sort.OPERATOR and lexeme.text not in _NOT_COMPARING)
        or (lexeme.is_word(*_PREDICATES) and not (at and condition[at - 1].is_mark(".")))
        for at, lexeme in enumerate(condition)
    )


_NOT_COMPARING = frozenset({"::", "+", "-", "*", "/", "%", "^", "||", "->", "->>", "#>>", "#>", "#-", "&", "|"})
"""Operators that make no condition."""


def half_between(condition: Lexemes) -> bool:
    """Whether a BETWEEN has no AND yet."""
    at = next((at for at, lexeme in enumerate(condition) if lexeme.is_word("between")), None)
    return at is not None and not any(lexeme.is_word("and") for lexeme in condition[at:])


def compared_with(lexemes: Lexemes) -> Lexemes | None:
    """What ends with the operand that one behind a keyword is compared with: BETWEEN, its AND, IS DISTINCT FROM.

    >>> from tenantsh.lang.lexemes import lex
    >>> texts = ("x between", "x not between 1 and", "x is not distinct from", "x and")
    >>> [found and found[-1].text for found in (compared_with(tuple(lex(text))) for text in texts)]
    ['x', 'x', 'x', None]
    """
    before, word = ending(lexemes)
    opening = (
        ("between",) if word in ("between", "symmetric", "and") else ("is",) if (before, word) == ("distinct", "from")
        else ()
    )  # fmt: skip
    at = next((at for at in range(len(lexemes) - 1, -1, -1) if lexemes[at].is_word(*opening)), -1) if opening else -1
    if at < 0 or (word == "and" and any(lexeme.is_word("and", "or") for lexeme in lexemes[at:-1])):
        return None
    left = lexemes[:at]
    return left[:-1] if left and left[-1].is_word("not") else left


def is_boolean(condition: Lexemes) -> bool:
    """Whether something that compares is all there is of it."""
    return any(
        (lexeme.sort is Sort.OPERATOR and lexeme.text in COMPARING) or lexeme.is_word(*_PREDICATES)
        for lexeme in condition
    )


def called(lexemes: Lexemes) -> str:
    """The function whose closed call stands at the end; empty where it is none.

    >>> from tenantsh.lang.lexemes import lex
    >>> called(tuple(lex("1 + rank()"))), called(tuple(lex("x in ()")))
    ('rank', '')
    """
    if len(lexemes) < 3 or not (lexemes[-1].is_mark(")") and lexemes[-2].is_mark("(") and lexemes[-3].is_name):
        return ""
    name = lexemes[-3]
    return "" if name.is_word(*_BEFORE_OPERAND, "filter", "group", "exists") else name.value


class Case(NamedTuple):
    """An open CASE around the cursor."""

    operand: Lexemes
    """What stands between CASE and the first WHEN."""
    word: str
    """The last of its words: case, when, then, else."""
    lexemes: Lexemes
    """What stands behind that word."""


def open_case(lexemes: Lexemes) -> tuple[Case | None, Lexemes]:
    """The innermost CASE that is not closed, and the lexemes with each closed one folded to its END.

    >>> from tenantsh.lang.lexemes import lex
    >>> case, rest = open_case(tuple(lex("a + case b when 1 then case c when 2 then 3 end else")))
    >>> case.word, [l.text for l in case.operand], [l.text for l in rest]
    ('else', ['b'], ['a', '+', 'case', 'b', 'when', '1', 'then', 'end', 'else'])
    """
    if all(lexeme.text.lower() != "case" for lexeme in lexemes):
        return None, lexemes
    kept: list[Lexeme] = []
    opened: list[int] = []
    for at, lexeme in enumerate(lexemes):
        named = bool(at) and lexemes[at - 1].is_mark(".")
        if lexeme.is_word("end") and opened and not named:
            del kept[opened.pop() :]
        elif lexeme.is_word("case") and not named:
            opened.append(len(kept))
        kept.append(lexeme)
    if not opened:
        return None, tuple(kept)
    inner = kept[opened[-1] :]
    marks = [at for at, lexeme in enumerate(inner) if lexeme.is_word("case", "when", "then", "else")]
    first = next((at for at in marks if inner[at].is_word("when")), len(inner))
    return Case(tuple(inner[1:first]), inner[marks[-1]].value, tuple(inner[marks[-1] + 1 :])), tuple(kept)


def cast_to(lexemes: Sequence[Lexeme]) -> tuple[str, ...]:
    """The types that what stands in front of a cast is mostly meant as.

    >>> from tenantsh.lang.lexemes import lex
    >>> [cast_to(lex(text)) for text in ("array[1]", "'[]'", "'{1, 2}'", "'2026-11-26'", "total", "")]
    [('[]',), ('jsonb', 'json'), ('[]',), ('date', 'timestamptz', 'timestamp'), (), ()]
    """
    if not lexemes:
        return ()
    last = lexemes[-1]
    if last.is_mark("]"):
        return ("[]",)
    return next((types for sign, types in _LITERALS if last.sort is Sort.STRING and sign.match(last.value)), ())


_LITERALS = (
    (re.compile(r"\s*\[|\s*\{\s*(?:\"[^\"]*\"\s*:|\}?$)"), ("jsonb", "json")),
    (re.compile(r"\s*\{"), ("[]",)),
    (re.compile(r"\d{4}-\d\d-\d\d$"), ("date", "timestamptz", "timestamp")),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]"), ("timestamptz", "timestamp")),
    (re.compile(r"\d+ (?:sec|min|hour|day|week|mon|year)"), ("interval",)),
)
"""Literals by what they look like, and the types that they are mostly cast to."""
