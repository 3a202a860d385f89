r"""`\retention`: what is due and what that frees, how runs went, and what is wrong."""

from __future__ import annotations

from io import StringIO
from itertools import count
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.commands.filtering import Desk
from tests.pgcluster import as_user
from tests.platform.ask import superuser, value
from tests.platform.retention import due, partition, ran, small
from tests.platform.test_retention_run import done, others

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.model.convention import PLATFORM, Convention
from tenantsh.model.retention import PLATFORM_RULES, Retention, Rule, Then
from tenantsh.render import write
from tenantsh.render.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pgcluster import Cluster

    from tenantsh.model.result import Result

_numbers = count(1)


@pytest.fixture(scope="module")
def dsn(pg: Cluster) -> Iterator[str]:
    """Leave no trace."""
    name = f"retention_seen_{next(_numbers)}"
    yield small(pg, name)
    pg.drop(name)


@pytest.fixture
def own(pg: Cluster) -> Iterator[str]:
    """One that a test may change."""
    name = f"retention_seen_{next(_numbers)}"
    yield small(pg, name)
    pg.drop(name)


@pytest.fixture
def cold(tmp_path: Path) -> Path:
    folder = tmp_path / "cold"
    folder.mkdir()
    return folder


def asked(dsn: str, storage: Path | None = None, command: str = r"\retention") -> list[Result]:
    return desk(dsn, storage).feed(command).results


