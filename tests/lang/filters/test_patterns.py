"""Regular expressions: what no server takes is refused before it is sent, and nothing else is."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import psycopg
import pytest

from tenantsh.lang.filters.patterns import flaw

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

_PIECES = (  # noqa: SIM905 - a list would take forty lines
    "a b - z é ^ $ . | ( ) (?: (?= (?<! (? (?# * + ? { } {1} {2,1} {1, {, {0,300} [ ] [^ [a-z] [z-a] [:alpha:] "
    r"[[:digit:]] [.-.] [=a=] \ \d \w \q \1 \2 \10 \m \y \Z \x \u1234 \c \. \[ \] 1 0 , : ="
).split()

_TRIED = """
create function pg_temp.refused(pattern text) returns boolean language plpgsql as $$
begin
    perform format('$ ? (@ like_regex %s)', to_json(pattern))::jsonpath;
    return false;
exception when invalid_regular_expression then
    return true;
end $$
"""


@pytest.mark.parametrize(
    "pattern",
    ["", "a|", r"@acme\.com$", "^(a|b)*?$", "a{2,3}b{0}", "{a", "[]a]", "[^]]", "[a-]", r"[\d\]]", "[[:alpha:]_]",
     r"(a)\1", r"\mfoo\M", "(?i)x", "(?=a)b", "***=a(", "(?#not closed", r"\u00e9\x41", "a{,3}"],
)  # fmt: skip
def test_nothing_is_wrong_with(pattern: str) -> None:
    assert flaw(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "at", "what"),
    [
        ("x(a", 1, "this parenthesis is not closed"),
        ("a)b", 1, "this parenthesis closes nothing"),
        ("ab[c", 2, "this bracket is not closed"),
        ("[]", 0, "this bracket is not closed"),
        ("*.txt", 0, "there is nothing here that could be repeated"),
        ("a**", 2, "there is nothing here that could be repeated"),
        ("^*", 1, "there is nothing here that could be repeated"),
        ("(?=a)+", 5, "there is nothing here that could be repeated"),
        ("a{2,1}", 1, "repetitions go from 0 to 255, the lower number first"),
        ("a{256}", 1, "repetitions go from 0 to 255, the lower number first"),
        ("a{1,", 1, "this brace is not closed"),
        ("[z-a]", 1, "this range ends before it begins"),
        (r"a\q", 1, "this is no escape sequence"),
        ("a\\", 1, "this is no escape sequence"),
        (r"(a)\2", 3, "there is no such group"),
        (r"(a\1)", 2, "there is no such group"),
        (r"(?:a)\1", 5, "there is no such group"),
        (r"(a)(?=\1)", 6, "there is no such group"),
        (r"a[\y]", 2, "this is no escape sequence"),
        ("(?P<x>a)", 0, "only (?: (?= (?! (?<= and (?<! begin with (?"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(pattern: str, at: int, what: str) -> None:
    assert flaw(pattern) == (what, at)


def test_a_pattern_is_read_in_time_and_memory_of_its_length() -> None:
    assert flaw("(" * 100_000) == ("this parenthesis is not closed", 99_999)
    assert flaw("(a" * 100_000 + ")" * 100_000) is None
    assert flaw(f"a{{{'9' * 10_000}}}") == ("repetitions go from 0 to 255, the lower number first", 1)
    assert flaw(f"a{{0,{'9' * 10_000}}}") == ("repetitions go from 0 to 255, the lower number first", 1)
    assert flaw("[a" * 100_000) == ("this bracket is not closed", 0)


def test_what_is_refused_the_server_refuses_too(pg: Cluster) -> None:
    rng = Random(21)
    patterns = ["".join(rng.choices(_PIECES, k=rng.randint(1, 7))) for _ in range(6_000)]
    with psycopg.connect(pg.dsn("postgres"), autocommit=True) as connection:
        connection.execute(_TRIED)
        query = "select pg_temp.refused(t.p) from unnest(%s::text[]) with ordinality t(p, n) order by t.n"
        answers = [row[0] for row in connection.execute(query, (patterns,))]
    ours = [flaw(pattern) is not None for pattern in patterns]
    assert [json.dumps(p) for p, our, its in zip(patterns, ours, answers, strict=True) if our and not its] == []
    assert sum(its and not our for our, its in zip(ours, answers, strict=True)) < sum(answers) * 0.01
