"""Filters as SQL: which condition each term becomes, what is merged, what could serve it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tenantsh.lang.filters import compile as compiled
from tenantsh.lang.filters import parse
from tenantsh.lang.filters.compiling import Column
from tenantsh.lang.filters.indexes import NONE, Extracted, Indexes

if TYPE_CHECKING:
    from tenantsh.lang.filters.condition import Condition

OBJECT = '@.type() == "object"'
EITHER = {"jsonb_ops", "jsonb_path_ops"}


def condition(text: str, *extracted: Extracted) -> Condition:
    return compiled(parse(text), "data", Indexes(extracted=extracted) if extracted else NONE)


def said(text: str, *extracted: Extracted) -> tuple[str, list[str]]:
    """The SQL without types, and the values."""
    found = condition(text, *extracted)
    return found.spelled(lambda _: "?"), [each.text for each in found.parameters]


@pytest.mark.parametrize(
    ("text", "sql", "values"),
    [
        ("", "true", []),
        ("tier=premium", "data @> ?", ['{"tier": "premium"}']),
        ("owner.email=a@b", "data @> ?", ['{"owner": {"email": "a@b"}}']),
        ("items[].sku=x", "data @> ?", ['{"items": [{"sku": "x"}]}']),
        ("tags~beta", "data @> ?", ['{"tags": ["beta"]}']),
        ("tags[]~beta", "data @> ?", ['{"tags": [["beta"]]}']),
        ("n=1e400", "data @> ?", ['{"n": 1e400}']),
        ("x=null", "data @> ?", ['{"x": null}']),
        ("archived", "data @> ?", ['{"archived": true}']),
        ("!archived", "(data @> ?) IS NOT TRUE", ['{"archived": true}']),
        ("tier!=free", "(data @> ?) IS NOT TRUE", ['{"tier": "free"}']),
        ("region in eu,1", "data @> ANY (?)", [r'{"{\"region\": \"eu\"}","{\"region\": 1}"}']),
        ("region in eu", "data @> ?", ['{"region": "eu"}']),
        ("seats>=10", "data @? ?", ['$."seats" ? (@ >= 10)']),
        ("seats<-1.50", "data @? ?", ['$."seats" ? (@ < -1.50)']),
        ("a[].b<x", "data @? ?", ['$."a"[*]."b" ? (@ < "x")']),
        ("name*=Bob", "data @? ?", ['$."name" ? (@ like_regex "Bob" flag "iq")']),
        ("name^=Bob", "data @? ?", ['$."name" ? (@ starts with "Bob")']),
        (r'e=~"@acme\.com$"', "data @? ?", [r'$."e" ? (@ like_regex "@acme\\.com$")']),
        ("e=~*x", "data @? ?", ['$."e" ? (@ like_regex "x" flag "i")']),
        ("has:sso", "data ? ? AND jsonb_typeof(data) = 'object'", ["sso"]),
        ("has:a.b", "data ? ? AND data @? ? AND jsonb_typeof(data) = 'object'", ["a", '$."a"."b"']),
        ("has:a[]", "data ? ? AND data @? ? AND jsonb_typeof(data) = 'object'", ["a", '$."a"[*]']),
        ("missing:a", "(data ? ? AND jsonb_typeof(data) = 'object') IS NOT TRUE", ["a"]),
        ("a is missing", "(data ? ? AND jsonb_typeof(data) = 'object') IS NOT TRUE", ["a"]),
        ("a is not missing", "data ? ? AND jsonb_typeof(data) = 'object'", ["a"]),
        ("a is string", "data @? ?", ['$."a".type() ? (@ == "string")']),
        ("a is not null", "(data @? ?) IS NOT TRUE", ['$."a".type() ? (@ == "null")']),
        ("any:x", "data @? ?", ['$ ? (@.** == "x")']),
        ("!(a or b)", "(data @> ?) IS NOT TRUE AND (data @> ?) IS NOT TRUE", ['{"a": true}', '{"b": true}']),
        ("!(a b)", "(data @> ?) IS NOT TRUE", ['{"a": true, "b": true}']),
        ("!(!(a b))", "data @> ?", ['{"a": true, "b": true}']),
        ("a or b c>1", "(data @> ? OR (data @> ? AND data @? ?))", ['{"a": true}', '{"b": true}', '$."c" ? (@ > 1)']),
    ],
)
def test_a_term_becomes(text: str, sql: str, values: list[str]) -> None:
    assert said(text) == (sql, values)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("a=1 b=2 c.d=3 c.e=4", ['{"a": 1, "b": 2, "c": {"d": 3, "e": 4}}']),
        ("a=1 a=1", ['{"a": 1}']),
        ("a=1 a=2 b=3", ['{"a": 1, "b": 3}', '{"a": 2}']),
        ("a=1 a=1.0", ['{"a": 1}', '{"a": 1.0}']),
        ("a=1 a.b=2", ['{"a": 1}', '{"a": {"b": 2}}']),
        ("a.b=2 a=1", ['{"a": {"b": 2}}', '{"a": 1}']),
        ("a=1 a~1", ['{"a": 1}', '{"a": [1]}']),
        ("a~1 a~2", ['{"a": [1, 2]}']),
        ("a[].b=1 a[].c=2", ['{"a": [{"b": 1}, {"c": 2}]}']),
        ("a[].b=1 a.b=1", ['{"a": [{"b": 1}]}', '{"a": {"b": 1}}']),
        ("a=1 (b=2 c=3)", ['{"a": 1, "b": 2, "c": 3}']),
        ("a=1 b in 2", ['{"a": 1, "b": 2}']),
        ("a.b.c=1 a.b=2 a.b.d=3", ['{"a": {"b": {"c": 1, "d": 3}}}', '{"a": {"b": 2}}']),
    ],
)
def test_equalities_of_a_conjunction_are_as_few_documents_as_can_be(text: str, documents: list[str]) -> None:
    assert said(text) == (" AND ".join(["data @> ?"] * len(documents)), documents)


def test_equalities_are_not_merged_over_or_and_not() -> None:
    assert said("a=1 or b=2")[0] == "(data @> ? OR data @> ?)"
    assert said("a=1 !b=2")[0] == "data @> ? AND (data @> ?) IS NOT TRUE"


@pytest.mark.parametrize(
    ("inner", "predicate"),
    [
        ("sku=a qty>=3", f'{OBJECT} && @."sku".type() == "string" && @."sku" == "a" && exists(@."qty" ? (@ >= 3))'),
        ("!(a or b>1)", f'!({OBJECT} && @."a".type() == "boolean" && @."a" == true) && !(exists(@."b" ? (@ > 1)))'),
        ("a.b=null", f'{OBJECT} && @."a".type() == "object" && @."a"."b".type() == "null" && @."a"."b" == null'),
        ("a in 1,2", f'{OBJECT} && @."a".type() == "number" && (@."a" == 1 || @."a" == 2)'),
        (
            "a in x,1",
            f'{OBJECT} && ((@."a".type() == "string" && @."a" == "x") || (@."a".type() == "number" && @."a" == 1))',
        ),
        ("a is string", '@."a".type() == "string"'),
        ("a is not null", '!(@."a".type() == "null")'),
        ("any:x", 'exists(@ ? (@.** == "x"))'),
        ("a*=x or a^=y", 'exists(@."a" ? (@ like_regex "x" flag "iq")) || exists(@."a" ? (@ starts with "y"))'),
        ("c[d>1]", 'exists(@."c"[*] ? (exists(@."d" ? (@ > 1))))'),
    ],
)
def test_one_element_that_fulfils_all_is_one_jsonpath(inner: str, predicate: str) -> None:
    assert said(f"items[{inner}]") == ("data @? ?", [f'$."items"[*] ? ({predicate})'])


def test_what_jsonpath_cannot_say_of_an_element_is_decided_in_sql() -> None:
    sql, values = said("items[tags~beta sku=a]")
    exists = "EXISTS (SELECT FROM jsonb_path_query(data, ?) AS found(value) WHERE found.value @> ?)"
    assert sql == f"data @? ? AND {exists}"
    assert values[0] == values[1]
    assert values[2] == '{"tags": ["beta"]}'
    sql, values = said("items[at>=2026-01-01]")
    assert sql.startswith("EXISTS (SELECT FROM jsonb_path_query(data, ?) AS found(value) WHERE EXISTS (SELECT FROM ")
    assert values[0] == '$."items"[*] ? (1 == 1)'


def test_a_date_is_cast_only_where_it_is_one() -> None:
    sql, values = said("at>=2026-01-01")
    assert sql == (
        "EXISTS (SELECT FROM jsonb_path_query(data, ?) AS found(value) WHERE (found.value #>> '{}'::text[] || CASE "
        "WHEN substr(found.value #>> '{}'::text[], 11) ~ '[-+Zz]' THEN '' ELSE 'Z' END)::timestamptz >= ?)"
    )
    assert values[0].startswith('$."at"[*] ? (@.type() == "string" && @ >= "2025-12-30" && @ like_regex "')
    assert values[1] == "2026-01-01T00:00Z"
    assert said("at<2026-01-01T10:00+02:00")[1][1] == "2026-01-01T10:00+02:00"


def test_every_way_to_write_a_condition_has_its_values_in_one_order() -> None:
    found = compiled(parse("a='%' b>1 has:c"), '"100%"')
    assert found.numbered == (
        '"100%" @> $1::jsonb AND "100%" @? $2::jsonpath AND "100%" ? $3::text AND jsonb_typeof("100%") = \'object\''
    )
    assert found.formatted.count("%s") == 3
    assert found.formatted.replace("%s", "") % () == found.spelled(lambda each: f"::{each.type}")
    assert found.literal.startswith("""\"100%" @> '{"a": "%"}'::jsonb AND """)


def test_terms_about_several_columns_have_a_document_each() -> None:
    tree = parse("a=1 other:b=2 c=3 !(other:d e) other:(f=4 or g)", ["other"])
    found = compiled(tree, "t.data", columns={"other": Column('t."Other"')})
    assert found.spelled(lambda each: each.text) == (
        't.data @> {"a": 1, "c": 3} AND t."Other" @> {"b": 2} AND (t."Other" @> {"d": true} AND '
        't.data @> {"e": true}) IS NOT TRUE AND (t."Other" @> {"f": 4} OR t."Other" @> {"g": true})'
    )


# -- what could serve a term


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("a=1", EITHER),
        ("a in 1,2", EITHER),
        ("has:a", {"jsonb_ops"}),
        ("has:a.b", {"jsonb_ops"}),
        ("any:x", {"jsonb_ops"}),
        ("any:-1", {"jsonb_ops"}),
        ("a[b=-1]", EITHER),
        ("a[b in x,1]", EITHER),
        ("a[b=1 c>2]", EITHER),
        ("a[b=1 or c=2]", EITHER),
        ("a[b=1 or c>2]", set()),
        ("a[!b]", set()),
        ("a[b~x]", EITHER),
        ("a[any:x]", {"jsonb_ops"}),
        ("a[b=1 at>2026-01-01]", EITHER),
        ("a>1", set()),
        ("a*=x", set()),
        ("a is string", set()),
        ("!a", set()),
        ("missing:a", set()),
        ("a>2026-01-01", set()),
        ("a=1 or b=2", EITHER),
        ("a=1 or has:b", {"jsonb_ops"}),
        ("a=1 or b>2", set()),
        ("a=1 or (b=2 c>3)", EITHER),
    ],
)
def test_operator_classes_that_could_serve_a_term(text: str, classes: set[str]) -> None:
    [conjunct] = condition(text).conjuncts
    assert set(conjunct.served_by) == classes


def extracted(name: str, *path: str, kind: str = "text", leakproof: bool = True, generated: bool = False) -> Extracted:
    return Extracted(f"ix_{name}", path, name, kind, leakproof, generated)


def test_an_index_on_a_text_serves_equality_with_a_string_alone() -> None:
    tier = extracted("tier", "tier")
    assert said("tier=premium seats=3", tier) == ("tier = ? AND data @> ?", ["premium", '{"seats": 3}'])
    assert said("tier in a,b", tier) == ("tier = ANY (?)", ['{"a","b"}'])
    assert condition("tier=premium", tier).conjuncts[0].served_by == {"ix_tier"}
    assert said("owner.email=x", extracted("mail", "owner", "email")) == ("mail = ?", ["x"])
    assert said(r"tier='a\b\"c'", tier)[1] == [r"a\b\"c"]


@pytest.mark.parametrize("value", ["42", "-1", "1.0", "true", "false", "null", "[1]", "{}", '{"a": 1}', "1e5", "0x"])
def test_a_string_that_other_values_are_written_like_is_compared_once_more(value: str) -> None:
    filtered = f"tier={json.dumps(value)}"
    assert said(filtered, extracted("tier", "tier")) == (
        "tier = ? AND data @> ?",
        [value, f'{{"tier": {json.dumps(value)}}}'],
    )
    assert said(f"tier in {json.dumps(value)},x", extracted("tier", "tier"))[0] == "tier = ANY (?) AND data @> ANY (?)"


def test_a_key_that_could_be_a_position_is_compared_once_more() -> None:
    assert said("a.0=x", extracted("zeroth", "a", "0")) == ("zeroth = ? AND data @> ?", ["x", '{"a": {"0": "x"}}'])


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("10", "integer", "10"),
        ("10.0", "integer", "10"),
        ("1e2", "bigint", "100"),
        ("10.5", "integer", None),
        ("3000000000", "integer", None),
        ("3000000000", "bigint", "3000000000"),
        ("1e400", "bigint", None),
        ("40000", "smallint", None),
        ("10.50", "numeric", "10.50"),
        ("0.1", "double precision", "0.1"),
        ("1e400", "double precision", None),
        ("1e-400", "double precision", None),
        ("true", "boolean", "true"),
        ("x", "integer", None),
        ('"10"', "integer", None),
        ("10", "text", None),
        ("true", "text", None),
        ("null", "text", None),
        ("x", "uuid", None),
        ("x", "character varying(3)", None),
        ("x", "character varying", "x"),
    ],
)
def test_an_index_of_a_type_serves_values_that_it_has_room_for(value: str, kind: str, text: str | None) -> None:
    sql, values = said(f"k={value}", extracted("k", "k", kind=kind))
    assert (values[0] if sql.startswith("k = ?") else None) == text
    assert sql.endswith("data @> ?") or kind == "character varying"


def test_other_terms_leave_such_an_index_alone() -> None:
    tier = extracted("tier", "tier")
    for text in ("!tier=a", "tier!=a", "tier~a", "tier[]=a", "tier*=a", "tier>=a", "tier", "has:tier", "x[tier=a]"):
        assert "tier =" not in condition(text, tier).numbered, text


def test_the_best_index_is_generated_and_leakproof() -> None:
    plain, made = extracted("plain", "a", leakproof=False), extracted("made", "a", generated=True)
    other = extracted("other", "a")
    assert said("a=x", plain, other, made)[0] == "made = ?"
    assert said("a=x", plain, other)[0] == "other = ?"
    assert said("a=x", plain)[0] == "plain = ?"


def test_branches_may_each_have_an_index_of_their_own() -> None:
    [conjunct] = condition("a=x or b=y", extracted("a", "a"), extracted("b", "b")).conjuncts
    assert conjunct.served_by == {"ix_a", "ix_b"}
    [conjunct] = condition("a=x or b=y", extracted("a", "a")).conjuncts
    assert conjunct.served_by == set()
