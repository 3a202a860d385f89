"""A profile with cells: from the configuration to the right cluster, and what the person sees of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.db.cells import clusters as making
from tests.db.cells.clusters import PEOPLE, QUERY

from tenantsh.db.opening import open_session
from tenantsh.model.cells import Cells
from tenantsh.model.errors import (
    ConfigError,
    ConnectError,
    OrganizationMoved,
    TenantshError,
    UnknownOrganization,
    UsageError,
)
from tenantsh.model.result import Result
from tenantsh.render.options import Options as Display
from tenantsh.repl.states import spoken, whose
from tenantsh.repl.switches import Switches
from tenantsh.repl.toolbar import toolbar
from tenantsh.shell.config import Config, load
from tenantsh.shell.connecting import Options, connect, resolve, wanted
from tenantsh.shell.opening import open_shell
from tenantsh.shell.output import Output
from tenantsh.shell.shell import Shell
from tenantsh.shell.sources import Given, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.cells.clusters import Clusters
    from tests.pgcluster import Cluster


_CELLS = """
[cells.main]
clusters = {{ eu = "{eu}", us = "{us}" }}
check = 0
{asked}

[conventions.small]
like = "platform"
role = "small_viewer"
write_role = "small_member"
organization = "select org_id::text as org, name from orgs where org_id::text = :org"
find_organizations = "select org, name, detail from find_orgs(:pattern)"
list_organizations = "select org, name, length(name)::text as letters from find_orgs('')"
find_person = "{person}"

[profiles.cells]
cells = "main"
convention = "small"
log = false

[profiles.admin]
cells = "main"
conninfo = "user=postgres"

[profiles.one]
conninfo = "user=postgres"
"""
_TABLE = 'organizations = { 42 = "eu", 43 = "eu", 7 = "us", 48 = "us" }'


@pytest.fixture(scope="module")
def clusters(pg: Cluster) -> Iterator[Clusters]:
    made = making.make(pg, "shell_cells")
    yield made
    made.drop()


class Configuration:
    """A configuration of the test's own, on these clusters."""

    def __init__(self, path: Path, clusters: Clusters) -> None:
        self.path = path
        self._clusters = clusters
        self.says(_TABLE)

    def says(self, asked: str) -> None:
        """How the directory is asked from now on."""
        person = PEOPLE.find_person
        self.path.write_text(_CELLS.format(**self._clusters.conninfos, asked=asked, person=person), encoding="utf-8")


