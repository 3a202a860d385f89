"""Ways of leaving the context, from facts/rls.md section 2, and what meets each of them.

REFUSED: the guard, before anything is sent. WITHHELD: the assertion; rolled back and nothing shown. SERVER: PostgreSQL
itself says no. HARMLESS: it runs, and reaches nothing. Each is for a read-only session unless it says `write`, and
for one in which all that may be let through is: the guard asks about most of what is planted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Met(Enum):
    """What meets an attempt."""

    REFUSED = auto()
    WITHHELD = auto()
    SERVER = auto()
    HARMLESS = auto()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A statement that somebody tries."""

    sql: str
    met: Met
    write: bool = False
    first: tuple[str, ...] = ()
    """Statements before it, all of which succeed."""

    def __str__(self) -> str:
        return self.sql[:60].replace("\n", " ")


def _refused(*statements: str) -> list[Attempt]:
    return [Attempt(sql, Met.REFUSED) for sql in statements]


def _withheld(*statements: str, write: bool = False) -> list[Attempt]:
    return [Attempt(sql, Met.WITHHELD, write) for sql in statements]


ROLES = _refused(
    "reset role",
    "RESET ROLE;",
    "Reset /* not a */ Role",
    "reset -- \n role",
    "/* a */ reset\trole",
    "set role none",
    "set role small_member",
    'set role "small_member"',
    "set role 'small_member'",
    'set role U&"small\\005fmember"',
    "set local role none",
    "set session role none",
    "set role to none",
    "set role = 'none'",
    'set "role" = none',
    "SET\nROLE\nNONE",
    "reset session authorization",
    "set session authorization default",
    "set session authorization small_eng",
    "set local session authorization small_eng",
    "SET SESSION SESSION AUTHORIZATION 'small_eng'",
    "set session_authorization = 'small_eng'",
    'set U&"\\0073ession_authorization" = small_eng',
)

SETTINGS = _refused(
    "reset all",
    "RESET ALL;",
    "discard all",
    "set app.current_org_id = 43",
    "set app.current_org_id to '43'",
    "set local app.current_org_id = 43",
    "SET SESSION App.Current_Org_Id = '43'",
    'set "app"."current_org_id" = 43',
    'set "APP".Current_org_id = 43',
    'set U&"\\0061pp".current_org_id = 43',
    "set U&\"!0061pp\" UESCAPE '!' .current_org_id = 43",
    "set app . current_org_id = 43",
    "set app/**/./**/current_org_id = 43",
    "set app.current_org_id to default",
    "set app.current_org_id from current",
    "reset app.current_org_id",
    "set app.current_user_id = 1",
    "set app.bypass_rls = on",
    "set row_security = off",
    "reset row_security",
    "set standard_conforming_strings = off",
    "set client_encoding = 'SJIS'",
    "set names 'SJIS'",
    "set client_encoding to default",
    "update pg_settings set setting = 'off' where name = 'row_security'",
    "update pg_catalog . pg_settings set setting = '43' where name = 'app.current_org_id'",
    'update "pg_settings" set setting = 43',
    "alter role small_eng set app.current_org_id = 43",
    "alter role current_user set role = 'small_member'",
    "alter role small_eng reset all",
    "alter role small_eng set search_path = evil",
    "alter database small set row_security = off",
)

_SET_43 = "set_config('app.current_org_id', '43', true)"