_desks: list[Desk] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Sessions of a test end with it."""
    yield
    while _desks:
        _desks.pop().shell.session.close()


def opened(place: Place, org: str | None = "42") -> Desk:
    _desks.append(Desk(place, org))
    return _desks[-1]


def desk(dsn: str, storage: Path | None = None) -> Desk:
    retention = Retention(PLATFORM_RULES, None if storage is None else str(storage))
    return opened(Place(Target(as_user(dsn, "engineer")), PLATFORM, retention=retention))


def findings(results: list[Result]) -> dict[str, tuple[object, ...]]:
    """Findings by what they are about and what was looked for."""
    return {f"{row[1]} {row[2]}": row for row in results[0].parts[2].rows}


def seen(result: Result) -> str:
    out = StringIO()
    write(result, Options(), out)
    return out.getvalue()


def test_it_says_what_is_due_and_what_stays(dsn: str, cold: Path) -> None:
    months = due(dsn)
    audit, events = asked(dsn, cold)[0].rows
    assert audit[:2] == ("public.audit_logs", "1 year → cold")
    assert (audit[3], events[3]) == (len(months.audit), len(months.events))
    assert audit[5] > 0
    assert f"{audit[2]:%Y-%m-%d}" == f"{audit[6]:%Y-%m-%d}"
    assert audit[7] == f"public.{partition('audit_logs', f'{audit[2]:%Y-%m}')}"


def test_after_a_run_nothing_is_due_and_the_run_is_told(own: str, cold: Path) -> None:
    months = due(own)
    ran(own, cold)
    (result,) = asked(own, cold)
    assert [(row[3], row[10], row[11]) for row in result.rows] == [
        (0, len(months.audit), 0),
        (0, 0, len(months.events)),
    ]
    assert findings([result]) == {}
    assert [row[3] for row in result.parts[1].rows] == ["done"]
    assert "Last run: 1, began" in seen(result)
    assert "No findings. These checks are not a proof." in seen(result)


def test_what_is_due_for_long_is_a_run_that_was_missed(dsn: str, cold: Path) -> None:
    found = findings(asked(dsn, cold))
    assert "retention-missed public.audit_logs" in found
    assert "no run on record has done all of its work" in str(found["retention-missed public.audit_logs"][4])


def test_a_last_run_that_did_not_do_its_work_is_told(own: str, cold: Path) -> None:
    for outcome in ("failed", "refused", "stopped"):
        done(own, f"insert into platform.retention_runs (outcome, finished_at) values ('{outcome}', now())")
        assert f"retention-{outcome} platform.retention_runs" in findings(asked(own, cold))
        done(own, "insert into platform.retention_runs (outcome, finished_at) values ('done', now())")
        assert f"retention-{outcome} platform.retention_runs" not in findings(asked(own, cold))


def test_a_run_that_never_ended_is_told_unless_it_is_under_way(own: str, cold: Path) -> None:
    from tenantsh.db.retention import LOCK

    done(own, "insert into platform.retention_runs default values")
    assert "retention-running platform.retention_runs" in findings(asked(own, cold))
    with superuser(own) as running:
        running.execute("select pg_advisory_lock(%s)", [LOCK])
        (result,) = asked(own, cold)
        assert "retention-running platform.retention_runs" not in findings([result])
        assert f"Retention is being run now, by process {running.info.backend_pid}" in seen(result)


def test_rows_in_a_default_partition_are_told(own: str, cold: Path) -> None:
    done(own, "create table rest partition of audit_logs default")
    done(
        own,
        """insert into audit_logs (org_id, row_id, created_at, action, table_name)
           select 42, n, '1999-01-01', 'insert', 'x' from generate_series(1, 5) as n; analyze rest""",
    )
    assert "≈5 rows in the default" in str(findings(asked(own, cold))["retention-default public.rest"][3])


def test_what_a_rule_cannot_have_is_told(own: str, cold: Path) -> None:
    month = due(own).audit[0]
    done(own, f"create view old as select * from {partition('audit_logs', month)}")
    found = findings(asked(own, cold))
    assert f"retention-refused public.{partition('audit_logs', month)}" in found


def test_without_a_storage_it_says_so(dsn: str) -> None:
    assert "retention-storage public.audit_logs" in findings(asked(dsn))


def test_it_waits_for_no_lock(dsn: str, cold: Path) -> None:
    with psycopg.connect(dsn) as other:
        other.execute(f"lock table {partition('audit_logs', due(dsn).audit[0])}".encode())
        (result,) = asked(dsn, cold)
    assert result.rows[0][3] > 0
    assert "≈" in seen(result)


def test_a_transaction_goes_on_behind_it(dsn: str, cold: Path) -> None:
    at = desk(dsn, cold)
    with psycopg.connect(dsn) as other:
        other.execute(f"lock table {partition('audit_logs', due(dsn).audit[0])}".encode())
        at.feed("begin;", "set local timezone = 'Asia/Tokyo';")
        assert at.feed(r"\retention").results[0].rows
        assert at.feed("show timezone;").rows == [("Asia/Tokyo",)]


def test_with_plus_each_month_and_each_run_is_listed(own: str, cold: Path) -> None:
    months = due(own)
    _, listed = asked(own, cold, r"\retention+")
    assert [row[1] for row in listed.rows] == [*months.audit, *months.events]
    ran(own, cold)
    _, runs = asked(own, cold, r"\retention+")
    assert runs.title == "Runs"


def test_programs_get_findings_as_a_table_of_their_own(dsn: str, cold: Path) -> None:
    at = desk(dsn, cold)
    at.feed(r"\pset format csv")
    results = at.feed(r"\retention").results
    assert [result.title for result in results] == ["Retention", "Due", "Findings"]


def test_a_transaction_that_failed_is_an_error_with_words(dsn: str, cold: Path) -> None:
    at = desk(dsn, cold)
    at.feed("begin;", "select 1/0;")
    (error,) = at.feed(r"\retention").errors
    assert "transaction" in error.what


def test_a_plain_session_sees_the_same(dsn: str, cold: Path) -> None:
    place = Place(Target(dsn), PLATFORM, retention=Retention(PLATFORM_RULES, str(cold)))
    assert len(opened(place, None).feed(r"\retention").results[0]) == 2


def test_an_older_platform_has_nothing_on_record_and_is_no_error(own: str, cold: Path) -> None:
    done(own, "drop table platform.retention_months, platform.retention_runs")
    assert "No run is on record" in seen(asked(own, cold)[0])


def test_an_argument_is_told(dsn: str, cold: Path) -> None:
    assert desk(dsn, cold).feed(r"\retention events extra").outcomes


def test_without_rules_it_says_so(dsn: str) -> None:
    at = opened(Place(Target(as_user(dsn, "engineer")), PLATFORM))
    assert at.feed(r"\retention").outcomes == []
    assert "There are no retention rules: all tables keep all rows." in at.told


def test_a_rule_for_a_table_that_there_is_not_is_told(dsn: str) -> None:
    place = Place(
        Target(as_user(dsn, "engineer")), PLATFORM, retention=Retention((Rule('no "such%s', 12, Then.PURGE),))
    )
    (result,) = opened(place).feed(r"\retention").results
    assert 'retention-refused no "such%s' in findings([result])
    assert result.rows[0][3] == 0


def test_in_a_database_of_others_what_is_due_is_told(pg: Cluster) -> None:
    with others(pg, "analyze trail_2020_01") as dsn:  # what 13 counts by itself is known some time later
        rules = Retention((Rule("trail", 12, Then.PURGE),))
        place = Place(Target(dsn), Convention(name="others", tenant_column="tenant_id"), retention=rules)
        (result,) = opened(place, None).feed(r"\retention").results
    assert result.rows[0][:5] == ("public.trail", "1 year → purge", result.rows[0][2], 2, 9)
    assert "no run is on record in this database" in str(findings([result])["retention-missed public.trail"][4])


def test_months_are_those_of_utc_whatever_the_sessions_zone_is(dsn: str, cold: Path) -> None:
    expected = asked(dsn, cold)[0].rows
    at = desk(dsn, cold)
    at.feed("set timezone = 'America/New_York';", "set datestyle = 'SQL, DMY';")
    assert at.feed(r"\retention").results[0].rows == expected


def test_nothing_is_changed(dsn: str, cold: Path) -> None:
    state = "select (select count(*) from pg_class) + (select count(*) from platform.retention_runs)"
    with superuser(dsn) as connection:
        before = value(connection, state)
        asked(dsn, cold)
        assert value(connection, state) == before
