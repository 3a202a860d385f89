"""The laws of filters, asked of a server: two ways to say a thing find the same rows, whatever serves them."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.db import filter_tables
from tests.lang.filters.reference.chance import element_of, filter_of, walk
from tests.lang.filters.reference.spelling import spelled
from tests.lang.filters.reference.terms import And, Bare, Compare, Has, In, Is, Not, Or, Some, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.db.filter_tables import Tables
    from tests.db.small import Small
    from tests.lang.filters.reference.terms import Filter, Json, Path, Scalar

    from tenantsh.db.session import Session

_SEED = 31
_DOCUMENTS = 300
_CASES = 20 if "TENANTSH_FILTER_SEEDS" in os.environ else 8
_TABLES = ("plain", "ops", "hashed", "generated")


@pytest.fixture(scope="module")
def tables(filtered: Small, asking: Session) -> Tables:
    return filter_tables.make(filtered, asking, _SEED, _DOCUMENTS)


def _of_scalars(
    make: Callable[[Path, Scalar, Scalar], tuple[Filter, Filter]],
) -> Callable[[Random, Tables], tuple[Filter, Filter]]:
    def law(rng: Random, tables: Tables) -> tuple[Filter, Filter]:
        path, at = walk(rng, rng.choice(tables.documents))
        _, other = walk(rng, rng.choice(tables.documents))
        return make(path, _scalar(at), _scalar(other))

    return law


def _of_filters(
    make: Callable[[Filter, Filter], tuple[Filter, Filter]],
) -> Callable[[Random, Tables], tuple[Filter, Filter]]:
    return lambda rng, tables: make(filter_of(rng, tables.documents, 1), filter_of(rng, tables.documents, 1))


def _scalar(value: Json) -> Scalar:
    return "beta" if isinstance(value, dict | list) else value


def _ending(path: Path, *, each: bool) -> Path:
    return (*path[:-1], Step(path[-1].name, each))


def _in_element(rng: Random, tables: Tables) -> tuple[Filter, Filter]:
    path, found = element_of(rng, tables.documents)
    one, other = filter_of(rng, found, 1), filter_of(rng, found, 1)
    return Some(path, Or((one, other))), Or((Some(path, one), Some(path, other)))


_LAWS = {
    "x!=v is !(x=v)": _of_scalars(lambda x, v, _: (Compare(x, "!=", v), Not(Compare(x, "=", v)))),
    "x!~v is !(x~v)": _of_scalars(lambda x, v, _: (Compare(x, "!~", v), Not(Compare(x, "~", v)))),
    "x!*=v is !(x*=v)": _of_scalars(lambda x, v, _: (Compare(x, "!*=", str(v)), Not(Compare(x, "*=", str(v))))),
    "missing:x is !has:x": _of_scalars(lambda x, *_: (Has(x, negated=True), Not(Has(x)))),
    "missing:x is x is missing": _of_scalars(lambda x, *_: (Has(x, negated=True), Is(x, "missing"))),
    "x is not null is !(x is null)": _of_scalars(lambda x, *_: (Is(x, "null", negated=True), Not(Is(x, "null")))),
    "x~v is x[]=v": _of_scalars(
        lambda x, v, _: (Compare(_ending(x, each=False), "~", v), Compare(_ending(x, each=True), "=", v))
    ),
    "x is x=true": _of_scalars(lambda x, *_: (Bare(x), Compare(x, "=", True))),  # a value like others
    "x in a,b is x=a or x=b": _of_scalars(
        lambda x, a, b: (In(x, (a, b)), Or((Compare(x, "=", a), Compare(x, "=", b))))
    ),
    "x not in a,b is x!=a and x!=b": _of_scalars(
        lambda x, a, b: (In(x, (a, b), negated=True), And((Compare(x, "!=", a), Compare(x, "!=", b))))
    ),
    "!!p is p": _of_filters(lambda p, _: (Not(Not(p)), p)),
    "!(p and q) is !p or !q": _of_filters(lambda p, q: (Not(And((p, q))), Or((Not(p), Not(q))))),
    "!(p or q) is !p and !q": _of_filters(lambda p, q: (Not(Or((p, q))), And((Not(p), Not(q))))),
    "p q is q p": _of_filters(lambda p, q: (And((p, q)), And((q, p)))),
    "p or q is q or p": _of_filters(lambda p, q: (Or((p, q)), Or((q, p)))),
    "p is p and p": _of_filters(lambda p, _: (p, And((p, p)))),
    "a[p or q] is a[p] or a[q]": _in_element,
}


@pytest.mark.parametrize("law", _LAWS)
def test_law(tables: Tables, law: str) -> None:
    rng = Random(_SEED)
    for _ in range(_CASES):
        left, right = (spelled(rng, side) for side in _LAWS[law](rng, tables))
        answers = {**tables.found(left, _TABLES), "other": tables.found(right, ("plain",))["plain"]}
        assert len(set(map(frozenset, answers.values()))) == 1, f"{left!r} and {right!r}: {answers}"


def test_and_or_and_not_are_those_of_sets(tables: Tables) -> None:
    rng, everything = Random(_SEED), set(range(_DOCUMENTS))
    for _ in range(3 * _CASES):
        one, other = filter_of(rng, tables.documents, 1), filter_of(rng, tables.documents, 1)
        first, second, both, either, neither = (
            tables.found(spelled(rng, what), ("ops",))["ops"]
            for what in (one, other, And((one, other)), Or((one, other)), Not(Or((one, other))))
        )
        assert both == first & second, (one, other)
        assert either == first | second, (one, other)
        assert neither == everything - first - second, (one, other)
