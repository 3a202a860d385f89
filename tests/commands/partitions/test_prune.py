r"""`\prune`: which partitions a query scans, when that is decided, why not fewer, and what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.commands.filtering import Desk
from tests.pgcluster import as_user

from tenantsh.commands.partitions.months import told
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.db.pruning.leaves import Leaf
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import StatementError, TenantshError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.model.result import Result

_SCHEMA = Path(__file__).with_name("pruned.sql").read_text(encoding="utf-8")
_DATABASE = "pruned"
ALL = "2025-01 … 2026-12; default logs_default"
_MARCH = "at >= '2025-03-01' and at < '2025-04-01'"
_JANUARY = "at >= '2025-01-01' and at < '2025-02-01'"


@pytest.fixture(scope="session")
def pruned(pg: Cluster) -> str:
    """A database with partitioned tables of several kinds, as the superuser: leave no trace."""

    def make() -> None:
        pg.create(_DATABASE)
        pg.run(
            f"create schema x; set search_path = x; {_SCHEMA}; alter database {_DATABASE} set search_path = x",
            _DATABASE,
        )

    pg.once(_DATABASE, make)
    return pg.dsn(_DATABASE)


@pytest.fixture
def desk(pruned: str) -> Iterator[Desk]:
    """A plain shell there."""
    made = Desk(Place(Target(pruned), PLATFORM), None)
    yield made
    made.shell.session.close()


@pytest.fixture
def tenant(platform_dsn: str) -> Iterator[Desk]:
    """A tenant's shell on the platform."""
    made = Desk(Place(Target(as_user(platform_dsn, "engineer")), PLATFORM))
    yield made
    made.shell.session.close()


def one(desk: Desk, line: str) -> Result:
    (result,) = desk.feed(line).results
    return result


def scanned(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    """Table, how many of its partitions, which, and when that is decided."""
    return [(row[0], row[2], row[4], row[5]) for row in one(desk, rf"\prune {query}").rows]


def afterwards(desk: Desk, query: str) -> str:
    r"""What `\p` shows after `\prune`: the query that `\g` would run."""
    *_, shown = desk.feed(rf"\prune {query}", r"\p").results
    return b"".join(shown.data or ()).decode().rstrip("\n")


def footers(desk: Desk, query: str) -> str:
    found = one(desk, rf"\prune {query}").footers
    return "\n".join(found or ())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("select 1", []),
        (
            "select * from logs where at >= '2025-03-01' and at < '2025-05-01'",
            [("logs", 2, "2025-03 … 2025-04", "planning")],
        ),
        ("select * from logs where at in ('2025-03-01', '2025-06-01')", [("logs", 2, "2025-03, 2025-06", "planning")]),
        (
            "select * from logs where at >= timestamp '2025-03-01' and at < date '2025-03-09'",
            [("logs", 1, "2025-03", "start")],
        ),
        ("select * from logs where at > '2030-01-01' and at < '2020-01-01'", [("logs", 0, "", "planning")]),
        (
            "select * from logs where at > timestamp '2030-01-01' and at < timestamp '2020-01-01'",
            [("logs", 0, "", "start")],
        ),
        ("select * from logs where at >= '2026-12-01'", [("logs", 2, "2026-12; default logs_default", "planning")]),
        (
            "select * from logs where at = (select min(day) from d)",
            [("d", 2, "2025-01 … 2025-02", "planning"), ("logs", 25, ALL, "running")],
        ),
        ("select * from h where id = 1", [("h", 1, "h0", "planning")]),
        ("select * from h where id = (select 1)", [("h", 2, "h0, h1", "running")]),
        ("select * from h where id > (select 1)", [("h", 2, "h0, h1", "planning")]),
        ("select * from hh where id = 1 and org_id = (select 1)", [("hh", 2, "hh0, hh1", "running")]),
        ("select * from hh where org_id = (select 1)", [("hh", 2, "hh0, hh1", "planning")]),
        (
            "select * from sub where at < '2025-02-01' and region = (select 'eu')",
            [("sub", 2, "sub-partitions sub_2025_01_eu, sub_2025_01_us", "running")],
        ),
        (
            "select * from sub where at >= '2025-01-05' and at < '2025-02-03'",
            [("sub", 3, "2025-02; sub-partitions sub_2025_01_eu, sub_2025_01_us", "planning")],
        ),
        ("delete from logs where at < '2025-02-01' and at >= '2025-01-01'", [("logs", 1, "2025-01", "planning")]),
        ("update logs set body = '' where at = '2025-02-01'", [("logs", 1, "2025-02", "planning")]),
        ("insert into logs (at) values (now())", []),
        ("insert into logs select * from logs where at = '2025-03-01'", [("logs", 1, "2025-03", "planning")]),
        ("with logs as (select 1 as at) select * from logs", []),
        ("select * from lv where at = '2025-03-01'", [("logs", 1, "2025-03", "planning")]),
        ("select * from mv", []),
        ("values (1)", []),
    ],
)
def test_partitions_are_counted_where_they_are_read(desk: Desk, query: str, found: list[tuple[Any, ...]]) -> None:
    assert sorted(scanned(desk, query)) == found


