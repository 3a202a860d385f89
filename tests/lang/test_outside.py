"""Before which statements psql sends no BEGIN of its own, AUTOCOMMIT being off."""

from __future__ import annotations

import pytest

from tenantsh.lang.outside import begins_nothing


@pytest.mark.parametrize(
    "text",
    [
        *("begin", "START transaction", "commit and chain", "rollback to s", "abort", "end", "prepare transaction 'x'"),
        *("vacuum", "vacuum (full) t", "cluster", "discard all", "alter system set work_mem = '1MB'"),
        *("create database d", "create tablespace t location '/t'"),
        *("create index concurrently on t (a)", "create unique index concurrently i on t (a)"),
        *("drop database d", "drop system", "drop tablespace t", "drop index concurrently i"),
        *("reindex database d", "reindex system d", "reindex table concurrently t"),
        "-- why\n /* how */ vacuum t",
    ],
)
def test_what_is_about_transactions_or_runs_outside_of_them_begins_nothing(text: str) -> None:
    assert begins_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        *("select 1", "prepare p as select 1", "prepare all", "cluster t", "cluster t using i", "discard plans"),
        *("alter table t add a int", "create table t ()", "create unique index i on t (a)", "create index i on t (a)"),
        *("create view database as select 1", "drop table t", "drop index i", "drop view concurrently"),
        *("reindex table t", "reindex index i", "", "vacuumed"),
    ],
)
def test_everything_else_runs_in_a_transaction(text: str) -> None:
    assert not begins_nothing(text)
