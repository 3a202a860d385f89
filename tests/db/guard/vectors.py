"""The ways out of facts/rls.md 2a and 2b, by their numbers there, and what meets each: alone, and once it is allowed.

Of a session in which nobody can be asked, unless it says otherwise. `then` is for one that was opened with every rule
allowed that may be. docs/protects.md lists what escapes, in these words: a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Fate(Enum):
    """What meets an attempt."""

    REFUSED = "refused"
    """By the guard, whatever is allowed."""
    ASKED = "asked"
    """The guard wants a reason; without a person that is a refusal."""
    WITHHELD = "withheld"
    """By the assertion: rolled back, nothing shown."""
    SERVER = "server refuses"
    HARMLESS = "harmless"
    """It runs, and shows nobody else's rows."""
    ESCAPES = "still escapes"
    """Another organization's data are shown."""


REFUSED, ASKED, WITHHELD, SERVER = Fate.REFUSED, Fate.ASKED, Fate.WITHHELD, Fate.SERVER
HARMLESS, ESCAPES = Fate.HARMLESS, Fate.ESCAPES


@dataclass(frozen=True, slots=True)
class Vector:
    """One attempt."""

    name: str
    sql: str
    fate: Fate
    then: Fate | None = None
    """The fate once everything is allowed that may be; None where that changes nothing."""
    write: bool = False
    first: tuple[str, ...] = ()
    """The person's statements before it, which are let through, as a reason is given for what needs one."""
    environment: tuple[str, str] | None = None
    """A variable of the environment in which the session is opened."""
    meanwhile: str = ""
    """What the database's owner does after the session has connected."""
    says: str = ""
    """The line of docs/protects.md, where it escapes unasked."""

    def __str__(self) -> str:
        return f"{self.name} {self.sql[:40]}".replace("\n", " ")


_43 = "set_config('app.current_org_id', '43', false)"
_DEFAULT = "a column's default"
_REACHES = "a function that reaches such code by a view, a cast or an operator"
_IN_C = "a function in C that runs a text, by another name than the guard knows"
_ALLOWED = "whatever was let through, for a reason or by `--allow`: it may switch, read and switch back"
_PARTITION = "a partition by its own name, to be read and to be changed"
_IN_ONE_TEXT = """
    with a as materialized (select set_config(''app.current_org_id'', ''43'', true) as s),
    b as materialized (
        select x.names from a, lateral (select string_agg(name, '', '') as names from things where s = ''43'') as x
    ),
    c as materialized (select set_config(''app.current_org_id'', left(''42'' || names, 2), true) as s from b)
    select ''r''::text, ''c''::text, names from b, c"""
_43_LOCAL = "set_config('app.current_org_id', '43', true)"

