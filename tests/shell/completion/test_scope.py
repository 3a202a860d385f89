"""Whose columns can be named where, and what the parentheses are that hold the cursor. `|` is the cursor.

Sources are written as `alias=name`, `^` in front of those of queries around, `!` of those that have to be named,
`[…]` behind those that a query makes, with its outputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenantsh.lang.lexemes import lex
from tenantsh.shell.completion.place import Place, find
from tenantsh.shell.completion.scope import Level, Scope, level, source_of, unwrapped, visible

if TYPE_CHECKING:
    from tenantsh.shell.completion.wanted import Output, Source


def place(text: str) -> Place:
    cursor = text.index("|")
    found = find(text[:cursor] + text[cursor + 1 :], cursor)
    assert found is not None
    return found


def scope(text: str) -> Scope:
    return visible(place(text))


def written(output: Output) -> str:
    if not output.name:
        return f"{output.of.alias}.*" if output.of else "?.*"
    of = output.of.alias if output.of else "|".join(source.alias for source in output.among)
    kind = f":{output.type}" if output.type else ""
    return output.name + (f"<{of}.{output.column}" if of else "") + kind + ("()" if output.call else "")


def source(one: Source) -> str:
    name = ".".join(filter(None, (one.schema, one.name)))
    text = ("^" if one.outer else "") + ("!" if one.qualified else "") + one.alias
    text += f"={name}" if name and name != one.alias else ""
    text += "()" if one.function else ""
    text += f"({','.join(one.renamed)})" if one.renamed else ""
    return text if one.outputs is None else f"{text}[{' '.join(map(written, one.outputs))}]"


def sources(text: str) -> str:
    return " ".join(map(source, scope(text).sources))


def outputs(text: str) -> str:
    return " ".join(map(written, scope(text).outputs))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select | from users u", "u=users"),
        ("select u.| from users u, orders as o", "u=users o=orders"),
        ("select * from s.users where |", "users=s.users"),
        ("select * from only users * where |", "users"),
        ("select * from db.s.users where |", "users=s.users"),
        ('select * from "My S"."My T" "a b" where |', "a b=My S.My T"),
        ("select * from Users U where |", "u=users"),
        ("select * from users u (a, b) where |", "u=users(a,b)"),
        ("select * from users u tablesample system (1) repeatable (2) where |", "u=users"),
        ("select * from a natural join b cross join c left outer join d on true where |", "a b c d"),
        ("select * from a left join b on left(a.x, 1) = b.y join c on true where |", "a b c"),
        ("select * from a join b using (x) as j join c on true where |", "a b c"),
        ("select * from (a join (b join c on true) on true) where |", "a b c"),
        ("select * from (a join b on true) as j where |", "j[a.* b.*]"),
        ("select * from users | where x", "users"),
        ("select * from users u join | on true", "u=users"),
        ("select | from", ""),
        ("select 1 from users limit |", "users"),
        ("select a is distinct from b, | from users", "users"),
        ("select * from a where x is not distinct from |", "a"),
        ("select extract(year from |) from users", "users"),
        ("select case when a then | from users", "users"),
        ("table users order by |", "users"),
    ],
)
def test_from_says_whose_columns_there_are(text: str, expected: str) -> None:
    assert sources(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select * from generate_series(1, 2) g where |", "g=generate_series()"),
        ("select * from s.f(1) where |", "f=s.f()"),
        ("select * from f(1) as x (a int, b text) where |", "x=f()[a:int b:text]"),
        ("select * from f(1) as (a int, b numeric(10, 2)[]) where |", "f()[a:int b:numeric[]]"),
        ("select * from f(1) as x (a, b) where |", "x=f()(a,b)"),
        ("select * from f(1) with ordinality x (a, n) where |", "x=f()(a,n)[x.* ordinality:bigint]"),
        ("select * from rows from (f(1), g(2)) with ordinality r where |", "r[f.* g.* ordinality:bigint]"),
        ("select * from json_table(x, '$' columns (id int path '$.i', nested path '$' columns (t text))) j where |",
         "j=json_table()[id:int t:text]"),
        ("select * from xmltable('/a' passing x columns id int path '@i', n for ordinality) x where |",
         "x=xmltable()[id:int n]"),
    ],
)  # fmt: skip
def test_functions_stand_in_from(text: str, expected: str) -> None:
    assert sources(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select * from (select id, email e from users) s where |", "s[id<users.id e<users.email]"),
        ("select * from (select u.*, 1 as one from users u) s where |", "s[u.* one]"),
        ("select * from (select * from (select id from deep) a) b where |", "b[a.*]"),
        ("select * from (values (1, 'a'), (2, 'b')) v (id, name) where |", "v(id,name)[column1 column2]"),
        ("select * from (table users) t where |", "t[users.*]"),
        ("select * from (select id from a union select x from b) u where |", "u[id<a.id]"),
        ("select * from ((select id from a)) u where |", "u[id<a.id]"),
        ("select * from (select id from a, b) u where |", "u[id<a|b.id]"),
        ("select * from (select 1, x from a) u (p, q) where |", "u(p,q)[?column? x<a.x]"),
    ],
)
def test_a_derived_table_has_the_columns_that_it_makes(text: str, expected: str) -> None:
    assert sources(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select * from users u where exists (select 1 from orders o where |", "o=orders ^u=users"),
        ("select * from users u where exists (select 1 from orders o where |) order by 1", "o=orders ^u=users"),
        ("select * from a where x in (select y from b where z = any(select |", "^b ^a"),
        ("select (select | from orders o) from users u", "o=orders ^u=users"),
        ("select * from users u, (select | from orders o) x", "o=orders"),
        ("select * from users u, lateral (select | from orders o) x, later", "o=orders ^u=users"),
        ("select * from users u left join lateral (select | from orders o) x on true", "o=orders ^u=users"),
        ("select * from users u, f(|)", "u=users"),
        ("select * from users u where id in (|", "u=users"),
        ("select * from a join b on |join c on true", "a b"),
        ("select * from (a join b on |) join c on true", "a b"),
        ("select * from a where x in (select 1) and |", "a"),
        ("select a from x union select | from y", "y"),
        ("(select a from x) union (select | from y)", "y"),
        ("select a from x union select b from y order by |", "y"),
    ],
)
def test_a_subquery_sees_what_is_around_it(text: str, expected: str) -> None:
    assert sources(text) == expected


@pytest.mark.parametrize(
    ("text", "made", "expected"),
    [
        ("with a as (select id from users) select | from a", "a[id<users.id]", "a[id<users.id]"),
        ("with a as (select id from users) select * from a x where |", "a[id<users.id]", "x[id<users.id]"),
        ("with a (x) as (select 1) select | from a", "a(x)[?column?]", "a(x)[?column?]"),
        ("with a as (select 1 x), b as (select | from a) select 1", "a[x]", "a[x]"),
        ("with a as (select 1 x), b as (select * from a) select | from b", "a[x] b[a.*]", "b[a.*]"),
        ("with a as materialized (select 1 x) select |", "a[x]", ""),
        ("with recursive t as (select 1 as n union all select | from t) select 1", "t[n]", "t[n]"),
        ("with d as (delete from users returning id, email e) select | from d",
         "d[id<users.id e<users.email]", "d[id<users.id e<users.email]"),
        ("with u as (update users set a = 1 returning *) select |", "u[users.*]", ""),
        ("with i as (insert into users values (1) returning id) select |", "i[id<users.id]", ""),
        ("with a as (with b as (select 1 k) select k from b) select |", "a[k<b.k]", ""),
        ("with a as (select 1 x) insert into t select | from a", "a[x]", "a[x]"),
        ("with a as (select 1 x) select * from s.a where |", "a[x]", "a=s.a"),
        ("with a as (select 1 x), |", "a[x]", ""),
        ("with a as (select 1 x) |", "a[x]", ""),
    ],
)  # fmt: skip
def test_ctes_can_be_named_behind_themselves(text: str, made: str, expected: str) -> None:
    found = scope(text)
    assert (" ".join(map(source, found.made)), " ".join(map(source, found.sources))) == (made, expected)


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("insert into users (|", "users", "users"),
        ("insert into users (id) values (|", "users", ""),
        ("insert into users as u (id) select | from orders", "u=users", "orders"),
        ("insert into users select * from orders where | on conflict do nothing", "users", "orders"),
        ("insert into users values (1) on conflict (|", "users", "users"),
        ("insert into users values (1) on conflict (id) do update set |", "users", "users !excluded=users"),
        ("insert into s.users as u values (1) on conflict (id) do update set a = |",
         "u=s.users", "u=s.users !excluded=s.users"),
        ("insert into users default values returning |", "users", "users !old=users !new=users"),
        ("insert into users overriding system value values (1) returning |", "users", "users !old=users !new=users"),
        ("update users set |", "users", "users"),
        ("update only users u set a = | from orders o", "u=users", "u=users o=orders"),
        ("update users set a = 1 where | returning *", "users", "users"),
        ("update users set a = 1 returning |", "users", "users !old=users !new=users"),
        ("delete from users u using orders o, b where |", "u=users", "u=users o=orders b"),
        ("merge into users u using orders o on |", "u=users", "u=users o=orders"),
        ("merge into users using (select id from x) o on true when matched then update set |",
         "users", "users o[id<x.id]"),
        ("merge into users using orders o on true when not matched then insert (|", "users", "users o=orders"),
    ],
)  # fmt: skip
def test_what_is_written_can_be_named(text: str, target: str, expected: str) -> None:
    found = scope(text)
    assert found.target is not None
    assert (source(found.target), sources(text)) == (target, expected)


def test_old_and_new_of_returning_are_of_18() -> None:
    assert [one.since for one in scope("update t set a = 1 returning |").sources] == [0, 18, 18]


def test_using_and_natural_joins_say_which_columns_are_one() -> None:
    found = scope("select | from a join b using (x, y) natural join c").sources
    assert [one.joined for one in found] == [(), ("x", "y"), ("*",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select id, u.email, count(*) n, u.* from users u order by |", "id<u.id email<u.email n() u.*"),
        ("select count(*), sum(x) filter (where y), rank() over w from t order by |", "count() sum() rank()"),
        ("select x::int, cast(y as text), z::date as d from t order by |", "x:int y:text d:date"),
        ("select '1'::numeric(1), a + b, 'x', 'y' as y, not z from t order by |", "numeric:numeric y"),
        ("select case when a then b end, exists(select 1), array[1], current_date from t order by |",
         "case exists() array() current_date()"),
        ("select data->>'a' as a, data->'b' b from t group by |", "a:text b:jsonb"),
        ("select a[1], (home).city, (x) from t order by |", "a<t.a city x<t.x"),
        ("select (select m from o) from t order by |", "m<o.m"),
        ("select distinct on (a) b from t order by |", "b<t.b"),
        ("select all a from t order by |", "a<t.a"),
        ('select a as "A b", c d from t order by |', "A b<t.a d<t.c"),
        ("select a from t union select b from u order by |", "a<t.a"),
        ("select a, from t group by |", "a<t.a"),
        ("values (1, 2) order by |", "column1 column2"),
        ("select interval '1 day' as i, date_trunc('day', now()) at time zone 'utc' as d order by |", "i d"),
    ],
)  # fmt: skip
def test_a_select_list_makes_outputs(text: str, expected: str) -> None:
    assert outputs(text) == expected


def test_windows_have_names() -> None:
    assert scope("select sum(x) over | from t window w as (order by x), v as (w)").windows == ("w", "v")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("explain (analyze) select | from users", "users"),
        ("explain analyze verbose with a as (select 1 x) select | from a", "a[x]"),
        ("create view v (a) as select | from users", "users"),
        ("create or replace view v with (security_invoker) as select | from users", "users"),
        ("create materialized view m as select | from users", "users"),
        ("create table t as (select | from users)", "users"),
        ("prepare p (int) as select | from users", "users"),
        ("explain execute p (|", ""),
        ("declare c cursor with hold for select | from users", "users"),
        ("copy (select | from users) to stdout", "users"),
        ("create rule r as on update to users do also insert into log select |", "^!old=users ^!new=users"),
        ("do $$ begin perform | from users; end $$", "users"),
        ("do $$ begin if exists (select | from users) then", "users"),
        ("create function f() returns int as 'select | from users' language sql", "users"),
        ("create function f() returns int begin atomic select | from users; end", "users"),
    ],
)
def test_queries_within_statements_are_seen(text: str, expected: str) -> None:
    assert sources(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("create policy p on s.users for select to x using (|", "users=s.users"),
        ("alter policy p on users using (|", "users"),
        ("create policy p on users using (exists (select 1 from orders o where |", "o=orders ^users"),
        ("create unique index concurrently i on only users using gin (|", "users"),
        ("create index on users (lower(|", "users"),
        ("create index on users (a) where |", "users"),
        ("create trigger t before update of | on users", "users"),
        ("create trigger t before update on users for each row when (|", "!old=users !new=users"),
        ("create rule r as on update to users where |", "!old=users !new=users"),
        ("create statistics s on | from users", "users"),
        ("create publication p for table users (|", "users"),
        ("create table t (a int, b text not null, check (|", "t[a:int b:text]"),
        ("create table t (a int, primary key (|", "t[a:int]"),
        ("create table t (a int references users (|", "users"),
        ("create table p partition of events for values in (|", "events"),
        ("alter table only s.users drop column |", "users=s.users"),
        ("alter table if exists users add foreign key (|", "users"),
        ("alter table users add foreign key (a) references s.orders (|", "orders=s.orders"),
        ("copy users (|", "users"),
        ("analyze verbose users (|", "users"),
        ("vacuum (analyze) users (|", "users"),
        ("grant select (|) on table s.users to x", "users=s.users"),
        ("set x = |", ""),
    ],
)
def test_a_definition_is_about_its_table(text: str, expected: str) -> None:
    assert sources(text) == expected


def chain(text: str) -> str:
    """The levels around the cursor from the inside to the outside, each as opening/query/clause."""
    parts = []
    now: Level | None = level(place(text))
    while now is not None:
        parts.append(f"{now.opening}/{now.query}/{now.clause.word}")
        now = now.outer
    return " < ".join(parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select |", "/select/select"),
        ("select a from t where |", "/select/where"),
        ("select coalesce(a, | from t", "call// < /select/select"),
        ("select * from t where id in (|", "in// < /select/where"),
        ("select * from t where id in (select |", "in/select/select < /select/where"),
        ("select * from t where exists (select 1 from u where |", "exists/select/where < /select/where"),
        ("select * from t where a and (|", "group// < /select/where"),
        ("select * from (select |", "from/select/select < /select/from"),
        ("select * from (a join b on |", "from//on < /select/from"),
        ("select * from (a join |", "from//join < /select/from"),
        ("select * from (a |", "from//from < /select/from"),
        ("select * from a, lateral (|", "lateral// < /select/from"),
        ("select * from f(|", "call// < /select/from"),
        ("select * from f(1) as x (|", "aliases// < /select/from"),
        ("select * from f(1) x (|", "aliases// < /select/from"),
        ("select * from a join b on |", "/select/on"),
        ("select * from a join b using (|", "using// < /select/using"),
        ("select * from a tablesample system (|", "sample// < /select/from"),
        ("select sum(a) over (partition by |", "over//partition by < /select/select"),
        ("select sum(a) over (order by a rows between |", "over//rows < /select/select"),
        ("select 1 from t window w as (order by |", "window//order by < /select/window"),
        ("select string_agg(a, ',' order by |", "call//order by < /select/select"),
        ("select sum(a) filter (where |", "filter//where < /select/select"),
        ("select percentile_cont(0.5) within group (order by |", "within//order by < /select/select"),
        ("select a from t group by rollup (|", "grouping// < /select/group by"),
        ("select a from t order by (|", "group// < /select/order by"),
        ("select x::numeric(|", "type// < /select/select"),
        ("select a[|", "subscript// < /select/select"),
        ("with x as (|", "cte// < /with/"),
        ("with x (|", "cte columns// < /with/"),
        ("with x as (select 1) select |", "/select/select"),
        ("insert into t (|", "columns// < /insert/insert into"),
        ("insert into t (a) values (1), (|", "values// < /insert/values"),
        ("insert into t values (1) on conflict (|", "conflict// < /insert/on conflict"),
        ("insert into t values (1) on conflict (a) do update set |", "/insert/do update set"),
        ("insert into t select |", "/select/select"),
        ("update t set (|", "set// < /update/set"),
        ("update t set a = 1 where |", "/update/where"),
        ("delete from t using a where |", "/delete/where"),
        ("merge into t using s on |", "/merge/on"),
        ("merge into t using s on true when matched and |", "/merge/when"),
        ("merge into t using s on true when matched then update set |", "/merge/set"),
        ("select a from t union all select |", "/select/select"),
        ("explain analyze select |", "/select/select"),
        ("copy (select |", "copy/select/select < //"),
        ("explain (|", "explain// < //"),
        ("create policy p on t using (exists (select |", "exists/select/select < using// < //"),
        ("select a is distinct from (|", "group// < /select/select"),
        ("select case when a then |", "/select/select"),
        ("select 1 for update of |", "/select/for"),
    ],
)
def test_a_level_says_what_holds_the_cursor(text: str, expected: str) -> None:
    assert chain(text) == expected


def test_a_level_has_its_lexemes_with_empty_parentheses() -> None:
    found = level(place("with a as (select 1) select f(x, y), | from t where (b)"))
    assert " ".join(lexeme.text for lexeme in found.before) == "select f ( ) ,"
    assert " ".join(lexeme.text for lexeme in found.after) == "from t where ( )"
    assert " ".join(lexeme.text for lexeme in found.leading) == "with a as ( )"
    assert found.position == 1


def test_a_branch_ends_at_union() -> None:
    found = level(place("select a from x where | union select b from y"))
    assert found.after == ()


def test_the_query_around_is_found() -> None:
    found = level(place("select coalesce((a), | from t")).around
    assert found is not None
    assert found.query == "select"
    assert level(place("create index on t (|")).around is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("explain select a, |", "select a ,"),
        ("copy (select a, | from t) to stdout", "select a ,"),
        ("create view v as with x as (select 1) select |", "with x as ( select 1 ) select"),
        ("select a, |", "select a ,"),
    ],
)
def test_unwrapped_begins_at_the_query(text: str, expected: str) -> None:
    found = unwrapped(place(text))
    assert found is not None
    assert " ".join(lexeme.text for lexeme in found.before) == expected


@pytest.mark.parametrize("text", ["explain |", "create index on t (|", "copy t (|", "set |", "|"])
def test_outside_of_queries_nothing_is_unwrapped(text: str) -> None:
    assert unwrapped(place(text)) is None


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("users (a, b)", "users"),
        ("only s.users u set", "u=s.users"),
        ("users as u", "u=users"),
        ('"My T" where', "My T"),
    ],
)
def test_a_table_can_be_read_anywhere(sql: str, expected: str) -> None:
    found = source_of(lex(sql))
    assert found is not None
    assert source(found) == expected


@pytest.mark.parametrize("sql", ["", "(a)", "where", "1"])
def test_where_no_table_stands_none_is_read(sql: str) -> None:
    assert source_of(lex(sql)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select count(| from users u", "u=users"),
        ("select coalesce(a, | from users where x in (1)", "users"),
        ("select sum(x) over (| from users", "users"),
        ("select * from users where id in (| order by 1", "users"),
        ("select * from users where (a = 1 and | group by b", "users"),
        ("insert into users (a, | values (1)", "users"),
        ("select a) from users where |", "users"),
        ("select a] from users where |", "users"),
        ("select f(a[1) from users where |", "users"),
    ],
)
def test_missing_parentheses_do_not_hide_from(text: str, expected: str) -> None:
    assert sources(text) == expected


STATEMENTS = [
    """
    with a (x) as (select 1), b as (insert into t (q) select x from a returning q)
    select b.q, f(a.x) over (w) as z from a join b using (x)
    left join lateral (select * from c where c.i = b.j) l on true
    where exists (select 1 from d where d.k = any(array[1, 2])) group by rollup (1) having count(*) > 1
    window w as (order by 1) order by z limit 1
    """,
    """
    insert into s.t as u (a, b) values (1, 'x'), (2, $$y$$)
    on conflict (a) do update set b = excluded.b where u.a > 1 returning *, old.a
    """,
    """
    merge into t using (values (1)) s (i) on t.i = s.i when matched and s.i > 1 then update set a = (select 1)
    when not matched then insert (i) values (s.i)
    """,
    "create table t (a int references u (b) check (a > 0), primary key (a, b)) partition by range (a)",
    "create policy p on t as permissive for all to r using (exists (select from u where u.i = t.i)) with check (a)",
    """
    do $$ declare x int;
    begin for r in select * from f(1) with ordinality as y (a int) loop update t set a = r.a; end loop; end $$
    """,
    "select * from rows from (f(1), json_table(x, '$' columns (a int))) j tablesample system (1), (a join b on c) d",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_beginning_and_every_cursor_has_a_scope(statement: str) -> None:
    for cursor in range(len(statement) + 1):
        for text in (statement, statement[:cursor]):
            found = find(text, cursor)
            if found is not None and found.command is None:
                assert visible(found) is not None
                assert level(found).position >= 0
                assert unwrapped(found) is None or visible(found).sources is not None


WORDS = st.lists(
    st.sampled_from(
        """
        select from where ( ) , . with as x y insert into values on conflict do update set returning join lateral
        [ ]
        union all merge using when then case end group by order $$ create table function 'a' " : :: * over only 1
        recursive policy rule to index references partition of rows ordinality natural tablesample distinct |
        """.split()  # noqa: SIM905 - a list would take many lines
    ),
    max_size=30,
).map(" ".join)


@given(WORDS, st.integers(0, 200))
def test_no_text_makes_it_fail(text: str, cursor: int) -> None:
    found = find(text, cursor)
    if found is not None and found.command is None:
        assert visible(found).sources is not None
        assert level(found).position >= 0
        unwrapped(found)
