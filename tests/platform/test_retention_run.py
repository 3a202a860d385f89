"""A run of retention: what is due goes, each row is accounted for, what is in the way is told and keeps no other."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.pgcluster import as_user
from tests.platform.ask import TENANT_ROLES, column, refused, superuser, tenant, value
from tests.platform.retention import (
    AUDIT,
    due,
    in_database,
    in_storage,
    is_there,
    partition,
    ran,
    small,
    strays,
    wanted,
)

from tenantsh.cold.reading import find
from tenantsh.cold.storage import open_storage
from tenantsh.db import admin
from tenantsh.model.errors import TenantshError
from tenantsh.model.retention import Retention, Rule, Then
from tenantsh.platform.retention import leaving, looking
from tenantsh.platform.retention.looking import Wanted
from tenantsh.platform.retention.run import Run, preview
from tenantsh.platform.retention.watching import Doing, Moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster
    from tests.platform.retention import Due

    from tenantsh.platform.retention.report import Line

_numbers = count(1)


@pytest.fixture
def dsn(pg: Cluster) -> Iterator[str]:
    name = f"retention_{next(_numbers)}"
    yield small(pg, name)
    pg.drop(name)


@pytest.fixture
def cold(tmp_path: Path) -> Path:
    folder = tmp_path / "cold"
    folder.mkdir()
    return folder


@dataclass(frozen=True)
class Finished:
    """A database that retention has been run in twice, for tests that leave no trace."""

    dsn: str
    cold: Path
    before: Counter[bytes]
    """What audit_logs had."""
    months: Due
    lines: tuple[list[Line], list[Line]]
    """Of both runs."""
    between: Counter[bytes]
    """What audit_logs had after the first one."""


@pytest.fixture(scope="module")
def finished(pg: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finished]:
    dsn, cold = small(pg, "retention_finished"), tmp_path_factory.mktemp("cold")
    before, months = in_database(dsn), due(dsn)
    first, between = ran(dsn, cold), in_database(dsn)
    yield Finished(dsn, cold, before, months, (first, ran(dsn, cold)), between)
    pg.drop("retention_finished")


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks that are not to be had are given up soon."""
    monkeypatch.setattr(leaving, "TRIES", 2)
    monkeypatch.setattr(leaving, "_PAUSES", (0.05, 0.05))
    monkeypatch.setattr(leaving, "_CLOSING_MS", 200)


def done(dsn: str, sql: str) -> None:
    with superuser(dsn) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(sql.encode())


def insert(dsn: str, month: str, row: int = 1000) -> None:
    done(
        dsn,
        f"insert into audit_logs (org_id, row_id, created_at, action, table_name) "
        f"values (42, {row}, '{month}-15 12:00+00', 'insert', 'late')",
    )


def test_what_is_due_goes_and_every_row_is_accounted_for(finished: Finished) -> None:
    months, dsn = finished.months, finished.dsn
    assert [(line.table, line.month, line.what) for line in finished.lines[0]] == [
        *(("public.audit_logs", month, "archived") for month in months.audit),
        *(("public.events", month, "purged") for month in months.events),
    ]
    archived = in_storage(finished.cold)
    assert tuple(archived) == months.audit
    assert in_database(dsn) + sum(archived.values(), start=Counter[bytes]()) == finished.before
    assert not any(is_there(dsn, partition("audit_logs", month)) for month in months.audit)
    assert not any(is_there(dsn, partition("events", month)) for month in months.events)
    assert strays(finished.cold) == []


def test_a_second_run_finds_nothing_to_do(finished: Finished) -> None:
    assert finished.lines[1] == []
    assert in_database(finished.dsn) == finished.between


def test_the_month_that_is_partly_past_its_time_stays(finished: Finished) -> None:
    assert sum(in_database(finished.dsn).values()) == 40
    assert sum(in_database(finished.dsn, "events").values()) == 9


def test_coming_months_are_made(dsn: str, cold: Path) -> None:
    with superuser(dsn) as connection:
        last = column(
            connection,
            """select relname from pg_class where relispartition and relkind = 'r'
               order by right(relname, 7) desc limit 2""",
        )
    done(dsn, f"drop table {', '.join(last)}")
    made = [line for line in ran(dsn, cold) if line.what == "made"]
    assert {partition(line.table.removeprefix("public."), line.month or "") for line in made} == set(last)
    assert all(is_there(dsn, name) for name in last)


