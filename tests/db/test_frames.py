"""A statement's rows as Arrow columns: in the person's own session, verified, and the same whichever way they come."""

from __future__ import annotations

import gc
import json
import time
from decimal import Decimal
from threading import Timer
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from psycopg import pq
from tests.db.copying import Pipe
from tests.db.plainly import ctrl_c
from tests.db.small import kill
from tests.db.test_pooler import through

from tenantsh.arrow.gathered import Gathered
from tenantsh.db.ask import Ask, How
from tenantsh.db.frames import describing, frames
from tenantsh.db.frames.shape import query_in
from tenantsh.model.errors import ConnectionLost, ContextDrift, StatementError, UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tests.db.small import Small
    from tests.pgbouncer import Bouncer

    from tenantsh.db.session import Session

assert query_in("select 1")  # loads the grammar now: the moments below are moments of a conversation


@pytest.fixture(params=["rows", "copy"])
def feed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of the ways that rows come by, be they few."""
    if request.param == "copy":
        monkeypatch.setattr(describing, "LONG", 0)
        monkeypatch.setattr(describing, "may_be_long", lambda text: query_in(text) is not None)
    return str(request.param)


def gathered(session: Session, sql: str, params: Any = None) -> Gathered:
    cells = session.gather(sql, params).cells
    assert isinstance(cells, Gathered)
    return cells


# -- shapes ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("feed")
def test_no_rows_keep_their_types(session: Session) -> None:
    cells = gathered(session, "select 1::int2 as a, 'x'::text as b, 1.5::numeric(5,2) as c from things where false")
    assert (len(cells), [str(t) for t in cells.table.schema.types]) == (
        0,
        ["int16", "large_string", "decimal128(5, 2)"],
    )


@pytest.mark.usefixtures("feed")
def test_one_column_of_nulls_loses_no_row(session: Session) -> None:
    cells = gathered(session, "select null::text as x from generate_series(1, 7)")
    assert cells.table.column(0).to_pylist() == [None] * 7


@pytest.mark.usefixtures("feed")
@pytest.mark.parametrize("rows", [0, 1, 12_001])
def test_rows_of_no_columns_are_counted(session: Session, rows: int) -> None:
    result = session.gather(f"select from generate_series(1, {rows})")
    assert (len(result), result.columns, result.status) == (rows, (), f"SELECT {rows}")


@pytest.mark.usefixtures("feed")
def test_names_may_repeat_and_be_empty(session: Session) -> None:
    cells = gathered(session, 'select 1 as a, 2 as a, 3 as "A ""b""", 4 as "?column?" from things limit 1')
    assert cells.table.schema.names == ["a", "a", 'A "b"', "?column?"]
    assert list(cells.values()) == [[(1, 2, 3, 4)]]


@pytest.mark.usefixtures("feed")
@pytest.mark.parametrize("rows", [1, 4999, 5000, 5001, 10_000, 25_003])
def test_no_row_is_lost_between_batches(session: Session, rows: int) -> None:
    result = session.gather(f"select n, n::text as t from generate_series(1, {rows}) as n")
    assert result.rows == [(n, str(n)) for n in range(1, rows + 1)]
    assert result.status == f"SELECT {rows}"


def test_as_many_columns_as_postgresql_has(session: Session) -> None:
    result = session.gather("select " + ", ".join(f"{n} as c{n}" for n in range(1600)))
    assert result.rows == [tuple(range(1600))]


def test_more_columns_than_postgresql_has_are_its_own_error(session: Session) -> None:
    with pytest.raises(StatementError, match="1664"):
        session.gather("select " + ", ".join(str(n) for n in range(10_000)))


@pytest.mark.usefixtures("feed")
def test_what_nobody_reads_comes_as_the_server_writes_it(session: Session) -> None:
    sql = (
        "select '{=r/postgres}'::aclitem[] as who, null::aclitem as nobody, 7 as seven, '' as empty from things limit 1"
    )
    assert gathered(session, sql).table.to_pylist() == [
        {"who": "{=r/postgres}", "nobody": None, "seven": 7, "empty": ""}
    ]