LEAVING = [
    Vector("A1", "reset role", REFUSED),
    Vector("A2", "set role none", REFUSED),
    Vector("A3", "set role small_member", REFUSED),
    Vector("A4", "set session authorization small_owner", REFUSED),
    Vector("A5", "select set_config('role', 'none', false)", REFUSED),
    Vector("A6", "reset app.current_org_id", REFUSED),
    Vector("A7", "discard all", REFUSED),
    Vector("A8", "set session authorization default", REFUSED),
    Vector("A9", "reset session authorization", REFUSED),
    Vector("A10", "set role small_owner", REFUSED),
    Vector("A11", "SET App.Current_Org_ID = '43'", REFUSED),
    Vector("A12", 'set U&"\\0061pp".current_org_id = 43', REFUSED),
    Vector("A13", "reset all", REFUSED),
    Vector("A14", "set app.current_org_id to default", REFUSED),
    Vector("A16", f"select {_43}", REFUSED),
    Vector("A17", "select set_config('app.' || 'current_org_id', '43', false)", REFUSED),
    Vector("A18", f"select name from things order by {_43}", REFUSED),
    Vector("A18b", f"with s as materialized (select {_43} as x) select name from s, things where x = '43'", REFUSED),
    Vector("A19", f"select case when {_43} = '43' then name end from things", REFUSED),
    Vector("A20", f"do $$ begin perform {_43}; end $$", REFUSED),
    Vector("A21", "do $$ begin execute 'SE' || 'T ap' || 'p.current_org_' || 'id = 43'; end $$", ASKED, WITHHELD),
    Vector("A22", "do $$ begin reset role; end $$", REFUSED),
    Vector("A23", "create function pg_temp.f() returns int language sql as 'select 1'", ASKED, SERVER),
    Vector(
        "A23 write", "create function pg_temp.f() returns int language sql as 'select 1'", ASKED, HARMLESS, write=True
    ),
    Vector("A24", "select set_tenant_context('43')", ASKED, WITHHELD),
    Vector("A25", f"prepare p as select {_43}", REFUSED),
    Vector("A25 execute", "execute p", WITHHELD, first=("prepare p as select set_tenant_context('43')",)),
    Vector("A84", "explain analyze execute p", WITHHELD, first=("prepare p as select set_tenant_context('43')",)),
    Vector("A28", f"select ts_stat('select {_43.replace(chr(39), chr(39) * 2)}::tsvector')", REFUSED),
    Vector(
        "A28 computed", "select ts_stat('select set_' || 'config(''role'', ''none'', true)::tsvector')", ASKED, WITHHELD
    ),
    Vector("A60", "select database_to_xml(true, true, '')", ASKED, WITHHELD),
    Vector("A60 table", "select table_to_xml('seeing', true, true, '')", ASKED, ESCAPES),
    Vector(
        "A61",
        "select ts_rewrite('a', 'select ''a''::tsquery, set_' || 'config(''role'', ''none'', true)::tsquery')",
        ASKED,
        WITHHELD,
    ),
    Vector("A61 cursor", "select cursor_to_xml('c', 1, true, true, '')", ASKED, SERVER),
    Vector("A33", "set row_security = off", REFUSED),
    Vector("A64", "update pg_settings set setting = 'off' where name = 'row_security'", REFUSED),
    Vector("A26", "update pg_settings set setting = '43' where name = 'app.current_org_id'", REFUSED),
    Vector("A35", "alter role small_eng set app.current_org_id = 43", REFUSED),
    Vector("A36", "alter database small set app.current_org_id = 43", REFUSED),
    Vector("A67", "alter system set app.current_org_id = 43", REFUSED),
    Vector("A45 role", "alter role small_eng set role = small_member", REFUSED),
    Vector("A45 row_security", "alter role small_eng set row_security = off", REFUSED),
    Vector("A45 search_path", "alter role small_eng set search_path = room", REFUSED),
    Vector("A45 case", 'alter role small_eng set "Search_Path" = room', REFUSED),
    Vector("A45 other", "alter role small_eng set work_mem = '1MB'", ASKED, SERVER),
    Vector("A41b", f"select {_43_LOCAL}", REFUSED),
    Vector("A43", "create operator public.=== (function = int4eq, leftarg = int, rightarg = int)", ASKED, SERVER),
    Vector("A44", f"create table room.t (n text default {_43})", REFUSED, write=True),
    Vector("A69", f"create table room.t (n text check ({_43} = n))", REFUSED, write=True),
    Vector("A70", f"create temp view v as select {_43}", REFUSED, write=True),
    Vector(
        "A71",
        "create trigger t before insert on triggered for each row execute function trigger_sees()",
        ASKED,
        SERVER,
        write=True,
    ),
    Vector("A80", "set standard_conforming_strings = off", REFUSED),
    Vector("A80 encoding", "set client_encoding = 'SJIS'", REFUSED),
    Vector("A80 names", "set names 'SJIS'", REFUSED),
    Vector("A80 backslash_quote", "set backslash_quote = on", REFUSED),
    Vector("A82", "set app.current_org_id = 43; select name from things; set app.current_org_id = 42", REFUSED),
    Vector("bypass", "set app.bypass_rls = on", REFUSED),
    Vector("token", "set tenantsh.token = 'x'", REFUSED),
]

IN_ONE = [
    Vector("A41 function", "select seen()", ASKED, ESCAPES),
    Vector("A41 view", "select names from seeing", ASKED, ESCAPES),
    Vector("A41c", "select seen(), current_user", ASKED, ESCAPES),
    Vector(
        "A62",
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
        ASKED,
        ESCAPES,
    ),
]