_CATALOGS = """
    select format('%s %s %s %s', oid, oid::regclass, relkind, relacl) from pg_class
    union all select format('%s %s', oid, polname) from pg_policy
    union all select format('%s', r) from platform.retention_runs r
    union all select format('%s', m) from platform.retention_months m
    order by 1
"""


def test_a_dry_run_says_the_same_and_changes_nothing(dsn: str, cold: Path) -> None:
    with superuser(dsn) as connection:
        before = column(connection, _CATALOGS)
    with admin.connect(dsn) as connected:
        foreseen = preview(connected, wanted(cold))
    with superuser(dsn) as connection:
        assert column(connection, _CATALOGS) == before
    assert list(cold.iterdir()) == []
    said = [(line.table, line.month, line.what.removeprefix("would be ")) for line in foreseen]
    assert said == [(line.table, line.month, line.what) for line in ran(dsn, cold)]


def test_what_went_is_on_record_once(finished: Finished) -> None:
    months = finished.months
    with superuser(finished.dsn) as connection:
        rows = connection.execute(
            """select table_name, to_char(begins_at at time zone 'UTC', 'YYYY-MM'), fate::text, rows, run_id
               from platform.retention_months where dropped_at is not null order by 1, 2"""
        ).fetchall()
        runs = connection.execute(
            "select outcome::text, months, finished_at >= created_at from platform.retention_runs order by run_id"
        ).fetchall()
    assert rows == [
        *(("public.audit_logs", month, "cold", 40, 1) for month in months.audit),
        *(("public.events", month, "purge", 9, 1) for month in months.events),
    ]
    assert runs == [("done", len(rows), True), ("done", 0, True)]


@pytest.mark.parametrize("role", TENANT_ROLES)
def test_tenants_read_that_months_went_and_nothing_that_counts_others(finished: Finished, role: str) -> None:
    with tenant(finished.dsn, role=role) as connection:
        assert column(connection, "select outcome::text from platform.retention_runs") == ["done", "done"]
        assert len(column(connection, "select begins_at from platform.retention_months")) == 3
        for hidden in ("rows", "bytes", "digest", "storage"):
            assert refused(connection, f"select {hidden} from platform.retention_months") == "42501"
        for hidden in ("report", "login"):
            assert refused(connection, f"select {hidden} from platform.retention_runs") == "42501"
        assert refused(connection, "insert into platform.retention_runs default values") == "42501"
        assert refused(connection, "delete from platform.retention_months") == "42501"


def test_a_member_of_the_owner_can_run_it(dsn: str, cold: Path, pg: Cluster) -> None:
    pg.run("create role retention_deployer login noinherit")
    pg.run("grant platform_owner to retention_deployer")
    try:
        assert {line.what for line in ran(as_user(dsn, "retention_deployer"), cold)} == {"archived", "purged"}
    finally:
        pg.run("drop role retention_deployer")


def test_a_login_that_may_not_is_told_what_it_needs(dsn: str, cold: Path) -> None:
    with pytest.raises(TenantshError, match="cannot act as platform_owner") as caught:
        ran(as_user(dsn, "engineer"), cold)
    assert "superuser" in str(caught.value)


# One at a time ---------------------------------------------------------------------------------------------------


@pytest.mark.newest
def test_a_second_run_at_the_same_time_says_who_is_at_it(dsn: str, cold: Path) -> None:
    seen: list[str] = []

    def other(moment: Moment) -> None:
        if moment.doing is Doing.ARCHIVED and not seen:
            with pytest.raises(TenantshError, match="being run already") as caught:
                ran(dsn, cold)
            seen.append(str(caught.value))

    ran(dsn, cold, other)
    assert "postgres" in seen[0]


