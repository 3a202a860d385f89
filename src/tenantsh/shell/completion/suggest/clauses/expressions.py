"""What is wanted in an expression, wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Lexeme, Lexemes, Sort
from tenantsh.shell.completion.keywords import COMPARING
from tenantsh.shell.completion.suggest import jsonb
from tenantsh.shell.completion.suggest.clauses import phrases, reading
from tenantsh.shell.completion.suggest.clauses.reading import ending
from tenantsh.shell.completion.wanted import (
    Aliases,
    Columns,
    Functions,
    Guesses,
    Labels,
    Operand,
    Texts,
    Things,
    Types,
    Words,
    WordsBehind,
)

if TYPE_CHECKING:
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.suggest.clauses.reading import Case
    from tenantsh.shell.completion.wanted import Source, Wanted

FIRST, COLUMNS, ALIASES, FUNCTIONS, WORDS, RARE = range(-1, 5)
"""How well each kind suits the beginning of an operand."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What an expression is for, and how the statement may go on around it."""

    condition: bool = False
    """Whether it has to be true or false."""
    functions: str = "f"
    """The kinds of functions that may be called in it."""
    first: tuple[str, ...] = ()
    """Words that only its beginning may have."""
    then: tuple[str, ...] = ()
    """Words that may follow when it has ended, the likeliest first."""
    later: tuple[str, ...] = ()
    """Words that may follow and seldom do."""
    target: Operand | None = None
    """What it is assigned to."""
    guess: bool = False
    """Whether its columns may be of relations that stand nowhere yet."""
    typed: bool = False
    """Whether a word has been begun: what is seldom meant is not in the way then."""


def expression(place: Place, lexemes: Lexemes, sources: tuple[Source, ...], ways: Ways) -> list[Wanted]:
    """What is wanted behind these lexemes, which begin where the expression does."""
    found = jsonb.suggest(place)
    if found and jsonb.alone(place):
        return found
    return [*found, *_expression(place, lexemes, sources, ways)]


def _expression(place: Place, lexemes: Lexemes, sources: tuple[Source, ...], ways: Ways) -> list[Wanted]:
    """As `expression`, without what documents hold."""
    ways = replace(ways, typed=bool(place.word))
    case, lexemes = reading.open_case(lexemes)
    if case is not None:
        return _in_case(place, case, sources, ways)
    half = _half_phrase(lexemes)
    if half:
        return one_of(half, COLUMNS)
    if reading.wants_operand(lexemes):
        return _operand(lexemes, sources, ways)
    return _behind_operand(place, lexemes, sources, ways)


def _in_case(place: Place, case: Case, sources: tuple[Source, ...], ways: Ways) -> list[Wanted]:
    """Within CASE … END: its own words follow, and what WHEN compares with is known."""
    of = reading.operand(case.operand, sources)
    match case.word:
        case "case":
            then, target, condition = _WHEN, None, False
        case "when":
            then, target, condition = _THEN, of, not case.operand
        case "then":
            then, target, condition = _ELSE, ways.target, False
        case _:
            then, target, condition = _END, ways.target, False
    inner = replace(ways, first=(), then=then, later=(), target=target, condition=condition)
    bare = case.word == "case" and not case.lexemes
    return [*(one_of(then, COLUMNS) if bare else ()), *expression(place, case.lexemes, sources, inner)]


_WHEN: tuple[str, ...] = ("WHEN",)
_THEN: tuple[str, ...] = ("THEN",)
_ELSE: tuple[str, ...] = ("WHEN", "ELSE", "END")
_END: tuple[str, ...] = ("END",)


def _operand(lexemes: Lexemes, sources: tuple[Source, ...], ways: Ways) -> list[Wanted]:
    if not lexemes:
        if ways.target is not None:
            return [*compared(ways.target, sources, ways), *one_of(ways.first, COLUMNS)]
        return start(sources, ways)
    text = lexemes[-1].text
    if text == "::":
        return [Types(likely=reading.cast_to(lexemes[:-1]))]
    if lexemes[-1].sort is Sort.OPERATOR:
        left = lexemes[:-1] if text in COMPARING else ()
        return [*(one_of(_SPAN, COLUMNS) if _is_moved(lexemes) else ()), *_against(left, sources, ways)]
    if lexemes[-1].sort is Sort.WORD:
        return _behind_keyword(lexemes, sources, replace(ways, first=()))
    return start(sources, replace(ways, first=()))


