"""Statements made of others: what leaves the context put into the places of ordinary ones, and texts cut and joined."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import postgast
from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard import grammar

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

SWITCHING = (
    "set_config('app.current_org_id', '43', true)",
    "pg_catalog.set_config('role', 'none', false)",
    "set_config('row_' || 'security', 'off', true)",
    "set_config(n => 'x')",
    "(select set_config('app.bypass_rls', 'on', true))",
    "exists (with s as (select set_config('app.current_org_id', '43', true)) select from s)",
    "(ts_rewrite('a', 'select ' || set_config('app.current_org_id', '43', true)))::text",
    "query_to_xml('sel' || 'ect 1', true, true, '')",
    "(select count(*) from ts_stat('select set_config(''role'', ''none'', true)::tsvector'))",
    "dblink_connect('x')",
    "peek()",
    "(select array_agg(p) from public.peek() as p)",
    "1 operator(public.===) 2",
    "(select org from planted_view limit 1)",
    "any_value(peek()) over (order by switch())",
    "lo_get(1)",
)
"""Expressions that no session may run unasked."""

PLACES = (
    "select 1",
    (
        "select distinct on (a) a, b from t where a = 1 group by a, b having count(*) > 1 order by a, b desc "
        "limit 1 offset 2"
    ),
    "select a from t union all select b from u intersect select c from v order by 1",
    (
        "with w as materialized (select a from t where b) select * from w join u using (a) left join v on "
        "v.a = w.a and v.b"
    ),
    "with recursive r (n) as (select 1 union all select n + 1 from r where n < 5) select * from r",
    (
        "select * from t, lateral (select a from u where u.a = t.a) as l, generate_series(1, 2) with "
        "ordinality as g (a, n)"
    ),
    "select * from rows from (generate_series(1, 2), unnest(array[1])) as r (a int, b int)",
    "select case a when 1 then b else c end, coalesce(a, b), nullif(a, b), greatest(a, b), a is null, not b from t",
    "select array[a, b], array[[1], [2]], row(a, b), (r).f, a[1], a[1:2], a::text, cast(a as int) from t",
    (
        "select count(*) filter (where a), sum(a) over (partition by b order by c rows between 1 preceding "
        "and 2 following) from t"
    ),
    (
        "select percentile_cont(0.5) within group (order by a), string_agg(a, b order by c) from t window w "
        "as (order by a)"
    ),
    "select a in (1, 2), a = any (array[1]), a not in (select b from u), exists (select 1), a between 1 and 2 from t",
    "select a like b escape c, a similar to b, a is distinct from b, a at time zone b, extract(year from a) from t",
    "select * from t tablesample bernoulli (10) repeatable (1) where a > all (select 1)",
    "select grouping(a), sum(b) from t group by grouping sets ((a), rollup (a, b), cube (a)) having sum(b) > 1",
    (
        "select xmlelement(name x, xmlattributes(a as b), c), xmlforest(a as b), xmlconcat(a, b), "
        "xmlserialize(content a as text)"
    ),
    (
        "select json_object('a': b), json_array(1, 2), json_query(a, '$' passing b as c), json_value(a, '$' "
        "default b on empty)"
    ),
    (
        "select * from json_table(a, '$' columns (b int path '$' default 1 on empty, nested path '$' columns "
        "(c int path '$')))"
    ),
    "select * from xmltable('/a' passing b columns c int path 'd' default 1)",
    (
        "select substring(a from 1 for 2), position(a in b), overlay(a placing b from 1), trim(both a from "
        "b), (a, b) overlaps (c, d)"
    ),
    "values (1, 2), (3, 4) order by 1 limit 1",
    "insert into t (a, b) values (1, 2) on conflict (a) where b do update set a = excluded.a where t.b returning a, b",
    "insert into t select a from u returning *",
    "update t set a = 1, (b, c) = (select 1, 2), d[1] = 2 from u where t.a = u.a returning t.a",
    "delete from t using u where t.a = u.a returning 1",
    (
        "merge into t using u on t.a = u.a when matched and t.b then update set a = 1 when not matched then "
        "insert (a) values (2)"
    ),
    "explain (analyze, costs off) select a from t where b",
    "prepare p (int) as select a from t where b = $1",
    "execute p (1, 2)",
    "declare c scroll cursor with hold for select a from t where b",
    "copy (select a from t where b) to stdout",
    (
        "create table x (a int default 1 check (a > 0), b int generated always as (a + 1) stored) partition "
        "by range ((a + 1))"
    ),
    "create table x as select a from t where b",
    "create materialized view x as select a from t where b",
    "create view x as select a from t where b",
    "create index on t ((a + 1)) where b",
    "create statistics s on (a + 1), (b + 1) from t",
    "create domain d as int default 1 check (value > 0)",
    "create policy p on t using (a) with check (b)",
    "create table y partition of x for values from (1) to (2)",
    "alter table t add column a int default 1, alter column b set default 2, add check (c), alter d type int using e",
    "alter table t add constraint c exclude using gist (a with =, (b + 1) with =) where (d)",
    "alter domain d add check (value > 0)",
    "alter policy p on t using (a)",
    "call p(1, a => 2)",
)
"""Statements with expressions in all the places that PostgreSQL has for them."""

_LEAVES = ("a_const", "column_ref")
_LEAF = re.compile(r"'(?:[^']|'')*'|\w+(?:\.\w+)*")


def _leaves(message: Any) -> Iterator[int]:
    """Where the constants and columns of a tree stand in its text."""
    held = message.WhichOneof("node") if type(message) is nodes.Node else None
    if held in _LEAVES:
        yield getattr(message, held).location
    for field, value in message.ListFields():
        if field.message_type is not None:
            for inner in [value] if hasattr(value, "ListFields") else value:
                yield from _leaves(inner)


@cache
def _places(text: str) -> list[tuple[int, int]]:
    """From where to where an expression stands that another one may take the place of."""
    found = [_LEAF.match(text, at) for at in sorted(set(_leaves(postgast.parse(text))))]
    return [leaf.span() for leaf in found if leaf is not None]


def put_in(lot: random.Random) -> str:
    """An ordinary statement, with an expression that switches in the place of another one."""
    text = lot.choice(PLACES)
    begins, ends = lot.choice(_places(text))
    return spelled(f"{text[:begins]}({lot.choice(SWITCHING)}){text[ends:]}", lot)


_PARTS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$\$.*?\$\$|\w+|\s+|.", re.DOTALL)
_GAPS = (" ", "\n", "\t", " /* ; */ ", " -- '\n", "/**/")


def spelled(text: str, lot: random.Random) -> str:
    """The same statement in other letters: case, blanks, comments."""
    made = []
    for part in _PARTS.findall(text):
        if part.isspace():
            made.append(lot.choice(_GAPS))
        elif part[0] in "'\"$":
            made.append(part)
        else:
            made.append("".join(lot.choice((c.upper(), c.lower())) for c in part))
    return "".join(made)


def cut_and_joined(texts: list[str], lot: random.Random) -> str:
    """A text with words left out, put in, doubled, exchanged, or taken from another one."""
    parts = _PARTS.findall(lot.choice(texts))
    for _ in range(lot.randint(1, 4)):
        at = lot.randrange(len(parts))
        match lot.randrange(6):
            case 0:
                parts[at : at + lot.randint(1, 3)] = []
            case 1:
                parts.insert(at, parts[lot.randrange(len(parts))])
            case 2:
                other = lot.randrange(len(parts))
                parts[at], parts[other] = parts[other], parts[at]
            case 3:
                others = _PARTS.findall(lot.choice(texts))
                parts[at:] = others[lot.randrange(len(others)) :]
            case 4:
                parts.insert(
                    at, lot.choice(["'", '"', "$$", ";", "--", "/*", "*/", "\\", "(", ")", ",", "U&", "E", "\n"])
                )
            case _:
                parts += [lot.choice([" union all ", "; ", ", "]), lot.choice(texts)]
        parts = parts or [" "]
    return "".join(parts)


def readable(text: str) -> bool:
    """Whether PostgreSQL's grammar reads it."""
    try:
        return bool(grammar.parse(text))
    except grammar.TooDeep:
        return False
