"""Keywords in the person's case, settings with their values, and things that belong to a relation."""

from __future__ import annotations

import pytest

from tenantsh.model.catalog import Catalog, Relation, Setting, Thing
from tenantsh.model.named import Names
from tenantsh.shell.completion import Person, complete

CATALOG = Catalog(
    schemas=("public", "billing", "pg_catalog"),
    relations=Names(
        [
            Relation(1, "public", "orders", "p"),
            Relation(2, "public", "orders_2026", "r", parent=1),
            Relation(3, "public", "orders_pkey", "I", parent=1),
            Relation(4, "public", "users", "r"),
            Relation(5, "public", "users_pkey", "i", parent=4),
        ]
    ),
    settings=Names(
        [
            Setting("DateStyle", "string"),
            Setting("app.org_id", "string"),
            Setting("enable_seqscan", "bool"),
            Setting("client_min_messages", "enum", ("debug", "notice", "read it")),
            Setting("data_directory", "string", settable=False),
            Setting("search_path", "string"),
            Setting("TimeZone", "string"),
        ]
    ),
    things={
        "policy": Names([Thing("tenant", of=1), Thing("tenant", of=4), Thing("own", of=4)]),
        "role": Names([Thing("pg_monitor"), Thing("Big Role", here=True), Thing("app")]),
        "timezone": Names([Thing("Europe/Berlin"), Thing("UTC")]),
        "collation": Names([Thing("mine", "public"), Thing("away", "billing"), Thing("C", "pg_catalog")]),
    },
)


def offered(text: str, **variables: str) -> list[str]:
    return [candidate.text for candidate in complete(text, catalog=CATALOG, person=Person(variables=variables))]


@pytest.mark.parametrize(
    ("text", "case", "keyword"),
    [
        ("sel", "", "select"),
        ("SEL", "", "SELECT"),
        ("Sel", "", "SELECT"),
        ("", "", "SELECT"),
        ("", "preserve-lower", "select"),
        ("", "lower", "select"),
        ("SEL", "lower", "select"),
        ("sel", "upper", "SELECT"),
        ("alter table users ", "", "add"),
        ("ALTER TABLE users ", "", "ADD"),
        ("ALTER TABLE users a", "", "add"),
        ("alter table users A", "preserve-lower", "ADD"),
    ],
)
def test_keywords_come_in_the_case_that_is_asked_for_or_typed(text: str, case: str, keyword: str) -> None:
    assert keyword in offered(text, **({"COMP_KEYWORD_CASE": case} if case else {}))


def test_names_do_not_tell_the_case_of_keywords() -> None:
    assert "CASCADE" in offered("DROP TABLE users ")
    assert "cascade" in offered("drop table USERS ")


def test_settings_that_people_change_come_first_and_custom_ones_last() -> None:
    names = offered("show ")
    assert (
        names.index("search_path")
        < names.index("DateStyle")
        < names.index("data_directory")
        < names.index("app.org_id")
    )


def test_settings_that_no_session_can_change_are_not_offered_to_be_set() -> None:
    assert "data_directory" in offered("show data")
    assert "data_directory" not in offered("set data")


def test_custom_settings_are_found_by_their_namespace() -> None:
    assert offered("set app.") == ["org_id"]
    assert "app.org_id" in offered("set ap")


def test_values_are_quoted_where_they_are_no_words() -> None:
    assert offered("set client_min_messages to ") == ["debug", "notice", "'read it'", "default"]
    assert offered("set enable_seqscan = ") == ["on", "off", "true", "false", "default"]
    assert offered("set client_min_messages to 'r") == ["read it"]
    assert "'Europe/Berlin'" in offered("set time zone ")
    assert offered("set timezone = 'Europe/") == ["Europe/Berlin"]


def test_the_search_path_is_made_of_schemas() -> None:
    assert offered("set search_path to ")[:3] == ["billing", "public", '"$user"']
    assert offered("set search_path to public, b")[0] == "billing"


def test_the_systems_own_things_come_after_keywords() -> None:
    roles = offered("set role ")
    assert roles.index('"Big Role"') < roles.index("none") < roles.index("pg_monitor")


def test_things_that_need_their_schema_have_it() -> None:
    assert offered("alter collation ")[:2] == ["mine", "billing.away"]


def test_policies_are_those_of_the_table_each_once() -> None:
    assert offered("drop policy ")[:2] == ["own", "tenant"]
    cursor = len("drop policy ")
    of_orders = complete("drop policy  on orders", cursor, CATALOG)
    assert [candidate.text for candidate in of_orders if candidate.kind == "policy"] == ["tenant"]


def test_tables_that_have_the_policy_come_first() -> None:
    assert offered("drop policy own on ")[0] == "users"


def test_partitions_and_indexes_are_those_of_the_table() -> None:
    assert offered("alter table orders detach partition ") == ["orders_2026"]
    assert offered("cluster users using ") == ["users_pkey"]
    assert offered("alter table public.users detach partition ") == []