def test_a_run_whose_lock_is_gone_drops_nothing(dsn: str, cold: Path) -> None:
    with admin.connect(dsn) as connection:

        def lose(moment: Moment) -> None:
            if moment.doing is Doing.ARCHIVED:
                connection.query(bool, "select pg_catalog.pg_advisory_unlock_all()::text = ''")

        run = Run(connection, wanted(cold), lose)
        run.go()
    assert {line.what for line in run.lines} == {"failed"}
    assert all("keeps other runs away is gone" in (line.why or "") for line in run.lines)
    assert all(is_there(dsn, partition("audit_logs", month)) for month in due(dsn).audit)


# Rows that come late -----------------------------------------------------------------------------------------------


def test_a_row_that_comes_between_the_archive_and_the_drop_is_archived_too(dsn: str, cold: Path) -> None:
    month = due(dsn).audit[0]
    came: list[int] = []

    def late(moment: Moment) -> None:
        if moment.doing is Doing.ARCHIVED and moment.month == month and not came:
            insert(dsn, month)
            came.append(1)

    lines = ran(dsn, cold, late)
    assert {line.what for line in lines} == {"archived", "purged"}
    assert sum(in_storage(cold)[month].values()) == 41
    assert strays(cold) == []


def test_rows_that_never_stop_coming_leave_the_month_where_it_is(dsn: str, cold: Path) -> None:
    month, *others = due(dsn).audit
    row = count(1000)

    def late(moment: Moment) -> None:
        if moment.doing is Doing.ARCHIVED and moment.month == month:
            insert(dsn, month, next(row))

    lines = {line.month: line for line in ran(dsn, cold, late) if line.table == "public.audit_logs"}
    assert lines[month].what == "failed"
    assert "keep coming" in (lines[month].why or "")
    assert [lines[other].what for other in others] == ["archived"] * len(others)
    assert sum(in_database(dsn)[line] for line in in_database(dsn) if b"\tlate\t" in line) == next(row) - 1000


def test_a_writer_who_waits_goes_first_and_her_row_is_archived(dsn: str, cold: Path) -> None:
    month = due(dsn).audit[0]
    writers: list[threading.Thread] = []

    def late(moment: Moment) -> None:
        if moment.doing is Doing.ACCOUNTED and moment.month == month and not writers:
            writers.append(threading.Thread(target=insert, args=(dsn, month)))
            writers[0].start()
            with superuser(dsn) as connection:
                while not value(
                    connection, "select count(*) from pg_locks where locktype = 'relation' and not granted"
                ):
                    time.sleep(0.01)

    lines = ran(dsn, cold, late)
    writers[0].join()
    assert {line.what for line in lines} == {"archived", "purged"}
    assert sum(in_storage(cold)[month].values()) == 41


def test_readers_are_not_kept_out_while_rows_are_accounted_for(dsn: str, cold: Path) -> None:
    read: list[int] = []

    def reader(moment: Moment) -> None:
        if moment.doing is Doing.ACCOUNTED and moment.table == "public.audit_logs" and not read:
            with tenant(dsn) as connection:
                connection.execute("set statement_timeout = '2s'")
                read.append(value(connection, "select count(*) from audit_logs"))

    ran(dsn, cold, reader)
    assert read[0] > 0


# Months that were archived before ----------------------------------------------------------------------------------


def put_back(dsn: str, month: str, *, more: str = "") -> None:
    """The partition of a month that went, as a backup would bring it back."""
    done(
        dsn,
        f"select platform.create_month('audit_logs', '{month}-01'); insert into audit_logs select * from kept; {more}",
    )


def keep(dsn: str, month: str) -> None:
    done(dsn, f"create table kept as select * from {partition('audit_logs', month)}")


def test_a_month_that_comes_back_with_the_same_rows_goes_again(dsn: str, cold: Path) -> None:
    month = due(dsn).audit[0]
    keep(dsn, month)
    ran(dsn, cold)
    before = in_storage(cold)
    put_back(dsn, month)
    assert [(line.month, line.what) for line in ran(dsn, cold)] == [(month, "archived")]
    assert in_storage(cold) == before
    assert not is_there(dsn, partition("audit_logs", month))


