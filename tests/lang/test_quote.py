"""Quoting, as libpq does it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from tenantsh.lang.quote import quote_identifier, quote_literal, quote_shell, unquote_identifier
from tenantsh.lang.split import split

TEXT = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]))


@given(TEXT)
def test_a_literal_is_what_psycopg_makes_of_it(value: str) -> None:
    assert quote_literal(value) == sql.Literal(value).as_string()


@given(TEXT)
def test_an_identifier_is_what_psycopg_makes_of_it(name: str) -> None:
    assert quote_identifier(name) == sql.Identifier(name).as_string()


@given(TEXT)
def test_unquoting_gives_the_name_back(name: str) -> None:
    assert unquote_identifier(quote_identifier(name)) == name


@given(TEXT, TEXT)
def test_a_quoted_text_never_ends_a_statement(value: str, name: str) -> None:
    statement = f"select{quote_literal(value)} as{quote_identifier(name)};"
    assert split(statement + "select 2") == [statement, "select 2"]


@given(TEXT)
def test_a_word_for_the_shell_is_one_word(value: str) -> None:
    import shlex

    assert shlex.split(quote_shell(value)) == [value]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Ab", "ab"), ('"Ab"', "Ab"), ('a"B"C', "aBc"), ('""', ""), ('a""b', "ab"), ('"a""b"', 'a"b'), ('"open', "open")],
)
def test_double_quotes_are_taken_off_as_psql_does(typed: str, name: str) -> None:
    assert unquote_identifier(typed) == name


def test_names_are_folded_in_ascii_only() -> None:
    assert unquote_identifier("ÄB\u212a") == "Äb\u212a"


def test_letters_may_stay_as_they_are() -> None:
    assert re.fullmatch('Ab"C', unquote_identifier('A"b""C"', fold=False))
