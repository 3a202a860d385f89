r"""`\route` on a cluster: what it says of shards is what EXPLAIN does, and what it adds leaves the same rows.

It makes a schema and roles `routing…` beside the platform.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import postgast
import psycopg
import pytest
from tests.commands.filtering import Desk
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.db.route import looking
from tenantsh.db.route.looking import look
from tenantsh.db.route.router import Router
from tenantsh.model.convention import Convention
from tenantsh.model.errors import Refused, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.citus.conftest import Citus


_SQL = Path(__file__).with_name("route.sql").read_text(encoding="utf-8")
_CONVENTION = Convention(
    name="routing",
    role="routing_viewer",
    settings={"app.current_org_id": "{org}"},
    find_organizations=(
        "select org_id::text as org, name, null::text as detail from routing.orgs"
        " where :pattern in ('', org_id::text, name) order by org_id"
    ),
)
_OPENING = (
    "begin",
    "set local role routing_viewer",
    "set local citus.propagate_set_commands = 'local'",
    "set local app.current_org_id = '42'",
)


@pytest.fixture(scope="module")
def dsn(citus: Citus) -> Iterator[str]:
    with psycopg.connect(citus.dsn, autocommit=True) as connection:
        for statement in postgast.split(_SQL):
            connection.execute(statement.encode())
        yield citus.dsn
        connection.execute("drop schema routing cascade")
        connection.execute("drop role routing_login, routing_monitor, routing_viewer")


def place(dsn: str, user: str = "routing_login") -> Place:
    conninfo = psycopg.conninfo.make_conninfo(as_user(dsn, user), options="-c search_path=routing,public")
    return Place(Target(conninfo), _CONVENTION)


@contextmanager
def at_desk(dsn: str, *, org: str = "42", write: bool = False, user: str = "routing_login") -> Iterator[Desk]:
    desk = Desk(place(dsn, user), org, write=write)
    try:
        yield desk
    finally:
        desk.shell.session.close()


@pytest.fixture(scope="module")
def desk(dsn: str) -> Iterator[Desk]:
    with at_desk(dsn) as made:
        yield made


@pytest.fixture(autouse=True)
def _as_at_the_start(request: pytest.FixtureRequest) -> None:
    if "desk" in request.fixturenames:
        made: Desk = request.getfixturevalue("desk")
        made.feed(r"\route off")
        made.told.clear()


# -- ten queries, against EXPLAIN ------------------------------------------------------------------------------------

_QUERIES = {
    "one table": "select count(*) from tasks",
    "with its organization": "select count(*) from tasks where org_id = 42",
    "some organizations": "select count(*) from tasks where org_id in (42, 43, 44)",
    "a join by organization": "select count(*) from tasks join notes using (org_id, task_id)",
    "a join that would move rows": "select count(*) from tasks t join notes n on n.task_id = t.task_id",
    "partitions": "select count(*) from events where at < '2026-02-01'",
    "with a table on every node": "select k.name, count(*) from tasks join kinds k using (kind_id) group by 1",
    "a query within": "select count(*) from tasks where exists (select from notes where notes.task_id = tasks.task_id)",
    "a query of WITH": "with w as (select * from tasks order by 2 limit 5) select * from w join kinds using (kind_id)",
    "an outer join": "select count(*) from tasks t left join notes n on n.task_id = t.task_id and n.org_id = t.org_id",
    "rows locked": "select * from tasks where task_id = 1 for update",
    "rows changed": "update tasks set status = 'x' where task_id = 1",
}
"""Ten, and two more that change rows or lock them."""


@pytest.mark.parametrize("query", _QUERIES.values(), ids=_QUERIES)
def test_what_is_said_of_shards_is_what_explain_says(dsn: str, desk: Desk, query: str) -> None:
    session = desk.shell.tenant_session
    found = look(session, Router(session, _CONVENTION), query, ())
    said = [(each.tasks, Counter(each.nodes)) for each in (found.before, found.after) if each is not None]
    asked = [query] if found.before is not None else []
    asked += [found.routed.text] if found.after is not None else []
    assert said == [_explained(dsn, text) for text in asked]
    assert found.before is not None or _explained(dsn, query) is None
    written = found.after or found.before
    assert written is not None
    distributed = [each for each in written.touched if each.shard.manner == "distributed"]
    assert len({each.node for each in distributed}) == 1 or "in (42" in query


def _explained(dsn: str, query: str) -> tuple[int, Counter[str]] | None:
    """The tasks and the nodes of a query as EXPLAIN's text has them; None where there is no plan of it."""
    opening = (*_OPENING, "set local citus.explain_all_tasks = on", "set local search_path = routing")
    with psycopg.connect(as_user(dsn, "routing_login"), autocommit=True) as connection:
        for line in opening:
            connection.execute(line.encode())
        try:
            lines = [str(row[0]) for row in connection.execute(f"explain (costs off) {query}".encode())]
        except psycopg.Error:
            return None
    tasks = sum(int(found[1]) for line in lines if (found := re.search(r"Task Count: (\d+)", line)))
    nodes = {f"{found[1]}:{found[2]}" for line in lines if (found := re.search(r"Node: host=(\S+) port=(\d+)", line))}
    return tasks, Counter(nodes)