@pytest.mark.newest
def test_a_month_that_comes_back_with_other_rows_is_refused_and_both_stay(dsn: str, cold: Path) -> None:
    month = due(dsn).audit[0]
    keep(dsn, month)
    ran(dsn, cold)
    before = in_storage(cold)
    put_back(dsn, month, more=f"delete from {partition('audit_logs', month)} where row_id = 7")
    (line,) = ran(dsn, cold)
    assert (line.month, line.what) == (month, "failed")
    assert "archived before, with other rows" in (line.why or "")
    assert in_storage(cold) == before
    assert is_there(dsn, partition("audit_logs", month))


@pytest.mark.newest
def test_a_damaged_archive_is_made_anew_while_all_of_its_rows_are_here(dsn: str, cold: Path) -> None:
    month = due(dsn).audit[0]
    keep(dsn, month)
    ran(dsn, cold)
    before = in_storage(cold)
    put_back(dsn, month)
    next((cold / "public.audit_logs" / month).glob("org=42*")).write_bytes(b"damaged")
    assert [line.what for line in ran(dsn, cold)] == ["archived"]
    assert in_storage(cold) == before


@pytest.mark.newest
def test_a_damaged_archive_of_other_rows_is_not_touched(dsn: str, cold: Path) -> None:
    month = due(dsn).audit[0]
    keep(dsn, month)
    ran(dsn, cold)
    put_back(dsn, month, more=f"delete from {partition('audit_logs', month)} where row_id = 7")
    file = next((cold / "public.audit_logs" / month).glob("org=42*"))
    file.write_bytes(b"damaged")
    (line,) = ran(dsn, cold)
    assert line.what == "failed"
    assert file.read_bytes() == b"damaged"
    assert is_there(dsn, partition("audit_logs", month))


@pytest.mark.newest
def test_an_archive_of_somebody_elses_in_its_place_is_refused(dsn: str, cold: Path, pg: Cluster) -> None:
    other = small(pg, "retention_other")
    try:
        done(other, "update audit_logs set row_id = row_id + 1")
        ran(other, cold)
    finally:
        pg.drop("retention_other")
    lines = [line for line in ran(dsn, cold) if line.table == "public.audit_logs"]
    assert {line.what for line in lines} == {"failed"}


@pytest.mark.newest
def test_a_manifest_that_cannot_be_believed_keeps_the_month(dsn: str, cold: Path) -> None:
    month = due(dsn).audit[0]
    keep(dsn, month)
    ran(dsn, cold)
    put_back(dsn, month)
    manifest = cold / "public.audit_logs" / month / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"rows": 40', '"rows": 41'))
    (line,) = ran(dsn, cold)
    assert (line.what, "damaged" in (line.why or "")) == ("failed", True)


# What is in the way ------------------------------------------------------------------------------------------------


def blocked(dsn: str, cold: Path) -> tuple[dict[str | None, str], str]:
    """What became of each month of audit_logs, and why the oldest one stayed."""
    month = due(dsn).audit[0]
    lines = {line.month: line for line in ran(dsn, cold) if line.table == "public.audit_logs"}
    assert is_there(dsn, partition("audit_logs", month))
    return {key: line.what for key, line in lines.items()}, lines[month].why or ""


def test_rows_in_a_default_partition_keep_the_whole_table(dsn: str, cold: Path) -> None:
    done(dsn, "create table rest partition of audit_logs default")
    insert(dsn, "1999-01")
    lines = ran(dsn, cold)
    assert [(line.table, line.what) for line in lines if line.what != "purged"] == [("public.audit_logs", "refused")]
    assert "default partition, public.rest" in (lines[0].why or "")
    done(dsn, "delete from audit_logs where created_at < '2000-01-01'")
    assert {line.what for line in ran(dsn, cold)} == {"archived"}


def test_a_view_on_a_partition_keeps_it_and_no_other(dsn: str, cold: Path) -> None:
    month, *others = due(dsn).audit
    done(dsn, f'create view "Old ""trail""" as select * from {partition("audit_logs", month)}')
    became, why = blocked(dsn, cold)
    assert became == {month: "refused", **dict.fromkeys(others, "archived")}
    assert '"Old ""trail"""' in why


