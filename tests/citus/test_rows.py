"""Whose rows a session on Citus sees and writes, whatever way the statement goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

import tenantsh
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import ContextDrift, NeedsReason, Refused, StatementError

if TYPE_CHECKING:
    from tests.citus.conftest import Citus

    from tenantsh import Session

TABLES = (
    "organizations",
    "org_members",
    "sessions",
    "resources",
    "resource_metadata",
    "billing_accounts",
    "events",
    "audit_logs",
)
ORGANIZATIONS = (1, 42, 43, 44, 99)


@pytest.mark.parametrize("org", ORGANIZATIONS)
def test_each_table_shows_the_organization_s_rows_and_no_others(citus: Citus, org: int) -> None:
    with tenantsh.connect(citus.as_login(), org=str(org)) as session:
        for table in TABLES:
            [(rows,)] = citus.run(f"select count(*) from {table} where org_id = {org}")
            assert session.run(f"select count(*), min(org_id), max(org_id) from {table}").rows[0] in (
                (rows, org, org),
                (0, None, None),
            )
            assert session.run(f"select count(*) from {table} where org_id = {org}").rows == [(rows,)]
            assert session.run(f"select count(*) from {table} where org_id <> {org}").rows == [(0,)]
            assert session.run(f"select count(*) from {table} where org_id = %s", [org]).rows == [(rows,)]


def test_people_are_those_of_the_organization(citus: Citus, session: Session) -> None:
    members = {user for (user,) in citus.run("select user_id from org_members where org_id = 42")}
    assert {user for (user,) in session.run("select user_id from users").rows} == members
    joined = session.run("select count(*) from users join org_members using (user_id)")
    assert joined.rows == [(len(members),)]
    with pytest.raises(StatementError, match="permission denied"):  # whose list of organizations she is in is nobody's
        session.run("select org_ids from platform.people")


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from resources r join events e using (org_id, resource_id)",
        "with few as (select * from resources limit 100) select count(*) from few where org_id <> 42",
        "select count(*) from (select org_id, count(*) from events group by 1) t where org_id <> 42",
        "select count(*) from resources where resource_id in (select resource_id from events) and org_id <> 42",
        "select count(*) from resources_copy() where org_id <> 42",
    ],
)
def test_whatever_way_it_goes(citus: Citus, session: Session, sql: str) -> None:
    citus.run("drop function if exists resources_copy()")
    citus.run(
        "create function resources_copy() returns setof resources language plpgsql as"
        " $$ begin return query select * from resources; end $$"
    )
    rows = session.run(sql).rows
    assert rows == [(0,)] if "<>" in sql else rows > [(0,)]


def test_rows_in_a_transaction_of_the_persons_and_after_it(session: Session) -> None:
    [(before,)] = session.run("select count(*) from events").rows
    session.run("begin")
    assert session.run("select count(*) from events").rows == [(before,)]
    session.run("savepoint a")
    with pytest.raises(StatementError):
        session.run("select 1 / (org_id - org_id) from events")
    session.run("rollback to a")
    assert session.run("select count(*) from events").rows == [(before,)]
    session.run("set local statement_timeout = '1min'")
    assert session.run("select count(*) from events where org_id <> 42").rows == [(0,)]
    session.run("commit")
    assert session.run("select count(*) from events").rows == [(before,)]


def test_what_is_written_is_the_organization_s(citus: Citus, writer: Session) -> None:
    [(made,)] = writer.run(
        "insert into resources (org_id, name, type) values (42, 'made on Citus', 'server') returning resource_id"
    ).rows
    assert writer.run(f"update resources set name = 'changed' where resource_id = {made}").status == "UPDATE 1"
    [(created, updated)] = citus.run(f"select created_at, updated_at from resources where resource_id = {made}")
    assert updated > created
    assert writer.run("update resources set name = 'all' where org_id = 43").status == "UPDATE 0"
    with pytest.raises(StatementError) as refused:
        writer.run("insert into resources (org_id, name, type) values (43, 'x', 'server')")
    assert (refused.value.sqlstate, "names its shard" in (refused.value.why or "")) == ("42501", True)
    citus.run(f"delete from resources where resource_id = {made}")


def test_an_admin_adds_and_removes_members(citus: Citus) -> None:
    with tenantsh.connect(citus.as_login(), org="42", user="alice@acme.com", write=True) as session:
        [(email,)] = citus.run(
            "select email from platform.people where not 42 = any (org_ids) and deleted_at is null limit 1"
        )
        [(person,)] = session.run("select platform.add_member(%s)", [email]).rows
        assert session.run("select email from users where user_id = %s", [person]).rows == [(email,)]
        assert session.run("select platform.remove_member(%s)", [person]).rows == [(True,)]
        assert session.run("select count(*) from users where user_id = %s", [person]).rows == [(0,)]


def test_the_context_reaches_the_workers_by_set_local_and_in_the_transaction(session: Session) -> None:
    session.run("set citus.log_remote_commands = on")
    answer = session.run("select count(*) from resources where org_id = 42")
    assert answer.rows != [(0,)]


@pytest.mark.parametrize(
    "sql",
    [
        "set citus.propagate_set_commands = 'none'",
        "set local citus.propagate_set_commands to none",
        "select set_config('citus.propagate_set_commands', 'none', true)",
        "reset citus.propagate_set_commands",
        "select run_command_on_workers('select 1')",
        "select pg_catalog.run_command_on_shards('resources', 'select count(*) from %s')",
        "select * from RUN_COMMAND_ON_PLACEMENTS('resources', 'select count(*) from %s')",
        "select run_command_on_colocated_placements('resources', 'events', 'select 1 -- %s %s')",
        "select run_command_on_all_nodes('select 1')",
        "select run_command_on_coordinator('select 1')",
        "select master_run_on_worker(array['127.0.0.1'], array[54411], array['select 1'], true)",
        "select citus_run_local_command('select 1')",
        "select create_intermediate_result('a', 'select * from resources')",
        "select broadcast_intermediate_result('a', 'select 1')",
        "select * from read_intermediate_result('a', 'binary') as t (a int)",
        "select fetch_intermediate_results(array['a'], 'localhost', 1)",
        "select worker_save_query_explain_analyze('select 1', '{}')",
        "select worker_apply_shard_ddl_command(102008, 'alter table resources disable row level security')",
        "select citus_internal.database_command('select 1')",
        "select citus_internal_delete_shard_metadata(1)",
        "select alter_role_if_exists('org_viewer', 'alter role org_viewer superuser')",
        "select lock_shard_resources(8, array[102008])",
        "select lock_relation_if_exists('resources', 'ACCESS EXCLUSIVE')",
        'select "run_command_on_workers"($$select 1$$)',
        'select u&"run_command_on_\\0077orkers"($$select 1$$)',
        "explain select run_command_on_workers('select 1')",
        "with a as (select run_command_on_workers('select 1')) select * from a",
    ],
)
def test_what_acts_on_other_nodes_is_refused(session: Session, sql: str) -> None:
    with pytest.raises(Refused) as refused:
        session.run(sql)
    assert refused.value.rule in ("other-node", "leaves-context")


@pytest.mark.parametrize(
    "sql",
    [
        "select query from citus_stat_activity",
        'select query from pg_catalog."citus_dist_stat_activity"',
        "select * from citus_stat_activity()",
        "select query from pg_stat_activity",
        "select pg_stat_get_backend_activity(1)",
        'table u&"citus\\005fstat_activity"',
        "copy resources to stdout",
        "copy public.resources (org_id) to stdout (format csv)",
        "set citus.select_opens_transaction_block = off",
        "set local citus.select_opens_transaction_block = off",
        "select set_config('citus.select_opens_transaction_block', 'off', true)",
    ],
)
def test_what_goes_past_the_context_on_the_workers_is_refused(session: Session, sql: str) -> None:
    with pytest.raises(Refused):
        session.run(sql)
    assert session.run("copy (select * from resources limit 3) to stdout").status == "COPY 3"


def test_a_default_to_read_outside_of_transactions_is_set_aside(citus: Citus) -> None:
    options = make_conninfo(citus.as_login(), options="-c citus.select_opens_transaction_block=off")
    with tenantsh.connect(options, org="42") as session:
        assert session.run("select count(*) from resources").rows > [(0,)]


def test_a_function_that_asks_other_nodes_is_asked_about(citus: Citus) -> None:
    citus.run(
        "create or replace function elsewhere() returns text language sql as"
        " $$ select string_agg(result, ',') from run_command_on_workers('select 1') $$"
    )
    with tenantsh.connect(citus.as_login(), org="42") as session, pytest.raises(NeedsReason):
        session.run("select elsewhere()")
    citus.run("drop function elsewhere()")


def test_a_shard_shows_no_more_than_its_table(citus: Citus) -> None:
    for worker in citus.workers:
        with psycopg.connect(worker, autocommit=True) as admin:
            admin.execute("set citus.override_table_visibility = off")
            shards = admin.execute(
                "select oid::regclass::text from pg_class where relkind = 'r'"
                r" and relname ~ '^(events_2026_1\d|resources)_\d{6}$'"
            ).fetchall()
        assert shards
        with tenantsh.connect(make_conninfo(worker, user="engineer"), org="42") as session:
            session.run("set citus.override_table_visibility = off")
            for (shard,) in shards[:40]:
                if "events" in shard:  # a partition's: nobody may read it by itself
                    with pytest.raises(StatementError, match="permission denied"):
                        session.run(f"select count(*) from {shard}")
                else:
                    assert session.run(f"select count(*) from {shard} where org_id <> 42").rows == [(0,)]


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("select name from resources where org_id = 42 limit 1", [("***",)]),
        ("select name from resources limit 1", [("***",)]),
        ("select upper(name) from resources limit 1", [("***",)]),
        ("select string_agg(name, ',') from resources where org_id = 42", [("***",)]),
        ("with a as (select name from resources limit 1) select * from a", [("***",)]),
        ("select email from users where user_id = 1", [("***",)]),
        ("select count(*) > 0, max(org_id) from resources", [(True, 42)]),
    ],
)
def test_what_is_marked_is_masked_though_citus_says_no_origin(citus: Citus, sql: str, shown: list[object]) -> None:
    place = Place(
        Target(citus.as_login()), PLATFORM, masking={"resources.name": "hide", "platform.people.email": "hide"}
    )
    with open_session(place, Wanted("42")) as session:
        assert session.run(sql).rows == shown


def test_a_hash_is_no_message_between_nodes(session: Session) -> None:
    assert session.run("select worker_hash(42::bigint) is not null").rows == [(True,)]


def test_a_function_that_switches_propagation_off_shows_nothing(citus: Citus) -> None:
    citus.run(
        "create or replace function quiet() returns int language plpgsql as"
        " $$ begin execute 'set local citus.propagate_set_' || 'commands = ''none'''; return 1; end $$"
    )
    place = Place(Target(citus.as_login()), PLATFORM, allowed=frozenset({"runs-text"}))
    with open_session(place, Wanted("42")) as session:
        with pytest.raises(ContextDrift):
            session.run("select quiet(), count(*) from resources")
        assert session.run("select count(*) from resources where org_id <> 42").rows == [(0,)]
    citus.run("drop function quiet()")


def test_a_worker_can_be_entered_too(citus: Citus) -> None:
    counts = set()
    for worker in citus.workers:
        with tenantsh.connect(make_conninfo(worker, user="engineer"), org="42") as session:
            counts.add(session.run("select count(*) from resources").rows[0][0])
            assert (session.link.identity.citus_group or 0) > 0
            assert session.run("select count(*) from resources where org_id <> 42").rows == [(0,)]
    assert counts == {citus.run("select count(*) from resources where org_id = 42")[0][0]}
