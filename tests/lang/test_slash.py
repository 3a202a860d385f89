r"""The arguments of commands, where `\echo` cannot show them; the rest is held against psql itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenantsh.lang.host import Host
from tenantsh.lang.slash import Argument, Arguments, Kind


def first(text: str, kind: Kind = Kind.NORMAL, host: Host | None = None) -> str | None:
    argument = Arguments(rf"\x {text}", host=host or Host()).next(kind)
    return argument.text if argument else None


def test_there_may_be_none() -> None:
    assert first("  ") is None


@pytest.mark.parametrize(("typed", "name"), [('Ab"C d".E', "abC d.e"), ('"a""B"', 'a"B'), ("a.B c", "a.b")])
def test_a_name_is_unquoted_and_folded(typed: str, name: str) -> None:
    assert first(typed, Kind.NAME) == name


def test_a_name_may_keep_its_letters() -> None:
    assert first('Ab"C"', Kind.NAME_AS_IS) == "AbC"


def test_a_pipe_takes_the_whole_line() -> None:
    assert first(r"  | grep ':v' \\ x", Kind.FILE_OR_PIPE) == r"| grep ':v' \\ x"


def test_a_file_takes_a_word() -> None:
    assert first(r"a|b c", Kind.FILE_OR_PIPE) == "a|b"


def test_the_whole_line_is_taken_as_it_is() -> None:
    assert first(r"  a 'b :v \\ c  ", Kind.WHOLE_LINE) == r"a 'b :v \\ c  "
    assert first("", Kind.WHOLE_LINE) is None


@pytest.mark.parametrize(
    ("typed", "text"),
    [("users;", "users"), ("a;b;;", "a;b"), ("'a;'", "a;"), ("'a';;", "a"), ('"a;";', '"a;"'), (";", "")],
)
def test_bare_semicolons_can_be_taken_off(typed: str, text: str) -> None:
    argument = Arguments(rf"\d {typed}").next()
    assert argument
    assert argument.without_semicolons().text == text


@pytest.mark.parametrize(
    ("typed", "quote"), [("-n", ""), ("'-n'", "'"), ('"a"', '"'), ("`a`", "`"), (":v", ":"), ("''a", "'")]
)
def test_an_argument_tells_how_it_was_quoted(typed: str, quote: str) -> None:
    argument = Arguments(rf"\echo {typed}").next()
    assert argument
    assert argument.quote == quote


def test_backticks_run_once_for_each_argument() -> None:
    ran: list[str] = []

    def run(command: str) -> str:
        ran.append(command)
        return command.upper()

    host = Host(run=run, variable={"v": "a b", "w": "x"}.get)
    assert [argument.text for argument in Arguments("\\echo `a` x`b :v :'v' :'w' :n`", host=host)] == [
        "A",
        "xB A B 'A B' X :N",
    ]
    assert ran == ["a", "b a b 'a b' x :n"]


def test_a_newline_cannot_be_quoted_for_the_shell() -> None:
    errors: list[str] = []
    host = Host(variable={"v": "a\nb"}.get, error=errors.append, run=str)
    assert first("`echo :'v'`", host=host) == "echo :'v'"
    assert errors == ['shell command argument contains a newline or carriage return: "a\nb"']


def test_extra_arguments_have_nothing_replaced_and_nothing_run() -> None:
    host = Host(variable={"v": "1"}.get, run=lambda _: pytest.fail("it ran"))
    arguments = Arguments(r"\p :v `date` \\ select", host=host)
    assert list(arguments.extras()) == [Argument(":v", ":"), Argument("date", "`")]
    assert arguments.rest == r"\\ select"


def test_leaving_twice_leaves_the_rest_alone() -> None:
    arguments = Arguments(r"\p a \\ select 1")
    arguments.leave()
    arguments.leave()
    assert arguments.rest == " select 1"


def test_a_failed_command_throws_its_line_away() -> None:
    arguments = Arguments(r"\p a \\ select 1")
    arguments.discard()
    arguments.leave()
    assert arguments.rest == ""


@given(st.text())
def test_any_line_is_read_to_a_backslash_or_its_end(text: str) -> None:
    arguments = Arguments("\\x " + text)
    list(arguments)
    assert arguments.rest == "" or arguments.rest.startswith("\\")


@given(st.lists(st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]))))
def test_quoted_texts_come_back(texts: list[str]) -> None:
    quoted = " ".join("'" + text.replace("\\", "\\\\").replace("'", "''") + "'" for text in texts)
    assert [argument.text for argument in Arguments("\\x " + quoted)] == texts
