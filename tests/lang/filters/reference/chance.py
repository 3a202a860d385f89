"""Random filters that ask for what the documents have, or almost have: an answer is seldom none or all of them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.lang.filters.reference import documents
from tests.lang.filters.reference.answer import elements, everything, reached
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
    Step,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from tests.lang.filters.reference.terms import Filter, Json, Path, Scalar

_KINDS = ("string", "number", "boolean", "array", "object", "null", "missing")
_RANGES = ("<", "<=", ">", ">=")
_OPERANDS = (
    *(date for date in documents.DATES[:15] if " " not in date and date != "2026-02-30"),
    *("2024-02-29", "0001-01-01", "9999-12-31T23:59:59Z"),
)
"""Dates that are some, and have no blank in them."""


def filter_of(rng: Random, found: Sequence[Json], depth: int = 3) -> Filter:
    """A filter for some of these documents."""
    chance = rng.random()
    if depth == 0 or chance < 0.45:
        return _term(rng, found, depth)
    if chance < 0.7:
        # of one document as a rule, or nothing would ever be all of it
        return And(_parts(rng, [rng.choice(found)] if rng.random() < 0.7 else found, depth))
    if chance < 0.85:
        return Or(_parts(rng, found, depth))
    return Not(filter_of(rng, found, depth - 1))


def term_of(rng: Random, path: Path, at: Json) -> Filter:
    """A term about a path where this value was seen."""
    kinds: list[Callable[[], Filter]] = [
        lambda: Compare(path, rng.choice(("=", "=", "=", "!=")), _near(rng, at)),
        lambda: Compare(path, rng.choice(_RANGES), _bound(rng, at)),
        lambda: Compare(path, rng.choice(("~", "~", "!~")), _near(rng, _inside(rng, at))),
        lambda: Compare(path, rng.choice(("*=", "!*=", "^=", "!^=")), _piece(rng, at)),
        lambda: Compare(path, rng.choice(("=~", "=~*", "!=~", "!=~*")), _pattern(rng, at)),
        lambda: In(path, tuple(_near(rng, at) for _ in range(rng.choice((1, 2, 3)))), rng.random() < 0.3),
        lambda: Is(path, rng.choice(_KINDS), rng.random() < 0.3),
        lambda: Has(path, rng.random() < 0.4),
        lambda: Anywhere(_near(rng, rng.choice(list(everything(at))))),
        lambda: Bare(path),
    ]
    return rng.choice(kinds)()


def _parts(rng: Random, found: Sequence[Json], depth: int) -> tuple[Filter, ...]:
    return tuple(filter_of(rng, found, depth - 1) for _ in range(rng.choice((2, 2, 3))))


def walk(rng: Random, at: Json) -> tuple[Path, Json]:
    """A path of a document, and what is there; sometimes one that leads past it."""
    path: list[Step] = []
    while isinstance(at, dict) and at and (not path or rng.random() < 0.7):
        name = rng.choice(list(at))
        at = at[name]
        each = isinstance(at, list) and rng.random() < 0.5
        path.append(Step(name, each or rng.random() < 0.02))
        if each:
            assert isinstance(at, list)
            at = rng.choice(at) if at else None
    if not path or rng.random() < 0.05:
        path.append(Step(documents.key(rng), rng.random() < 0.2))
        at = documents.scalar(rng)
    return tuple(path), at


def element_of(rng: Random, found: Sequence[Json]) -> tuple[Path, Sequence[Json]]:
    """A path to an array, and elements of the arrays that are there; of the documents themselves where none is."""
    walks = [walk(rng, rng.choice(found)) for _ in range(8)]
    arrays = [path for path, at in walks if isinstance(at, list) and at]
    path = arrays[0] if arrays else walks[0][0]
    some = rng.sample(found, min(len(found), 60))
    return path, [one for each in some for at in reached(each, path) for one in elements(at)] or found


def _term(rng: Random, found: Sequence[Json], depth: int) -> Filter:
    if depth and rng.random() < 0.2:
        path, inside = element_of(rng, found)
        return Some(path, filter_of(rng, inside, depth - 1))
    return term_of(rng, *walk(rng, rng.choice(found)))


def _inside(rng: Random, at: Json) -> Json:
    return rng.choice(at) if isinstance(at, list) and at else at


def _near(rng: Random, at: Json) -> Scalar:
    """A value as it was seen, or one that reads like it, or another one."""
    value = at if not isinstance(at, dict | list) and rng.random() < 0.85 else documents.scalar(rng)
    assert not isinstance(value, dict | list)
    if rng.random() < 0.85:
        return value
    if isinstance(value, str):
        return Decimal(value) if value.isascii() and value.isdigit() else value.upper()
    if isinstance(value, Decimal):
        return value.normalize() if rng.random() < 0.5 else str(value)
    return documents.text(value)


def _bound(rng: Random, at: Json) -> Scalar | Date:
    """What a range is held against: a number, a text or a date."""
    inner = _inside(rng, at)
    if isinstance(inner, str) and (inner in documents.DATES or rng.random() < 0.1):
        return Date(rng.choice(_OPERANDS)) if rng.random() < 0.8 else inner
    if isinstance(inner, str) and rng.random() < 0.9:
        return inner
    if isinstance(inner, Decimal) or (not isinstance(inner, dict | list) and rng.random() < 0.5):
        return inner
    return Decimal(rng.choice(documents.NUMBERS))


def _piece(rng: Random, at: Json) -> str:
    """A piece of a text."""
    inner = _inside(rng, at)
    whole = inner if isinstance(inner, str) else rng.choice(documents.TEXTS)
    start = rng.choice((0, 0, rng.randrange(len(whole) + 1)))
    piece = whole[start : start + rng.randrange(1, 5)]
    return piece.swapcase() if rng.random() < 0.3 else piece


_ATOMS = (
    (".", "."),
    (".*", ".*"),
    ("[a-c]", "[a-c]"),
    ("[0-9]+", "[0-9]+"),
    (r"\.", r"\."),
    ("x?", "x?"),
    ("(a|b)", "(a|b)"),
)


def _pattern(rng: Random, at: Json) -> Pattern:
    """A regular expression of what both dialects have."""
    piece = "".join(letter for letter in _piece(rng, at) if letter.isascii() and letter.isalnum())
    server, python = piece, piece
    if rng.random() < 0.6:
        more = rng.choice(_ATOMS)
        server, python = server + more[0], python + more[1]
    if rng.random() < 0.25:
        server, python = f"^{server}", f"^{python}"
    if rng.random() < 0.25:
        server, python = f"{server}$", rf"{python}\Z"
    return Pattern(server or "a", python or "a")
