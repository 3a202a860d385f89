"""When candidates come by themselves, and how they are shown; the terminal itself is in test_completing."""

from __future__ import annotations

import time
from types import SimpleNamespace

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import to_plain_text

from tenantsh.model.retention import Retention
from tenantsh.repl.completer import Completing, _says_nothing, _shown, _wants_help
from tenantsh.shell.completion import Candidate


def test_what_stands_behind_the_cursor_already_is_not_typed_again() -> None:
    key = Candidate("tier", 0, "key", after="'")
    assert _shown(key, 2, "' = 'x'").text == "tier"
    assert _shown(key, 2, "").text == "tier'"


def test_names_command_no_terminal() -> None:
    shown = _shown(Candidate('"a\x1b[2Jb\nc"', 0, "table", "table, \x1b]0;x\x07"), 0, "")
    assert not any(ord(letter) < 32 for letter in to_plain_text(shown.display) + shown.display_meta_text)


def test_the_kind_is_told_once() -> None:
    assert _shown(Candidate("users", 0, "table", "table, RLS off"), 0, "").display_meta_text == "table, RLS off"
    assert _shown(Candidate("id", 0, "column", "bigint"), 0, "").display_meta_text == "column, bigint"


def test_within_a_word_nothing_comes_by_itself() -> None:
    assert not _wants_help(Document("select users", 9))
    assert _wants_help(Document("select users", 12))


def test_where_nothing_of_a_statement_stands_yet_nothing_comes_by_itself() -> None:
    assert not _wants_help(Document("  "))
    assert not _wants_help(Document("select 1; "))
    assert not _wants_help(Document("select *\n    "))


def test_a_word_that_is_finished_brings_no_menu_of_itself() -> None:
    users = Candidate("users", 14, "table")
    assert _says_nothing([users], Document("select * from users"))
    assert not _says_nothing([users], Document("select * from user"))
    assert not _says_nothing([users, Candidate("users_old", 14, "table")], Document("select * from users"))


def test_what_is_typed_counts_also_where_nothing_was_typed_before() -> None:
    entries: list[str] = []
    place = SimpleNamespace(retention=Retention())
    shell = SimpleNamespace(splitter=SimpleNamespace(buffer=""), knowing=None, variables={}, place=place)
    completing = Completing(shell, entries)  # type: ignore[arg-type]  # all of a shell that it looks at
    while completing._counted is None:
        time.sleep(0.001)
    entries.append("select email from users")
    list(completing.get_completions(Document("sel"), CompleteEvent()))
    assert "users" in completing._habits.used
