"""Completion in the editor, on a terminal: a menu while typing, Tab, and keys that mean what they always meant."""

from __future__ import annotations

import os
import time
from itertools import count
from typing import TYPE_CHECKING

import pytest
from tests.repl.typing import Typing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

pytestmark = (
    pytest.mark.newest
)  # menus and keys are the same before any server; what is in a menu is asked in tests/shell

_TAB, _DOWN, _UP = "\t", "\x1b[B", "\x1b[A"
_SETTLE = 0.35
"""Seconds in which a menu would have come."""
_ends = count(1)


@pytest.fixture(scope="session")
def database(pg: Cluster) -> str:
    """A database with a few names to be completed."""
    name = "completing"
    pg.once(name, lambda: _make(pg, name))
    return name


def _make(pg: Cluster, name: str) -> None:
    pg.create(name)
    pg.run("create table customers (customer_id int, email text)", name)
    pg.run("create table customer_notes (note_id int)", name)
    pg.run('create table "\x1b]0;owned\x07" (id int)', name)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = str(tmp_path_factory.mktemp("home"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "COLUMNS", "LINES"))}
    return {**kept, "HOME": home, "XDG_STATE_HOME": home, "PAGER": "cat"}


@pytest.fixture(scope="module")
def started(pg: Cluster, database: str, environment: dict[str, str]) -> Iterator[Typing]:
    """A plain session whose names are known: to start one takes longer than all that a test does with it."""
    with _opened(pg, database, environment) as typing:
        _is_ready(typing)
        yield typing


@pytest.fixture
def shell(started: Typing) -> Iterator[Typing]:
    """The same, as if it had just been started: with an empty line, and a menu while one types."""
    yield started
    started.keys("\x03")
    started.enter(r"\unset COMPLETION")
    started.enter(rf"\echo {next(_ends)} is over")
    started.sees("is over\r\n")
    started.sees("completing=#")


def _opened(pg: Cluster, database: str, environment: dict[str, str], *options: str) -> Typing:
    place = ["--unscoped", "-h", pg.host, "-p", str(pg.port), "-U", "postgres", *options, database]
    return Typing(*place, env=environment)


def _is_ready(typing: Typing) -> None:
    """Wait until columns are known: a menu comes by itself with the news of them."""
    typing.sees("completing=#")
    typing.keys("select from customers where cust")
    typing.sees("customer_id")
    typing.keys("\x15")


def test_a_menu_comes_while_one_types(shell: Typing) -> None:
    shell.keys("select * from custo")
    shell.sees("customer_notes")


def test_enter_runs_the_statement_though_a_menu_is_open(shell: Typing) -> None:
    shell.keys("select 41 + 1 as answer from customer")
    shell.sees("customer_notes")
    shell.keys("s limit 0; \\echo it ran\r")
    shell.sees("it ran\r\n")


def test_a_chosen_candidate_is_taken_by_enter_and_nothing_is_run_yet(shell: Typing) -> None:
    shell.keys("select count(*) from customers wher")
    time.sleep(_SETTLE)
    shell.keys(_DOWN)
    time.sleep(_SETTLE)
    shell.keys("\r")
    time.sleep(_SETTLE)
    shell.keys(" customer_id = 7; \\echo taken\r")
    shell.sees("(1 row)")
    shell.sees("taken\r\n")


def test_tab_types_what_all_candidates_begin_with(shell: Typing) -> None:
    shell.enter(r"\set COMPLETION tab")
    shell.keys("select 'found' from custo" + _TAB)
    time.sleep(_SETTLE)
    shell.keys("s limit 0; \\echo and went on\r")
    shell.sees("(0 rows)")
    shell.sees("and went on\r\n")


def test_tab_types_the_only_candidate(shell: Typing) -> None:
    shell.enter(r"\set COMPLETION tab")
    shell.keys("table customer_no" + _TAB)
    time.sleep(_SETTLE)
    shell.keys(";\r")
    shell.sees("(0 rows)")


