"""Functions, their arguments and types: those that people mean come before those that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tenantsh.commands.registry import REGISTRY
from tenantsh.shell.completion.person import NOBODY
from tenantsh.shell.completion.rank import ranked
from tenantsh.shell.completion.resolve.found import Looking
from tenantsh.shell.completion.resolve.functions import arguments, functions, named_arguments
from tenantsh.shell.completion.resolve.types import types
from tenantsh.shell.completion.wanted import Arguments, Functions, Types
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.model.catalog import Catalog
    from tenantsh.shell.completion.candidate import Candidate


def offered(
    resolve: Callable[..., object], wanted: object, catalog: Catalog, word: str = "", qualifier: tuple[str, ...] = ()
) -> list[Candidate]:
    wish = Wish((), 0, word, qualifier=qualifier)
    return ranked(resolve(wanted, Looking(wish, catalog, REGISTRY, NOBODY)), wish, NOBODY, 400)  # type: ignore[arg-type]


def texts(found: list[Candidate], most: int = 10) -> list[str]:
    return [candidate.text for candidate in found[:most]]


def test_without_a_word_the_familiar_and_the_own_come_first_and_are_few(shop_catalog: Catalog) -> None:
    found = offered(functions, Functions(), shop_catalog)
    assert {"count", "sum", "current_org", "coalesce"} <= set(texts(found))
    assert len(found) < 200


def test_a_function_says_what_it_takes_and_gives(shop_catalog: Catalog) -> None:
    found = offered(functions, Functions(), shop_catalog, "order_t")[0]
    assert (found.text, found.after) == ("order_total", "(")
    assert found.detail == "(order_id bigint, with_tax boolean DEFAULT false) → numeric"
    assert offered(functions, Functions(), shop_catalog, "current_or")[0].after == "()"


def test_what_is_written_like_a_function_is_offered_like_one(shop_catalog: Catalog) -> None:
    assert texts(offered(functions, Functions(), shop_catalog, "current_d"))[0] == "current_date"
    assert texts(offered(functions, Functions(), shop_catalog, "extr"))[0] == "extract"


def test_familiar_functions_come_before_the_server_s_others(shop_catalog: Catalog) -> None:
    assert texts(offered(functions, Functions(), shop_catalog, "a"), 4) == ["avg", "array_agg", "age", "abs"]
    assert texts(offered(functions, Functions(), shop_catalog, "jsonb_a"), 2) == ["jsonb_agg", "jsonb_array_elements"]


def test_functions_that_nobody_calls_are_found_only_by_much_of_their_name(shop_catalog: Catalog) -> None:
    assert "int4pl" not in texts(offered(functions, Functions(), shop_catalog, "in"), 400)
    assert "int4pl" in texts(offered(functions, Functions(), shop_catalog, "int4pl"))


def test_kinds_are_kept_apart(shop_catalog: Catalog) -> None:
    assert "count" not in texts(offered(functions, Functions("f"), shop_catalog, "cou"))
    assert texts(offered(functions, Functions("p"), shop_catalog)) == ["close_month"]
    assert texts(offered(functions, Functions("w"), shop_catalog, "row"))[0] == "row_number"


def test_in_from_those_that_return_sets_come_first(shop_catalog: Catalog) -> None:
    found = texts(offered(functions, Functions("f", many=True), shop_catalog))
    assert {"recent_orders", "generate_series", "unnest"} <= set(found)
    assert texts(offered(functions, Functions("f", many=True), shop_catalog, "re"))[0] == "recent_orders"


def test_a_schema_in_front_chooses_its_functions(shop_catalog: Catalog) -> None:
    assert texts(offered(functions, Functions(), shop_catalog, "lo", ("pg_catalog",)))[0] == "lower"
    assert not offered(functions, Functions(), shop_catalog, "count", ("billing",))


def test_arguments_have_names(shop_catalog: Catalog) -> None:
    found = offered(arguments, Arguments("order_total"), shop_catalog)
    assert [(one.text, one.detail, one.after) for one in found] == [
        ("order_id", "bigint", " => "),
        ("with_tax", "boolean DEFAULT false", " => "),
    ]
    assert not offered(arguments, Arguments("lower"), shop_catalog)
    assert not offered(arguments, Arguments("order_total", "billing"), shop_catalog)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("", []),
        ("bigint, text", []),
        ("double precision, timestamp with time zone", []),
        ("a double precision, OUT b text", ["a"]),
        ('"Odd name" text, INOUT c int', ["Odd name", "c"]),
        ("VARIADIC xs text[]", ["xs"]),
        ("a text DEFAULT 'x, y'::text, b int", ["a", "b"]),
        ("a numeric(10,2), b int", ["a", "b"]),
        ("text DEFAULT 'a'::text", []),
    ],
)
def test_names_of_arguments_are_read_from_what_the_server_writes(written: str, names: list[str]) -> None:
    assert [name for name, _ in named_arguments(written)] == names


def test_types_are_offered_as_people_write_them(shop_catalog: Catalog) -> None:
    assert {"text", "int", "bigint", "jsonb", "plan_tier", "order_status"} <= set(
        texts(offered(types, Types(), shop_catalog), 20)
    )
    assert texts(offered(types, Types(), shop_catalog, "int"), 3) == ["int", "integer", "interval"]
    assert texts(offered(types, Types(), shop_catalog, "timestamp w"))[0] == "timestamp with time zone"
    assert "text[]" in texts(offered(types, Types(), shop_catalog, "text"))


def test_an_enum_shows_its_labels(shop_catalog: Catalog) -> None:
    found = offered(types, Types(), shop_catalog, "plan")[0]
    assert (found.text, found.kind, found.detail) == ("plan_tier", "enum", "free, standard, premium")


def test_types_of_a_kind_only(shop_catalog: Catalog) -> None:
    assert texts(offered(types, Types("d"), shop_catalog)) == ["email"]
    assert not [one for one in offered(types, Types("e"), shop_catalog, "tex") if one.text == "text"]
