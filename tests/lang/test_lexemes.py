"""Lexemes of SQL that is still being typed: what each is, and that they cover the text."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenantsh.lang import tokens
from tenantsh.lang.lexemes import Lexeme, Sort, lex, quoted

PIECES = st.lists(
    st.sampled_from(
        [
            *r"""
            select x é . , ( ) [ ] ; : :: :' ' " $$ $a$ E' u&' -- /* */ \ \\ \; 1 1. .5 1e ->> =-1 || $1
            """.split(),  # noqa: SIM905 - a list would take many lines
            *(" ", "\n", "\r\n"),
        ]
    )
).map("".join)


def texts(sql: str) -> list[str]:
    return [lexeme.text for lexeme in lex(sql)]


def sorts(sql: str) -> list[str]:
    return [lexeme.sort.value for lexeme in lex(sql)]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("data->>'tier'", ["data", "->>", "'tier'"]),
        ("a=-1", ["a", "=", "-", "1"]),
        ("a@-1", ["a", "@-", "1"]),
        ("a<>-1", ["a", "<>", "-", "1"]),
        ("a--b\nc", ["a", "--b", "c"]),
        ("a/*b*/c", ["a", "/*b*/", "c"]),
        ("a */* b */ c", ["a", "*", "/* b */", "c"]),
        ("u.*", ["u", ".", "*"]),
        ("count(*)", ["count", "(", "*", ")"]),
        ("x::int[]", ["x", "::", "int", "[", "]"]),
        ("f(a => 1, b := 2)", ["f", "(", "a", "=>", "1", ",", "b", ":=", "2", ")"]),
        ("1. .5 1..2 1e5 0x1F 1_000", ["1.", ".5", "1", ".", ".2", "1e5", "0x1F", "1_000"]),
        ("a[1].b", ["a", "[", "1", "]", ".", "b"]),
        ("$1 $2", ["$1", "$2"]),
        ("a$b", ["a$b"]),
        ("data @> '{}'::jsonb", ["data", "@>", "'{}'", "::", "jsonb"]),
        ("data ?| array", ["data", "?|", "array"]),
        ("größe=1", ["größe", "=", "1"]),
    ],
)
def test_operators_names_and_numbers_part_as_the_server_parts_them(sql: str, expected: list[str]) -> None:
    assert texts(sql) == expected


@pytest.mark.parametrize(
    "literal",
    [
        "'a'", "'it''s'", r"E'it\'s'", r"e'\\'", "B'01'", "x'1F'", "N'n'", r"U&'\0061'", "$$a 'b' $$", "$t$ $$ $t$",
        "''", "'a;b'", r"'\'", "'a\nb'", "E'a''b'",
    ],
)  # fmt: skip
def test_each_kind_of_string_is_one_lexeme(literal: str) -> None:
    assert [(one.sort, one.text, one.open) for one in lex(f"{literal};")][:1] == [(Sort.STRING, literal, False)]
    assert texts(f"{literal} ;x") == [literal, ";", "x"]


@pytest.mark.parametrize("half", ["'a", "'it''", r"E'a\'", "$$a", "$t$ $$", '"a', '"a""', "/* a /* b */", 'U&"a', "'"])
def test_what_is_not_closed_is_open_up_to_the_end(half: str) -> None:
    assert [(one.text, one.open) for one in lex(f"x {half}")] == [("x", False), (half, True)]


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("Select", "select"),
        ('"Big ""x"', 'Big "x'),
        ('"half', "half"),
        ("'it''s'", "it's"),
        ("'half", "half"),
        ("$a$b$a$", "b"),
        ("$a$half", "half"),
        ("N'x'", "x"),
    ],
)
def test_a_value_is_what_the_server_reads(sql: str, value: str) -> None:
    assert lex(sql)[0].value == value


@pytest.mark.parametrize("reference", [":x", ":'x'", ':"x"', ":{?x}", ":'x", ':"', ":{", ":{?", ":{?x", ":9"])
def test_a_psql_variable_is_one_lexeme_however_far_it_is_typed(reference: str) -> None:
    assert [(one.sort, one.text) for one in lex(f"select {reference}")][1:] == [(Sort.VARIABLE, reference)]


def test_casts_and_assignments_are_no_variables() -> None:
    assert sorts("a::int") == ["word", "operator", "word"]
    assert sorts("a:=b") == ["word", "operator", "word"]


@pytest.mark.parametrize(
    ("sql", "commands"),
    [
        (r"\d us \dt x", [r"\d us ", r"\dt x"]),
        (r"\echo 'a;b \x' \d x", [r"\echo 'a;b \x' ", r"\d x"]),
        (r"select 1 \g out.csv", [r"\g out.csv"]),
        (r"select 1 \gset \\ select 2", [r"\gset ", r"\\"]),
        (r"\! ls \a", [r"\! ls \a"]),
        (r"\copy t from 'a\b' csv", [r"\copy t from 'a\b' csv"]),
        (r"\sf f \x", [r"\sf f \x"]),
        (r"\set a \x", [r"\set a ", r"\x"]),
        (r"\o |less \x", [r"\o |less \x"]),
        (r"\echo `date \x` \x", [r"\echo `date \x` ", r"\x"]),
        (r"\echo 'open \x", [r"\echo 'open \x"]),
        ("\\d a\r\nselect", [r"\d a"]),
        (r"select '\d'", []),
        ("\\", ["\\"]),
    ],
)
def test_a_command_ends_where_psql_ends_it(sql: str, commands: list[str]) -> None:
    assert [one.text for one in lex(sql) if one.sort is Sort.COMMAND] == commands


def test_an_escaped_semicolon_is_a_semicolon() -> None:
    assert texts(r"select 1\; select 2") == ["select", "1", ";", "select", "2"]


def test_in_a_body_there_is_nothing_of_psql() -> None:
    assert [one.sort for one in lex(r"a \d :x", psql=False)] == [Sort.WORD, Sort.WORD, Sort.OPERATOR, Sort.WORD]


def test_a_part_of_a_text_counts_in_the_whole() -> None:
    text = "select 'a' from t; select 2"
    assert [one for one in lex(text) if 8 < one.start < 18] == lex(text, 10, 18)
    assert lex("select 'abc", 7, 9) == [Lexeme(Sort.STRING, "'a", 7, open=True)]


def test_a_quoted_thing_is_read_to_its_end() -> None:
    assert quoted("x 'it''s' y", 2).text == "'it''s'"
    assert quoted("x 'it''s' y", 2, 5) == Lexeme(Sort.STRING, "'it", 2, open=True)


@given(PIECES)
def test_lexemes_cover_the_text_without_overlap(text: str) -> None:
    at = 0
    for lexeme in lex(text):
        assert lexeme.start >= at
        assert text[lexeme.start : lexeme.end] == lexeme.text
        between = text[at : lexeme.start]
        assert between.strip(tokens.SPACE.encode().decode("unicode_escape")) in ("", "\\")
        at = lexeme.end


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    for lexeme in lex(text):
        assert lexeme.text
        assert lexeme.value is not None


@given(PIECES, st.integers(0, 60))
def test_what_is_before_a_place_does_not_depend_on_what_is_behind(text: str, cut: int) -> None:
    assume(text[max(cut - 1, 0) : cut + 1] not in ("--", "/*"))  # half of it is an operator's
    whole = [lexeme for lexeme in lex(text) if lexeme.end < cut]
    assert lex(text[:cut])[: len(whole)] == whole
