r"""What is wanted in every other statement, and at the beginning of one: by the grammar of `\\h`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.lang.brackets import enclosing
from tenantsh.shell.completion import scope
from tenantsh.shell.completion.keywords import QUERIES
from tenantsh.shell.completion.suggest import bodies, clauses
from tenantsh.shell.completion.suggest.clauses import phrases
from tenantsh.shell.completion.suggest.grammar import defaults, slots, usual, wording
from tenantsh.shell.completion.suggest.grammar.shapes import Shape, shape_of
from tenantsh.shell.completion.suggest.grammar.titles import arrive
from tenantsh.shell.completion.wanted import Columns, Functions, Relations, Texts, Words

if TYPE_CHECKING:
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.suggest.grammar.notation import Slot
    from tenantsh.shell.completion.suggest.grammar.walk import Arrival, Inside
    from tenantsh.shell.completion.wanted import Wanted

_CONDITIONS = ("condition", "predicate")
_EVEN = frozenset(("SET", "SHOW", "RESET", "EXPLAIN", "CREATE RULE", "SET CONSTRAINTS"))
"""Titles whose keywords are wanted as much as what stands for something."""
_WRITTEN = (Shape.STRING, Shape.VALUE)
"""Shapes of what is written as a string literal."""
_DEEPEST = 5
"""Statements in one another: EXPLAIN CREATE TABLE … AS EXECUTE."""
_TITLE = 3
"""Words up to which it may be open what a statement is one of: CREATE OR REPLACE."""
_OPENING = frozenset(("COPY", "CREATE TABLE", "CREATE TABLE AS", "CREATE INDEX"))
"""Titles behind whose table, or options, a parenthesis is what is wanted."""
_SIDES = frozenset(("to", "from"))
_WITHOUT_COLUMNS = ("default_expression", "bound_value")
_FROM_WORDS = ("from", "join", "into", "table", "update", "references", "on", "only", "view", "using")
"""Words that are followed by a relation's name, when nothing better is known of a statement."""


def suggest(place: Place, depth: int = 0) -> list[Wanted]:
    """What is wanted at a place in a statement that is within so many others, or at the beginning of one."""
    own = bodies.suggest(place) if place.body else None
    if own is not None:
        return own
    if not place.before:
        return [Words(usual.BEGINNINGS, 0), Words(usual.BARE, 1)]
    if place.before[0].is_word(*QUERIES):
        return clauses.suggest(place)
    query = scope.opened(place)
    if query is None and place.before[0].is_word("call") and enclosing(place.before) is not None:
        return clauses.expression(_from(place, 1), ())
    if query is not None:
        return clauses.suggest(place if scope.level(place).around else query)
    return _by_grammar(place, depth)


def in_string(place: Place) -> list[Wanted]:
    """What is wanted within a string literal, where it is no query's: a setting's value, an enum's label."""
    if place.before[0].is_word(*QUERIES) or scope.opened(place) is not None:
        return []
    arrival = arrive(place.before)
    strings = (asked for asked in _asked(place, arrival) if shape_of(asked.slot) in _WRITTEN)
    values = defaults.labels(place.before, scope.visible(place).sources)
    return [*values, *(one for asked in strings for one in slots.wanted(asked))]


def _by_grammar(place: Place, depth: int) -> list[Wanted]:
    arrival = arrive(place.before)
    inner = _inner(place, arrival, depth)
    if inner is not None:
        return inner
    asked = _asked(place, arrival)
    found = [one for slot in asked for one in _slot(slot)]
    found += wording.words(arrival.state, _title(place, arrival), fit=int(bool(found) and not _even(place, asked)))
    found += _expression_goes_on(place, arrival)
    found += _parenthesis(place, arrival)
    return list(dict.fromkeys(found)) or ([] if arrival.known else _by_the_last_word(place))