def test_what_a_nested_loop_reads_is_decided_while_it_runs(desk: Desk) -> None:
    desk.feed("set enable_hashjoin = off;", "set enable_mergejoin = off;", "set enable_material = off;")
    query = "select * from d join logs on logs.at = d.day where d.day > '2025-02-05'"
    assert scanned(desk, query) == [("d", 1, "2025-02", "planning"), ("logs", 25, ALL, "running")]


def test_each_branch_and_each_scan_of_a_table_is_told_apart(desk: Desk) -> None:
    branches = "select id from logs where at < '2025-02-01' union select id from logs where at >= '2026-10-01'"
    assert [row[2] for row in scanned(desk, branches)] == [
        "2025-01; default logs_default",
        "2026-10 … 2026-12; default logs_default",
    ]
    flat = "select * from logs where at = '2025-01-05' union all select * from logs where at = '2025-06-01'"
    assert {month for row in scanned(desk, flat) for month in row[2].split(", ")} == {"2025-01", "2025-06"}
    joined = one(desk, r"\prune select * from logs a, logs b where a.at = '2025-03-01' and b.at = '2025-04-01'")
    assert sorted((row[1], row[4]) for row in joined.rows) == [("a", "2025-03"), ("b", "2025-04")]


def test_rows_and_bytes_are_those_of_what_is_scanned(desk: Desk, pruned: str) -> None:
    ((_, _, count, of, _, _, rows, size, *_),) = one(desk, rf"\prune select * from logs where {_MARCH}").rows
    assert (count, of) == (1, 25)
    assert 1000 < rows < 1500
    with psycopg.connect(pruned) as connection:
        assert connection.execute("select pg_total_relation_size('logs_2025_03')").fetchone() == (size,)


def test_a_prepared_statement_is_pruned_when_it_starts(desk: Desk) -> None:
    desk.feed(
        "prepare q(timestamptz) as select * from logs where at = $1;", "set plan_cache_mode = force_generic_plan;"
    )
    assert scanned(desk, "execute q('2025-03-05')") == [("logs", 1, "2025-03", "start")]


def test_parameters_want_values(desk: Desk) -> None:
    error = desk.feed(r"\prune select * from logs where at = $1").error
    assert error.hint is not None
    assert (r"\bind" if desk.shell.session.server_version >= 160000 else "PREPARE") in error.hint


@pytest.mark.pg_min(16)
def test_values_that_were_bound_are_used_once(desk: Desk) -> None:
    (result,) = desk.feed(r"select * from logs where at = $1 \bind 2025-03-05 \prune").results
    assert result.rows[0][4] == "2025-03"
    assert desk.feed("select 1;").results[0].rows == [(1,)]


def test_plus_runs_the_query_and_says_what_was_read(desk: Desk) -> None:
    query = f"select count(*) from logs where at = (select max(at) from logs where {_JANUARY})"
    result = one(desk, rf"\prune+ {query}")
    assert {row[4]: row[8:10] for row in result.rows}[ALL] == (1, 1)
    assert isinstance(result.seen, type(result))
    assert "Which of them" in [column.name for column in result.seen.columns]


def test_plus_writes_nothing(desk: Desk, pruned: str) -> None:
    error = desk.feed(r"\prune+ delete from logs").error
    assert isinstance(error, StatementError)
    assert error.sqlstate == "25006"
    with psycopg.connect(pruned) as connection:
        assert connection.execute("select count(*) from logs").fetchone() == (28000,)


