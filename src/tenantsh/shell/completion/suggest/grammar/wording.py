"""The keywords that may come next, joined to phrases where one leads to the next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tenantsh.shell.completion.suggest.grammar.machine import NOWHERE, End
from tenantsh.shell.completion.suggest.grammar.notation import Word
from tenantsh.shell.completion.suggest.grammar.shapes import Class
from tenantsh.shell.completion.suggest.grammar.usual import ALTERED, LAST, USUAL
from tenantsh.shell.completion.wanted import Texts, Words

if TYPE_CHECKING:
    from collections.abc import Container

    from tenantsh.shell.completion.suggest.grammar.machine import Rest, State
    from tenantsh.shell.completion.wanted import Wanted

_LONGEST = 6
"""Words of a phrase at most."""
_ALONE = ("CURRENT_ROLE", "CURRENT_USER", "SESSION_USER", "PUBLIC", "MINVALUE", "MAXVALUE", "DEFAULT")
"""Words that stand for something, so that what follows is no part of their phrase."""
_DIRECTIONS, _DIRECTED = ("TO", "FROM"), (["OWNER"], ["RENAME"])
"""What begins another part of the statement, but for these."""


def words(state: State, title: str, fit: int) -> list[Wanted]:
    """The keywords that a state expects: the usual ones first, then phrases, then what several phrases begin with."""
    phrases, written = _expected(state)
    first = Counter(phrase[0] for phrase in phrases)
    whole = [" ".join(phrase) for phrase in phrases]
    usual = [phrase for phrase in _usual(title) if _leads_on(state, phrase, whole, first)]
    ordered = dict.fromkeys(
        [*usual, *(text for text in whole if text not in LAST), *(text for text in LAST if text in whole)]
    )
    shared = [word for word, times in first.items() if times > 1 and word not in ordered]
    found: list[Wanted] = [Words(tuple(some), at) for at, some in ((fit, ordered), (fit + 1, shared)) if some]
    return [*found, Texts(tuple((word, "") for word in written), "keyword", fit)] if written else found


def _usual(title: str) -> tuple[str, ...]:
    return USUAL.get(title, ALTERED if title.startswith("ALTER ") else ())


def _leads_on(state: State, phrase: str, whole: Container[str], first: Counter[str]) -> bool:
    """Whether a usual phrase can come next."""
    head, *tail = phrase.split(" ")
    if phrase in whole or (not tail and first[head] > 1):
        return True
    for word in (head, *tail) if first[head] and tail else ():
        state = state.after(word.lower(), Class.NAME, lenient=False) if word.lower() in state.words else NOWHERE
    return bool(first[head] and tail) and state is not NOWHERE


def _expected(state: State) -> tuple[list[tuple[str, ...]], list[str]]:
    """The phrases that may come next in their order, and what is written in lower case."""
    phrases: dict[tuple[str, ...], None] = {}
    written: dict[str, None] = {}
    for step, rest in state.steps:
        if not isinstance(step, Word) or not step.text[0].isalpha():
            continue
        if step.text.islower():
            written[step.text] = None
        else:
            phrases[_phrase(step, rest)] = None
    return list(phrases), list(written)


def _phrase(word: Word, rest: Rest | None) -> tuple[str, ...]:
    """A word with those that have to follow it."""
    found = [word.text]
    while rest is not None and len(found) < _LONGEST:
        steps = rest.steps
        step, following = steps[0]
        if found[0] in _ALONE or (isinstance(step, Word) and step.text == "SERVER" and found == ["USER"]):
            break
        if len(steps) > 1 or isinstance(step, End) or not isinstance(step, Word) or not step.text[0].isupper():
            break
        if step.text in _DIRECTIONS and found not in _DIRECTED:
            break
        found.append(step.text)
        rest = following
    return tuple(found)
