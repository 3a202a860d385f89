"""The configuration file: what it says is what happens, and a slip in it is a message that names the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tenantsh.model.convention import CONVENTIONS, PLATFORM
from tenantsh.model.errors import ConfigError
from tenantsh.shell.config import Config, Profile, Prompt, load

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def slip(folder: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as error:
        written(folder, text)
    assert str(folder / "config.toml") in error.value.what
    return error.value


def test_no_file_is_no_configuration(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Config()
    assert load(tmp_path / "none.toml").profile(None) == Profile()


def test_an_empty_file_is_no_configuration(tmp_path: Path) -> None:
    assert written(tmp_path, "").conventions == CONVENTIONS


def test_the_environment_may_name_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[profiles.prod]\norg = '42'\n")
    monkeypatch.setenv("TENANTSH_CONFIG", str(path))
    assert load().profile("prod").org == "42"


def test_a_profile_says_all_that_it_can(tmp_path: Path) -> None:
    config = written(
        tmp_path,
        """
        [profiles.prod]
        conninfo = "service=prod"
        org = "42"
        user = "alice@acme.example"
        role = "org_admin"
        convention = "supabase"
        write = true
        """,
    )
    assert config.profile("prod") == Profile(
        "service=prod", "42", "alice@acme.example", "org_admin", "supabase", write=True
    )


def test_the_profile_called_default_is_taken_without_a_name(tmp_path: Path) -> None:
    assert written(tmp_path, "[profiles.default]\norg = '7'\n").profile(None).org == "7"


def test_a_convention_is_like_another_but_for_what_it_says(tmp_path: Path) -> None:
    config = written(
        tmp_path,
        """
        [conventions.ours]
        like = "platform"
        role = "app_user"
        settings = { "app.tenant_id" = "{org}", "app.claims" = { orgs = ["{org}"], admin = false } }
        """,
    )
    ours = config.convention("ours")
    assert (ours.name, ours.role, ours.organization) == ("ours", "app_user", PLATFORM.organization)
    assert ours.context(org="42") == (("app.tenant_id", "42"), ("app.claims", '{"orgs": ["42"], "admin": false}'))


def test_conventions_that_are_shipped_can_be_changed(tmp_path: Path) -> None:
    config = written(tmp_path, "[conventions.platform]\nlike = 'platform'\nrole = 'reader'\n")
    assert config.convention("platform").role == "reader"
    assert CONVENTIONS["platform"].role == "org_viewer"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("[profile.prod]\norg = '42'\n", "profiles"),
        ("[profiles.prod]\norgs = '42'\n", "org"),
        ("[conventions.ours]\nrol = 'x'\n", "role"),
        ("[conventions.ours]\nlike = 'platfrom'\n", "platform"),
    ],
)
def test_a_word_that_is_not_known_is_answered_with_a_near_one(tmp_path: Path, text: str, near: str) -> None:
    error = slip(tmp_path, text)
    assert near in (error.hint or "")


@pytest.mark.parametrize(
    "text",
    [
        "[profiles.prod\n",
        "org = \n",
        "profiles = 1",
        "profiles.prod = 'x'",
        "[profiles.prod]\norg = 42\n",
        "[profiles.prod]\nwrite = 'yes'\n",
        "[profiles.prod]\nwrite = 1\n",
        "[conventions]\nours = 1\n",
        "[conventions.ours]\nrole = 5\n",
        "[conventions.ours]\nlike = 5\n",
        "[conventions.ours]\nsettings = 'app.x'\n",
        "[conventions.ours]\nsettings = ['app.x']\n",
        "[conventions.ours]\nforbidden_settings = 'app.x'\n",
        "[conventions.ours]\ncontext_functions = [1]\n",
        "[conventions.ours]\ntenant_column = ['a']\n",
        "[conventions.ours]\norganization = 1\n",
        "[conventions.ours.settings]\n'app.x' = '{org'\n",
        "[conventions.ours.settings]\n'app.x' = '{}'\n",
        "[conventions.ours.settings]\n'app.x' = '{organisation}'\n",
        "[conventions.ours]\nrole = 'tenant_{organisation}'\n",
    ],
)
def test_a_slip_is_a_message_that_names_the_file(tmp_path: Path, text: str) -> None:
    slip(tmp_path, text)


def test_a_slip_in_the_syntax_is_a_message_that_names_the_line(tmp_path: Path) -> None:
    assert re.search(r"line 2", slip(tmp_path, "[profiles.prod]\norg = \n").why or "")


def test_bytes_that_are_no_utf8_are_a_message(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"# \xff\n")
    with pytest.raises(ConfigError):
        load(path)


def test_a_folder_in_the_files_place_is_a_message(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load(tmp_path)


def test_a_profile_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    config = written(tmp_path, "[profiles.prod]\n[profiles.staging]\n")
    with pytest.raises(ConfigError) as error:
        config.profile("prd")
    assert "prod, staging" in (error.value.why or "")
    assert error.value.hint == "did you mean prod?"


def test_a_convention_that_is_not_there_is_answered_with_a_near_one() -> None:
    with pytest.raises(ConfigError) as error:
        Config().convention("supabse")
    assert error.value.hint == "did you mean supabase?"


def test_the_prompt_is_configured(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[prompt]\ntheme = "light"\ntoolbar = false\nplain = true\n', encoding="utf-8")
    assert load(path).prompt == Prompt(theme="light", toolbar=False, plain=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[prompt]\ntheme = "blue"\n', 'no theme "blue"'),
        ('[prompt]\ntoolbar = "on"\n', '"toolbar" in \\[prompt\\] has to be true or false'),
        ("[prompt]\ntolbar = true\n", 'unknown key "tolbar" in \\[prompt\\]'),
        ("prompt = 3\n", "has to be a table"),
    ],
)
def test_what_the_prompt_does_not_have_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        load(path)


def test_a_mask_is_a_rule_that_there_is(tmp_path: Path) -> None:
    said = '[masking]\n"users.email" = "email"\n"users.*" = "hide"\n"users.id" = "show"\n'
    assert written(tmp_path, said).masking["users.id"] == "show"
    error = slip(tmp_path, '[masking]\n"resources.name" = "hdie"\n')
    assert '"resources.name" in [masking] has a rule that there is not: "hdie"' in error.what
    assert error.hint == "did you mean hide?"
    assert "rules are: hide, email" in str(slip(tmp_path, '[masking]\n"a.b" = "xyz"\n').hint)


@pytest.mark.parametrize("said", ['"soon"', '""', "8", '"0 s"', '"30"'])
def test_how_long_a_reason_holds_is_a_time(tmp_path: Path, said: str) -> None:
    assert written(tmp_path, '[profiles.p]\nreason_ttl = "8h"\n').profile("p").reason_ttl == "8h"
    error = slip(tmp_path, f"[profiles.p]\nreason_ttl = {said}\n")
    assert '"reason_ttl" in profile "p" has to be a time' in error.what
    assert str(tmp_path) in error.what


@pytest.mark.parametrize("said", ["'10s'", "'500ms'", "2", "0.5", "'2 min'"])
def test_a_profile_says_how_far_behind_a_standby_may_be(tmp_path: Path, said: str) -> None:
    assert written(tmp_path, f"[profiles.a]\nreplica = true\nmax_lag = {said}").profile("a").replica


@pytest.mark.parametrize(
    "text", ["max_lag = 'soon'", "max_lag = -1", "max_lag = true", "max_lag = inf", "replica = 1", "write = true"]
)
def test_a_profiles_slip_about_standbys_is_a_message(tmp_path: Path, text: str) -> None:
    slip(tmp_path, f"[profiles.a]\n{'replica = true' if 'replica' not in text else ''}\n{text}")