# -- why not fewer -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("select * from logs where org_id = 5", "no condition of the query is on at, which logs is partitioned by"),
        ("select * from logs order by at desc limit 5", "no condition of the query is on at"),
        ("select * from logs where at > clock_timestamp() - interval '1 day'", "clock_timestamp() is another value"),
        ("select * from logs where at > '2026-01-01' or org_id = 5", "OR: what satisfies the other side"),
        ("select * from logs where at <> '2026-01-01'", "it says what at is not"),
        ("select * from logs where not at = '2026-01-01'", "it says what at is not"),
        ("select * from logs where coalesce(at, now()) > '2026-01-01'", "COALESCE hides at"),
        ("select * from logs where at is not null", "it names at without a range of it"),
        ("select * from logs where age(at) < interval '1 day'", "age() hides at"),
        ("select * from logs where at = (select min(day) from d)", "is known only while the query runs"),
        ("select * from logs, d where at = day", "comes from other rows"),
        ("select * from h", "it is partitioned by HASH (id), and the conditions do not narrow that"),
        ("select * from h where id = (select 1)", "what that is compared with is known only while the query runs"),
        ("select * from logs where date_trunc('month', at) = '2025-03-02'", "no row fulfils it: no month begins there"),
    ],
)  # fmt: skip
def test_the_reason_is_told(desk: Desk, query: str, words: str) -> None:
    assert words in footers(desk, query)


def test_pruning_that_is_off_is_told(desk: Desk) -> None:
    desk.feed("set enable_partition_pruning = off;")
    told = footers(desk, "select * from logs where at = '2025-03-01'")
    assert "enable_partition_pruning is off" in told
    assert "SET enable_partition_pruning = on" in told


def test_what_is_pruned_well_has_no_reasons(desk: Desk) -> None:
    query = "select * from logs where at = '2025-03-01' and at::date = '2025-03-01'"
    assert one(desk, rf"\prune {query}").parts == ()
    assert afterwards(desk, query) == query


@pytest.mark.parametrize(
    "around",
    [
        "date_trunc('month', at + interval '1 day') = '2026-04-01'",
        "(at - interval '1 day')::date = '2026-04-05'",
        "(at + interval '1 day') at time zone 'Asia/Tokyo' >= '2026-04-05'",
        "extract(year from at + interval '1 day') = 2026",
    ],
)
def test_nothing_is_offered_for_what_is_around_a_key_with_an_interval(desk: Desk, around: str) -> None:
    query = f"select * from logs where {around}"
    one(desk, rf"\prune {query}")
    assert afterwards(desk, query) == query


# -- what to write instead ---------------------------------------------------------------------------------------


def test_the_rewritten_query_is_what_g_runs(desk: Desk) -> None:
    query = "select count(*) /* how many */\n  from logs l\n where (l.at)::date = '2025-03-01' and id > 0"
    counted, result, shown, again = desk.feed(*f"{query};\n\\prune\n\\p\n\\g".split("\n")).results
    assert result.rows[0][2] == 25
    assert result.notes == ()
    rewritten = query.replace("(l.at)::date = '2025-03-01'", "l.at >= '2025-03-01' AND l.at < '2025-03-02'")
    assert b"".join(shown.data or ()).decode() == f"{rewritten};\n"
    assert again.rows == counted.rows
    assert "1 of 25 partitions of logs (2025-03)" in "\n".join(result.footers or ())


def test_who_types_is_told_what_g_runs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(desk.shell), "interactive", True)
    result = one(desk, r"\prune select 1 from logs where at::date = '2025-03-01'")
    assert result.notes == (r"\g runs the query with what stands behind “instead”; \p shows it.",)
    assert one(desk, r"\prune select 1 from logs where id = 1").notes == ()


def test_the_reasons_are_a_table_of_their_own_for_programs(desk: Desk) -> None:
    result = one(desk, r"\prune select 'ö' from logs where date_trunc('month', at) = '2025-03-01'")
    (reasons,) = result.parts
    assert [column.name for column in reasons.columns] == [
        "Table",
        "Condition",
        "Position",
        "Why",
        "Instead",
        "Whole query",
    ]
    ((table, condition, position, _, instead, whole),) = reasons.rows
    assert (table, condition, position) == ("logs", "date_trunc('month', at) = '2025-03-01'", 28)
    assert instead == "at >= '2025-03-01' AND at < '2025-04-01'"
    assert whole == f"select 'ö' from logs where {instead}"


