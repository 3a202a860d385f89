"""The interactive shell of a plain connection, typed into with its editor."""

from __future__ import annotations

import os
import signal
import stat
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.repl.typing import Typing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pgcluster import Cluster

pytestmark = pytest.mark.newest  # what a terminal shows and an editor does is the same before any server

PROMPT = "UNSCOPED postgres=#"
UP = "\x1b[A"


class Opened:
    """Starts shells that differ in their options and environment."""

    def __init__(self, pg: Cluster, folder: Path) -> None:
        self.folder = folder
        self._place = ["--unscoped", "-h", pg.host, "-p", str(pg.port), "-U", "postgres", "postgres"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "COLUMNS"))}
        self._environment = {**kept, "HOME": str(folder), "XDG_STATE_HOME": str(folder), "PAGER": "cat"}

    def __call__(
        self,
        *arguments: str,
        env: dict[str, str] | None = None,
        ignored: tuple[signal.Signals, ...] = (),
        lines: int = 40,
    ) -> Typing:
        environment = {**self._environment, **(env or {})}
        return Typing(*arguments, *self._place, env=environment, ignored=ignored, lines=lines, columns=100)

    @property
    def history(self) -> Path:
        return self.folder / "tenantsh" / "history" / "unscoped"


@pytest.fixture
def opened(pg: Cluster, tmp_path: Path) -> Opened:
    return Opened(pg, tmp_path)


@pytest.fixture
def shell(opened: Opened) -> Iterator[Typing]:
    with opened() as typing:
        typing.sees(PROMPT)
        yield typing


def test_a_plain_connection_is_loud(opened: Opened) -> None:
    with opened() as shell:
        assert "UNSCOPED: NO ORGANIZATION IS SET" in shell.sees(PROMPT)
        assert "\x1b[0;97;41;1mUNSCOPED" in shell.raw or "41" in shell.raw  # on red
    with opened(env={"NO_COLOR": "1"}) as shell:
        shell.sees(PROMPT)
        assert "41;" not in shell.raw
        assert ";41" not in shell.raw


def test_a_prompt_of_one_s_own_does_not_hide_that_it_is_plain(opened: Opened) -> None:
    with opened("-v", "PROMPT1=%033[32m%n%033[0m@%/ :: ") as shell:
        shell.sees("UNSCOPED postgres@postgres ::")
        shell.enter(r"\set PROMPT1 '%/ [%O] => '")
        shell.sees("postgres [UNSCOPED] =>")


def test_a_value_in_a_prompt_cannot_command_the_terminal(shell: Typing) -> None:
    shell.enter(r"select E'\r\x1b[2JAcme (42)' as name \gset")
    shell.sees(PROMPT)
    shell.enter(r"\set PROMPT1 '%:name: => '")
    shell.sees(r"UNSCOPED \r\x1b[2JAcme (42) =>")


def test_further_lines_show_what_is_open(shell: Typing) -> None:
    shell.keys("select (\r'a\r")
    shell.sees("postgres(#")
    shell.sees("postgres'#")
    shell.enter("') as text;")
    shell.sees("(1 row)")


def test_the_way_out_is_told_in_the_midst_of_a_statement(shell: Typing) -> None:
    shell.keys("select 1\r")
    shell.keys("exit\r")
    shell.sees(r"Use \q to quit.")
    shell.keys("'\r")
    shell.keys("quit\r")
    shell.sees("Use control-D to quit.")
    shell.keys("help\r")
    shell.sees(r"Use \? for help or press control-C to clear the input buffer.")
    shell.sees(PROMPT)  # until the editor has the terminal again
    shell.keys("\x03")
    shell.sees(PROMPT)
    shell.enter("help")
    shell.sees("You are using tenantsh")
    shell.sees(PROMPT)
    shell.enter("EXIT")
    assert shell.ends() == 0


def test_ctrl_d_is_ignored_as_often_as_it_is_wished(shell: Typing) -> None:
    shell.enter(r"\set IGNOREEOF 3 \echo set.")
    shell.sees("set.\r\n")
    shell.sees(PROMPT)
    shell.keys("\x04")
    shell.sees('Use "\\q" to leave tenantsh.')
    shell.sees(PROMPT)
    shell.enter("select 1;")
    shell.sees("(1 row)")
    for _ in range(2):
        shell.sees(PROMPT)
        shell.keys("\x04")
        shell.sees('Use "\\q" to leave tenantsh.')
    shell.sees(PROMPT)
    shell.keys("\x04")
    assert shell.ends() == 0


