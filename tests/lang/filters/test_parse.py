"""Filters as they are typed: what is understood, and what is refused where, with what was expected there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest

from tenantsh.lang.filters import FilterError, parse
from tenantsh.lang.filters.given import of_python, of_text
from tenantsh.lang.filters.grammar import DEEPEST, LONGEST, MOST
from tenantsh.lang.filters.tree import (
    And,
    Anywhere,
    Compare,
    Element,
    Filter,
    Has,
    Is,
    Key,
    Not,
    On,
    OneOf,
    Operator,
    Or,
    Path,
    Type,
    Value,
)
from tenantsh.model.errors import UsageError


def path(*names: str) -> Path:
    """Keys; `[]` behind a name is no part of it."""
    return tuple(Key(name.removesuffix("[]"), elements=name.endswith("[]")) for name in names)


def equal(name: str, json: str = "true") -> Compare:
    return Compare(path(name), Operator.EQUAL, Value(json))


def compared(name: str, operator: str, json: str) -> Compare:
    return Compare(path(name), Operator(operator), Value(json))


A, B, C = equal("a"), equal("b"), equal("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", And(())),
        (" \n", And(())),
        ("a=x; ", equal("a", '"x"')),
        ("a;", A),
        ("a", A),
        ("!a", Not(A)),
        ("not a", Not(A)),
        ("! not !a", Not(A)),
        ("!!a", A),
        ("a b", And((A, B))),
        ("a and b AND c", And((A, B, C))),
        ("a or b c", Or((A, And((B, C))))),
        ("(a or b) c", And((Or((A, B)), C))),
        ("(a)(b)", And((A, B))),
        ("!(a b)", Not(And((A, B)))),
        ("!a b", And((Not(A), B))),
        ("a not b", And((A, Not(B)))),
        ("a=1 b", And((equal("a", "1"), B))),
        ("a = 1", equal("a", "1")),
        ("a!=1", Not(equal("a", "1"))),
        ("a !=1", Not(equal("a", "1"))),
        ("a~x", compared("a", "~", '"x"')),
        ("a!~x", Not(compared("a", "~", '"x"'))),
        ("a>=10", compared("a", ">=", "10")),
        ("a<-2.5e3", compared("a", "<", "-2.5e3")),
        ("a*=x", compared("a", "*=", '"x"')),
        ("a!*=x", Not(compared("a", "*=", '"x"'))),
        ("a^=x", compared("a", "^=", '"x"')),
        ("a!^=x", Not(compared("a", "^=", '"x"'))),
        ("a=~x", compared("a", "=~", '"x"')),
        ("a=~*x", compared("a", "=~*", '"x"')),
        ("a!=~*x", Not(compared("a", "=~*", '"x"'))),
        ("a in x,2", OneOf(path("a"), (Value('"x"'), Value("2")))),
        ("a in x , 2 b", And((OneOf(path("a"), (Value('"x"'), Value("2"))), B))),
        ("a in (x, 2) b", And((OneOf(path("a"), (Value('"x"'), Value("2"))), B))),
        ("(a in x)", OneOf(path("a"), (Value('"x"'),))),
        ("a NOT IN x", Not(OneOf(path("a"), (Value('"x"'),)))),
        ("a is string", Is(path("a"), Type.STRING)),
        ("a is not null", Not(Is(path("a"), Type.NULL))),
        ("a is missing", Is(path("a"), Type.MISSING)),
        ("has:a.b", Has(path("a", "b"))),
        ("missing:a", Not(Has(path("a")))),
        ("!has: a", Not(Has(path("a")))),
        ("any:x@y.z", Anywhere(Value('"x@y.z"'))),
        ("a.b[].c=1", Compare(path("a", "b[]", "c"), Operator.EQUAL, Value("1"))),
        ("a[b c]", Element(path("a"), And((B, C)))),
        ("a[b or !c]", Element(path("a"), Or((B, Not(C))))),
        ("a[b[c]] b", And((Element(path("a"), Element(path("b"), C)), B))),
        ("a[][b]", Element(path("a[]"), B)),
    ],
)
def test_a_filter_says(text: str, tree: Filter) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("written", "json"),
    [
        ("42", "42"),
        ("-0", "-0"),
        ("1.0", "1.0"),
        ("1e400", "1e400"),
        ("1E+3", "1E+3"),
        ("1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890"),
        ("02134", '"02134"'),
        ("+1", '"+1"'),
        ("1.", '"1."'),
        ("0x1f", '"0x1f"'),
        ("\u0661", '"\u0661"'),
        ("NaN", '"NaN"'),
        ("true", "true"),
        ("null", "null"),
        ("True", '"True"'),
        ('"42"', '"42"'),
        ("'true'", '"true"'),
        ("''", '""'),
        ("'it''s'", '"it\'s"'),
        (r"'a\nb'", r'"a\\nb"'),
        (r'"a\nb"', r'"a\nb"'),
        (r'"@acme\.com$"', r'"@acme\\.com$"'),
        (r'"\"\\\/"', r'"\"\\/"'),
        (r'"\u00e9\ud83d\ude00"', '"é😀"'),
        ('"two words"', '"two words"'),
        ('"a\nb"', r'"a\nb"'),
        ("https://x.y/?a=b&c", '"https://x.y/?a=b&c"'),
        ("2026-01-31", '"2026-01-31"'),
        ("*", '"*"'),
        ("a[]", None),
    ],
)
def test_a_value_is_what_json_makes_of_it_and_else_a_string(written: str, json: str | None) -> None:
    if json is None:
        with pytest.raises(FilterError):
            parse(f"k={written}")
    else:
        assert parse(f"k={written}") == equal("k", json)


@pytest.mark.parametrize("text", ["a[][]", "a[][]=1", "b.a[][].c", "has:a[][]"])
def test_two_pairs_of_brackets_are_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(FilterError) as refused:
        parse(text)
    assert refused.value.position == text.index("[][]") + 2
    assert "a[]~value" in (refused.value.hint or "")


@pytest.mark.parametrize("operator", ["*=", "^=", "=~", "=~*"])
def test_a_text_is_looked_for_as_it_is_written(operator: str) -> None:
    assert parse(f"k{operator}10") == compared("k", operator, '"10"')
    assert parse(f"k{operator}true") == compared("k", operator, '"true"')


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
def test_behind_an_order_a_date_without_quotes_is_one(operator: str) -> None:
    for date in ("2026-01-31", "2024-02-29T10:00", "2026-01-31T10:00:00.5+02:00", "2026-01-31t10:00:60z"):
        assert parse(f"k{operator}{date}") == Compare(path("k"), Operator(operator), Value(f'"{date}"', date=date))
        assert parse(f"k{operator}'{date}'") == compared("k", operator, f'"{date}"')
    assert parse(f"k{operator}2026-01") == compared("k", operator, '"2026-01"')


@pytest.mark.parametrize(
    "date",
    ["2026-99-99", "2026-02-30", "2023-02-29", "1900-02-29", "0000-01-01", "2026-01-01T24:00", "2026-01-01T10",
     "2026-01-01T10:00+16", "2026-01-01-rc1", "2026-01-31T10:60"],
)  # fmt: skip
def test_what_begins_like_a_date_and_is_none_is_refused(date: str) -> None:
    with pytest.raises(FilterError, match="is no date") as refused:
        parse(f"a b>={date}")
    assert refused.value.position == 5
    assert refused.value.hint == "in quotes it is a text"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"feature.flag"', "feature.flag"),
        ('"in"', "in"),
        ('"has:x"', "has:x"),
        ('""', ""),
        ("'or'", "or"),
        ("in", "in"),
        ("is", "is"),
        ("owner-id", "owner-id"),
        ("größe", "größe"),
        ("1a", "1a"),
        ("$", "$"),
        ("has", "has"),
        ('"a\\"b"', 'a"b'),
    ],
)
def test_a_key_may_be_any_text_in_quotes(text: str, name: str) -> None:
    assert parse(text) == equal(name)
    assert parse(f"x.{text}=1") == Compare(path("x", name), Operator.EQUAL, Value("1"))


def test_a_term_may_name_its_column() -> None:
    columns = ["data", "Odd one"]
    assert parse("data:a b", columns) == And((On("data", A), B))
    assert parse("data.a=true", columns) == On("data", A)
    assert parse('"Odd one":(a or has:b)', columns) == On("Odd one", Or((A, Has(path("b")))))
    assert parse("!data:any:x", columns) == Not(On("data", Anywhere(Value('"x"'))))
    assert parse('"data".a', columns) == Compare(path("data", "a"), Operator.EQUAL, Value("true"))
    assert parse("data", columns) == equal("data")
    assert parse("data.a") == Compare(path("data", "a"), Operator.EQUAL, Value("true"))


@pytest.mark.parametrize(
    ("text", "position", "what"),
    [
        ("a=", 2, "expected a value, found the end"),
        ("a= b =1", 5, 'expected a term: a key, has:, missing:, any:, ! or (, found "="'),
        ("a==1", 2, 'expected a value, found "="'),
        ("a=(b)", 2, 'expected a value, found "("'),
        ("a.", 2, "expected a key, found the end"),
        ("a..b", 2, 'expected a key, found "."'),
        ("has:", 4, "expected a key, found the end"),
        ("any:", 4, "expected a value, found the end"),
        ("hass:x", 0, '"hass" is no JSONB column here, nor a word of filters'),
        ("(a", 0, "this bracket is not closed"),
        ("a[b", 1, "this bracket is not closed"),
        ("(a]", 2, 'expected ")", found "]"'),
        ("a)", 1, '")" closes nothing'),
        ("()", 1, 'expected a term: a key, has:, missing:, any:, ! or (, found ")"'),
        ("a or", 4, "expected a term: a key, has:, missing:, any:, ! or (, found the end"),
        ("or a", 0, 'expected a term: a key, has:, missing:, any:, ! or (, found "or"'),
        ("and=1", 0, 'expected a term: a key, has:, missing:, any:, ! or (, found "and"'),
        ("a && b", 2, 'expected a term: a key, has:, missing:, any:, ! or (, found "&"'),
        ("a!b", 1, 'expected a blank or an operator, found "!"'),
        ("a,b", 1, 'expected a blank or an operator, found ","'),
        ("a=1,2", 3, 'expected a blank or an operator, found ","'),
        ("a=x;y", 3, 'expected a blank, found ";"'),
        ("a;;", 1, 'expected a blank or an operator, found ";"'),
        ("a=O'Brien", 3, 'expected a blank, found "\'"'),
        ('a="x"y', 5, 'expected a blank, found "y"'),
        ('a="x', 2, "this quote is not closed"),
        ("a='x", 2, "this quote is not closed"),
        ("a in", 4, "expected a value, found the end"),
        ("a in 1,", 7, "expected a value, found the end"),
        ("a in (1 2)", 8, 'expected "," or ")", found "2"'),
        ("a is foo", 5, 'expected string, number, boolean, array, object, null or missing, found "foo"'),
        ("a is", 4, "expected string, number, boolean, array, object, null or missing, found the end"),
        ("a[0].b=1", 2, "elements have no positions here"),
        ("a[b:c]", 2, '"b" is no JSONB column here, nor a word of filters'),
        ("a=1e131072", 2, "PostgreSQL has no room for this number"),
        ("a=1e-16384", 2, "PostgreSQL has no room for this number"),
        ("a=1e999999999999", 2, "PostgreSQL has no room for this number"),
        ("a=\0", 2, r"\u0000 cannot be looked for"),
        (r'a="\u0000"', 2, r"\u0000 cannot be looked for"),
        (r'"\ud800"=1', 0, r"\ud800 cannot be looked for"),
        ("a='\udfff'", 3, r"\udfff cannot be looked for"),
        ("a=~x(b", 4, 'expected a blank, found "("'),
        ("a=~'x(b'", 5, "in a regular expression, this parenthesis is not closed"),
        (r'a=~"\"("', 3, "in a regular expression, this parenthesis is not closed"),
        ("x.a[" * 2, 8, "expected a term: a key, has:, missing:, any:, ! or (, found the end"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_was_expected(text: str, position: int, what: str) -> None:
    with pytest.raises(FilterError) as refused:
        parse(text)
    assert (refused.value.message, refused.value.position) == (what, position)
    assert isinstance(refused.value, UsageError)


def test_a_column_is_not_named_within_brackets() -> None:
    with pytest.raises(FilterError, match='"data" is no JSONB column here'):
        parse("items[data:a]", ["data"])


def shown(text: str) -> list[str]:
    with pytest.raises(FilterError) as refused:
        parse(text)
    return str(refused.value).split("\n")


def test_the_caret_stands_under_the_place() -> None:
    assert shown("tier=premium seats>= !archived") == [
        'expected a value, found "!"',
        "LINE 1: tier=premium seats>= !archived",
        "                             ^",
        "  hint: a value that begins with a sign needs quotes",
    ]


def test_the_caret_stands_under_the_place_where_characters_are_wide() -> None:
    assert shown("名前=東京 x==1")[1:3] == ["LINE 1: 名前=東京 x==1", " " * 20 + "^"]


def test_only_the_line_with_the_place_is_shown_and_no_more_than_fits() -> None:
    assert shown("a=1\n  b==2\nc=3")[1:3] == ["LINE 2:   b==2", "            ^"]
    line, caret = shown(f"{'a=1 ' * 100}b==2 {'c=3 ' * 100}")[1:3]
    assert len(line) < 90
    assert line.startswith("LINE 1: ...")
    assert line[caret.index("^")] == "="


def test_what_a_terminal_would_act_upon_is_not_shown() -> None:
    assert shown("a=\x1b[31m")[1] == "LINE 1: a=?[31m"
    assert shown("a='\ud800'")[1] == "LINE 1: a='?'"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("(" * 100_000, f"more than {DEEPEST} brackets are open"),
        ("a[" * 100_000, f"more than {DEEPEST} brackets are open"),
        ("(a[" * 100_000, f"more than {DEEPEST} brackets are open"),
        ("a." * 100_000, f"more than {LONGEST} keys in a path"),
        ("a " * 100_000, f"more than {MOST:,} terms"),
        ("a or " * 100_000, f"more than {MOST:,} terms"),
        ("a='" + "\\" * 1_000_000, "this quote is not closed"),
        ('a="' + "\\" * 1_000_001, "this quote is not closed"),
    ],
    ids=range(8),
)
def test_what_is_too_deep_or_too_long_is_refused(text: str, what: str) -> None:
    with pytest.raises(FilterError) as refused:
        parse(text)
    assert refused.value.message == what


def test_what_may_be_long_may_be_very_long() -> None:
    assert parse("!" * 100_001 + "a") == Not(A)
    assert parse("not " * 100_000 + "a") == A
    assert len(parse(f"a in {','.join(map(str, range(100_000)))}").values) == 100_000  # type: ignore[union-attr]
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == A
    assert parse(f"a='{'x' * 1_000_000}'") == equal("a", f'"{"x" * 1_000_000}"')
    assert parse(f"a={'9' * 131_072}") == equal("a", "9" * 131_072)


# -- values that are given by name ---------------------------------------------------------------------------------

DAY = dt.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("value", "json"),
    [
        ("a) or (b=1 --", '"a) or (b=1 --"'),
        ('"', '"\\""'),
        ("5", '"5"'),
        (":n", '":n"'),
        (2**70, str(2**70)),
        (Decimal("1E+3"), "1E+3"),
        (0.1, "0.1"),
        (True, "true"),
        (None, "null"),
        (DAY, '"2026-01-31"'),
        (UUID(int=1), f'"{UUID(int=1)}"'),
    ],
    ids=repr,
)
def test_a_value_of_python_s_is_that_value_whatever_is_in_it(value: object, json: str) -> None:
    def given(written: str) -> Value | list[Value] | None:
        return of_python(value, written) if written == ":n" else None

    assert parse("a=:n", (), given) == equal("a", json)
    assert parse("a[b=:n]", (), given) == Element(path("a"), equal("b", json))
    assert parse("a in :n,:n", (), given) == OneOf(path("a"), (Value(json), Value(json)))
    assert parse("""a=":n" b=:m""", (), given) == And((equal("a", '":n"'), equal("b", '":m"')))


def test_a_given_list_is_several_values_and_a_date_is_one_where_dates_are_compared() -> None:
    some = [Value("1"), Value('"x"')]
    assert parse("a in (0, :n)", (), lambda _: list(some)) == OneOf(path("a"), (Value("0"), *some))
    day = Value('"2026-01-31"', date="2026-01-31")
    assert parse("a>=:n", (), lambda _: of_python(DAY, ":n")) == Compare(path("a"), Operator.AT_LEAST, day)
    assert parse("a>=:n", (), lambda _: of_python("2026-01-31", ":n")) == compared("a", ">=", '"2026-01-31"')
    assert parse("a*=:n", (), lambda _: of_python(5, ":n")) == compared("a", "*=", '"5"')


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5", Value("5")), ("a or b=1", Value('"a or b=1"')), ("null", Value("null")), ("", Value('""'))],
)
def test_a_given_text_is_read_as_a_value_without_quotes(text: str, expected: Value) -> None:
    assert parse("a=:n", (), lambda written: of_text(text, written)) == Compare(path("a"), Operator.EQUAL, expected)


@pytest.mark.parametrize(
    ("asked", "value", "what"),
    [
        ("a=:n", float("inf"), ":n is inf"),
        ("a=:n", 10**5000, ":n is too large an integer"),
        ("a=:n", Decimal("1e200000"), "no room for this number"),
        ("a=:n", b"x", ":n is no value that a filter can compare with"),
        ("a in :n", [[1]], "an element of :n is no value"),
        ("a=:n", [1], "a list stands here"),
        ("a in :n", [], "the list is empty"),
        ("a*=:n", None, "null stands here, and a text is wanted"),
        ("a=~:n", "(", "in a regular expression"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_given_values_that_cannot_be_are_told(asked: str, value: object, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(asked, (), lambda written: of_python(value, written))
    assert what in str(caught.value)
