"""Conditions that hide a partition key, written for the planner: for just the same rows, in every time zone."""

from __future__ import annotations

import os
from datetime import UTC
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db import moments
from tests.db.plainly import opened, run

from tenantsh.db.pruning import look
from tenantsh.db.pruning.statement import read
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.plain import Plain

_DATABASE = "moments"
_CONDITIONS = 60
"""Random ones of each seed; thousands have been tried by hand, on 13, 15 and 18."""


def _seeds() -> range:
    """Those of `TENANTSH_PRUNE_SEEDS=1-100`, or the first one."""
    first, _, last = os.environ.get("TENANTSH_PRUNE_SEEDS", "1").partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.fixture
def plain(pg: Cluster) -> Iterator[Plain]:
    """A session beside tables with rows wherever a clock is put on or back."""
    pg.once(_DATABASE, lambda: _make(pg))
    session = opened(pg.dsn(_DATABASE))
    yield session
    session.close()


def _make(pg: Cluster) -> None:
    dsn = pg.create(_DATABASE)
    pg.run(moments.SCHEMA, _DATABASE)
    with psycopg.connect(dsn) as connection:
        for table in "zld":
            with connection.cursor().copy(f"copy {table} from stdin".encode()) as copy:
                for number, moment in enumerate(moments.rows()):
                    copy.write_row((number, moment.replace(tzinfo=UTC if table == "z" else None), 1))
                for odd in ("infinity", "-infinity", None):
                    copy.write_row((-1, odd, 1))
        connection.execute("analyze")


def instead(plain: Plain, condition: str, *, table: str = "z", zone: str = "UTC") -> str | None:
    """What stands behind WHERE in the rewritten query."""
    run(plain, f"set timezone = '{zone}'")
    found = look(plain, f"select id from {table} where {condition}").instead
    return found.partition(" where ")[2] if found else None


@pytest.mark.parametrize("seed", _seeds())
def test_a_rewritten_query_has_just_the_same_rows(plain: Plain, seed: int) -> None:
    chance, written, beside = moments.Chance(seed), 0, 0
    for _ in range(_CONDITIONS):
        zone = chance.one(moments.ZONES)
        run(plain, f"set timezone = '{zone}'")
        table = chance.one("zzzld")
        query = f"select id from {table} where {chance.one(('', '', '', 'not '))}{chance.condition(table)}"
        try:
            found = look(plain, query)
        except StatementError:  # it compares what cannot be compared
            continue
        if found.instead is None:
            continue
        written += 1
        beside += len(found.instead) > 2 * len(query)
        assert sum(len(reading.scanned) for reading in found.afterwards) < len(found.readings[0].scanned)
        both = f"(({query}) except all ({found.instead})) union all (({found.instead}) except all ({query}))"
        (difference,) = run(plain, f"select count(*) from ({both}) as d")
        if isinstance(difference, StatementError):  # the query itself fails, on infinite keys
            assert isinstance(run(plain, query)[0], StatementError), query
        else:
            assert difference.rows == [(0,)], f"in {zone}: {query} is not {found.instead}"
    assert written > _CONDITIONS * 0.4


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        ("at::date = '2025-03-01'", "at >= '2025-03-01' AND at < '2025-03-02'"),
        ("date '2025-03-01' <= at::date", "at >= '2025-03-01'"),
        ("at::date between '2025-03-01' and '2025-03-05'", "at >= '2025-03-01' AND at < '2025-03-06'"),
        ("date_trunc('month', at) = '2025-12-01'", "at >= '2025-12-01' AND at < '2026-01-01'"),
        ("date_trunc('quarter', at) in ('2025-01-01', '2025-04-01')", "at >= '2025-01-01' AND at < '2025-07-01'"),
        ("date_trunc('week', at) > '2025-06-03'", "at >= '2025-06-09'"),
        ("extract(year from at) = 2025", "at >= '2025-01-01' AND at < '2026-01-01'"),
        ("to_char(at, 'YYYY-MM') = '2025-03'", "at >= '2025-03-01' AND at < '2025-04-01'"),
        ("at::text like '2025-03-%'", "at >= '2025-03-01' AND at < '2025-04-01'"),
        ("at + interval '1 day' > '2026-01-01'", "at > '2026-01-01'::timestamptz - interval '1 day'"),
        ("timestamptz '2025-03-09' - at < interval '2 days'", "at > timestamptz '2025-03-09' - interval '48 hours'"),
        ("at::date = current_date", "at >= current_date AND at < current_date + 1"),
        (
            "date_trunc('month', at) = date_trunc('month', now())",
            "at >= date_trunc('month', now()) AND at < date_trunc('month', now()) + interval '1 month'",
        ),
        (
            "at at time zone 'America/New_York' >= '2025-03-01'",
            "at >= '2025-03-01 05:00:00+00'",
        ),
        (
            "to_char(at, 'YYYY-MM') >= '2026-03'",
            "at >= '2026-03-01' AND to_char(at, 'YYYY-MM') >= '2026-03'",
        ),
    ],
)
def test_the_usual_reasons_have_a_usual_answer(plain: Plain, condition: str, written: str) -> None:
    assert instead(plain, condition) == written


