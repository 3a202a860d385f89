"""Strings: what half-written JSON, arrays, jsonpath and filters want at their end, and that nothing in them raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.shell.completion.case import cases
from tests.shell.completion.test_jsonb import catalog, texts

from tenantsh.commands.registry import REGISTRY
from tenantsh.model.catalog import Key
from tenantsh.shell.completion import complete
from tenantsh.shell.completion.person import NOBODY
from tenantsh.shell.completion.rank import ranked
from tenantsh.shell.completion.resolve import resolve
from tenantsh.shell.completion.suggest import filters
from tenantsh.shell.completion.suggest.jsonb import array, fragment, jsonpath
from tenantsh.shell.completion.wanted import ANY, DEEP, Operand, Source

if TYPE_CHECKING:
    from tenantsh.model.catalog import Catalog

KNOWN = catalog(
    Key("tier", ("string",), values=("free", "premium"), json=('"free"', '"premium"')),
    Key("seats", ("number",), values=("1", "10"), json=("1", "10")),
    Key("tags", ("array",), values=("beta", "two words"), json=('"beta"', '"two words"')),
    Key("owner", ("object",), keys=(Key("email", ("string",)), Key("team", ("string",)))),
    Key("items", ("array",), keys=(Key("sku", ("string",)), Key("qty", ("number",)))),
    Key("archived", ("boolean",), values=("true",), json=("true",)),
    Key("feature.flag", ("string",), values=("02134", "on", "10"), json=('"02134"', '"on"', '"10"')),
    Key("in", ("string",)),
)


# -- half-written JSON


@pytest.mark.parametrize(
    ("text", "path", "word", "opened", "taken"),
    [
        ('{"', (), "", True, ()),
        ("{", (), "", False, ()),
        ("{ti", (), "ti", False, ()),
        ('{"a": 1, "b', (), "b", True, ("a",)),
        ('{"a": {"b": [{"c', ("a", "b"), "c", True, ()),
        ('{"a": [1, 2, {"b": 3}], "c', (), "c", True, ("a",)),
        ('{"a": {}, "b": {"', ("b",), "", True, ()),
        ('{ "a" : "x, {y" ,\n"', (), "", True, ("a",)),
        (r'{"say \"x\"": 1, "', (), "", True, ('say "x"',)),
        ('[{"', (), "", True, ()),
    ],
)
def test_a_key_is_wanted(text: str, path: tuple[str, ...], word: str, opened: bool, taken: tuple[str, ...]) -> None:
    spot = fragment.end(text)
    assert spot is not None
    assert (spot.key, spot.path, spot.word, spot.opened, spot.taken) == (True, path, word, opened, taken)
    assert text[spot.at :] == word


@pytest.mark.parametrize(
    ("text", "path", "word", "opened"),
    [
        ('{"a": "pre', ("a",), "pre", True),
        ('{"a": ', ("a",), "", False),
        ('{"a": tr', ("a",), "tr", False),
        ('{"a": {"b":"', ("a", "b"), "", True),
        ('{"a": ["x", "', ("a",), "", True),
        ('{"a": [', ("a",), "", False),
    ],
)
def test_a_value_is_wanted(text: str, path: tuple[str, ...], word: str, opened: bool) -> None:
    spot = fragment.end(text)
    assert spot is not None
    assert (spot.key, spot.path, spot.word, spot.opened) == (False, path, word, opened)


@pytest.mark.parametrize("text", ['{"a"', '{"a": 1 ', '{"a": "x"', "{}", '"text', "1", '{"a": 1}}', "]", '{"a" "b'])
def test_nothing_is_wanted_where_only_a_sign_can_stand(text: str) -> None:
    assert fragment.end(text) is None or not fragment.end(text).opened  # type: ignore[union-attr]


# -- arrays and jsonpath


@pytest.mark.parametrize(
    ("text", "before", "word"),
    [("{", (), ""), ("{a,b", ("a",), "b"), ('{"a b", c', ("a b",), "c"), ('{"it\\"s",', ('it"s',), ""), ("", (), "")],
)
def test_an_element_of_an_array_is_wanted(text: str, before: tuple[str, ...], word: str) -> None:
    element = array.last(text)
    assert element is not None
    assert (element.before, element.word) == (before, word)


@pytest.mark.parametrize("text", ["{a}", '{"a" b', '{"a"', "a,b", "{a,{b"])
def test_no_element_is_wanted_where_none_can_stand(text: str) -> None:
    assert array.last(text) is None


@pytest.mark.parametrize(
    ("text", "wants", "path", "word"),
    [
        ("$.", "key", (), ""),
        ("$.owner.em", "key", ("owner",), "em"),
        ('$."owner"."em', "key", ("owner",), "em"),
        ("lax $.a", "key", (), "a"),
        ("$.items[*].", "key", ("items",), ""),
        ("$.items[0 to 3].s", "key", ("items",), "s"),
        ('$.items[*] ? (@.sku == "a" && @.q', "key", ("items",), "q"),
        ("$.items ? (@.a ? (@.b > 1) && @.", "key", ("items",), ""),
        ("$.items ? (@.qty > 1).", "key", ("items",), ""),
        ("$.*.", "key", (ANY,), ""),
        ("$.**.", "key", (DEEP,), ""),
        ("$.a.type().", "key", ("a",), ""),
        ('$.tier == "p', "value", ("tier",), "p"),
        ("$.seats >= 1", "value", ("seats",), "1"),
        ("$.seats >= ", "value", ("seats",), ""),
        ('$.tier starts with "p', "value", ("tier",), "p"),
        ("", "start", (), ""),
        ("$", "dot", (), ""),
        ("$.items ? (", "start", ("items",), ""),
        ("$.items ? (@", "dot", ("items",), ""),
    ],
)
def test_jsonpath_wants(text: str, wants: str, path: tuple[str, ...], word: str) -> None:
    spot = jsonpath.end(text)
    assert spot is not None
    assert (spot.wants, spot.path, spot.word) == (wants, path, word)
    assert text[spot.at :] == word


@pytest.mark.parametrize("text", ["$.items[", "$.a ", "$.a &", "$x", "$.a == 1 ", "foo"])
def test_jsonpath_wants_nothing_of_the_documents(text: str) -> None:
    assert jsonpath.end(text) is None


# -- filters


def filtered(text: str, known: Catalog = KNOWN) -> list[str]:
    """What is offered at the end of a filter on `orders.data`, as the filter is then."""
    wish = filters.wish([Operand("data", sources=(Source("orders", "orders"),))], text, 0)
    if wish is None:
        return []
    found = ranked(resolve(wish, known, REGISTRY, NOBODY), wish, NOBODY, 50)
    return [text[: each.start] + each.text for each in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ["tier", "seats", "owner", "has:", "any:", "!"]),
        ("ti", ["tier"]),
        ("tier=", ["tier=free", "tier=premium"]),
        ("tier=pre", ["tier=premium"]),
        ('tier="pre', ['tier="premium']),
        ("tier=premium se", ["tier=premium seats"]),
        ("tier=premium ", ["tier=premium seats"]),
        ("seats>=", ["seats>=1", "seats>=10"]),
        ("seats ", ["seats =", "seats >=", "seats in"]),
        ("tags ", ["tags ~"]),
        ("tags~", ["tags~beta", 'tags~"two words"']),
        ("tier ", ["tier =", "tier *=", "tier =~"]),
        ("owner.", ["owner.email", "owner.team"]),
        ("owner.em", ["owner.email"]),
        ("!ar", ["!archived"]),
        ("not ar", ["not archived"]),
        ("tier in free,", ["tier in free,premium"]),
        ("tier not in ", ["tier not in premium"]),
        ("has:", ["has:tier"]),
        ("has:owner.", ["has:owner.email"]),
        ("missing:se", ["missing:seats"]),
        ("items[", ["items[sku", "items[qty"]),
        ("items[sku=a q", ["items[sku=a qty"]),
        ("items[sku=a] ti", ["items[sku=a] tier"]),
        ("items[].s", ["items[].sku"]),
        ("(tier=free or se", ["(tier=free or seats"]),
        ("any:be", ["any:beta"]),
        ("tier is ", ["tier is null", "tier is string", "tier is not"]),
        ("fea", ['"feature.flag"']),
        ('"fea', ['"feature.flag']),
        ('"feature.flag"=', ['"feature.flag"=on', '"feature.flag"=02134', '"feature.flag"="10"']),
        ("i", ['"in"', "items"]),
        ("tier=free and se", ["tier=free and seats"]),
    ],
)
def test_a_filter_goes_on_with(text: str, wanted: list[str]) -> None:
    found = filtered(text)
    assert [each for each in wanted if each not in found[:12]] == [], found


def test_operators_suit_the_types_of_a_key() -> None:
    assert "seats ~" not in filtered("seats ")
    assert "tags >=" not in filtered("tags ")
    assert "unknown ~" in filtered("unknown ")


# -- nothing raises


@pytest.mark.parametrize("case", cases("jsonb*.txt"), ids=lambda case: case.place)
def test_every_prefix_of_a_case_is_completed(case: object) -> None:
    text = case.text  # type: ignore[attr-defined]
    for cursor in range(0, len(text) + 1, 2):
        complete(text[:cursor], cursor, KNOWN)


_PIECES = st.sampled_from(
    ["select ", "data", "->", "->>", "'", '"', "{", "}", "[", "]", "(", ")", ",", ":", " ", "@>", "?", "?|", "@?", "@@",
     "#>>", "tier", "owner", "$", ".", "@", "==", "e'", "\\", "::", "int", "array", "in", "any", "=", "and ", "where ",
     "from orders", "jsonb_set", "jsonb_extract_path", "1", "-", "||", "like ", "between ", "case ", "when ", "values ",
     "insert into orders ", "not ", "*", "**", "as ", "null", ";", "\n", "has:", "any:", "!", "~", "cast"]
)  # fmt: skip


@example("select ::", 9)
@example("select :: <", 80)
@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=14).map("".join), st.integers(0, 80))
def test_no_text_makes_it_raise(text: str, cursor: int) -> None:
    complete(text, min(cursor, len(text)), KNOWN)
    complete(f"select * from orders where data @> '{text}", None, KNOWN)
    complete(f"select * from orders where data @? '{text}", None, KNOWN)
    filtered(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_no_content_makes_its_readers_raise(text: str) -> None:
    fragment.end(text)
    fragment.end(text, value=True)
    array.last(text)
    array.elements(text)
    jsonpath.end(text)
    jsonpath.steps(text)
    filters.end(text)


def test_a_plain_string_wants_nothing() -> None:
    assert texts("select 'any text │ from orders", KNOWN) == []
    assert texts("select b'10│", KNOWN) == []
    assert texts("'│", KNOWN) == []