def test_what_only_has_the_letters_takes_the_words_place_with_the_second_tab(shell: Typing) -> None:
    shell.enter(r"\set COMPLETION tab")
    shell.keys("select 1 from cstmrnts" + _TAB)
    shell.sees("customer_notes")
    shell.keys(";\r")
    shell.sees('relation "cstmrnts" does not exist')
    shell.keys("select 1 from cstmrnts" + _TAB)
    shell.sees("customer_notes")
    shell.keys(_TAB)
    time.sleep(_SETTLE)
    shell.keys(";\r")
    shell.sees("(0 rows)")


def test_the_space_that_tab_types_goes_before_a_sign_and_is_typed_once(shell: Typing) -> None:
    shell.enter(r"\set COMPLETION tab")
    shell.keys("select 1 from customer_no" + _TAB + " cross join customers" + _TAB + ";\r")
    shell.sees("(0 rows)")
    shell.enter(r"\p")
    shell.sees("select 1 from customer_notes cross join customers;")


def test_tab_takes_the_only_one_that_begins_so(shell: Typing) -> None:
    shell.keys("\\pset bo" + _TAB + "1\r")
    shell.sees("Border style is 1.")


def test_where_no_statement_is_begun_no_menu_comes(shell: Typing) -> None:
    shell.keys("table customers; ")
    time.sleep(_SETTLE)
    shell.keys("\r")
    assert "SELECT" not in shell.sees("(0 rows)")


def test_tab_on_an_empty_prompt_lists_statements(shell: Typing) -> None:
    shell.keys(_TAB)
    shell.sees("SELECT")


def test_nothing_comes_while_typing_where_tab_is_wanted(shell: Typing) -> None:
    shell.enter(r"\set COMPLETION tab")
    shell.sees("completing=#")
    shell.keys("select * from customer_n")
    time.sleep(_SETTLE)
    assert "customer_notes" not in shell.text[shell._at :]


def test_the_lines_before_count_as_well(shell: Typing) -> None:
    shell.enter("select *")
    shell.keys("from customers where ema")
    shell.sees("email")


def test_a_table_that_was_just_made_is_offered(shell: Typing) -> None:
    shell.enter("create table if not exists qqq_new_table ();")
    shell.sees("CREATE TABLE")
    time.sleep(_SETTLE)
    shell.keys("select * from qqq_n")
    shell.sees("qqq_new_table")


def test_a_name_that_commands_terminals_is_only_shown(shell: Typing) -> None:
    shell.keys('select * from "' + _TAB)
    time.sleep(_SETTLE)
    assert "\x1b]0;owned" not in shell.raw


def test_up_is_the_history_though_a_menu_is_open(shell: Typing) -> None:
    shell.enter("\\echo from before")
    shell.sees("from before\r\n")
    shell.keys("\\ech")
    time.sleep(_SETTLE)
    shell.keys(_UP)
    shell.keys("\r")
    shell.sees("from before\r\n")


def test_a_script_starts_no_thread_and_no_second_session(pg: Cluster) -> None:
    import subprocess
    import sys

    sql = (
        "select count(*) from pg_stat_activity"
        " where application_name like 'tenantsh completion%' and datname = current_database()"
    )
    place = ["--unscoped", "-h", pg.host, "-p", str(pg.port), "-U", "postgres", "-d", "postgres"]
    command = [sys.executable, "-m", "tenantsh", *place, "-Atc", "select pg_sleep(0.3)", "-c", sql]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["0"]


def test_leaving_waits_for_nothing_in_the_background(pg: Cluster, database: str, environment: dict[str, str]) -> None:
    with _opened(pg, database, environment) as shell:
        shell.sees("completing=#")
        started = time.monotonic()
        shell.enter(r"\q")
        assert shell.ends() == 0
        assert time.monotonic() - started < 2
