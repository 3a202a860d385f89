"""Rows, values and plans that are too large: a look takes no more than it should, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tenantsh.db.looks import look

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.session import Session
    from tenantsh.model.case import Look

KEY = b"a key of this test"
_MIB = 1 << 20
MANY = "select g, repeat('x', 1000) from generate_series(1, 100000) as g"
HUGE = "select repeat(name, 3000000) from things order by thing_id"
"""Of rows: each of them has 18 MB."""
FOLDED = "select repeat('x', 40000000)"
"""A constant, which the planner makes."""


def seen(session: Session, sql: str, mib: int = 4) -> Look:
    return look(session, sql, key=KEY, most_bytes=mib * _MIB)


def test_rows_of_too_many_bytes_are_digested_as_far_as_they_may(session: Session) -> None:
    one, other = seen(session, MANY), seen(session, MANY)
    assert one.answer is not None
    assert (one.answer.complete, one.failure) == (False, None)
    assert 4000 < one.answer.rows < 4200
    assert one.untold == ("its rows have more than 4 MiB: a look takes no more",)
    assert one.answer == other.answer


def test_a_transaction_goes_on_after_rows_of_too_many_bytes(writer: Session) -> None:
    writer.run("begin")
    writer.run("update things set name = 'hers' where thing_id = 1")
    found = seen(writer, MANY)
    assert found.answer is not None
    assert not found.answer.complete
    assert writer.run("select name from things where thing_id = 1").rows == [("hers",)]


@pytest.mark.parametrize(("sql", "planned"), [(HUGE, True), (FOLDED, False)])
def test_a_value_that_is_too_large_is_no_answer(session: Session, sql: str, planned: bool) -> None:
    found = seen(session, sql)
    assert found.answer is None
    assert found.failure is None
    assert (found.planned is not None) == planned
    assert found.surroundings.settings
    assert any("rows too large: more than 4 MiB came" in reason for reason in found.untold)
    assert session.run("select 1").rows == [(1,)]


@pytest.mark.parametrize("sql", [HUGE, FOLDED])
def test_a_value_that_is_too_large_does_not_end_an_open_transaction(writer: Session, sql: str) -> None:
    writer.run("begin")
    writer.run("create temp table hers (a int)")
    found = seen(writer, sql)
    assert "has more than 4 MiB" in str(found.untold) or "have more than 4 MiB" in str(found.untold)
    assert writer.run("select count(*) from hers").rows == [(0,)]
    assert writer.in_transaction


def test_keys_that_nobody_reads_are_none(fresh: Small) -> None:
    fresh.admin(
        "create table wide (name text primary key); insert into wide values ('short'), (repeat('long', 500));"
        " grant select on wide to small_viewer"
    )
    with fresh.open() as session:
        found = look(session, "select name from wide order by name desc", key=KEY).answer
    assert found is not None
    assert (found.rows, found.key, found.keyed) == (2, (), ())