# -- \route on -------------------------------------------------------------------------------------------------------

_SAME = [
    "select * from tasks",
    "select status, count(*) from tasks where status = 'open' or task_id < 3 group by 1",
    "select t.task_id, n.body from tasks t left join notes n on n.task_id = t.task_id and n.org_id = t.org_id",
    "select count(*) from events where at < '2026-02-01'",
    "select * from (select * from tasks where task_id < 9 union all select * from tasks where task_id > 39) x",
    "with w as (select task_id from notes) select count(*) from tasks where task_id in (select task_id from w)",
    "select count(*) from shared",
    "select count(*) from loose",
    "select k.name, count(*) from tasks join kinds k using (kind_id) group by 1",
]


@pytest.mark.parametrize("query", _SAME)
def test_what_is_added_leaves_the_same_rows(desk: Desk, query: str) -> None:
    before = desk.feed(f"{query};")
    desk.feed(r"\route on")
    after = Counter(desk.feed(f"{query};").rows)
    if before.errors and "left join" in query:  # by Citus 13 on PostgreSQL 16 and 17, unless it is about one shard
        assert "one shard" in (before.error.why or "")
        assert sum(after.values()) == 40
    else:
        assert after == Counter(before.rows)


def test_what_was_sent_is_told(desk: Desk) -> None:
    desk.feed(r"\route on")
    assert desk.feed("select count(*) from tasks;").rows == [(40,)]
    assert [line.partition("routed: ")[2] for line in desk.told] == [
        "select count(*) from tasks WHERE tasks.org_id = '42';"
    ]
    desk.told.clear()
    desk.feed("select 1;", "select count(*) from tasks where org_id = 42;", r"\route off", "table tasks;")
    assert desk.told == []


def test_it_makes_queries_run_that_citus_does_not_plan(desk: Desk) -> None:
    query = "select count(*) from tasks t join notes n on n.task_id = t.task_id;"
    assert isinstance(desk.feed(query).error, StatementError)
    desk.feed(r"\route on")
    assert desk.feed(query).rows == [(20,)]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("select count(*) from loose;", "row security does not choose its rows"),
        ("select count(*) from shared;", "its policies do not say"),
        ("select count(*) from tasks full join notes using (task_id, org_id);", "outer join"),
        ("table tasks;", "could not be edited"),
        ("delete from tasks;", "no condition of its own"),
    ],
)
def test_why_nothing_is_added_is_told(desk: Desk, query: str, reason: str) -> None:
    desk.feed(r"\route on", query)
    assert desk.told
    assert all("not routed: " in line and reason in line for line in desk.told)


def test_what_changes_every_row_is_asked_about_all_the_same(dsn: str) -> None:
    with at_desk(dsn, write=True) as writer:
        writer.feed(r"\route on")
        error = writer.feed("delete from tasks;").error
        assert isinstance(error, Refused)
        assert error.rule == "every-row"


def test_a_policy_that_changes_is_noticed_at_once(dsn: str, desk: Desk) -> None:
    desk.feed(r"\route on")
    desk.feed("select count(*) from notes;")
    assert "routed: " in desk.told.pop()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create policy open on routing.notes for select using (note_id = 1)")
        try:
            assert desk.feed("select count(*) from notes;").rows == [(49,)]
            assert "its policies do not say" in desk.told.pop()
            connection.execute("create policy narrow on routing.notes as restrictive using (org_id = 42)")
            desk.told.clear()  # Citus makes it a permissive one on the shards, and their rows are what comes
            ((routed,),) = desk.feed("select count(*) from notes;").rows
            assert "its policies do not say" in desk.told.pop()
            ((plain,),) = desk.feed(r"\route off", "select count(*) from notes;").rows
            assert routed == plain > 20
        finally:
            connection.execute("drop policy if exists open on routing.notes")
            connection.execute("drop policy if exists narrow on routing.notes")


def test_of_several_statements_none_is_changed(dsn: str, desk: Desk) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create schema routing_other")
        connection.execute("grant usage on schema routing_other to routing_viewer")
        connection.execute("create table routing_other.tasks (org_id bigint, task_id bigint)")
        connection.execute("select create_distributed_table('routing_other.tasks', 'org_id')")
        connection.execute("insert into routing_other.tasks select o, 1 from generate_series(40, 44) as o")
        connection.execute("grant select on routing_other.tasks to routing_viewer")
        try:
            desk.feed(r"\route on")
            found = desk.feed(r"begin\; set local search_path = routing_other\; select count(*) from tasks\; commit;")
            assert (5,) in [row for result in found.results for row in result.rows]
            assert "several statements" in desk.told.pop()
        finally:
            connection.execute("drop schema routing_other cascade")


