"""`tenantsh seal print|verify`: SQL for a DBA on standard output, and an exit status that says whether it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.pgcluster import as_user
from tests.platform.seals import changed, sealed
from tests.repl.typing import Typing

from tenantsh.repl.states import LOCK

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repl.conftest import Run

__all__ = ["changed", "sealed"]

pytestmark = pytest.mark.newest


def test_what_is_printed_is_sql_for_psql_and_nothing_else(tenantsh: Run, platform_dsn: str) -> None:
    done = tenantsh("seal", "print", "engineer", "support", "--dsn", platform_dsn)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("\\set ON_ERROR_STOP on\n")
    assert "ARRAY['engineer', 'support']::pg_catalog.name[]" in done.stdout
    assert done.stdout.count("CREATE POLICY tenantsh_seal") > 10


def test_a_seal_that_holds(tenantsh: Run, sealed: str) -> None:
    for dsn in (sealed, as_user(sealed, "engineer")):
        done = tenantsh("seal", "verify", "engineer", "--dsn", dsn)
        assert (done.returncode, done.stdout) == (0, "")
        assert "the seal holds for every table that is reached on a direct connection" in done.stderr
        assert tenantsh("seal", "verify", "--json", "engineer", "--dsn", dsn).stdout == "[]\n"


def test_what_leads_past_it_is_told_with_what_closes_it(tenantsh: Run, changed: str) -> None:
    with psycopg.connect(changed, autocommit=True) as connection:
        connection.execute('create table "a; b" (org_id int); grant select on "a; b" to org_viewer')
        connection.execute("grant truncate on users to org_member")
    done = tenantsh("seal", "verify", "engineer", "--dsn", changed)
    assert done.returncode == 1
    assert "fix: REVOKE TRUNCATE ON public.users" in done.stdout
    assert tenantsh("seal", "verify", "--dsn", changed).stdout == done.stdout  # of each login that is sealed
    found = json.loads(tenantsh("seal", "verify", "engineer", "--json", "--dsn", changed).stdout)
    assert {(each["check"], each["object"]) for each in found} == {
        ("seal-no-seal", 'public."a; b"'),
        ("seal-truncate", "public.users"),
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "what to do?"),
        (["install"], "what to do?"),
        (["print"], "which logins are to be sealed?"),
        (["print", "nobody"], 'no login "nobody"'),
        (["print", "postgres"], 'no seal holds "postgres"'),
        (["print", "o'brien; drop"], 'no login "o\'brien; drop"'),
        (["verify", "nobody"], 'no login "nobody"'),
    ],
)
def test_what_cannot_be_done(tenantsh: Run, sealed: str, arguments: list[str], said: str) -> None:
    done = tenantsh("seal", *arguments, "--dsn", sealed)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_without_one(tenantsh: Run, platform_dsn: str, empty_dsn: str) -> None:
    done = tenantsh("seal", "verify", "--dsn", platform_dsn)
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "tenantsh: error: this database has no seal")
    done = tenantsh("seal", "print", "engineer", "--dsn", empty_dsn)
    assert done.returncode == 1
    assert 'can reach no table with the column "org_id"' in done.stderr


def test_the_prompt_has_a_lock_only_where_it_holds_everywhere(
    demo_environment: dict[str, str], changed: str, tmp_path: Path
) -> None:
    environment = {**demo_environment, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "PAGER": "cat"}
    place = ("-d", as_user(changed, "engineer"), "--org", "2", "--reason", "case 7")
    with Typing(*place, env=environment) as shell:
        shell.sees("Sealed: the database itself returns only this organization's rows to this login.")
        shell.sees(f"{LOCK} org_viewer")
    with psycopg.connect(changed, autocommit=True) as connection:
        connection.execute("create view shown as table users; grant select on shown to org_viewer")
    with Typing(*place, env=environment) as shell:
        shell.sees("Sealed, but 1 way leads past the seal: tenantsh seal verify")
        shell.sees("org_viewer ro=>")
        assert LOCK not in shell.text
        shell.enter(r"\whoami")
        shell.sees("these lead past it: public.shown")
