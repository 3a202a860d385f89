"""What is joined, and on what: foreign keys of a hand-made catalog."""

from __future__ import annotations

import pytest

from tenantsh.model.catalog import Catalog, Column, ForeignKey, Relation
from tenantsh.model.named import Names
from tenantsh.shell.completion.person import NOBODY
from tenantsh.shell.completion.resolve.found import Found, Looking
from tenantsh.shell.completion.resolve.joins import conditions, free_alias, joins
from tenantsh.shell.completion.wanted import Conditions, Joins, Source
from tenantsh.shell.completion.wish import Wish

ORGS, USERS, ORDERS, LINES, PART, EMPLOYEES = range(1, 7)


def column(name: str, kind: str = "bigint") -> Column:
    return Column(name, kind)


CATALOG = Catalog(
    relations=Names(
        [
            Relation(ORGS, "public", "orgs", "r"),
            Relation(USERS, "public", "users", "r"),
            Relation(ORDERS, "public", "orders", "r"),
            Relation(LINES, "billing", "Order Lines", "r"),
            Relation(PART, "public", "orders_2026", "r", parent=ORDERS),
            Relation(EMPLOYEES, "public", "employees", "r"),
        ]
    ),
    columns={
        ORGS: (column("org_id"), column("name", "text")),
        USERS: (column("org_id"), column("user_id"), column("name", "text")),
        ORDERS: (column("org_id"), column("order_id"), column("user_id"), column("name", "jsonb")),
        LINES: (column("org_id"), column("order_id"), column("line")),
        EMPLOYEES: (column("id"), column("boss")),
    },
    foreign_keys=(
        ForeignKey(USERS, ("org_id",), ORGS, ("org_id",)),
        ForeignKey(ORDERS, ("user_id",), USERS, ("user_id",)),
        ForeignKey(LINES, ("org_id", "order_id"), ORDERS, ("org_id", "order_id")),
        ForeignKey(PART, ("user_id",), USERS, ("user_id",)),
        ForeignKey(EMPLOYEES, ("boss",), EMPLOYEES, ("id",)),
    ),
)
ORDER, USER, ORG = Source("o", "orders"), Source("u", "users"), Source("g", "orgs")
LINE, BOSS, UNDER = Source("l", "Order Lines", "billing"), Source("e", "employees"), Source("f", "employees")


def looking(
    word: str = "", qualifier: tuple[str, ...] = (), near: tuple[str, ...] = (), *, lower: bool = True
) -> Looking:
    from tenantsh.commands.registry import REGISTRY

    wish = Wish((), 0, word, qualifier=qualifier, near=frozenset(near), lower=lower)
    return Looking(wish, CATALOG, REGISTRY, NOBODY)


def texts(found: object) -> list[str]:
    return [one.text for one in sorted(found, key=lambda one: one.order)]  # type: ignore[call-overload]


def found(*sources: Source, at: Looking | None = None, using: bool = False) -> list[str]:
    items: list[Found] = list(conditions(Conditions(sources, using), at or looking()))
    return texts(items)


def test_a_join_brings_its_condition_and_an_alias_that_is_free() -> None:
    near = ("select", "from", "users", "u")
    assert texts(joins(Joins((USER,)), looking(near=near))) == ["orgs o on o.org_id = u.org_id",
        "orders o on o.user_id = u.user_id"]  # fmt: skip
    assert texts(joins(Joins((USER,)), looking("ord", near=(*near, "o")))) == ["orders o2 on o2.user_id = u.user_id"]


def test_a_composite_key_is_one_condition_and_names_are_quoted_where_they_need_it() -> None:
    assert texts(joins(Joins((ORDER,)), looking("ORDER LINE", lower=False))) == [
        'billing."Order Lines" ol ON ol.org_id = o.org_id AND ol.order_id = o.order_id'
    ]


def test_partitions_are_not_joined_by_keys_that_they_inherit() -> None:
    assert not any("2026" in text for text in texts(joins(Joins((USER,)), looking())))


def test_a_join_behind_a_schema_has_it_already() -> None:
    assert texts(joins(Joins((ORDER,)), looking(qualifier=("billing",)))) == [
        '"Order Lines" ol on ol.org_id = o.org_id and ol.order_id = o.order_id'
    ]


def test_a_condition_goes_by_the_declared_key_first_then_by_names() -> None:
    assert found(ORDER, USER) == [
        "u.user_id = o.user_id",
        "o.user_id = u.user_id",
        "u.org_id = o.org_id",
        "o.org_id = u.org_id",
    ]


def test_the_nearest_source_comes_first() -> None:
    assert found(ORG, USER, ORDER)[0] == "o.user_id = u.user_id"


def test_a_table_that_refers_to_itself_is_joined_both_ways() -> None:
    assert found(BOSS, UNDER)[:4] == ["f.boss = e.id", "e.id = f.boss", "f.id = e.boss", "e.boss = f.id"]


def test_a_condition_goes_on_behind_its_qualifier() -> None:
    assert found(ORDER, USER, at=looking(qualifier=("u",)))[0] == "user_id = o.user_id"
    assert found(ORDER, USER, at=looking("o."))[0] == "o.user_id = u.user_id"


def test_using_has_what_both_have_with_one_type_keys_first() -> None:
    assert found(ORDER, USER, using=True) == ["user_id", "org_id"]


def test_columns_of_one_name_and_other_types_are_no_bond() -> None:
    assert not any("name" in text for text in found(ORDER, USER))


def test_what_the_catalog_does_not_know_has_no_conditions() -> None:
    assert not found(Source("x", "unknown"), USER)
    assert not found(USER)
    assert not found()
    assert not texts(joins(Joins((Source("f", "unnest", function=True),)), looking()))


@pytest.mark.parametrize(
    ("name", "alias"), [("order_items", "oi"), ("9lives", "t"), ("---", "t"), ("in_time_offers", "ito"), ("is", "i")]
)
def test_an_alias_is_made_of_first_letters(name: str, alias: str) -> None:
    assert free_alias(name, set()) == alias
