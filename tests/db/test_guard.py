"""The guard by itself: what it lets through unread, what it refuses however it is written, what a pooler adds."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenantsh.db.guard import Reading, Surroundings, inspect
from tenantsh.db.guard.allowing import ASKS
from tenantsh.db.guard.control import Kind
from tenantsh.db.guard.look import plainly_harmless
from tenantsh.db.guard.switches import Switch, Switches
from tenantsh.db.scope import Modes
from tenantsh.lang.lead import is_single
from tenantsh.model.errors import Refused

AROUND = Surroundings(frozenset({"app.current_org_id", "app.bypass_rls"}))
POOLED = Surroundings(frozenset({"app.current_org_id"}), write=True, pooled=True)
DATABASE = Surroundings(
    frozenset({"app.current_org_id"}),
    write=True,
    switches=Switches.of(
        [
            Switch("function", "peek", attribute=True, switches=True, how="it may set it"),
            Switch("operator", "===", attribute=False, switches=True, how="it calls peek()"),
            Switch("relation", "planted", attribute=False, switches=False, how="it runs SQL"),
        ]
    ),
)
WRITE = Surroundings(frozenset({"app.current_org_id"}), write=True)


def rule_of(sql: str, around: Surroundings = AROUND) -> str | None:
    """The rule that refuses a statement; None where it is let through."""
    try:
        inspect(sql, around)
    except Refused as refused:
        return refused.rule
    return None


# -- unread ----------------------------------------------------------------------------------------------------------

_ORDINARY = [
    "select 1",
    'SELECT count(*) FROM resources WHERE metadata @> \'{"tier": "premium"}\';',
    "with x as (select 1) select * from x",
    "(select 1) union (select 2)",
    "-- why\nselect 1",
    "/* why */ table resources",
    "values (1), (2)",
    "show work_mem",
    "explain analyze select * from events",
    "insert into things (org_id, name) values (42, 'x') returning *",
    "update things set name = 'x' where thing_id = 1",
    "delete from things",
    "fetch 10 from c",
    "begin",
    "COMMIT;",
    "rollback",
]


def test_ordinary_statements_never_load_the_grammar() -> None:
    program = f"""
import sys
from tenantsh.db.guard import Surroundings, inspect
for sql in {_ORDINARY!r}:
    inspect(sql, Surroundings(frozenset({{"app.current_org_id"}})))
    assert not {{"postgast", "google.protobuf"}} & set(sys.modules), sql
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr == ""


@pytest.mark.parametrize("sql", _ORDINARY)
def test_ordinary_statements_are_let_through(sql: str) -> None:
    assert inspect(sql, AROUND).readable


@pytest.mark.parametrize(
    "sql",
    [
        "select 'reset role'",
        "select $$ set role none; $$",
        'select 1 as "reset role;"',
        "select 1 -- ; reset role",
        "select 1 /* ; reset role */",
        "set search_path = public",
        "set local work_mem = '1MB'",
        "reset work_mem",
        "select set_config('work_mem', '1MB', false)",
        "create table t (n int default 1)",
        "prepare p as select 1",
        "select ts_stat('select to_tsvector(name) from things')",
        "lock table things in row share mode",
        "explain delete from things",
        "update things set name = 'a' where thing_id = 1",
        "execute p(1)",
        "listen x",
        "select pg_advisory_lock(1)",
        "create temp table t ()",
        "declare c cursor with hold for select 1",
        "discard plans",
    ],
)
def test_what_only_looks_like_it_is_let_through(sql: str) -> None:
    assert rule_of(sql, WRITE) is None


@pytest.mark.parametrize(
    ("sql", "modes"),
    [
        ("begin isolation level serializable", Modes("serializable")),
        ("begin read only, deferrable", Modes(None, deferrable=True, read_only=True)),
        ("start transaction isolation level repeatable read", Modes("repeatable read")),
        ("begin not deferrable", Modes(None, deferrable=False)),
    ],
)
def test_what_a_begin_asks_for_is_read(sql: str, modes: Modes) -> None:
    control = inspect(sql, AROUND).control
    assert control is not None
    assert (control.kind, control.modes) == (Kind.BEGIN, modes)


def test_a_very_long_chain_of_operators_is_read() -> None:
    assert rule_of("select " + " + ".join(["1"] * 5000)) is None


@pytest.mark.parametrize("sql", ["select 'a;b'", 'select 1 as "a;b" -- ; reset role', "select $$;$$ /* ; */ ;;"])
def test_a_harmless_statement_with_semicolons_in_it_is_let_through(sql: str) -> None:
    assert inspect(sql, AROUND) == Reading()


@pytest.mark.parametrize("sql", ["select 'a;b'; reset role", "select $$;$$; select 1", "select 1 /* ; */; commit"])
def test_a_second_statement_behind_semicolons_in_texts_is_seen(sql: str) -> None:
    assert rule_of(sql) in ("several-statements", "leaves-context")


