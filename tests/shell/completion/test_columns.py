"""Columns, qualifiers and values, from a catalog made by hand."""

from __future__ import annotations

import pytest

from tenantsh.model.catalog import Catalog, Column, ForeignKey, Function, Relation, Type
from tenantsh.model.named import Names
from tenantsh.shell.completion import complete
from tenantsh.shell.completion.place import find
from tenantsh.shell.completion.resolve.columns import column_of, columns_of
from tenantsh.shell.completion.scope import visible
from tenantsh.shell.completion.wanted import Operand

STATUS, MOOD = 90, 91
CATALOG = Catalog(
    version=180000,
    schemas=("public", "other"),
    relations=Names(
        [
            Relation(1, "public", "users", "r"),
            Relation(2, "public", "orders", "p"),
            Relation(3, "other", "users", "r"),
            Relation(4, "public", "Big Table", "r"),
        ]
    ),
    columns={
        1: (
            Column("id", "bigint", 20, required=True),
            Column("email", "text", 25, comment="where to write"),
            Column("active", "boolean", 16),
            Column("home", "address", 92),
            Column("secret", "text", 25, readable=False),
        ),
        2: (
            Column("id", "bigint", 20),
            Column("user_id", "bigint", 20),
            Column("status", "status", STATUS),
            Column("mood", "mood", MOOD),
            Column("data", "jsonb", 3802),
            Column("total", "numeric", 1700, generated=True),
        ),
        3: (Column("x", "integer", 23),),
        4: (Column("Big Column", "integer", 23), Column("order", "integer", 23)),
    },
    foreign_keys=(ForeignKey(2, ("user_id",), 1, ("id",)),),
    functions=Names(
        [
            Function("public", "recent", "f", result="TABLE(id bigint, at date)", many=True, columns=("id", "at")),
            Function("public", "all_users", "f", result="SETOF users", many=True, columns=("id", "email")),
            Function("public", "one", "f", result="SETOF text", many=True),
            Function("pg_catalog", "count", "a", "any", "bigint"),
        ]
    ),
    types=Names(
        [
            Type("public", "status", STATUS, "e", ("pending", "it's on")),
            Type("public", "mood", MOOD, "d", element=STATUS),
            Type("public", "address", 92, "c", fields=(Column("street", "text"), Column("city", "text"))),
        ]
    ),
)


def offered(text: str) -> list[str]:
    cursor = text.index("|")
    return [found.text for found in complete(text[:cursor] + text[cursor + 1 :], cursor, CATALOG)]


def columns(text: str) -> list[str]:
    """The columns alone."""
    cursor = text.index("|")
    found = complete(text[:cursor] + text[cursor + 1 :], cursor, CATALOG)
    return [one.text for one in found if one.kind in ("column", "columns")]


def known(text: str) -> dict[str, str]:
    """The columns of the sources, each with its type."""
    cursor = text.index("|")
    place = find(text.replace("|", ""), cursor)
    assert place is not None
    return {column.name: column.type for source in visible(place).sources for column in columns_of(source, CATALOG)}


USERS = {"id": "bigint", "email": "text", "active": "boolean", "home": "address", "secret": "text"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select | from users", USERS),
        ("select | from other.users", {"x": "integer"}),
        ("select | from nowhere", {}),
        ("select | from users u (a, b)", {"a": "bigint", "b": "text", "active": "boolean", "home": "address",
                                          "secret": "text"}),
        ("select | from (select id, email e from users) s", {"id": "bigint", "e": "text"}),
        ("select | from (select * from users) s", USERS),
        ("select | from (select count(*), total::int, data->>'a' a from orders) s",
         {"count": "bigint", "total": "int", "a": "text"}),
        ("select | from (select email, status from users, orders) s", {"email": "text", "status": "status"}),
        ("select | from (select 1, email from users) s (a, b)", {"a": "", "b": "text"}),
        ("select | from (select 1, email from users) s", {"email": "text"}),
        ("with a as (select * from users), b (x) as (select email from a) select | from b", {"x": "text"}),
        ("with recursive t as (select id, 1 as n from users union all select | from t) select 1",
         {"id": "bigint", "n": ""}),
        ("select | from recent() r", {"id": "bigint", "at": "date"}),
        ("select | from all_users()", {"id": "bigint", "email": "text"}),
        ("select | from one() o", {"o": "text"}),
        ("select | from one() with ordinality o (a, n)", {"a": "text", "n": "bigint"}),
        ("select | from nothing() f", {}),
        ("select | from (values (1)) v", {"column1": ""}),
    ],
)  # fmt: skip
def test_a_source_has_its_columns_and_their_types(text: str, expected: dict[str, str]) -> None:
    assert known(text) == expected


def test_stars_that_multiply_end_at_what_a_row_can_hold() -> None:
    made = ", ".join(f"c{at} as (select * from c{at - 1} a, c{at - 1} b, c{at - 1} d)" for at in range(1, 30))
    place = find(f"with c0 as (select * from users), {made} select  from c29", len(made) + 47)
    assert place is not None
    assert len(columns_of(visible(place).made[-1], CATALOG)) <= 1600


