r"""`\why` of a row whose month is gone: purged, in cold storage, or detached and still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.policies import read
from tenantsh.db.why import Explanation, Outcome, explain
from tenantsh.model.convention import PLATFORM
from tenantsh.model.retention import KEEP_ALL, PLATFORM_RULES, Retention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session


@pytest.fixture(scope="module")
def dsn(pg: Cluster, platform_template: str) -> Iterator[str]:
    """A platform of whose events a month was purged, of whose logs one is in cold storage, and one detached."""
    yield pg.create("why_months", platform_template)
    pg.drop("why_months")


@pytest.fixture(scope="module")
def months(dsn: str) -> dict[str, str]:
    """The oldest months: by table, `2024-03`."""
    gone = {}
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("INSERT INTO platform.retention_runs DEFAULT VALUES")
        for table, fate in (("events", "purge"), ("audit_logs", "cold")):
            name = _oldest(connection, table)
            gone[table] = name[-7:].replace("_", "-")
            connection.execute(f"DROP TABLE {name}".encode())
            connection.execute(
                "INSERT INTO platform.retention_months"
                " (run_id, table_name, begins_at, ends_at, rows, bytes, fate, dropped_at)"
                " VALUES (1, 'public.' || %s, (%s || '-01 00:00+00')::timestamptz,"
                " (%s || '-01 00:00+00')::timestamptz + '1 month', 1, 1, %s::platform.retention_fate, now())",
                [table, gone[table], gone[table], fate],
            )
    return gone


def _oldest(connection: psycopg.Connection, table: str) -> str:
    row = connection.execute(
        "SELECT min(inhrelid::regclass::text) FROM pg_inherits WHERE inhparent = %s::regclass", [table]
    )
    return str(row.fetchall()[0][0])


def _session(dsn: str, retention: Retention = KEEP_ALL) -> Session:
    return open_session(Place(Target(as_user(dsn, "engineer")), PLATFORM, retention=retention), Wanted("42"))


def _why(session: Session, table: str, *key: str, admin: str | None) -> Explanation:
    found = read(
        session, {"name": f"^({table})$", "schema": "^(public)$", "visible_only": False}, tenant_column="org_id"
    )
    return explain(session, found.tables[0], key, Target(admin) if admin else None)


@pytest.mark.parametrize(("table", "became"), [("events", "purged"), ("audit_logs", "in cold storage")])
def test_a_key_with_its_moment_says_what_became_of_the_month(
    dsn: str, months: dict[str, str], table: str, became: str
) -> None:
    column = "event_id" if table == "events" else "audit_id"
    with _session(dsn) as session:
        for admin in (dsn, None):
            found = _why(session, table, f"{column}=1", f"created_at={months[table]}-05", admin=admin)
            assert f"its month is {became}" in found.why
            assert found.outcome is (Outcome.ABSENT if admin else Outcome.UNKNOWN)
        assert any(months[table] in line.detail for line in found.lines if line.asked == "months that are gone")


def test_a_key_without_it_says_which_months_are_gone(dsn: str, months: dict[str, str]) -> None:
    with _session(dsn) as session:
        found = _why(session, "audit_logs", "audit_id=999999999", admin=dsn)
    (line,) = [line for line in found.lines if line.asked == "months that are gone"]
    assert line.answer == "in cold storage"
    assert rf"\cold audit_logs {months['audit_logs']}" in line.detail
    assert found.why == "there is no such row"


def test_without_a_record_the_rule_is_said(fresh_platform_dsn: str) -> None:
    with _session(fresh_platform_dsn, Retention(PLATFORM_RULES)) as session:
        found = _why(session, "events", "event_id=999999999", admin=None)
        old = _why(session, "events", "event_id=999999999", "created_at=2001-01-05", admin=None)
        kept = _why(session, "events", "event_id=999999999", "created_at=now", admin=None)
    for each in (found, old):
        (line,) = [line for line in each.lines if line.asked == "rows that may be gone"]
        assert (line.answer, "2 years → purge" in line.detail) == ("purged", True)
        assert "by the rule; no run that took any is on record" in line.detail
        assert "it is gone with its month" in each.why
    assert not [line for line in kept.lines if "gone" in line.asked]
    assert "gone with its month" not in kept.why


def test_a_key_whose_month_is_there_says_nothing_of_those_that_are_gone(dsn: str, months: dict[str, str]) -> None:
    assert months
    with _session(dsn) as session:
        found = _why(session, "events", "event_id=999999999", "created_at=now", admin=dsn)
    assert (found.outcome, [line for line in found.lines if "gone" in line.asked]) == (Outcome.ABSENT, [])
    (itself,) = [line.answer for line in found.lines if line.asked == "asked for real"]
    assert itself == "no row"


def test_a_detached_month_that_has_the_row_is_named(fresh_platform_dsn: str) -> None:
    with psycopg.connect(fresh_platform_dsn, autocommit=True) as connection:
        name = _oldest(connection, "events")
        (key,) = connection.execute(f"SELECT min(event_id) FROM {name}".encode()).fetchall()[0]
        connection.execute(f"ALTER TABLE events DETACH PARTITION {name}".encode())
    with _session(fresh_platform_dsn) as session:
        found = _why(session, "events", f"event_id={key}", admin=fresh_platform_dsn)
    assert found.outcome is Outcome.ABSENT
    assert f"public.{name} has one, and is no partition of it" in found.why


def test_a_row_in_a_partition_is_said_to_lie_there(dsn: str, months: dict[str, str]) -> None:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT event_id, tableoid::regclass::text FROM events WHERE org_id = 42 LIMIT 1"
        ).fetchone()
    assert row
    with _session(dsn) as session:
        found = _why(session, "events", f"event_id={row[0]}", admin=None)
    assert (found.outcome, f"in public.{row[1]}" in [line.detail for line in found.lines]) == (Outcome.SEEN, True)