def test_what_nobody_reads_and_stands_in_no_subquery_comes_as_text(writer: Session) -> None:
    result = writer.gather(
        "insert into things (org_id, name) values (42, 'x') returning name, '{=r/postgres}'::aclitem[] as who"
    )
    assert next(result.cells.text() if result.cells else iter([])) == [("x", "{=r/postgres}")]


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("show standard_conforming_strings", [("on",)]),
        ("explain (costs off) select 1", [("Result",)]),
        ("values (1, 'a'), (2, null)", [(1, "a"), (2, None)]),
        ("select 1; -- and that is all;", [(1,)]),
        ("/* first */ select 1 -- last", [(1,)]),
        ("with a as (select 2 as x) table a", [(2,)]),
    ],
)
@pytest.mark.usefixtures("feed")
def test_whatever_gives_rows_can_be_one(session: Session, sql: str, rows: list[tuple[object, ...]]) -> None:
    assert session.gather(sql).rows == rows


@pytest.mark.parametrize(
    ("sql", "tag"), [("create temp table t ()", "CREATE TABLE"), ("begin", "BEGIN"), ("", ""), ("-- nothing", "")]
)
def test_what_gives_no_rows_says_what_happened(writer: Session, sql: str, tag: str) -> None:
    result = writer.gather(sql)
    assert (result.status, result.cells) == (tag, None)


def test_what_a_statement_changes_is_changed_once_and_comes_back(writer: Session) -> None:
    sql = "insert into things (org_id, name) select 42, 'n' || n from generate_series(1, 3) n returning name"
    assert writer.gather(sql).rows == [("n1",), ("n2",), ("n3",)]
    assert writer.gather(f"with i as ({sql}) select count(*) from i").rows == [(3,)]
    assert writer.run("select count(*) from things").rows == [(16,)]


# -- whose ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("feed")
def test_only_the_organizations_rows_come(session: Session) -> None:
    assert set(gathered(session, "select org_id from things").table.column(0).to_pylist()) == {42}


@pytest.mark.usefixtures("feed")
def test_rows_that_are_not_committed_are_seen_and_the_transaction_stays(writer: Session) -> None:
    writer.run("begin")
    writer.run("insert into things (org_id, name) values (42, 'mine')")
    assert "mine" in gathered(writer, "select name from things").table.column(0).to_pylist()
    assert writer.in_transaction
    writer.run("rollback")
    assert len(writer.gather("select name from things")) == 10


@pytest.mark.usefixtures("feed")
@pytest.mark.allow("context-function")
def test_drift_withholds_the_rows(session: Session) -> None:
    with pytest.raises(ContextDrift):
        session.gather("select switch_for_good() from generate_series(1, 3)")
    assert session.gather("select current_setting('app.current_org_id') as org").rows == [("42",)]


@pytest.mark.usefixtures("feed")
def test_an_error_leaves_the_session_as_it_was(session: Session) -> None:
    with pytest.raises(StatementError, match="division by zero"):
        session.gather("select 1 / (n - 9000) from generate_series(1, 10000) as n")
    assert session.endpoint.alive
    assert session.link.wire.transaction is pq.TransactionStatus.IDLE
    assert session.gather("select 1 as one").rows == [(1,)]


def test_an_error_is_placed_in_the_persons_text(session: Session) -> None:
    with pytest.raises(StatementError) as failed:
        session.gather("select\n  nothing from things", max_rows=5)
    assert "LINE 2:   nothing from things" in str(failed.value)


@pytest.mark.usefixtures("feed")
def test_a_connection_lost_on_the_way_is_said_and_comes_back(session: Session, small: Small) -> None:
    kill(small, session)
    assert session.gather("select 1 as one").rows == [(1,)]
    pid = session.link.identity.backend_pid
    timer = Timer(0.3, lambda: small.admin(f"select pg_terminate_backend({pid})"))
    timer.start()
    with pytest.raises(ConnectionLost):
        session.gather("select n, pg_sleep(0.01) from generate_series(1, 1000) as n")
    timer.join()
    assert session.gather("select 1 as one").rows == [(1,)]