def test_pasted_lines_are_read_as_a_script_is(shell: Typing) -> None:
    text = "create temp table t(a int);\ncopy t from stdin;\n1\n2\n\\.\nselect sum(a) as total from t;"
    shell.keys(f"\x1b[200~{text}\x1b[201~\r")
    shell.sees("COPY 2")
    shell.sees("     3\r\n(1 row)")


def test_data_are_typed_behind_their_own_prompt(shell: Typing) -> None:
    shell.enter("create temp table t(a int);")
    shell.sees("CREATE TABLE")
    shell.enter("copy t from stdin;")
    shell.sees("End with a backslash and a period on a line by itself, or an EOF signal.\r\n>>")
    shell.enter("1")
    shell.sees(">>")
    shell.enter(r"\.")
    shell.sees("COPY 1")
    shell.enter("copy t from stdin;")
    shell.sees(">>")
    shell.keys("\x03")
    shell.sees("COPY from stdin failed: canceled by user")
    shell.sees(PROMPT)
    shell.enter("select count(*) as rows from t;")
    shell.sees("   1\r\n(1 row)")


def test_ctrl_c_reaches_everything_that_takes_long(shell: Typing, tmp_path: Path) -> None:
    (tmp_path / "slow.sql").write_text("\\echo begun\nselect pg_sleep(60);\n\\echo not here\n", encoding="utf-8")
    for line in (
        r"\echo begun \\ select pg_sleep(60);",
        rf"\i {tmp_path}/slow.sql",
        r"\echo begun \\ \copy (select pg_sleep(60)) to stdout",
        r"\echo begun \\ select 'select pg_sleep(60)' from generate_series(1, 3) \gexec",
        r"select 'begun' as x \watch 60",
        r"\! echo begun; sleep 60",
        r"\set x `echo begun >&2; sleep 60`",
    ):
        shell.enter(line)
        shell.sees("begun\r\n") if "watch" not in line else shell.sees("(1 row)")
        time.sleep(0.5)  # until it has begun at the server too
        shell.keys("\x03")
        shell.sees(PROMPT)
    assert "not here" not in shell.text.replace("echo not here", "")
    shell.enter("select 40 + 2 as still_here;")
    shell.sees("42\r\n(1 row)")


# -- what was typed ----------------------------------------------------------------------------------------------


def test_a_statement_of_several_lines_is_one_entry(opened: Opened) -> None:
    with opened() as shell:
        shell.sees(PROMPT)
        shell.keys("select 'one'\rfrom generate_series(1, 1);\r")
        shell.sees("(1 row)")
        shell.enter(r"\q")
        shell.ends()
    assert opened.history.read_bytes() == b"select 'one'\x01from generate_series(1, 1);\n\\q\n"
    assert stat.S_IMODE(opened.history.stat().st_mode) == 0o600
    with opened() as shell:
        shell.sees(PROMPT)
        shell.keys(f"{UP}{UP}\r")
        shell.sees("(1 row)")


def test_the_history_heeds_its_variables(opened: Opened) -> None:
    with opened("-v", "HISTCONTROL=ignoreboth", "-v", "HISTSIZE=3") as shell:
        shell.sees(PROMPT)
        for line in ("select 1;", " select 2;", "select 3;", "select 3;", "select 4;", r"\echo done"):
            shell.enter(line)
            shell.sees(PROMPT)
        shell.enter(r"\s")
        shell.sees("select 1;\r\nselect 3;\r\nselect 4;\r\n\\echo done\r\n\\s\r\n")
        shell.enter(rf"\s {opened.folder}/copy")
        shell.sees("Wrote history to file")
        shell.enter(r"\q")
        shell.ends()
    assert opened.history.read_text(encoding="utf-8").splitlines()[0] == r"\s"
    assert len(opened.history.read_text(encoding="utf-8").splitlines()) == 3
    assert (opened.folder / "copy").read_text(encoding="utf-8").startswith("select 1;\nselect 3;\n")


def test_the_history_is_where_histfile_says(opened: Opened) -> None:
    with opened("-v", f"HISTFILE={opened.folder}/mine") as shell:
        shell.sees(PROMPT)
        shell.enter(r"\q")
        shell.ends()
    assert (opened.folder / "mine").read_text(encoding="utf-8") == "\\q\n"


