"""An organization is moved while a session is open: it is noticed, and nothing more is sent to where it was."""

from __future__ import annotations

import gc
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.db.small import kill

from tenantsh.db.ask import Ask
from tenantsh.db.opening import Wanted, open_session, reopen
from tenantsh.model.errors import ConnectionLost, OrganizationMoved, TenantshError
from tenantsh.shell.copying import Copying

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.db.cells.clusters import Clusters

    from tenantsh.db.session import Session

_SOON = 0.05


@pytest.fixture
def often(clusters: Clusters) -> Clusters:
    clusters.cells = replace(clusters.cells, check=_SOON)
    return clusters


def _until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10
    while not true():
        assert time.monotonic() < ends
        time.sleep(_SOON / 5)


def _moved(session: Session) -> None:
    _until(lambda: session.moved)


def test_the_next_statement_is_refused_once_the_directory_says_otherwise(often: Clusters) -> None:
    with often.open() as session:
        assert session.run("select count(*) from things").rows == [(10,)]
        often.move(42, "us")
        _moved(session)
        with pytest.raises(OrganizationMoved) as raised:
            session.run("select count(*) from things")
        assert raised.value.what == ('organization Acme (42) has moved: the directory "main" says that it is in us now')
        assert "in eu" in str(raised.value.why)
        assert r"\org 42 opens it there" in str(raised.value.hint)
        often.move(42, "eu")  # a session is in one cluster for life
        time.sleep(_SOON * 3)
        with pytest.raises(OrganizationMoved):
            session.verify()


def test_no_door_leads_past_it(often: Clusters) -> None:
    often.move(42, "eu")
    with often.open() as session:
        often.move(42, "us")
        _moved(session)
        doors: list[Callable[[], object]] = [
            lambda: session.run("select 1"),
            lambda: list(session.send(Ask("select 1"), Copying(lambda: None, lambda _: None))),
            lambda: session.frame("select 1"),
            lambda: session.batches("select 1"),
            lambda: session.plan("select 1"),
            lambda: session.describe("things"),
            lambda: session.answer_columns("select 1"),
            lambda: session.each([42], "select 1"),
            lambda: session.why("things", 1),
            lambda: session.row_security("things"),
            session.verify,
        ]
        for door in doors:
            with pytest.raises(OrganizationMoved):
                door()


@pytest.mark.parametrize("within", [False, True])
def test_batches_end_with_the_news_before_more_rows_are_asked_for(often: Clusters, within: bool) -> None:
    with often.open() as session:
        if within:
            session.run("begin")
        batches = session.batches("select n from generate_series(1, 100) n", rows=10)
        assert next(batches).num_rows == 10
        often.move(42, "us")
        _moved(session)
        with pytest.raises(OrganizationMoved, match="in us now"):
            list(batches)
        assert list(batches) == []
        if within:
            assert session.failed
            session.run("rollback")
        with pytest.raises(OrganizationMoved):
            session.run("select 1")


def test_an_organization_that_is_nowhere_any_more_has_moved(often: Clusters) -> None:
    with often.open() as session:
        try:
            often.move(42, None)
            _moved(session)
            with pytest.raises(OrganizationMoved, match="in none of its clusters"):
                session.run("select 1")
        finally:
            often.pg.run("insert into cells values (42, 'Acme', 'eu')", f"{often.prefix}_directory")


@pytest.mark.parametrize("ending", ["commit", "ROLLBACK;", "end", "abort work"])
def test_an_open_transaction_may_be_ended_and_nothing_else(often: Clusters, ending: str) -> None:
    told: list[str] = []
    with often.open(write=True) as session:
        session.on_notice = lambda notice: told.append(notice.told())
        session.run("begin")
        session.run("insert into things (org_id, name) values (42, 'late')")
        often.move(42, "us")
        _moved(session)
        status = session.run(ending).status
        committed = ending in ("commit", "end")
        assert status == ("COMMIT" if committed else "ROLLBACK")
        assert not session.in_transaction
        with pytest.raises(OrganizationMoved):
            session.run("select 1")
    assert often.admin("eu", "select count(*) from things where name = 'late'") == [(int(committed),)]
    often.admin("eu", "delete from things where name = 'late'")
    assert [line for line in told if "commits in eu" in line] == (
        ["note: this commits in eu, and the organization has moved to us meanwhile"] if committed else []
    )