def test_a_foreign_key_to_its_rows_keeps_it_and_no_other(dsn: str, cold: Path) -> None:
    month, *others = due(dsn).audit
    done(
        dsn,
        f"""create table notes (audit_id bigint, at timestamptz, foreign key (audit_id, at) references audit_logs);
            alter table notes owner to platform_owner;
            insert into notes select audit_id, created_at from {partition("audit_logs", month)} limit 1""",
    )
    became, why = blocked(dsn, cold)
    assert became == {month: "failed", **dict.fromkeys(others, "archived")}
    assert "foreign key" in why


@pytest.mark.usefixtures("quickly")
def test_a_partition_that_somebody_uses_stays_and_who_it_is_is_told(dsn: str, cold: Path) -> None:
    month, *others = due(dsn).audit
    with psycopg.connect(dsn) as reader:
        reader.execute(f"select from {partition('audit_logs', month)}".encode())
        became, why = blocked(dsn, cold)
        assert became == {month: "failed", **dict.fromkeys(others, "archived")}
        assert f"process {reader.info.backend_pid}" in why
    assert [line.what for line in ran(dsn, cold)] == ["archived"]


@pytest.mark.usefixtures("quickly")
@pytest.mark.pg_min(14)  # 13 holds the table, too, for whoever writes to a partition
def test_a_writer_who_never_ends_keeps_a_month_and_no_other(dsn: str, cold: Path) -> None:
    month, *others = due(dsn).audit
    with psycopg.connect(dsn) as writer:
        writer.execute(f"delete from {partition('audit_logs', month)}".encode())
        became, _ = blocked(dsn, cold)
        assert became == {month: "failed", **dict.fromkeys(others, "archived")}
        writer.rollback()


@pytest.mark.usefixtures("quickly")
def test_a_reader_who_never_ends_keeps_all_months_of_the_table_until_then(dsn: str, cold: Path) -> None:
    with psycopg.connect(dsn) as reader:
        reader.execute("select count(*) from audit_logs")
        lines = [line for line in ran(dsn, cold) if line.table == "public.audit_logs"]
        assert {line.what for line in lines} == {"failed"}
        assert all(f"process {reader.info.backend_pid}" in (line.why or "") for line in lines)
    assert {line.what for line in ran(dsn, cold)} == {"archived"}


def test_a_policy_that_hides_rows_is_seen_before_anything_is_dropped(dsn: str, cold: Path) -> None:
    done(dsn, "create policy hides on audit_logs as restrictive to platform_keeper using (row_id <> 7)")
    lines = [line for line in ran(dsn, cold) if line.table == "public.audit_logs"]
    assert {line.what for line in lines} == {"failed"}
    assert "40 rows, and 39 of them could be read" in (lines[0].why or "")
    assert all(is_there(dsn, partition("audit_logs", month)) for month in due(dsn).audit)


def test_a_month_with_partitions_of_its_own_goes_as_a_whole(dsn: str, cold: Path) -> None:
    month = due(dsn).audit[0]
    name, ends = partition("audit_logs", month), f"(date '{month}-01' + interval '1 month')::date"
    keep(dsn, month)
    done(
        dsn,
        f"""drop table {name};
            do $$ begin execute format('create table {name} partition of audit_logs for values from (%L) to (%L)
                                        partition by hash (audit_id)', '{month}-01 00:00+00', {ends} || ' 00:00+00');
            end $$;
            create table {name}_0 partition of {name} for values with (modulus 2, remainder 0);
            create table {name}_1 partition of {name} for values with (modulus 2, remainder 1);
            alter table {name} owner to platform_owner; alter table {name}_0 owner to platform_owner;
            alter table {name}_1 owner to platform_owner;
            insert into audit_logs select * from kept""",
    )
    assert {line.what for line in ran(dsn, cold)} == {"archived", "purged"}
    assert not is_there(dsn, f"{name}_0")
    assert sum(in_storage(cold)[month].values()) == 40


def test_without_a_storage_nothing_is_archived_and_the_rest_is_done(dsn: str) -> None:
    lines = ran(dsn, None)
    assert {(line.table, line.what) for line in lines} == {
        ("public.audit_logs", "refused"),
        ("public.events", "purged"),
    }
    assert "--storage" in (lines[0].why or "")


