"""`tenantsh doctor` as CI calls it: what is on standard output, and the exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repl.conftest import Run

_OPEN = """
CREATE ROLE doctors_app NOLOGIN;
CREATE TABLE notes (org_id bigint NOT NULL, body text);
CREATE INDEX ON notes (org_id);
INSERT INTO notes VALUES (1, 'a'), (2, 'b');
GRANT SELECT ON notes TO doctors_app;
"""
_GONE = "DROP OWNED BY doctors_app; DROP ROLE doctors_app"


@pytest.fixture
def open_dsn(empty_dsn: str) -> object:
    """A database with a table that shows every organization's rows."""
    with psycopg.connect(empty_dsn, autocommit=True) as connection:
        connection.execute(_OPEN)
        yield empty_dsn
        connection.execute(_GONE)


def test_json_has_the_findings_and_nothing_else(tenantsh: Run, open_dsn: str) -> None:
    done = tenantsh("doctor", "--dsn", open_dsn, "--json", "--no-pgrls")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert {"check", "level", "object", "why", "fix", "sure"} <= found[0].keys()
    assert [(each["check"], each["object"]) for each in found if each["level"] == "critical"] == [
        ("context-unread", "app.current_org_id"),
        ("rls-off", "public.notes"),
        ("leak", "public.notes"),
    ]
    assert "Probed 1 relation as doctors_app" in done.stderr


@pytest.mark.parametrize(("level", "status"), [("critical", 1), ("NOTE", 1), ("never", 0)])
def test_the_exit_status_goes_by_the_gravest(tenantsh: Run, open_dsn: str, level: str, status: int) -> None:
    assert tenantsh("doctor", "--dsn", open_dsn, "--fail-on", level, "--no-pgrls").returncode == status


def test_what_was_accepted_fails_nothing(tenantsh: Run, open_dsn: str, tmp_path: Path) -> None:
    path = str(tmp_path / "base.toml")
    about = ("doctor", "--dsn", open_dsn, "--no-pgrls", "--baseline", path)
    missing = tenantsh(*about)
    assert missing.returncode == 1
    assert "--write-baseline makes it" in missing.stderr
    assert "accepted" in tenantsh(*about, "--write-baseline").stderr
    done = tenantsh(*about, "--json", "--fail-on", "note")
    assert (done.returncode, done.stdout.strip()) == (0, "[]")
    with psycopg.connect(open_dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE more (org_id bigint NOT NULL); GRANT SELECT ON more TO doctors_app")
    done = tenantsh(*about, "--json")
    assert (done.returncode, json.loads(done.stdout)[0]["object"]) == (1, "public.more")


def test_the_demo_is_clean(acme: Run) -> None:
    done = acme("doctor", "--json", "--no-pgrls")
    assert (done.returncode, done.stdout.strip()) == (0, "[]")
    done = acme("doctor", "--no-pgrls")
    assert done.stdout.startswith("No findings.")
    assert "no finding is not a proof" in done.stdout


def test_a_login_above_row_security_is_a_finding_where_it_is_one_for_tenants(tenantsh: Run, platform_dsn: str) -> None:
    about = ("doctor", "--json", "--no-pgrls", "--no-probe", "--dsn", platform_dsn)
    found = json.loads(tenantsh(*about, "--org", "42").stdout)
    assert [each["check"] for each in found] == ["role-above"]
    assert json.loads(tenantsh(*about).stdout) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("doctor", "--fail-on", "much"), "is no level"),
        (("doctor", "--write-baseline"), "in which file?"),
        (("doctor", "a", "b", "c"), "one word too many"),
        (("doctor", "--baseline", ""), "names no file"),
        (("doctor", "--user", "alice@acme.com"), "--user without an organization"),
        (("doctor", "--role", "org_admin", "--dsn", "host=/none"), "--role without an organization"),
    ],
)
def test_what_makes_no_sense_is_refused(tenantsh: Run, arguments: tuple[str, ...], words: str) -> None:
    done = tenantsh(*arguments)
    assert done.returncode == 1
    assert words in done.stderr


def test_nobody_to_connect_to_is_exit_status_2(tenantsh: Run, tmp_path: Path) -> None:
    assert tenantsh("doctor", "-h", str(tmp_path)).returncode == 2


def test_a_word_before_d_is_the_subcommand(tenantsh: Run, tmp_path: Path) -> None:
    assert tenantsh("doctor", "-h", str(tmp_path), "-d", "any").returncode == 2
    assert "whose data?" in tenantsh("-h", str(tmp_path), "-d", "any", "doctor").stderr