@pytest.fixture
def config(clusters: Clusters, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configuration:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("TENANTSH_CONFIG", str(path))
    monkeypatch.setattr(Shell, "interactive", True)  # what fails ends no script
    return Configuration(path, clusters)


class Terminal:
    """A shell, and what it says."""

    def __init__(self, org: str, **options: object) -> None:
        self.told: list[str] = []
        self.shell: Shell = open_shell(
            Options(org=org, profile="cells", **options),  # type: ignore[arg-type]
            say=lambda text: self.told.append(str(text)),
            output=Output(StringIO()),
            display=Display(),
        )

    def feed(self, *lines: str) -> list[object]:
        return list(self.shell.feed([f"{line}\n" for line in lines]))

    def rows(self, line: str) -> list[tuple[object, ...]]:
        (outcome,) = self.feed(line)
        assert not isinstance(outcome, TenantshError), outcome
        return outcome.rows  # type: ignore[attr-defined, no-any-return]

    def printed(self, line: str) -> str:
        """What a command writes, as text or as the rows of a table."""
        text = []
        for outcome in self.feed(line):
            assert isinstance(outcome, Result), outcome
            rows = "".join(f"{row[0]}: {row[1]}\n" for row in outcome.rows)
            text.append(rows + b"".join(outcome.data or ()).decode())
        return "".join(text)

    def error(self, line: str) -> TenantshError:
        (outcome,) = self.feed(line)
        assert isinstance(outcome, TenantshError)
        return outcome


@pytest.fixture
def terminal(config: Configuration) -> Iterator[Terminal]:
    opened = Terminal("42")
    yield opened
    opened.shell.session.close()


_DATABASE = "select split_part(current_database(), '_', 3);"


def test_the_organization_decides_the_server(config: Configuration) -> None:
    for org, cluster in (("42", "eu"), ("Delta", "us"), (7, "us")):
        with connect(profile="cells", org=org) as session:
            assert session.cluster == cluster
            assert session.run(_DATABASE).rows == [(cluster,)]


def test_org_leads_to_another_cluster_and_back(terminal: Terminal) -> None:
    assert terminal.rows(_DATABASE) == [("eu",)]
    for org, cluster in (("7", "us"), ("Acme", "eu"), ("48", "us")):
        (there,) = terminal.feed(rf"\org '{org}'")
        assert str(getattr(there, "status", "")).endswith(f", verified; cluster {cluster}.")
        assert terminal.rows(_DATABASE) == [(cluster,)]
        assert terminal.shell.place.cluster == cluster
        assert ("cluster", cluster) in terminal.rows(r"\whoami")
        assert f"Cluster: {cluster}\n" in terminal.printed(r"\conninfo")
    assert 'has no organization "99"' in terminal.error(r"\org 99").what
    assert terminal.rows(_DATABASE) == [("us",)]


def test_orgs_says_the_cluster(terminal: Terminal) -> None:
    assert {(org, cluster) for org, _, _, cluster in terminal.rows(r"\orgs")} == {
        ("42", "eu"),
        ("43", "eu"),
        ("7", "us"),
        ("48", "us"),
    }
    assert [row[0] for row in terminal.rows(r"\orgs Delta")] == ["7"]


@pytest.mark.newest
def test_orgs_lists_what_the_clusters_say_where_the_directory_cannot_be_asked(
    config: Configuration, clusters: Clusters, terminal: Terminal
) -> None:
    clusters.admin("us", "insert into orgs values (42, 'Acme')")
    try:
        config.says('command = ["/no/such/program", "{org}"]')
        for command, at in ((r"\orgs", 3), (r"\orgs+", 3)):
            (listed,) = terminal.feed(command)
            assert isinstance(listed, Result)
            assert [row[at] for row in listed.rows if row[0] == "42"] == ["eu", "us"]
            assert "could not be asked" in listed.notes[0]
        done = _run("orgs", "--csv")
        assert {"42,Acme,,eu", "42,Acme,,us", "7,Delta,,us"} <= set(done.stdout.splitlines()), done.stderr
        assert done.returncode == 0
        assert "which cluster counts for 42 (in eu and us)" in done.stderr
    finally:
        clusters.admin("us", "delete from orgs where org_id = 42")


def test_the_line_at_the_bottom_and_the_prompt_in_words_name_the_cluster(terminal: Terminal) -> None:
    for org, cluster in (("42", "eu"), ("7", "us")):
        terminal.feed(rf"\org {org}")
        with terminal.shell.reading(Source(Given([]))):
            assert f"cluster {cluster}" in spoken(terminal.shell)
        line = toolbar(terminal.shell, Switches(), 160)
        assert f"cluster {cluster}" in [piece[1] for piece in line]


def test_a_person_goes_along_by_her_email_and_not_by_an_id_of_somebody_else(config: Configuration) -> None:
    by_email = Terminal("42", user="alice@x.example")
    by_email.feed(r"\org 7")
    person = by_email.shell.tenant_session.tenant.person
    assert person is not None
    assert (person.user_id, person.email) == ("9", "alice@x.example")
    by_email.shell.session.close()
    by_id = Terminal("42", user="1")
    assert "somebody else in us" in by_id.error(r"\org 7").what
    assert by_id.rows(_DATABASE) == [("eu",)]
    by_id.feed(r"\as")
    by_id.shell.session.close()


@pytest.mark.newest
def test_as_stays_in_the_cluster(terminal: Terminal) -> None:
    terminal.feed(r"\org 7", r"\as alice@x.example")
    assert terminal.rows(_DATABASE) == [("us",)]
    terminal.feed(r"\as")
    assert terminal.rows(_DATABASE) == [("us",)]


def test_each_and_compare_go_to_many(terminal: Terminal) -> None:
    found = terminal.rows(rf"\each @all {_DATABASE}")
    assert [(row[0], row[2]) for row in sorted(found)] == [(7, "us"), (42, "eu"), (43, "eu"), (48, "us")]
    assert {row[0] for row in terminal.rows(rf"\each @cluster=us {_DATABASE}")} == {7, 48}
    (result,) = terminal.feed(rf"\each Delta,42 {_DATABASE}")
    assert any("moments differ between clusters" in note for note in result.notes)  # type: ignore[attr-defined]
    terminal.feed(r"\org 48")  # and neither of the two is in the session's
    (compared,) = terminal.feed(r"\compare 42 43 select thing_id, org_id, rank from things where thing_id < 4")
    assert not isinstance(compared, TenantshError), compared
    (across,) = terminal.feed(r"\compare 42 7 select org_id, name from orgs")
    assert any("two clusters" in note for note in across.notes)  # type: ignore[attr-defined]


def test_python_asks_many_too(config: Configuration) -> None:
    with connect(profile="cells", org=42) as session:
        assert {row[0] for row in session.each("@all", "select 1").rows} == {42, 43, 48, 7}
        assert {row[0] for row in session.each([7, 42], "select 1").rows} == {7, 42}


def test_a_table_that_is_written_anew_is_a_move(config: Configuration, terminal: Terminal) -> None:
    config.says(_TABLE.replace('42 = "eu"', '42 = "us"').replace('"eu", 43', '"us", 43') + "\n")
    terminal.shell.tenant_session._lasting.whereabouts.look()  # type: ignore[union-attr]
    assert whose(terminal.shell) == "Acme (42) MOVED"
    refused = terminal.error("select 1;")
    assert isinstance(refused, OrganizationMoved)
    assert "in us now" in refused.what
    (was,) = terminal.feed(r"\whoami")
    assert isinstance(was, Result)
    assert [column.name for column in was.columns] == ["Who was I", "Before it moved"]
    assert ("cluster", "eu") in was.rows
    assert "says that it is in us now. \\org 42 opens it there" in was.notes[0]
    assert isinstance(terminal.error(r"\d things"), OrganizationMoved)
    assert isinstance(terminal.error(r"\each 43 select 1"), OrganizationMoved)
    assert 'no organization "42"' in terminal.error(r"\org 42").what  # the directory is ahead of what is there
    config.says(_TABLE)
    terminal.feed(r"\org 42")
    assert terminal.rows(_DATABASE) == [("eu",)]


def test_a_transaction_is_ended_before_one_goes_there(config: Configuration) -> None:
    terminal = Terminal("43", write=True)
    terminal.feed(r"\set ON_ERROR_ROLLBACK on", "begin;", "insert into things (org_id, name) values (43, 'x');")
    terminal.shell.tenant_session._lasting.whereabouts.moved = True  # type: ignore[union-attr]
    assert isinstance(terminal.error("select 1;"), OrganizationMoved)
    assert isinstance(terminal.error(r"\org 43"), UsageError)
    terminal.feed("rollback;")
    assert not terminal.shell.session.in_transaction
    terminal.feed(r"\org 43")
    assert terminal.rows("select count(*) from things where name = 'x';") == [(0,)]
    terminal.shell.session.close()


def test_a_broken_configuration_opens_nothing_and_ends_nothing(config: Configuration, terminal: Terminal) -> None:
    config.path.write_text("[cells")
    terminal.shell.tenant_session._lasting.whereabouts.look()  # type: ignore[union-attr]
    assert terminal.rows("select 1 as one;") == [(1,)]
    assert any("could not be asked" in line and "is not TOML" in line for line in terminal.told)
    assert "could not be asked" in terminal.error(r"\org 7").what
    assert terminal.rows(_DATABASE) == [("eu",)]


@pytest.mark.newest
def test_c_does_not_lead_past_the_directory(terminal: Terminal, clusters: Clusters) -> None:
    for line in (r"\c - - otherhost", r"\c - - - 5433", r'\c "host=x dbname=y"', r"\c -reuse-previous=off x"):
        terminal.feed(line)
        assert any("the organization decides the server" in line for line in terminal.told), line
        terminal.told.clear()
    terminal.feed(r"\c shell_cells_eu")
    assert terminal.rows(_DATABASE) == [("eu",)]
    terminal.feed(r"\org 43")
    assert terminal.rows(_DATABASE) == [("eu",)]


@pytest.mark.newest
def test_what_goes_elsewhere_does_not_go_together_with_cells(config: Configuration) -> None:
    for conninfo in ("host=x", "port=5433", "service=x", "hostaddr=127.0.0.1"):
        with pytest.raises(UsageError, match="the organization decides the server"):
            resolve(Options(conninfo, org="42", profile="cells"))
    with pytest.raises(UsageError, match=r"several clusters \(eu, us\)"):
        resolve(Options(profile="cells", unscoped=True))
    assert resolve(Options("host=x", profile="cells", unscoped=True)).cells is None
    with pytest.raises(UsageError, match="several clusters"):
        resolve(Options(profile="cells", owner=True))


def test_the_admin_goes_to_the_same_cluster(config: Configuration) -> None:
    place = resolve(Options(org="7", profile="cells", admin="admin"))
    with open_session(place, wanted(Options(org="7", profile="cells"))) as session:
        assert session.opened is not None
        assert session.opened.place.admin is not None
        assert "user=postgres" in session.opened.place.admin.conninfo
        assert "shell_cells_us" in session.opened.place.admin.conninfo
    with pytest.raises(ConfigError, match='has no cells = "main"'):
        resolve(Options(org="7", profile="cells", admin="one"))


def test_the_login_of_the_command_line_holds_in_each(config: Configuration) -> None:
    place = resolve(Options("user=somebody", org="7", profile="cells"))
    assert place.cells is not None
    assert all("user=somebody" in target.conninfo for target in place.cells.targets.values())


def test_a_password_is_asked_for_once_for_each_cluster_and_says_which(config: Configuration) -> None:
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "secret"

    place = resolve(Options(org="7", profile="cells"), ask_password=ask)
    assert place.cells is not None
    for name in ("eu", "us", "us"):
        answer = place.cells.targets[name].ask_password
        assert answer is not None
        assert answer("Password for user x: ") == "secret"
    assert asked == ["eu: Password for user x: ", "us: Password for user x: "]
    quiet = place.cells.spelled().quiet().targets  # in the background nobody is asked again
    assert [target.ask_password and target.ask_password("Password for user x: ") for target in quiet.values()] == [
        "secret",
        "secret",
    ]
    with pytest.raises(ConnectError, match="nobody is asked"):
        quiet["eu"].ask_password("Password for user y: ")  # type: ignore[misc]


def test_ids_that_are_no_numbers_are_asked_for_as_they_are(config: Configuration) -> None:
    config.path.write_text(
        config.path.read_text()
        + """
[conventions.bare]
role = "small_viewer"
settings = { "app.current_org_id" = "{org}" }
[profiles.bare]
cells = "main"
convention = "bare"
log = false
"""
    )
    config.path.write_text(config.path.read_text().replace("48 =", "'b-7' = \"us\", 48 ="))
    for org in ("42", "b-7"):
        with connect(profile="bare", org=org) as session:
            assert session.cluster == ("eu" if org == "42" else "us")
            assert session.run("select current_setting('app.current_org_id')").rows == [(org,)]
    with pytest.raises(UnknownOrganization, match='the directory "main" has no organization "Acme"'):
        connect(profile="bare", org="Acme")


@pytest.mark.newest
def test_libpqs_environment_does_not_lead_all_clusters_to_one_server(
    config: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.9")
    monkeypatch.setenv("PGPORT", "1")
    with connect(profile="cells", org="7") as session:
        assert session.run(_DATABASE).rows == [("us",)]


@pytest.mark.newest
def test_nor_does_it_lead_to_another_directory(
    config: Configuration, clusters: Clusters, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = tmp_path / "services"
    services.write_text("[other]\nhostaddr=127.0.0.9\nport=1\n")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    monkeypatch.setenv("PGSERVICE", "other")
    config.says(f'query = "{QUERY}"\nconninfo = "{clusters.directory}"')
    with connect(profile="cells", org="7") as session:
        assert session.run(_DATABASE).rows == [("us",)]


def _config(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


_CLUSTERS = 'clusters = { eu = "service=eu" }\n'


def test_cells_say_all_that_they_can(tmp_path: Path) -> None:
    found = _config(
        tmp_path,
        "[cells.main]\n"
        + _CLUSTERS
        + 'query = "select :org"\nconninfo = "service=d"\ndefault = "eu"\ncheck = "2 min"\n',
    )
    assert found.cell("main") == Cells(
        "main", {"eu": "service=eu"}, query="select :org", conninfo="service=d", default="eu", check=120
    )
    assert "service" not in repr(found.cell("main"))  # a password may stand there


def test_the_page_says_what_can_be_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "cells.md").read_text(encoding="utf-8")
    found = _config(tmp_path, page.partition("```toml\n")[2].partition("```")[0])
    assert found.profile("prod").cells == "main"
    assert (found.cell("main").default, found.cell("main").check) == ("eu", 60)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("clusters = {}", "has no clusters"),
        ('clusters = "eu"', "table of strings"),
        ("clusters = { eu = 1 }", "table of strings"),
        (_CLUSTERS, "none of organizations, query, command"),
        (_CLUSTERS + 'command = ["x", "{org}"]\norganizations = {}', "both organizations and command"),
        (_CLUSTERS + 'organizations = { 42 = "us" }', 'in "us", which is none of its clusters'),
        (_CLUSTERS + "organizations = { 42 = 1 }", "table of strings"),
        (_CLUSTERS + 'organizations = {}\ndefault = "us"', "which is none of its clusters"),
        (_CLUSTERS + 'organizations = {}\nconninfo = "x"', "a conninfo and no query"),
        (_CLUSTERS + 'query = "select 1"\nconninfo = "x"', "has no :org"),
        (_CLUSTERS + 'query = "select :org"', "no conninfo"),
        (_CLUSTERS + 'command = "cell-of {org}"', "list of strings"),
        (_CLUSTERS + 'command = ["cell-of"]', "no {org}"),
        (_CLUSTERS + 'command = ["{org}"]', "no {org}"),
        (_CLUSTERS + 'organizations = {}\ncheck = "soon"', "no time"),
        (_CLUSTERS + "organizations = {}\ncheck = -1", "has to be a time"),
        (_CLUSTERS + "organizations = {}\ncheck = true", "has to be a time"),
        (_CLUSTERS + "organizations = {}\ncheck = nan", "has to be a time"),
        (_CLUSTERS + "organizations = {}\nclutser = 1", 'unknown key "clutser"'),
    ],
)
def test_a_slip_is_a_message(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as raised:
        _config(tmp_path, f"[cells.main]\n{text}\n")
    assert words in str(raised.value)
    assert str(tmp_path) in raised.value.what


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[profiles.default]\ncells = "mian"\n[cells.main]\nclusters = { eu = "host=x" }\norganizations = {}', "mian"),
        (
            '[profiles.default]\ncells = "main"\n[cells.main]\nclusters = { eu = "dbname=x" }\norganizations = {}',
            "server",
        ),
        (
            '[profiles.default]\ncells = "main"\n[cells.main]\nclusters = { eu = "host=x y" }\norganizations = {}',
            "x y|=",
        ),
        (
            """[profiles.default]\nconninfo = "host=z"\ncells = "main"
            [cells.main]\nclusters = { eu = "host=x" }\norganizations = {}""",
            "names a host",
        ),
    ],
)
def test_a_profile_that_does_not_fit_is_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    path = tmp_path / "other.toml"
    path.write_text(text)
    monkeypatch.setenv("TENANTSH_CONFIG", str(path))
    with pytest.raises(TenantshError, match=words):
        resolve(Options(org="42"))