SET_CONFIG = _refused(
    f"select {_SET_43}",
    "select set_config('app.current_org_id', '43', false)",
    "select SET_CONFIG('app.current_org_id', '43', false)",
    "select pg_catalog.set_config('app.current_org_id', '43', false)",
    "select \"set_config\"('App.Current_Org_Id', '43', false)",
    "select pg_catalog . U&\"set\\005fconfig\"('app.current_org_id', '43', false)",
    "select set_config ('role', 'none', false)",
    "select set_config(('app.' || 'current_org_id'), '43', false)",
    "select set_config($$app.current_org_id$$, '43', false)",
    "select set_config(E'app\\x2ecurrent_org_id', '43', false)",
    "select set_config(U&'app\\002ecurrent_org_id', '43', false)",
    "select set_config(name, '43', false) from (values ('app.current_org_id')) as v (name)",
    "select set_config(setting_name => 'app.current_org_id', new_value => '43', is_local => false)",
    "select set_config(is_local => true, setting_name => 'app.current_org_id', new_value => '43')",
    "select set_config(variadic array['app.current_org_id', '43', 'f'])",
    f"select name from things order by {_SET_43}",
    f"select name from things where {_SET_43} = '43'",
    f"select case when true then {_SET_43} end, count(*) from things",
    f"select count(*) filter (where {_SET_43} is not null) from things",
    f"with s as materialized (select {_SET_43}) select * from s, things",
    f"select * from things, lateral (select {_SET_43}) as s",
    f"values ({_SET_43})",
    f"select * from {_SET_43}",
    f"select * from rows from ({_SET_43})",
    f"insert into planted_default (note) select {_SET_43}",
    f"insert into planted_default (note) values ('x') returning {_SET_43}",
    f"update things set name = {_SET_43}",
    f"delete from things where name = {_SET_43}",
    f"explain analyze select {_SET_43}",
    f"explain (analyze, costs off) select {_SET_43}",
    f"prepare p as select {_SET_43}",
    "prepare p (text) as select set_config($1, '43', false)",
    f"declare c cursor with hold for select {_SET_43}",
    f"copy (select {_SET_43}) to stdout",
    f"create table t as select {_SET_43}",
    f"create temp view v as select {_SET_43}",
    f"create table t (n text default {_SET_43})",
    f"create table t (n text check ({_SET_43} = n))",
    f"create index i on things ({_SET_43})",
    f"alter table things alter name set default {_SET_43}",
    f"create rule r as on insert to things do also select {_SET_43}",
    f"create policy p on things using ({_SET_43} is not null)",
    f"create function f() returns text language sql begin atomic select {_SET_43}; end",
    "create function f() returns int language sql set role = 'none' as 'select 1'",
    "create function f() returns int language sql set app.current_org_id = 43 as 'select 1'",
    "alter function switch() set app.current_org_id = 43",
    f"select ';', {_SET_43}",
    f'select 1 as "a;b", {_SET_43}',
    f"merge into things using (select {_SET_43} as x) as s on false when matched then do nothing",
)

TEXTS = _refused(
    "select query_to_xml('select set_config(''app.current_org_id'', ''43'', false)', true, true, '')",
    "select count(*) from ts_stat('select set_config(''app.current_org_id'', ''43'', true)::tsvector')",
    "select ts_rewrite('a'::tsquery, 'select ''a''::tsquery, (set_config(''role'', ''none'', true))::tsquery')",
)

BLOCKS = _refused(
    f"do $$ begin perform {_SET_43}; end $$",
    f"do $x$ begin perform {_SET_43}; end $x$ language plpgsql",
    f"DO LANGUAGE plpgsql 'begin perform {_SET_43.replace(chr(39), chr(39) * 2)}; end'",
    "do $$ begin set role none; end $$",
    "do $$ begin reset role; end $$",
    "do $$ begin set local role small_member; end $$",
    "do $$ begin set app.current_org_id = 43; end $$",
    "do $$ begin set session authorization default; end $$",
    "do $$ begin discard all; end $$",
    "do U&'begin perform s\\0065t_config(''app.current_org_id'', ''43'', true); end'",
)

READ_WRITE = _refused(
    "set transaction read write",
    "begin read write",
    "BEGIN ISOLATION LEVEL SERIALIZABLE, READ WRITE",
    "start transaction read write",
    "begin read only, read write",
    "set transaction_read_only = off",
    "set local transaction_read_only = off",
    "set transaction_read_only to false",
    'set "transaction_read_only" = 0',
    "set default_transaction_read_only = off",
    "set session characteristics as transaction read write",
    "select set_config('transaction_read_only', 'off', true)",
    "select set_config('default_transaction_read_only', 'off', false)",
)

SEVERAL = _refused(
    "select 1; reset role",
    "reset role; select 1",
    "select 1;; select 2",
    "begin; set role none",
    "copy things to stdout; reset role",
    "set work_mem = '1MB'; set role none",
    "select 1 /* ; */ ; reset role",
)

