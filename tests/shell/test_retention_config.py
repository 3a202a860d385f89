"""`[retention]` in the configuration: rules and storage as a person writes them, and what is said of slips."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.shell.test_config import slip, written

from tenantsh.model.retention import PLATFORM_RULES, Retention, Rule, Then
from tenantsh.shell.config import Profile

if TYPE_CHECKING:
    from pathlib import Path

_COLD, _PURGE = Rule("audit_logs", 12, Then.COLD), Rule("events", 24, Then.PURGE)


def rules(folder: Path, text: str, convention: str = "ours") -> tuple[Rule, ...]:
    return written(folder, f"[retention]\n{text}").retention(convention, Profile()).rules


@pytest.mark.parametrize(
    "text",
    [
        'audit_logs = "1 year -> cold"',
        'audit_logs = "1 year → cold"',
        'audit_logs = " 12months->COLD "',
        'audit_logs = { keep = "1 year", then = "cold" }',
        '[retention.audit_logs]\nkeep = "12 months"\nthen = "cold"',
    ],
)
def test_a_rule_can_be_written_in_these_ways(tmp_path: Path, text: str) -> None:
    assert rules(tmp_path, text) == (_COLD,)


@pytest.mark.parametrize("name", ['"archive.old logs"', 'archive."old logs"'])
def test_a_rule_may_name_the_schema(tmp_path: Path, name: str) -> None:
    assert rules(tmp_path, f'{name} = "2 years -> purge"') == (Rule("archive.old logs", 24, Then.PURGE),)


def test_the_platform_has_rules_of_its_own(tmp_path: Path) -> None:
    assert written(tmp_path, "").retention("platform", Profile()) == Retention(PLATFORM_RULES)
    assert written(tmp_path, "").retention("supabase", Profile()) == Retention()


def test_a_rule_replaces_the_platforms_for_its_table_and_no_other(tmp_path: Path) -> None:
    assert rules(tmp_path, 'events = "3 years -> cold"', "platform") == (_COLD, Rule("events", 36, Then.COLD))


def test_a_table_that_keeps_all_has_no_rule(tmp_path: Path) -> None:
    assert rules(tmp_path, 'events = "forever"', "platform") == (_COLD,)


def test_a_profile_has_its_own_storage_where_it_says_so(tmp_path: Path) -> None:
    config = written(tmp_path, '[retention]\nstorage = "/cold"\n[profiles.eu]\nstorage = "s3://eu/cold"\n')
    assert config.retention("platform", Profile()).storage == "/cold"
    assert config.retention("platform", config.profile("eu")).storage == "s3://eu/cold"


def test_a_storage_in_the_home_directory_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/alice")
    config = written(tmp_path, '[retention]\nstorage = "~/cold"\n')
    assert config.retention("platform", Profile()).storage == "/home/alice/cold"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('events = "90 days -> purge"', "no number of months or years.*leaves as a whole.*in months"),
        ('events = "2 weeks -> purge"', "no number of months or years"),
        ('events = "2 yaers -> purge"', 'unknown unit "yaers".*did you mean years'),
        ('events = "2 parsecs -> purge"', 'unknown unit "parsecs".*there are month'),
        ('events = "2 years -> prge"', '"prge".*did you mean purge'),
        ('events = "2 years -> freeze"', "there are cold, purge"),
        ('events = "2 years"', "does not say what then"),
        ('events = "2 years ->"', "does not say what then"),
        ('events = "-> purge"', "is no time"),
        ('events = "forever -> purge"', "is no time"),
        ('events = "0 months -> purge"', "out of bounds"),
        ('events = "101 years -> purge"', "out of bounds"),
        ('events = "99999999999999999999 years -> purge"', "out of bounds"),
        ('events = "1.5 years -> purge"', "is no time"),
        ("events = 24", "string or a table"),
        ("events = {}", "has to say keep and then"),
        ('events = { keep = "2 years" }', "does not say what then"),
        ('events = { then = "purge" }', "has to say keep and then"),
        ('events = { keep = 2, then = "purge" }', "as strings"),
        ('events = { keep = "2 years", than = "purge" }', "did you mean then"),
        ("storage = 1", "has to be a directory or a URL"),
        ('storage = ""', "has to be a directory or a URL"),
        ('storage = "cold"', "relative path.*whole path"),
    ],
)
def test_a_slip_in_a_rule_is_said(tmp_path: Path, text: str, words: str) -> None:
    assert re.search(words, str(slip(tmp_path, f"[retention]\n{text}")), re.DOTALL)


def test_a_retention_that_is_no_table_is_said(tmp_path: Path) -> None:
    assert "has to be a table" in slip(tmp_path, 'retention = "2 years"').what


def test_a_relative_storage_of_a_profile_is_said(tmp_path: Path) -> None:
    assert 'profile "eu"' in slip(tmp_path, '[profiles.eu]\nstorage = "cold"').what


@pytest.mark.parametrize(
    ("today", "limit"),
    [
        (date(2026, 11, 26), date(2025, 11, 1)),
        (date(2026, 12, 1), date(2025, 12, 1)),
        (date(2026, 12, 31), date(2025, 12, 1)),
        (date(2024, 2, 29), date(2023, 2, 1)),
    ],
)
def test_months_end_on_or_before_the_limit_are_due(today: date, limit: date) -> None:
    assert _COLD.limit(today) == limit


def test_a_rule_says_itself_in_words() -> None:
    assert (str(_COLD), str(_PURGE)) == ("1 year → cold", "2 years → purge")


def test_a_table_has_the_rule_of_any_of_its_names() -> None:
    kept = Retention((_COLD, _PURGE))
    assert kept.rule("public.events", "events") == _PURGE
    assert kept.rule("public.users", "users") is None
