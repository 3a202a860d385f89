"""Results of every shape and size: held in little memory, read any number of times, shown as the server wrote them."""

from __future__ import annotations

import datetime as dt
import logging
import os
import subprocess
import sys
import tracemalloc
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from psycopg.types.json import Json, Jsonb
from tests.db.small import CONVENTION, kill

from tenantsh.db.connect import Target
from tenantsh.db.held import Kept
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.steps import CHUNK_ROWS
from tenantsh.model.convention import Convention
from tenantsh.model.errors import StatementError, TenantshError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.db.small import Small
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_MIB = 1024 * 1024


def one(session: Session, sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> Any:
    ((value,),) = session.run(sql, params).rows
    return value


# -- shapes ----------------------------------------------------------------------------------------------------------


def test_a_select_of_no_columns_has_a_row(session: Session) -> None:
    result = session.run("select")
    assert (result.columns, len(result), result.rows, result.status) == ((), 1, [()], "SELECT 1")


def test_many_rows_of_no_columns_are_counted(session: Session) -> None:
    result = session.run("select from generate_series(1, 5000)")
    assert (len(result), result.rows[0]) == (5000, ())


def test_no_rows_still_have_columns(session: Session) -> None:
    result = session.run("select 1 as a, 'x'::text as b where false")
    assert [(c.name, c.type_name) for c in result.columns] == [("a", "integer"), ("b", "text")]
    assert (result.rows, len(result), result.status) == ([], 0, "SELECT 0")


def test_as_many_columns_as_postgresql_has(session: Session) -> None:
    result = session.run("select " + ", ".join(f"{n} as c{n}" for n in range(1600)))
    assert result.rows == [tuple(range(1600))]


@pytest.mark.parametrize("rows", [1, CHUNK_ROWS - 1, CHUNK_ROWS, CHUNK_ROWS + 1, 2 * CHUNK_ROWS, 9 * CHUNK_ROWS + 1])
def test_chunks_lose_no_row_and_the_tag_is_there(session: Session, rows: int) -> None:
    result = session.run(f"select n from generate_series(1, {rows}) as n")
    assert result.rows == [(n,) for n in range(1, rows + 1)]
    assert (len(result), result.status) == (rows, f"SELECT {rows}")


@pytest.mark.parametrize(
    ("sql", "status"),
    [
        ("insert into things (org_id, name) values (42, 'x') returning name", "INSERT 0 1"),
        ("update things set name = name returning name", "UPDATE 10"),
        ("delete from things", "DELETE 10"),
        ("create temp table t ()", "CREATE TABLE"),
        ("values (1), (2)", "SELECT 2"),
        ("", ""),
        ("-- nothing", ""),
        ("/* nothing */ ;", ""),
    ],
)
@pytest.mark.allow("every-row")
def test_the_command_tag_is_the_servers(writer: Session, sql: str, status: str) -> None:
    assert writer.run(sql).status == status


def test_a_result_can_be_read_twice_and_while_it_is_being_read(session: Session) -> None:
    result = session.run("select n from generate_series(1, 9000) as n")
    assert result.cells is not None
    pairs = zip(result.cells.text(), result.cells.values(), strict=True)
    assert all([row[0] for row in text] == [str(row[0]) for row in values] for text, values in pairs)
    assert len(result.rows) == 9000


def test_a_copy_can_be_read_twice_and_while_it_is_being_read(session: Session) -> None:
    result = session.run("copy (select repeat('x', 1000) from generate_series(1, 1000)) to stdout")
    assert result.data is not None
    assert all(one == two for one, two in zip(result.data, result.data, strict=True))
    assert sum(map(len, result.data)) == 1001 * 1000


@pytest.mark.newest
def test_a_value_of_a_hundred_megabytes_arrives(session: Session) -> None:
    assert len(one(session, "select repeat('x', 100 * 1024 * 1024)")) == 100 * _MIB


@pytest.mark.newest
def test_a_statement_of_a_hundred_megabytes_is_sent(session: Session) -> None:
    assert one(session, f"select length('{'x' * 100 * _MIB}')") == 100 * _MIB


def test_copy_gives_the_bytes_that_the_server_sent(session: Session) -> None:
    result = session.run("copy (select name from things order by thing_id limit 2) to stdout with csv header")
    assert result.data is not None
    assert (b"".join(result.data), result.status) == (b"name\nours 1\nours 2\n", "COPY 2")


def test_copy_shows_the_tenants_rows_only(session: Session) -> None:
    result = session.run("copy (select distinct org_id from things) to stdout")
    assert result.data is not None
    assert b"".join(result.data) == b"42\n"


def test_a_result_knows_its_tenant_and_its_seconds(session: Session) -> None:
    result = session.run("select pg_sleep(0.05)")
    assert result.tenant == session.tenant
    assert result.seconds is not None
    assert 0.05 <= result.seconds < 1


# -- memory and disk -------------------------------------------------------------------------------------------------

_CHILD = """
import os, resource, sys
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import Convention
convention = Convention("small", role="small_viewer", settings={"app.current_org_id": "{org}"})
session = open_session(Place(Target(sys.argv[1]), convention), Wanted("42"))
"""


def child(small: Small, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _CHILD + code, small.target()],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
    )