_SPAN: tuple[str, ...] = ("INTERVAL",)
_NOW = ("now", "current_date", "current_timestamp", "localtimestamp", "clock_timestamp", "statement_timestamp")


def _is_moved(lexemes: Lexemes) -> bool:
    """Whether the moment of now is about to be moved: `now() - `."""
    if lexemes[-1].text not in ("+", "-") or len(lexemes) < 2:
        return False
    return reading.called(lexemes[:-1]) in _NOW or lexemes[-2].is_word(*_NOW)


def start(sources: tuple[Source, ...], ways: Ways) -> list[Wanted]:
    """What an operand begins with."""
    words = phrases.CONDITION if ways.condition else phrases.VALUE
    return [
        *one_of(ways.first, ALIASES),
        Columns(sources, fit=COLUMNS),
        *_guesses(ways),
        *named(sources),
        Functions(ways.functions, fit=FUNCTIONS),
        Words(words, FUNCTIONS if ways.typed or (ways.condition and not sources) else WORDS),
        *([Words(phrases.VALUE, RARE)] if ways.condition else []),
    ]


def _guesses(ways: Ways) -> list[Wanted]:
    return [Guesses()] if ways.guess else []


def named(sources: tuple[Source, ...], fit: int = ALIASES) -> list[Wanted]:
    """The names that qualify columns."""
    return [Aliases(sources, fit)] if sources else []


def _against(left: Lexemes, sources: tuple[Source, ...], ways: Ways) -> list[Wanted]:
    """What is compared with the operand at the end of `left`."""
    return compared(reading.operand(left, sources), sources, replace(ways, target=None))


def compared(
    left: Operand | None, sources: tuple[Source, ...], ways: Ways, taken: tuple[str, ...] = ()
) -> list[Wanted]:
    """What stands on the other side of an operator: values first, where they are few, but for those that are taken."""
    more = () if ways.target is None else ("DEFAULT", "NULL")
    return [
        *([Labels(left, taken, fit=COLUMNS)] if left else []),
        *one_of(more, ALIASES),
        Columns(sources, like=left, assigned=ways.target is not None, fit=ALIASES),
        *_guesses(ways),
        *named(sources, FUNCTIONS),
        Functions(ways.functions, fit=FUNCTIONS),
        Words(phrases.COMPARED, FUNCTIONS if ways.typed else WORDS),
    ]


def _behind_keyword(lexemes: Lexemes, sources: tuple[Source, ...], ways: Ways) -> list[Wanted]:
    """What a keyword at the end asks for."""
    before, word = ending(lexemes)
    if word in ("is", "in", "at", "similar", "collate", "distinct", "exists", "any", "all", "some", "over"):
        return _simply(before, word)
    if (before, word) == ("is", "not"):
        return one_of(phrases.IS_NOT, COLUMNS)
    if word == "not" and len(lexemes) > 1 and not reading.wants_operand(lexemes[:-1]):
        return one_of(phrases.NOT_BEHIND_OPERAND, COLUMNS)
    if (before, word) == ("time", "zone"):
        return [Texts((("'UTC'", "time zone"),), "time zone"), *start(sources, replace(ways, condition=False))]
    if word == "not":
        return [Words(("EXISTS",), COLUMNS), *start(sources, ways)]
    left = reading.compared_with(lexemes)
    return start(sources, ways) if left is None else _against(left, sources, ways)


def _simply(before: str, word: str) -> list[Wanted]:
    """What follows these keywords, whatever stands around."""
    follow = {
        "is": phrases.IS,
        "at": ("TIME ZONE", "LOCAL"),
        "similar": ("TO",),
        "distinct": ("FROM",) if before in ("is", "not") else (),
    }
    return [Things("collation")] if word == "collate" else one_of(follow.get(word, ()), COLUMNS)


