"""Whether a document fulfils a filter: what the words say, and nothing about how a server would find it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.lang.filters.reference.dates import instant
from tests.lang.filters.reference.terms import (
    And,
    Anywhere,
    Bare,
    Compare,
    Date,
    Has,
    In,
    Is,
    Not,
    Or,
    Pattern,
    Some,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lang.filters.reference.terms import Filter, Json, Path, Scalar

MISSING: dict[str, Json] = {}
"""What a NULL column is: a document with nothing in it."""


def fulfils(document: Json, what: Filter) -> bool:
    """Whether a document fulfils a filter."""
    match what:
        case And(parts):
            return all(fulfils(document, part) for part in parts)
        case Or(parts):
            return any(fulfils(document, part) for part in parts)
        case Not(part):
            return not fulfils(document, part)
        case Compare(path, sign, value):
            return (sign[0] == "!") != _compares(document, path, sign.removeprefix("!"), value)
        case In(path, values, negated):
            return negated != any(same(at, value) for at in reached(document, path) for value in values)
        case Is(path, "missing", negated):
            return negated == has(document, path)
        case Is(path, kind, negated):
            return negated != any(kind_of(at) == kind for at in loosely(document, path))
        case Has(path, negated):
            return negated != has(document, path)
        case Anywhere(value):
            return any(same(at, value) for at in everything(document))
        case Bare(path):
            return any(at is True for at in reached(document, path))
        case Some(path, inner):
            found = (one for at in loosely(document, path) for one in each_of(at))
            return any(fulfils(element, inner) for one in found for element in each_of(one))


def has(document: Json, path: Path) -> bool:
    """Whether an object has something at a path."""
    return isinstance(document, dict) and any(True for _ in loosely(document, path))


def loosely(document: Json, path: Path) -> Iterator[Json]:
    """The values at a path as jsonpath's lax mode has them: an array on the way stands for its elements."""
    if not path:
        yield document
        return
    step = path[0]
    for one in each_of(document):
        if isinstance(one, dict) and step.name in one:
            for inside in each_of(one[step.name]) if step.each else [one[step.name]]:
                yield from loosely(inside, path[1:])


def each_of(value: Json) -> list[Json]:
    """An array's elements; anything else stands for itself."""
    return value if isinstance(value, list) else [value]


def reached(document: Json, path: Path) -> Iterator[Json]:
    """The values at a path: keys lead into objects, `[]` into arrays, nothing into anything else."""
    if not path:
        yield document
        return
    step = path[0]
    if isinstance(document, dict) and step.name in document:
        value = document[step.name]
        for inside in elements(value) if step.each else [value]:
            yield from reached(inside, path[1:])


def elements(value: Json) -> list[Json]:
    """An array's elements; anything else has none."""
    return value if isinstance(value, list) else []


def everything(value: Json) -> Iterator[Json]:
    """A value and all that is in it, but for keys."""
    yield value
    for inside in value.values() if isinstance(value, dict) else elements(value):
        yield from everything(inside)


def kind_of(value: Json) -> str:
    """The type of a value in JSON's words."""
    if value is None:
        return "null"
    kinds = {bool: "boolean", Decimal: "number", str: "string", list: "array", dict: "object"}
    return kinds[type(value)]


def same(one: Json, other: Scalar) -> bool:
    """Exactly: of one type, numbers by what they are worth, not by how they are written."""
    return kind_of(one) == kind_of(other) and one == other


def _compares(document: Json, path: Path, sign: str, value: Scalar | Date | Pattern) -> bool:
    found = reached(document, path)
    if sign == "=":
        assert not isinstance(value, Date | Pattern)
        return any(same(at, value) for at in found)
    if sign == "~":
        assert not isinstance(value, Date | Pattern)
        return any(same(element, value) for at in found for element in elements(at))
    loose = (inner for at in loosely(document, path) for one in each_of(at) for inner in each_of(one))
    return any(_suits(one, sign, value) for one in loose)


def _suits(one: Json, sign: str, value: Scalar | Date | Pattern) -> bool:
    """Whether a value, or an element of an array, is on the right side of a range, or a text as it should be."""
    if isinstance(value, Pattern):
        flags = re.ASCII | (re.IGNORECASE if sign == "=~*" else 0)
        return isinstance(one, str) and bool(re.search(value.python, one, flags))
    if isinstance(value, Date):
        at, bound = instant(one) if isinstance(one, str) else None, instant(value.text)
        assert bound is not None, value
        return at is not None and _ordered(at, sign, bound)
    if sign == "^=":
        return isinstance(one, str) and isinstance(value, str) and one.startswith(value)
    if sign == "*=":
        return isinstance(one, str) and isinstance(value, str) and _in_any_case(value, one)
    if one is None and value is None:
        return "=" in sign
    return kind_of(one) == kind_of(value) and _ordered(one, sign, value)


def _ordered(one: object, sign: str, bound: object) -> bool:
    """Python's own order: of strings it is that of code points."""
    match sign:
        case "<":
            return bool(one < bound)  # type: ignore[operator]
        case "<=":
            return bool(one <= bound)  # type: ignore[operator]
        case ">":
            return bool(one > bound)  # type: ignore[operator]
        case _:
            return bool(one >= bound)  # type: ignore[operator]


def _in_any_case(part: str, text: str) -> bool:
    cases = [{letter, letter.lower(), letter.upper()} for letter in part]
    return any(
        all(text[at + place] in cases[place] for place in range(len(part))) for at in range(len(text) - len(part) + 1)
    )
