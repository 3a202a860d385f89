"""A case as a script, run by psql itself: the same context, the same answers, and nothing else."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.cases.looks import LOOK
from tests.cases.made import OPENING, recorded

from tenantsh.cases.lines import Mark
from tenantsh.cases.telling.script import script
from tenantsh.model.case import Note, Parameter, Recorded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.pgcluster import Cluster

    from tenantsh.model.case import Entry

    Psql = Callable[..., subprocess.CompletedProcess[str]]

SURROUNDINGS = replace(
    LOOK.surroundings,
    user=None,
    email=None,
    context=(("app.current_org_id", "42"),),
    settings={"search_path": "public, pg_temp"},
)
AS_ACME = replace(LOOK, surroundings=SURROUNDINGS)


@pytest.fixture
def psql(pg: Cluster, platform_dsn: str, tmp_path: Path) -> Psql:
    def run(*entries: Entry, **surroundings: Any) -> subprocess.CompletedProcess[str]:
        look = replace(AS_ACME, surroundings=replace(SURROUNDINGS, **surroundings))
        looked = [replace(each, look=look) if isinstance(each, Recorded) else each for each in entries]
        path = tmp_path / "case.sql"
        text = "".join(script(OPENING, Mark("0"), looked))
        path.write_text(text, encoding="utf-8", errors="surrogateescape", newline="")
        done = [str(pg.bin / "psql"), "-X", "-A", "-t", "-q", "-d", platform_dsn, "-f", str(path)]
        return subprocess.run(done, capture_output=True, text=True, timeout=60, cwd=tmp_path)

    return run


def asked(psql: Psql, sql: str, **changes: Any) -> str:
    done = psql(recorded(sql, **changes))
    assert done.stderr == ""
    return done.stdout.partition("\n")[2].strip()


def test_it_is_the_organizations_and_its_roles(psql: Psql) -> None:
    assert asked(psql, "select current_user, current_setting('app.current_org_id'), count(*) from organizations") == (
        "org_viewer|42|1"
    )


def test_settings_are_what_they_were(psql: Psql) -> None:
    settings = {
        "search_path": '"$user", public',
        "TimeZone": "Asia/Tokyo",
        "DateStyle": "German, DMY",
        "work_mem": "1MB",
    }
    done = psql(
        recorded("show search_path; show timezone; show datestyle; show transaction_read_only"), settings=settings
    )
    assert done.stdout.split("\n")[1:5] == ['"$user", public', "Asia/Tokyo", "German, DMY", "on"]


def test_a_failure_ends_nothing(psql: Psql) -> None:
    done = psql(recorded("select 1/0", 1), recorded("select 'then'", 2))
    assert "division by zero" in done.stderr
    assert done.stdout == "-- 1.\n-- 2.\nthen\n"


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ("select 1 -- why", "1"),
        ("select (array[1,2,3])[2:3]", "{2,3}"),
        ("select '\\! touch here', ':HOST', $$:USER$$, 'ä'", "\\! touch here|:HOST|:USER|ä"),
        ("select '$sql$', array[1,2][1:1]", None),
        ("/* a */ with x as (values (1)) table x;", "1"),
    ],
)
def test_queries_are_asked_as_they_were(psql: Psql, sql: str, answer: str | None) -> None:
    done = psql(recorded(sql))
    assert (done.stdout, done.stderr) == (f"-- 1.\n{answer}\n", "") if answer else "syntax error" in done.stderr


def test_parameters_are_what_they_were(psql: Psql) -> None:
    parameters = (Parameter("it's a \\ :HOST"), Parameter("{1,NULL}", "integer[]"), Parameter(None, "text"))
    assert asked(psql, "select $1, $2, $3 is null, pg_typeof($2)", parameters=parameters) == (
        "it's a \\ :HOST|{1,NULL}|t|integer[]"
    )
    assert asked(psql, "select (array[$1::int,2])[1:2]", parameters=(Parameter("7"),)) == "{7,2}"


def test_what_one_query_sets_is_not_there_for_the_next(psql: Psql) -> None:
    sql = "select set_config('role', 'none', false); select current_user"
    assert asked(psql, sql) == "none\norg_viewer"


ATTACKS = [
    "select 1 \\! touch here",
    "select 1 \\g |touch${IFS}here",
    "select 'x' \\o here",
    "select 1; \\! touch here",
    "select $sql$ \\! touch here\n$sql$ \\! touch here",
    "-- x\r\\! touch here",
    "select 1;\nrollback; create table public.here ()",
    "select 1 \\gexec\ncommit; create table public.here ();",
    "select ('; rollback; create table public.here (); select 1",
    "commit",
    "select set_config('transaction_read_only', 'off', false), set_config('role', 'none', false)",
    "select 'x \\! touch here",
    "select /* \\! touch here",
    'select "\\! touch here',
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_case_leaves_its_transaction(psql: Psql, tmp_path: Path, attack: str) -> None:
    hostile = (
        Note(attack, attack),
        recorded(attack, 1, origin=attack, at=attack),
        recorded(attack, 2, parameters=(Parameter(attack),)),
    )
    control = "select current_user, to_regclass('public.here'), current_setting('transaction_read_only')"
    done = psql(*hostile, recorded(control, 3))
    assert done.stdout.rstrip().endswith("org_viewer||on")
    assert not (tmp_path / "here").exists()


@pytest.mark.parametrize("attack", ['x"; \\! touch here', "x\n\\! touch here", "x'; commit; --", "x\\"])
def test_nothing_of_its_context_either(psql: Psql, tmp_path: Path, attack: str) -> None:
    odd = {attack: attack, "TimeZone": attack, "role": "postgres", "search_path": attack}
    done = psql(
        recorded("select 1"),
        role=attack,
        context=((attack, attack), ("app.x", attack), ("role", "postgres")),
        settings=odd,
    )
    assert done.returncode == 0
    assert not (tmp_path / "here").exists()
    assert done.stdout == "-- 1.\n"  # without its role nothing is asked