@pytest.mark.newest
def test_a_storage_that_is_not_there_is_told(dsn: str, tmp_path: Path) -> None:
    line = ran(dsn, tmp_path / "unmounted")[0]
    assert (line.what, "is not there" in (line.why or "")) == ("refused", True)


@pytest.mark.newest
def test_a_run_that_had_troubles_says_so_on_record(dsn: str, tmp_path: Path) -> None:
    ran(dsn, tmp_path / "unmounted")
    with superuser(dsn) as connection:
        assert value(connection, "select outcome::text from platform.retention_runs") == "refused"
        assert "unmounted" in value(connection, "select report from platform.retention_runs")


def test_a_standby_is_refused(standby: Cluster, pg: Cluster, cold: Path) -> None:
    small(pg, "retention_replicated")
    try:
        pg.catch_up()
        with pytest.raises(TenantshError, match="hot standby"):
            ran(standby.dsn("retention_replicated"), cold)
    finally:
        pg.drop("retention_replicated")


def test_a_pooler_is_refused(dsn: str, pgbouncer: Bouncer, cold: Path) -> None:
    with psycopg.connect(dsn) as connection:
        name = connection.info.dbname
    with pytest.raises(TenantshError, match="pooler"):
        ran(pgbouncer.dsn(name), cold)


@pytest.mark.newest
def test_an_older_platform_is_told_what_it_lacks(dsn: str, cold: Path) -> None:
    done(dsn, "drop table platform.retention_months, platform.retention_runs")
    with pytest.raises(TenantshError, match="no record of retention") as caught:
        ran(dsn, cold)
    assert "platform apply" in str(caught.value)


# Tables of others --------------------------------------------------------------------------------------------------


@contextmanager
def others(pg: Cluster, sql: str) -> Iterator[str]:
    """A database that is not the platform's, with a table `trail` by month."""
    name = f"retention_others_{next(_numbers)}"
    dsn = pg.create(name)
    done(
        dsn,
        f"""create table trail (tenant_id text, at timestamptz not null, note text) partition by range (at);
            set timezone = 'UTC';
            create table trail_2020_01 partition of trail for values from ('2020-01-01') to ('2020-02-01');
            create table trail_2020_q2 partition of trail for values from ('2020-04-01') to ('2020-07-01');
            insert into trail select (array['a', 'B/../x', null])[1 + n % 3], '2020-01-15 00:00+00', n::text
            from generate_series(1, 9) as n;
            {sql}""",
    )
    yield dsn
    pg.drop(name)


def of(rule: str, then: Then, storage: Path, tenant_column: str = "tenant_id") -> Wanted:
    return Wanted(Retention((Rule(rule, 12, then),), str(storage)), tenant_column, platform=False)


def test_a_table_of_another_schema_is_archived_and_what_is_no_month_is_refused(pg: Cluster, cold: Path) -> None:
    with others(pg, "") as dsn:
        lines = ran(dsn, cold, what=of("trail", Then.COLD, cold))
        assert [(line.month, line.what, line.rows, line.organizations) for line in lines] == [
            ("2020-01", "archived", 9, 3),
            ("2020-04-01 to 2020-07-01", "refused", None, None),
        ]
        assert "one month of UTC" in (lines[1].why or "")
        assert ran(dsn, cold, what=of("public.trail", Then.PURGE, cold))[0].what == "purged"


def test_row_security_that_hides_rows_from_whoever_runs_it_is_refused(pg: Cluster, cold: Path) -> None:
    pg.run("create role trail_owner login")
    secured = """alter table trail owner to trail_owner; alter table trail_2020_01 owner to trail_owner;
                 alter table trail enable row level security, force row level security"""
    try:
        with others(pg, secured) as dsn:
            (line,) = ran(as_user(dsn, "trail_owner"), cold, what=of("trail", Then.COLD, cold))
            assert (line.what, "row security hides rows" in (line.why or "")) == ("refused", True)
            done(dsn, "alter table trail no force row level security")
            lines = ran(as_user(dsn, "trail_owner"), cold, what=of("trail", Then.COLD, cold))
            assert lines[0].what == "archived"
    finally:
        pg.run("drop role trail_owner")


_RANGES = (
    "create table ranges (a int, b date) partition by range ({}); create table r partition of ranges for values {}"
)