def test_what_was_refused_does_not_let_the_rest_commit_alone(often: Clusters) -> None:
    told: list[str] = []
    with often.open(write=True) as session:
        session.on_notice = lambda notice: told.append(notice.told())
        session.run("begin")
        session.run("insert into things (org_id, name) values (42, 'half')")
        often.move(42, "us")
        _moved(session)
        with pytest.raises(OrganizationMoved) as raised:
            session.run("insert into things (org_id, name) values (42, 'other half')")
        assert str(raised.value.hint).startswith("ROLLBACK, then")
        assert session.failed
        assert session.run("commit").status == "ROLLBACK"
        assert not [line for line in told if "commits in" in line]
    assert often.admin("eu", "select count(*) from things where name = 'half'") == [(0,)]


@pytest.mark.parametrize(
    "text", ["commit and chain", "commit; select 1", "prepare transaction 'x'", "begin", "select 1"]
)
def test_what_does_more_than_end_it_is_refused(often: Clusters, text: str) -> None:
    with often.open(write=True) as session:
        session.run("begin")
        often.move(42, "us")
        _moved(session)
        with pytest.raises(OrganizationMoved):
            list(session.send(Ask(text), Copying(lambda: None, lambda _: None)))


def test_a_lost_connection_does_not_come_back_to_where_the_organization_was(clusters: Clusters) -> None:
    with clusters.open() as session:
        clusters.move(42, "us")
        kill(clusters.small("eu"), session)
        with pytest.raises(OrganizationMoved, match="is in us now"):
            session.run("select 1")
        assert not session.in_transaction


def test_nor_does_it_while_a_transaction_was_open(clusters: Clusters) -> None:
    with clusters.open(write=True) as session:
        session.run("begin")
        clusters.move(42, "us")
        kill(clusters.small("eu"), session)
        with pytest.raises(OrganizationMoved):
            session.run("select 1")
        assert not session.in_transaction  # it is lost with its connection, and leaving must be possible
        with pytest.raises(OrganizationMoved):
            session.run("rollback")


def test_a_connection_that_is_lost_in_the_middle_says_both(clusters: Clusters) -> None:
    with clusters.open() as session:
        clusters.move(42, "us")
        with pytest.raises(ConnectionLost) as raised:
            session.run("select end_myself()")
        assert "has moved" in str(raised.value.hint)


def test_a_lost_connection_comes_back_where_the_organization_still_is(clusters: Clusters) -> None:
    with clusters.open() as session:
        kill(clusters.small("eu"), session)
        assert session.run("select count(*) from things").rows == [(10,)]


def test_a_directory_that_cannot_be_asked_is_told_once_and_the_session_goes_on(often: Clusters) -> None:
    told: list[str] = []
    with often.open() as session:
        session.on_notice = lambda notice: told.append(notice.told())
        working = often.cells
        often.cells = replace(working, query="select 1 / 0 as cluster, :org as org")
        _until(lambda: session._lasting.whereabouts._trouble is not None)  # type: ignore[union-attr]
        for _ in range(3):
            assert session.run("select 1").rows == [(1,)]
            time.sleep(_SOON * 2)
        assert len(told) == 1
        assert 'the directory "main" could not be asked: division by zero' in told[0]
        assert "goes on in eu" in told[0]
        kill(often.small("eu"), session)  # nor does a reconnect need it
        assert session.run("select 1").rows == [(1,)]
        often.cells = working
        often.move(42, "us")
        _moved(session)


def test_going_to_another_database_there_is_no_way_around(clusters: Clusters) -> None:
    with clusters.open() as session:
        assert session.opened is not None
        clusters.move(42, "us")
        with pytest.raises(OrganizationMoved):
            reopen(session.opened.place, session.tenant)


def test_what_watches_ends_with_its_session(often: Clusters) -> None:
    def watching() -> int:
        return sum(thread.name == "tenantsh-cells" for thread in threading.enumerate())

    _until(lambda: watching() == 0)  # of the tests before
    session, dropped = often.open(), often.open()
    assert watching() == 2
    session.close()
    dropped.link.wire.close()
    del dropped
    gc.collect()
    _until(lambda: watching() == 0)


def test_a_session_that_was_not_opened_leaves_nothing_that_watches(often: Clusters) -> None:
    before = threading.active_count()
    with pytest.raises(TenantshError):
        open_session(often.place("small_stranger"), Wanted("42"))
    _until(lambda: threading.active_count() <= before)
