r"""Which organizations a line of `\each` means, and where its query begins."""

from __future__ import annotations

import pytest

from tenantsh.lang.organizations import All, Asked, InFile, Line, Named, Variable, Where, lines_of, read, read_whole
from tenantsh.model.errors import UsageError

_VALUED = frozenset({"workers", "reason"})
_SWITCHES = frozenset({"no-snapshot"})

LINES = {
    "42 select 1": Line((Named("42"),), "select 1"),
    "42,43 select 1": Line((Named("42"), Named("43")), "select 1"),
    "42 , 43,\t7 select 1": Line((Named("42"), Named("43"), Named("7")), "select 1"),
    "42": Line((Named("42"),), ""),
    "Acme select 1": Line((Named("Acme"),), "select 1"),
    "'Acme Labs',\"a 'b'\" table x": Line((Named("Acme Labs", True), Named("a 'b'", True)), "table x"),
    "'it''s' select 1": Line((Named("it's", True),), "select 1"),
    "@all select 1": Line((All(),), "select 1"),
    "@all": Line((All(),), ""),
    "@'all' select 1": Line((InFile("all"),), "select 1"),
    "@./all,7 select 1": Line((InFile("./all"), Named("7")), "select 1"),
    "@'my file.txt' select 1": Line((InFile("my file.txt"),), "select 1"),
    "@plan_tier=premium select 1": Line((Where("plan_tier", "premium"),), "select 1"),
    "@name='Acme Labs' select 1": Line((Where("name", "Acme Labs"),), "select 1"),
    "@plan_tier!=free,@deleted='' select 1": Line((Where("plan_tier", "free", True), Where("deleted", "")), "select 1"),
    "(select ')' from x),7 select 1": Line((Asked("select ')' from x"), Named("7")), "select 1"),
    "(values (1), (2)) select 1": Line((Asked("values (1), (2)"),), "select 1"),
    "(select $a$)$a$ /* ) */ -- )\n) (select 1)": Line((Asked("select $a$)$a$ /* ) */ -- )"),), "(select 1)"),
    ":orgs,7 select :n": Line((Variable("orgs", 0), Named("7")), "select :n"),
    "--workers 2 42 select 1": Line((Named("42"),), "select 1", {"workers": "2"}),
    "--reason='case 12' --no-snapshot 42 select 1": Line(
        (Named("42"),), "select 1", {"reason": "case 12", "no-snapshot": None}
    ),
    "42 -- a comment\nselect 1": Line((Named("42"),), "-- a comment\nselect 1"),
    "Größe select 1": Line((Named("Größe"),), "select 1"),
    "a.b-c$ select 1": Line((Named("a.b-c$"),), "select 1"),
    "42(select 1)": Line((Named("42"),), "(select 1)"),
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_read(line: str) -> None:
    assert read(line, _VALUED, _SWITCHES) == LINES[line]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "   ",
        ",42 select 1",
        "42, select",
        "'Acme",
        "'Acme'Labs select 1",
        "@",
        "@ select 1",
        "@'all select 1",
        "@name= select 1",
        "(select 1",
        "(select ')' select 1",
        "--workers",
        "--nothing 42 select 1",
        "--no-snapshot=1 42 select 1",
        ": select 1",
        "\x00",
        "(" * 5000,
    ],
)
def test_what_cannot_be_read_is_refused_in_words(line: str) -> None:
    if line == "42, select":  # the query is missing, and nobody can tell
        assert read(line, _VALUED, _SWITCHES).query == ""
        return
    if line == "\x00":
        assert read(line).parts == (Named("\x00"),)
        return
    with pytest.raises(UsageError):
        read(line, _VALUED, _SWITCHES)


def test_a_variable_holds_organizations_and_nothing_else() -> None:
    assert read_whole("42, 'Acme Labs'") == (Named("42"), Named("Acme Labs", True))
    with pytest.raises(UsageError):
        read_whole("42 select 1")


def test_a_file_names_one_a_line() -> None:
    assert lines_of("\ufeff# no\n42\r\n\n Acme Labs \n'43'\n") == [
        Named("\ufeff# no"),
        Named("42"),
        Named("Acme Labs"),
        Named("43", True),
    ]


def test_a_long_list_is_read_in_its_length_s_time() -> None:
    line = ",".join(map(str, range(50_000))) + " select 1"
    assert len(read(line).parts) == 50_000
