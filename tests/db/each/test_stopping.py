"""What goes wrong on the way: a killed backend, a lost moment, a server that is gone, Ctrl-C, an early end."""

from __future__ import annotations

import dataclasses
import threading
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db.each.rounds import HERE, around, rows
from tests.db.plainly import ctrl_c
from tests.db.small import CONVENTION

from tenantsh.db.each.asking import BackendEnded
from tenantsh.db.progress import Progress, Standing
from tenantsh.model.errors import ConnectError, StatementError, TenantshError
from tenantsh.model.tenant import Person

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.each import Answer

_OURS = "pid from pg_stat_activity where usename = 'small_eng' and {}"


def _kill(small: Small, where: str) -> None:
    """End the backends that run this, once there are any."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if small.admin(f"select pg_terminate_backend(pid), {_OURS.format(where)}"):
            return
        time.sleep(0.01)
    raise AssertionError(f"no backend runs {where}")


def test_a_backend_that_is_killed_is_one_organization_s_affair(small: Small) -> None:
    slow = "select case when current_setting('app.current_org_id') = '43' then pg_sleep(10)::text end /* victim */"
    with around(small.place(), ["42", "43", "44", "7"], slow, workers=2) as asked:
        killer = threading.Timer(0.5, _kill, [small, "query like '%victim%'"])
        killer.start()
        found = list(asked)
        killer.join()
    assert isinstance(found[1].error, BackendEnded)
    assert found[1].error.sqlstate == "57P01"
    assert [type(answer.error) for answer in found[:1] + found[2:]] == [type(None)] * 3
    assert not asked.left


def test_a_lock_is_waited_for_as_long_as_each_has_time(fresh: Small) -> None:
    with psycopg.connect(fresh.pg.dsn(fresh.dbname)) as other:
        with around(fresh.place(), ["42"], "select count(*) from things") as asked:
            other.execute("lock table things")
            let_go = threading.Timer(0.9, other.rollback)
            let_go.start()
            assert [rows(answer) for answer in asked] == [[(10,)]]
            let_go.join()
        with around(fresh.place(), ["42"], "select count(*) from things", seconds=0.2) as asked:
            other.execute("lock table things")
            (found,) = asked
    assert isinstance(found.error, StatementError)
    assert found.error.sqlstate == "57014"


def test_a_lock_does_not_keep_the_statement_from_being_read_for_ever(fresh: Small) -> None:
    with psycopg.connect(fresh.pg.dsn(fresh.dbname)) as other:
        other.execute("lock table things")
        with pytest.raises(StatementError) as raised:
            around(fresh.place(), ["42"], "select count(*) from things", seconds=0.2)
    assert raised.value.sqlstate == "57014"
    assert "lock" in str(raised.value.hint)


def test_what_fails_before_anybody_is_asked_leaves_no_connection(small: Small) -> None:
    present = dataclasses.replace(HERE, person=Person("1", "a@b.example"))
    place = dataclasses.replace(small.place(), convention=dataclasses.replace(CONVENTION, find_person="select 1/0"))
    with pytest.raises(TenantshError) as raised:
        around(place, ["42"], "select 1", present=present)
    assert raised.tb  # it holds on to the frames, and to what they have not let go of
    until = time.monotonic() + 5
    while small.admin("select " + _OURS.format("state = 'idle in transaction'")):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_without_the_moment_that_all_share_no_further_one_is_asked(small: Small) -> None:
    with around(small.place(), ["42"] * 100, "select count(*) from things", workers=1) as asked:
        found: list[Answer] = []
        for answer in asked:
            if not found:
                _kill(small, "state = 'idle in transaction'")
            found.append(answer)
    assert 1 <= len(found) < 100
    assert len(found) + len(asked.left) == 100
    assert all(answer.error is None for answer in found)
    assert asked.stopped is not None
    assert "moment" in asked.stopped


def test_a_server_that_cannot_be_reached_is_not_tried_a_hundred_times(fresh: Small) -> None:
    with around(fresh.place(), ["42"] * 100, "select 1", workers=1, shared=False) as asked:
        found: list[Answer] = []
        for answer in asked:
            if not found:
                fresh.pg.run(f"alter database {fresh.dbname} allow_connections false", "postgres")
            found.append(answer)
    fresh.pg.run(f"alter database {fresh.dbname} allow_connections true", "postgres")
    failed = [answer for answer in found if answer.error is not None]
    assert 8 <= len(failed) < 50
    assert all(isinstance(answer.error, ConnectError) for answer in failed)
    assert asked.left
    assert "in a row could not be reached" in (asked.stopped or "")


def test_a_login_with_few_connections_takes_longer_and_no_organization_loses_its_answer(fresh: Small) -> None:
    fresh.admin("alter role small_eng connection limit 3")
    try:
        with around(fresh.place(), ["42", "43"] * 4, "select pg_sleep(0.2), 1 as one", workers=6) as asked:
            assert [rows(answer)[0][1] for answer in asked] == [1] * 8
    finally:
        fresh.admin("alter role small_eng connection limit -1")


def test_ctrl_c_keeps_what_is_done_and_says_what_is_not(small: Small) -> None:
    started = time.monotonic()
    with (
        around(small.place(), ["42", "43"] + ["44"] * 50, "select pg_sleep(0.3), 1 as one", workers=2) as asked,
        ctrl_c(0.9),
    ):
        found = list(asked)
    assert time.monotonic() - started < 4
    assert asked.stopped == "Ctrl-C"
    assert 1 <= len(found) < 20
    assert [rows(answer)[0][1] for answer in found] == [1] * len(found)
    assert len(found) + len(asked.left) == 52
    time.sleep(0.1)
    assert not small.admin("select " + _OURS.format("state = 'active'"))


def test_a_second_ctrl_c_does_not_wait(small: Small) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        around(small.place(), ["42"], "select pg_sleep(20)") as asked,
        ctrl_c(0.3, 0.35),
    ):
        list(asked)


def test_ctrl_c_while_the_statement_is_read_is_a_cancel(fresh: Small) -> None:
    with psycopg.connect(fresh.pg.dsn(fresh.dbname)) as other:
        other.execute("lock table things")
        with pytest.raises(KeyboardInterrupt), ctrl_c(0.5):
            around(fresh.place(), ["42"], "select count(*) from things")


def test_whoever_stops_reading_leaves_nothing_running(small: Small) -> None:
    with around(small.place(), ["42"] + ["43"] * 40, "select pg_sleep(0.2)", workers=4) as asked:
        next(iter(asked))
    assert not any(thread.name.startswith("tenantsh-each") for thread in threading.enumerate())


def test_it_tells_how_far_it_has_come(small: Small) -> None:
    heard: list[Standing] = []
    progress = Progress()
    progress.tell = heard.append
    with around(small.place(), ["42"] * 8, "select pg_sleep(0.4)", workers=2, progress=progress) as asked:
        assert len(list(asked)) == 8
    assert heard
    assert {(standing.total, standing.unit) for standing in heard} == {(8, "organizations")}
    assert heard[-1].rows > 0
    assert heard[-1].left is not None