@pytest.mark.newest
def test_a_million_rows_are_set_in_columns_in_64_mib(small: Small) -> None:
    done = child(
        small,
        """
from tenantsh.render import write
from tenantsh.render.options import Options
sql = "select n, n * 7, 'name ' || n, now(), n % 2 = 0, n / 3.0 from generate_series(1, 1000000) as n"
result = session.run(sql)
with open(os.devnull, "w") as out:
    write(result, Options(), out)
status = open("/proc/self/status").read()  # getrusage() would count the tests' own memory, from before the exec
print(len(result), int(status.split("VmHWM:")[1].split()[0]) // 1024)
""",
    )
    assert done.stderr == ""
    rows, mib = map(int, done.stdout.split())
    assert rows == 1_000_000
    assert mib <= 64, mib


@pytest.mark.newest
def test_wide_rows_take_little_memory_too(small: Small) -> None:
    done = child(
        small,
        """
result = session.run("select repeat('x', 100000) from generate_series(1, 4000)")
status = open("/proc/self/status").read()
print(len(result), int(status.split("VmHWM:")[1].split()[0]) // 1024)
""",
    )
    rows, mib = map(int, done.stdout.split())
    assert rows == 4000
    assert mib <= 256, mib


def test_what_goes_to_the_file_is_in_memory_once_more_and_not_twice() -> None:
    kept = Kept(memory=1)
    kept.keep([(str(at),) for at in range(100)])
    wide: list[tuple[str | None, ...]] = [("x" * _MIB,) for _ in range(40)]
    tracemalloc.start()
    kept.keep(wide)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * _MIB


_FULL = """
import tempfile
from tenantsh.model.errors import TenantshError
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000))
for sql in ("select repeat('x', 100) from generate_series(1, 1000000)",
            "copy (select repeat('x', 100) from generate_series(1, 1000000)) to stdout"):
    try:
        session.run(sql)
    except TenantshError as error:
        print(type(error).__name__, str(error).replace(chr(10), " "))
    print(session.run("select 4711 as next").rows, session.in_transaction)
    session.run("begin")
    try:
        session.run(sql)
    except TenantshError as error:
        print(type(error).__name__, session.failed, session.run("rollback").status)
"""


def test_a_full_disk_is_said_and_leaves_the_session_usable(small: Small) -> None:
    done = child(small, _FULL)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert len(lines) == 6
    for said, after, in_transaction in (lines[:3], lines[3:]):
        assert said.startswith("TenantshError the result could not be kept: [Errno 27] File too large")
        assert "TMPDIR" in said
        assert after == "[(4711,)] False"
        assert in_transaction == "TenantshError True ROLLBACK"


def test_no_folder_for_temporary_files_is_said(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))
    with pytest.raises(TenantshError) as unkept:
        session.run("select repeat('x', 1000) from generate_series(1, 50000)")
    assert "could not be kept" in unkept.value.what
    assert one(session, "select 4711") == 4711


