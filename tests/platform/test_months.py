"""Months: names, bounds, and being there in time."""

from __future__ import annotations

from tests.platform.ask import Connection, column, refused, value


def test_partitions_are_called_by_their_month(db: Connection) -> None:
    found = column(db, "select inhrelid::regclass::text from pg_inherits where inhparent = 'events'::regclass")
    assert {"events_2026_01", "events_2026_02"} <= set(found)


def test_both_histories_are_partitioned_by_range_of_created_at(db: Connection) -> None:
    for parent in ("events", "audit_logs"):
        assert value(db, f"select pg_get_partkeydef('{parent}'::regclass)") == "RANGE (created_at)"


def test_a_month_begins_at_midnight_utc_whatever_the_sessions_time_zone(db: Connection) -> None:
    db.execute("set local timezone to 'Pacific/Auckland'")
    db.execute("select platform.create_month('events', '2033-03-31')")
    db.execute("set local timezone to 'UTC'")
    bounds = value(db, "select pg_get_expr(relpartbound, oid) from pg_class where relname = 'events_2033_03'")
    assert bounds == "FOR VALUES FROM ('2033-03-01 00:00:00+00') TO ('2033-04-01 00:00:00+00')"


def test_making_a_month_again_changes_nothing(db: Connection) -> None:
    again = "select platform.create_month('events', '2033-05-01')::oid"
    assert value(db, again) == value(db, again)


def test_a_month_in_the_way_of_another_table_is_an_error(db: Connection) -> None:
    db.execute("create table events_2033_06 ()")
    assert refused(db, "select platform.create_month('events', '2033-06-01')") == "42P07"


def test_applying_the_platform_makes_this_month_and_the_six_ahead(db: Connection) -> None:
    missing = column(
        db,
        """select parent || to_char(now() at time zone 'UTC' + make_interval(months => ahead), '_YYYY_MM')
           from unnest(array['events', 'audit_logs']) as parent, generate_series(0, 6) as ahead
           except select relname from pg_class where relispartition""",
    )
    assert missing == []


def test_a_row_without_a_month_is_an_error_and_not_a_surprise(db: Connection) -> None:
    assert refused(db, "insert into events (org_id, type, created_at) values (42, 'x', '2040-01-01')") == "23514"


def test_no_tenant_role_makes_months(db: Connection) -> None:
    for role in ("org_admin", "engineer"):
        statement = "select has_function_privilege(%s, 'platform.create_month(regclass, date)', 'EXECUTE')"
        assert value(db, statement, [role]) is False


def test_an_event_cannot_be_moved_to_another_month(db: Connection) -> None:
    statement = """update events set created_at = '2026-02-01+00'
                   where event_id = (select min(event_id) from events_2026_01) returning tableoid::regclass::text"""
    assert column(db, statement) == ["events_2026_01"]


def test_a_month_can_be_detached_and_dropped(db: Connection) -> None:
    before = value(db, "select count(*) from events")
    gone = value(db, "select count(*) from events_2026_01")
    db.execute("set local role platform_owner")
    db.execute("alter table events detach partition events_2026_01")
    db.execute("drop table events_2026_01")
    db.execute("reset role")
    assert value(db, "select count(*) from events") == before - gone < before
