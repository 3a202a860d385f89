"""A thousand hostile keys and values, asked of a server: none fails, and each is found where it should be."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.db.filter_tables import parsed
from tests.lang.filters.reference import documents, hostile
from tests.lang.filters.reference.answer import fulfils
from tests.lang.filters.reference.spelling import spelled
from tests.lang.filters.reference.terms import (
    Anywhere,
    Bare,
    Compare,
    Has,
    In,
    Not,
    Some,
    Step,
)

from tenantsh.lang.filters import compile as compiled
from tenantsh.lang.filters import parse
from tenantsh.lang.filters.errors import FilterError
from tenantsh.lang.filters.indexes import NONE, Gin, Indexes

if TYPE_CHECKING:
    from tests.lang.filters.reference.terms import Filter, Json

    from tenantsh.db.session import Session

_PAIRS = 1_000
_INDEXES = (NONE, Indexes((Gin("g", "jsonb_ops"),)), Indexes((Gin("g", "jsonb_path_ops"),)))


def test_hostile_keys_and_values_are_found_where_they_are_and_nowhere_else(session: Session) -> None:
    rng, keys, values = Random(21), [""], [""]
    for number in range(_PAIRS):
        keys.append(hostile.text(rng))
        values.append(hostile.text(rng))
        key, value = rng.choice((keys[-1], keys[-1], keys[-2])), rng.choice((values[-1], values[-1], values[-2]))
        document = _document(rng, keys[-1], values[-1])
        filters = _filters(key, value)
        texts = [spelled(rng, what) for what in filters]
        found = _asked(session, document, texts, _INDEXES[number % len(_INDEXES)])
        wanted = [fulfils(parsed(documents.text(document)), what) for what in filters]
        assert found == wanted, (document, [text for text, a, b in zip(texts, found, wanted, strict=True) if a != b])


@pytest.mark.parametrize(
    "text", [r'"a\u0000b"=1', r'a="a\u0000b"', r'any:"\u0000"', r'a~"\u0000"', r'a*="\u0000"', r'a="\ud800"']
)
def test_what_no_document_can_hold_is_refused_before_the_server_would(session: Session, text: str) -> None:
    with pytest.raises(FilterError):
        parse(text)


def _asked(session: Session, document: Json, texts: list[str], indexes: Indexes) -> list[bool]:
    """What the server says of each filter, in one statement."""
    conditions = [compiled(parse(text), "data", indexes) for text in texts]
    values = [parameter.text for condition in conditions for parameter in condition.parameters]
    selected = ", ".join(f"({condition.formatted})" for condition in conditions)
    statement = f"select {selected} from (select %s::jsonb as data) as one"
    (row,) = session.run(statement, [*values, documents.text(document)]).rows
    assert all(isinstance(answer, bool) for answer in row), row
    return [bool(answer) for answer in row]


def _document(rng: Random, key: str, value: str) -> Json:
    pair: Json = {key: value}
    inside: Json = pair if rng.random() < 0.5 else [value, pair]
    shapes: list[Json] = [pair, {key: [value]}, {key: [pair]}, {"a": inside}, {key: {key: inside}}, {key: True}]
    return rng.choice(shapes)


def _filters(key: str, value: str) -> list[Filter]:
    once, twice, each = (Step(key),), (Step(key), Step(key)), (Step(key, each=True),)
    return [
        Compare(once, "=", value),
        Compare(once, "!=", value),
        Compare(twice, "=", value),
        Compare(each, "=", value),
        Compare(once, "~", value),
        Compare(once, ">=", value),
        Compare(once, "*=", value),
        Compare(once, "^=", value),
        In(once, (value, "other")),
        Has(twice),
        Has(once, negated=True),
        Anywhere(value),
        Bare(once),
        Some(once, Compare(once, "=", value)),
        Some(once, Not(Compare(once, "^=", value))),
        Not(Compare(twice, "<", value)),
    ]