@pytest.mark.usefixtures("feed")
def test_ctrl_c_cancels_within_half_a_second_and_nothing_is_lost(session: Session) -> None:
    link = session.link
    with ctrl_c(0.3) as pressed, pytest.raises(KeyboardInterrupt):
        session.gather("select n, repeat('x', 100) as t from generate_series(1, 50000000) as n")
    assert time.monotonic() - pressed[0] < 0.5
    assert session.gather("select current_user::text as u").rows == [("small_viewer",)]
    assert session.link is link


@pytest.mark.usefixtures("feed")
def test_a_value_that_memory_cannot_hold_several_times_is_refused_in_words(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MOST_BYTES", 32 << 20)
    assert len(session.gather("select repeat('x', 10000) as x from generate_series(1, 2000)")) == 2000
    with pytest.raises(UsageError, match="more than 32 MiB"):
        session.gather("select repeat('x', 200000000) as x from things limit 1")
    assert session.run("select current_setting('app.current_org_id')").rows == [("42",)]


# -- settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("feed")
def test_a_sessions_styles_are_harmless_and_stay(session: Session) -> None:
    sql = "select date '2024-02-03' as d, timestamptz '2024-02-03 04:05:06+00' as t from things limit 1"
    expected = gathered(session, sql).table
    for style in ("set datestyle = 'SQL, DMY'", "set timezone = 'Asia/Kathmandu'", "set intervalstyle = 'iso_8601'"):
        session.run(style)
    assert gathered(session, sql).table == expected
    shown = session.run("select current_setting('datestyle'), current_setting('timezone')").rows
    assert shown == [("SQL, DMY", "Asia/Kathmandu")]


@pytest.mark.usefixtures("feed")
def test_garbage_collection_is_on_again(session: Session) -> None:
    session.gather("select 1 as one")
    assert gc.isenabled()
    with pytest.raises(StatementError):
        session.gather("select 1/0")
    assert gc.isenabled()


# -- what was asked before --------------------------------------------------------------------------------------------


def test_a_query_that_is_known_takes_one_round_trip(session: Session) -> None:
    def trips(sql: str, params: Any = None) -> int:
        before = session.link.wire.round_trips
        gathered(session, sql, params)
        return session.link.wire.round_trips - before

    few = "select name from things limit 3"
    assert [trips(few), trips(few), trips(few)] == [2, 1, 1]
    one = "select name from things where thing_id = %s"
    assert [trips(one, [1]), trips(one, [2]), trips(one, ["3"])] == [2, 1, 2]  # another type is another statement


def test_a_known_query_whose_columns_have_changed_is_not_read_by_what_they_were(fresh: Small) -> None:
    ask = "select * from things order by thing_id limit 1"
    with fresh.open() as session:
        assert gathered(session, ask).table.schema.names == ["thing_id", "org_id", "name", "rank"]
        fresh.admin("alter table things add column colour text default 'blue'")
        assert gathered(session, ask).table.column("colour").to_pylist() == ["blue"]
        fresh.admin("alter table things drop column colour")
        assert gathered(session, ask).table.schema.names[-1] == "rank"
        fresh.admin("alter table things add column mood shade default 'dark'")
        with pytest.raises(UsageError, match="columns of this query are not what they were"):
            gathered(session, ask)  # nobody had asked for that type yet
        assert gathered(session, ask).table.column("mood").to_pylist() == ["dark"]
        session.run("select 1")


def test_a_known_query_sees_the_open_transaction(fresh: Small) -> None:
    ask = "select count(*) as n from things"
    with fresh.open(write=True) as session:
        before = gathered(session, ask).table.column("n")[0].as_py()
        session.run("begin")
        session.run("delete from things where thing_id = 1")
        assert gathered(session, ask).table.column("n")[0].as_py() == before - 1
        session.run("rollback")
        assert gathered(session, ask).table.column("n")[0].as_py() == before


# -- types that a person made ------------------------------------------------------------------------------------------


def test_an_enum_knows_its_labels_in_order_also_after_it_was_altered(fresh: Small) -> None:
    with fresh.open() as session:
        assert gathered(session, "select 'dark'::shade as s").table.column(0).to_pylist() == ["dark"]
        fresh.admin("alter type shade add value 'black' after 'light'")
        cells = gathered(session, "select s from unnest(enum_range(null::shade)) as s")
        assert cells.table.column(0).to_pylist() == ["light", "black", "dark"]
        assert cells.table.column(0).combine_chunks().dictionary.to_pylist() == ["light", "black", "dark"]


def test_what_is_done_to_a_frame_s_names_and_labels_does_not_reach_the_next_one(fresh: Small) -> None:
    with fresh.open() as session:
        first, second = (session.frame("select 'dark'::shade as s") for _ in range(2))
        first.columns.name = first["s"].cat.categories.name = "mine"
        third = session.frame("select 'dark'::shade as s")
    for frame in (second, third):
        assert (frame.columns.name, frame["s"].cat.categories.name) == (None, None)
        assert (list(frame.columns), list(frame["s"].cat.categories)) == (["s"], ["light", "dark"])


def test_a_known_query_s_enum_has_the_labels_of_now(fresh: Small) -> None:
    ask = "select 'dark'::shade as s, name from things order by thing_id limit 1"
    with fresh.open() as session:
        for labels in (["light", "dark"], ["light", "dark"], ["light", "dusk", "dark"], ["light", "dusk", "dark"]):
            if len(labels) == 3:
                fresh.admin("alter type shade add value if not exists 'dusk' after 'light'")
            shades = gathered(session, ask).table.column("s").combine_chunks()
            assert (shades.dictionary.to_pylist(), shades.to_pylist()) == (labels, ["dark"])


@pytest.mark.usefixtures("feed")
def test_types_inside_each_other_are_found(session: Session) -> None:
    cells = gathered(session, "select array['dark', null]::shade[] as a, t from things as t where thing_id = 1")
    (row,) = cells.table.to_pylist()
    assert row["a"] == ["dark", None]
    assert row["t"] == {"thing_id": 1, "org_id": 42, "name": "ours 1", "rank": None}


# -- parameters, limits, where it comes from ---------------------------------------------------------------------------


def test_parameters_are_the_servers_and_only_their_shapes_are_told(session: Session) -> None:
    result = session.gather(
        "select name from things where thing_id = any(%(ids)s) and name <> %(x)s order by 1",
        {"ids": [1, 2], "x": "secret"},
    )
    assert result.rows == [("ours 1",), ("ours 2",)]
    assert result.provenance is not None
    assert result.provenance.parameters == (("ids", "list of 2 int"), ("x", "str"))
    assert "secret" not in repr(result.provenance)
    assert result.provenance.query.startswith("select name from things where thing_id = any(%(ids)s)")
    assert result.provenance.server.startswith("PostgreSQL ")


@pytest.mark.parametrize(
    ("most", "rows", "truncated"), [(3, 3, True), (9, 9, True), (10, 10, False), (0, 0, True), (1, 1, True)]
)
def test_further_rows_are_left_out_and_that_is_said(session: Session, most: int, rows: int, *, truncated: bool) -> None:
    result = session.gather("select name from things order by thing_id -- all", max_rows=most)
    assert (len(result), result.truncated, bool(result.notes)) == (rows, truncated, truncated)
    assert result.status == f"SELECT {rows}"
    counted = "1 row" if rows == 1 else f"{rows} rows"
    for engine in ("arrow", "polars", "pandas"):
        frame = session.frame("select name from things order by thing_id", engine=engine, max_rows=most)
        attrs = json.loads(frame.schema.metadata[b"PANDAS_ATTRS"]) if engine == "arrow" else frame.attrs
        assert attrs.get("told", []) == [f"{counted}, and the rest was left out"] * truncated


@pytest.mark.newest
def test_a_number_of_rows_may_be_numpys(session: Session) -> None:
    few = np.array([2])[0]
    assert len(session.gather("select name from things", max_rows=few)) == 2
    assert [batch.num_rows for batch in session.batches("select from generate_series(1, 3)", rows=few)] == [2, 1]


@pytest.mark.parametrize("rows", [-1, "x", 1.5, True])
def test_what_is_no_number_of_rows_is_refused(session: Session, rows: Any) -> None:
    with pytest.raises(UsageError, match="max_rows="):
        session.gather("select 1", max_rows=rows)
    with pytest.raises(UsageError, match="rows="):
        session.batches("select 1", rows=rows)


@pytest.mark.newest
@pytest.mark.parametrize("way", ["run", "frame", "gather", "batches", "plan"])
@pytest.mark.parametrize("sql", [5, None, b"select 1", ["select 1"]])
def test_what_is_no_statement_is_told(session: Session, way: str, sql: Any) -> None:
    with pytest.raises(UsageError, match=f"a statement is a str, and not {type(sql).__name__}"):
        getattr(session, way)(sql)


def test_what_pandas_calls_missing_is_null_and_nanoseconds_are_refused(session: Session) -> None:
    missing = session.run("select %s::timestamp is null, %s::int is null, %s::date[]", (pd.NaT, pd.NA, [pd.NaT]))
    assert missing.rows == [(True, True, [None])]
    moment, span = pd.Timestamp("2020-01-01 00:00:00.000001", tz="Europe/Berlin"), pd.Timedelta("1us")
    assert session.run("select %s, %s", (moment, span)).rows == [(moment, span)]
    for fine in (moment + pd.Timedelta("1ns"), [moment + pd.Timedelta("1ns")], pd.Timedelta("1ns")):
        with pytest.raises(UsageError, match="nanoseconds"):
            session.run("select %s", (fine,))


def test_numbers_that_polars_cannot_hold_are_as_the_server_wrote_them(session: Session) -> None:
    number = "123456789012345678901234567890.1234567890"
    frame = session.frame(f"select v from (values (1.50), (0), ({number})) as x (v)", engine="polars")
    assert frame["v"].to_list() == ["1.50", "0", number]


def test_further_rows_of_what_stands_in_no_subquery_are_left_out_too(writer: Session) -> None:
    result = writer.gather("insert into things (org_id, name) values (42, 'a'), (42, 'b') returning name", max_rows=1)
    assert (result.rows, result.truncated, result.status) == ([("a",)], True, "INSERT 0 2")
    assert writer.run("select count(*) from things").rows == [(12,)]


def test_a_limit_is_the_servers_work(session: Session) -> None:
    assert len(session.gather("select generate_series(1, 100000000000) as n", max_rows=10)) == 10


def test_a_frame_is_made_of_it(session: Session) -> None:
    frame = session.frame("select thing_id, rank from things order by 1")
    assert (len(frame), str(frame["thing_id"].dtype), frame.attrs["verified"]) == (10, "int64", True)


# -- send --------------------------------------------------------------------------------------------------------------


def answers(session: Session, ask: Ask) -> list[Result | StatementError]:
    return list(session.send(ask, Pipe()))


def test_an_ask_for_a_frame_gives_one(session: Session) -> None:
    (result,) = answers(session, Ask("select 1.50 as n", framed=True))
    assert isinstance(result, Result)
    assert isinstance(result.cells, Gathered)
    assert result.rows == [(Decimal("1.50"),)]


def test_bound_values_may_be_pythons(session: Session) -> None:
    asked = Ask("select $1::int8[] as a, $2::text as b, $3 + 1 as c", How.BOUND, ([1, 2], "x", 41), framed=True)
    (result,) = answers(session, asked)
    assert isinstance(result, Result)
    assert result.rows == [([1, 2], "x", 42)]


def test_several_statements_are_answered_as_ever(session: Session) -> None:
    assert [r.rows for r in answers(session, Ask("select 1; select 2", framed=True)) if isinstance(r, Result)] == [
        [(1,)],
        [(2,)],
    ]


def test_a_value_that_is_no_parameter_is_told(session: Session) -> None:
    with pytest.raises(UsageError):
        answers(session, Ask("select $1", How.BOUND, (object(),), framed=True))


# -- a pooler ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("feed")
def test_behind_a_pooler_it_is_the_same(pgbouncer: Bouncer, small: Small) -> None:
    with through(pgbouncer, small) as session, through(pgbouncer, small, "43") as other:
        assert set(gathered(session, "select org_id from things").table.column(0).to_pylist()) == {42}
        assert set(gathered(other, "select org_id from things").table.column(0).to_pylist()) == {43}
        assert [b.num_rows for b in session.batches("table things", rows=6)] == [6, 4]
