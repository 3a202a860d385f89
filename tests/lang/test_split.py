"""The splitter's own promises; how it reads SQL is held against psql itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lang.scripts import SCRIPTS

from tenantsh.lang.host import Host
from tenantsh.lang.split import Command, Item, Splitter, Statement, finished, split

SOUP = st.text("ab;'\"$(){}:\\/*- \n\tEe1", max_size=60)
SQL = st.text("ab;'\"$()-/* \n\tEe1", max_size=60)


def read(*texts: str, host: Host | None = None) -> tuple[list[tuple[str, int]], str]:
    """What comes of feeding these: items (statements' texts, commands' names) with their lines; what is left."""
    splitter = Splitter(host or Host())
    items = [item for text in texts for item in splitter.feed(text)]
    return [(summary(item), item.line) for item in items], splitter.buffer


def summary(item: Item) -> str:
    return item.text if isinstance(item, Statement) else item.name


@given(SOUP)
def test_lines_may_come_one_by_one_or_together(text: str) -> None:
    assert read(text) == read(*text.removesuffix("\n").split("\n"))


@given(SOUP)
def test_a_line_may_end_with_its_newline(text: str) -> None:
    lines = text.split("\n")
    assert read(*lines) == read(*(line + "\n" for line in lines))


@given(SQL)
def test_no_character_is_lost_but_what_stands_before_a_statement(text: str) -> None:
    rest = text
    for statement in split(text):
        before, _, rest = rest.partition(statement)
        assert all(line.lstrip().startswith("--") or not line.strip() for line in before.split("\n")), before
    assert all(line.lstrip().startswith("--") or not line.strip() for line in rest.split("\n")), rest


@given(SQL)
def test_what_was_split_is_not_split_again(text: str) -> None:
    for statement in split(text):
        assert split(statement) == [statement]


@given(SOUP)
def test_asking_whether_it_is_finished_changes_nothing(text: str) -> None:
    splitter = Splitter(Host(error=lambda _: pytest.fail("complained"), run=lambda _: pytest.fail("ran")))
    list(splitter.feed("select ("))
    before = (splitter.buffer, splitter.prompt, splitter.line)
    splitter.finished(text)
    assert (splitter.buffer, splitter.prompt, splitter.line) == before


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_copy_for_the_editor_sees_what_the_splitter_does(name: str) -> None:
    lines = SCRIPTS[name].split("\n")
    splitter = Splitter()
    for line in lines:
        trial = splitter.finished(line)
        commands = [item for item in splitter.feed(line) if isinstance(item, Command)]
        assert trial == (splitter.prompt == "=" or bool(commands))


@pytest.mark.parametrize("text", ["", "select 1;", "select 1\n;", r"\d users", "select 1 \\g", "-- c", "a;\n\nb;\n"])
def test_finished(text: str) -> None:
    assert finished(text)


@pytest.mark.parametrize("text", ["select 1", "select (1;", "select ';", "/* ;", "\\d users\nselect 1", "a; b", "$$;"])
def test_not_finished(text: str) -> None:
    assert not finished(text)


def test_an_unfinished_function_body_is_not_finished() -> None:
    assert not finished("create function f() returns int\nbegin atomic;\n  select 1;")
    assert finished("create function f() returns int\nbegin atomic;\n  select 1;\nend;")


def test_a_statement_is_told_the_line_it_ends_on() -> None:
    items, _ = read("select 1;\n\nselect\n2; select 3;\n\\x\n")
    assert [line for _, line in items] == [1, 4, 4, 5]


def test_the_buffer_is_taken_with_all_that_is_open() -> None:
    splitter = Splitter()
    list(splitter.feed("select (1"))
    assert splitter.take() == "select (1"
    assert (splitter.buffer, splitter.prompt) == ("", "=")


def test_taking_the_buffer_at_a_command_goes_on_after_it() -> None:
    splitter = Splitter()
    for item in splitter.feed(r"select (1 \g \\ select 2;"):
        if isinstance(item, Command):
            assert splitter.take() == "select (1 "
        else:
            assert item.text == "select 2;"


def test_an_edited_text_takes_the_place_of_the_buffer_and_the_line() -> None:
    splitter = Splitter()
    seen = []
    for item in splitter.feed(r"select 1 \e \\ select 2;"):
        seen.append(summary(item))
        if isinstance(item, Command):
            splitter.edit("select 3; -- a\nselect\n'4")
    assert seen == [r"\e", "select 3;"]
    assert (splitter.buffer, splitter.prompt) == ("select\n'4", "'")


def test_going_back_forgets_what_came_since() -> None:
    splitter = Splitter()
    list(splitter.feed("select ("))
    mark = splitter.mark()
    list(splitter.feed("1), ((2"))
    splitter.back_to(mark)
    assert (splitter.buffer, splitter.prompt) == ("select (", "(")


def test_going_back_leaves_a_function_that_began_since() -> None:
    splitter = Splitter()
    mark = splitter.mark()
    list(splitter.feed("create function f() begin atomic; select 1;"))
    splitter.back_to(mark)
    assert splitter.prompt == "="
    assert list(splitter.feed("select 2;")) == [Statement("select 2;", 2)]


def test_a_newline_ends_a_statement_in_single_line_mode() -> None:
    splitter = Splitter(single_line=True)
    items = list(splitter.feed("select 1\nselect (2\n) ; select 3\n-- c\n\\x"))
    assert list(map(summary, items)) == ["select 1", "select (2\n) ;", "select 3", r"\x"]


def test_what_is_left_at_the_end_is_a_statement() -> None:
    splitter = Splitter()
    list(splitter.feed("select 1;\nselect 'a\n"))
    assert splitter.finish() == Statement("select 'a", 2)
    assert splitter.finish() is None


def test_nothing_is_left_at_the_end_of_a_dead_branch() -> None:
    splitter = Splitter(Host(active=lambda: False))
    assert list(splitter.feed("select 1; select 2")) == []
    assert splitter.finish() is None


def test_each_statement_of_a_dead_branch_is_told_of() -> None:
    told: list[None] = []
    splitter = Splitter(Host(active=lambda: False, ignored=lambda: told.append(None)))
    list(splitter.feed("select 1; select 2; select 3"))
    assert len(told) == 2


def test_an_abandoned_line_does_not_come_back() -> None:
    splitter = Splitter()
    assert next(splitter.feed("select 1; select 2;")) == Statement("select 1;", 1)
    assert list(splitter.feed("select 3;")) == [Statement("select 3;", 2)]


def test_plain_sql_has_no_variables_and_no_commands() -> None:
    assert split(r"select :a, a\b; select '\'; \echo x;") == [r"select :a, a\b;", r"select '\';", r"\echo x;"]


def test_plain_sql_is_one_text_so_strings_go_on_over_lines() -> None:
    text = "select E'a' -- c\n  'b\\';' ; select 2"
    assert split(text) == ["select E'a' -- c\n  'b\\';' ;", "select 2"]
