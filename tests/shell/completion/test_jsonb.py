"""Keys of documents, whatever their names: what is offered, once accepted, is SQL that finds them."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tenantsh.commands.registry import REGISTRY
from tenantsh.db.catalog.tally import keys_of
from tenantsh.model.catalog import Catalog, Column, Key, Relation
from tenantsh.model.named import Names
from tenantsh.shell.completion import complete
from tenantsh.shell.completion.resolve.jsonb import unsampled
from tenantsh.shell.completion.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.shell.completion import Candidate

ORDERS, PARTS, PART = 1, 2, 3
JSONB = 3802


def catalog(*keys: Key, **more: tuple[Key, ...]) -> Catalog:
    """A catalog of `orders`, whose `data` has these keys, and of the partitioned `parts`."""
    relations = [
        Relation(ORDERS, "public", "orders", "r"),
        Relation(PARTS, "public", "parts", "p"),
        Relation(PART, "public", "parts_1", "r", parent=PARTS),
    ]
    columns = (Column("id", "bigint", 20), Column("data", "jsonb", JSONB), Column("raw", "json", 114))
    return Catalog(
        relations=Names(relations),
        columns={relation.oid: columns for relation in relations},
        keys={(ORDERS, "data"): keys, **{(ORDERS, name): found for name, found in more.items()}},
    )


def offered(text: str, known: Catalog) -> list[Candidate]:
    """What is offered at the bar in a text."""
    cursor = text.index("│")
    return complete(text.replace("│", ""), cursor, known)


def texts(text: str, known: Catalog) -> list[str]:
    """The texts of what is offered."""
    return [candidate.text for candidate in offered(text, known)]


ODD = [
    "it's",
    'say "x"',
    "back\\slash",
    "two words",
    " ",
    "",
    "ключ",
    "🙂",
    "0",
    "-1",
    "a.b",
    "a,b",
    "{x}",
    "$",
    "null",
    "NULL",
    "line\nbreak",
    "tab\t",
    "%",
    "--",
    "/*",
    ";",
    "1e3",
    "A",
    "é",
    "'",
    '"',
    "\\",
    "\\'",
    "a-b",
    "@",
    "*",
]
_NAMES = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0│")))
_PLACES = (
    ("data->>'│", "'", "is not null"),
    ("data->>e'│", "'", "is not null"),
    ("data #>> '{│", "}'", "is not null"),
    ("data #>> '{\"│", "\"}'", "is not null"),
    ("data #>> e'{│", "}'", "is not null"),
    ("data ? '│", "'", "is true"),
    ("data ?| '{│", "}'", "is true"),
    ("data ?| array['│", "']", "is true"),
    ("data @> '{\"│", "\": 7}'", "is true"),
    ("data @> e'{\"│", "\": 7}'", "is true"),
    ("data @> '{│", ": 7}'", "is true"),
    ("data @? '$.\"│", "\"'", "is true"),
    ("data @? '$.│", "'", "is true"),
    ("data @? e'$.│", "'", "is true"),
    ("data ->> │", "", "is not null"),
    ("jsonb_extract_path_text(data, '│", "')", "is not null"),
    ("(data - '│", "') <> data", "is true"),
)
"""Where a key can stand: what is in front of it, what closes it, and what is true of it then."""


@pytest.fixture(scope="module")
def server(pg: Cluster) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection to nothing in particular."""
    with psycopg.connect(pg.dsn(), autocommit=True) as connection:
        yield connection


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(_NAMES, min_size=1, max_size=4, unique=True))
@example(names=["A$"])
def test_what_is_accepted_finds_its_key(server: psycopg.Connection[tuple[object, ...]], names: list[str]) -> None:
    known = catalog(*(Key(name, ("number",)) for name in names))
    document = json.dumps(dict.fromkeys(names, 7))
    conditions, places = [], []
    for before, closing, holds in _PLACES:
        candidates = {candidate.text for candidate in offered(f"select {before}", known) if candidate.kind == "key"}
        assert len(candidates) == len(names), before
        for text in candidates:
            places.append((before, text))
            conditions.append(f"({before.replace('│', text)}{closing}) {holds}")
    sql = f"select {', '.join(conditions)} from (select $1::jsonb as data) as orders"
    result = server.pgconn.exec_params(sql.encode(), [document.encode()])
    assert not result.error_message, result.error_message.decode()
    found = [result.get_value(0, at) == b"t" for at in range(result.nfields)]
    assert not [place for place, each in zip(places, found, strict=True) if not each]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)))
