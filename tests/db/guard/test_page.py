"""docs/protects.md says what the tests show: each line of what escapes is one of theirs, and none is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.db.guard.channels import CHANNELS, LISTENING, STATEMENTS
from tests.db.guard.vectors import VECTORS, Fate

from tenantsh.db.guard.allowing import ASKS

ROOT = Path(__file__).parents[3]
README = ROOT / "README.md"
PROTECTS = ROOT / "docs" / "protects.md"
PAGE = PROTECTS.read_text(encoding="utf-8")
_ESCAPES = PAGE.partition("## What still escapes")[2].partition("### Ways around the tool")[0]
_SHOWN = {v.says for v in VECTORS if v.says} | {c.says for c in CHANNELS} | {LISTENING, STATEMENTS}
_PROMISES = """
An ordinary slip (RESET, ROLLBACK, DISCARD, COMMIT, a lost connection) cannot move you to another organization.
A seat belt: it stops the known ways of leaving the context before they are sent; a determined user can get around it.
Results are shown only if the context was right when the statement ended.
For sealed tables, on a direct connection, the database itself returns only the pinned organization's rows to this \
login, whatever SQL is sent.
These are the ways around row security that we found for this role; no finding is not a proof.
What was run is recorded by this client; a user can bypass the client.
"""


def test_what_still_escapes_is_what_the_tests_show() -> None:
    assert set(re.findall(r"^- (.+)$", _ESCAPES, re.MULTILINE)) == _SHOWN


def test_what_escapes_unasked_has_a_line() -> None:
    assert [v.name for v in VECTORS if v.fate is Fate.ESCAPES and not v.says] == []


@pytest.mark.parametrize("promise", _PROMISES.strip().splitlines())
@pytest.mark.parametrize("page", [PROTECTS, README], ids=lambda page: page.name)
def test_each_promise_is_made_in_these_words(promise: str, page: Path) -> None:
    assert promise in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", ASKS)
def test_each_rule_that_asks_is_explained(rule: str) -> None:
    assert f"| `{rule}` | " in PAGE


def test_the_tests_that_it_names_are_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", PAGE)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", [README, *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name)
def test_no_word_promises_more(page: Path) -> None:
    assert re.findall(r"isolated|\bsecure\b|prevents|tamper-proof", page.read_text(encoding="utf-8")) == []
