"""Where a cursor is: `|` in a text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenantsh.shell.completion.place import Place, find


def place(text: str) -> Place:
    found = maybe(text)
    assert found is not None
    return found


def maybe(text: str) -> Place | None:
    cursor = text.index("|")
    return find(text[:cursor] + text[cursor + 1 :], cursor)


def before(text: str) -> str:
    return " ".join(lexeme.text for lexeme in place(text).before)


def after(text: str) -> str:
    return " ".join(lexeme.text for lexeme in place(text).after)


@pytest.mark.parametrize(
    ("text", "word", "qualifier", "start"),
    [
        ("select em|", "em", (), 7),
        ("select |", "", (), 7),
        ("select em|ail", "em", (), 7),
        ("select u.em|", "em", ("u",), 9),
        ("select s.u.|", "", ("s", "u"), 11),
        ("select u . em|", "em", ("u",), 11),
        ('select "My S"."t|', "t", ("My S",), 14),
        ('select "a""b".|', "", ('a"b',), 14),
        ("select (home).ci|", "ci", ("home",), 14),
        ("select (u.home).|", "", ("u", "home"), 16),
        ("select a[1].f|", "f", ("a",), 12),
        ("select (a[1]).f|", "f", ("a",), 14),
        ("select u.a[1][2].f|", "f", ("u", "a"), 17),
        ("select 1+em|", "em", (), 9),
        ("select '1'::in|", "in", (), 12),
        ("select größe|", "größe", (), 7),
    ],
)
def test_a_word_has_its_qualifier_and_its_beginning(text: str, word: str, qualifier: tuple[str], start: int) -> None:
    found = place(text)
    assert (found.word, found.qualifier, found.start) == (word, qualifier, start)
    assert before(text) == ("select" if start < 9 or qualifier else before(text))


def test_only_what_needs_parentheses_or_a_subscript_is_composite() -> None:
    assert [place(text).composite for text in ("(a).|", "a[1].|", "a.|", "|")] == [True, True, False, False]


@pytest.mark.parametrize("text", ["select f(x).|", "select 1.|", "select 12|", ".|", "do $|", "do $a|", "select $1|"])
def test_nothing_is_offered_where_no_name_can_be_known(text: str) -> None:
    assert maybe(text) is None


@pytest.mark.parametrize("text", ["-- x|", "select 1 --|", "/* x| */", "/* /* */ |", "select 1 /*|"])
def test_nothing_is_offered_in_comments(text: str) -> None:
    assert maybe(text) is None


@pytest.mark.parametrize("text", ["-- x\n|", "/* x */|", "/* x */ | -- y"])
def test_behind_comments_there_is_a_place(text: str) -> None:
    assert place(text).word == ""


@pytest.mark.parametrize(
    ("text", "rest", "behind"),
    [
        ("select em|ail from t", "ail", "from t"),
        ("select em| ail from t", "", "ail from t"),
        ('select "My C|ol" from t', 'ol"', "from t"),
        ('select "My C| from t', "", "from t"),
        ("select data->>'ti|er' from t", "er", "from t"),
        ("select data->>'ti| from t where x = 'y'", "", "from t where x = 'y'"),
        ("select data->>'ti|', 'y' from t", "", ", 'y' from t"),
        ("select :na|me from t", "me", "from t"),
        ("select :'na|me' from t", "me'", "from t"),
        ("select |email", "", "email"),
    ],
)
def test_the_rest_of_the_word_is_not_what_follows(text: str, rest: str, behind: str) -> None:
    assert (place(text).rest, after(text)) == (rest, behind)


@pytest.mark.parametrize(
    ("text", "form", "word"),
    [
        ("select :na|", ":", "na"),
        ("select :|", ":", ""),
        ("select :'na|'", ":'", "na"),
        ('select :"|', ':"', ""),
        ("select :{?na|", ":{?", "na"),
        ("select a:=:b|", ":", "b"),
    ],
)
def test_a_variable_has_its_form(text: str, form: str, word: str) -> None:
    assert (place(text).variable, place(text).word) == (form, word)
    assert place(text).start == text.index(":", -len(word) - 5 if ":=" not in text else text.index(":b"))


@pytest.mark.parametrize("text", ["select a::|", "select a:=|", "do $$ begin a :|"])
def test_a_cast_is_no_variable(text: str) -> None:
    assert place(text).variable == ""


@pytest.mark.parametrize(
    ("text", "command", "start"),
    [
        (r"\d us|", r"\d us", 0),
        (r"\|", "\\", 0),
        (r"\d us| x", r"\d us", 0),
        (r"select 1 \g out|", r"\g out", 9),
        (r"\echo 'a;b' \d x|", r"\d x", 12),
        (r"\d a \d b \d|", r"\d", 10),
        ("select 1;\n\\d us|", r"\d us", 10),
        (r"\echo 'a|", r"\echo 'a", 0),
    ],
)
def test_the_command_is_the_one_that_holds_the_cursor(text: str, command: str, start: int) -> None:
    assert (place(text).command, place(text).start) == (command, start)


@pytest.mark.parametrize("text", [r"select '\d| '", r'select "\d|', "\\d x\nselect |", r"|\d", r"\gset \\ select |"])
def test_outside_of_commands_there_is_none(text: str) -> None:
    assert place(text).command is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a; select |", "select"),
        ("a; select | ; b", "select"),
        (r"a \g \\ select |", "select"),
        ("a \\gx\nselect |", "select"),
        (r"a\; select |", "select"),
        ("select 1 -- x\n, |", "select 1 ,"),
        ("select 1\r\nfrom t\r\nwhere |", "select 1 from t where"),
        ("select \\echo x\nfrom |", "select from"),
        ("do $$ begin end $$; select |", "select"),
        ("select * from t\n\nselect a, |", "select a ,"),
        ("select * from t\nupdate u set |", "update u set"),
        ("select 1 from t\nunion all\nselect 2 |", "select 1 from t union all select 2"),
        ("insert into t\nselect |", "insert into t select"),
        ("with a as (select 1)\nselect |", "with a as ( select 1 ) select"),
        ("select x from t for\nupdate |", "select x from t for update"),
        ("select * from t where a in (\nselect |", "select * from t where a in ( select"),
    ],
)
def test_what_is_before_is_the_same_statement(text: str, expected: str) -> None:
    assert before(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select | from t; b", "from t"),
        ("select * from t where |\nselect 2", ""),
        ("select * from t where |\n\nupdate x", ""),
        ("insert into t |\nselect 2", "select 2"),
        ("select 1 |\nunion all\nselect 2", "union all select 2"),
        ("select (|\nselect 2)", "select 2 )"),
        ("select * from t where a in (|\nselect 2", ""),
        ("select x, (\n| select 2)", "select 2 )"),
    ],
)
def test_what_is_behind_is_the_same_statement(text: str, expected: str) -> None:
    assert after(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("do $$ begin select | ", "select"),
        ("do $x$ begin a; update t set |; end $x$", "update t set"),
        ("do language plpgsql $$ begin |", ""),
        ("do 'begin select |", "select"),
        ("create function f() returns int as $$ select | $$", "select"),
        ("create or replace procedure p(a int) language sql as $$ select |", "select"),
        ("create function f() returns int language sql as 'select ''x'', | from t'", "select 'x' ,"),
        ("create function f() returns int begin atomic select |", "select"),
        ("create function f() returns int begin atomic select 1; select | ; end", "select"),
        ("do $$ begin if a then select |", "select"),
        ("do $$ begin if a then b; elsif case when x then y end then select |", "select"),
        ("do $$ begin if a then b; else select |", "select"),
        ("do $$ begin for r in select | from t loop", "select"),
        ("do $$ begin for r in 1..2 loop update t set |", "update t set"),
        ("do $$ begin while a loop select |", "select"),
        ("do $$ begin for r in select 1 from t loop update t set |", "update t set"),
        ("do $$ begin return query select |", "select"),
        ("do $$ begin open c for select |", "select"),
        ("do $$ begin select case when a then |", "select case when a then"),
        ("do $$ begin case x when 1 then select |", "select"),
        ("do $$ begin perform f(|", "select f ("),
        ("do $$ declare a int; begin b; exception when others then select |", "select"),
        ("do $$ begin merge into t using s on a when matched then update |",
         "merge into t using s on a when matched then update"),
        ("do $$ << l >> begin select |", "select"),
    ],
)  # fmt: skip
def test_in_a_body_the_statement_begins_where_its_sql_begins(text: str, expected: str) -> None:
    assert before(text) == expected


def test_a_body_is_told_apart() -> None:
    assert [place(text).body for text in ("do $$ |", "select |")] == [True, False]
    assert after("do $$ begin for r in select | from t loop a; end loop; end $$; select 2") == "from t"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("do $$ declare a int; b constant text := 'x'; c users%rowtype; begin |", "a int, b text, c users%rowtype"),
        ("do $$ declare a numeric(1, 2) not null default 1; begin b; declare d s.t[]; begin |", "a numeric, d s.t[]"),
        ("do $$ begin for r in select 1 loop |", "r record"),
        ("create function f(a int, inout b text default '', bigint) returns int as $$ |", "a int, b text"),
        ("create procedure p() as $$ declare \"A b\" timestamp with time zone; begin |",
         "A b timestamp with time zone"),
        ("do $$ begin |", ""),
        ("do $$ declare a int; |", ""),
        ("select |", ""),
    ],
)  # fmt: skip
def test_a_body_has_its_variables(text: str, expected: str) -> None:
    assert ", ".join(f"{name} {kind}" for name, kind in place(text).variables) == expected


@pytest.mark.parametrize("text", ["select $$|", "select $$a|$$", "comment on table t is $$a|"])
def test_other_dollar_quotes_are_no_bodies(text: str) -> None:
    assert maybe(text) is None


@pytest.mark.parametrize("text", ["select 'a|", "select 'a|b'", "select E'a|", "select 'it''s|", "select 'a' 'b|'"])
def test_in_a_string_the_string_is_cut_at_the_cursor(text: str) -> None:
    string = place(text).string
    assert string is not None
    assert text[: text.index("|")].endswith(string.text)


def test_behind_a_string_there_is_none() -> None:
    assert place("select 'a'|").string is None


def test_typed_is_the_statement_up_to_the_cursor() -> None:
    assert place("a; select  x from t whe|re").typed == "select  x from t whe"


INSERT = "insert into t (a, b) values " + ",\n".join(f"({n}, 'it''s; here', null)" for n in range(40_000))


@pytest.mark.parametrize("share", [0.01, 0.05, 0.3, 0.6, 0.99])
def test_in_a_megabyte_inside_and_outside_of_strings_are_not_mixed_up(share: float) -> None:
    line = INSERT.index("\n", int(len(INSERT) * share))
    inside = find(INSERT, INSERT.index("here", line))
    outside = find(INSERT, INSERT.index(" null", line) + 1)
    assert inside is not None
    assert inside.string is not None
    assert outside is not None
    assert outside.string is None
    assert outside.before[-1].text == ","


def test_the_beginning_of_a_long_statement_is_not_forgotten() -> None:
    found = find(INSERT, 25_000)
    assert found is not None
    assert [lexeme.text for lexeme in found.before[:3]] == ["insert", "into", "t"]


def test_the_statement_is_found_in_a_long_script() -> None:
    script = "select 'it''s; ok' -- here\n;" * 40_000
    found = find(script + "select x, ", len(script) + 10)
    assert found is not None
    assert [lexeme.text for lexeme in found.before] == ["select", "x", ","]


def test_a_statement_in_a_long_body_is_found() -> None:
    text = "do $$ begin " + "perform f('it''s');\n" * 1000 + "update t set "
    found = find(text, len(text))
    assert found is not None
    assert (found.body, [lexeme.text for lexeme in found.before]) == (True, ["update", "t", "set"])


def test_a_megabyte_takes_no_longer_than_a_screen() -> None:
    cursors = range(20_000, len(INSERT), len(INSERT) // 20)
    start = time.process_time()
    for cursor in cursors:
        find(INSERT, cursor)
    assert (time.process_time() - start) / len(cursors) < 0.02  # 1 to 3 ms; slow machines run tests too


@given(st.text(alphabet="a1 '\"$\\;:.()[]-/*\n,=x"), st.integers(0, 50))
def test_no_text_makes_it_fail(text: str, cursor: int) -> None:
    found = find(text, cursor)
    assert found is None or 0 <= found.start <= min(cursor, len(text))
