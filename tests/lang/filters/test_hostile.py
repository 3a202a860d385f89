"""Whatever is typed as a filter is understood or refused in words, and no value ever becomes SQL."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.lang.filters.reference import documents, hostile
from tests.lang.filters.reference.chance import filter_of
from tests.lang.filters.reference.spelling import spelled

from tenantsh.lang.filters import compile as compiled
from tenantsh.lang.filters import parse
from tenantsh.lang.filters.errors import FilterError
from tenantsh.lang.filters.indexes import NONE, Gin, Indexes

if TYPE_CHECKING:
    from collections.abc import Iterable

SHAPES = (
    "{key}={value}", "{key}!={value}", "{key}>={value}", "{key}~{value}", "!{key}~{value}", "{key}*={value}",
    "{key}^={value}", "{key} in {value},{value}", "{key} not in {value}", "{key} is string", "has:{key}",
    "missing:{key}.{key}", "any:{value}", "{key}", "{key}[]={value}", "{key}[{key}={value}]", "{key}[!{key}*={value}]",
    "{key}={value} or x={value}", "{key}>=2026-01-01", "a[{key}<2026-01-01]", "{key}.a={value} {key}.b={value}",
)  # fmt: skip
"""Terms with places for a key and a value, both in quotes."""

_INDEXES = (NONE, *(Indexes((Gin("g", opclass),)) for opclass in ("jsonb_ops", "jsonb_path_ops")))


def shaped(shape: str, key: str, value: str) -> str:
    """A filter of this shape; keys and values as JSON has them."""
    return shape.format(key=json.dumps(key), value=json.dumps(value, ensure_ascii=False))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("indexes", _INDEXES, ids=("none", "jsonb_ops", "jsonb_path_ops"))
def test_the_sql_is_the_same_whatever_the_keys_and_values_are(shape: str, indexes: Indexes) -> None:
    rng = Random(11)
    plain = compiled(parse(shaped(shape, "key", "value")), "data", indexes)
    for _ in range(300):
        # a key of its own kind: `x` and `a` would merge with the other term of the shape
        given = shaped(shape, f"k{hostile.text(rng)}", f"v{hostile.text(rng)}")
        condition = compiled(parse(given), "data", indexes)
        assert condition.numbered == plain.numbered, given
        assert condition.formatted == plain.formatted, given


def test_a_text_cut_at_any_place_is_a_filter_or_refused_at_a_place_in_it() -> None:
    rng = Random(12)
    found = [documents.document(rng) for _ in range(200)]
    for _ in range(150):
        text = spelled(rng, filter_of(rng, found))[:300]
        _read_all(text[:at] for at in range(len(text) + 1))
        _read_all(text[at:] for at in range(1, len(text)))


def test_noise_is_a_filter_or_refused_at_a_place_in_it() -> None:
    rng = Random(13)
    _read_all(hostile.noise(rng) for _ in range(5_000))
    _read_all(hostile.text(rng) for _ in range(5_000))


def test_a_filter_with_noise_in_it_is_one_or_refused_at_a_place_in_it() -> None:
    rng = Random(14)
    found = [documents.document(rng) for _ in range(200)]
    for _ in range(3_000):
        text = spelled(rng, filter_of(rng, found, 2))
        at = rng.randrange(len(text) + 1)
        _read_all([text[:at] + (hostile.noise(rng)[:3] or hostile.text(rng)) + text[at + rng.randrange(3) :]])


def test_brackets_deeper_than_python_goes_are_read_or_refused() -> None:
    for opened in ("(", "!", "not ", "a[", "!(", "(a or ", "(a "):
        _read_all([opened * 20_000, opened * 20_000 + "x" + "])"[opened != "a["] * 20_000])
    assert compiled(parse("x=1 or " * 5_000 + "x=1"), "data").parameters
    assert compiled(parse("x=1 " * 5_000), "data").parameters


def _read_all(texts: Iterable[str]) -> None:
    for text in texts:
        error = _error_of(text)
        if error:
            assert 0 <= error.position <= len(text), (text, error.position)
            assert "^" in str(error) or not text.strip(), text


def _error_of(text: str) -> FilterError | None:
    """What is wrong with a filter; what is a filter can be compiled, and raises nothing."""
    try:
        tree = parse(text)
    except FilterError as error:
        return error
    for indexes in _INDEXES:
        compiled(tree, "data", indexes)
    return None
