"""What the reference says of the cases that bite: documents and filters whose answer can be seen by looking."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from tests.lang.filters.reference import documents
from tests.lang.filters.reference.answer import MISSING, fulfils
from tests.lang.filters.reference.chance import filter_of
from tests.lang.filters.reference.dates import instant
from tests.lang.filters.reference.terms import (
    And,
    Anywhere,
    Bare,
    Compare,
    Date,
    Filter,
    Has,
    In,
    Is,
    Json,
    Not,
    Or,
    Path,
    Some,
    Step,
)

_A: Path = (Step("a"),)
_EACH_B: Path = (Step("a", each=True), Step("b"))
_ONE = Decimal(1)


@pytest.mark.parametrize(
    ("document", "what", "answer"),
    [
        ({"a": Decimal("1.00")}, Compare(_A, "=", _ONE), True),
        ({"a": "1"}, Compare(_A, "=", _ONE), False),
        ({"a": True}, Compare(_A, "=", _ONE), False),
        ({"a": [_ONE]}, Compare(_A, "=", _ONE), False),
        ({"a": [_ONE]}, Compare(_A, "~", _ONE), True),
        ({"a": [[_ONE]]}, Compare(_A, "~", _ONE), False),
        ({"a": _ONE}, Compare(_A, "~", _ONE), False),
        ({}, Compare(_A, "!=", _ONE), True),
        (MISSING, Compare(_A, "!=", _ONE), True),
        ({"a": None}, Compare(_A, "=", None), True),
        ({}, Compare(_A, "=", None), False),
        ({"a": None}, Has(_A), True),
        (["a"], Has(_A), False),
        ("a", Has(_A), False),
        ([{"a": _ONE}], Compare(_A, "=", _ONE), False),
        ([{"a": _ONE}], Compare(_A, ">=", _ONE), True),
        ({"a": [[_ONE]]}, Compare(_A, ">=", _ONE), True),
        ({"a": [[[_ONE]]]}, Compare(_A, ">=", _ONE), False),
        ({"a": None}, Compare(_A, ">=", None), True),
        ({"a": False}, Compare(_A, "<", True), True),
        ({"a": ["x", Decimal(9)]}, Compare(_A, ">", _ONE), True),
        ({"a": "9"}, Compare(_A, ">", _ONE), False),
        ({"a": "10"}, Compare(_A, "<", "5"), True),
        ({"a": "x"}, Not(Compare(_A, ">", _ONE)), True),
        ({"a": ["Straße", "BETA"]}, Compare(_A, "*=", "eta"), True),
        ({"a": "BETA"}, Compare(_A, "^=", "be"), False),
        ({"a": {"b": _ONE}}, Compare(_EACH_B, "=", _ONE), False),
        ({"a": [{"b": _ONE}]}, Compare(_EACH_B, "=", _ONE), True),
        ({"a": [{"b": _ONE, "c": "x"}, {"b": "y", "c": "z"}]},
         Some(_A, And((Compare((Step("b"),), "=", _ONE), Compare((Step("c"),), "=", "z")))), False),
        ({"a": [Decimal(7)]}, Some(_A, Has(_A, negated=True)), True),
        ({"a": {}}, Some(_A, Has(_A, negated=True)), True),
        ({"a": []}, Some(_A, Has(_A, negated=True)), False),
        ({"a": [[[{"a": _ONE}]]]}, Some(_A, Has(_A)), False),
        ({"a": False}, Not(Bare(_A)), True),
        ({"a": "true"}, Bare(_A), False),
        ({"a": [{"k": ["deep"]}]}, Anywhere("deep"), True),
        ({"deep": _ONE}, Anywhere("deep"), False),
        ({"a": []}, Is(_A, "array"), True),
        ({"a": None}, Is(_A, "missing"), False),
        ({"a": "x"}, In(_A, ("y", "x")), True),
        ({}, In(_A, ("y", "x"), negated=True), True),
        ({"a": "2025-12-31T22:00:00-05:00"}, Compare(_A, ">=", Date("2026-01-01")), True),
        ({"a": "2026-02-30"}, Compare(_A, ">=", Date("2026-01-01")), False),
    ],
)  # fmt: skip
def test_the_reference_answers_as_the_laws_say(document: Json, what: Filter, answer: bool) -> None:
    assert fulfils(document, what) is answer


def test_zones_are_moments_and_texts_without_one_are_utc() -> None:
    assert instant("2026-01-01") == instant("2026-01-01 00:00:00") == instant("2025-12-31T19:00:00-05:00")
    assert instant("2026-01-01T05:30:00+05:30") == instant("2026-01-01T00:00Z")
    assert instant("2026-13-01") is instant("today") is instant("2026-1-1") is None


def test_documents_are_written_with_the_digits_they_have() -> None:
    assert documents.text({"a": [Decimal("1.00"), True, None, "é"]}) == r'{"a":[1.00,true,null,"\u00e9"]}'


def test_random_filters_tell_documents_apart() -> None:
    rng = Random(0)
    found = [documents.document(rng) for _ in range(200)]
    filters = [filter_of(rng, found) for _ in range(200)]
    telling = [what for what in filters if len({fulfils(document, what) for document in found}) == 2]
    assert len(telling) > 60
    assert {type(each) for what in filters for each in _within(what)} >= {
        Compare,
        In,
        Is,
        Has,
        Anywhere,
        Bare,
        Some,
        Or,
    }


def _within(what: Filter) -> list[Filter]:
    match what:
        case And(parts) | Or(parts):
            inner = list(parts)
        case Not(part) | Some(_, part):
            inner = [part]
        case _:
            inner = []
    return [what, *(each for part in inner for each in _within(part))]