TRANSACTIONS = [
    Vector("B5", "set local app.current_org_id = 43", REFUSED, first=("begin",)),
    Vector("B7", "commit", HARMLESS, first=("begin",)),
    Vector("B8", "select 1; commit; select 2", REFUSED),
    Vector("B10", "commit and chain", HARMLESS, first=("begin",)),
    Vector("B4", "rollback to savepoint a", HARMLESS, first=("begin", "savepoint a")),
    Vector("B11", "call commit_half_way()", ASKED, SERVER),
    Vector("begin read write", "begin read write", REFUSED),
    Vector("set transaction", "set transaction read write", REFUSED),
    Vector("characteristics", "set session characteristics as transaction read write", REFUSED),
    Vector("case", 'set "Default_Transaction_Read_Only" = off', REFUSED),
    Vector("case of set_config", "select set_config('Transaction_Read_Only', 'off', true)", REFUSED),
    Vector("default", "set default_transaction_read_only = off", REFUSED),
    Vector("two-phase", "prepare transaction 'x'", REFUSED, first=("begin",)),
    Vector("F13", "lock table things in access exclusive mode", ASKED, SERVER, first=("begin",)),
    Vector("F13 share", "lock table things in access share mode", HARMLESS, first=("begin",)),
]

UNSEEN = [
    Vector("domain", "select 'x'::told_domain", ESCAPES, says="a domain's CHECK"),
    Vector("cast", "select (1::seen_type).names", ESCAPES, says="a cast"),
    Vector(
        "operator class",
        "select p from (values (row(1)::pair), (row(2)::pair)) as v (p) order by p",
        ESCAPES,
        says="an operator class: ORDER BY, DISTINCT and joins call its functions",
    ),
    Vector(
        "between",
        "select row(2)::pair between row(1)::pair and row(3)::pair",
        ESCAPES,
        says="an operator of a built-in one's name, where BETWEEN, CASE, IN or JOIN USING mean it",
    ),
    Vector("quoted name", 'select "a ""quoted"" name"()', ASKED, ESCAPES),
    Vector(
        "long name",
        "select a_name_of_many_letters_that_the_server_cuts_where_63_bytes_end_here()",
        ASKED,
        ESCAPES,
    ),
    Vector("policy", "select * from telling", ESCAPES, says="a policy"),
    Vector("trigger", "insert into triggered values ('x') returning note", ESCAPES, write=True, says="a trigger"),
    Vector("default", "insert into defaulted (other) values ('x') returning note", ESCAPES, write=True, says=_DEFAULT),
    Vector("check", "insert into checked values ('x')", ESCAPES, write=True, says="a table's CHECK"),
    Vector(
        "generated",
        "insert into generated (note) values ('x') returning names",
        ESCAPES,
        write=True,
        says="a generated column",
    ),
    Vector("index", "insert into indexed values ('x')", ESCAPES, write=True, says="an index on an expression"),
    Vector("rule", "insert into ruled values ('x') returning note", ESCAPES, write=True, says="a rule"),
    Vector("event trigger", "create sequence room.s", ESCAPES, write=True, says="an event trigger"),
    Vector("by a view", "select by_a_view()", ESCAPES, says=_REACHES),
    Vector("by a cast", "select by_a_cast()", ESCAPES, says=_REACHES),
    Vector("by an operator", "select by_an_operator()", ESCAPES, says=_REACHES),
    Vector("in C", f"select v from in_c('{_IN_ONE_TEXT}') as t (r text, v text)", ESCAPES, says=_IN_C),
    Vector(
        "after",
        "select made_after()",
        ESCAPES,
        meanwhile="create or replace function made_after() returns text language sql as 'select seen()'",
        says="a function, view or operator that was made or changed after the session had connected",
    ),
    Vector("comment", "select with_a_comment()", ASKED, ESCAPES),
    Vector(
        "internal",
        """with a as materialized (select quietly('app.current_org_id', '43', true) as s),
        b as materialized (
            select x.names from a, lateral (select string_agg(name, ', ') as names from things where s = '43') as x
        ),
        c as materialized (select quietly('app.current_org_id', left('42' || names, 2), true) as s from b)
        select names from b, c""",
        ASKED,
        ESCAPES,
    ),
    Vector(
        "error",
        "select 1::loud_type",
        ESCAPES,
        says="the text of an error that such code raises: when a statement has failed, nothing is verified",
    ),
    Vector(
        "held cursor",
        "fetch all from c",
        ESCAPES,
        first=("declare c cursor with hold for select (1::left_type).names",),
        says="a WITH HOLD cursor over such code: it is filled at COMMIT, after the assertion",
    ),
]

