"""Applying the platform: once, in order, and never half a file."""

from __future__ import annotations

import dataclasses
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.pgcluster import as_user
from tests.platform.ask import Connection, column, superuser, value

from tenantsh.model.errors import StatementError, TenantshError
from tenantsh.platform import apply as applying
from tenantsh.platform.apply import Step, apply, printed, steps

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

_STRUCTURE = """
    select format('%s %s %s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod))
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace in ('public'::regnamespace, 'platform'::regnamespace)
    union all
    select format('%s %s %s %s', polrelid::regclass, polname, pg_get_expr(polqual, polrelid),
                  pg_get_expr(polwithcheck, polrelid)) from pg_policy
    union all
    select format('%s %s', oid::regprocedure, proacl) from pg_proc where pronamespace = 'platform'::regnamespace
    order by 1
"""


def structure(connection: Connection) -> list[str]:
    """Columns, policies, functions and who may run them."""
    return column(connection, _STRUCTURE)


def test_the_files_are_numbered_from_one_without_a_gap() -> None:
    assert [step.version for step in steps()] == list(range(1, len(steps()) + 1))


def test_applying_again_applies_nothing(empty_dsn: str) -> None:
    assert [done.version for done in apply(empty_dsn)] == [step.version for step in steps()]
    with superuser(empty_dsn) as connection:
        before = structure(connection)
    assert apply(empty_dsn) == []
    with superuser(empty_dsn) as connection:
        assert structure(connection) == before


def test_what_is_printed_does_what_applying_does(pg: Cluster, empty_dsn: str, platform_dsn: str) -> None:
    psql = [str(pg.bin / "psql"), "-Xq", empty_dsn]
    said = subprocess.run(psql, input=printed(), capture_output=True, text=True, env=pg.programs.environment)
    assert said.returncode == 0, said.stderr
    assert apply(empty_dsn) == []
    with superuser(empty_dsn) as connection:
        by_hand = structure(connection)
    with superuser(platform_dsn) as connection:
        seeded = structure(connection)
    assert set(by_hand) <= set(seeded)  # seeding added months


def test_progress_tells_each_file(empty_dsn: str) -> None:
    lines: list[str] = []
    apply(empty_dsn, lines.append)
    assert lines[0] == "applied 01 roles"
    assert len(lines) == len(steps()) + 1


def test_an_applied_file_that_was_edited_is_an_error_with_words(
    empty_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(empty_dsn)
    first, *rest = steps()
    edited = [dataclasses.replace(first, sql=first.sql + "-- one more line\n"), *rest]
    monkeypatch.setattr(applying, "steps", lambda **_: edited)
    with pytest.raises(TenantshError, match=r"01_roles\.sql is not what this database was given"):
        apply(empty_dsn)


def test_a_database_from_a_newer_tenantsh_is_an_error_with_words(
    empty_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(empty_dsn)
    older = steps()[:-1]
    monkeypatch.setattr(applying, "steps", lambda **_: older)
    with pytest.raises(TenantshError, match="this tenantsh ends at"):
        apply(empty_dsn)


def test_a_file_that_fails_leaves_nothing_and_says_where(empty_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [*steps()[:3], Step(4, "broken", "create table public.half (); select 1/0;")]
    monkeypatch.setattr(applying, "steps", lambda **_: broken)
    with pytest.raises(StatementError, match=r"04_broken\.sql") as caught:
        apply(empty_dsn)
    assert caught.value.sqlstate == "22012"
    with superuser(empty_dsn) as connection:
        assert value(connection, "select to_regclass('public.half') is null") is True
        assert column(connection, "select version from platform.schema_version order by 1") == [1, 2, 3]


def test_the_schema_can_be_applied_by_an_owner_of_the_database_who_is_no_superuser(empty_dsn: str, pg: Cluster) -> None:
    with superuser(empty_dsn) as connection:
        connection.execute("create role deployer login createrole")
        connection.execute("grant platform_owner to deployer")  # the roles are this cluster's already
        connection.execute(f"alter database {connection.info.dbname} owner to deployer".encode())
    try:
        assert len(apply(as_user(empty_dsn, "deployer"))) == len(steps())
        assert apply(as_user(empty_dsn, "deployer")) == []
    finally:
        pg.run("revoke platform_owner from deployer")
        with superuser(empty_dsn) as connection:
            connection.execute(f"alter database {connection.info.dbname} owner to postgres".encode())
            connection.execute("drop owned by deployer; drop role deployer")


def test_a_login_that_may_not_is_told_what_it_needs(empty_dsn: str) -> None:
    with superuser(empty_dsn) as connection:
        connection.execute("create role passer_by login")
    try:
        with pytest.raises(StatementError) as caught:
            apply(as_user(empty_dsn, "passer_by"))
        assert caught.value.sqlstate == "42501"
        assert "CREATEROLE" in str(caught.value)
    finally:
        with superuser(empty_dsn) as connection:
            connection.execute("drop role passer_by")


def test_a_login_that_is_above_row_security_already_is_refused(empty_dsn: str) -> None:
    with superuser(empty_dsn) as connection:
        connection.execute("select 1 from pg_roles where rolname = 'support'")
        existed = value(connection, "select count(*) from pg_roles where rolname = 'support'") == 1
        connection.execute("alter role support bypassrls" if existed else "create role support login bypassrls")
    try:
        with pytest.raises(StatementError, match="stand above row security: support"):
            apply(empty_dsn)
    finally:
        with superuser(empty_dsn) as connection:
            connection.execute("alter role support nobypassrls")
