"""The SQL of findings on tables that somebody had a hand in: names that are taken, identity columns, hashes, copies."""

from __future__ import annotations

import psycopg
from tests.commands.partitions.conftest import plain, run, seen
from tests.commands.partitions.test_findings import found


def prepare(dsn: str, *statements: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in ("set timezone = 'UTC'", "set search_path = planted", *statements):
            connection.execute(statement.encode())


def test_a_name_that_a_detached_partition_has_is_not_used_again(changeable: str) -> None:
    prepare(changeable, "alter table whole detach partition whole_2025_11")
    run(changeable, found(changeable, "whole", now="2026-02-10 00:00:00")["gap"].fix)
    assert "gap" not in found(changeable, "whole", now="2026-02-10 00:00:00")


def test_the_rest_of_a_month_is_made_beside_the_half_that_is_there(changeable: str) -> None:
    half = "create table whole_2025_11 partition of whole for values from ('2025-11-01') to ('2025-11-10')"
    prepare(changeable, "drop table whole_2025_11", half)
    run(changeable, found(changeable, "whole", now="2026-02-10 00:00:00")["gap"].fix)
    assert "gap" not in found(changeable, "whole", now="2026-02-10 00:00:00")


def test_rows_keep_their_numbers_where_a_long_partition_is_split(changeable: str) -> None:
    prepare(
        changeable,
        "create table numbered (id int generated always as identity, at timestamptz not null) partition by range (at)",
        "call monthly('numbered', '2025-01-01', 6)",
        "create table numbered_2025_07 partition of numbered for values from ('2025-07-01') to ('2025-09-01')",
        "insert into numbered (at) values ('2025-07-04'), ('2025-08-04')",
    )
    run(changeable, found(changeable, "numbered", now="2025-07-10 00:00:00")["odd-step"].fix)
    with psycopg.connect(changeable) as connection:
        rows = connection.execute("select id, tableoid::regclass::text from planted.numbered order by id").fetchall()
    assert rows == [(1, "planted.numbered_2025_07"), (2, "planted.numbered_2025_08")]


def test_a_partition_for_a_remainder_has_the_row_security_of_its_table_and_a_name_of_its_own(changeable: str) -> None:
    prepare(
        changeable,
        'create table "Ha.s""h" (org_id int) partition by hash (org_id)',
        'call guard(\'"Ha.s""h"\')',
        'create table "Ha.s""h_1" partition of "Ha.s""h" for values with (modulus 2, remainder 0)',
        'call guard(\'"Ha.s""h_1"\')',
    )
    run(changeable, found(changeable, '"Ha.s""h"')["hash-gap"].fix)
    assert found(changeable, '"Ha.s""h"') == {}


def test_holes_in_the_first_of_two_columns_are_found_and_filled(changeable: str) -> None:
    make = "create table two_{0} partition of two for values from ('{1}', minvalue) to ('{2}', minvalue)"
    prepare(
        changeable,
        "create table two (day date, id int) partition by range (day, id)",
        make.format("2025_11", "2025-11-01", "2025-12-01"),
        make.format("2026_01", "2026-01-01", "2026-02-01"),
        make.format("2026_02", "2026-02-01", "2026-03-01"),
        "create table two_rest partition of two default",
        "insert into two values ('2025-12-24', 1)",
    )
    holes = found(changeable, "two", now="2026-02-10 00:00:00")
    assert holes["gap"].what == "two: no partition for 2025-12"
    assert holes["missing-next"].what.startswith("two: no partition for 2026-03, 2026-04")
    for check in ("gap", "missing-next"):
        run(changeable, holes[check].fix)
    assert set(found(changeable, "two", now="2026-02-10 00:00:00")) == {"default-rows"}  # not vacuumed yet
    with psycopg.connect(changeable) as connection:
        assert connection.execute("select tableoid::regclass::text from planted.two").fetchall() == [
            ("planted.two_2025_12",)
        ]


def test_ranges_in_which_the_second_column_counts_have_no_holes_that_are_looked_for(changeable: str) -> None:
    prepare(
        changeable,
        "create table two (day date, id int) partition by range (day, id)",
        "create table two_1 partition of two for values from ('2025-11-01', 1) to ('2025-12-01', minvalue)",
        "create table two_2 partition of two for values from ('2026-01-01', minvalue) to ('2026-03-01', 5)",
    )
    assert found(changeable, "two", now="2026-02-10 00:00:00") == {}


def test_a_copy_without_row_security_is_found_whatever_it_is_called(changeable: str) -> None:
    prepare(changeable, "create table something as select * from events", "grant select on something to part_tenant")
    session = plain(changeable)
    (look,) = seen(session, "events")
    session.close()
    assert ("detached", "critical", "planted.events_2025_08 planted.something") in {
        (finding.check, finding.level.value, finding.object) for finding in look.findings
    }