@pytest.mark.parametrize(
    ("sql", "rule", "column", "why"),
    [
        ("", "trial", "tenant_id", "there is no table trial"),
        ("", "trail", "org_id", "no column that says whose"),
        ("create table plain ()", "plain", "tenant_id", "not partitioned"),
        ("create table lists (a int) partition by list (a)", "lists", "tenant_id", "not partitioned by ranges"),
        (_RANGES.format("a", "from (0) to (9)"), "ranges", "tenant_id", "not partitioned by ranges"),
        (
            _RANGES.format("b, a", "from (minvalue, minvalue) to ('2020-01-01', 3)"),
            "ranges",
            "tenant_id",
            "not partitioned",
        ),
        ("create schema a; create table a.x (); create schema b; create table b.x ()", "x", "org_id", "a.x, b.x"),
        ("create view seen as select 1", "seen", "org_id", "not partitioned"),
    ],
)
def test_a_rule_that_cannot_be_had_is_refused(
    pg: Cluster, cold: Path, sql: str, rule: str, column: str, why: str
) -> None:
    with others(pg, sql) as dsn:
        (line,) = ran(dsn, cold, what=of(rule, Then.COLD, cold, column))
        assert (line.table.removeprefix("public."), line.what) == (rule, "refused")
        assert why in (line.why or "")


def test_hostile_names_are_names(pg: Cluster, cold: Path) -> None:
    sql = """create table "we""ird; %s\n" ("te'nant" int, "a""t" date not null) partition by range ("a""t");
             create table "pa%""rt" partition of "we""ird; %s\n" for values from ('2020-01-01') to ('2020-02-01');
             insert into "we""ird; %s\n" values (1, '2020-01-31')"""
    with others(pg, sql) as dsn:
        (line,) = ran(dsn, cold, what=of('we"ird; %s\n', Then.COLD, cold, "te'nant"))
        assert (line.what, line.rows) == ("archived", 1), line.why


def test_organizations_that_a_type_takes_for_equal_are_still_two(pg: Cluster, cold: Path) -> None:
    sql = """create table counted (org numeric, at date not null) partition by range (at);
             create table counted_1 partition of counted for values from ('2020-01-01') to ('2020-02-01');
             insert into counted values (1.0, '2020-01-01'), (1.00, '2020-01-02'), (1.0, '2020-01-03')"""
    with others(pg, sql) as dsn:
        (line,) = ran(dsn, cold, what=of("counted", Then.COLD, cold, "org"))
        assert (line.what, line.organizations) == ("archived", 2), line.why


@pytest.mark.newest
def test_clocks_that_are_days_apart_are_refused(dsn: str, cold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_CLOCKS_DIFFER", timedelta(seconds=-1))
    with pytest.raises(TenantshError, match="the server's clock says"):
        ran(dsn, cold)


@pytest.mark.newest
def test_a_dry_run_tells_a_login_what_it_may_not(dsn: str, cold: Path) -> None:
    with admin.connect(as_user(dsn, "engineer")) as connected:
        lines = preview(connected, wanted(cold))
    assert {line.what for line in lines} == {"refused"}
    assert "cannot act as platform_keeper" in (lines[0].why or "")


def test_a_foreign_table_is_not_ours_to_drop(pg: Cluster, cold: Path) -> None:
    sql = """create foreign data wrapper nothing; create server far foreign data wrapper nothing;
             create foreign table trail_far partition of trail
             for values from ('2019-01-01 00:00+00') to ('2019-02-01 00:00+00') server far"""
    with others(pg, sql) as dsn:
        line = ran(dsn, cold, what=of("trail", Then.PURGE, cold))[0]
        assert (line.month, line.what) == ("2019-01", "refused")
        assert "foreign table" in (line.why or "")


def test_an_archive_says_which_database_it_is_of(finished: Finished) -> None:
    month = finished.months.audit[0]
    manifest = find(open_storage(str(finished.cold)), AUDIT, date.fromisoformat(f"{month}-01"))
    assert manifest is not None
    with superuser(finished.dsn) as connection:
        assert manifest.server.startswith(f"{connection.info.dbname} of system ")