def test_a_password_is_not_kept(opened: Opened) -> None:
    with opened() as shell:
        shell.sees(PROMPT)
        for line in ("create role r password 'secret';", "drop role r;", r"\prompt 'word? ' w"):
            shell.enter(line)
            shell.sees("? " if "prompt" in line else PROMPT)
        shell.enter("hidden")
        shell.sees(PROMPT)
        shell.enter(r"\password")
        shell.sees('user "postgres":')
        shell.keys("unseen\r")
        shell.sees("again:")
        shell.keys("another\r")
        shell.sees("Passwords didn't match.")
        assert "unseen" not in shell.text
        shell.enter(r"\q")
        shell.ends()
    kept = opened.history.read_text(encoding="utf-8")
    assert not any(word in kept for word in ("secret", "hidden", "unseen"))


# -- being asked to end ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_leaves_the_terminal_sane(opened: Opened, number: signal.Signals) -> None:
    with opened() as shell:
        shell.sees(PROMPT)
        shell.enter("select 'kept' as text;")
        shell.sees("(1 row)")
        shell.sees(PROMPT)
        assert not shell.echoes
        shell.signal(number)
        assert shell.ends(10) == -number
        assert shell.echoes
        assert "Traceback" not in shell.text
    assert "kept" in opened.history.read_text(encoding="utf-8")


def test_a_signal_ends_what_it_waits_for_too(opened: Opened) -> None:
    with opened(env={"EDITOR": "sh -c 'echo editing; sleep 60; echo edited' #"}) as shell:
        shell.sees(PROMPT)
        shell.enter(r"\e")
        shell.sees("editing\r\n")
        shell.signal(signal.SIGTERM)
        assert shell.ends(10) == -signal.SIGTERM
        assert "edited" not in shell.text


def test_signals_that_were_ignored_at_the_start_stay_ignored(opened: Opened) -> None:
    with opened(ignored=(signal.SIGHUP,)) as shell:
        shell.sees(PROMPT)
        shell.signal(signal.SIGHUP)
        shell.enter("select 'still' as here;")
        shell.sees("(1 row)")


def test_a_closed_terminal_ends_it(opened: Opened) -> None:
    with opened() as shell:
        shell.sees(PROMPT)
        shell.hang_up()
        assert shell.ends(10) in (0, 1, -signal.SIGHUP)


def test_it_can_be_stopped_and_goes_on(shell: Typing) -> None:
    shell.signal(signal.SIGSTOP)
    time.sleep(0.2)
    shell.signal(signal.SIGCONT)
    shell.enter("select 'back' as again;")
    shell.sees("(1 row)")


# -- where results go --------------------------------------------------------------------------------------------


def test_programs_that_stop_reading_are_no_end(shell: Typing) -> None:
    shell.enter(r"select generate_series(1, 100000) \g | head -2")
    shell.sees("could not print result table: Broken pipe")
    shell.sees(PROMPT)  # until the editor has the terminal again
    shell.enter(r"\o | head -1")
    shell.sees(PROMPT)
    shell.enter("select generate_series(1, 100000);")
    shell.sees("could not print result table: Broken pipe")
    shell.sees(PROMPT)  # until the editor has the terminal again
    shell.enter(r"\o")
    shell.sees(PROMPT)
    shell.enter("select 'alive' as still;")
    shell.sees("(1 row)")


def test_a_full_disk_is_told_and_nothing_else_is_lost(shell: Typing) -> None:
    shell.enter(r"\o /dev/full")
    shell.sees(PROMPT)
    shell.enter("select generate_series(1, 10);")
    shell.sees("could not print result table: No space left on device")
    shell.enter(r"\o")
    shell.sees(PROMPT)
    shell.enter("select 'alive' as still;")
    assert "No space" not in shell.sees("(1 row)")


def test_a_lost_connection_is_reset_in_psql_s_words(shell: Typing, pg: Cluster) -> None:
    shell.enter("select pg_backend_pid() as pid \\gset")
    shell.sees(PROMPT)
    shell.enter(r"\echo :pid 'is it'")
    pid = int(shell.sees(" is it\r\n").split()[-3])
    with psycopg.connect(pg.dsn("postgres")) as other:
        other.execute("select pg_terminate_backend(%s)", [pid])
    shell.enter("select 1 as first;")
    shell.sees("The connection to the server was lost. Attempting reset: Succeeded.")
    shell.sees(PROMPT)
    shell.enter("select 2 as second;")
    shell.sees("(1 row)")


PAGER = {"PSQL_PAGER": "sed 's/^/paged: /'"}


