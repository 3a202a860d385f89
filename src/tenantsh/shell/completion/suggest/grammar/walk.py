"""A statement's way through its grammar, up to the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.shell.completion.suggest.grammar.machine import NOWHERE, union
from tenantsh.shell.completion.suggest.grammar.shapes import Class, Shape, class_of, shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.lang.lexemes import Lexeme
    from tenantsh.shell.completion.suggest.grammar.machine import State
    from tenantsh.shell.completion.suggest.grammar.notation import Slot


@dataclass(frozen=True, slots=True)
class Inside:
    """A slot that the cursor stands in."""

    slot: Slot
    start: int
    """The lexeme that it begins with."""
    open: bool
    """Whether a parenthesis within it is open, so that nothing else can be meant."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a statement got to."""

    state: State
    inside: tuple[Inside, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the statement is one of those that have a synopsis."""
        return bool(self.inside) or self.state is not NOWHERE


@dataclass(slots=True)
class _Opened:
    """A parenthesis that is not closed yet."""

    whole: State
    """Where the statement is when it has been closed, if all of it belongs to one slot."""
    before: State
    at: int


_OPENING = ("(", "[")
_CLOSING = (")", "]")


def walk(start: State, lexemes: Sequence[Lexeme]) -> Arrival:
    """Where a statement gets to.

    Expected words are taken as such; where that leads nowhere they may be names; and where that leads nowhere either,
    what is not expected is passed over.
    """
    return _walk(start, lexemes, lenient=False) or _walk(start, lexemes, lenient=True) or Arrival(NOWHERE)


def _walk(start: State, lexemes: Sequence[Lexeme], *, lenient: bool) -> Arrival | None:
    state = start
    opened: list[_Opened] = []
    begun: dict[Slot, int] = {}
    for at, lexeme in enumerate(lexemes):
        closed = opened[-1] if opened and lexeme.text in _CLOSING else None
        before = state
        state = _step(state, lexeme, at, opened, lenient=lenient)
        if state is NOWHERE and not any(each.whole is not NOWHERE for each in opened):
            if not lenient:
                return None
            state = before
        _note(begun, closed.before if closed else before, state, closed.at if closed else at)
    return _arrival(state, opened, begun)


def _step(state: State, lexeme: Lexeme, at: int, opened: list[_Opened], *, lenient: bool) -> State:
    word = lexeme.text.lower()
    inner = state.after(word, class_of(lexeme, word), lenient=lenient)
    if word in _OPENING:
        opened.append(_Opened(state.after("", Class.GROUP, lenient=lenient), state, at))
    elif word in _CLOSING and opened:
        return union(inner, opened.pop().whole)
    return inner


def _note(begun: dict[Slot, int], before: State, state: State, at: int) -> None:
    """Where slots begin that take more than one lexeme."""
    if state is before:
        return
    for slot in state.within:
        if slot not in begun or slot not in before.within:
            begun[slot] = at


def _arrival(state: State, opened: Sequence[_Opened], begun: dict[Slot, int]) -> Arrival:
    if state is NOWHERE:
        innermost = next((each for each in reversed(opened) if each.whole is not NOWHERE), None)
        return Arrival(state, _inside_of(innermost, begun) if innermost else ())
    return Arrival(state, tuple(Inside(slot, begun.get(slot, 0), open=False) for slot in state.within))


def _inside_of(opened: _Opened, begun: dict[Slot, int]) -> tuple[Inside, ...]:
    """The slots that a parenthesis may belong to: those that have begun, those that begin with it, and names."""
    before = opened.before
    going = [Inside(slot, begun.get(slot, 0), open=True) for slot in before.within]
    first = [Inside(slot, opened.at, open=True) for slot in before.slots if shape_of(slot) is not Shape.NAME]
    named = [Inside(slot, opened.at, open=True) for slot in before.named]
    return tuple(going or first or named)
