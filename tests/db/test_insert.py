"""Frames inserted: every value arrives as it is or is refused, all rows or none, and never another organization's."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from tests.db.plainly import ctrl_c
from tests.db.small import Small, kill
from tests.db.test_pooler import through

from tenantsh.model.errors import ConnectionLost, ContextDrift, Refused, StatementError, TenantshError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_SQL = Path(__file__).with_name("insert.sql")


@pytest.fixture(scope="session")
def insertable(pg: Cluster, small: Small) -> Small:
    def make() -> None:
        pg.create("small_insert", "small_template")
        pg.run(_SQL.read_text(encoding="utf-8"), "small_insert")

    pg.once("small_insert", make)
    return Small(pg, "small_insert")


@pytest.fixture
def writing(insertable: Small) -> Iterator[Session]:
    """A session that may write; what it wrote is taken away."""
    insertable.admin("truncate many, filled, judged, slow, months, unowned")
    with insertable.open(write=True) as opened:
        yield opened


def texts(session: Session, columns: str, table: str = "many") -> list[tuple[Any, ...]]:
    cast = ", ".join(f"{column.strip()}::text" for column in columns.split(","))
    return session.run(f"select {cast} from {table}").rows


SMALL: dict[str, list[Any]] = {"middle": [1, None, -3], "words": ["", None, 'é "quoted"\\ \n,{}']}
FRAMES: dict[str, Callable[[], Any]] = {
    "pandas": lambda: pd.DataFrame({"middle": pd.array([1, None, -3], "Int64"), "words": SMALL["words"]}),
    "polars": lambda: pl.DataFrame(SMALL),
    "arrow": lambda: pa.table(SMALL),
    "a record batch": lambda: pa.RecordBatch.from_pydict(SMALL),
    "a stream": lambda: pa.table(SMALL).to_reader(max_chunksize=2),
    "record batches": lambda: iter(pa.table(SMALL).to_batches(max_chunksize=1)),
    "columns": lambda: SMALL,
    "columns of libraries": lambda: {
        "middle": np.ma.array([1, 2, -3], mask=[False, True, False]),
        "words": pl.Series("other", SMALL["words"]),
    },
    "columns of pandas and Arrow": lambda: {
        "middle": pd.Series(SMALL["middle"], dtype="Int64"),
        "words": pa.chunked_array([SMALL["words"]]),
    },
    "rows": lambda: pa.table(SMALL).to_pylist(),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_rows_of_any_frame_arrive_as_they_are(writing: Session, kind: str) -> None:
    result = writing.insert("many", FRAMES[kind]())
    assert result.status == "INSERT 0 3"
    assert result.notes == ("org_id filled with 42",)
    assert writing.run("select middle, words, org_id from many order by row_id").rows == [
        (1, "", 42),
        (None, None, 42),
        (-3, 'é "quoted"\\ \n,{}', 42),
    ]


def test_a_result_is_a_frame(writing: Session) -> None:
    writing.insert("many", {"large": [1, 2**62], "instant": [None, dt.datetime(1, 1, 1, tzinfo=dt.UTC)]})
    columns = {"large": "large", "instant": "instant"}
    assert writing.insert("many", writing.run("select * from many"), columns=columns).status == "INSERT 0 2"
    assert len({tuple(row) for row in texts(writing, "large, instant")}) == 2


_MICROS = pa.timestamp("us")
at = dt.datetime.fromisoformat
_UTC = pa.timestamp("us", "UTC")
HARD: list[tuple[str, Any, list[str | None]]] = [
    ("truth", pa.array([True, False, None]), ["true", "false", None]),
    ("small", pa.array([32767, -32768, None], pa.int64()), ["32767", "-32768", None]),
    ("small", pa.array([7.0, None]), ["7", None]),
    ("large", pa.array([2**63 - 1, -(2**63)]), ["9223372036854775807", "-9223372036854775808"]),
    ("large", pa.array([Decimal(2**53 + 1)]), ["9007199254740993"]),
    ("large", pa.array([2**63 - 1], pa.uint64()), ["9223372036854775807"]),
    ("object", pa.array([2**32 - 1], pa.uint32()), ["4294967295"]),
    ("single", pa.array([0.1, float("nan"), None], pa.float32()), ["0.1", "NaN", None]),
    ("double", pa.array([0.1 + 0.2, -0.0, 5e-324]), ["0.30000000000000004", "-0", "5e-324"]),
    ("double", pa.array([float("nan"), float("inf"), None]), ["NaN", "Infinity", None]),
    ("double", pa.array([Decimal("0.074573"), Decimal("-1234567.8"), None]), ["0.074573", "-1234567.8", None]),
    ("single", pa.array([Decimal("0.1"), None]), ["0.1", None]),
    ("exact", pa.array([0.1, 16777217.0, None], pa.float32()), ["0.1", "16777216", None]),
    ("exact", pa.array([Decimal("1.00"), Decimal("-0.05")]), ["1.00", "-0.05"]),
    ("exact", pa.array([Decimal("1E-30")], pa.decimal128(38, 30)), ["0." + "0" * 29 + "1"]),
    ("exact", pa.array([Decimal(10**75)], pa.decimal256(76, 0)), ["1" + "0" * 75]),
    ("exact", pa.array(["1.50", "NaN", "1e400"]), ["1.50", "NaN", "1" + "0" * 400]),
    ("words", pa.array(["", " ", None, "\x01\t€𝄞"]), ["", " ", None, "\x01\t€𝄞"]),
    ("words", pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"]),
    ("short", pa.array(["five!"], pa.string_view()), ["five!"]),
    ("identifier", pa.array([UUID(int=1).bytes, None], pa.binary(16)), [str(UUID(int=1)), None]),
    ("identifier", pa.array([str(UUID(int=2))]), [str(UUID(int=2))]),
    ("plain", pa.array(['{"a" : 1.0, "a": 12345678901234567890}']), ['{"a" : 1.0, "a": 12345678901234567890}']),
    ("document", pa.array(["null", None, "1.10"]), ["null", None, "1.10"]),
    ("document", pa.array([{"a": [1, None]}]), ['{"a": [1, null]}']),
    ("bytes", pa.array([b"\0\xff", b"", None]), ["\\x00ff", "\\x", None]),
    ("tint", pa.array(["dark", None]).dictionary_encode(), ["dark", None]),
    ("day", pa.array([dt.date(1, 1, 1), dt.date(9999, 12, 31)]), ["0001-01-01", "9999-12-31"]),
    ("day", pa.array([at("2026-02-28"), None], pa.timestamp("ns")), ["2026-02-28", None]),
    ("day", pa.array(["infinity", "0044-03-15 BC"]), ["infinity", "0044-03-15 BC"]),
    ("moment", pa.array([dt.time(23, 59, 59, 999999)]), ["23:59:59.999999"]),
    ("moment", pa.array(["24:00:00"]), ["24:00:00"]),
    ("local", pa.array([at("0001-01-01 00:00:00.000001"), None], _MICROS), ["0001-01-01 00:00:00.000001", None]),
    ("local", pa.array([dt.date(2026, 1, 1)]), ["2026-01-01 00:00:00"]),
    ("instant", pa.array([at("9999-12-31 23:59:59.999999")], _UTC), ["9999-12-31 23:59:59.999999+00"]),
    ("instant", pa.array(["-infinity"]), ["-infinity"]),
    ("span", pa.array(["1 year -2 days +03:00:00", "-1 days"]), ["1 year -2 days +03:00:00", "-1 days"]),
    ("span", pa.array([dt.timedelta(hours=-25, microseconds=1)]), ["-24:59:59.999999"]),
    ("numbers", pa.array([[1, None], [], None]), ["{1,NULL}", "{}", None]),
    ("grid", pa.array([[[1, 2], [3, 4]]]), ["{{1,2},{3,4}}"]),
    ("grid", pa.array(["[0:1]={1,2}"]), ["[0:1]={1,2}"]),
    ("sayings", pa.array([["a,b", 'q"\\', "NULL", None, "", " "]]), ['{"a,b","q\\"\\\\","NULL",NULL,""," "}']),
    ("instants", pa.array([[at("2026-01-01")]], pa.list_(_UTC)), ['{"2026-01-01 00:00:00+00"}']),
    ("boxes", pa.array([["(1,1),(0,0)", "(2,2),(0,0)"]]), ["{(1,1),(0,0);(2,2),(0,0)}"]),
    (
        "pairs",
        pa.array([{"number": 1, "words": 'a "b", c'}, {"number": None, "words": ""}, None]),
        ['(1,"a ""b"", c")', '(,"")', None],
    ),
    ("held", pa.array(["[1,3)", "empty"]), ["[1,3)", "empty"]),
    ("address", pa.array(["10.0.0.0/8"]), ["10.0.0.0/8"]),
    ("bits", pa.array(["1010", ""]), ["1010", ""]),
    ("code", pa.array(["abcde"]), ["abcde"]),
    ("search", pa.array(["'a':1 'b':2A"]), ["'a':1 'b':2A"]),
    ("cash", pa.array(["$1.10"]), ["$1.10"]),
    ("place", pa.array(["(1.5,-2)"]), ["(1.5,-2)"]),
    ("later", pa.array(["12:00:00+05:30"]), ["12:00:00+05:30"]),
    ("lists", pa.array([[[1], [2, None]], [None], []]), ['{"{1}","{2,NULL}"}', "{NULL}", "{}"]),
]


@pytest.mark.parametrize(("column", "values", "expected"), HARD, ids=lambda value: str(value)[:12])
def test_each_value_arrives_exactly(writing: Session, column: str, values: Any, expected: list[str | None]) -> None:
    writing.insert("many", pa.table({column: values}))
    found = [row[0] for row in writing.run(f"select {column}::text from many order by row_id").rows]
    assert found == expected


OBJECTS: list[tuple[str, Any, str | None]] = [
    ("large", 2**63 - 1, "9223372036854775807"),
    ("exact", Decimal("1.500"), "1.500"),
    ("double", float("nan"), "NaN"),
    ("document", {"a": [1, None, "é"]}, '{"a": [1, null, "é"]}'),
    ("document", "null", "null"),
    ("document", None, None),
    ("identifier", UUID(int=3), str(UUID(int=3))),
    ("numbers", [1, None], "{1,NULL}"),
    ("sayings", ["a,b", "NULL"], '{"a,b","NULL"}'),
    ("bytes", b"\0\xff", "\\x00ff"),
    ("instant", pd.Timestamp("2026-01-01 00:00", tz="Asia/Tokyo"), "2025-12-31 15:00:00+00"),
    ("span", dt.timedelta(days=-1, microseconds=1), "-1 days +00:00:00.000001"),
    ("truth", True, "true"),
    ("tint", "dark", "dark"),
    ("lists", [[1, 2], None, []], '{"{1,2}",NULL,"{}"}'),
]


@pytest.mark.parametrize(("column", "value", "expected"), OBJECTS)
def test_values_of_pythons_own_arrive_exactly(writing: Session, column: str, value: Any, expected: str | None) -> None:
    writing.insert("many", [{column: value}, {column: None}])
    assert texts(writing, column) == [(expected,), (None,)]


@pytest.mark.newest
def test_scale_of_decimals_in_a_column_of_objects_is_kept(writing: Session) -> None:
    writing.insert("many", pd.DataFrame({"exact": [Decimal("1.0"), Decimal("2.000"), None]}))
    assert texts(writing, "exact") == [("1.0",), ("2.000",), (None,)]


@pytest.mark.newest
def test_nan_of_pandas_own_floats_is_null_and_told(writing: Session) -> None:
    frame = pd.DataFrame(
        {"double": [0.5, float("nan")], "single": pd.arrays.ArrowExtensionArray(pa.array([0.5, float("nan")]))}
    )
    result = writing.insert("many", frame.assign(exact=pd.Series([float("nan"), Decimal(1)], dtype=object)))
    assert texts(writing, "double, single, exact") == [("0.5", "0.5", None), (None, "NaN", "1")]
    assert [note.partition(",")[0] for note in result.notes[1:]] == [
        "double: 1 NaN written as NULL",
        "exact: 1 NaN written as NULL",
    ]


def test_what_is_rounded_is_told(writing: Session) -> None:
    frame = {"money_like": [1.005, 2.5, 0.1 + 0.2], "single": pa.array([0.1, 0.5, 1.0])}
    result = writing.insert("many", pa.table(frame))
    assert texts(writing, "money_like") == [("1.01",), ("2.50",), ("0.30",)]
    assert result.notes[1:] == ("money_like: 2 values rounded to numeric(12,2)", "single: 1 value rounded to real")


@pytest.mark.newest
def test_what_is_no_text_is_refused(writing: Session) -> None:
    with pytest.raises(UsageError, match='column "words" has a value that is no text'):
        writing.insert("many", {"words": ["fine", "\ud800"]})


UNFIT: list[tuple[str, Any, str]] = [
    ("small", [32768], "it is int2: Integer value 32768 not in range: -32768 to 32767"),
    ("middle", [1.5], "it is int4: Float value 1.500000 was truncated converting to int32"),
    ("large", pa.array([Decimal(2**63)]), "it is int8: "),
    ("double", [2**53 + 1], "it is float8: "),
    ("single", [1e300], "it is float4: 1e+300 is too large for it"),
    ("truth", [1], "it is boolean, and the frame has int64"),
    ("words", [1], "it is text, and the frame has int64"),
    ("day", [at("2026-01-01 01:00")], "it is date, and the frame has times of the day with it"),
    ("local", pa.array([0], _UTC), "it has no time zone, and the frame's timestamps have one"),
    ("instant", pa.array([0], _MICROS), "it has a time zone, and the frame's timestamps have none"),
    ("instant", pa.array([1], pa.timestamp("ns", "UTC")), "it keeps microseconds"),
    ("local", pa.array([-(2**63) + 1], _MICROS), "it is timestamp, and a value is outside of the years"),
    ("day", pa.array([2**31 - 1], pa.date32()), "it is date, and a value is outside of the years"),
    ("identifier", [b"too short"], "it is uuid, and the frame has binary"),
    ("exact", [True], "it is numeric, and the frame has bool"),
    ("document", [{"a": b"x"}], "it cannot be made of struct"),
    ("lists", [[[[1]]]], "it is an array of arrays, and lists within lists within lists"),
]


@pytest.mark.newest
@pytest.mark.parametrize(("column", "values", "why"), UNFIT, ids=lambda value: str(value)[:12])
def test_a_value_that_does_not_fit_is_refused_before_anything_is_sent(
    writing: Session, column: str, values: Any, why: str
) -> None:
    before = writing.link.wire.round_trips
    with pytest.raises(UsageError) as caught:
        writing.insert("many", pa.table({column: values}))
    assert caught.value.what == f'column "{column}" does not fit many.{column}'
    assert str(caught.value.why).startswith(why)
    assert writing.link.wire.round_trips == before + 1  # the look at the table


@pytest.mark.parametrize(
    ("column", "value", "sqlstate"),
    [("short", "sixsix", "22001"), ("fixed", "fives", "22001"), ("code", "", "23514"), ("code", "sixsix", "22001")],
)
def test_text_is_never_cut_to_fit(writing: Session, column: str, value: str, sqlstate: str) -> None:
    with pytest.raises(StatementError) as caught:
        writing.insert("many", [{column: value}])
    assert caught.value.sqlstate == sqlstate
    assert caught.value.why == "in row 0 of the frame; nothing was inserted"


# -- whose rows they are ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orgs", [[42, 43], ["42", "43"], [42, None]])
def test_rows_of_another_organization_are_refused_by_us(writing: Session, orgs: list[Any]) -> None:
    with pytest.raises(UsageError, match="rows of other organizations: org_id is") as caught:
        writing.insert("many", pa.table({"org_id": orgs, "middle": [1, 2]}))
    assert caught.value.why == "this session is Acme (42) and writes its rows alone"
    assert texts(writing, "middle") == []


def test_an_organization_that_is_given_is_not_filled_in(writing: Session) -> None:
    assert writing.insert("many", {"org_id": [42]}).notes == ()


def test_a_policy_that_refuses_is_told_with_its_condition_and_the_first_row(writing: Session) -> None:
    numbers = [1] * 10 + [0, 5, -1]
    with pytest.raises(StatementError) as caught:
        writing.insert("judged", {"number": numbers, "note": ["x"] * 13}, batch=5)
    assert caught.value.sqlstate == "42501"
    assert str(caught.value.why).startswith("2 of 3 rows fail (row 10 first) what ours, positive asks of new rows: ")
    assert "(number > 0)" in str(caught.value.why)
    assert caught.value.hint == "this session writes rows of Acme (42) alone"
    assert texts(writing, "number", "judged") == []


def test_no_row_is_named_where_a_policy_asks_for_what_the_server_fills_in(writing: Session) -> None:
    with pytest.raises(StatementError) as caught:
        writing.insert("judged", {"note": ["x"]})
    assert str(caught.value.why).startswith("a row fails what ours, positive asks of new rows: ")


def test_a_privilege_that_lacks_is_not_taken_for_a_policy(insertable: Small) -> None:
    with insertable.open(write=True) as session, pytest.raises(StatementError) as caught:
        session.insert("orgs", {"name": ["x"]})
    assert caught.value.why == "small_member may not insert name; nothing was inserted"


def test_what_leaves_the_context_is_rolled_back(insertable: Small) -> None:
    with insertable.open(write=True) as session:
        with pytest.raises(ContextDrift):
            session.insert("planted_trigger", {"note": ["x"]})
        assert session.run("select current_org()").rows == [(42,)]
    assert insertable.admin("select count(*) from planted_trigger") == [(0,)]


def test_a_session_that_is_read_only_sends_nothing(insertable: Small) -> None:
    with insertable.open() as session:
        before = session.link.wire.round_trips
        with pytest.raises(Refused, match="read only"):
            session.insert("many", SMALL)
        assert session.link.wire.round_trips == before


# -- all or none -----------------------------------------------------------------------------------------------------

LAST_WRONG = {"words": ["x"] * 12, "code": ["a"] * 11 + ["sixsix"]}


def test_an_error_in_the_last_batch_leaves_nothing(writing: Session) -> None:
    with pytest.raises(StatementError) as caught:
        writing.insert("many", LAST_WRONG, batch=5)
    assert caught.value.why == "in rows 10 to 11 of the frame; nothing was inserted"
    assert texts(writing, "words") == []
    assert not writing.in_transaction


def test_an_error_leaves_the_persons_transaction_as_it_was(writing: Session) -> None:
    writing.run("begin")
    writing.insert("many", {"words": ["before"]})
    for wrong in (LAST_WRONG, [{"org_id": 43}], pa.table({"middle": [0.0] * 12 + [0.5]}), {"nothing": [1]}):
        with pytest.raises(TenantshError):
            writing.insert("many", wrong, batch=5)
        assert writing.in_transaction
        assert not writing.failed
        assert texts(writing, "words") == [("before",)]
    writing.insert("many", {"words": ["after"] * 12}, batch=5)
    writing.run("commit")
    assert len(texts(writing, "words")) == 13


def test_a_rollback_takes_what_was_inserted(writing: Session) -> None:
    writing.run("begin")
    writing.insert("many", {"words": ["x"] * 12}, batch=5)
    writing.run("rollback")
    assert texts(writing, "words") == []


def test_a_transaction_that_failed_stays_so(writing: Session) -> None:
    writing.run("begin")
    with pytest.raises(StatementError):
        writing.run("select 1/0")
    with pytest.raises(StatementError) as caught:
        writing.insert("many", SMALL)
    assert caught.value.sqlstate == "25P02"
    assert writing.failed


@pytest.mark.parametrize("begun", [False, True])
def test_ctrl_c_leaves_nothing_and_the_transaction_as_it_was(writing: Session, *, begun: bool) -> None:
    if begun:
        writing.run("begin")
    with ctrl_c(0.3), pytest.raises(KeyboardInterrupt):
        writing.insert("slow", {"number": [0, 0, 0, 1]}, batch=2)
    assert writing.run("select count(*) from slow").rows == [(0,)]
    assert (writing.in_transaction, writing.failed) == (begun, False)


def test_a_lost_server_leaves_nothing_and_nothing_is_sent_twice(writing: Session, insertable: Small) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pydict({"words": ["x"]})
        yield pa.RecordBatch.from_pydict({"words": ["y"]})
        kill(insertable, writing)
        yield pa.RecordBatch.from_pydict({"words": ["z"]})

    with pytest.raises(ConnectionLost):
        writing.insert("many", batches())
    assert insertable.admin("select count(*) from many") == [(0,)]
    assert writing.insert("many", SMALL).status == "INSERT 0 3"


def test_a_stream_that_asks_the_session_that_inserts_it_is_told_so(writing: Session) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pydict({"words": ["x"]})
        yield pa.RecordBatch.from_pydict({"words": ["y"]})
        yield pa.RecordBatch.from_pydict({"words": [writing.run("select 'z'").rows[0][0]]})

    with pytest.raises(UsageError, match="this session is busy"):
        writing.insert("many", batches())
    assert texts(writing, "words") == []


def test_an_error_of_the_frames_own_stream_leaves_nothing(writing: Session) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        for _ in range(3):
            yield pa.RecordBatch.from_pydict({"words": ["x"]})
        raise OSError("the file ended")

    with pytest.raises(OSError, match="the file ended"):
        writing.insert("many", batches())
    assert texts(writing, "words") == []
    assert not writing.in_transaction


@pytest.mark.newest
def test_rows_are_told_while_they_are_written(writing: Session) -> None:
    heard: list[int] = []
    writing.progress.tell = lambda standing: heard.append(standing.rows)
    with ctrl_c(1.6), pytest.raises(KeyboardInterrupt):
        writing.insert("slow", {"number": [0, 0, 0, 1]}, batch=2)
    assert heard
    assert set(heard) == {2}


# -- tables and columns ----------------------------------------------------------------------------------------------


def test_the_server_fills_what_the_frame_does_not_have(writing: Session) -> None:
    writing.insert("filled", {"number": [1, 2]})
    assert writing.run("select org_id, number, twice from filled order by number").rows == [(42, 1, 2), (42, 2, 4)]
    writing.insert("filled", [{"org_id": 42}])
    assert writing.run("select max(number) from filled").rows == [(7,)]


@pytest.mark.parametrize(
    ("column", "why"), [("id", "it is GENERATED ALWAYS AS IDENTITY"), ("twice", "it is generated")]
)
def test_what_only_the_server_gives_is_refused(writing: Session, column: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        writing.insert("filled", {column: [1]})
    assert caught.value.why == why


def test_columns_say_what_is_written_and_where_to(writing: Session) -> None:
    frame = pd.DataFrame({"a": [1], "b": ["x"], "words": ["y"]})
    writing.insert("many", frame, columns={"a": "middle", "b": "words"})
    writing.insert("many", frame, columns=["words"])
    assert sorted(texts(writing, "middle, words"), key=str) == [("1", "x"), (None, "y")]


@pytest.mark.parametrize("table", ["months", "public.months", '"months"', "Months"])
def test_a_table_is_named_as_in_from(writing: Session, table: str) -> None:
    assert writing.insert(table, {"day": [dt.date(2026, 1, 31)]}).status == "INSERT 0 1"


def test_hostile_names_are_names(writing: Session) -> None:
    frame = {"Größe; --": [1], "%s\nline": ["$1 %s"]}
    writing.insert('"Dr. O\'Neil %s"."a ""table"" $1"', frame)
    assert writing.run('select * from "Dr. O\'Neil %s"."a ""table"" $1"').rows == [(42, 1, "$1 %s")]


def test_a_table_without_organizations_is_written_to_as_well(writing: Session) -> None:
    assert writing.insert("unowned", {"words": ["x"]}).notes == ()


@pytest.mark.newest
@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (5, "int is no frame"),
        ("words", "str is no frame"),
        (pd.DataFrame(), "the frame has no columns"),
        (pd.DataFrame([[1, 2]], columns=["middle", "middle"]), 'the frame has two columns "middle"'),
        ([{"middle": 1}, {"words": "x"}], "row 1 has other columns than row 0"),
        ([1, 2], "a row is a int"),
        ({"middle": [1, 2], "words": ["x"]}, "the columns are not of one length"),
        ({"middle": 5}, 'column "middle" is a int'),
        ({"words": "abc"}, 'column "words" is a str'),
        ({"words": pl.Series([object()])}, "a column of Python objects"),
        ({"midle": [1]}, 'many has no column "midle"'),
        (pl.DataFrame({"words": [object()]}), "a column of Python objects"),
    ],
)
def test_what_is_no_frame_for_the_table_is_told(writing: Session, frame: Any, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        writing.insert("many", frame)


@pytest.mark.newest
@pytest.mark.parametrize("table", ["nowhere", "a.b.c", "", "many; drop table many", "public.", "pg_catalog.many"])
def test_what_is_no_table_is_told(writing: Session, table: str) -> None:
    with pytest.raises(UsageError, match="no table"):
        writing.insert(table, SMALL)


@pytest.mark.newest
@pytest.mark.parametrize(
    ("table", "more", "says"),
    [
        (5, {}, "a table is a str, and not int"),
        (None, {}, "a table is a str, and not NoneType"),
        ("many", {"columns": 5}, "columns=5"),
        ("many", {"columns": {"words": 5}}, "a column of the table is called 5"),
        ("many", {"columns": [5]}, 'the frame has no column "5"'),
        ("many", {"batch": "x"}, "batch='x'"),
        ("many", {"batch": 0}, "batch=0"),
        ("many", {"batch": 1.5}, "batch=1.5"),
        ("many", {"batch": True}, "batch=True"),
    ],
)
def test_arguments_of_other_types_are_told(writing: Session, table: Any, more: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        writing.insert(table, SMALL, **more)


@pytest.mark.newest
def test_labels_that_are_numbers_are_names(writing: Session) -> None:
    frame = pd.DataFrame([[1, "a"], [2, "b"]])
    assert writing.insert("many", frame, columns={0: "middle", 1: "words"}).status == "INSERT 0 2"  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "frame", [pd.DataFrame({"words": []}), [], iter(()), pa.table({"words": pa.array([], "string")})]
)
def test_no_rows_are_no_error(writing: Session, frame: Any) -> None:
    assert writing.insert("many", frame).status == "INSERT 0 0"


@pytest.mark.newest
def test_a_batch_too_large_for_one_message_is_refused_with_words(writing: Session, monkeypatch: Any) -> None:
    monkeypatch.setattr("tenantsh.db.inserting.insert._MOST_BYTES", 1000)
    with pytest.raises(UsageError, match="rows 0 to 19 are too large for one message") as caught:
        writing.insert("many", {"words": ["x" * 100] * 20})
    assert caught.value.hint == "a smaller batch="
    assert writing.insert("many", {"words": ["x" * 100] * 20}, batch=5).status == "INSERT 0 20"


@pytest.mark.newest
def test_large_rows_travel_in_smaller_batches(writing: Session) -> None:
    before = writing.link.wire.round_trips
    writing.insert("many", pa.table({"words": ["x" * 10_000_000] * 7}))
    assert writing.link.wire.round_trips - before == 1 + 3
    assert writing.run("select sum(length(words)) from many").rows == [(70_000_000,)]


FILLED = """
    insert into many (org_id, truth, small, middle, large, object, single, double, exact, money_like, words,
        short, fixed, identifier, plain, document, bytes, tint, day, moment, local, instant, span, numbers, grid,
        sayings, instants, boxes, pairs, held, address, bits, code, search, cash, place, later,
        tints, swatch, swatches, lists)
    values (42, true, 32767, -1, 9223372036854775807, 4294967295, 0.1, 'NaN', 1.500, 1.50, 'é', '', 'a',
        '00000000-0000-4000-8000-000000000001', '{"a" : 1}', 'null', '\\x00ff', 'dark', '2026-01-31', '23:59:59.999999',
        '0001-01-01', '2026-01-01 00:00:00.000001+02', '-1 year 2 days', '{1,NULL}', '{{1,2},{3,4}}',
        '{"a,b",NULL,"NULL"}',
        '{2026-01-01 00:00+00}', '{(1,1),(0,0);(2,2),(1,1)}', '(1,"a ""b"", c")', '[1,5)', '10.0.0.1/8', '0101', 'abc',
        '''a'':1', 1234.50, '(1.5,-2)', '12:00+05:30',
        '{dark,NULL}', '(dark,{light},{1})', array[row('dark', '{light,NULL}', null)::swatch, null],
        array['{1,2}', null, '{3}']::ints[]), (42)
"""


@pytest.mark.parametrize("nan", ["'NaN'", "0.5"])
@pytest.mark.parametrize(
    "how",
    [{}, {"dtypes": "pyarrow"}, {"engine": "polars"}, {"engine": "arrow"}],
    ids=lambda how: "-".join(how.values()) or "pandas",
)
def test_what_a_frame_reads_is_written_back_equal(
    writing: Session, insertable: Small, how: dict[str, Any], nan: str
) -> None:
    row = FILLED.replace("'NaN'", nan).replace("), (42)", ")")
    insertable.admin(row)
    insertable.admin("insert into many (org_id) values (42)")
    frame = writing.frame("select * from many order by row_id", **how)
    writing.insert("many", frame)
    written = [row[0] for row in writing.run("select (many.*)::text from many").rows]
    assert len(written) == 4
    assert len(set(written)) == 2


@pytest.mark.parametrize("how", [{}, {"dtypes": "pyarrow"}, {"engine": "polars"}, {"engine": "arrow"}], ids=str)
def test_nan_alone_is_written_back_as_nan(writing: Session, insertable: Small, how: dict[str, Any]) -> None:
    insertable.admin("insert into many (org_id, double, single, exact) values (42, 'NaN', 'NaN', 'NaN')")
    frame = writing.frame("select double, single, exact from many", **how)
    assert writing.insert("many", frame).notes == ("org_id filled with 42",)
    assert texts(writing, "double, single, exact") == [("NaN", "NaN", "NaN")] * 2


def test_behind_a_pooler_it_is_the_same(insertable: Small, pgbouncer: Bouncer) -> None:
    insertable.admin("truncate many")
    with through(pgbouncer, insertable, write=True) as session:
        assert session.insert("many", {"words": ["x"] * 12}, batch=5).status == "INSERT 0 12"
        with pytest.raises(StatementError):
            session.insert("many", LAST_WRONG, batch=5)
        assert len(texts(session, "words")) == 12
