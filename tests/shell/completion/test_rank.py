"""What comes first among much that fits, and what stays behind until it is asked for."""

from __future__ import annotations

from tenantsh.model.catalog import Catalog, Column, ForeignKey, Function, Relation
from tenantsh.model.named import Names
from tenantsh.model.shelves import SYSTEM
from tenantsh.shell.completion import Person, complete
from tenantsh.shell.completion.person import NOBODY
from tenantsh.shell.completion.rank import ranked
from tenantsh.shell.completion.resolve import resolve
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.wanted import Functions, Relations, Source, Wanted
from tenantsh.shell.completion.wish import Wish


def table(oid: int, name: str, schema: str = "public", **more: object) -> Relation:
    return Relation(oid, schema, name, "r", **more)  # type: ignore[arg-type]


CATALOG = Catalog(
    search_path=("pg_catalog", "public"),
    schemas=("billing", "partitions", "pg_catalog", "public"),
    relations=Names(
        [
            table(1, "orders"),
            table(2, "order_items"),
            table(3, "customer_orders"),
            table(4, "users"),
            table(5, "invoices", "billing"),
            table(6, "orders", "billing"),
            Relation(7, "public", "events", "p"),
            table(8, "events_2026_01", parent=7),
            table(9, "ev_odd", parent=7),
            table(10, "secrets", readable=False, writable=True),
            table(11, "sections"),
            table(12, "pg_class", "pg_catalog"),
            table(13, "lonely", "partitions", parent=7),
        ]
    ),
    columns={oid: (Column("id", "bigint"),) for oid in range(1, 14)},
    foreign_keys=(ForeignKey(2, ("order_id",), 1, ("id",)), ForeignKey(1, ("user_id",), 4, ("id",))),
)


def offered(
    word: str, *wanted: Wanted, person: Person = NOBODY, catalog: Catalog = CATALOG, **wish: object
) -> list[str]:
    """What is offered of relations for a word."""
    from tenantsh.commands.registry import REGISTRY

    asked = Wish(wanted or (Relations(),), 0, word, **wish)  # type: ignore[arg-type]
    return [one.text for one in ranked(resolve(asked, catalog, REGISTRY, person), asked, person, 200)]


def test_the_beginning_of_a_name_comes_before_the_beginning_of_a_word_in_it() -> None:
    found = offered("ord")
    assert found.index("orders") < found.index("customer_orders")


def test_a_shorter_name_comes_first() -> None:
    assert offered("ord")[:2] == ["orders", "order_items"]


def test_what_was_used_comes_first() -> None:
    assert offered("ord", person=Person(used={"order_items": 2.0, "orders": 1.0}))[0] == "order_items"


def test_what_stands_in_the_statement_comes_first_where_nothing_was_used() -> None:
    assert offered("ord", near=frozenset({"order_items"}))[0] == "order_items"


def test_what_needs_its_schema_comes_behind_what_does_not() -> None:
    found = offered("ord")
    assert found.index("order_items") < found.index("billing.orders")


def test_a_schema_that_the_statement_names_already_comes_before_others() -> None:
    many = Names([table(100 + at, f"orders_{at}", f"s{at % 5}") for at in range(50)])
    crowd = Catalog(relations=many, search_path=("public",), schemas=tuple(f"s{at}" for at in range(5)))
    found = offered("ord", catalog=crowd, near=frozenset({"s3"}))
    assert all(text.startswith("s3.") for text in found[:10])


def test_partitions_hide_behind_their_parent() -> None:
    assert "events_2026_01" not in offered("ev")
    assert "events_2026_01" not in offered("")


def test_partitions_come_when_their_parent_is_typed_in_full() -> None:
    found = offered("events")
    assert found[0] == "events"
    assert "events_2026_01" in found


def test_partitions_come_when_nothing_else_begins_so() -> None:
    assert offered("ev_")[0] == "ev_odd"
    assert offered("2026")[0] == "events_2026_01"


def test_partitions_come_where_a_schema_has_nothing_else() -> None:
    assert offered("", qualifier=("partitions",)) == ["lonely"]


def test_partitions_come_where_they_are_wanted() -> None:
    assert {"events_2026_01", "ev_odd"} < set(offered("ev", Relations(partitions=True)))


def test_a_partition_that_is_typed_exactly_comes_first() -> None:
    assert offered("events_2026_01")[0] == "events_2026_01"


def test_what_can_be_read_comes_before_what_can_only_be_written() -> None:
    found = offered("sec")
    assert found[0] == "sections"
    assert offered("sec", Relations(writable=True)) == ["secrets"]


