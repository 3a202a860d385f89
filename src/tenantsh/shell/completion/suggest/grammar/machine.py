"""The automaton of a synopsis: its states are made when a statement gets there, and kept.

A state is a set of continuations, what may come from here on to the end: as one way goes on, the others fall away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from tenantsh.shell.completion.suggest.grammar.notation import Again, Block, Choice, Repeated, Sequence, Slot, Word
from tenantsh.shell.completion.suggest.grammar.shapes import (
    Class,
    Shape,
    begins,
    goes_on,
    is_open,
    joins,
    matters,
    shape_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.shell.completion.suggest.grammar.notation import Part


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """The end of a statement with this title."""

    title: str


@dataclass(frozen=True, slots=True, eq=False)
class Dot:
    """The dot in a name, and the name behind it."""

    slot: Slot
    name: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class More:
    """The rest of what a slot stands for, when it has begun; `open` while it cannot end yet."""

    slot: Slot
    shape: Shape
    open: bool = False


Step = Word | Slot | Dot | More | End
"""What takes one lexeme, or a group in parentheses; or the end."""


class Rest:
    """What may come from here on to the end: a part, and what follows it."""

    __slots__ = ("age", "known", "node", "rest")

    def __init__(self, node: Part | End | Dot | More, rest: Rest | None) -> None:
        self.node = node
        self.rest = rest
        self.age = len(_RESTS)
        self.known: tuple[tuple[Step, Rest | None], ...] | None = None

    @property
    def steps(self) -> tuple[tuple[Step, Rest | None], ...]:
        """What may come next, each with what may come after it."""
        if self.known is None:
            self.known = tuple(dict.fromkeys(_steps(self, {self})))
        return self.known

    @property
    def title(self) -> str:
        """The title of the statement."""
        rest = self
        while rest.rest is not None:
            rest = rest.rest
        return rest.node.title if isinstance(rest.node, End) else ""


_RESTS: dict[tuple[Part | End | Dot | More, Rest | None], Rest] = {}
_MORES: dict[tuple[Slot, bool], More] = {}
_DOTS: dict[tuple[Slot, bool], Dot] = {}


def rest_of(node: Part | End | Dot | More, rest: Rest | None) -> Rest:
    """The one continuation of these two: grammars are finite, and so are their continuations."""
    known = _RESTS.get((node, rest))
    if known is None:
        known = _RESTS[node, rest] = Rest(node, rest)
    return known


def _steps(at: Rest, seen: set[Rest]) -> Iterator[tuple[Step, Rest | None]]:
    """What may come next; `seen` are the continuations that are looked into already: what repeats may be empty."""
    node, rest = at.node, at.rest
    match node:
        case Word() | End():
            yield node, rest
        case Slot():
            yield node, _begun(node, rest)
        case More():
            yield node, at
            if not node.open:
                yield from _reached(rest, seen)
        case Dot():
            yield node, rest_of(_dot(node.slot, name=not node.name), rest)
            if not node.name:
                yield from _reached(rest, seen)
        case Repeated():
            yield from _reached(rest_of(node.part, rest_of(node.again, rest)), seen)
        case Again():
            yield from _reached(rest, seen)
            if node.of.separator:
                yield node.of.separator, rest_of(node.of, rest)
            else:
                yield from _reached(rest_of(node.of, rest), seen)
        case Sequence():
            yield from _reached(_in_order(node, rest), seen)
        case Choice():
            for way in node.ways:
                yield from _reached(_in_order(way, rest), seen)
        case Block():
            yield from _reached(rest_of(node.part, rest), seen)


def _reached(rest: Rest | None, seen: set[Rest]) -> Iterator[tuple[Step, Rest | None]]:
    if rest is None or rest in seen:
        return
    seen.add(rest)
    yield from rest.known if rest.known is not None else _steps(rest, seen)


def _in_order(sequence: Sequence, rest: Rest | None) -> Rest | None:
    for part in reversed(sequence.parts):
        rest = rest_of(part, rest)
    return rest


def _begun(slot: Slot, rest: Rest | None) -> Rest | None:
    shape = shape_of(slot)
    if shape is Shape.NAME:
        return rest_of(_dot(slot, name=False), rest)
    return rest_of(_more(slot, is_open=False), rest) if shape in (Shape.TYPE, Shape.EXPRESSION, Shape.QUERY) else rest


def _more(slot: Slot, *, is_open: bool) -> More:
    return _MORES.setdefault((slot, is_open), More(slot, shape_of(slot), is_open))


def _dot(slot: Slot, *, name: bool) -> Dot:
    return _DOTS.setdefault((slot, name), Dot(slot, name))


@dataclass(slots=True, eq=False)
class State:
    """Where a statement may be in its grammar: one of these continuations is the right one."""

    rests: frozenset[Rest]
    steps: tuple[tuple[Step, Rest | None], ...]
    words: dict[str, list[Rest | None]] = field(default_factory=dict)
    """What comes after each expected word or sign, in lower case."""
    within: list[Slot] = field(default_factory=list)
    """The slots that have begun and may go on."""
    moves: dict[tuple[str, Class, bool], State] = field(default_factory=dict)

    def after(self, word: str, kind: Class, *, lenient: bool) -> State:
        """The state behind a lexeme; `lenient` where an expected word may be a name as well."""
        key = (word if word in self.words or matters(word, kind) else "", kind, lenient)
        found = self.moves.get(key)
        if found is None:
            found = self.moves[key] = state_of(self._after(word, kind, lenient=lenient))
        return found

    def _after(self, word: str, kind: Class, *, lenient: bool) -> Iterator[Rest]:
        known = self.words.get(word) if kind is not Class.GROUP else None
        yield from filter(None, known or ())
        for step, rest in self.steps:
            if known and not lenient and not (isinstance(step, More) and (step.shape is Shape.QUERY or joins(word))):
                continue
            taken = _taken(step, rest, word, kind, lenient=lenient)
            if taken is not None:
                yield taken

    @property
    def slots(self) -> list[Slot]:
        """The slots that may come next."""
        return [step for step, _ in self.steps if isinstance(step, Slot)]

    @property
    def asked(self) -> list[tuple[Slot, str]]:
        """The slots that may come next, each with its statement's title."""
        rests = _by_age(self.rests)
        found = {(step, rest.title): None for rest in rests for step, _ in rest.steps if isinstance(step, Slot)}
        return sorted(found, key=lambda slot_and_title: slot_and_title[1])

    @property
    def titles(self) -> list[str]:
        """The titles of the statements that this may be."""
        return sorted({rest.title for rest in self.rests})

    @property
    def named(self) -> list[Slot]:
        """The slots whose name may be complete."""
        return [step.slot for step, _ in self.steps if isinstance(step, Dot) and not step.name]


