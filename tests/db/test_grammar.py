from __future__ import annotations

import postgast
import pytest

from tenantsh.db.guard.grammar import parse, parts

STATEMENTS = [
    "select a, b[2:3], (c).d from t join (values (1, 'x'), (2, null)) v(n) on n = t.a where not exists (select from u)",
    "with recursive r as (select 1 union all select n + 1 from r) cycle n set seen using path select * from r",
    "create table t (a int primary key, b text check (b <> '') references u) partition by range (a)",
    "create function f() returns int begin atomic select set_config('role', 'x', true); end",
    "merge into t using u on t.a = u.a when matched then delete when not matched then insert values (u.a)",
    "select x[:1], case when set_config('a.b', '1', true) is null then 1 end, row(1, array[2, 3])",
    "do $$ begin reset role; end $$",
]


WORDS = {"Node", "ColumnRef", "A_Const", "String", "Integer", "Float", "Boolean", "BitString", "A_Star"}
"""Names, constants and what they are made of; a Node here is an empty place in a list."""


@pytest.mark.parametrize("sql", STATEMENTS)
def test_the_rules_are_shown_every_node_in_the_order_of_postgast_s_walk(sql: str) -> None:
    (statement,) = (one.tree for one in parse(sql) or [])
    walked = [node for _, node in postgast.walk(statement) if type(node).__name__ not in WORDS]
    assert len(walked) > 1
    assert [node for node in parts(statement) if type(node).__name__ not in WORDS] == walked