def test_a_value_that_is_accepted_is_that_value(server: psycopg.Connection[tuple[object, ...]], value: str) -> None:
    document = json.dumps({"key": value, "list": [value]}, ensure_ascii=False)
    known = catalog(*keys_of([document]))
    places = {
        "data->>'key' = '│": "'",
        "data->>'key' = e'│": "'",
        "data->>'key' = │": "",
        "data->'key' = '│": "'",
        'data @> \'{"key": │': "}'",
        'data @> \'{"key": "│': "\"}'",
        'data @> \'{"list": ["│': "\"]}'",
        'data @> \'{"list": │': "}'",
        "data->>'key' = any('{│": "}')",
        "data @@ '$.key == \"│": "\"'",
    }
    conditions = []
    for before, closing in places.items():
        (text,) = [each.text for each in offered(f"select {before}", known) if each.kind == "value"]
        conditions.append(f"({before.replace('│', text)}{closing})")
    sql = f"select {', '.join(conditions)} from (select $1::jsonb as data) as orders"
    result = server.pgconn.exec_params(sql.encode(), [document.encode()])
    assert not result.error_message, result.error_message.decode()
    assert [result.get_value(0, at) for at in range(result.nfields)] == [b"t"] * len(places)


def test_keys_that_most_documents_have_come_first_and_say_so() -> None:
    known = catalog(Key("rare", ("null",), 0.004), Key("tier", ("string", "null"), 0.98))
    found = offered("select data->>'│ from orders", catalog(*reversed(known.keys[ORDERS, "data"])))
    assert [(each.text, each.detail, each.after) for each in found] == [
        ("tier", "string or null, 98 %", "'"),
        ("rare", "null, < 1 %", "'"),
    ]


def test_what_the_document_has_already_comes_last() -> None:
    known = catalog(Key("a"), Key("b"), Key("c"))
    assert texts('select * from orders where data @> \'{"a": 1, "│', known) == ["b", "c", "a"]


def test_after_closes_what_is_open() -> None:
    known = catalog(Key("tier", ("string",), values=("free",), json=('"free"',)))
    closed = {
        "select data->>'│": "'",
        "select data @> '{\"│": '": ',
        "select data @> '{│": ": ",
        "select data #>> '{│": "}'",
        "select data #>> '{\"│": "\"}'",
        "select data->>'tier' = '│": "'",
        'select data @> \'{"tier": "│': '"',
        "select data->│": "",
    }
    assert {text: offered(text, known)[0].after for text in closed} == closed


def test_a_document_can_be_begun_outside_of_quotes() -> None:
    known = catalog(Key("it's"), Key("tier"))
    assert texts("select * from orders where data @> │", known)[:2] == ["'{\"it''s\": ", '\'{"tier": ']


def test_a_partition_has_its_parents_keys() -> None:
    known = catalog()
    known = Catalog(relations=known.relations, columns=known.columns, keys={(PARTS, "data"): (Key("ip"),)})
    assert texts("select data->>'│ from parts_1", known) == ["ip"]


def test_before_there_is_a_from_all_columns_of_the_name_count() -> None:
    assert texts("select data->>'│", catalog(Key("tier"))) == ["tier"]
    assert texts("select other->>'│", catalog(Key("tier"))) == []


def test_the_operators_of_documents_come_first_and_json_has_only_some() -> None:
    assert texts("select * from orders where data │", catalog())[:4] == ["->>", "->", "@>", "?"]
    assert texts("select * from orders where raw │", catalog())[:2] == ["->>", "->"]


def test_what_is_not_sampled_is_known_by_its_column() -> None:
    known = catalog()
    known = Catalog(relations=known.relations, columns=known.columns)

    def asked(text: str) -> tuple[tuple[int, str], ...]:
        wish = suggest(text, len(text), REGISTRY)
        return unsampled(wish, known) if wish else ()

    assert asked("select * from orders where data->>'") == ((ORDERS, "data"),)
    assert asked("select * from parts_1 p where p.data @> '{\"") == ((PARTS, "data"),)
    assert asked("select data->>'") == ((ORDERS, "data"), (PARTS, "data"))
    assert asked("select * from orders where id = '") == ()
    assert unsampled(suggest("select * from orders where data->>'", 35, REGISTRY), catalog(Key("a"))) == ()  # type: ignore[arg-type]


def test_ten_thousand_keys_do_not_slow_typing() -> None:
    known = catalog(*(Key(f"key_{at}", ("string",)) for at in range(10_000)))
    for text in ("select data->>'│ from orders", "select data->>'k│ from orders", "select data->>'y_99│ from orders"):
        offered(text, known)
        begun = time.process_time()
        for _ in range(5):
            assert offered(text, known)
        assert (time.process_time() - begun) / 5 < 0.03


def test_a_term_begins_with_its_column_where_a_table_has_several() -> None:
    tier, owner = Key("tier", ("string",), values=("free",)), Key("owner", ("object",), keys=(Key("email"),))
    known = catalog(tier, owner, raw=(Key("size"),))
    assert texts(r"\filter orders │", known)[:2] == ["data.", "raw."]
    assert texts(r"\filter orders data.tier=free r│", known) == ["raw."]
    assert texts(r"\filter orders data.│", known) == ["tier", "owner"]
    assert texts(r"\filter orders raw:│", known) == ["size"]
    assert texts(r"\filter orders (data:owner.│", known) == ["email"]
    assert texts(r"\filter orders data.tier=│", known) == ["free"]
    assert "data." not in texts(r"\filter orders.data │", known)
    assert texts(r"\filter orders.data data.t│", known) == ["tier"]