def test_a_day_is_the_day_of_the_sessions_zone(plain: Plain) -> None:
    condition = "at::date = '2025-07-01'"
    assert instead(plain, condition, zone="Asia/Kathmandu") == "at >= '2025-07-01' AND at < '2025-07-02'"
    assert instead(plain, f"date(at at time zone 'Asia/Kathmandu') {condition[9:]}", zone="UTC") == (
        "at >= '2025-06-30 18:15:00+00' AND at < '2025-07-01 18:15:00+00'"
    )


def test_a_midnight_that_comes_twice_is_the_first_one(plain: Plain) -> None:
    assert instead(plain, "at::date = '2025-11-02'", zone="America/Havana") == (
        "at >= '2025-11-02 04:00:00+00' AND at < '2025-11-03'"
    )


def test_a_day_that_comes_back_for_an_hour_keeps_its_condition(plain: Plain) -> None:
    assert instead(plain, "at::date = '2006-10-29'", zone="America/St_Johns") == (
        "at >= '2006-10-29 02:30:00+00' AND at < '2006-10-30' AND at::date = '2006-10-29'"
    )


def test_a_time_that_a_clock_was_put_past_is_where_it_was_put_on(plain: Plain) -> None:
    condition = "at::timestamp < '2011-12-30 07:00:30.5'"  # Apia had no such day
    assert instead(plain, condition, zone="Pacific/Apia") == "at < '2011-12-30 10:00:00+00'"


@pytest.mark.pg_min(17)
def test_at_local_is_the_sessions_clock(plain: Plain) -> None:
    assert instead(plain, "(at at local)::date = '2025-07-01'", zone="Asia/Kathmandu") == (
        "at >= '2025-07-01' AND at < '2025-07-02'"
    )


def test_days_added_to_a_date_are_days(plain: Plain) -> None:
    assert instead(plain, "at + 5 >= '2026-01-06'", table="d") == "at >= date '2026-01-06' - 5"


def test_keys_without_a_zone_have_plain_days(plain: Plain) -> None:
    for table in ("l", "d"):
        assert instead(plain, "date_trunc('month', at) = '2025-11-01'", table=table, zone="America/Havana") == (
            "at >= '2025-11-01' AND at < '2025-12-01'"
        )


@pytest.mark.parametrize(
    "condition",
    [
        "date_trunc('month', at) = '2025-03-02'",  # never
        "at at time zone 'Mars/Olympus' > '2025-01-01'",
        "at::date = 'infinity'",
        "extract(month from at) = 3",
        "to_char(at, 'YYYY-MM') = '2025-3'",
        "to_char(at, 'Month') = 'March'",
        "at::date <> '2025-03-01'",
        "at + (other || ' days')::interval > '2025-01-01'",
        "date_trunc('month', at) = (select '2025-03-01'::timestamptz)",
        "not to_char(at, 'YYYY-MM') = '2025-03'",
        "public.date_trunc('month', at) = '2025-03-01'",
        "at::date operator(public.=) '2025-03-01'",
    ],
)
def test_what_is_not_certain_is_not_written(plain: Plain, condition: str) -> None:
    assert instead(plain, condition) is None


def test_names_of_with_are_no_relations() -> None:
    statement = read('with z as (select * from "A".b) select (select 1 from c where c.d = 1) from z, e f where f.g')
    assert statement is not None
    assert statement.names == ['"A"."b"', '"e"', '"c"']


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("((e.created_at))::date = '2025-03-01'", None),
        ("'ü' = 'ü' and /* é */ at::timestamp with time zone > now() -- end", "at::timestamp with time zone > now()"),
        ("x between date_trunc('month', at) and (1 + (2)) or y", "x between date_trunc('month', at) and (1 + (2))"),
        ("created_at in ('a', ('b'))", None),
        ("(date_trunc('month', created_at)) = any (array[1, 2])", None),
        ("interval '1' day + created_at > current_date", None),
        ("created_at at time zone 'x' > all ('{a}'::text[])", None),
        ("case when a then created_at else b end = created_at", None),
    ],
)  # fmt: skip
def test_the_words_of_a_condition_are_found(where: str, words: str | None) -> None:
    statement = read(f"select 'ä' from events where {where}")
    assert statement is not None
    assert (words or where) in [statement.text.words(each.node) for each in statement.predicates]


def test_a_statement_that_is_too_deep_is_not_read() -> None:
    assert read(f"select {'(' * 300}1{')' * 300} from logs where {'not ' * 300} a") is None
    assert read("select * form logs") is None
    assert read("select 1; select 2") is None
