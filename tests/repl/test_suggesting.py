"""What was typed is called back in its own organization alone: by suggestions, by Ctrl-R, by the arrow up."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

import pytest
from tests.repl.typing import Typing

from tenantsh.repl.suggesting import rest_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACME, GLOBEX = "Acme (42) org_viewer ro=>", "Globex (43) org_viewer ro=>"
UP = "\x1b[A"
MARK = "for acme only"


@pytest.fixture
def shell(demo_environment: dict[str, str], tmp_path: Path) -> Iterator[Typing]:
    """A shell that has asked something as Acme, and is Globex now."""
    environment = {**demo_environment, "XDG_STATE_HOME": str(tmp_path), "PAGER": "cat"}
    with Typing("--demo", "--org", "42", "-v", "COMPLETION=off", env=environment) as typing:
        typing.sees(ACME)
        typing.enter(f"select '{MARK}' as asked;")
        typing.sees("(1 row)")
        typing.enter(r"\org 43")
        typing.sees(GLOBEX)
        typing.enter("select 'globex' as asked;")
        typing.sees("(1 row)")
        typing.sees(GLOBEX)
        yield typing


def test_another_organization_s_entries_are_never_offered(shell: Typing) -> None:
    start = len(shell.text)
    for key in "select '":
        shell.keys(key)
    shell.sees("globex' as asked;")  # the suggestion
    shell.keys("f")
    time.sleep(0.5)
    shell.keys("\x03\x12acme")
    shell.sees("reverse-i-search")
    time.sleep(0.5)
    shell.keys("\x03")
    shell.keys(UP * 5)
    time.sleep(0.5)
    assert MARK not in shell.text[start:]


def test_one_s_own_are_offered_again(shell: Typing) -> None:
    shell.enter(r"\org 42")
    shell.sees(ACME)
    start = len(shell.text)
    shell.keys("select 'fo")
    shell.sees(f"{MARK[2:]}' as asked;")
    shell.keys("\x1b[C\r")  # the arrow right
    shell.sees("(1 row)")
    assert f" {MARK}" in shell.text[start:]


def test_the_arrow_up_goes_through_what_begins_alike(shell: Typing) -> None:
    shell.enter(r"\echo between")
    shell.sees("between\r\n")
    shell.sees(GLOBEX)
    shell.keys("sel")
    shell.keys(UP)
    shell.sees("ect 'globex' as asked;")
    shell.keys("\r")
    shell.sees("(1 row)")


def test_nothing_is_suggested_where_the_text_is_gone_through_line_by_line() -> None:
    entries = ["select 1\nfrom users;", "select 2;"]
    assert rest_of("select 1", entries) == ""
    assert rest_of("select", entries) == " 2;"
    assert rest_of("select 9\nfr", entries) == "om users;"
    assert rest_of("select 9\n", entries) == ""


def test_a_history_of_any_length_is_not_felt() -> None:
    entries = [f"select '{hashlib.sha256(str(i).encode()).hexdigest()}' from a_table_{i};" for i in range(200_000)]
    started = time.process_time()
    for _ in range(20):
        rest_of("select 'x", entries)
    assert (time.process_time() - started) / 20 < 0.01
