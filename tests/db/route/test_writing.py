"""A statement with the organization in it: where the condition stands, and where none can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tenantsh.db.route import reading
from tenantsh.db.route.reading import read
from tenantsh.db.route.writing import write

if TYPE_CHECKING:
    from tenantsh.db.route.spots import Spot


def spots(text: str) -> list[Spot]:
    found = read(text)
    assert found is not None
    return found.spots


def written(text: str) -> str | None:
    """The text with a condition for each table that can have one, and does not say it already."""
    found = {
        at: f"{spot.qualifier}.o = '7'"
        for at, spot in enumerate(spots(text))
        if spot.obstacle is None and not spot.says("o")
    }
    return write(text, found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select * from t", "select * from t WHERE t.o = '7'"),
        ("select * from t;", "select * from t WHERE t.o = '7';"),
        ("select * from t -- all\n", "select * from t WHERE t.o = '7' -- all\n"),
        ("select * from t /* all */ order by 1", "select * from t WHERE t.o = '7' /* all */ order by 1"),
        ("select * from t where a", "select * from t where a AND t.o = '7'"),
        ("select * from t where not a", "select * from t where not a AND t.o = '7'"),
        ("select * from t where a or b limit 1", "select * from t where (a or b) AND t.o = '7' limit 1"),
        ("select * from t where (a or b)", "select * from t where (a or b) AND t.o = '7'"),
        ("select * from t where (a) or (b)", "select * from t where ((a) or (b)) AND t.o = '7'"),
        ("select * from t where ((a or b) and c)", "select * from t where ((a or b) and c) AND t.o = '7'"),
        (
            "select * from t where left(a, 1) = b[1] or x",
            "select * from t where (left(a, 1) = b[1] or x) AND t.o = '7'",
        ),
        (
            "select * from t left join u on left(t.a, 1) = u.a left outer join v on x",
            (
                "select * from t left join u on left(t.a, 1) = u.a AND u.o = '7' "
                "left outer join v on x AND v.o = '7' WHERE t.o = '7'"
            ),
        ),
        ("select * from t where a -- why\nfor update", "select * from t where a AND t.o = '7' -- why\nfor update"),
        ("select * from t as x group by 1", "select * from t as x WHERE x.o = '7' group by 1"),
        ("select * from \"T\" x where é = 'é'", "select * from \"T\" x where é = 'é' AND x.o = '7'"),
        ("select * from s.t", "select * from s.t WHERE s.t.o = '7'"),
        ("select * from t, u", "select * from t, u WHERE t.o = '7' AND u.o = '7'"),
        ("select * from t join u using (i)", "select * from t join u using (i) WHERE t.o = '7' AND u.o = '7'"),
        ("select * from t natural join u", "select * from t natural join u WHERE t.o = '7' AND u.o = '7'"),
        (
            "select * from t left join u on t.i = u.i",
            "select * from t left join u on t.i = u.i AND u.o = '7' WHERE t.o = '7'",
        ),
        (
            "select * from t right join u on t.i = u.i or u.x where y",
            "select * from t right join u on (t.i = u.i or u.x) AND t.o = '7' where y AND u.o = '7'",
        ),
        (
            "select * from t left join (u join v on u.i = v.i) on x",
            "select * from t left join (u join v on u.i = v.i) on x AND u.o = '7' AND v.o = '7' WHERE t.o = '7'",
        ),
        (
            "select * from (t join u on t.i = u.i) as j",
            "select * from (t join u on t.i = u.i AND t.o = '7' AND u.o = '7') as j",
        ),
        ("select * from (select * from t) s", "select * from (select * from t WHERE t.o = '7') s"),
        (
            "select * from t where exists (select from u where u.i = t.i or a) or b",
            "select * from t where (exists (select from u where (u.i = t.i or a) AND u.o = '7') or b) AND t.o = '7'",
        ),
        (
            "select (select max(i) from u) from t, lateral (select * from v where t.i) w",
            (
                "select (select max(i) from u WHERE u.o = '7') from t, "
                "lateral (select * from v where t.i AND v.o = '7') w WHERE t.o = '7'"
            ),
        ),
        (
            "with x as (select * from t) select * from x, t",
            "with x as (select * from t WHERE t.o = '7') select * from x, t WHERE t.o = '7'",
        ),
        (
            "select 1 from t union all (select 2 from u where a) order by 1",
            "select 1 from t WHERE t.o = '7' union all (select 2 from u where a AND u.o = '7') order by 1",
        ),
        (
            "update t set a = 1 from u where u.i = t.i returning *",
            "update t set a = 1 from u where u.i = t.i AND t.o = '7' AND u.o = '7' returning *",
        ),
        ("delete from t where i = 1", "delete from t where i = 1 AND t.o = '7'"),
        ("explain (costs off) select * from t", "explain (costs off) select * from t WHERE t.o = '7'"),
        ("copy (select * from t) to stdout", "copy (select * from t WHERE t.o = '7') to stdout"),
        ("declare c cursor for select * from t", "declare c cursor for select * from t WHERE t.o = '7'"),
        ("insert into x select * from t", "insert into x select * from t WHERE t.o = '7'"),
        ("select 1; select * from t where a; table u", None),
        ("select 1; select * from t where a", "select 1; select * from t where a AND t.o = '7'"),
        ("select * from t where o = 7", None),
        ("select * from t where a and 7 = t.o::bigint", "select * from t where a and 7 = t.o::bigint AND t.o = '7'"),
        ("select * from t where a and $1 = t.o", None),
        ("select * from t, u where o = 7", "select * from t, u where o = 7 AND t.o = '7' AND u.o = '7'"),
        ("select 1", None),
        ("table t", None),
    ],
)
def test_the_condition_stands_where_it_changes_nothing_else(text: str, expected: str | None) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    ("text", "obstacle"),
    [
        ("select * from t full join u on t.i = u.i", reading.OUTER),
        ("select * from u left join t using (i)", reading.OUTER),
        ("select * from (t join u using (i)) as j", reading.UNNAMED),
        ("select * from t as x (a, b)", reading.RENAMED),
        ("select * from a.t, b.t", reading.TWICE),
        ("select * from t tablesample system (50)", reading.SAMPLED),
        ("merge into t using u on t.i = u.i when matched then delete", reading.MERGED),
        ("update t set a = 1", reading.EVERY_ROW),
        ("delete from t where true", reading.EVERY_ROW),
        ("delete from t where current of c", reading.CURRENT),
    ],
)
def test_where_none_can_stand_the_reason_is_told(text: str, obstacle: str) -> None:
    found = {spot.name: spot.obstacle for spot in spots(text)}
    assert obstacle in (found.get('"t"'), found.get('"a"."t"'))


def test_a_name_of_with_is_no_table() -> None:
    assert [spot.name for spot in spots("with t as (select * from t) select * from t, u")] == ['"t"', '"u"']
    assert spots("with recursive t as (select 1 union all select * from t) select * from t") == []
    assert spots("with recursive a as (select * from t), t as (select 1) select * from a") == []
    assert [spot.name for spot in spots("with a as (select * from t), t as (select 1) select * from a, t")] == ['"t"']


@pytest.mark.parametrize("text", ["select from where", "", ";", "select * from t where " + "(" * 400 + "a" + ")" * 400])
def test_what_cannot_be_read_is_left_alone(text: str) -> None:
    found = read(text)
    assert found is None or write(text, {}) is None


def test_an_update_whose_condition_names_no_column_of_its_table_is_known() -> None:
    (bare,) = [spot for spot in spots("update t set a = 1 where i = 1") if spot.changed]
    assert bare.reads
    target = spots("delete from t using u where i = u.i")[0]
    assert (target.changed, target.reads) == ("DELETE", False)
    assert spots("delete from t using u where t.i = u.i")[0].reads
