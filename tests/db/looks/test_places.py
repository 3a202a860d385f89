"""A look on a standby, through a pooler, at marked columns, and of what leaves the context."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from tests.db.plainly import ctrl_c
from tests.db.small import CONVENTION, Small
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.looks import look
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.case import Kind
from tenantsh.model.errors import ConnectionLost, ContextDrift

if TYPE_CHECKING:
    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

KEY = b"a key of this test"
ALL = "select thing_id, name from things order by thing_id"


def test_a_standby_of_the_same_system_gives_the_same_look(pg: Cluster, small: Small, standby: Cluster) -> None:
    pg.catch_up()
    with small.open() as here, Small(standby, small.dbname).open() as there:
        one, other = look(here, ALL, key=KEY), look(there, ALL, key=KEY)
    assert (one.answer, one.planned, one.prints) == (other.answer, other.planned, other.prints)
    assert one.standing.system == other.standing.system is not None
    assert (one.standing.recovering, other.standing.recovering) == (False, True)
    assert one.standing.lag is None
    assert other.standing.lag is not None
    assert one.standing.lsn
    assert other.standing.lsn


def test_a_pooler_gives_the_same_look(pgbouncer: Bouncer, small: Small) -> None:
    dsn = as_user(pgbouncer.dsn(small.dbname), "small_eng")
    with small.open() as here, open_session(Place(Target(dsn), CONVENTION), Wanted("42")) as there:
        one, other = look(here, ALL, key=KEY), look(there, ALL, key=KEY)
        assert there.run("show transaction_isolation").rows == [("read committed",)]
    assert (one.answer, one.planned, one.prints, one.untold) == (
        other.answer,
        other.planned,
        other.prints,
        other.untold,
    )


def test_a_look_is_two_round_trips(session: Session) -> None:
    look(session, ALL, key=KEY)
    before = session.link.wire.round_trips
    look(session, ALL, key=KEY)
    assert session.link.wire.round_trips - before == 2
    look(session, "select 1/0", key=KEY)
    assert not session.in_transaction
    session.verify()


@pytest.mark.allow("context-function")
def test_rows_of_another_context_are_withheld(session: Session) -> None:
    with pytest.raises(ContextDrift):
        look(session, "select switch_for_good()", key=KEY)
    assert session.run("select array_agg(distinct org_id) from things").rows == [([42],)]


def test_the_guard_reads_what_is_looked_at(session: Session) -> None:
    found = look(session, "select set_config('app.current_org_id', '43', true)", key=KEY)
    assert found.answer is None
    assert found.untold[0].startswith("the guard does not let it be looked at: ")


def test_a_lost_connection_is_lost(fresh: Small) -> None:
    with fresh.open() as session:
        ends = f"select pg_terminate_backend({session.link.identity.backend_pid})"
        worker = threading.Timer(0.3, lambda: fresh.admin(ends))
        worker.start()
        with pytest.raises(ConnectionLost):
            look(session, "select count(*) from generate_series(1, 1000000000)", key=KEY)
        worker.join()
        assert look(session, ALL, key=KEY).answer is not None


def test_ctrl_c_ends_a_look_and_nothing_else(writer: Session) -> None:
    writer.run("begin")
    writer.run("update things set name = 'hers' where thing_id = 1")
    with pytest.raises(KeyboardInterrupt), ctrl_c(0.3):
        look(writer, "select count(*) from generate_series(1, 1000000000)", key=KEY)
    assert not writer.failed
    assert writer.run("select name from things where thing_id = 1").rows == [("hers",)]


def test_a_role_that_may_not_identify_the_system_is_told_nothing(fresh: Small) -> None:
    fresh.admin("revoke execute on function pg_catalog.pg_control_system() from public")
    fresh.admin("revoke execute on function pg_catalog.pg_current_wal_lsn() from public")
    with fresh.open() as session:
        found = look(session, ALL, key=KEY)
    assert (found.standing.system, found.standing.lsn) == (None, None)
    assert found.untold == ()
    assert found.answer is not None


def test_partitions_have_their_tables_fingerprints(fresh: Small) -> None:
    fresh.admin(
        "create table months (org_id bigint, at date, what text) partition by range (at);"
        " create table months_1 partition of months for values from ('2025-01-01') to ('2025-02-01');"
        " create table months_2 partition of months for values from ('2025-02-01') to ('2025-03-01');"
        " alter table months enable row level security;"
        " create policy ours on months using (org_id = (select current_org()));"
        " grant select on months to small_viewer"
    )
    sql = "select * from months where at >= '2025-02-01'"
    with fresh.open() as session:
        before = look(session, sql, key=KEY)
        fresh.admin("create table months_3 partition of months for values from ('2025-03-01') to ('2025-04-01')")
        after = look(session, sql, key=KEY)
    assert before.planned is not None
    assert before.planned.relations == ("public.months_2",)
    one, other = ({each.relation: each for each in each.prints} for each in (before, after))
    assert {"public.months", "public.months_2"} <= set(one)
    assert one["public.months"].kinds[Kind.DEFINITION] != other["public.months"].kinds[Kind.DEFINITION]
    came = set(other["public.months"].parts[Kind.DEFINITION]) - set(one["public.months"].parts[Kind.DEFINITION])
    assert came == {"partition public.months_3"}
    assert one["public.months_2"].kinds == other["public.months_2"].kinds


def test_a_planted_operator_answers_no_question_of_ours(fresh: Small, writer: Session) -> None:
    fresh.admin(
        "create function never(text, text) returns boolean language sql immutable as 'select false';"
        " create function never(name, name) returns boolean language sql immutable as 'select false';"
        " create operator public.= (leftarg = text, rightarg = text, function = never);"
        " create operator public.= (leftarg = name, rightarg = name, function = never)"
    )
    writer.run("begin")
    writer.run("set local search_path = public, pg_catalog")
    found = look(writer, ALL, key=KEY, pinned={"TimeZone": "Asia/Tokyo"})
    assert "public.things" in [each.relation for each in found.prints]
    assert found.surroundings.settings["search_path"] == "public, pg_catalog"
    assert found.surroundings.settings["lc_collate"]


def test_many_rows_take_constant_memory(session: Session) -> None:
    import tracemalloc

    sql = "select g, g::text, md5(g::text) from generate_series(1, 20000) as g"
    look(session, sql, key=KEY, rows=10)
    tracemalloc.start()
    found = look(session, sql, key=KEY)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.answer is not None
    assert found.answer.rows == 20000
    assert peak < 3_000_000
