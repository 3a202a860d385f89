"""What a statement makes that no other session sees, by its text."""

from __future__ import annotations

import random

import pytest

from tenantsh.model.catalog import Catalog, Column, Relation
from tenantsh.model.named import Names
from tenantsh.shell.completion.made import TEMPORARY, Made, made
from tenantsh.shell.knowing.unshared import with_unshared

CATALOG = Catalog(
    search_path=("pg_catalog", "public"),
    relations=Names([Relation(1, "public", "users", "r")]),
    columns={1: (Column("id", "bigint"), Column("email", "text"))},
)


def told(text: str) -> tuple[str | None, str, list[str]] | None:
    found = made(text, CATALOG)
    return (found.schema, found.name, [column.name for column in found.columns]) if found else None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("create temp table t (a int, b text)", (TEMPORARY, "t", ["a", "b"])),
        ("CREATE TEMPORARY TABLE IF NOT EXISTS t(a int);", (TEMPORARY, "t", ["a"])),
        (
            'create local temp table "My T" ("A b" numeric(10, 2) check (1 > 0), primary key ("A b"))',
            (TEMPORARY, "My T", ["A b"]),
        ),
        ("create table pg_temp.t (a int)", (TEMPORARY, "t", ["a"])),
        ("create table s.t (a int references users (id))", ("s", "t", ["a"])),
        ("create unlogged table t ()", (None, "t", [])),
        ("create temp table t as select id, email as mail from users", (TEMPORARY, "t", ["id", "mail"])),
        ("create temp view v as select * from users where id = 1;", (TEMPORARY, "v", ["id", "email"])),
        ("create or replace view v as select id from users", (None, "v", ["id"])),
        ("create materialized view v as select id from users with no data", (None, "v", ["id"])),
        ("select id, email into temp t from users", (TEMPORARY, "t", ["id", "email"])),
        ("with x as (select 1 as one) select one into t from x", (None, "t", ["one"])),
        ("create temp table t (a int generated always as (1) stored, b int)", (TEMPORARY, "t", ["a", "b"])),
        ("create index on users (id)", None),
        ("create function f() returns table (a int) language sql as $$ select 1 $$", None),
        ("insert into users select 1", None),
        ("select 1", None),
        ("", None),
    ],
)
def test_what_a_statement_makes(text: str, wanted: object) -> None:
    assert told(text) == wanted


def test_what_goes_with_its_transaction_is_told() -> None:
    found = made("create temp table t (a int) on commit drop;", CATALOG)
    assert found
    assert found.brief


def test_half_statements_and_shuffled_ones_break_nothing() -> None:
    text = (
        "create temp table if not exists s.t (a int, b text) as select id, email into temp x from users on commit drop"
    )
    for end in range(len(text)):
        made(text[:end], CATALOG)
    dice = random.Random(8)
    for _ in range(300):
        made(" ".join(dice.sample(text.split(), 8)), CATALOG)


def test_it_is_found_by_its_bare_name_and_with_its_columns() -> None:
    catalog = with_unshared(CATALOG, [Made("scratch", "r", TEMPORARY, (Column("note", "text"),))])
    relation = catalog.relation("scratch")
    assert relation
    assert catalog.columns_of(relation) == (Column("note", "text"),)
    assert catalog.shelves.bare(relation)


def test_a_temporary_table_hides_another_one_of_its_name() -> None:
    catalog = with_unshared(CATALOG, [Made("users", "r", TEMPORARY)])
    relation = catalog.relation("users")
    assert relation
    assert relation.schema == TEMPORARY


def test_what_everybody_sees_by_now_is_not_added_again() -> None:
    assert with_unshared(CATALOG, [Made("users", "r")]) is CATALOG
