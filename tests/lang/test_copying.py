r"""`\copy` as it is typed, and COPY FROM STDIN in a text."""

from __future__ import annotations

import pytest

from tenantsh.lang.copying import Copy, copies_in, parsed
from tenantsh.model.errors import UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("t from stdin", Copy("COPY  t FROM STDIN ", True, "results")),
        ("t to pstdout csv", Copy("COPY  t TO STDOUT csv", False, "standard")),
        ('"T x"."y" (a, "B c") from \'it\'\'s.csv\' (format csv)', None),
        (
            "(select ')' || 1, f(2)) to out.txt",
            Copy("COPY  ( select ')' || 1 , f ( 2 ) ) TO STDOUT ", False, "file", "out.txt"),
        ),
        ("(select E'a\\'b') to program 'cat'", Copy("COPY  ( select E'a\\'b' ) TO STDOUT ", False, "program", "cat")),
        ("binary t from x", Copy("COPY binary t FROM STDIN ", True, "file", "x")),
        ("a . b from x", Copy("COPY  a.b FROM STDIN ", True, "file", "x")),
    ],
)
def test_a_copy_becomes_the_statement_that_the_server_gets(text: str, expected: Copy | None) -> None:
    found = parsed(text)
    if expected is None:
        expected = Copy('COPY  "T x"."y" ( a , "B c" ) FROM STDIN (format csv)', True, "file", "it's.csv")
    assert found == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "arguments required"),
        ("t", "parse error at end of line"),
        ("t from", "parse error at end of line"),
        ("t (a from stdin", "parse error at end of line"),
        ("(select 1", "parse error at end of line"),
        ("t into x", 'parse error at "into"'),
        ("t from program x", 'parse error at "x"'),
    ],
)
def test_what_is_no_copy_is_told_in_psqls_words(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parsed(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("copy t from stdin", 1),
        ("COPY t (a) FROM STDIN WITH (foo)", 1),
        ("/* x */ copy t -- c\n from stdin", 1),
        ("copy (select 1) from stdin", 1),
        ("copy t from stdout", 1),
        ("begin; copy t from stdin; copy u from stdin", 2),
        ("foo copy t from stdin", 0),
        ("copy t to stdin", 0),
        ("copy t from 'stdin'", 0),
        ("copy t(from stdin) from x", 0),
        ("copy t from x stdin", 0),
        ("explain copy t from stdin", 0),
        ("do $$ copy t from stdin $$", 0),
        ("select 1 from stdin", 0),
        ("copy x 'from stdin'", 0),
    ],
)
def test_a_copy_from_standard_input_is_known_by_its_words_as_psql_knows_it(text: str, count: int) -> None:
    assert copies_in(text) == count
