r"""`\partitions`: what it shows, in which form, and that it waits for nobody."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from benchmarks.proxy import Proxy
from tests.commands.partitions.conftest import TEMPLATE, opened, plain, seen
from tests.pgcluster import as_user

from tenantsh.commands.partitions import columns, page
from tenantsh.db.partitions import read, rows
from tenantsh.db.query import Query
from tenantsh.model.errors import StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

    from tenantsh.commands.partitions.looking import Look
    from tenantsh.db.asking import Asking
    from tenantsh.db.session import Session
    from tenantsh.model.result import Result

_SECURED = """do $$ declare it regclass; begin
    for it in select relid from pg_partition_tree('whole') loop
        execute format('alter table %s enable row level security', it);
    end loop;
end $$"""
ALL: dict[str, object] = {"name": None, "schema": None, "visible_only": False}


def run(pg: Cluster, *arguments: str, user: str = "postgres") -> subprocess.CompletedProcess[str]:
    """A run of tenantsh on the planted database."""
    dsn = f"{pg.dsn(TEMPLATE, user)} options='-c search_path=planted'"
    start = [sys.executable, "-m", "tenantsh", "-X", "-d", dsn]
    return subprocess.run([*start, *arguments], capture_output=True, text=True, timeout=60)


def unscoped(pg: Cluster, command: str, *arguments: str) -> str:
    done = run(pg, "--unscoped", *arguments, "-c", command)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def cells(result: Result, *names: str) -> list[tuple[Any, ...]]:
    at = [[column.name for column in result.columns].index(name) for name in names]
    return [tuple(row[i] for i in at) for row in result.rows]


def shown(look: Look, *, whole: bool = True, room: int = 0) -> str:
    from io import StringIO

    from tenantsh.render import Options, write

    out = StringIO()
    write(page.partitions(look, whole=whole, verbose=False, room=room), Options(), out)
    return out.getvalue()


# -- what it says --------------------------------------------------------------------------------------------------


def test_bounds_are_dates_in_utc_whatever_the_session_says(pg: Cluster, planted: str) -> None:
    assert planted
    settings = "set timezone = 'America/New_York'; set datestyle = 'SQL, DMY'"
    done = run(pg, "--unscoped", "-qc", settings, "--csv", "-c", r"\partitions whole")
    first = next(csv.DictReader(done.stdout.splitlines()))
    assert (first["Partition"], first["From"], first["To"]) == ("whole_2025_01", "2025-01-01", "2025-02-01")


def test_months_of_another_zone_are_told_in_utc(planted: str) -> None:
    with closing(plain(planted)) as session:
        (look,) = seen(session, "berlin")
    assert cells(columns.partitions(look), "From", "To")[0] == ("2024-12-31 23:00:00", "2025-01-31 23:00:00")
    assert columns.title(look) == "Partitions of berlin: 17 by month of Europe/Berlin, range (at)"


def test_every_value_has_its_type(planted: str) -> None:
    with closing(plain(planted)) as session:
        (look,) = seen(session, "events")
    result = columns.partitions(look)
    (row,) = [row for row in result.rows if "events_2025_10" in row]
    values = dict(zip([column.name for column in result.columns], row, strict=True))
    assert (values["Rows"], values["Indexes"], values["Table indexes"]) == (31, 2, 2)
    assert (values["Row security"], values["Forced"], values["Policies"], values["Same policies"]) == (
        True,
        True,
        1,
        True,
    )
    assert values["Bytes"] == sum(values[name] for name in ("Index bytes", "Toast bytes")) + 8192
    assert values["Last analyze"] is not None
    assert values["Last vacuum"] is None


def test_sizes_have_indexes_and_toast(planted: str) -> None:
    with closing(plain(planted)) as session:
        (look,) = seen(session, "events")
    with psycopg.connect(planted) as connection:
        sized = "select relname, pg_total_relation_size(oid) from pg_class where relname ~ '^events_' and relkind = 'r'"
        sizes: dict[str, int] = dict(connection.execute(sized).fetchall())
    assert {node.row.name: node.bytes for node in look.nodes} == {n: sizes[n] for n in (x.row.name for x in look.nodes)}


def test_lists_hashes_and_several_columns_show_their_bounds(planted: str) -> None:
    with closing(plain(planted)) as session:
        said = [shown(look) for name in ("listed", "hashed", "pairs") for look in seen(session, name)]
    assert "IN ('a, b', 'it''s', 'c) TO (d')" in said[0]
    assert "0 of 2" in said[1]
    assert "FROM (1, MINVALUE) TO (2, '2026-01-01')" in said[2]


def test_partitions_beneath_partitions_stand_beneath_them(planted: str) -> None:
    with closing(plain(planted)) as session:
        (look,) = seen(session, "nested")
        assert [(node.row.level, node.row.name) for node in look.nodes] == [
            (1, "nested_2026_01"),
            (2, "nested_2026_01_0"),
            (2, "nested_2026_01_1"),
            (1, "nested_2026_02"),
        ]
        assert "nested_2026_02 has no partitions" in [finding.what for finding in look.findings]
        (beneath,) = seen(session, "nested_2026_01")
    assert [node.row.name for node in beneath.nodes] == ["nested_2026_01_0", "nested_2026_01_1"]


def test_a_hole_is_seen_where_it_is(planted: str) -> None:
    with closing(plain(planted)) as session:
        (look,) = seen(session, "gappy")
    lines = [[cell.strip() for cell in line.split("|")] for line in shown(look).splitlines()]
    at = next(i for i, line in enumerate(lines) if line[0] == "(none)")
    assert (lines[at][1:3], lines[at][-1]) == (["2025-05-01", "2025-06-01"], "no partition")
    assert lines[at - 1][0] == "gappy_2025_04"


def test_rows_are_bars_for_people_only(pg: Cluster, planted: str) -> None:
    assert planted
    assert "█" in unscoped(pg, r"\partitions events")
    forms = ("csv", "json", "unaligned", "markdown")
    lines = [line for form in forms for line in (rf"\pset format {form}", r"\partitions events")]
    said = unscoped(pg, lines.pop(), *(word for line in lines for word in ("-c", line)))
    assert said.count("events_2025_10") >= len(forms)
    assert "█" not in said


def test_in_plain_words_there_is_no_bar_and_records_name_it_elsewhere(pg: Cluster, planted: str) -> None:
    assert planted
    assert not set("█▁▂▃▄▅▆▇") & set(unscoped(pg, r"\partitions events", "--plain"))
    assert "\nBar " in unscoped(pg, r"\partitions events", "-x")


@pytest.mark.parametrize(
    ("name", "width"),
    [("whole", 80), ("events", 80), ("gappy", 100), ("nested", 100), ("berlin", 100), ("listed", 100)],
)
def test_a_table_fits_a_narrow_screen(planted: str, name: str, width: int) -> None:
    with closing(plain(planted)) as session:
        (look,) = seen(session, name)
    table = [line for line in shown(look, room=width).splitlines() if line.count("|") > 3]
    assert max(map(len, table)) <= width
    assert len(table) == len([line for line in shown(look).splitlines() if line.count("|") > 3])


def test_what_all_have_in_common_is_said_once_on_a_narrow_screen(planted: str) -> None:
    with closing(plain(planted)) as session:
        (whole,), (events,) = seen(session, "whole"), seen(session, "events")
    text = shown(whole, room=100)
    assert "\nEach: row security off; direct read by nobody; indexes 0 of 0; vacuumed never; analyzed 20" in text
    assert "Row security |" not in text
    assert "Not shown, as there is no room: Indexes, Direct read" in shown(events, room=80)
    assert "Each:" not in shown(whole, room=140)


def test_records_have_every_column_however_narrow_the_screen(pg: Cluster, planted: str) -> None:
    assert planted
    assert "\nVacuumed " in unscoped(pg, r"\partitions whole", "-x", "-P", "columns=80")
    assert "Vacuumed " not in unscoped(pg, r"\partitions whole", "-P", "columns=80")


def test_scripts_get_every_partition_and_then_the_findings(pg: Cluster, planted: str) -> None:
    assert planted
    said = unscoped(pg, r"\partitions gappy", "-P", "format=json")
    first, second = (json.loads(f"[{part}]") for part in said.strip("[]\n ").split("\n]\n[\n"))
    assert {row["Partition"] for row in first} >= {"gappy_2025_01", "gappy_rest"}
    assert first[0]["Rows"] == 0
    assert {row["Check"] for row in second} >= {"gap", "default-rows"}
    assert all(set(row) == {"Level", "Check", "Object", "What", "Why", "Fix", "Sure"} for row in second)


def test_who_types_sees_what_differs_where_there_are_many(changeable: str) -> None:
    with psycopg.connect(changeable) as connection:
        connection.execute("set search_path = planted")
        connection.execute("call monthly('whole', '2015-01-01', 120)")
        connection.execute(_SECURED)
        connection.execute("alter table whole_2019_07 disable row level security")
        connection.execute("grant select on whole_2019_07 to part_tenant")
    with closing(plain(changeable)) as session:
        (look,) = seen(session, "whole")
    lines = shown(look, whole=False).splitlines()
    names = [line.split("|")[0].strip() for line in lines if line.count("|") > 5]
    assert names[1:6] == ["whole_2015_01", "whole_2015_02", "whole_2015_03", "… 51 more", "whole_2019_07"]
    assert len(names) < 20
    assert sum(line.count("|") > 5 for line in shown(look).splitlines()) == 139
    assert "  2015 ____________   2016 ____________" not in lines


def test_exact_rows_are_this_organizations(tenant: Session) -> None:
    from tenantsh.commands.partitions.looking import counting

    (look,) = seen(tenant, "events")
    counted, notes = counting(tenant, look)
    rows: dict[Any, Any] = dict(cells(columns.partitions(counted), "Partition", "Own rows"))
    assert notes == ()
    assert rows["events_2025_01"] == 15
    assert sum(rows.values()) == tenant.run("select count(*) from events").rows[0][0]


# -- how it asks ---------------------------------------------------------------------------------------------------


def test_it_takes_one_round_trip(pg: Cluster, planted: str) -> None:
    assert planted
    with Proxy(f"{pg.host}/.s.PGSQL.{pg.port}", rtt=0.001) as proxy:
        behind = f"host=127.0.0.1 port={proxy.port} dbname={TEMPLATE} user=part_login password=unused"
        with opened(behind) as session:
            session.verify()
            before = proxy.round_trips
            session.partitions("events")
            assert proxy.round_trips - before == 1


@pytest.mark.parametrize(
    "lock",
    [
        "lock table planted.events_2025_10 in access exclusive mode",
        "lock table planted.events in access exclusive mode",
        "reindex index planted.events_2025_10_pkey",
        "alter table planted.events detach partition planted.events_2025_10",
        "drop table planted.events_2025_10",
        "create table planted.more partition of planted.whole for values from ('2030-01-01') to ('2030-02-01')",
        "alter table planted.expressed add column more int",
    ],
)
def test_it_waits_for_no_lock(lock: str, planted: str) -> None:
    with closing(plain(planted)) as session, psycopg.connect(planted) as holding:
        whole = read(session, ALL)
        holding.execute(lock.encode())
        began = time.monotonic()
        looks = seen(session)
        took = time.monotonic() - began
        holding.rollback()
    assert took < 1
    assert [look.root.row.name for look in looks] == [table.root.row.name for table in whole.tables]


def test_what_is_locked_is_said_and_its_size_is_the_old_one(planted: str) -> None:
    with closing(plain(planted)) as session, psycopg.connect(planted) as holding:
        holding.execute("lock table planted.events_2025_10 in access exclusive mode")
        (look,) = seen(session, "events")
        holding.rollback()
    locked = [node.row.name for node in look.nodes if node.row.held]
    assert locked == ["events_2025_10"]
    assert [node.row.name for node in look.nodes if not node.measured] == locked
    said = shown(look)
    (line,) = [line for line in said.splitlines() if line.startswith(" events_2025_10")]
    assert "≈" in line.split("|")[5]
    assert "locked by another session" in line
    assert "≈ sizes of what another session has locked are those of the last VACUUM or ANALYZE." in said


@contextmanager
def blind_to_locks(session: Asking) -> Iterator[None]:
    """Have the look at the locks see none, as where one comes right behind it."""
    text = rows.RELATIONS.text(session.server_version // 10000)
    asked = Query("blind", rows.Relation, sql=text.replace("l.mode = 'AccessExclusiveLock'", "l.mode = 'none'"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tenantsh.db.partitions.reading.RELATIONS", asked)
        yield


def test_a_lock_that_comes_at_just_that_moment_costs_a_quarter_of_a_second(planted: str) -> None:
    """Whoever holds the lock is not seen: the look at the locks is answered from before."""
    with closing(plain(planted)) as session, psycopg.connect(planted) as holding:
        holding.execute("lock table planted.events_2025_10 in access exclusive mode")
        began = time.monotonic()
        with blind_to_locks(session):
            listing = read(session, ALL)
        took = time.monotonic() - began
        holding.rollback()
    assert 0.2 < took < 1.5
    assert not listing.measured
    assert all(node.row.bytes is None for table in listing.tables for node in table.root.below)


def test_an_open_transaction_stays_as_it_was(tenant: Session, planted: str) -> None:
    tenant.run("begin")
    tenant.run("set timezone = 'Asia/Tokyo'")
    tenant.run("set local datestyle = 'SQL, DMY'")
    with psycopg.connect(planted) as holding:
        holding.execute("lock table planted.events_2025_10 in access exclusive mode")
        began = time.monotonic()
        (look,) = seen(tenant, "events")
        took = time.monotonic() - began
        holding.rollback()
    assert took < 1
    assert [node.row.name for node in look.root.below if node.row.bytes is None] == ["events_2025_10"]
    settings = [tenant.run(f"show {name}").rows[0][0] for name in ("timezone", "datestyle", "lock_timeout", "jit")]
    tenant.run("commit")
    assert settings == ["Asia/Tokyo", "SQL, DMY", "0", tenant.run("show jit").rows[0][0]]
    assert tenant.run("show timezone").rows == [("Asia/Tokyo",)]
    with psycopg.connect(planted) as other:
        held = "select count(*) from pg_locks where relation in (select oid from pg_class where relname ~ '^events_2')"
        assert other.execute(held).fetchone() == (0,)


def test_a_lock_that_comes_at_just_that_moment_does_not_fail_an_open_transaction(tenant: Session, planted: str) -> None:
    tenant.run("begin")
    with psycopg.connect(planted) as holding, blind_to_locks(tenant):
        holding.execute("lock table planted.events_2025_10 in access exclusive mode")
        listing = read(tenant, ALL)
    assert not listing.measured
    assert tenant.run("select 1").rows == [(1,)]
    tenant.run("rollback")


def test_nothing_is_kept_from_a_transaction_that_has_failed(tenant: Session) -> None:
    tenant.run("begin")
    with pytest.raises(StatementError):
        tenant.run("select 1/0")
    with pytest.raises(StatementError) as raised:
        tenant.partitions()
    assert raised.value.sqlstate == "25P02"
    tenant.run("rollback")


def test_counting_gives_up_behind_a_lock(tenant: Session, planted: str) -> None:
    from tenantsh.commands.partitions.looking import counting

    with psycopg.connect(planted) as holding:
        holding.execute("lock table planted.events_2025_10 in access exclusive mode")
        (look,) = seen(tenant, "events")
        same, notes = counting(tenant, look)
        holding.rollback()
    assert same.counted is None
    assert notes == ("rows of events were not counted: another session holds a partition",)


# -- doors ---------------------------------------------------------------------------------------------------------


def test_python_has_the_same(tenant: Session) -> None:
    result = tenant.partitions("events")
    assert len(result) == 14
    assert result.tenant == tenant.tenant
    (findings,) = result.parts
    assert ("critical", "readable") in cells(findings, "Level", "Check")
    overview = tenant.partitions()
    assert ("events", "range") in cells(overview, "Table", "Strategy")
    assert {"events", "whole"} <= set(result.frame()["Table"]) | {"whole"}


def test_a_pattern_gives_the_partitions_of_all_that_it_names(tenant: Session) -> None:
    result = tenant.partitions("*ly")
    assert {row[0] for row in cells(result, "Table")} == {"daily", "weekly", "quarterly", "yearly"}


def test_python_describes_a_relation(tenant: Session) -> None:
    result = tenant.describe("events")
    assert [row[0] for row in result.rows] == ["id", "org_id", "at", "kind"]
    assert "Policies" in [part.title for part in result.parts]
    with pytest.raises(UsageError, match="Did not find any relation"):
        tenant.describe("nosuch")
    with pytest.raises(UsageError, match="names 4 relations"):
        tenant.describe("planted.*ly")


# -- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "what", "why"),
    [
        ("nosuch", 'Did not find any partitioned table named "nosuch".', None),
        ("events_2025_01", 'Did not find any partitioned table named "events_2025_01".', "is a partition itself"),
        ("events_2025_08", 'Did not find any partitioned table named "events_2025_08".', "not partitioned"),
        pytest.param(
            "a.b.c.d", "improper qualified name (too many dotted names): a.b.c.d", None, marks=pytest.mark.pg_min(14)
        ),
        pytest.param(
            "elsewhere.planted.events",
            "cross-database references are not implemented: elsewhere.planted.events",
            None,
            marks=pytest.mark.pg_min(14),
        ),
        ("'; drop table events; --", "Did not find any partitioned table", None),
        ("x" * 5000, "Did not find any partitioned table", None),
        ("50%", "Did not find any partitioned table", None),
    ],
)
def test_what_is_no_partitioned_table_is_told(typed: str, what: str, why: str | None, tenant: Session) -> None:
    with pytest.raises(UsageError) as raised:
        tenant.partitions(typed)
    assert what in raised.value.what
    assert (why is None) == (raised.value.why is None)
    assert why is None or why in (raised.value.why or "")


def test_hostile_names_are_names(pg: Cluster, planted: str) -> None:
    assert planted
    said = unscoped(pg, r'\partitions "Hostile"*')
    assert '"Hostile ""%s"" ' in said
    assert "Findings: 1 critical" in said


def test_a_database_without_partitions_says_so(empty_dsn: str) -> None:
    start = [sys.executable, "-m", "tenantsh", "-X", "-d", empty_dsn, "--unscoped", "-c", r"\partitions"]
    done = subprocess.run(start, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "There are no partitioned tables.\n")


def test_what_the_login_may_not_read_is_listed_and_not_counted(pg: Cluster, planted: str) -> None:
    assert planted
    done = run(pg, "--unscoped", "-c", r"\partitions", "-c", r"\partitions+ daily", user="part_login")
    assert done.returncode == 0
    assert "Partitioned tables" in done.stdout
    assert "daily_p20260125" in done.stdout
    assert done.stderr == "note: rows of daily were not counted: this role may not read it\n"


def _names(looks: Sequence[Look]) -> list[str]:
    return [look.root.row.name for look in looks]


def test_all_tables_are_listed_once(tenant: Session) -> None:
    names = _names(seen(tenant))
    assert len(names) == len(set(names))
    assert {"events", "hashed", "listed", "nested", "mixed"} <= set(names)
    assert "nested_2026_01" not in names


# -- elsewhere -----------------------------------------------------------------------------------------------------


def test_a_pooler_gets_nothing_that_stays(pgbouncer: Bouncer, planted: str) -> None:
    assert planted
    dsn = as_user(pgbouncer.dsn(TEMPLATE), "part_login")
    with opened(dsn, options="") as session:
        assert len(session.partitions("planted.events")) == 14
    with psycopg.connect(dsn, autocommit=True) as other:  # gets the same connection to the server
        left = [f"current_setting('{name}', true)" for name in ("lock_timeout", "datestyle", "jit")]
        assert other.execute(f"select {', '.join(left)}".encode()).fetchone() == ("0", "ISO, MDY", "on")


def test_a_standby_answers_and_sees_the_locks_of_the_primary(pg: Cluster, planted: str, standby: Cluster) -> None:
    with psycopg.connect(planted) as holding:
        holding.execute("lock table planted.events_2025_10 in access exclusive mode")
        pg.catch_up()
        with closing(plain(standby.dsn(TEMPLATE))) as session:
            (look,) = seen(session, "events")
        holding.rollback()
    assert [node.row.name for node in look.nodes if node.row.held] == ["events_2025_10"]