@pytest.mark.parametrize(
    "sql", ["create view v as select " + " || ".join(["'x'"] * 500), "select lo_, " + "f(" * 500 + "1" + ")" * 500]
)
def test_what_is_too_deep_to_be_read_is_refused_with_a_reason(sql: str) -> None:
    assert rule_of(sql, WRITE) == "unreadable"


def test_a_column_that_is_called_like_a_statement_needs_no_grammar() -> None:
    assert plainly_harmless("select executed_at, prepared from jobs")
    assert not plainly_harmless("explain (costs off) execute p")


def test_a_text_that_is_no_sql_is_left_to_the_server() -> None:
    assert not inspect("selec 1", AROUND).readable
    assert not inspect("reset role \udcff", AROUND).readable


@pytest.mark.parametrize(
    "sql",
    [
        "explain analyze create table t as select 1",
        "explain (costs off, ANALYZE) create table t as select 1",
        "EXPLAIN (analyse) CREATE MATERIALIZED VIEW v AS SELECT 1",
        "explain analyze create table t as execute p",
        "explain analyze select 1 as n into t",
        "explain analyze with x as (select 1) select * into t from x union select 2 union select 3",
    ],
)
def test_a_table_that_explain_would_make_is_not_made_where_nothing_may_be_written(sql: str) -> None:
    assert rule_of(sql, AROUND) == "read-only"
    assert rule_of(sql, WRITE) is None
    assert (
        rule_of(sql.replace("analyze", "verbose").replace("ANALYZE", "verbose").replace("analyse", "verbose")) is None
    )


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("do $$ begin raise notice 'x'; end $$", "do-block"),
        ("do $$ begin set role none; end $$", "leaves-context"),
        ("call f()", "call"),
        ("create function f() returns int language sql as 'select 1'", "creates-code"),
        ("create operator === (function = f, leftarg = int, rightarg = int)", "creates-code"),
        ("create trigger t before insert on things execute function f()", "creates-code"),
        ("create rule r as on insert to things do nothing", "creates-code"),
        ("delete from things", "every-row"),
        ("update things set name = 'where x'", "every-row"),
        ("update things set name = (select 'x' where true)", "every-row"),
        ("delete from things where true", "every-row"),
        ("delete from things -- where thing_id = 1", "every-row"),
        ("with d as (delete from things returning 1) select * from d", "every-row"),
        ("explain analyze delete from things", "every-row"),
        ("truncate things", "every-row"),
        ("lock table things", "lock-table"),
        ("select lo_get(1)", "large-objects"),
        ("alter role small_eng set work_mem = '1MB'", "lasting-setting"),
        ("select query_to_xml('sel' || 'ect 1', true, true, '')", "runs-text"),
        ("select * from dblink('a', 'select 1')", "runs-text"),
        ("select ts_stat('select set_config(''role'', ''none'', true)')", "leaves-context"),
        ("set client_encoding = 'SJIS'", "lexing-setting"),
        ("set names 'SJIS'", "lexing-setting"),
        ("select peek()", "context-function"),
        ('select "Peek"()', "context-function"),
        ("select t.peek from things as t", "context-function"),
        ("select (t).peek from things as t", "context-function"),
        ("select 1 === 2", "context-function"),
        ("select * from planted", "runs-text"),
    ],
)
def test_what_needs_a_reason_or_is_refused(sql: str, rule: str) -> None:
    assert rule_of(sql, DATABASE) == rule
    if rule in ASKS:
        assert inspect(sql, replace(DATABASE, allowed=frozenset(ASKS))).allowed == (rule,)


@pytest.mark.parametrize("many", [1, 100])
@pytest.mark.parametrize("sql", ['select "it""s"()', f"select {'long_' * 20}()", 'select "PEEK"()', "select peek ()"])
def test_a_function_of_the_database_is_met_however_its_name_is_written(sql: str, many: int) -> None:
    names = ["peek", ("long_" * 20)[:63], *(f"other_{n}" for n in range(many))] + (['it"s'] if '""' in sql else [])
    found = Switches.of(Switch("function", name, attribute=False, switches=True, how="") for name in names)
    assert rule_of(sql, Surroundings(frozenset(), switches=found)) == "context-function"


@pytest.mark.parametrize(
    "sql",
    [
        "select a between b and c from t",
        "select case a when b then c end from t",
        "select a in (b, c) from t",
        "select 1 from t join u using (a)",
    ],
)
def test_an_operator_that_stands_for_itself_nowhere_is_not_met(sql: str) -> None:
    planted = [Switch("operator", name, attribute=False, switches=True, how="") for name in ("=", ">=", "<=")]
    assert rule_of(sql, Surroundings(frozenset(), switches=Switches.of(planted))) is None, "docs/protects.md says so"


