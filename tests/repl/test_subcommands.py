"""`tenantsh platform`, `tenantsh demo` and `tenantsh orgs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.pgcluster import as_user

if TYPE_CHECKING:
    from tests.repl.conftest import Run


@pytest.mark.newest
def test_the_platform_is_applied_once_and_then_up_to_date(tenantsh: Run, empty_dsn: str) -> None:
    first = tenantsh("platform", "apply", "--dsn", empty_dsn)
    assert (first.returncode, first.stdout) == (0, "")
    assert " applied" in first.stderr.splitlines()[-1]
    second = tenantsh("platform", "apply", "--dsn", empty_dsn)
    assert "nothing to apply" in second.stderr


def test_what_is_printed_is_what_is_applied(tenantsh: Run) -> None:
    printed = tenantsh("platform", "apply", "--print")
    assert printed.returncode == 0
    assert "CREATE TABLE" in printed.stdout.upper()


@pytest.mark.newest
def test_seeded_data_can_be_looked_at(tenantsh: Run, empty_dsn: str) -> None:
    tenantsh("platform", "apply", "--dsn", empty_dsn)
    seeded = tenantsh("platform", "seed", "--dsn", empty_dsn, "--scale", "0.1", "--anchor", "2026-11-01")
    assert seeded.returncode == 0, seeded.stderr
    looked = tenantsh(
        "-d", as_user(empty_dsn, "engineer"), "--org", "Acme", "-At", "-c", "select name from organizations"
    )
    assert looked.stdout == "Acme\n", looked.stderr
    again = tenantsh("platform", "seed", "--dsn", empty_dsn)
    assert again.returncode == 1
    assert "--reset" in again.stderr


@pytest.mark.newest
@pytest.mark.parametrize(
    ("option", "value", "wanted"),
    [("--scale", "much", "a number"), ("--seed", "1.5", "a whole number"), ("--anchor", "yesterday", "a day like")],
)
def test_a_bad_value_is_told(tenantsh: Run, empty_dsn: str, option: str, value: str, wanted: str) -> None:
    done = tenantsh("platform", "seed", "--dsn", empty_dsn, option, value)
    assert (done.returncode, done.stdout) == (1, "")
    assert f'{option}: "{value}" is not {wanted}' in done.stderr


def test_a_verb_that_there_is_not_is_told(tenantsh: Run) -> None:
    done = tenantsh("platform", "destroy")
    assert done.returncode == 1
    assert "tenantsh platform apply|seed" in done.stderr


@pytest.mark.newest
def test_a_database_called_like_a_subcommand_needs_d(tenantsh: Run, empty_dsn: str) -> None:
    with psycopg.connect(empty_dsn) as connection:
        host = connection.info.host
        port = connection.info.port
    done = tenantsh("-h", host, "-p", str(port), "-d", "platform", "-U", "engineer", "--org", "42", "-c", "select 1")
    assert "what to do?" not in done.stderr  # whether it is there or not


def test_the_demo_says_where_it_is(tenantsh: Run, demo_environment: dict[str, str]) -> None:
    told = tenantsh("demo", "status").stdout
    assert "running" in told
    assert demo_environment["TENANTSH_DEMO_DIR"] in told


def test_organizations_are_listed_for_the_login(tenantsh: Run) -> None:
    listed = tenantsh("--demo", "orgs", "acm", "--csv")
    assert listed.stdout.splitlines()[0] == "Org,Name,Detail"
    assert listed.stdout.splitlines()[1].startswith("42,Acme,")
