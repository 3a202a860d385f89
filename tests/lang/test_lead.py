"""What the first look at a statement may say, and what it must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenantsh.lang.lead import is_single, keywords
from tenantsh.lang.split import split


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("select 1", ("select",)),
        ("  RESET\n ROLE;", ("reset", "role")),
        ("/* a; */ -- b\n set /**/ local -- c\r x.y = 1", ("set", "local", "x")),
        ("((select", ("select",)),
        ("/* * / ' */ select", ("select",)),
        ('"select" a', ()),
        ("'a' select", ()),
        ("1 select", ()),
        ("", ()),
        ("; select", ()),
    ],
)
def test_the_first_words(text: str, words: tuple[str, ...]) -> None:
    assert keywords(text, 3) == words


def test_comments_within_comments_are_left_to_the_grammar() -> None:
    assert keywords("/* /* */ select */ reset role") == ()


def test_a_letter_that_only_python_folds_makes_no_keyword() -> None:
    assert keywords("\u212aill") == ("\u212aill",)


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u0085"])
def test_a_blank_that_only_python_knows_is_part_of_a_word(blank: str) -> None:
    assert keywords(f"set{blank}role", 2) == (f"set{blank}role",)


@given(st.text("; 'a\"$-/*\n"))
def test_what_is_surely_single_is_at_most_one_statement(text: str) -> None:
    if is_single(text):
        assert len([part for part in split(text) if part.strip("; \n")]) <= 1