@pytest.mark.parametrize(
    ("setup", "statement", "paged"),
    [
        ("", "select generate_series(1, 21);", False),
        ("", "select generate_series(1, 22);", True),
        (r"\pset format unaligned", "select generate_series(1, 22);", False),
        (r"\pset format unaligned", "select generate_series(1, 23);", True),
        (r"\x", "select generate_series(1, 7), 2;", False),
        (r"\x", "select generate_series(1, 8), 2;", True),
        (r"\pset pager off", "select generate_series(1, 99);", False),
        (r"\pset pager_min_lines 99", "select generate_series(1, 90);", False),
        (r"\pset pager always", "select 1;", True),
        ("", "select repeat('x', 99) as wide;", True),
        ("", "select repeat('x', 98) as wide;", False),
    ],
)
def test_a_pager_shows_what_psql_s_would(opened: Opened, setup: str, statement: str, *, paged: bool) -> None:
    with opened("-n", "-v", "PROMPT1=> ", env=PAGER, lines=24) as shell:
        shell.sees("> ")
        if setup:
            shell.enter(setup)
            shell.sees("> ")
        shell.enter(statement)
        shell.enter(r"\echo done.")
        assert ("paged: " in shell.sees("> done.")) is paged


def test_a_command_of_the_command_line_is_paged_too(opened: Opened) -> None:
    with opened("-c", "select generate_series(1, 99)", env=PAGER, lines=24) as shell:
        shell.sees("paged: ")
        assert shell.ends() == 0


def test_no_pager_is_started_where_psql_pager_is_blank(opened: Opened) -> None:
    with opened(
        "-c", "select generate_series(1, 99)", env={"PSQL_PAGER": "", "PAGER": "sed s/^/paged:/"}, lines=24
    ) as shell:
        shell.ends()
        assert "paged:" not in shell.text


def test_a_pager_may_be_left_early(opened: Opened) -> None:
    with opened("-n", "-v", "PROMPT1=> ", env={"PAGER": "head -1"}, lines=24) as shell:
        shell.sees("> ")
        shell.enter("select generate_series(1, 300000);")
        shell.enter(r"\echo done.")
        shell.sees("> done.")


def test_wide_rows_are_records_where_they_do_not_fit_the_terminal(shell: Typing) -> None:
    shell.enter(r"\x auto")
    shell.sees(PROMPT)
    shell.enter("select repeat('x', 70) as a, repeat('y', 40) as b;")
    shell.sees("-[ RECORD 1 ]-")
    shell.sees(PROMPT)
    shell.resize(40, 150)
    shell.enter("select repeat('x', 70) as a, repeat('y', 40) as b;")
    shell.sees("(1 row)")


# -- at the start ------------------------------------------------------------------------------------------------


def test_start_files_are_run_before_anything_is_typed(opened: Opened, pg: Cluster) -> None:
    (opened.folder / ".tenantshrc").write_text("\\set greeting hello\n\\set PROMPT1 'mine> '\n", encoding="utf-8")
    (opened.folder / f".tenantshrc-{pg.major}").write_text(
        "\\set greeting newer\nnonsense;\n\\set PROMPT1 'newer> '\n", encoding="utf-8"
    )
    with opened() as shell:
        assert 'syntax error at or near "nonsense"' in shell.sees("UNSCOPED newer>")
        shell.enter(r"\echo :greeting :PROMPT2")
        shell.sees("\r\nnewer %/")
    with opened("-X") as shell:
        shell.sees(PROMPT)
    with opened(env={"TENANTSHRC": str(opened.folder / ".tenantshrc")}) as shell:
        shell.sees("UNSCOPED newer>")


def test_inputrc_may_ask_for_vi_s_keys(opened: Opened) -> None:
    (opened.folder / ".inputrc").write_text("set editing-mode vi\n", encoding="utf-8")
    with opened() as shell:
        shell.sees(PROMPT)
        shell.keys("select 8 as eight;\x1b")
        time.sleep(0.7)  # until Escape is not the beginning of another key
        shell.keys("0wr9\r")
        shell.sees(" eight \r\n")
        shell.sees("9\r\n")


def test_the_line_can_be_edited_in_one_s_own_editor(opened: Opened) -> None:
    script = opened.folder / "editor"
    script.write_text('#!/bin/sh\necho "select \'edited\' as text;" > "$1"\n', encoding="utf-8")
    script.chmod(0o755)
    with opened(env={"EDITOR": str(script), "VISUAL": str(script)}) as shell:
        shell.sees(PROMPT)
        shell.keys("select 1\x18\x05")
        shell.sees("'edited'")
        shell.keys("\r")
        shell.sees("(1 row)")
        shell.enter(r"\e")
        shell.sees("edited")
        shell.sees("(1 row)")