# -- a pooler --------------------------------------------------------------------------------------------------------

_LEAVES_SOMETHING = [
    "set work_mem = '1MB'",
    "set session work_mem = '1MB'",
    "reset work_mem",
    "set time zone 'UTC'",
    "set session characteristics as transaction read only",
    "select set_config('work_mem', '1MB', false)",
    "discard plans",
    "discard temp",
    "prepare p as select 1",
    "listen x",
    "load 'plpgsql'",
    "declare c cursor with hold for select 1",
    "create temp table t ()",
    "create temporary table t as select 1",
    "create local temp table t ()",
    "create temp view v as select 1",
    "create temp sequence s",
    "create table pg_temp.t ()",
    "create view pg_temp.v as select 1",
    "create function pg_temp.f() returns int language sql as 'select 1'",
    "create type pg_temp.t as (n int)",
    "select 1 as n into temp t",
    "select 1 as n into temporary table t",
    "select 1 as n into pg_temp.t",
    "with x as (select 1) select * into temp t from x",
    "explain analyze create temp table t as select 1",
    "select pg_advisory_lock(1)",
    "select pg_try_advisory_lock_shared(1)",
    "select PG_Catalog.PG_ADVISORY_LOCK(1)",
    "select pg_advisory_unlock_all()",
    "do $$ begin perform pg_advisory_lock(1); end $$",
    "do $$ begin set work_mem = '1MB'; end $$",
    "do $$ begin create temp table t (); end $$",
    "do $$ begin listen x; end $$",
    "do $$ begin execute 'set work_mem = ''1MB'' '; end $$",
    "do $$ begin if true then reset work_mem; end if; end $$",
    "do $$ begin execute 'declare c cursor with hold for select 1'; end $$",
    "do $$ begin perform lastval(); end $$",
    "unlisten x",
    "unlisten *",
    "execute p",
    "deallocate p",
    "explain execute p",
    "create table t as execute p",
    "create temp recursive view v (n) as select 1",
    "create type pg_temp.e as enum ('x')",
    "create domain pg_temp.d as int",
    "create statistics pg_temp.s on a, b from things",
    "create aggregate pg_temp.a (int) (sfunc = int4pl, stype = int)",
    "select pg_temp.f()",
    "select 'x'::pg_temp.t",
    "select 'x'::U&\"pg\\005ftemp\".t",
    "select * from pg_temp.things",
    "select * from pg_temp_3.f()",
    "create table t (c pg_temp.d)",
    "select lastval()",
    "select currval('things_thing_id_seq')",
    "select pg_catalog.CurrVal('things_thing_id_seq')",
    "select setseed(0.5)",
    "select set_config('search_path', 'pg_temp', true)",
    "select set_config('work_mem', '1MB', n > 1) from generate_series(1, 2) as n",
]


@pytest.mark.parametrize("sql", _LEAVES_SOMETHING)
def test_behind_a_pooler_what_would_stay_for_another_client_is_refused(sql: str) -> None:
    assert rule_of(sql, POOLED) == "pooled"


@pytest.mark.parametrize(
    "sql",
    [
        "select set_config('work_mem', '1MB', true)",
        "select nextval('things_thing_id_seq'), setval('things_thing_id_seq', 7)",
        "fetch 1 from c",
        "close c",
        "select temp_c, pg_temperature from weather",
        "set local work_mem = '1MB'",
        "set transaction isolation level serializable",
        "select pg_advisory_xact_lock(1)",
        "declare c cursor for select 1",
        "notify x",
        "select 'into temp'",
        "create table t ()",
        "explain analyze select 1",
    ],
)
def test_behind_a_pooler_what_ends_with_the_transaction_is_let_through(sql: str) -> None:
    assert rule_of(sql, POOLED) is None


# -- however it is written -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    """A keyword: any case."""

    text: str


@dataclass(frozen=True)
class Name:
    """An identifier: bare in any case, quoted, or with Unicode escapes."""

    text: str


@dataclass(frozen=True)
class Text:
    """A string constant, in any of PostgreSQL's ways of writing one."""

    text: str


@dataclass(frozen=True)
class Sign:
    """A character that is itself."""

    text: str


Token = Word | Name | Text | Sign


def tokens(text: str) -> list[Token]:
    """A little notation: `WORD name 'text' (`, all with blanks between."""
    made: list[Token] = []
    for part in text.split():
        if part[0] == "'":
            made.append(Text(part[1:-1]))
        elif part.isupper():
            made.append(Word(part))
        else:
            made.append(Name(part) if part[0].isalpha() else Sign(part))
    return made


