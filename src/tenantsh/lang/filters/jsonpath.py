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


def anywhere(value: Value, base: str = "$") -> str:
    """The values, however deep, that are this one."""
    return f"{base}.** ? (@ == {value.json})"


def element(term: Element, base: str = "$") -> str:
    """The elements of an array that fulfil what is asked of one."""
    return f"{to(term.path, base)}[*] ? ({predicate(term.inner)})"


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


def predicate(term: Filter) -> str:
    """What is asked of one element, `@`: means of it what the filter means of a document."""
    match term:
        case And(parts):
            return _joined(" && ", parts) if parts else "1 == 1"
        case Or(parts):
            return _joined(" || ", parts)
        case Not(part):
            return f"!({predicate(part)})"
        case Compare(path, Operator.EQUAL, value):
            return _exactly(_steps(path), "@", (value,))
        case Compare(path, Operator.ELEMENT, value):
            return _exactly((*_steps(path), None), "@", (value,))
        case OneOf(path, values):
            return _exactly(_steps(path), "@", values)
        case Compare(path, operator, value):
            return f"exists({compared(path, operator, value, '@')})"
        case Is(path, Type.MISSING):
            return f"!exists({to(path, '@')})"
        case Is(path, kind):
            return f'{to(path, "@")}.type() == "{kind.value}"'
        case Has(path):
            return f"exists({to(path, '@')})"
        case Anywhere(value):
            return f"exists({anywhere(value, '@')})"
        case Element():
            return f"exists({element(term, '@')})"
    raise AssertionError(term)  # the grammar has no column within brackets


def _joined(by: str, parts: Iterable[Filter]) -> str:
    return by.join(f"({predicate(part)})" if isinstance(part, And | Or) else predicate(part) for part in parts)


def _exactly(steps: tuple[str | None, ...], base: str, values: tuple[Value, ...]) -> str:
    """An equality as `@>` has it: through objects by a key's name, through arrays only where a step is None."""
    asked = list[str]()
    for at, step in enumerate(steps):
        if step is None:
            within = _exactly(steps[at + 1 :], "@", values)
            return " && ".join((*asked, f'{base}.type() == "array"', f"exists({base}[*] ? ({within}))"))
        if at:
            asked.append(f'{base}.type() == "object"')
        base = f"{base}.{quote(step)}"
    return " && ".join((*asked, _one_of(base, values)))


def _steps(path: Path) -> tuple[str | None, ...]:
    return tuple(step for key in path for step in ((key.name, None) if key.elements else (key.name,)))


def _one_of(base: str, values: tuple[Value, ...]) -> str:
    """Some of the values; each is compared only with what has its type, so that nothing is unknown."""
    kinds = dict[Type, list[str]]()
    for value in values:
        kinds.setdefault(value.type, []).append(f"{base} == {value.json}")
    found = [f'{base}.type() == "{kind.value}" && {_either(tests)}' for kind, tests in kinds.items()]
    return found[0] if len(found) == 1 else _either([f"({each})" for each in found])


def _either(tests: list[str]) -> str:
    return tests[0] if len(tests) == 1 else f"({' || '.join(tests)})"
