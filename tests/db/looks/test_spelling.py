"""What two majors spell otherwise is the same in a fingerprint and in a plan."""

from __future__ import annotations

import time

import pytest

from tenantsh.db.looks.planned import planned
from tenantsh.db.looks.prints import unqualified


@pytest.mark.parametrize(
    ("until_15", "from_16"),
    [
        (
            " SELECT t.a,\n    t.b\n   FROM s.t\n  WHERE (t.c = 't.x'::text);",
            " SELECT a,\n    b\n   FROM s.t\n  WHERE (c = 't.x'::text);",
        ),
        (' SELECT "T x".a FROM s."T x" ORDER BY "T x".a, "T x".b;', ' SELECT a FROM s."T x" ORDER BY a, b;'),
    ],
)
def test_a_view_of_one_table_is_the_same_on_both(until_15: str, from_16: str) -> None:
    assert unqualified(until_15) == unqualified(from_16)


@pytest.mark.parametrize(
    "view",
    [
        "SELECT x.a FROM s.t x JOIN s.u y ON (x.a = y.b)",
        "SELECT x.a FROM s.t x,\n    s.u y WHERE (x.a = y.b)",
        "SELECT t.a FROM s.t WHERE (t.a IN ( SELECT u.a FROM s.u))",
    ],
)
def test_of_several_tables_it_stays_told_which_one_a_column_is_of(view: str) -> None:
    assert unqualified(view) == view


def test_what_a_subquery_gave_is_spelled_alike() -> None:
    def plan(condition: str, name: str) -> dict[str, object]:
        scan = {"Node Type": "Seq Scan", "Relation Name": "t", "Schema": "s", "Alias": "t", "Filter": condition}
        inner = {"Node Type": "Result", "Parent Relationship": "InitPlan", "Subplan Name": name}
        return {**scan, "Plans": [inner]}

    before = planned(plan("(org_id = $0)", "InitPlan 1 (returns $0)"))
    after = planned(plan("(org_id = (InitPlan 1).col1)", "InitPlan 1"))
    assert before == after


def test_a_long_name_takes_no_time() -> None:
    began = time.perf_counter()
    unqualified(f" SELECT a FROM {'x' * 5000} WHERE " + "b AND " * 2000 + "c;")
    assert time.perf_counter() - began < 1