def test_csv_has_the_reasons_behind_the_tables(desk: Desk) -> None:
    desk.feed(r"\pset format csv")
    results = desk.feed(r"\prune select * from logs where at::date = '2025-03-01'").results
    assert [result.title for result in results] == ["Partitions that the query scans", "Why not fewer"]


def test_what_an_or_joins_gets_parentheses(desk: Desk) -> None:
    found = afterwards(desk, "select * from logs where at::date = '2025-03-01' or date(at) = '2025-04-01'")
    assert found.endswith(
        "where (at >= '2025-03-01' AND at < '2025-03-02') or (at >= '2025-04-01' AND at < '2025-04-02')"
    )


@pytest.mark.parametrize(
    "query",
    [
        "with c as (select * from logs) select * from c where at::date = '2025-03-01'",
        "select * from (select id, at from logs) s where s.at::date = '2025-03-01'",
        "select * from lv v where v.at::date = '2025-03-01'",
        "select * from d join logs on logs.at::date = '2025-03-01' and d.id = logs.id",
        "delete from logs where at::date = '2025-03-01'",
        "update logs l set body = '' from d where l.at::date = '2025-03-01'",
        "select exists (select from logs where at::date = '2025-03-01')",
        "select * from logs where at::date = '2025-03-01' union select * from logs where at = '2025-04-01'",
        "create table copied as select * from logs where at::date = '2025-03-01'",
        "explained",
    ],
)
def test_a_key_is_found_wherever_the_query_reads_it(desk: Desk, query: str) -> None:
    if query == "explained":
        query = "declare c cursor for select * from x.logs where x.logs.at::date = '2025-03-01'"
    assert "at >= '2025-03-01' AND" in afterwards(desk, query)
    assert sum(row[1] for row in scanned(desk, query)) > 24


def test_a_column_of_the_same_name_that_is_no_key_is_left_alone(desk: Desk) -> None:
    told = footers(desk, "select * from logs, (select now() as at) s where s.at::date = '2025-03-01'")
    assert "instead" not in told
    assert "no condition of the query is on at" in told


# -- where the query comes from ----------------------------------------------------------------------------------


def test_without_a_query_it_is_the_buffer_or_the_last_statement(desk: Desk) -> None:
    assert isinstance(desk.feed(r"\prune").error, UsageError)
    buffered, again, shown = desk.feed("select *", r"from h where id = 1 \prune", r"\prune", r"\p").results
    assert buffered.rows == again.rows
    assert buffered.rows[0][4] == "h0"
    assert b"".join(shown.data or ()).decode().replace("\n", " ").strip() == "select * from h where id = 1"


def test_variables_stand_for_their_values(desk: Desk) -> None:
    desk.feed(r"\set day 2025-03-01", r"\set t logs")
    assert scanned(desk, "select at::text from :t where at = :'day' and body <> ':day'")[0][2] == "2025-03"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"\prune vacuum", "VACUUM has no plan"),
        (r"\prune select 1; select 2", "2 statements in one"),
        (r"\prune select 1 \g", "takes all of its line"),
        (r"\prune explain select 1", "EXPLAIN is put before it here"),
        (r"\prune select * form logs", "syntax error"),
        (r"\prune selct 1", "syntax error"),
        (r"\prune select * from nowhere", "does not exist"),
        (r"\prune select 'a", "unterminated"),
        (r"\prune copy logs to stdout", "COPY has no plan"),
        (rf"\prune select {'(' * 200}1{')' * 200} from logs", ""),
        (rf"\prune select * from logs where {' or '.join(['at::date = now()'] * 400)}", ""),
    ],
)
def test_what_cannot_be_looked_at_is_said(desk: Desk, line: str, said: str) -> None:
    (outcome,) = desk.feed(line).outcomes
    assert said == "" or (isinstance(outcome, TenantshError) and said in outcome.what)
    assert desk.feed("select 1;").results[0].rows == [(1,)]


