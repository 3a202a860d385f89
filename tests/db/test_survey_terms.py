"""Every term that a survey offers finds one of its documents, and no share is more than `has:` finds."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from tests.db.test_survey_fields import fields

from tenantsh.commands.documents.terms import example
from tenantsh.lang.filters import compile as compiled
from tenantsh.lang.filters import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.pgcluster import Cluster

_WAYS: dict[str, Sequence[Any]] = {
    "only elements have it": [{"e": {"x": 1}}, {"e": {"x": 2}}, {"e": {"x": 3}}, {"e": [{"m": "a"}, {"m": "a"}]}],
    "only objects have it": [{"e": {"x": "a"}}, {"e": [{"y": 1}, {"y": 2}, {"y": 3}]}],
    "arrays in arrays": [{"a": [[{"b": "x"}]]}, {"a": [{"c": True}, [{"d": False}]]}, {"a": [[[{"deep": 1}]]]}],
    "arrays in objects in arrays": [{"a": [{"b": [[{"c": "x"}]]}]}, {"a": {"b": {"c": "y"}}}, {"a": [[{"b": 1}]]}],
    "more elements than values": [{"a": ["x", "x", "x"]}, {"a": "y"}, {"a": "z"}, {"a": "z"}],
    "more values than arrays": [{"a": ["x"]}, {"a": "y"}, {"a": "y"}, {"a": True}, {"a": [True, True, True]}],
    "as many": [{"a": "v"}, {"a": ["w"]}],
    "null first": [{"a": None}, {"a": None}, {"a": [{"b": 1}]}, {"a": [{"b": False}, {"b": True}]}],
    "false beside true": [{"a": [{"b": False}, {"b": True}]}],
    "numbers for keys": [{"a": [{"1": True}]}, {"a": {"1": False}}],
    "offsets": [{"at": f"2026-01-31T00:{minute:02}:00+02:00"} for minute in range(20)],
    "numbers as text": [{"a": [{"n": "10"}, {"n": "9"}]}, {"a": {"n": ["7"]}}],
    "spellings": [{"a": [{"t": "Eu"}]}, {"a": {"t": "eu"}}, {"a": {"t": ["EU"]}}],
    "long": [{"a": "x" * 300}, {"a": ["y" * 300]}, {"b": [[1], [2]]}],
    "identifiers": [{"by": {f"{n:08x}-0000-4000-8000-{n:012x}": {"q": n}}} for n in range(40)],
    "identifiers in arrays": [{"by": [{f"{n:08x}-0000-4000-8000-{n:012x}": n}, {"a": 1}]} for n in range(40)],
}


@pytest.fixture(scope="module")
def database(pg: Cluster) -> str:
    pg.create("survey_terms")
    return "survey_terms"


def _misses(documents: Sequence[Any], pg: Cluster, database: str) -> list[str]:
    """Terms that find nothing, and shares that are more than `has:` finds."""
    found = list(fields(documents).values())
    terms = [example(field) for field in found]
    terms += [drift.term for field in found for drift in field.drifts if drift.term]
    single = [field for field in found if field.many is None]
    counts = _counts([*terms, *(f"has:{field.spelled}" for field in single)], documents, pg, database)
    missed = [term for term, count in zip(terms, counts, strict=False) if not count]
    behind = zip(single, counts[len(terms) :], strict=True)
    return missed + [f"{field.spelled}: {field.rows}, has: {count}" for field, count in behind if field.rows > count]


def _counts(terms: Sequence[str], documents: Sequence[Any], pg: Cluster, database: str) -> list[int]:
    asked = ", ".join(f"count(*) filter (where {compiled(parse(term), 'data').literal})" for term in terms)
    rows = ", ".join("('" + json.dumps(each).replace("'", "''") + "'::jsonb)" for each in documents)
    return [int(str(count)) for count in pg.run(f"select {asked} from (values {rows}) as t (data)", database)[0]]


@pytest.mark.parametrize("documents", _WAYS.values(), ids=_WAYS)
def test_every_term_finds_a_document(documents: Sequence[Any], pg: Cluster, database: str) -> None:
    assert _misses(documents, pg, database) == []


@pytest.mark.parametrize("seed", range(40))
def test_every_term_finds_a_document_of_any_shape(seed: int, pg: Cluster, database: str) -> None:
    rng = Random(seed)
    documents = [{key: _value(rng, 4) for key in rng.sample("abc", rng.randint(1, 3))} for _ in range(6)]
    assert _misses(documents, pg, database) == []


def _value(rng: Random, deep: int) -> Any:
    kind = rng.choice(("scalar", "scalar", "object", "array", "array")) if deep else "scalar"
    if kind == "scalar":
        return rng.choice((None, True, False, 1, 2.50, "x", "X", "7", "2026-01-31", "", "a b"))
    if kind == "object":
        return {key: _value(rng, deep - 1) for key in rng.sample(("a", "b", "1", "c d"), rng.randint(0, 3))}
    return [_value(rng, deep - 1) for _ in range(rng.randint(0, 3))]