def test_texts_that_are_one_number_are_not_left_out(dsn: str, desk: Desk) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create table routing.spelled (org_id text)")
        try:
            connection.execute("select create_distributed_table('routing.spelled', 'org_id')")
            connection.execute("insert into routing.spelled values ('42'), ('042'), ('43')")
            connection.execute("alter table routing.spelled enable row level security")
            connection.execute(
                "create policy own on routing.spelled"
                " using (org_id::bigint = current_setting('app.current_org_id', true)::bigint)"
            )
            connection.execute("grant select on routing.spelled to routing_viewer")
            desk.feed(r"\route on")
            assert desk.feed("select count(*) from spelled;").rows == [(2,)]
        finally:
            connection.execute("drop table routing.spelled")


def test_an_operator_that_somebody_planted_is_not_asked(dsn: str, desk: Desk) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        for line in (
            "create schema routing_evil",
            "create function routing_evil.eq(bigint, bigint) returns bool language sql as 'select false'",
            "create operator routing_evil.= (leftarg = bigint, rightarg = bigint, function = routing_evil.eq)",
        ):
            connection.execute(line.encode())
        try:
            desk.feed(r"\route on", "select count(*) from tasks;")
            assert "another operator" in desk.told.pop()
        finally:
            connection.execute("drop schema routing_evil cascade")


def test_the_persons_transaction_stays_what_it_is(dsn: str) -> None:
    with at_desk(dsn, write=True) as writer:
        writer.feed(r"\route on", "begin;")
        writer.feed("update tasks set status = 'mine' where task_id = 1;", r"\route select * from nowhere")
        assert writer.feed("select status from tasks where task_id = 1;").rows == [("mine",)]
        assert isinstance(writer.feed("select 1/0;").error, StatementError)
        writer.told.clear()
        error = writer.feed("select count(*) from tasks;").error
        assert isinstance(error, StatementError)
        assert (error.sqlstate, writer.told) == ("25P02", [])
        writer.feed("rollback;")


def test_another_organization_is_routed_to_its_own_shard(dsn: str) -> None:
    with at_desk(dsn) as made:
        made.feed(r"\route on", r"\org 43", "select count(*) from tasks;")
        assert "tasks.org_id = '43'" in made.told[-1]


def test_the_command_shows_what_to_add_and_runs_it(desk: Desk) -> None:
    (found, *_) = desk.feed(r"\route select count(*) from tasks").results
    assert len(found.rows) == len({row[2] for row in found.rows}) > 1
    assert found.parts[0].rows == [("tasks.org_id = '42'", "select count(*) from tasks WHERE tasks.org_id = '42'", 1)]
    assert desk.feed(r"\g").rows == [(40,)]
    (found,) = desk.feed(r"\route select count(*) from here").results
    assert found.rows == []
    assert "no shard" in (found.footers or ("",))[0]


def test_where_all_shards_take_too_long_one_is_looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_EACH", 0.001)
    (found, *_) = desk.feed(r"\route select count(*) from tasks").results
    assert len(found.rows) == 1
    assert "stands for the others" in " ".join(found.footers or ())
    assert found.parts[0].rows[0][0] == "tasks.org_id = '42'"


# -- \orgs+ ----------------------------------------------------------------------------------------------------------


def test_an_organizations_shard_is_the_one_that_citus_says(dsn: str, desk: Desk) -> None:
    (found,) = desk.feed(r"\orgs+").results
    names = [column.name for column in found.columns]
    rows = [dict(zip(names, row, strict=True)) for row in found.rows]
    with psycopg.connect(dsn) as connection:
        (table,) = connection.execute(
            "select distinct logicalrelid::oid::int from pg_dist_shard where shardid = any(%s)",
            [[row["Shard"] for row in rows]],
        ).fetchall()
        asked = "select org_id::text, get_shard_id_for_distribution_column(%s::oid::regclass, org_id) from routing.orgs"
        said: dict[str, int] = dict(connection.execute(asked, table).fetchall())
    assert {row["Org"]: row["Shard"] for row in rows} == said
    assert all(row["Node"] for row in rows)
    # Citus tells a login no size where a table of anybody's lies in a schema that it may not use
    assert all(row["Shard size"] for row in rows) or any("sizes are not known" in note for note in found.notes)
    assert any("citus_stat_tenants" in note for note in found.notes)
    assert desk.feed(r"\orgs 42").rows == [("42", "Org 42", None)]


def test_what_citus_counted_is_shown_to_members_of_pg_monitor(dsn: str) -> None:
    with at_desk(dsn, user="routing_monitor") as made:
        made.feed("select count(*) from tasks where org_id = 42;")
        (found,) = made.feed(r"\orgs+ 42").results
        assert not any("citus_stat_tenants" in note for note in found.notes)
        names = [column.name for column in found.columns]
        row = dict(zip(names, found.rows[0], strict=True))
        counted = row["Queries"]
    with psycopg.connect(dsn) as connection:
        setting = connection.execute("show citus.stat_tenants_track").fetchone()
    assert (counted is not None and counted > 0) or setting != ("all",)