_CHANGES = [
    tokens(text)
    for text in (
        "RESET ROLE",
        "RESET ALL",
        "DISCARD ALL",
        "RESET SESSION AUTHORIZATION",
        "SET ROLE NONE",
        "SET LOCAL ROLE NONE",
        "SET SESSION ROLE small_member",
        "SET ROLE 'small_member'",
        "SET SESSION AUTHORIZATION DEFAULT",
        "SET SESSION SESSION AUTHORIZATION 'small_eng'",
        "SET role TO 'none'",
        "SET app . current_org_id TO '43'",
        "SET LOCAL app . current_org_id = 43",
        "SET SESSION app . bypass_rls = ON",
        "RESET app . current_org_id",
        "SET row_security = OFF",
        "SET standard_conforming_strings TO OFF",
        "SET client_encoding TO 'SJIS'",
        "SET NAMES 'SJIS'",
        "SET TRANSACTION READ WRITE",
        "BEGIN READ WRITE",
        "START TRANSACTION READ WRITE",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
        "SET default_transaction_read_only TO OFF",
        "SELECT set_config ( 'app.current_org_id' , '43' , TRUE )",
        "SELECT pg_catalog . set_config ( 'role' , 'none' , FALSE )",
        "SELECT 1 , set_config ( 'app.current_org_id' , '43' , TRUE ) FROM things",
        "WITH s AS ( SELECT set_config ( 'row_security' , 'off' , TRUE ) ) SELECT * FROM s",
        "EXPLAIN ANALYZE SELECT set_config ( 'app.current_org_id' , '43' , FALSE )",
        "PREPARE p AS SELECT set_config ( 'app.current_org_id' , '43' , FALSE )",
        "COPY ( SELECT set_config ( 'app.current_org_id' , '43' , FALSE ) ) TO STDOUT",
        "UPDATE pg_settings SET setting = '43'",
        "SELECT 1 ; RESET ROLE",
        "SELECT 'x' ; SET ROLE NONE ; SELECT 2",
    )
]

_GAPS = st.sampled_from(
    [" ", "\n", "\t", "\r\n", "\f", "  ", "/**/", "/* ; */", "/* ' */", "-- '\n", "/* /* */ */", "--\n"]
)


def _any_case(draw: st.DrawFn, text: str) -> str:
    upper = draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    return "".join(char.upper() if up else char.lower() for char, up in zip(text, upper, strict=True))


def _escaped(draw: st.DrawFn, text: str, forms: list[str]) -> str:
    """Some of the characters as escapes."""
    return "".join(draw(st.sampled_from(["{c}", *forms])).format(c=char, n=ord(char)) for char in text)


def _name(draw: st.DrawFn, text: str) -> str:
    how = draw(st.sampled_from(["bare", "quoted", "unicode"]))
    if how == "bare":
        return _any_case(draw, text)
    if how == "quoted":
        return f'"{text}"'
    return draw(st.sampled_from("uU")) + '&"' + _escaped(draw, text, ["\\{n:04x}", "\\+{n:06X}"]) + '"'


def _text(draw: st.DrawFn, text: str) -> str:
    how = draw(st.sampled_from(["plain", "dollar", "tagged", "escape", "unicode"]))
    if how == "plain":
        return f"'{text}'"
    if how == "dollar":
        return f"$${text}$$"
    if how == "tagged":
        return f"$x${text}$x$"
    if how == "escape":
        return draw(st.sampled_from("eE")) + "'" + _escaped(draw, text, ["\\x{n:02x}", "\\{n:03o}", "\\u{n:04x}"]) + "'"
    return draw(st.sampled_from("uU")) + "&'" + _escaped(draw, text, ["\\{n:04x}", "\\+{n:06X}"]) + "'"


@st.composite
def written(draw: st.DrawFn) -> str:
    """A statement that changes the context, written in one of very many ways."""
    parts = [draw(_GAPS) if draw(st.booleans()) else ""]
    for token in draw(st.sampled_from(_CHANGES)):
        match token:
            case Word(text):
                parts.append(_any_case(draw, text))
            case Name(text):
                parts.append(_name(draw, text))
            case Text(text):
                parts.append(_text(draw, text))
            case Sign(text):
                parts.append(text)
        parts.append(draw(_GAPS))
    return "".join(parts) + draw(st.sampled_from(["", ";", " ; ", ";;"]))


@settings(max_examples=700, deadline=None)
@given(written())
def test_a_change_of_the_context_is_refused_however_it_is_written(sql: str) -> None:
    assert not (is_single(sql) and plainly_harmless(sql))
    try:
        reading = inspect(sql, AROUND)
    except Refused:
        return
    assert not reading.readable, "let through"


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="seltranbgicom \n\t;-/*'\"$()U&E\\0=,.", max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(sql: str) -> None:
    assert rule_of(sql) in (None, "leaves-context", "several-statements", "read-only", "not-in-transaction")