PLANTED = [
    *_withheld("do $$ begin execute 'SE' || 'T a' || 'pp.current_org_' || 'id = 43'; end $$"),
    Attempt("do $$ begin commit; end $$", Met.SERVER),
    *_withheld(
        "select switch()",
        "select name, switch() from things",
        "select name from things order by switch()",
        "select name from things where switch() = 43",
        "with s as materialized (select switch()) select things.* from s, things",
        "select switched_names()",
        "select switch_for_good()",
        "select switch_by_text()",
        "select switch_as_owner()",
        "select whisper()",
        "select leave_role()",
        "select other_role()",
        "select reset_everything(), switch()",
        "select no_row_security()",
        "select backslashes()",
        "select other_encoding()",
        "select 1 === 2",
        "select * from planted_view",
        "explain analyze select switch()",
        "copy (select name, switch() from things) to stdout",
        "copy (select whisper()) to stdout",
        "do $$ begin perform switch(); end $$",
        "select query_to_xml('select set_config(''app.current_org_id'', ''43'', false)' || '', true, true, '')",
        "select count(*) from ts_stat('select set_config(''app.current_org_id'', ''43'', true)::tsvector' || '')",
        "select ts_rewrite('a', 'select ''a''::tsquery, (set_config(''role'', ''none'', true))::tsquery' || '')",
    ),
    *_withheld(
        "insert into planted_default (note) values ('x')",
        "insert into planted_trigger (note) values ('x') returning note",
        "with i as (insert into planted_trigger (note) values ('x') returning 1) select * from i",
        write=True,
    ),
    Attempt("execute p", Met.WITHHELD, first=("prepare p as select switch()",)),
    Attempt("explain analyze execute p", Met.WITHHELD, first=("prepare p as select switch()",)),
    Attempt("fetch all from c", Met.WITHHELD, first=("begin", "declare c cursor for select switch()")),
    Attempt("commit", Met.HARMLESS, first=("begin", "savepoint a")),
    Attempt("select lift_read_only()", Met.SERVER),
    Attempt("call commit_half_way()", Met.SERVER),
]

UNASKED = (
    "insert into planted_default (note) values ('x')",
    "insert into planted_trigger (note) values ('x') returning note",
    "with i as (insert into planted_trigger (note) values ('x') returning 1) select * from i",
    "execute p",
    "explain analyze execute p",
    "fetch all from c",
    "commit",
)
"""Of what is planted, what nobody is asked about: defaults and triggers, and what was asked about before."""

SERVER = [
    Attempt(sql, Met.SERVER)
    for sql in (
        "insert into things (org_id, name) values (42, 'x')",
        "create temp table t ()",
        "create function pg_temp.f() returns int language sql as 'select 1'",
        "select * from things for update",
        "select nextval('things_thing_id_seq')",
        "copy things to '/tmp/things'",
        "copy (select 1) to program 'id'",
        "select pg_read_file('/etc/passwd')",
        "set session_replication_role = replica",
        "load 'plpgsql'",
        "set transaction snapshot '00000003-0000001B-1'",
    )
] + [
    Attempt(sql, Met.SERVER, write=True)
    for sql in (
        "insert into things (org_id, name) values (43, 'x')",
        "update things set org_id = 43",
        "drop policy ours on things",
        "alter table things disable row level security",
        "alter role small_eng superuser",
        "grant small_owner to small_eng",
        "truncate things",
    )
]

HARMLESS = [
    Attempt(sql, Met.HARMLESS)
    for sql in (
        "rollback",
        "commit",
        "abort",
        "end",
        "discard plans",
        "discard temp",
        "set search_path = pg_temp, pg_catalog",
        "set work_mem = '1MB'",
        "set time zone 'Asia/Tokyo'",
        "reset work_mem",
        "select set_config('work_mem', '1MB', false)",
        "select reset_everything()",
        "deallocate all",
        "unlisten *",
        "close all",
        "set myapp.note = 'x'",
        "select current_setting('app.current_org_id')",
        "select 'reset role'",
        "select 'set_config(''app.current_org_id'')'",
        'select 1 as "set role none"',
        "select /* reset role; */ 1",
        "begin read only",
        "set transaction read only",
    )
]

ATTEMPTS = [*ROLES, *SETTINGS, *SET_CONFIG, *TEXTS, *BLOCKS, *READ_WRITE, *SEVERAL, *PLANTED, *SERVER, *HARMLESS]


@dataclass(frozen=True, slots=True)
class Escape:
    """Something that gets through all the same; what the documentation has to say."""

    sql: str
    how: str
    write: bool = False
    first: tuple[str, ...] = ()


STILL_ESCAPES = [
    Escape("select peek()", "a function in the database switches, reads and switches back"),
    Escape(
        """with switch as materialized (
            select count(*) as n
            from ts_stat('select set_config(''app.current_org_id'', ''43'', true)::tsvector' || '')
        ), seen as materialized (
            select array_agg(word) as words
            from switch, ts_stat(format('select array_to_tsvector(array_agg(name)) from things where %s > 0', n))
        ), back as materialized (
            select count(*) as n
            from seen, ts_stat(format(
                'select set_config(''app.current_org_id'', left(''42%s'', 2), true)::tsvector', cardinality(words)))
        )
        select words from seen, back""",
        "a built-in function that runs SQL from text, three times in one statement",
    ),
    Escape(
        "fetch all from c",
        "a WITH HOLD cursor is filled at COMMIT, after the assertion; a function that switches",
        first=("declare c cursor with hold for select switched_names()",),
    ),
    Escape("select shout()", "the text of an error that a function raises after it has switched"),
]
