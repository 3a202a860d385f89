"""What the statements before the cursor's make is known behind them, whether they have run or not."""

from __future__ import annotations

import random
import time

import pytest
from tests.shell.completion.case import cases

from tenantsh.model.catalog import Catalog, Column, Relation
from tenantsh.model.named import Names
from tenantsh.shell.completion import complete
from tenantsh.shell.completion.earlier import with_earlier
from tenantsh.shell.completion.made import TEMPORARY

CATALOG = Catalog(
    relations=Names([Relation(1, "public", "users", "r"), Relation(2, "billing", "users", "r")]),
    columns={1: (Column("id", "bigint"), Column("email", "text")), 2: (Column("payer", "text"),)},
)


def offered(text: str, catalog: Catalog = CATALOG) -> list[str]:
    return [candidate.text for candidate in complete(text, catalog=catalog)]


def test_a_text_that_makes_nothing_leaves_the_catalog_as_it_is() -> None:
    assert with_earlier(CATALOG, "select 1; select ", 17, ()) is CATALOG


def test_what_has_run_is_known_better_than_the_text_says() -> None:
    text = "create table users (id int);"
    found = with_earlier(CATALOG, text, len(text), ()).relation("users")
    assert found
    assert found.oid == 1


def test_what_the_text_makes_anew_is_as_the_text_says() -> None:
    text = "drop table if exists users; create table users (id int, fresh text); select f"
    assert "fresh" in offered(text)
    assert "fresh" in [found.text for found in complete(f"{text} from users", len(text), CATALOG)]


def test_a_temporary_table_hides_another_one() -> None:
    text = "create temp table users (scratch int);"
    found = with_earlier(CATALOG, text, len(text), ())
    assert [relation.schema for relation in (found.relation("users"),) if relation] == [TEMPORARY]
    assert "public.users" in offered(f"{text} select * from use")


def test_a_statement_that_has_not_ended_makes_nothing_yet() -> None:
    assert "half" not in offered("create table half (a int)\nselect * from ha")


def test_a_savepoint_of_one_text_is_none_of_the_next() -> None:
    assert "here" in offered("savepoint here; rollback to ")
    assert "here" not in offered("select 1; rollback to ")


def test_a_value_that_looks_like_a_statement_is_a_value() -> None:
    assert "x" not in offered("insert into users values (1, 'create table x (a int);'); select * from ")


@pytest.mark.parametrize("case", cases("own_names.txt"), ids=lambda case: case.place)
def test_every_beginning_of_a_text_is_completed(case: object) -> None:
    text = case.text  # type: ignore[attr-defined]
    dice = random.Random(text)
    for end in range(0, len(text), 3):
        offered(text[:end])
    for _ in range(5):
        words = text.split()
        dice.shuffle(words)
        offered(" ".join(words))


def test_a_key_behind_many_statements_takes_no_time() -> None:
    relations = [Relation(at, "public", f"table_{at}", "r") for at in range(1, 10_001)]
    catalog = Catalog(relations=Names(relations))
    text = "".join(f"create temp table t{at} as select id, email from users where id > 1;\n" for at in range(150))
    for word in ("select * from t12", "select e"):

        def key(typed: str = text + word) -> float:
            started = time.process_time()
            offered(typed, catalog)
            return time.process_time() - started

        assert min(key() for _ in range(10)) < 0.02  # 4 ms where nothing else runs