def test_the_systems_relations_come_last_unless_they_are_typed() -> None:
    found = offered("")
    assert found.index("users") < found.index("pg_class")
    assert offered("pg_")[0] == "pg_class"


def test_what_foreign_keys_lead_to_comes_first_in_a_join() -> None:
    beside = (Source("o", "orders"),)
    assert set(offered("", Relations(beside=beside))[:2]) == {"order_items", "users"}


def test_what_suits_the_clause_comes_before_what_only_begins_so() -> None:
    suits = Found("amount_due", "amount_due", "column", fit=0, match=1)
    begins = Found("due", "DUE", "keyword", fit=2, match=0)
    wish = Wish((), 0, "du")
    assert [one.text for one in ranked([begins, suits], wish, NOBODY, 10)] == ["amount_due", "DUE"]


def test_letters_in_order_come_last() -> None:
    spread = Found("customer_orders", "customer_orders", "table", fit=0, match=3)
    begins = Found("cross", "CROSS", "keyword", fit=2, match=0)
    wish = Wish((), 0, "cro")
    assert [one.text for one in ranked([spread, begins], wish, NOBODY, 10)] == ["CROSS", "customer_orders"]


def test_letters_in_order_do_not_come_where_what_suits_as_well_begins_so() -> None:
    begins = Found("users", "users", "table", fit=0, match=0)
    spread = Found("resources", "resources", "table", fit=0, match=3)
    inside = Found("bonus", "bonus", "table", fit=0, match=2)
    wish = Wish((), 0, "us")
    assert [one.text for one in ranked([spread, inside, begins], wish, NOBODY, 10)] == ["users", "bonus"]


def test_the_systems_names_do_not_come_where_one_of_ones_own_begins_so() -> None:
    own = Found("users", "users", "table", fit=0, match=0)
    system = Found("pg_user", "pg_user", "view", fit=2, match=1, late=SYSTEM)
    wish = Wish((), 0, "us")
    assert [one.text for one in ranked([system, own], wish, NOBODY, 10)] == ["users"]
    assert [one.text for one in ranked([system], wish, NOBODY, 10)] == ["pg_user"]


def test_keywords_keep_the_order_of_their_clause_whatever_was_used() -> None:
    words = [Found(word.lower(), word, "keyword", fit=1, order=at) for at, word in enumerate(("WHERE", "JOIN"))]
    person = Person(used={"join": 9.0})
    assert [one.text for one in ranked(words, Wish((), 0), person, 10)] == ["WHERE", "JOIN"]


def test_an_empty_name_is_not_what_was_typed_where_nothing_was() -> None:
    keys = [Found("", "", "key", fit=0, order=9), Found("tier", "tier", "key", fit=0, order=0)]
    assert [one.text for one in ranked(keys, Wish((), 0), NOBODY, 10)] == ["tier", ""]


def test_each_text_comes_once() -> None:
    assert len(offered("ord")) == len(set(offered("ord")))


def test_of_ten_thousand_tables_the_one_that_is_used_is_found() -> None:
    crowd = Catalog(
        relations=Names([table(at, f"t{at:05}", f"s{at % 10}") for at in range(10_000)]),
        search_path=("s0",),
        schemas=tuple(f"s{at}" for at in range(10)),
    )
    text = "select * from t0"
    found = complete(text, catalog=crowd, person=Person(used={"t09990": 3.0}))
    assert found[0].text == "t09990"


def test_behind_a_double_quote_case_counts_and_is_forgiven() -> None:
    mixed = Catalog(relations=Names([table(1, "orders"), table(2, "Order Items"), table(3, "ORDERS_OLD")]))
    assert offered("Or", catalog=mixed, quoted=True) == ['"Order Items"', '"orders"', '"ORDERS_OLD"']
    assert offered("or", catalog=mixed, quoted=True)[0] == '"orders"'


def test_behind_a_double_quote_there_are_no_functions_of_the_systems() -> None:
    called = Names([Function("pg_catalog", "upper", "f"), Function("public", "Used by us", "f")])
    assert offered("u", Functions(), catalog=Catalog(functions=called), quoted=True) == ['"Used by us"']


def test_helpers_of_the_information_schema_come_behind_its_views() -> None:
    names = ("_pg_user_mappings", "attributes", "tables")
    catalog = Catalog(
        relations=Names(Relation(at, "information_schema", name, "v") for at, name in enumerate(names, 1))
    )
    offered = [found.text for found in complete("select * from information_schema.", catalog=catalog)]
    assert offered[:3] == ["attributes", "tables", "_pg_user_mappings"]
