"""Queries: what a place wants, word by word of valid statements, and on whatever text there is."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.shell.completion.replay import STATEMENTS, replay

from tenantsh.lang.lexemes import lex
from tenantsh.shell.completion import complete
from tenantsh.shell.completion.place import find
from tenantsh.shell.completion.suggest import bodies, clauses
from tenantsh.shell.completion.suggest.clauses.mending import mended
from tenantsh.shell.completion.wanted import Columns, Labels, Relations, Source, Types, Words

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.model.catalog import Catalog
    from tenantsh.shell.completion.wanted import Wanted

CASES = Path(__file__).with_name("cases")
OFFERED = {(0, False): 0.82, (1, False): 0.98, (2, False): 0.98, (0, True): 0.9, (1, True): 0.99, (2, True): 0.99}
"""The share of words that are among the first ten, by letters typed and by whether the rest stands there."""


def wanted(text: str, kind: type[Wanted]) -> list[Wanted]:
    place = find(text, len(text))
    assert place is not None
    return [one for one in clauses.suggest(place) if isinstance(one, kind)]


def words(text: str) -> set[str]:
    return {word for one in wanted(text, Words) for word in one.words}  # type: ignore[union-attr]


@pytest.mark.parametrize(("letters", "rest"), OFFERED)
def test_the_words_of_valid_statements_are_offered(letters: int, rest: bool, shop_catalog: Catalog) -> None:
    tries = [one for statement in STATEMENTS for one in replay(statement, shop_catalog, letters, rest=rest)]
    share = sum(one.hit for one in tries) / len(tries)
    assert share >= OFFERED[letters, rest], f"{share:.1%}"


def test_the_statements_are_valid(pg: Cluster, shop_database: str) -> None:
    """So that what they count is what people mean."""
    newer = ("merge", "with gone as (merge")
    for statement in STATEMENTS:
        if not (statement.startswith(newer) and pg.major < 15):
            pg.run(f"EXPLAIN {statement}", shop_database)


def test_no_beginning_of_a_statement_is_too_odd(shop_catalog: Catalog) -> None:
    for statement in STATEMENTS:
        for cursor in range(0, len(statement), 3):
            complete(statement[:cursor], cursor, shop_catalog)
            complete(statement, cursor, shop_catalog)


def test_no_pieces_of_statements_are_too_odd(shop_catalog: Catalog) -> None:
    chance = random.Random(4)
    pieces = [lexeme.text for statement in STATEMENTS for lexeme in lex(statement)]
    pieces += ["(", ")", "[", "]", "::", ".", ",", "case", "end", "over", "'", '"', "$$", "--", "/*", "\\", "\x00", "é"]
    for _ in range(1500):
        text = " ".join(chance.choices(pieces, k=chance.randrange(1, 25)))
        complete(text, chance.randrange(len(text) + 1), shop_catalog)


def test_a_forgotten_parenthesis_ends_in_front_of_the_next_clause() -> None:
    place = find("select count(* from users where ", 32)
    assert place is not None
    assert [lexeme.text for lexeme in mended(place).before] == [
        "select",
        "count",
        "(",
        "*",
        ")",
        "from",
        "users",
        "where",
    ]
    whole = find("select count((select 1 from x where ", 35)
    assert whole is not None
    assert mended(whole) == whole
    for text in ("select extract(year from ", "select count(*) filter (where ", "select (a is distinct from "):
        kept = find(text, len(text))
        assert kept is not None
        assert mended(kept) == kept


def test_what_is_compared_says_what_with() -> None:
    for text in (
        "select * from orders o where o.status = ",
        "select * from orders o where o.status not in (",
        "select * from orders o where o.status is not distinct from ",
        "select * from orders o where x = 1 and o.status between ",
        "select * from orders o where x between 1 and 2 and o.status <> ",
        "select case o.status when ",
        "update orders o set x = 1, status = ",
        "insert into orders (a, status) values (1, ",
        "insert into orders (a, status) values (f(1, 2), 3), (1, ",
        "merge into orders o using x on true when not matched then insert (status) values (",
    ):
        found = wanted(text, Labels)
        assert [one.of.name for one in found] == ["status"], text  # type: ignore[union-attr]


def test_a_list_without_names_of_columns_goes_by_place() -> None:
    (found,) = wanted("insert into orders values (1, 2, ", Labels)
    assert found.of.position == 2  # type: ignore[union-attr]


def test_what_a_select_list_is_compared_with_is_no_value_to_assign() -> None:
    assert "DEFAULT" in words("update orders set a = ")
    assert "DEFAULT" not in words("update orders set a = case when b = ")
    assert "DEFAULT" not in words("select a = ")


def test_clauses_come_in_their_order() -> None:
    assert {"WHERE", "GROUP BY", "ORDER BY", "LIMIT", "FOR UPDATE"} <= words("select 1 from a ")
    assert not {"WHERE", "GROUP BY", "JOIN"} & words("select 1 from a order by b ")
    assert not {"WHERE", "FROM"} & words("select 1 from a where b = 1 ")


def test_a_clause_that_stands_behind_is_not_offered_again() -> None:
    place = find("select a  from b where c", 9)
    assert place is not None
    found = {word for one in clauses.suggest(place) if isinstance(one, Words) for word in one.words}
    assert "FROM" not in found
    assert "AS" in found


def test_what_is_the_person_s_own_is_not_offered() -> None:
    for text in ("select a as ", "select * from a as ", "with ", "insert into a as ", "select * from f() as x ("):
        assert not wanted(text, Columns), text
        assert not wanted(text, Relations), text


def test_types_are_wanted_where_a_type_stands() -> None:
    for text in ("select a::", "select cast(a as ", "select * from f() as x (a "):
        assert wanted(text, Types), text


def test_an_expression_of_another_statement_is_like_any() -> None:
    place = find("create policy p on orders using (status = ", 42)
    assert place is not None
    source = Source("orders", "orders")
    found = clauses.expression(replace(place, before=place.before[-2:]), (source,), condition=True)
    assert [one.of.name for one in found if isinstance(one, Labels)] == ["status"]
    assert [one.sources for one in found if isinstance(one, Columns)] == [(source,)]


@pytest.mark.parametrize(
    ("statement", "wants"),
    [
        ("", "PERFORM"),
        ("if a ", "THEN"),
        ("while a > 1 ", "LOOP"),
        ("raise ", "EXCEPTION"),
        ("raise exception 'x', a ", "USING"),
        ("return ", "QUERY"),
        ("get stacked ", "DIAGNOSTICS"),
        ("exit ", "WHEN"),
        ("open c ", "SCROLL"),
        ("fetch ", "NEXT"),
        ("foreach x in ", "ARRAY"),
        ("x := case when a ", "THEN"),
        ("execute 'x' ", "USING"),
    ],
)
def test_a_body_has_words_of_its_own(statement: str, wants: str) -> None:
    text = f"do $$ begin {statement}"
    place = find(text, len(text))
    assert place is not None
    assert place.body
    found = bodies.suggest(place)
    assert found is not None
    assert wants in {word for one in found if isinstance(one, Words) for word in one.words}


@pytest.mark.parametrize("statement", ["create table ", "alter table ", "set ", "truncate "])
def test_what_is_any_session_s_is_not_the_body_s_affair(statement: str) -> None:
    text = f"do $$ begin {statement}"
    place = find(text, len(text))
    assert place is not None
    assert bodies.suggest(place) is None


def test_a_query_in_a_body_is_a_query() -> None:
    for text in ("do $$ begin return (select a from x where ", "do $$ begin perform a from x where "):
        place = find(text, len(text))
        assert place is not None
        found = bodies.suggest(place)
        assert found is not None
        assert [source.name for one in found if isinstance(one, Columns) for source in one.sources] == ["x"]