def _parenthesis(place: Place, arrival: Arrival) -> list[Wanted]:
    """The parenthesis of a list or of options: first where a statement hardly goes on without it."""
    if "(" not in arrival.state.words:
        return []
    columns = place.before[0].is_word("copy") and not _SIDES & place.names
    likely = _OPENING.issuperset(arrival.state.titles) and not columns
    return [Texts((("(", ""),), "mark", fit=0 if likely else 1)]


def _even(place: Place, asked: list[slots.Asked]) -> bool:
    """Whether keywords are wanted as much as what stands for something."""
    names = {each.slot.name for each in asked}
    return "value" not in names and (
        place.before[-1].is_word("drop", "alter", "rename", "returns") or any(each.title in _EVEN for each in asked)
    )


def _inner(place: Place, arrival: Arrival, depth: int) -> list[Wanted] | None:
    """What a statement within this one wants, or an expression in a parenthesis that is open."""
    for inside in arrival.inside:
        shape = shape_of(inside.slot)
        if shape is Shape.QUERY and inside.start:
            more = wording.words(arrival.state, "", fit=3)
            return [*suggest(_from(place, inside.start), depth + 1), *more] if depth < _DEEPEST else []
        if inside.open:
            return [] if shape is Shape.TYPE else _expression(place, inside)
    return None


def _expression_goes_on(place: Place, arrival: Arrival) -> list[Wanted]:
    within = [inside for inside in arrival.inside if shape_of(inside.slot) is Shape.EXPRESSION]
    return _expression(place, within[0]) if within else []


def _expression(place: Place, inside: Inside) -> list[Wanted]:
    """What an expression wants that has begun."""
    return _within(place, inside.slot, inside.start)


def _within(place: Place, slot: Slot, start: int) -> list[Wanted]:
    """What an expression wants that begins at a lexeme."""
    before, sources = place.before, scope.visible(place).sources
    checked = start > 1 and before[start - 2].is_word("check")
    values = defaults.labels(before, sources) if start == len(before) else []
    if slot.name in _WITHOUT_COLUMNS or (start and before[start - 1].is_word("default")):
        sources = ()
    own = [Words(("VALUE",), 0)] if len(before) > 1 and before[1].is_word("domain") and checked else []
    more = clauses.expression(_from(place, start), sources, condition=checked or slot.name in _CONDITIONS)
    return [*values, *own, *(_of_policy(more) if len(before) > 1 and before[1].is_word("policy") else more)]


def _of_policy(found: list[Wanted]) -> list[Wanted]:
    """What a policy compares a column with: mostly a function that says who asks."""
    if not any(isinstance(one, Columns) and one.like for one in found):
        return found
    return [replace(one, fit=0) if isinstance(one, Functions) else one for one in found]


def _asked(place: Place, arrival: Arrival) -> list[slots.Asked]:
    """The slots that are expected next; those of one name and title once."""
    found = {(slot.name, title): slots.Asked(slot, title, place) for slot, title in reversed(arrival.state.asked)}
    return list(found.values())


def _slot(asked: slots.Asked) -> list[Wanted]:
    match shape_of(asked.slot):
        case Shape.EXPRESSION:
            return _within(asked.place, asked.slot, len(asked.place.before))
        case Shape.QUERY:
            return [Words(phrases.QUERY if asked.slot.name == "query" else usual.EXPLAINED, 0)]
        case _:
            return slots.wanted(asked)


def _title(place: Place, arrival: Arrival) -> str:
    """What the statement is, or what its verb is while that is open."""
    titles = arrival.state.titles
    shortest = min(titles, key=len, default="")
    if all(title.startswith(shortest) for title in titles):
        return shortest
    return place.before[0].text.upper() if len(place.before) <= _TITLE else ""


def _from(place: Place, start: int) -> Place:
    """The place as if its statement began later."""
    return replace(place, before=place.before[start:])


def _by_the_last_word(place: Place) -> list[Wanted]:
    last = place.before[-1]
    if last.is_word(*_FROM_WORDS):
        return [Relations()]
    opened = enclosing(place.before)
    return clauses.expression(_from(place, opened.at + 1), ()) if opened else []
