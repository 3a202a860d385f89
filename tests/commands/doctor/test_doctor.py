r"""`\doctor`: what it finds, proves, and says; how it goes about locks, names and roles."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from tenantsh.commands.doctor import baseline, page
from tenantsh.commands.doctor.looking import Wanted, look
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, open_session
from tenantsh.db.opening import Wanted as Whose
from tenantsh.db.plain import open_plain_session
from tenantsh.model.convention import PLATFORM, Convention
from tenantsh.model.errors import ConfigError, UsageError
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

    from tenantsh.commands.doctor.looking import Diagnosis

_DATABASE = "doctored"
_SQL = Path(__file__).with_name("doctored.sql").read_text(encoding="utf-8")
CONVENTION = Convention(name="doctored", role="doc_app", settings={"app.org": "{org}"})
CATALOG = Wanted(probing=False)


@pytest.fixture(scope="session")
def doctored(pg: Cluster) -> str:
    """The database, as the superuser: leave no trace."""

    def make() -> None:
        with psycopg.connect(pg.create(_DATABASE), autocommit=True) as connection:
            connection.execute(_SQL.encode())

    pg.once(_DATABASE, make)
    return pg.dsn(_DATABASE)


def _of_tenant(pg: Cluster, wanted: Wanted) -> Diagnosis:
    place = Place(Target(pg.dsn(_DATABASE, "doc_login")), CONVENTION)
    with open_session(place, Whose("1")) as session:
        return look(session, place, session.tenant, wanted)


def _of_login(dsn: str, wanted: Wanted = CATALOG, convention: Convention = CONVENTION) -> Diagnosis:
    place = Place(Target(dsn), convention)
    session = open_plain_session(place.target)
    try:
        return look(session, place, None, wanted)
    finally:
        session.close()


def _checks(found: Diagnosis) -> set[tuple[str, str]]:
    return {(finding.check, finding.object) for finding in found.findings}


@pytest.fixture
def scratch(doctored: str) -> Iterator[psycopg.Connection]:
    """A superuser's connection, whose changes are undone by dropping the schema that it has for them."""
    with psycopg.connect(doctored, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA scratch; GRANT USAGE ON SCHEMA scratch TO doc_app")
        yield connection
        connection.execute("DROP SCHEMA scratch CASCADE")


def test_a_tenants_session_and_an_owner_find_the_same(pg: Cluster, doctored: str) -> None:
    as_tenant, as_superuser = _of_tenant(pg, CATALOG), _of_login(doctored)
    assert _checks(as_tenant) == _checks(as_superuser) == {("rls-off", "app.bare"), ("policy-unset", "app.unset")}


def test_what_shows_rows_of_others_is_proved(pg: Cluster, doctored: str) -> None:
    assert doctored
    proofs = {each.object: each for each in _of_tenant(pg, Wanted()).findings if each.check == "leak"}
    assert set(proofs) == {"app.bare", "app.unset"}
    assert "with the context set, empty or not set" in proofs["app.bare"].what
    assert "with the context empty or not set" in proofs["app.unset"].what
    assert "ENABLE ROW LEVEL SECURITY" in proofs["app.bare"].fix


def test_a_superuser_probes_as_the_tenants_role(doctored: str) -> None:
    found = _of_login(doctored, Wanted())
    assert ("leak", "app.bare") in _checks(found)
    assert ("leak", "app.good") not in _checks(found)
    assert any("as doc_app for rows of others than organization" in note for note in found.notes)


def test_who_may_become_no_tenant_is_told_that_nothing_was_probed(pg: Cluster, doctored: str) -> None:
    assert doctored
    found = _of_login(pg.dsn(_DATABASE, "doc_stranger"), Wanted())
    assert not any(finding.check == "leak" for finding in found.findings)
    assert any("Nothing was probed" in note for note in found.notes)


def test_a_probe_changes_nothing(pg: Cluster, doctored: str) -> None:
    with psycopg.connect(doctored, autocommit=True) as connection:
        before = connection.execute("SELECT sum(xact_commit) > 0, txid_current() FROM pg_stat_database").fetchone()
        _of_tenant(pg, Wanted())
        after = connection.execute("SELECT true, txid_current()").fetchone()
    assert before is not None
    assert after is not None
    assert after[1] == before[1] + 1  # nobody else took a number of a transaction that writes


def test_on_a_standby(pg: Cluster, doctored: str, standby: Cluster) -> None:
    pg.catch_up()
    there = _of_login(standby.dsn(_DATABASE), Wanted())
    assert _checks(there) == _checks(_of_login(doctored, Wanted()))


def test_through_a_pooler_no_context_is_left_behind(pg: Cluster, doctored: str, pgbouncer: Bouncer) -> None:
    place = Place(Target(pgbouncer.dsn(_DATABASE, "doc_login")), CONVENTION)
    with open_session(place, Whose("1")) as session:
        there = look(session, place, session.tenant)
    assert _checks(there) == _checks(_of_tenant(pg, Wanted()))
    with psycopg.connect(pgbouncer.dsn(_DATABASE, "doc_login")) as next_client:
        found = next_client.execute("SELECT current_user, current_setting('app.org', true)").fetchone()
    assert found is not None
    assert found[0] == "doc_login"
    assert not found[1]


def test_within_a_transaction_that_stays_as_it_is(pg: Cluster, doctored: str) -> None:
    assert doctored
    place = Place(Target(pg.dsn(_DATABASE, "doc_login")), CONVENTION)
    with open_session(place, Whose("1")) as session:
        session.run("begin")
        assert ("leak", "app.bare") in _checks(look(session, place, session.tenant))
        assert session.in_transaction
        assert session.run("select count(*) from app.good").rows[0][0] == 1
        session.run("rollback")


def test_without_the_conventions_roles_those_are_meant_that_tables_are_open_to(doctored: str) -> None:
    found = _of_login(doctored, convention=PLATFORM)
    assert ("rls-off", "app.bare") in _checks(found)


def test_a_database_of_another_convention_is_no_healthy_one(doctored: str) -> None:
    other = Convention(name="other", role="doc_app", settings={"app.org": "{org}"}, tenant_column="customer")
    found = _of_login(doctored, convention=other)
    assert any("no table has a column customer" in note for note in found.notes)


def test_the_platform_is_clean(platform_dsn: str, pg: Cluster) -> None:
    assert _of_login(platform_dsn, Wanted(), PLATFORM).findings == []
    place = Place(Target(pg.dsn("platform", "engineer")), PLATFORM)
    with open_session(place, Whose("42")) as session:
        found = look(session, place, session.tenant)
    assert found.findings == []
    assert any("showed some" in note for note in found.notes)


def test_whoever_holds_a_table_is_not_waited_for(doctored: str, scratch: psycopg.Connection) -> None:
    scratch.execute("CREATE VIEW scratch.seen AS SELECT * FROM app.unset; GRANT SELECT ON scratch.seen TO doc_app")
    with psycopg.connect(doctored) as holder:
        holder.execute("LOCK TABLE app.unset IN ACCESS EXCLUSIVE MODE")
        found = _of_login(doctored)
        holder.rollback()
    assert ("rls-off", "app.bare") in _checks(found)
    assert any("another session holds 2 relations" in note for note in found.notes)


def test_names_cannot_leave_their_line_of_sql(doctored: str, scratch: psycopg.Connection) -> None:
    name = 'x"; DROP\nTABLE y; --'
    quoted = '"' + name.replace('"', '""') + '"'
    scratch.execute(f"CREATE TABLE scratch.{quoted} (org_id int NOT NULL)".encode())
    scratch.execute(f"GRANT SELECT ON scratch.{quoted} TO doc_app".encode())
    found = [finding for finding in _of_login(doctored).findings if finding.object.startswith("scratch.")]
    assert {finding.check for finding in found} == {"rls-off", "owner-above"} - {"owner-above"}
    assert all("\n" not in finding.object for finding in found)
    with pytest.raises(psycopg.errors.SyntaxError), scratch.transaction():
        scratch.execute("CREATE POLICY", prepare=False)
    with scratch.transaction(force_rollback=True):  # the SQL that it has is SQL
        scratch.execute(found[0].fix.encode())


def test_a_server_s_name_is_quoted_in_the_sql_that_closes_it(doctored: str, scratch: psycopg.Connection) -> None:
    scratch.execute(
        'CREATE FOREIGN DATA WRAPPER scratch_files; CREATE SERVER "other-1" FOREIGN DATA WRAPPER scratch_files'
    )
    try:
        scratch.execute('CREATE USER MAPPING FOR doc_app SERVER "other-1"')
        (fix,) = [each.fix for each in _of_login(doctored).findings if each.check == "door-mapping"]
        scratch.execute(fix.encode())
        assert "door-mapping" not in {check for check, _ in _checks(_of_login(doctored))}
    finally:
        scratch.execute("DROP FOREIGN DATA WRAPPER scratch_files CASCADE")


@pytest.mark.parametrize(
    ("sql", "check", "object_"),
    [
        ("CREATE VIEW scratch.v AS SELECT * FROM app.unset", None, ""),  # forced, and the owner's policies: no row
        ("CREATE MATERIALIZED VIEW scratch.m AS SELECT * FROM app.bare", "matview", "scratch.m"),
        ("CREATE VIEW scratch.v AS SELECT * FROM app.bare", "view-owner", "scratch.v"),
    ],
)
def test_views(doctored: str, scratch: psycopg.Connection, sql: str, check: str | None, object_: str) -> None:
    scratch.execute("ALTER SCHEMA scratch OWNER TO doc_owner; SET ROLE doc_owner")
    scratch.execute(f"{sql}; GRANT SELECT ON ALL TABLES IN SCHEMA scratch TO doc_app; RESET ROLE".encode())
    found = {each for each in _checks(_of_login(doctored)) if each[1].startswith("scratch.")}
    assert found == ({(check, object_)} if check else set())


def test_the_list_of_tenants_is_no_tenants(doctored: str, scratch: psycopg.Connection) -> None:
    scratch.execute(
        "CREATE TABLE scratch.customers (id bigint PRIMARY KEY, name text);"
        "CREATE TABLE scratch.invoices (org_id bigint NOT NULL REFERENCES scratch.customers);"
        "GRANT SELECT ON scratch.customers TO doc_app"
    )
    assert ("rls-off-tenants", "scratch.customers") in _checks(_of_login(doctored))
    scratch.execute("REVOKE SELECT ON scratch.customers FROM doc_app")
    assert not any(name == "scratch.customers" for _, name in _checks(_of_login(doctored)))


def _fake(folder: Path, script: str) -> None:
    program = folder / "pgrls"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_what_pgrls_finds_is_told_where_tenants_have_to_do_with_it(
    doctored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [
        {"rule_id": "SEC033", "severity": "error", "title": "t", "message": "m", "location": "app.good.own"},
        {"rule_id": "SEC033", "severity": "error", "title": "t", "message": "m", "location": "app.none"},
        {"rule_id": "SEC001", "severity": "error", "title": "t", "message": "m", "location": "app.bare"},
        {"rule_id": "SEC007", "severity": "info", "title": "t", "message": "m", "location": "app.good"},
    ]
    (tmp_path / "told.json").write_text(json.dumps({"violations": told}), encoding="utf-8")
    _fake(tmp_path, f'test -n "$DATABASE_URL" && cat {tmp_path}/told.json; exit 1')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    found = _of_login(doctored, Wanted(probing=False, pgrls=True))
    theirs = [(each.check, each.level, each.object) for each in found.findings if each.check.startswith("pgrls")]
    assert theirs == [("pgrls-SEC033", Level.WARNING, "app.good"), ("pgrls-SEC033", Level.WARNING, "app.none")]


@pytest.mark.parametrize("script", ["exit 1", "echo no JSON", "echo '{}'", "echo '[]'", "echo '{\"violations\": 1}'"])
def test_a_pgrls_that_says_nothing_sensible_is_a_note(
    doctored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    _fake(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    found = _of_login(doctored, Wanted(probing=False, pgrls=True))
    assert ("rls-off", "app.bare") in _checks(found)
    assert any("pgrls" in note for note in found.notes)


# -- the page ------------------------------------------------------------------------------------------------------


def _finding(check: str = "rls-off", name: str = "a.t", level: Level = Level.CRITICAL) -> Finding:
    return Finding(level, check, name, "it is open", "because", "SELECT 1;")


def test_many_findings_of_a_kind_are_told_by_the_first_ones() -> None:
    found = [_finding(name=f"a.t{number}") for number in range(9)]
    lines = list(page.lines(found, ["a note"], verbose=False))
    assert lines[0] == "Findings: 9 critical"
    assert r"and 6 more of this kind (a.t3, a.t4, a.t5, …): \doctor+ tells them" in "\n".join(lines)
    assert lines[-2:] == ["a note", page.NOT_A_PROOF]
    assert "more of this kind" not in "\n".join(page.lines(found, [], verbose=True))


def test_a_name_is_told_once() -> None:
    named = Finding(Level.NOTE, "role-predefined", "a role", "a role: granted", "because", "SELECT 1;")
    assert "a role: granted  [role-predefined]" in "\n".join(page.lines([named], [], verbose=False))
    assert "a role: a role" not in "\n".join(page.lines([named], [], verbose=False))


def test_no_finding_is_said_not_to_be_a_proof() -> None:
    assert list(page.lines([], [], verbose=False)) == ["No findings.", page.NOT_A_PROOF]
    assert max(map(len, page.lines([], [], verbose=False, width=80))) <= 80
    assert "no finding is not a proof" in page.NOT_A_PROOF


def test_a_name_commands_no_terminal() -> None:
    lines = "\n".join(page.lines([_finding(name="a.\x1b[2Jt")], ["as \x1b[2J"], verbose=False))
    assert "\x1b" not in lines


# -- the baseline --------------------------------------------------------------------------------------------------


def test_what_was_accepted_is_left_out_and_keeps_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "base.toml"
    found = [_finding(), _finding("leak", 'a."t\x7f\n\\"')]
    assert baseline.write(path, found, []) == 2
    accepted = baseline.read(path)
    assert baseline.left(found, accepted) == []
    assert baseline.left([_finding(name="a.new")], accepted) == [_finding(name="a.new")]
    path.write_text(path.read_text(encoding="utf-8").replace('reason = ""', 'reason = "why not"'), encoding="utf-8")
    baseline.write(path, found[:1], baseline.read(path))
    assert [entry.reason for entry in baseline.read(path)] == ["why not"]


def test_a_baseline_in_a_folder_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written") as caught:
        baseline.write(tmp_path / "none" / "base.toml", [], [])
    assert caught.value.why == f"there is no folder {tmp_path / 'none'}"


def test_an_entry_without_words_accepts_whatever_is_said(tmp_path: Path) -> None:
    path = tmp_path / "base.toml"
    path.write_text('[[accepted]]\ncheck = "rls-off"\nobject = "a.t"\n', encoding="utf-8")
    accepted = baseline.read(path)
    assert baseline.left([_finding()], accepted) == []
    assert baseline.stale([_finding(name="a.other")], accepted) == accepted


@pytest.mark.parametrize(
    "text", ["x", "x = 1", "accepted = 1", "[[accepted]]\ncheck = 'a'", "[[accepted]]\ncheck = 1\nobject = 'a'", "\xff"]
)
def test_what_is_no_baseline_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "base.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError):
        baseline.read(path)
    with pytest.raises(UsageError):
        baseline.read(tmp_path / "none.toml")
