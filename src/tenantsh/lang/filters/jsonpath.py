"""Terms as jsonpath, in its lax mode: an array on the way stands for its elements.

A predicate made here is true or false, never unknown: what could be unknown stands in `exists()`, or behind a look at
the type. So `!` of it is its negation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.filters.tree import And, Anywhere, Compare, Element, Has, Is, Not, OneOf, Operator, Or, Type
from tenantsh.lang.filters.words import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.lang.filters.tree import Filter, Path, Value


def to(path: Path, base: str = "$") -> str:
    """The way to a path's values."""
    return base + "".join(f".{quote(key.name)}{'[*]' if key.elements else ''}" for key in path)


def compared(path: Path, operator: Operator, value: Value, base: str = "$") -> str:
    """The values at a path that a range or a text is true of."""
    return f"{to(path, base)} ? ({_test(operator, value)})"


def typed(path: Path, kind: Type) -> str:
    """The types at a path that are this one."""
    return f'{to(path)}.type() ? (@ == "{kind.value}")'


def strings(path: Path, test: str) -> str:
    """The strings at a path, and in arrays there as deep as a range looks, that fulfil a test."""
    return f'{to(path)}[*] ? (@.type() == "string" && {test})'


def anywhere(value: Value, base: str = "$") -> str:
    """What has this value in it, however deep: one comparison with all of them takes half the time of one for each."""
    return f"{base} ? (@.** == {value.json})"


def element(path: Path, fulfils: str, base: str = "$") -> str:
    """The elements of an array that fulfil a predicate."""
    return f"{to(path, base)}[*] ? ({fulfils})"


def _test(operator: Operator, value: Value) -> str:
    match operator:
        case Operator.CONTAINS:
            return f'@ like_regex {value.json} flag "iq"'
        case Operator.STARTS:
            return f"@ starts with {value.json}"
        case Operator.MATCHES:
            return f"@ like_regex {value.json}"
        case Operator.MATCHES_ANY_CASE:
            return f'@ like_regex {value.json} flag "i"'
        case _:
            return f"@ {operator.value} {value.json}"


def sayable(term: Filter) -> bool:
    """Whether a predicate on an element says all of a term.

    No date can be compared there, and in lax mode no element be told from an element of an array among them.
    """
    match term:
        case And(parts) | Or(parts):
            return all(map(sayable, parts))
        case Not(part) | Element(_, part):
            return sayable(part)
        case Compare(_, Operator.ELEMENT):
            return False
        case Compare(path, Operator.EQUAL) | OneOf(path):
            return not any(key.elements for key in path)
        case Compare(_, _, value):
            return value.date is None
        case _:
            return True


def predicate(term: Filter) -> str:
    """What is asked of one element, `@`: means of it what the filter means of a document, where that is sayable."""
    match _settled(term):
        case And(parts):
            return _all(parts)
        case Or(parts):
            return " || ".join(map(_part, parts)) or "1 == 0"
        case Not(part):
            return f"!({predicate(part)})"
        case Compare(_, Operator.EQUAL) | OneOf() | Has():
            return _all((term,))
        case Compare(path, operator, value):
            return f"exists({compared(path, operator, value, '@')})"
        case Is(path, kind):
            return f'{to(path, "@")}.type() == "{kind.value}"'
        case Anywhere(value):
            return f"exists({anywhere(value, '@')})"
        case Element(path, inner):
            return f"exists({element(path, predicate(inner), '@')})"
    raise AssertionError(term)  # the grammar has no column within brackets


def loosely(parts: Iterable[Filter]) -> str:
    """A predicate on an element that is true where all these terms are: sayable ones, and equalities."""
    return " && ".join(_part(part) if sayable(part) else _loose(part) for part in parts)


def _loose(term: Filter) -> str:
    match term:
        case Compare(path, _, value):
            return f"exists({to(path, '@')} ? (@ == {value.json}))"
        case OneOf(path, values):
            return f"exists({to(path, '@')} ? ({_either([f'@ == {value.json}' for value in values])}))"
    raise AssertionError(term)


def _part(term: Filter) -> str:
    return f"({predicate(term)})" if isinstance(_settled(term), And | Or) else predicate(term)


def _settled(term: Filter) -> Filter:
    """The same with negations of terms only, and never one within another.

    Of `!(!(a == 1) && b == 2)` a GIN index takes `a == 1` as something that has to hold, and finds too little (seen on
    13, 15 and 18).
    """
    match term:
        case Not(And(parts)):
            return Or(tuple(map(Not, parts)))
        case Not(Or(parts)):
            return And(tuple(map(Not, parts)))
        case Not(Not(part)):
            return _settled(part)
        case Is(path, Type.MISSING):
            return Not(Has(path))
        case Not(Is(path, Type.MISSING)):
            return Has(path)
        case _:
            return term


def _all(parts: Iterable[Filter]) -> str:
    """A conjunction: what is so of objects only, behind one look at whether it is one, and the rest."""
    of_object, others = list[str](), list[str]()
    for part in map(_settled, parts):
        match part:
            case Compare(path, Operator.EQUAL, value):
                of_object.append(_exactly(path, (value,)))
            case OneOf(path, values):
                of_object.append(_exactly(path, values))
            case Has(path):
                of_object.append(f"exists({to(path, '@')})")
            case _:
                others.append(_part(part))
    return " && ".join((['@.type() == "object"', *of_object] if of_object else []) + others) or "1 == 1"


def _exactly(path: Path, values: tuple[Value, ...]) -> str:
    """An equality as `@>` has it: through objects only."""
    ways = [to(path[: at + 1], "@") for at in range(len(path))]
    return " && ".join((*(f'{way}.type() == "object"' for way in ways[:-1]), _one_of(ways[-1], values)))


def _one_of(base: str, values: tuple[Value, ...]) -> str:
    """Some of the values; each is compared only with what has its type, so that nothing is unknown."""
    kinds = dict[Type, list[str]]()
    for value in values:
        kinds.setdefault(value.type, []).append(f"{base} == {value.json}")
    found = [f'{base}.type() == "{kind.value}" && {_either(tests)}' for kind, tests in kinds.items()]
    return found[0] if len(found) == 1 else _either([f"({each})" for each in found])


def _either(tests: list[str]) -> str:
    return tests[0] if len(tests) == 1 else f"({' || '.join(tests)})"