def test_no_temporary_file_is_left_behind(session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    result = session.run("select repeat('x', 1000) from generate_series(1, 50000)")
    assert len(result.rows) == 50_000
    assert list(tmp_path.iterdir()) == []


def test_files_beyond_the_first_thousand_do_not_matter(small: Small) -> None:
    done = child(
        small,
        """
resource.setrlimit(resource.RLIMIT_NOFILE, (2000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
session.close()
files = [open(os.devnull) for _ in range(1100)]
session = open_session(Place(Target(sys.argv[1]), convention), Wanted("42"))
print(session.link.wire.pgconn.socket > 1023, session.connected, session.run("select 1").rows)
""",
    )
    assert (done.stdout, done.stderr.strip()) == ("True True [(1,)]\n", "")


# -- text ------------------------------------------------------------------------------------------------------------


def test_bytes_that_are_no_text_in_an_sql_ascii_database_are_the_servers_error(pg: Cluster) -> None:
    provider = "locale_provider libc" if pg.major >= 15 else ""
    pg.run(f"create database ascii template template0 encoding sql_ascii {provider} lc_collate 'C' lc_ctype 'C'")
    try:
        with open_session(Place(Target(pg.dsn("ascii")), Convention("none"), i_know=True), Wanted("42")) as session:
            with pytest.raises(StatementError) as refused:
                session.run("select E'caf\\351' from generate_series(1, 5000)")
            assert refused.value.sqlstate == "22021"
            assert one(session, "select 'café'") == "café"
    finally:
        pg.drop("ascii")


def test_a_column_name_is_any_text(session: Session) -> None:
    names = ["ä", "a b", '"', "", "?", "a\nb", "select", "株"]
    result = session.run("select " + ", ".join('1 as "{}"'.format(name.replace('"', '""')) for name in names if name))
    assert [column.name for column in result.columns] == [name for name in names if name]


def test_bytes_of_a_file_that_are_no_utf8_are_the_servers_error(session: Session) -> None:
    for sql in ("select '\udcff'", "set work_mem = '\udcff'", "begin \udcff", "\udcff"):
        with pytest.raises(StatementError) as refused:
            session.run(sql)
        assert refused.value.sqlstate in ("22021", "42601")
    session.verify()


@pytest.mark.parametrize("sql", ["select 1\0; reset role", "\0", "select '\ud800'"])
def test_text_that_cannot_be_sent_is_refused_with_a_reason(session: Session, sql: str) -> None:
    with pytest.raises(UsageError):
        session.run(sql)


# -- values and types ------------------------------------------------------------------------------------------------


def test_values_are_pythons(session: Session) -> None:
    sql = """select 1::int2, 2::int8, 1.50::numeric, 2.5::float8, true, null, 'x'::text, '2026-01-02'::date,
        '{"a": [1, null]}'::jsonb, array[1, 2], array['a', null], '\\x00ff'::bytea, '1 day'::interval"""
    assert session.run(sql).rows == [
        (
            1,
            2,
            Decimal("1.50"),
            2.5,
            True,
            None,
            "x",
            dt.date(2026, 1, 2),
            {"a": [1, None]},
            [1, 2],
            ["a", None],
            b"\x00\xff",
            dt.timedelta(days=1),
        )
    ]


@pytest.mark.parametrize("value", ["'infinity'::timestamptz", "'4713-01-01 BC'::date", "'294276-12-31'::timestamp"])
def test_a_date_that_python_has_not_stays_as_the_server_wrote_it(session: Session, value: str) -> None:
    assert isinstance(one(session, f"select {value}"), str)


def test_an_interval_that_psycopg_cannot_read_stays_as_the_server_wrote_it(session: Session) -> None:
    session.run("set intervalstyle = iso_8601")
    assert one(session, "select '1 day 2 hours'::interval") == "P1DT2H"


def test_dates_are_read_in_the_style_of_their_moment(session: Session) -> None:
    session.run("set datestyle = 'German, DMY'")
    result = session.run("select '2026-02-01'::date")
    session.run("reset datestyle")
    assert result.rows == [(dt.date(2026, 2, 1),)]


def test_text_is_as_the_server_wrote_it(session: Session) -> None:
    result = session.run("select 1.50, true, null, 'a'::char(3), '{1,2}'::int[], 1e100::float8, '10:00+02'::timetz")
    assert result.cells is not None
    assert list(result.cells.text()) == [[("1.50", "t", None, "a  ", "{1,2}", "1e+100", "10:00:00+02")]]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("1", "integer"),
        ("1::int8", "bigint"),
        ("'x'", "text"),
        ("'x'::varchar", "character varying"),
        ("'x'::varchar(7)", "character varying(7)"),
        ("'x'::char(3)", "character(3)"),
        ("1.5::numeric(5,2)", "numeric(5,2)"),
        ("now()::timestamptz(3)", "timestamp(3) with time zone"),
        ("'light'::shade", "shade"),
        ("array['light']::shade[]", "shade[]"),
        ("'abc'::code", "character varying(5)"),
        ("array[1]", "integer[]"),
        ("null::orgs", "orgs"),
        ("'a'::\"char\"", '"char"'),
        ("'1'::bit(1)", "bit(1)"),
    ],
)
def test_a_columns_type_is_named_as_postgresql_writes_it(session: Session, value: str, name: str) -> None:
    assert session.run(f"select {value} as c").columns[0].type_name == name


