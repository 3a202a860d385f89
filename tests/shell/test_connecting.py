"""From what a person says and the profile, to a place and an organization."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from tests.pgcluster import as_user

from tenantsh.db.opening import Wanted
from tenantsh.model.errors import ConfigError, UsageError
from tenantsh.render.options import Options as Display
from tenantsh.shell.connecting import Options, connect, elsewhere, resolve, wanted
from tenantsh.shell.opening import open_shell
from tenantsh.shell.output import Output

if TYPE_CHECKING:
    from pathlib import Path

_CONFIG = """
[profiles.default]
org = "7"

[profiles.prod]
conninfo = "host=db.example"
org = "42"
user = "alice@acme.example"
role = "org_admin"
convention = "supabase"
write = true
"""


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration of the test's own."""
    path = tmp_path / "config.toml"
    path.write_text(_CONFIG)
    monkeypatch.setenv("TENANTSH_CONFIG", str(path))


def test_a_profile_fills_what_was_not_said() -> None:
    options = Options(profile="prod")
    place = resolve(options)
    assert (place.target.conninfo, place.convention.name) == ("host=db.example", "supabase")
    assert wanted(options) == Wanted("42", "alice@acme.example", "org_admin", write=True)


def test_what_was_said_counts_more_than_the_profile() -> None:
    options = Options("host=here", "43", "bob", "org_viewer", write=False, profile="prod", convention="platform")
    place = resolve(options)
    assert (place.target.conninfo, place.convention.name) == ("host=here", "platform")
    assert wanted(options) == Wanted("43", "bob", "org_viewer", write=False)


def test_the_default_profile_names_the_organization() -> None:
    assert wanted(Options()).org == "7"


def test_no_organization_at_all_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENANTSH_CONFIG", str(tmp_path / "none"))
    with pytest.raises(UsageError) as error:
        wanted(Options())
    assert "--org" in (error.value.hint or "")


def test_no_demo_is_made_for_somebody_who_names_no_organization(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENANTSH_DEMO_DIR", str(tmp_path / "demo"))
    monkeypatch.setenv("TENANTSH_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(UsageError):
        connect(demo=True)
    assert not (tmp_path / "demo").exists()


def test_an_empty_organization_is_not_the_profiles() -> None:
    with pytest.raises(UsageError):
        wanted(Options(org="", profile="prod"))


def test_a_person_goes_along_when_the_organization_changes_and_no_reason_does() -> None:
    want = elsewhere(Wanted("42", "alice@acme.example", None, write=True, reason="case 1"), "43")
    assert want == Wanted("43", "alice@acme.example", None, write=True)


def test_an_unknown_profile_and_an_unknown_convention_are_messages() -> None:
    for options in (Options(profile="nope"), Options(convention="nope")):
        with pytest.raises(ConfigError):
            resolve(options)


def test_a_place_is_read_only_and_safe_unless_it_is_said() -> None:
    assert wanted(Options(org="42")).write is False
    assert resolve(Options(org="42")).i_know is False


@pytest.mark.parametrize(("said", "writes"), [(None, True), (False, False), (True, True)])
def test_write_said_to_connect_counts_more_than_the_profile(
    platform_dsn: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: bool | None, writes: bool
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[profiles.prod]\norg = '42'\nwrite = true\n")
    monkeypatch.setenv("TENANTSH_CONFIG", str(path))
    with connect(as_user(platform_dsn, "engineer"), profile="prod", write=said) as session:
        assert session.tenant.write is writes


def test_connect_takes_a_number_or_a_name_and_reads_only(platform_dsn: str) -> None:
    for org in (42, "42", "Acme"):
        with connect(as_user(platform_dsn, "engineer"), org=org) as session:
            assert (session.tenant.org, session.tenant.name, session.tenant.write) == ("42", "Acme", False)
            assert session.run("select distinct org_id from resources").rows == [(42,)]


@pytest.mark.parametrize("place", ["host=db.example", "hostaddr=10.0.0.1", "port=5433", "service=prod"])
def test_the_demo_and_another_server_do_not_go_together(place: str) -> None:
    with pytest.raises(UsageError, match="--demo is a server of its own"):
        resolve(Options(place, demo=True))


@pytest.mark.parametrize(
    "options",
    [
        Options(org="42", unscoped=True),
        Options(org="", unscoped=True),
        Options(user="alice", unscoped=True),
        Options(role="", unscoped=True),
        Options(write=True, unscoped=True),
        Options(reason="case 1", unscoped=True),
    ],
)
def test_a_plain_connection_takes_nothing_of_a_tenants(options: Options) -> None:
    with pytest.raises(UsageError, match="--unscoped is a plain connection"):
        _open(options, [])


def test_a_plain_connection_says_which_organization_of_the_profile_it_leaves_out(platform_dsn: str) -> None:
    said: list[str] = []
    _open(Options(platform_dsn, profile="default", unscoped=True), said)
    assert said == ["note: this is a plain connection: the profile's organization 7 is left out"]


def _open(options: Options, said: list[str]) -> None:
    shell = open_shell(options, say=said.append, output=Output(StringIO()), display=Display())
    shell.session.close()


@pytest.mark.parametrize(
    ("said", "wants", "writes"),
    [
        (Options(org="42"), 10.0, False),
        (Options(org="42", max_lag="500ms"), 0.5, False),
        (Options(org="42", max_lag=0), 0.0, False),
        (Options(org="42", replica=False), None, False),
        (Options(org="42", write=True), None, True),
        (Options(org="42", profile="writer"), None, True),
        (Options(org="42", profile="writer", replica=True), 30.0, False),
    ],
)
def test_a_standby_is_preferred_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: Options, wants: float | None, *, writes: bool
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[profiles.default]\nreplica = true\nmax_lag = '10s'\n[profiles.writer]\nwrite = true\n")
    monkeypatch.setenv("TENANTSH_CONFIG", str(path))
    assert resolve(said).target.max_lag == wants
    assert wanted(said).write is writes


@pytest.mark.parametrize(
    "said",
    [
        Options(org="42", write=True, replica=True),
        Options(org="42", max_lag="10s"),
        Options(org="42", replica=True, max_lag=""),
        Options(org="42", replica=True, max_lag="soon"),
        Options(org="42", replica=True, max_lag="-1s"),
        Options(org="42", replica=True, max_lag=True),
        Options(org="42", replica=True, max_lag=-1),
        Options(org="42", replica=True, max_lag=float("nan")),
        Options(org="42", replica=True, max_lag="٣s"),
    ],
)
def test_what_no_standby_can_be_asked_for_is_refused_before_anybody_connects(said: Options) -> None:
    with pytest.raises(UsageError):
        wanted(said)
