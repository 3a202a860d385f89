"""Statements that nobody writes: deeper than anything sensible, and never a reason to raise or to take long."""

from __future__ import annotations

import sys
import time

import pytest

from tenantsh.shell.completion import complete

_DEEP = (
    "select " + "over " * 1100,
    "select " + "at " * 1900,
    "select " + "json " * 1100 + "'",
    "select " + ")" * 2500 + "(" * 2500 + "a ",
    "select " + "(" * 1200 + "x" + ")" * 1200 + ".",
    "select " + "[" * 2500,
    "select * from (select a" + "::int" * 1050 + " from t) x where ",
    "".join(f"do $a{at}$ begin " for at in range(650)) + "select ",
    "explain " * 900 + "select ",
    "select * from " + "(select * from " * 80 + " t where ",
    "".join(f"with recursive a{at} as (" for at in range(90)) + "select ",
    "select data->" + "(" * 48 + "data" + "->'a')" * 48 + "->'",
    "select " + "case " * 1200,
    r"\explain " * 650 + "select ",
    "select jsonb_build_object(" * 48 + "'",
    r"select ((((" * 400 + r"a \gset ",
)


@pytest.mark.parametrize("text", _DEEP, ids=lambda text: text[:20])
def test_depth_raises_nothing_and_takes_no_time(text: str) -> None:
    complete(text)
    start = time.thread_time()
    complete(text)
    assert time.thread_time() - start < 1  # 0.02 where nothing else is done; a pattern that goes astray takes minutes
    assert _calls(text) < 60 * len(text)


def _calls(text: str) -> int:
    """How many calls and returns it takes, which no other thread, garbage or busy machine changes."""
    taken = 0

    def count(*_event: object) -> None:
        nonlocal taken
        taken += 1

    sys.setprofile(count)
    try:
        complete(text)
    finally:
        sys.setprofile(None)
    return taken


def test_a_query_in_parentheses_beside_a_union_orders_by_its_own_columns() -> None:
    text = "select 1 as one from (select 2 as two from t order by ) s union select 3"
    offered = [candidate.text for candidate in complete(text, text.index(")"))]
    assert "two" in offered
    assert "one" not in offered