def test_a_types_name_is_asked_for_once(session: Session) -> None:
    column = session.run("select 'light'::shade as a").columns[0]
    before = session.link.wire.round_trips
    assert {column.type_name for _ in range(3)} == {"shade"}
    assert session.link.wire.round_trips == before + 1


def test_a_percent_sign_means_itself_without_parameters(session: Session) -> None:
    assert one(session, "select 7 % 4 = 3 and 'a%s' like '%\\%s'") is True


def test_parameters_by_place(session: Session) -> None:
    assert session.run("select %s::int + 1, %s, %s::date", [1, "x'y", dt.date(2026, 1, 2)]).rows == [
        (2, "x'y", dt.date(2026, 1, 2))
    ]


def test_parameters_by_name_and_a_doubled_percent_sign(session: Session) -> None:
    assert session.run("select %(a)s::text, %(b)s::int %% 2, %(a)s::text", {"a": "x", "b": 5}).rows == [("x", 1, "x")]


def test_a_list_is_an_array_and_none_is_null(session: Session) -> None:
    assert one(session, "select count(*) from things where thing_id = any(%s)", [[1, 2, 3]]) == 3
    assert one(session, "select %s::text", [None]) is None


@pytest.mark.parametrize("wrap", [Json, Jsonb])
def test_a_dict_is_json_in_its_wrapper(session: Session, wrap: Any) -> None:
    assert one(session, "select %s::jsonb -> 'a' -> 1", [wrap({"a": [1, {"b": None}]})]) == {"b": None}


@pytest.mark.parametrize("params", [[], [1], [1, 2, 3], {"a": 1}, [1, object()], [1, "a\0b"], [1, "\ud800"], 5])
def test_parameters_that_do_not_fit_are_a_message(session: Session, params: Any) -> None:
    with pytest.raises(UsageError):
        session.run("select %s, %s", params)
    session.verify()


def test_more_parameters_than_the_protocol_takes_are_a_message(session: Session) -> None:
    with pytest.raises(UsageError) as refused:
        session.run("select " + ", ".join(["%s"] * 65536), list(range(65536)))
    assert "65535" in (refused.value.why or "")


# -- round trips -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sql", ["select 1", "select n from generate_series(1, 5000) as n", "set work_mem = '1MB'"])
def test_a_statement_is_one_round_trip(session: Session, sql: str) -> None:
    before = session.link.wire.round_trips
    session.run(sql)
    assert session.link.wire.round_trips == before + 1


def test_any_number_of_our_own_queries_is_one_round_trip(session: Session) -> None:
    from tenantsh.db.probe import IDENTITY

    before = session.link.wire.round_trips
    found = session.fetch_all(*[IDENTITY.ask(tenant_column="org_id", watched=[]) for _ in range(7)])
    assert [len(rows) for rows in found] == [1] * 7
    assert session.link.wire.round_trips == before + 1


def test_a_statement_in_a_transaction_is_one_round_trip_and_so_are_its_ends(session: Session) -> None:
    trips = []
    for sql in ("begin", "select 1", "savepoint a", "rollback to a", "commit"):
        before = session.link.wire.round_trips
        session.run(sql)
        trips.append(session.link.wire.round_trips - before)
    assert trips == [1] * 5


@pytest.mark.newest
def test_notices_go_to_pythons_log_unless_somebody_listens(fresh: Small, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tenantsh")
    fresh.admin("create function loud() returns int language plpgsql as $$ begin raise notice 'look'; return 1; end $$")
    with fresh.open() as session:
        for read in (session.run, session.frame, lambda sql: list(session.batches(sql))):
            read("select loud() as n")
        session.run("commit")
        kill(fresh, session)
        session.run("select 1")
        told = [(record.levelname, record.getMessage().split(".")[0].split(" (")[0]) for record in caplog.records]
        assert told == [
            *[("INFO", "NOTICE:  look")] * 3,
            ("WARNING", "WARNING:  there is no transaction in progress"),
            ("WARNING", "The connection had been lost"),
        ]
        heard = list[str]()
        session.on_notice = lambda notice: heard.append(notice.told())
        session.frame("select loud() as n")
        assert (heard, len(caplog.records)) == (["NOTICE:  look"], len(told))


def test_the_convention_of_the_tests_is_the_platforms_shape() -> None:
    assert list(CONVENTION.settings) == ["app.current_org_id", "app.current_user_id"]