def _behind_operand(place: Place, lexemes: Lexemes, sources: tuple[Source, ...], ways: Ways) -> list[Wanted]:
    """What an expression goes on with, and what may follow it."""
    condition = reading.predicate(lexemes)
    going = [*jsonb.operators(place), *_calling(lexemes, ways)]
    if reading.half_between(condition):
        return [*one_of(("AND",), COLUMNS), *going, *_operators(lexemes[-1], WORDS)]
    if reading.is_whole(condition):
        return _behind_condition(condition, going, ways)
    key = len(lexemes) > 1 and lexemes[-2].text.startswith(("->", "#>"))
    operators = _operators(lexemes[-1], COLUMNS if ways.condition else WORDS, of_document=key)
    if ways.condition:
        both = ("AND", *ways.then[:1], "OR", *ways.then[1:])
        of = reading.operand(condition, sources)
        true = [WordsBehind(of, "boolean", (*both[:1], "OR", *phrases.TRUTH, *ways.then), fit=FIRST)] if of else []
        return [*true, *going, *operators, *_comparisons(COLUMNS), *one_of(both, ALIASES), *one_of(ways.later, RARE)]
    return [*one_of(ways.then, COLUMNS), *going, *operators, *one_of(ways.later, WORDS), *_comparisons(WORDS)]


def _behind_condition(condition: Lexemes, going: list[Wanted], ways: Ways) -> list[Wanted]:
    """Behind something that compares, or is true or false by itself."""
    joined = ("AND", "OR") if ways.condition or reading.is_boolean(condition) else ()
    escape = ("ESCAPE",) if any(lexeme.is_word("like", "ilike") for lexeme in condition) else ()
    return [
        *one_of((*joined, *ways.then), COLUMNS),
        *going,
        *one_of((*escape, *ways.later), RARE),
        *_operators(condition[-1], RARE),
        *_comparisons(RARE),
    ]


def _comparisons(fit: int) -> list[Wanted]:
    """Words that compare: the first few as they fit, the others behind."""
    often = 4 if fit == COLUMNS else 0
    return [*one_of(phrases.COMPARISONS[:often], fit), Words(phrases.COMPARISONS[often:], max(fit, FUNCTIONS))]


def _half_phrase(lexemes: Lexemes) -> tuple[str, ...]:
    """The rest of a phrase of which the first words stand there."""
    match ending(lexemes):
        case "at", "time":
            return ("ZONE",)
        case ")", "within":
            return ("GROUP",)
        case ")", "filter":
            return ("(WHERE",)
        case "within", "group":
            return ("(ORDER BY",)
        case _:
            return ()


def _operators(end: Lexeme, fit: int, *, of_document: bool = False) -> list[Wanted]:
    """Operators, the first few as they fit; behind a literal hardly any."""
    if not (end.is_name or end.is_mark(")", "]") or of_document):
        return []
    often = 3 if fit == COLUMNS else 0
    first, rest = phrases.OPERATORS[:often], phrases.OPERATORS[often:]
    return [*([Texts(first, "operator", fit)] if first else []), Texts(rest, "operator", max(fit, FUNCTIONS))]


def _calling(lexemes: Lexemes, ways: Ways) -> list[Wanted]:
    """What follows a call of an aggregate or a window function."""
    if not lexemes[-1].is_mark(")") or "w" not in ways.functions:
        return []
    called = reading.called(lexemes)
    if not called:
        return []
    words = ("WITHIN GROUP", "FILTER", "OVER") if called in _ORDERED else ("OVER", "FILTER", "WITHIN GROUP")
    return one_of(words, COLUMNS if called in _WINDOWED else ALIASES)


_ORDERED = frozenset({"percentile_cont", "percentile_disc", "mode"})
_WINDOWED = _ORDERED | {"row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead",
    "first_value", "last_value", "nth_value"}  # fmt: skip


def one_of(words: tuple[str, ...], fit: int = 0) -> list[Wanted]:
    """Keywords, where there are some."""
    return [Words(words, fit)] if words else []


def postponed(found: list[Wanted], by: int = 1) -> list[Wanted]:
    """The same, less fitting: behind what else is wanted."""
    return [replace(one, fit=one.fit + by) for one in found]