def _taken(step: Step, rest: Rest | None, word: str, kind: Class, *, lenient: bool) -> Rest | None:
    """What follows when a step that is no word takes a lexeme; None where it does not."""
    match step:
        case Slot():
            shape = shape_of(step)
            if kind is Class.OPERATOR and shape in (Shape.NUMBER, Shape.VALUE):
                return rest_of(step, rest)  # a sign
            fits = begins(shape, kind) or (lenient and shape is Shape.NAME and kind is Class.RESERVED)
            if not fits:
                return None
            if shape is Shape.EXPRESSION and is_open(kind) and rest is not None:
                return rest_of(_more(step, is_open=True), rest.rest)
            return rest
        case More():
            if not goes_on(step.shape, kind, word) or rest is None:
                return None
            ends = step.shape is not Shape.EXPRESSION or not is_open(kind)
            return rest_of(_more(step.slot, is_open=not ends), rest.rest)
        case Dot():
            if step.name:
                return rest if kind in (Class.NAME, Class.RESERVED, Class.JOINER) else None
            group = lenient and kind is Class.GROUP
            return rest if kind is Class.DOT else rest.rest if group and rest else None
        case _:
            return None


_STATES: dict[frozenset[Rest], State] = {}


def state_of(rests: Iterable[Rest]) -> State:
    """The one state of these continuations."""
    found = frozenset(rests)
    known = _STATES.get(found)
    if known is None:
        known = _STATES[found] = _made(found)
    return known


def _by_age(rests: Iterable[Rest]) -> list[Rest]:
    """In the order in which they were met: a set has none that two runs share."""
    return sorted(rests, key=attrgetter("age"))


def _made(rests: frozenset[Rest]) -> State:
    steps = tuple(dict.fromkeys(step for rest in _by_age(rests) for step in rest.steps))
    state = State(rests, steps)
    for step, rest in steps:
        if isinstance(step, Word):
            state.words.setdefault(step.key, []).append(rest)
        elif isinstance(step, More):
            state.within.append(step.slot)
    return state


def union(*states: State) -> State:
    """Where it is not known in which of these a statement is."""
    return states[0] if len(states) == 1 else state_of(rest for state in states for rest in state.rests)


NOWHERE = state_of(())
