"""The interactive shell, typed into on a real pseudo-terminal."""

from __future__ import annotations

import stat
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.repl.typing import Typing

from tenantsh import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILL = """
    select pg_terminate_backend(pid) from pg_stat_activity where query like '%asleep%' and pid <> pg_backend_pid()
"""
PROMPT = "Acme (42) org_viewer ro=>"


@pytest.fixture
def environment(demo_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    return {**demo_environment, "XDG_STATE_HOME": str(tmp_path), "PAGER": "cat"}


@pytest.fixture
def shell(environment: dict[str, str]) -> Iterator[Typing]:
    with Typing("--demo", "--org", "42", env=environment) as typing:
        typing.sees(PROMPT)
        yield typing


def test_the_banner_says_who_one_is(environment: dict[str, str]) -> None:
    with Typing("--demo", "--org", "42", env=environment) as shell:
        banner = shell.sees(PROMPT)
    assert "Acme (42), role org_viewer, read only: verified with every statement" in banner


def test_a_statement_goes_on_until_its_semicolon(shell: Typing) -> None:
    shell.enter("select 'one;")
    shell.enter("two' as text")
    shell.enter(";")
    assert "(1 row)" in shell.sees("(1 row)")
    shell.sees(PROMPT)


def test_the_prompt_shows_the_transaction(shell: Typing) -> None:
    shell.enter("begin;")
    shell.sees("org_viewer ro=*>")
    shell.enter("select 1/0;")
    shell.sees("org_viewer ro=!>")
    shell.enter("rollback;")
    shell.sees(PROMPT)


def test_a_session_that_may_write_looks_different(environment: dict[str, str]) -> None:
    with Typing("--demo", "--org", "42", "--write", env=environment) as shell:
        assert "READ AND WRITE" in shell.sees("Acme (42) org_member RW=>")


def test_ctrl_c_cancels_a_running_statement(shell: Typing) -> None:
    shell.enter("select pg_sleep(60);")
    shell.sees("pg_sleep(60);")
    time.sleep(1)  # until the statement has the terminal
    shell.keys("\x03")
    shell.sees("canceling statement due to user request", patience=10)
    shell.sees(PROMPT)
    shell.enter("select 40 + 2 as still_here;")
    shell.sees("42")


def test_ctrl_c_at_the_prompt_clears_the_line(shell: Typing) -> None:
    shell.keys("select nonsense")
    shell.keys("\x03")
    shell.sees(PROMPT)
    shell.enter("select 7 as seven;")
    shell.sees("(1 row)")


def test_ctrl_d_leaves(shell: Typing) -> None:
    shell.keys("\x04")
    assert shell.ends() == 0


@pytest.mark.parametrize("word", ["exit", "quit", "quit;"])
def test_a_word_leaves_too(shell: Typing, word: str) -> None:
    shell.enter(word)
    assert shell.ends() == 0


def test_a_screen_that_does_not_fit_is_paged(environment: dict[str, str]) -> None:
    with Typing("--demo", "--org", "42", env={**environment, "PAGER": "sed 's/^/paged: /'"}, lines=20) as shell:
        shell.sees(PROMPT)
        shell.enter("select repeat('wide', 100) as wide;")
        shell.sees("paged:")
        shell.sees(PROMPT)
        shell.enter("select 'narrow' as narrow;")
        assert "paged:" not in shell.sees("(1 row)")


def test_leaving_in_a_transaction_says_that_it_is_rolled_back(shell: Typing) -> None:
    shell.enter("begin;")
    shell.sees("ro=*>")
    shell.enter(r"\q")
    shell.sees("The open transaction was rolled back.")
    assert shell.ends() == 0


def test_another_organization_is_another_prompt_and_another_history(shell: Typing) -> None:
    shell.enter("select 'acme only' as acme;")
    shell.sees("(1 row)")
    shell.enter(r"\org Globex")
    shell.sees("Globex (43) org_viewer ro=>")
    shell.keys("\x1b[A")  # the arrow up
    shell.enter("select 'globex' as here;")
    shell.sees("(1 row)")
    assert "acme only" not in shell.text.split("Globex (43) org_viewer ro=>")[-2]


def test_an_organization_that_is_not_there_leaves_the_session_as_it_is(shell: Typing) -> None:
    shell.enter(r"\org 'Nowhere Inc'")
    shell.sees("no organization")
    shell.sees(PROMPT)


def test_a_lost_server_is_told_and_the_tenant_is_there_again(
    shell: Typing, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENANTSH_DEMO_DIR", environment["TENANTSH_DEMO_DIR"])
    shell.enter("select pg_sleep(60), 'asleep' as state;")
    time.sleep(1)
    with psycopg.connect(embedded.ensure_running().dsn(user="postgres", dbname="platform")) as superuser:
        superuser.execute(KILL)
    shell.sees("hint: the session is in Acme (42) again, verified")
    shell.enter(r"\org")
    shell.sees("Acme (42) as org_viewer, verified")


def test_a_history_that_cannot_be_written_is_told(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "tenantsh").write_text("not a folder", encoding="utf-8")
    with Typing("--demo", "--org", "42", env=environment) as shell:
        assert "no history will be kept" in shell.sees(PROMPT)
        shell.enter("select 1 as one;")
        shell.sees("(1 row)")


def test_the_history_is_for_one_s_own_eyes(shell: Typing, tmp_path: Path) -> None:
    shell.enter("select 'kept';")
    shell.sees("(1 row)")
    shell.enter(r"\q")
    shell.ends()
    (history,) = (tmp_path / "tenantsh" / "history").iterdir()
    assert "kept" in history.read_text(encoding="utf-8")
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_a_paste_of_many_megabytes_runs_and_leaves_the_terminal_sane(shell: Typing) -> None:
    text = f"select length($${'x' * 5_000_000}$$) as pasted;"
    shell.keys(f"\x1b[200~{text}\x1b[201~")
    shell.sees("5000000", patience=120)
    shell.sees(PROMPT)
    shell.enter("select 'sane' as terminal;")
    shell.sees("sane")
    shell.sees("(1 row)")


def test_help_lists_our_own_commands_first(shell: Typing) -> None:
    shell.enter(r"\?")
    assert r"\org [ID|NAME]" in shell.sees(r"\whoami")


def test_a_paste_of_a_megabyte_is_no_delay(shell: Typing) -> None:
    text = f"select length($${'x' * 1_000_000}$$) as pasted;"
    started = time.monotonic()
    shell.keys(f"\x1b[200~{text}\x1b[201~")
    shell.sees("1000000")
    shell.sees("(1 row)")
    assert time.monotonic() - started < 3  # 0.3 s on a machine that is not busy


def test_a_paste_that_can_be_edited_is_shown_at_once(shell: Typing) -> None:
    lines = "\n".join(f"({number}, 'a value')," for number in range(9_000))
    started = time.monotonic()
    shell.keys(f"\x1b[200~select count(*) from (values {lines} (0, '')) as v(a, b);\x1b[201~")
    shell.sees("as v(a, b);")
    shell.keys("\r")
    shell.sees("9001")
    assert time.monotonic() - started < 15
