"""The made-up tenants: who is there, how unlike they are, and that the same seed gives the same bytes."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from itertools import chain

import psycopg
import pytest
from tests.platform.ask import TABLES, Connection, column, superuser, value

from tenantsh.model.errors import TenantshError
from tenantsh.platform.apply import apply
from tenantsh.platform.generate import history, tables
from tenantsh.platform.generate.words import HOSTILE
from tenantsh.platform.generate.world import Amounts, World
from tenantsh.platform.seed import seed

_ANCHOR = date(2026, 11, 22)
_SMALL = 0.004


def digest(seed_number: int, anchor: date = _ANCHOR) -> str:
    """A digest of every byte that would go to the server."""
    world = World.of(seed_number, anchor, _SMALL)
    found = hashlib.sha256()
    for feed in chain(tables.feeds(world), history.feeds(world)):
        found.update(feed.copy.encode())
        for text in feed.lines:
            found.update(text.encode())
    return found.hexdigest()


def contents(dsn: str) -> dict[str, str]:
    """A digest of every table's rows."""
    with superuser(dsn) as connection:
        connection.execute("set timezone to 'UTC'")
        statement = "select md5(string_agg(t::text, '|' order by t::text)) from {} t"
        return {table: value(connection, statement.format(table)) for table in TABLES}


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert digest(1) == digest(1)


def test_another_seed_or_anchor_gives_others() -> None:
    assert len({digest(1), digest(2), digest(1, date(2026, 11, 23))}) == 3


def test_the_same_seed_gives_the_same_database(empty_dsn: str) -> None:
    apply(empty_dsn)
    seed(empty_dsn, scale=_SMALL, anchor=_ANCHOR)
    first = contents(empty_dsn)
    seed(empty_dsn, scale=_SMALL, anchor=_ANCHOR, reset=True)
    assert contents(empty_dsn) == first


def test_seeding_counts_what_it_loaded(empty_dsn: str) -> None:
    apply(empty_dsn)
    loaded = seed(empty_dsn, scale=_SMALL, anchor=_ANCHOR)
    with superuser(empty_dsn) as connection:
        assert {table: value(connection, f"select count(*) from {table}") for table in TABLES} == loaded.rows


def test_seeding_twice_is_refused(fresh_platform_dsn: str) -> None:
    with pytest.raises(TenantshError, match="there is data in this platform already"):
        seed(fresh_platform_dsn, scale=_SMALL)


def test_seeding_a_database_without_the_platform_says_what_is_missing(empty_dsn: str) -> None:
    with pytest.raises(TenantshError, match="platform apply"):
        seed(empty_dsn)


def test_seeding_leaves_row_security_forced_and_triggers_on(db: Connection) -> None:
    assert column(db, "select relname from pg_class where relrowsecurity and not relforcerowsecurity") == []
    assert column(db, "select tgname from pg_trigger where tgenabled <> 'O'") == []


def test_the_next_row_gets_the_next_id(db: Connection) -> None:
    for table, key, columns, values in (
        ("users", "user_id", "email, name", "'new@example.com', 'new'"),
        ("organizations", "org_id", "name", "'new'"),
        ("resources", "resource_id", "org_id, name, type", "42, 'new', 'new'"),
        ("events", "event_id", "org_id, type", "42, 'new'"),
    ):
        last = value(db, f"select max({key}) from {table}")
        assert value(db, f"insert into {table} ({columns}) values ({values}) returning {key}") > last


def test_there_are_200_organizations_of_very_different_sizes_and_acme_is_the_largest(db: Connection) -> None:
    found = db.execute("select org_id, count(r.*) from organizations left join resources r using (org_id) group by 1")
    sizes: dict[int, int] = dict(found.fetchall())
    assert len(sizes) == 200
    assert max(sizes, key=lambda org: sizes[org]) == 42
    assert sizes[200] == 0
    assert sizes[42] > 50 * sorted(sizes.values())[50]


def test_every_organization_has_an_admin(db: Connection) -> None:
    assert value(db, "select count(distinct org_id) from org_members where role = 'admin'") == 200


def test_people_are_in_several_organizations_with_different_roles(db: Connection) -> None:
    found = column(db, "select user_id from org_members group by 1 having count(distinct role) > 1 order by 1")
    assert found[:2] == [1, 4]  # Alice of Acme and Dave of Globex
    assert len(found) > 20


def test_metadata_is_what_the_trigger_would_have_made(db: Connection) -> None:
    different = value(
        db,
        """select count(*) from resources r where metadata <> coalesce((
               select jsonb_object_agg(p.key, p.value order by m.metadata_id)
               from resource_metadata m, jsonb_each(m.data) as p where m.resource_id = r.resource_id), '{}')""",
    )
    assert different == 0


def test_documents_are_nested_listed_dotted_of_mixed_types_and_rare(db: Connection) -> None:
    assert value(db, "select count(*) from resources where metadata #> '{limits,requests,burst}' is not null") > 0
    assert value(db, 'select count(*) from resources where metadata @> \'{"tags": ["pii"]}\'') > 0
    assert value(db, "select count(*) from resources where metadata ? 'app.kubernetes.io/name'") > 0
    assert len(column(db, "select distinct jsonb_typeof(metadata -> 'tier') from resources")) >= 4
    rare = (
        "select min(n) from (select count(*) as n from resources, jsonb_object_keys(metadata) as k group by k) as keys"
    )
    assert value(db, rare) < 10


def test_acme_has_every_hostile_string(db: Connection) -> None:
    assert set(HOSTILE) <= set(column(db, "select name from resources where org_id = 42"))


def test_events_are_of_30_months_and_the_audit_trail_of_15(db: Connection) -> None:
    for table, months in (("events", 30), ("audit_logs", 15)):
        statement = f"select count(distinct date_trunc('month', created_at at time zone 'UTC')) from {table}"
        # on the first day of a month the newest of them is the month before
        assert value(db, statement) == months


def test_nothing_but_the_end_of_a_session_is_in_the_future(db: Connection) -> None:
    for table in TABLES:
        assert value(db, f"select coalesce(max(greatest(created_at, updated_at)) <= now(), true) from {table}") is True


@pytest.mark.parametrize("table", ["users", "organizations", "resources"])
def test_some_rows_are_soft_deleted(db: Connection, table: str) -> None:
    assert value(db, f"select count(*) from {table} where deleted_at is not null") > 0


def test_every_soft_deleted_resource_is_in_the_audit_trail(db: Connection) -> None:
    missing = value(
        db,
        """select count(*) from resources r where deleted_at is not null and not exists (
               select from audit_logs a where a.table_name = 'resources' and a.row_id = r.resource_id
               and a.action = 'soft_delete' and a.created_at = r.deleted_at)""",
    )
    assert missing == 0


def test_the_last_day_of_the_data_is_the_anchor() -> None:
    world = World.of(1, _ANCHOR, _SMALL)
    assert world.months(30)[-1].first == date(2026, 11, 1)
    assert len(world.months(30)[-1].midnights) == 21
    assert datetime.fromtimestamp(world.end, UTC).date() == _ANCHOR


def test_a_scale_of_200_is_ten_million_events() -> None:
    assert Amounts.at(200).events == 10_000_000


def test_an_error_while_loading_leaves_the_database_empty(empty_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(empty_dsn)
    monkeypatch.setattr(history, "feeds", lambda _world: iter([tables.Feed("events", "org_id", ["nonsense\n"])]))
    with pytest.raises(TenantshError):
        seed(empty_dsn, scale=_SMALL)
    with psycopg.connect(empty_dsn) as connection:
        assert connection.execute("select count(*) from organizations").fetchone() == (0,)
