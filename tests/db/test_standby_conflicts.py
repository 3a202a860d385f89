"""What a standby cancels because replaying comes first: explained, and sent once more where nothing can come of it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from tests.db.copying import sent
from tests.db.following import GATED, LOCKS, Conflict, heard, hosts, opened, settings, until

from tenantsh.db.cells.directory import Directory
from tenantsh.db.cells.whereabouts import Whereabouts
from tenantsh.db.query import Query
from tenantsh.model.cells import Cells
from tenantsh.model.errors import ConnectionLost, StatementError, TenantshError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.db.small import Small
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session
    from tenantsh.model.message import Message


@dataclass(frozen=True, slots=True)
class Gated:
    """What the gated statement gives."""

    things: int
    slept: bool


_SUBTRANSACTION = """
create function in_a_subtransaction() returns bool language plpgsql stable as $$
declare slept bool;
begin
    begin
        select (select count(*) from things) >= 0
            and pg_sleep(case when exists (select from gate) then 30 else 0 end) is not null into slept;
    exception when division_by_zero then null;
    end;
    return slept;
end
$$
"""


@pytest.fixture(scope="module")
def impatient(standby: Cluster) -> Iterator[Cluster]:
    """The standby, which lets nobody hold its replay up for long."""
    settings(standby, max_standby_streaming_delay="100ms")
    yield standby
    settings(standby, max_standby_streaming_delay="")


@pytest.fixture
def gated(pg: Cluster, fresh: Small, impatient: Cluster) -> Small:
    """A database with a statement that takes long until the primary says otherwise."""
    fresh.admin("create table gate as select 1 as shut; grant select on gate to public")
    fresh.admin(_SUBTRANSACTION)
    assert impatient
    pg.catch_up()
    return fresh


@pytest.fixture
def reader(gated: Small, impatient: Cluster) -> Iterator[Session]:
    """A session there that reads."""
    with opened(hosts(impatient, dbname=gated.dbname)) as session:
        yield session


@pytest.fixture
def conflict(pg: Cluster, gated: Small) -> Conflict:
    """What the primary does meanwhile."""
    return Conflict(pg, gated.dbname)


def assert_told(told: list[str], sqlstate: str = "40001") -> None:
    notes = [note for note in told if "sent once more" in note]
    assert len(notes) == 1, told
    assert notes[0].startswith(f"The standby cancelled this statement ({sqlstate}: ")
    assert "Acme (42) is verified again, and a standby cannot write" in notes[0]


def test_it_is_sent_once_more_and_a_note_says_so(reader: Session, impatient: Cluster, conflict: Conflict) -> None:
    told = heard(reader)
    with conflict.meanwhile(reader, impatient):
        assert reader.run(GATED).rows == [(10, True)]
    assert_told(told)
    assert not reader.in_transaction
    assert reader.run("select count(*) from things where org_id <> 42").rows == [(0,)]
    assert len([note for note in told if "once more" in note]) == 1


@pytest.mark.newest
@pytest.mark.parametrize("text", [GATED, f"{GATED};", f"copy ({GATED}) to stdout", f"explain analyze {GATED}"])
def test_a_shells_statements_are_sent_once_more_as_well(
    reader: Session, impatient: Cluster, conflict: Conflict, text: str
) -> None:
    told = heard(reader)
    with conflict.meanwhile(reader, impatient):
        assert "40001" not in sent(reader, text)
    assert_told(told)


@pytest.mark.newest
def test_a_frame_is_fetched_once_more(reader: Session, impatient: Cluster, conflict: Conflict) -> None:
    told = heard(reader)
    with conflict.meanwhile(reader, impatient):
        assert reader.frame(GATED)["things"].tolist() == [10]
    assert_told(told)


def test_where_the_connection_is_ended_the_new_one_asks_once_more(
    reader: Session, impatient: Cluster, conflict: Conflict
) -> None:
    told, before = heard(reader), reader.link.identity.backend_pid
    with conflict.meanwhile(reader, impatient):
        assert reader.run("select in_a_subtransaction()").rows == [(True,)]
    assert reader.link.identity.backend_pid != before
    assert_told(told)
    assert "It ended the connection, too: its settings, temporary tables and prepared statements are gone." in told[0]


@pytest.mark.newest
@pytest.mark.parametrize("before", ["set work_mem = '9MB'", "select set_config('work_mem', '9MB', false)"])
def test_what_was_set_before_went_with_the_connection_so_it_is_not_sent_again(
    reader: Session, impatient: Cluster, conflict: Conflict, before: str
) -> None:
    told = heard(reader)
    reader.run(before)
    with conflict.meanwhile(reader, impatient), pytest.raises(ConnectionLost) as lost:
        reader.run("select in_a_subtransaction()")
    assert lost.value.sqlstate == "40001"
    assert "what you had set went with the connection" in (lost.value.why or "")
    assert told == []
    assert reader.run("show work_mem").rows != [("9MB",)]


@pytest.mark.newest
@pytest.mark.parametrize(
    ("before", "framed"),
    [
        ("set work_mem = '9MB'", True),
        ("select set_config('work_mem', '9MB', false)", True),
        ("select pg_advisory_lock(7)", False),
        ("select setseed(0.5)", False),
    ],
)
def test_whatever_door_it_was_set_by_it_went_with_the_connection(
    reader: Session, conflict: Conflict, impatient: Cluster, before: str, *, framed: bool
) -> None:
    told = heard(reader)
    if framed:
        reader.gather(before)
    else:
        reader.run(before)
    with conflict.meanwhile(reader, impatient), pytest.raises(ConnectionLost, match="conflict with recovery"):
        reader.run("select in_a_subtransaction()")
    assert told == []


@pytest.mark.newest
def test_where_the_new_connection_is_a_primarys_it_is_said_and_nothing_is_sent_again(
    fresh: Small, reader: Session, conflict: Conflict, impatient: Cluster
) -> None:
    told = heard(reader)
    with fresh.open() as primary:
        lasting = reader._lasting
        lasting._dial = primary._lasting._dial
    with conflict.meanwhile(reader, impatient), pytest.raises(ConnectionLost) as lost:
        reader.run("select in_a_subtransaction()")
    assert ", the primary, verified" in (lost.value.hint or "")
    assert "not sent again" in (lost.value.hint or "")
    assert told == []


@pytest.mark.newest
def test_an_organization_that_has_moved_meanwhile_is_not_asked_again(
    reader: Session, conflict: Conflict, impatient: Cluster
) -> None:
    told = heard(reader)
    whereabouts = Whereabouts(Directory("main", {}, renewed=lambda: Cells("main", {})), "eu", "42")
    reader._lasting.whereabouts = whereabouts
    with conflict.meanwhile(reader, impatient):
        Thread(target=_move, args=(whereabouts, reader, impatient)).start()
        with pytest.raises((StatementError, ConnectionLost), match="conflict with recovery"):
            reader.run(GATED)
    assert told == []


def _move(whereabouts: Whereabouts, reader: Session, standby: Cluster) -> None:
    pid = reader.link.wire.pgconn.backend_pid
    until(lambda: standby.run(f"select 1 from pg_stat_activity where pid = {pid} and state = 'active'") != [])
    whereabouts.moved = True


def test_in_a_transaction_it_is_explained_and_not_sent_again(
    reader: Session, impatient: Cluster, conflict: Conflict
) -> None:
    told = heard(reader)
    reader.run("begin")
    with conflict.meanwhile(reader, impatient), pytest.raises(StatementError) as cancelled:
        reader.run(GATED)
    assert cancelled.value.sqlstate == "40001"
    assert "replaying its primary" in (cancelled.value.why or "")
    assert "hot_standby_feedback" in (cancelled.value.hint or "")
    assert told == []
    assert reader.failed
    reader.run("rollback")
    reader.verify()


def test_an_idle_transaction_is_ended_with_the_servers_reason(
    pg: Cluster, reader: Session, impatient: Cluster, conflict: Conflict
) -> None:
    reader.run("begin isolation level repeatable read")
    reader.run("select count(*) from things")
    pg.run(LOCKS, conflict.dbname)
    until(lambda: not reader.connected)
    with pytest.raises(ConnectionLost) as lost:
        reader.run("select 1")
    assert "the open transaction with it (" in lost.value.what
    assert "ROLLBACK" in (lost.value.hint or "")
    reader.run("rollback")
    reader.verify()
    assert impatient


@pytest.mark.parametrize(
    "text",
    [
        f"{GATED}; select 2",
        f"select 1; {GATED}",
        f"do $$ begin perform * from ({GATED}) as x; end $$",
        GATED.replace("is not null", "is not null and coalesce(pg_try_advisory_lock(1), true)"),
    ],
)
def test_what_may_do_more_than_answer_is_not_sent_again(
    gated: Small, impatient: Cluster, conflict: Conflict, text: str
) -> None:
    with opened(hosts(impatient, dbname=gated.dbname)) as reader:
        reader.allow(frozenset({"do-block"}))
        told = heard(reader)
        with conflict.meanwhile(reader, impatient):
            try:
                answers = sent(reader, text)
            except TenantshError as error:
                answers = [error.what]
        assert any("40001" in str(answer) or "conflict" in str(answer) for answer in answers), answers
        assert not any("once more" in note for note in told)


def test_it_is_never_sent_a_third_time(pg: Cluster, gated: Small, impatient: Cluster) -> None:
    each_time = Conflict(pg, gated.dbname, (LOCKS,))
    with opened(hosts(impatient, dbname=gated.dbname)) as reader, ExitStack() as under_way:
        told = heard(reader)

        def again(message: Message) -> None:
            told.append(message.told())
            under_way.enter_context(each_time.meanwhile(reader, impatient))

        reader.on_notice = again
        with each_time.meanwhile(reader, impatient), pytest.raises(StatementError) as cancelled:
            reader.run(GATED)
        assert cancelled.value.sqlstate == "40001"
        assert (cancelled.value.hint or "").startswith("it was sent twice.")
        assert_told(told)


@pytest.mark.newest
def test_our_own_questions_are_asked_once_more(reader: Session, impatient: Cluster, conflict: Conflict) -> None:
    told = heard(reader)
    with conflict.meanwhile(reader, impatient):
        assert reader.fetch(Query("gated", Gated, sql=GATED)) == [Gated(10, slept=True)]
    assert_told(told)


@pytest.mark.newest
@pytest.mark.parametrize(
    "ask",
    [
        lambda session: session.fetch_apart(Query("gated", Gated, sql=GATED).ask())[0][0].things,
        lambda session: session.plan(GATED, analyze=True)["Plan"]["Actual Rows"] and 10,
        lambda session: session.ask_apart([(f"select g.things = 10 as value from ({GATED}) as g", ())])[0].value and 10,
    ],
    ids=["our questions", "a plan", "conditions"],
)
def test_what_looks_at_a_statement_apart_is_asked_once_more(
    reader: Session, impatient: Cluster, conflict: Conflict, ask: Callable[[Session], int]
) -> None:
    told = heard(reader)
    with conflict.meanwhile(reader, impatient):
        assert ask(reader) == 10
    assert_told(told)
    assert not reader.in_transaction
    assert reader.run("select count(*) from things where org_id <> 42").rows == [(0,)]


@pytest.mark.newest
@pytest.mark.parametrize(
    ("before", "ask"),
    [
        (
            "select 1",
            lambda session: session.plan(f"select g.*, pg_try_advisory_xact_lock(1) from ({GATED}) as g", analyze=True),
        ),
        ("begin", lambda session: session.fetch_apart(Query("gated", Gated, sql=GATED).ask())),
        (
            f"prepare p as select g.*, pg_try_advisory_xact_lock(1) from ({GATED}) as g",
            lambda session: session.run("explain analyze execute p"),
        ),
    ],
    ids=["more than answers", "in a transaction", "what stands elsewhere"],
)
def test_what_is_not_to_be_sent_twice_is_not_looked_at_twice(
    reader: Session, impatient: Cluster, conflict: Conflict, before: str, ask: Callable[[Session], object]
) -> None:
    reader.run(before)
    told = heard(reader)
    with conflict.meanwhile(reader, impatient), pytest.raises((StatementError, ConnectionLost)) as raised:
        ask(reader)
    assert getattr(raised.value, "sqlstate", "") == "40001"
    assert not [note for note in told if "sent once more" in note]


def test_a_database_that_is_dropped_is_said_to_be(pg: Cluster, gated: Small, impatient: Cluster) -> None:
    with opened(hosts(impatient, dbname=gated.dbname)) as reader:
        pg.drop(gated.dbname)
        until(lambda: not reader.connected)
        with pytest.raises(TenantshError) as refused:
            reader.run("select 1")
        assert gated.dbname in str(refused.value)


def test_an_error_of_that_kind_on_a_primary_is_not_taken_for_one(fresh: Small) -> None:
    fresh.admin("""create function raise_it() returns int language plpgsql stable as $$
        begin raise 'not a standby' using errcode = '40001'; end $$""")
    with fresh.open() as reader:
        told = heard(reader)
        with pytest.raises(StatementError) as raised:
            reader.run("select raise_it()")
    assert (raised.value.sqlstate, raised.value.why) == ("40001", None)
    assert told == []
