"""What a person used counts, the newest most, and never beyond her organization's own history."""

from __future__ import annotations

from tenantsh.shell.completion.habits import Habits


def test_what_was_used_more_often_counts_more() -> None:
    used = Habits(["table users", "table users", "table orders"]).used
    assert used["users"] > used["orders"]


def test_what_was_used_long_ago_counts_less_than_what_was_used_now() -> None:
    used = Habits(["table old"] * 3 + ["select 1"] * 200 + ["table new"] * 2).used
    assert used["new"] > used["old"]


def test_a_name_that_a_statement_repeats_counts_once() -> None:
    assert Habits(["select a, a, a"]).used["a"] == Habits(["select a"]).used["a"]


def test_names_count_as_the_server_knows_them() -> None:
    assert {"users", "Order Items", "tier"} <= set(Habits(["""select data->>'tier' from USERS, "Order Items" """]).used)


def test_half_a_statement_and_nonsense_count_for_what_they_are() -> None:
    assert "users" in Habits(["select * from users where 'open"]).used
    assert Habits(["", "\x00\x1b[2J", '"', "$$"]).used is not None


def test_a_million_letters_cost_no_more_than_their_beginning() -> None:
    assert "users" in Habits(["select * from users -- " + "x" * 1_000_000]).used
