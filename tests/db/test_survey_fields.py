"""What a survey says of documents: types, shares, values, and what is not the same everywhere."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from tenantsh.commands.documents.keys_seen import values_of
from tenantsh.commands.documents.terms import example
from tenantsh.db.catalog.tally import keys_of
from tenantsh.db.survey.ages import Ages
from tenantsh.db.survey.counting import Counting
from tenantsh.db.survey.readable import READABLE
from tenantsh.db.survey.walking import Walk
from tenantsh.lang.filters import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.survey.field import Field

_DAY = 86400.0


def fields(documents: Sequence[Any], *, aged: bool = False) -> dict[str, Field]:
    """The keys of some documents by path; each is a day younger than the one before, where they are aged."""
    walk = Walk()
    for row, document in enumerate(documents):
        walk.document(document if isinstance(document, str) else json.dumps(document), row)
    ages = Ages("created_at", times=True, of=[_DAY * row for row in range(len(documents))]) if aged else Ages()
    found = Counting(len(documents), ages).fields(walk.top, range(len(documents)))
    return {each.spelled: each for field in found for each in field.all()}


def drifts(documents: Sequence[Any], *, aged: bool = False) -> dict[str, list[str]]:
    """The kinds of drift by path."""
    found = defaultdict(list)
    for path, field in fields(documents, aged=aged).items():
        for drift in field.drifts:
            found[path].append(drift.kind)
    return dict(found)


def test_shares_are_of_all_rows_and_within_the_objects_that_could_have_the_key() -> None:
    found = fields([{"sso": {"provider": "okta"}}, {"sso": {}}, {"a": 1}, "[]"])
    assert (found["sso"].rows, found["sso"].share) == (2, 0.5)
    assert (found["sso.provider"].share, found["sso.provider"].within) == (0.25, 0.5)


def test_types_have_their_shares_and_null_is_one() -> None:
    found = fields([{"a": 1}, {"a": 2}, {"a": "x"}, {"a": None}])
    assert found["a"].types == (("number", 0.5), ("string", 0.25), ("null", 0.25))
    assert found["a"].main_type == "number"


def test_objects_in_arrays_are_counted_once_for_a_row() -> None:
    found = fields([{"items": [{"sku": "a"}, {"sku": "b"}]}, {"items": []}, {"items": [{"sku": "a", "n": 1}]}, {}])
    items, sku = found["items"], found["items[].sku"]
    assert (items.name, items.elements, items.holds_objects) == ("items[]", (("object", 1.0),), True)
    assert items.lengths is not None
    assert (items.lengths.least, items.lengths.most) == (0, 2)
    assert (sku.rows, sku.distinct, sku.top[0]) == (2, 2, ('"a"', 2 / 3))


def test_elements_are_told_by_how_many_rows_have_them() -> None:
    found = fields([{"tags": ["beta", "beta", "eu"]}, {"tags": ["beta"]}, {"tags": [["x"], 1]}])
    assert dict(found["tags"].top) == {'"beta"': 2 / 3, '"eu"': 1 / 3, "1": 1 / 3}
    assert dict(found["tags"].elements) == {"string": 4 / 6, "number": 1 / 6, "array": 1 / 6}


def test_frequent_values_are_the_same_in_whichever_order_rows_come() -> None:
    documents = [{"a": each} for each in ("x", "b", "c", 1, True, "c")]
    assert fields(documents)["a"].top == fields(documents[::-1])["a"].top


def test_numbers_are_equal_however_they_are_written_and_keep_their_digits() -> None:
    found = fields(['{"n": 1.50}', '{"n": 1.5}', '{"n": 15e-1}', '{"n": 7}', '{"n": -2}'])
    assert (found["n"].distinct, found["n"].top[0]) == (3, ("1.50", 0.6))
    assert found["n"].range is not None
    assert (found["n"].range.least, found["n"].range.median, found["n"].range.most) == ("-2", "1.50", "7")


def test_numbers_that_no_float_holds_are_no_obstacle() -> None:
    found = fields([f'{{"n": {"9" * 6000}}}', '{"n": 1e999}', '{"n": 1}', '{"m": -1e400}'])
    assert found["n"].distinct == 3
    assert found["n"].range is not None
    assert found["n"].range.most == "1"
    assert found["m"].range is None


def test_true_is_no_one_and_a_text_is_no_number() -> None:
    assert fields([{"a": True}, {"a": 1}, {"a": "1"}])["a"].distinct == 3


def test_dates_have_a_range_in_time_and_not_in_letters() -> None:
    documents = [{"at": "2026-01-31T23:30:00-02:00"}, {"at": "2026-02-01T01:00:00Z"}, {"at": "2025-01-01T00:00:00Z"}]
    at = fields(documents)["at"]
    assert at.range is not None
    assert (at.form, at.range.dates) == ("timestamp", True)
    assert (at.range.least, at.range.most) == ("2025-01-01T00:00:00Z", "2026-01-31T23:30:00-02:00")


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["2026-01-31", "2026-02-01"], "date"),
        (["6f1c2d3e-0000-4000-8000-000000000000"], "uuid"),
        (["a@b.cd", "e.f@g.hi"], "email"),
        (["https://a.b/c"], "url"),
        (["10", "-2.5"], "number"),
        (["eu", "us"], ""),
        (["a@b.cd", "nobody", "none"], ""),
    ],
)
def test_strings_have_a_form_where_nearly_all_have_it(values: list[str], form: str) -> None:
    assert fields([{"a": value} for value in values])["a"].form == form


# -- drift ---------------------------------------------------------------------------------------------------------


def test_types_that_differ_are_drift_and_null_is_no_type_that_differs() -> None:
    assert drifts([{"a": 1}] * 98 + [{"a": "x"}] * 2) == {"a": ["mixed"]}
    assert drifts([{"a": 1}, {"a": None}]) == {}
    assert drifts([{"a": None}]) == {"a": ["always null"]}


def test_a_key_that_became_another_type_says_when() -> None:
    documents = [{"seats": "10"}] * 60 + [{"seats": 10}] * 100
    (drift,) = fields(documents, aged=True)["seats"].drifts
    assert drift.kind == "was string"
    assert drift.text == "seats was a string before 1970-03-02, and is a number since"
    assert drift.term == "seats is string"


def test_a_few_stragglers_are_no_reason_to_miss_a_change() -> None:
    documents = [{"seats": "10"}] * 60 + [{"seats": 10}, {"seats": "9"}] * 2 + [{"seats": 10}] * 100
    assert drifts(documents, aged=True) == {"seats": ["was string"]}


def test_types_that_come_by_chance_did_not_change() -> None:
    documents = [{"price": "1" if row % 31 == 0 else 1} for row in range(500)]
    assert drifts(documents, aged=True) == {"price": ["mixed"]}


def test_one_value_of_another_type_at_the_end_is_no_change() -> None:
    assert drifts([{"a": 1}] * 50 + [{"a": "x"}], aged=True) == {"a": ["mixed"]}


def test_without_ages_nothing_is_said_to_have_changed() -> None:
    assert drifts([{"seats": "10"}] * 60 + [{"seats": 10}] * 100) == {"seats": ["mixed"]}


def test_a_key_that_only_newer_rows_have_is_new_and_one_of_older_rows_gone() -> None:
    documents = [{"fax": "1"}] * 50 + [{"a": 1}] * 50 + [{"channel": "web"}] * 100
    found = drifts(documents, aged=True)
    assert found["channel"] == ["new"]
    assert found["fax"] == ["gone"]
    (new,) = fields(documents, aged=True)["channel"].drifts
    assert "since 1970-04-11 only" in new.text


def test_a_rare_key_anywhere_is_rare_and_not_new() -> None:
    documents: list[dict[str, int]] = [{"a": 1} for _ in range(400)]
    for row in (90, 200, 301, 333, 390):
        documents[row]["b"] = 1
    assert drifts(documents, aged=True) == {"b": ["rare"]}


@pytest.mark.parametrize(
    "names", [("createdAt", "created_at"), ("Tier", "tier"), ("a-b", "a_b"), ("ID", "id"), ("e-mail", "email")]
)
def test_keys_that_differ_in_case_or_in_what_is_between_words_are_twins(names: tuple[str, str]) -> None:
    found = [drift for each in fields([dict.fromkeys(names, 1)]).values() for drift in each.drifts]
    (twins,) = [drift for drift in found if drift.kind == "twins"]
    assert all(name in twins.text and f"has:{name}" in twins.term for name in names)


def test_numbers_kept_as_strings_are_drift_and_codes_are_none() -> None:
    (drift,) = fields([{"n": "10"}, {"n": "9"}])["n"].drifts
    assert (drift.kind, drift.term) == ("numbers as text", 'n="10"')
    assert drifts([{"zip": "02134"}, {"zip": "10115"}]) == {}


def test_dates_in_several_formats_are_drift_and_dates_that_are_not_iso() -> None:
    documents = [{"at": "2026-01-31"}, {"at": "2026-01-31T10:00:00Z"}, {"at": "2026-01-31"}]
    assert drifts(documents) == {"at": ["date formats"]}
    assert drifts([{"at": "31.01.2026"}, {"at": "01.02.2026"}]) == {"at": ["no ISO dates"]}
    assert drifts([{"at": "2026-02-30"}, {"at": "2026-01-31"}]) == {"at": ["date formats", "no ISO dates"]}


@pytest.mark.parametrize("name", ["feature.flag", "in", "two words", "", "it's", '"', "a[b", "\n", "😀 x"])
def test_keys_that_need_quotes_are_told(name: str) -> None:
    (field,) = fields([{name: 1}]).values()
    assert [drift.kind for drift in field.drifts] == ["quotes"]


def test_what_cannot_be_seen_in_a_key_is_escaped() -> None:
    assert list(fields([{"a\u202eb": "\u200b"}])) == ['"a\\u202eb"']
    assert example(fields([{"a\u202eb": "\u200b"}])['"a\\u202eb"']) == '"a\\u202eb"="\\u200b"'


def test_keys_that_are_identifiers_are_one_line_with_what_is_behind_them() -> None:
    documents = [{"by": {f"u{row * 3 + at}": {"qty": at} for at in range(3)}} for row in range(99)]
    (many,) = fields(documents)["by"].below
    assert (many.name, many.rows, many.types) == ("297 keys like u0", 99, (("object", 1.0),))
    assert [(drift.kind, drift.text, drift.term) for drift in many.drifts] == [
        ("identifiers", "by has 297 keys like u0: object", "has:by.u0")
    ]
    assert values_of(many, 40) == "with qty"
    assert example(many) == "has:by.u0"


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("{n:08x}-0000-4000-8000-{n:012x}", "0000…"),
        ("{n:04}-01-31", "0000-01-31"),
        ("{n:024x}", "0000…"),
        ("{n}", "0"),
        ("person{n}@acme.example", '"per…'),
    ],
)
def test_identifiers_are_seen_at_the_top_and_beside_other_keys(name: str, like: str) -> None:
    documents = [{"tier": "free", **{name.format(n=row * 100 + at): at for at in range(100)}} for row in range(12)]
    many, tier = fields(documents).values()
    assert (many.name, many.range and many.range.most) == (f"1,200 keys like {like}", "99")
    assert (tier.spelled, tier.share) == ("tier", 1)
    assert not any(drift.kind == "rare" for field in (many, tier) for drift in field.drifts)


def test_dates_are_one_line_even_where_each_document_has_them() -> None:
    (many,) = fields([{f"2026-01-{day:02}": day for day in range(1, 32)}] * 3).values()
    assert (many.name, many.share) == ("31 keys like 2026-01-01", 1)


def test_rows_are_counted_that_have_more_identifiers_than_keys_are() -> None:
    (many,) = fields([{f"{n}": n} for n in range(2500)]).values()
    assert (many.name, many.rows, many.share) == ("more than 2,000 keys like 0", 2500, 1)


def test_rare_names_that_somebody_gave_are_shown_one_by_one() -> None:
    names = [f"{a}{b}{c}" for a in "abcdefgh" for b in "klmno" for c in "uvxy"]
    assert len(fields([{name: 1} for name in names])) == 160


def test_an_object_of_many_names_is_shown() -> None:
    found = list(fields([{f"key_{at}": 1 for at in range(50)}] * 3).values())
    assert len(READABLE.shown(found)) == 50


# -- examples ------------------------------------------------------------------------------------------------------

_ODD: list[Any] = [
    {"a": 1},
    {"a": True, "b": False},
    {"a": None},
    {
        "a": "42",
        "b": "null",
        "c": "",
        "d": "two words",
        "e": 'a"b',
        "f": "it's",
        "g": "\n",
        "h": "\u200b",
        "i": "x" * 300,
    },
    {"in": 1, "not": "x", "has:x": 1, "": 1, "a.b": {"c d": ["x"]}},
    {"items": [{"sku": "a b", "n": [1, 2]}], "nested": [[{"x": 1}]], "empty": [], "none": {}},
    {"at": "2026-01-31", "t": "2026-01-31T10:00:00+02:00", "n": [1.5, 2e3], "bools": [True], "nulls": [None]},
]


@pytest.mark.parametrize("document", _ODD, ids=range(len(_ODD)))
def test_each_example_is_a_filter(document: Any) -> None:
    for field in fields([document]).values():
        parse(example(field))


def test_each_remedy_is_a_filter() -> None:
    documents = [
        *[{"a": "1", "b": None, "x y": "3", "Tier": 1, "old": 1} for _ in range(40)],
        *[{"a": 1, "b": None, "x y": "4", "tier": 1, "new": {"n": [{"o": 1}]}} for _ in range(100)],
        {"a": 1, "rare one": 1},
    ]
    terms = [drift.term for field in fields(documents, aged=True).values() for drift in field.drifts if drift.term]
    assert len(terms) > 5
    for term in terms:
        parse(term)


def test_completions_keys_are_of_the_same_walk() -> None:
    documents = [json.dumps(document) for document in _ODD]
    assert {key.name for key in keys_of(documents)} == {
        field.path[0] for field in fields([document for document in _ODD if isinstance(document, dict)]).values()
    }


def test_values_that_differ_in_case_or_blanks_are_drift() -> None:
    documents = [{"tier": "premium"}] * 5 + [{"tier": "Premium"}, {"tier": "premium "}, {"tier": "free"}]
    (drift,) = fields(documents)["tier"].drifts
    assert (drift.kind, drift.term) == ("spellings", 'tier in premium,Premium,"premium "')
    (drift,) = fields([{"tags": ["EU", "eu"]}])["tags"].drifts
    assert drift.term == "tags~EU or tags~eu"
    parse(drift.term)


def test_a_few_numbers_among_strings_make_no_range() -> None:
    assert fields([{"tier": "a"}, {"tier": "b"}, {"tier": 3}])["tier"].range is None