TRUSTED = [
    Vector("setting", "set app.support = 'on'", ASKED, HARMLESS),
    Vector("setting by set_config", "select set_config('App.Support', 'on', false)", ASKED, HARMLESS),
    Vector("setting local", "set local app.support to on", ASKED, HARMLESS, first=("begin",)),
    Vector("setting of a function", "set app.letters = 'on'", ASKED, HARMLESS),
    Vector("setting of a view", "set app.watched = 'on'", ASKED, HARMLESS),
    Vector("setting of nobody", "set app.note = 'on'", HARMLESS),
    Vector("setting reset", "reset app.support", HARMLESS),
    Vector(
        "setting at the start",
        "select name from supported",
        ESCAPES,
        environment=("PGOPTIONS", "-c app.support=on"),
        says="a setting that a policy asks for and the convention does not name, where it is set before the session"
        " begins (PGOPTIONS)",
    ),
    Vector(
        "setting by a function",
        "select name from supported",
        ESCAPES,
        first=("select support()",),
        says="such a setting, where a function sets it",
    ),
    Vector(
        "definer's path",
        "select name from helping",
        ESCAPES,
        write=True,
        first=(
            "begin",
            "create table room.helpers (org_id bigint)",
            "grant select on room.helpers to small_owner",
            "insert into room.helpers values (43)",
            "set search_path = room, public",
        ),
        says="a SECURITY DEFINER function without a search_path of its own, where this role may create tables",
    ),
    Vector(
        "membership",
        "select name from people",
        ESCAPES,
        write=True,
        first=("begin", "insert into members values (42, 1)"),
        says="a table that a policy trusts and this role may write: a membership that was inserted shows its person",
    ),
    Vector("temporary", "create temp table helpers (org_id bigint)", ASKED, HARMLESS, write=True),
]

ALLOWED = [
    Vector("DO", "do $$ begin raise notice '%', public.seen(); end $$", ASKED, ESCAPES, says=_ALLOWED),
    Vector(
        "own code",
        "select pg_temp.f()",
        ESCAPES,
        write=True,
        first=("create function pg_temp.f() returns text language sql as 'select public.seen()'",),
        says="code that was made in this session, for a reason: nobody is asked when it is called",
    ),
]

OBJECTS = [
    Vector("D7", "select name from everybody", ESCAPES, says="a view whose owner is above row security"),
    Vector("D10", "select as_the_owner()", ESCAPES, says="a SECURITY DEFINER function whose owner is"),
    Vector("D11", "select name from kept", ESCAPES, says="a materialized view"),
    Vector("D12", "select name from months_1", ESCAPES, says=_PARTITION),
    Vector(
        "D14", "update months_1 set name = name where org_id = 43 returning name", ESCAPES, write=True, says=_PARTITION
    ),
    Vector("D13 detached", "select name from months_2", ESCAPES, says="a partition that was detached"),
    Vector("D15", "select name from children", ESCAPES, says="a table that inherits"),
    Vector(
        "D18", "select name from far", ESCAPES, says="a foreign table whose user mapping is a login above row security"
    ),
    Vector("D22", "select convert_from(lo_get(4242), 'UTF8')", ASKED, ESCAPES, says="large objects, once allowed"),
    Vector("D20", "select dblink('dbname=x', 'select 1')", ASKED, SERVER),
    Vector("D21", "copy (select 1) to program 'id'", SERVER),
    Vector("D21 file", "select pg_read_file('/etc/passwd')", SERVER),
    Vector(
        "E14",
        "select name from filtered where leaky(name)",
        ESCAPES,
        says="a view that filters without security_barrier: a cheap function that tells is called before the filter",
    ),
    Vector("F1", "truncate months_1", ASKED, HARMLESS, write=True),
]

VECTORS = [*LEAVING, *IN_ONE, *TRANSACTIONS, *UNSEEN, *TRUSTED, *ALLOWED, *OBJECTS]
