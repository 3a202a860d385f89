"""What Tab makes of candidates; on a terminal it is in test_completing."""

from __future__ import annotations

from prompt_toolkit.completion import Completion
from prompt_toolkit.document import Document

from tenantsh.repl import tab


def begun(typed: str, *texts: str) -> list[Completion]:
    return tab.begun_by(Document(typed), [Completion(text, -len(typed)) for text in texts])


def common(typed: str, *texts: str) -> str | None:
    found = tab.common(begun(typed, *texts))
    return found.text if found else None


def test_tab_types_what_those_that_begin_so_have_in_common() -> None:
    assert common("cust", "customers", "customer_notes", "old_customers") == "customer"


def test_it_types_nothing_where_they_have_no_more_in_common() -> None:
    assert common("customer", "customers", "customer_notes") is None
    assert common("x") is None


def test_it_types_names_as_they_are_whatever_case_was_typed() -> None:
    assert common("CUST", "customers", "customer_notes") == "customer"


def test_a_quote_that_was_not_typed_is_no_other_beginning() -> None:
    assert common("am", "'America/Adak'", "'America/New_York'") == "'America/"
    assert common("mi", '"Mixed"', '"Missing"') == '"Mi'
    assert [one.text for one in begun("my", "mytab", '"MyTable"')] == ["mytab"]
    assert begun("") == []


def test_what_only_has_the_word_inside_does_not_count() -> None:
    assert [one.text for one in begun("us", "users", "pg_user")] == ["users"]


def test_only_what_has_the_word_at_the_beginning_of_a_word_is_alike() -> None:
    def alike(typed: str, text: str) -> bool:
        return tab.is_alike(Document(f"set {typed}"), Completion(text, -len(typed)))

    likes = [("cust", "customers"), ("NOTES", "customer_notes"), ("us", "app.us"), ("", "x")]
    assert [alike(*each) for each in likes] == [True] * 4
    others = [("plpg", "max_parallel_workers_per_gather"), ("tomer", "customers"), ("a.b", "axb")]
    assert [alike(*each) for each in others] == [False] * 3


def test_a_space_follows_whole_words() -> None:
    assert tab.is_word(Completion("users", display_meta="table, people"))
    assert tab.is_word(Completion("from", display_meta="keyword"))
    assert tab.is_word(Completion('"Mixed Case"', display_meta="table"))


def test_no_space_follows_what_may_go_on() -> None:
    assert not tab.is_word(Completion("count(", display_meta="aggregate"))
    assert not tab.is_word(Completion("billing.", display_meta="schema"))
    assert not tab.is_word(Completion("tier'", display_meta="key, string"))
    assert not tab.is_word(Completion("limits", display_meta="key, object"))
    assert not tab.is_word(Completion("u", display_meta="alias, users"))