def test_hostile_names_are_only_names(pg: Cluster) -> None:
    dsn = pg.create("hostile_prune")
    pg.run(
        """create table "we'ird ""t%s" ("ke""y" date) partition by range ("ke""y");
           create table "p;1" partition of "we'ird ""t%s" for values from ('2025-01-01') to ('2025-02-01');
           create table "Ü:a" partition of "we'ird ""t%s" for values from ('2025-02-01') to ('2025-03-01');""",
        "hostile_prune",
    )
    desk = Desk(Place(Target(dsn), PLATFORM), None)
    query = """select * from "we'ird ""t%s" where date_trunc('month', "ke""y") = '2025-02-01'"""
    result = one(desk, rf"\prune {query}")
    assert result.rows[0][:5] == ('"we\'ird ""t%s"', "we'ird \"t%s", 2, 2, "2025-01 … 2025-02")
    assert afterwards(desk, query).endswith("""where "ke""y" >= '2025-02-01' AND "ke""y" < '2025-03-01'""")
    desk.shell.session.close()
    pg.drop("hostile_prune")


# -- tenants, transactions, locks --------------------------------------------------------------------------------


def test_a_tenant_is_told_of_tables_whose_partitions_she_may_not_read(tenant: Desk) -> None:
    query = "select count(*) from events where created_at::date = current_date"
    counted, result, again = tenant.feed(f"{query};", r"\prune", r"\g").results
    assert result.rows[0][0] == "events"
    assert result.rows[0][2] == result.rows[0][3] > 30
    assert "created_at >= current_date AND created_at < current_date + 1" in afterwards(tenant, query)
    assert again.rows == counted.rows


def test_a_transaction_stays_as_it_was(tenant: Desk) -> None:
    tenant.feed("begin;", "set local lock_timeout = '7s';", "set local timezone = 'America/Havana';")
    tenant.feed(r"\prune select * from events where created_at::date = '2026-03-01'")
    tenant.feed(r"\prune selct")
    assert tenant.feed("select current_setting('lock_timeout'), current_setting('timezone');").rows == [
        ("7s", "America/Havana")
    ]
    assert tenant.feed("commit;").results[0].status == "COMMIT"
    tenant.feed("begin;", "select 1/0;")
    error = tenant.feed(r"\prune select * from events").error
    assert isinstance(error, StatementError)
    assert error.sqlstate == "25P02"
    assert tenant.feed("rollback;").results[0].status == "ROLLBACK"


def test_a_locked_partition_is_waited_for_half_a_second_where_it_has_to_be(pruned: str, desk: Desk) -> None:
    with psycopg.connect(pruned) as other:
        other.execute("lock table x.logs_2025_03 in access exclusive mode")
        assert scanned(desk, "select * from logs where at = '2025-04-01'")[0][2] == "2025-04"
        error = desk.feed(r"\prune select * from logs where at::date = '2025-04-01'").error
        assert isinstance(error, StatementError)
        assert error.sqlstate == "55P03"
        assert error.why is not None
        assert "another session" in error.why
    assert desk.feed("select 1;").results[0].rows == [(1,)]


# -- words for partitions ----------------------------------------------------------------------------------------


def leaf(name: str, bound: str, *, kind: str = "r", level: int = 1, is_default: bool = False) -> Leaf:
    root = (1, "s", "t", True, "RANGE (at)")
    return Leaf(*root, "at", "date", [], False, "s", name, kind, level, is_default, bound, 0, None, None)


def month(number: int) -> Leaf:
    return leaf(f"t_{number}", f"FOR VALUES FROM ('2025-{number:02}-01') TO ('2025-{number + 1:02}-01')")


def test_months_that_follow_each_other_are_one_run() -> None:
    whole = [month(n) for n in (1, 2, 3, 5, 6)]
    assert told(whole, whole) == "2025-01 … 2025-03, 2025-05 … 2025-06"
    assert told(whole[:1] + whole[2:3], whole) == "2025-01, 2025-03"


def test_default_foreign_and_lower_partitions_have_their_names() -> None:
    others = [
        leaf("rest", "DEFAULT", is_default=True),
        leaf("Cold", "FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')", kind="f"),
        leaf("t_1_eu", "FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')", level=2),
    ]
    assert (
        told([month(1), *others], [month(1), *others]) == '2025-01; sub-partitions t_1_eu; default rest; foreign "Cold"'
    )


def test_many_names_are_counted() -> None:
    whole = [leaf(f"h{n}", f"FOR VALUES WITH (modulus 9, remainder {n})") for n in range(9)]
    assert told(whole, whole) == "h0, h1, h2, h3 and 5 more"