def operand(text: str, name: str, *qualifier: str) -> tuple[int, str] | None:
    place = find(text, len(text))
    assert place is not None
    found = column_of(Operand(name, qualifier, visible(place).sources), CATALOG)
    return found and (found[0], found[1].name)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("select * from orders where ", ("data",), (2, "data")),
        ("select * from orders o where ", ("data", "o"), (2, "data")),
        ("select * from orders o where ", ("data", "x"), None),
        ("select * from (select data as d from orders) x where ", ("d",), (2, "data")),
        (
            "with a as (select * from orders), b as (select data j from a) select * from b where ",
            ("j", "b"),
            (2, "data"),
        ),
        ("select * from (select data::text as d from orders) x where ", ("d",), (0, "d")),
        ("select * from users u where exists (select from orders where ", ("email",), (1, "email")),
        ("select * from orders where ", ("nothing",), None),
        ("insert into orders values (1) on conflict do update set x = ", ("data", "excluded"), (2, "data")),
        ("select * from users where ", ("city", "home"), (0, "city")),
    ],
)
def test_an_operand_is_followed_to_its_relation(
    text: str, names: tuple[str, ...], expected: tuple[int, str] | None
) -> None:
    assert operand(text, *names) == expected


def test_what_both_sources_have_is_offered_with_its_qualifier() -> None:
    found = columns("select | from users u, orders o")
    assert {"u.id", "o.id", "email", "status"} <= set(found)
    assert not {"id", "u.email"} & set(found)


def test_what_using_makes_one_needs_none() -> None:
    assert [name for name in columns("select i| from users join orders using (id)") if "id" in name] == [
        "id",
        "user_id",
    ]


def test_a_qualifier_leaves_its_source_alone() -> None:
    assert columns("select u.| from users u, orders o") == ["id", "email", "active", "home", "*"]


def test_an_inner_query_hides_the_outer_one_s_names() -> None:
    found = columns("select * from users where exists (select 1 from orders where |")
    assert found.index("id") < found.index("total") < found.index("users.id")


def test_names_are_quoted_where_they_have_to_be() -> None:
    assert offered('select b.| from "Big Table" b')[:2] == ['"Big Column"', '"order"']
    assert offered('select b."| from "Big Table" b')[:2] == ['"Big Column"', '"order"']
    assert '"Big Table"."order"' in offered('select * from "Big Table", "Big Table" c where ord|')


def test_what_cannot_be_read_is_offered_only_for_writing() -> None:
    assert "secret" not in offered("select | from users")
    assert "secret" in offered("update users set |")


def test_what_nobody_can_write_is_not_offered_for_writing() -> None:
    assert "total" not in offered("insert into orders (|")
    assert "total" in offered("select | from orders")


def test_what_stands_in_the_list_is_not_offered_again() -> None:
    assert columns("insert into users (id, |") == ["email", "active", "home", "secret"]


def test_what_a_foreign_key_refers_to_comes_first() -> None:
    assert offered("select * from users u join orders o on o.user_id = |")[0] == "u.id"
    assert offered("select * from users u join orders o on u.id = o.|")[0] == "user_id"


def test_a_column_of_the_same_type_comes_before_others() -> None:
    assert offered("select * from users u, orders o where u.email = o.|")[0] != "user_id"
    assert offered("select * from orders a where a.id = a.|")[0] == "user_id"


def test_the_system_s_columns_are_offered_once_they_are_typed() -> None:
    assert "ctid" not in offered("select | from users")
    assert "ctid" in offered("select ct| from users")
    assert "ctid" not in offered("select ct| from (select 1 as one) x")


def test_fields_of_a_composite_column() -> None:
    assert columns("select (home).| from users") == ["street", "city", "*"]
    assert columns("select (u.home).c| from users u")[0] == "city"


def test_a_column_says_its_type_its_source_and_its_comment() -> None:
    found = {one.text: one.detail for one in complete("select * from users where em", None, CATALOG)}
    assert found["email"] == "text, where to write"
    found = {one.text: one.detail for one in complete("select * from users u, orders o where em", None, CATALOG)}
    assert found["email"] == "text, of u, where to write"


@pytest.mark.parametrize(
    "text",
    [
        "select * from orders where status = |",
        "select * from orders o where o.mood = |",
        "select * from (select status s from orders) x where s = |",
        "select * from orders where status::text = |",
    ],
)
def test_labels_are_offered_through_domains_and_subqueries(text: str) -> None:
    assert offered(text)[:2] == ["'pending'", "'it''s on'"]


def test_labels_in_a_string_have_no_quotes() -> None:
    assert offered("select * from orders where status = 'p|") == ["pending"]
    assert offered("select * from orders where status = 'it|") == ["it''s on"]


def test_booleans_have_two_values() -> None:
    assert offered("select * from users where active = |")[:2] == ["true", "false"]


def test_old_and_new_are_offered_from_18_on() -> None:
    assert "old" in offered("delete from users returning ol|")
    before = Catalog(version=170000, relations=CATALOG.relations, columns=CATALOG.columns)
    assert "old" not in [one.text for one in complete("delete from users returning ol", None, before)]