def test_a_demo_beside_a_default_profile_with_cells_is_the_demo(
    config: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenantsh.shell import connecting

    class Demo:
        storage = "/x"

        def conninfo(self, *_: object) -> str:
            return "host=demo"

    monkeypatch.setattr(connecting, "_demo", lambda *_: Demo())
    assert resolve(Options(org="42", profile="cells", demo=True)).cells is None


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tenantsh", "--profile", "cells", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=dict(os.environ), check=False)


@pytest.mark.newest
def test_the_command_line_goes_there(config: Configuration, tmp_path: Path) -> None:
    done = _run("--org", "Delta", "-At", "-c", _DATABASE, "-c", r"\org 42", "-c", _DATABASE)
    assert (done.stdout.splitlines()[0], done.stdout.splitlines()[-1], done.returncode) == ("us", "eu", 0), done.stderr
    listed = _run("orgs", "--csv")
    assert "7,Delta,,us" in listed.stdout.splitlines()
    nobody = _run("--org", "99", "-c", "select 1")
    assert (nobody.returncode, nobody.stdout) == (2, "")
    assert 'the directory "main" has no organization "99"' in nobody.stderr
    config.says('command = ["/no/such/program", "{org}"]')
    silent = _run("--org", "42", "-c", "select 1")
    assert (silent.returncode, silent.stdout) == (2, "")
    assert "could not be asked" in silent.stderr
    assert "Traceback" not in silent.stderr


@pytest.mark.newest
def test_a_script_ends_where_its_organization_has_moved(config: Configuration, tmp_path: Path) -> None:
    says = tmp_path / "says"
    says.write_text("eu")
    config.says(f"command = {json.dumps(['sh', '-c', f'cat {says}', '{org}'])}")
    config.path.write_text(config.path.read_text().replace("check = 0", "check = 0.1"))
    script = tmp_path / "script.sql"
    script.write_text(
        f"\\set ON_ERROR_STOP on\nselect 'here' as one;\n\\! echo us > {says}; sleep 1\nselect 'there' as two;\n"
    )
    done = _run("--org", "42", "-At", "-f", str(script))
    assert (done.stdout, done.returncode) == ("here\n", 3), done.stderr
    assert "organization Acme (42) has moved" in done.stderr


@pytest.mark.newest
def test_the_prompt_says_so_while_one_looks_on(config: Configuration, tmp_path: Path) -> None:
    from tests.repl.tmux import Screen

    config.path.write_text(config.path.read_text().replace("check = 0", "check = 0.2"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "TMUX"))}
    environment |= {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "tenantsh", "--profile", "cells", "--org", "42"]
    with Screen(command, env=environment, folder=tmp_path) as screen:
        screen.sees(", cluster eu", "Acme (42)", without=["MOVED"])
        time.sleep(0.5)
        text = config.path.read_text()
        config.path.write_text(text.replace('42 = "eu"', '42 = "us"'))
        screen.sees("Acme (42) MOVED")
        screen.enter("select 1;")
        screen.sees("has moved", r"\org 42 opens it there")
        config.path.write_text(text)
        screen.enter(r"\org 42")
        screen.sees("Now in Acme (42)")
