"""Ctrl-C: cancels on the server, and leaves a session that answers the next statement and not the last one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from tests.db.copying import Pipe, sent, shown
from tests.db.plainly import ctrl_c

from tenantsh.db import wire
from tenantsh.db.ask import Ask
from tenantsh.db.guard import grammar
from tenantsh.model.errors import ConnectionLost, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small

    from tenantsh.db.session import Session

assert grammar  # loaded now: the moments below are moments of a conversation, not of an import

_LONG = "select n, repeat('x', 100) from generate_series(1, 50000000) as n"


@contextmanager
def stopped(session: Session) -> Iterator[None]:
    """Its server process hears nothing, as one that is stuck in the kernel."""
    pid = session.link.identity.backend_pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_ctrl_c_cancels_on_the_server_within_half_a_second(session: Session, small: Small) -> None:
    started = time.monotonic()
    with ctrl_c(0.3), pytest.raises(KeyboardInterrupt):
        session.run("select pg_sleep(30)")
    assert time.monotonic() - started < 0.3 + 0.5
    (state,) = small.admin(f"select state from pg_stat_activity where pid = {session.link.identity.backend_pid}")
    assert state == ("idle",)


def test_after_ctrl_c_the_same_connection_is_the_same_tenant(session: Session) -> None:
    link = session.link
    with ctrl_c(0.1), pytest.raises(KeyboardInterrupt):
        session.run("select pg_sleep(30)")
    assert session.run("select current_setting('app.current_org_id'), current_user").rows == [("42", "small_viewer")]
    assert session.link is link


def test_ctrl_c_in_a_transaction_leaves_it_failed_until_rollback(session: Session) -> None:
    session.run("begin")
    with ctrl_c(0.1), pytest.raises(KeyboardInterrupt):
        session.run("select pg_sleep(30)")
    assert session.in_transaction
    assert session.failed
    with pytest.raises(StatementError) as refused:
        session.run("select 1")
    assert refused.value.sqlstate == "25P02"
    assert session.run("rollback").status == "ROLLBACK"
    session.verify()


@pytest.mark.parametrize("moment", [0.01 * step for step in range(1, 15)])
def test_ctrl_c_while_rows_stream_never_mixes_them_into_the_next_answer(session: Session, moment: float) -> None:
    with ctrl_c(moment), pytest.raises(KeyboardInterrupt):
        session.run(_LONG)
    assert session.run("select 4711 as next").rows == [(4711,)]


@pytest.mark.parametrize("moment", [0.005, 0.03, 0.1, 0.2])
def test_ctrl_c_during_copy_leaves_no_data_behind(session: Session, moment: float) -> None:
    with ctrl_c(moment), pytest.raises(KeyboardInterrupt):
        session.run(f"copy ({_LONG}) to stdout")
    assert not session.in_transaction
    assert session.run("select 4711 as next").rows == [(4711,)]


def test_ctrl_c_in_a_text_of_several_statements_keeps_the_rest_from_running(writer: Session, fresh: Small) -> None:
    insert = "insert into things (org_id, name) values (42, 'new')"
    for text in (
        f"select 1; {insert}; select pg_sleep(30); {insert}",
        f"{insert}; copy (select pg_sleep(30)) to stdout; {insert}",
    ):
        with ctrl_c(0.2), pytest.raises(KeyboardInterrupt):
            sent(writer, text)
        assert not writer.in_transaction
    assert fresh.admin("select count(*) from things where name = 'new'") == [(0,)]
    assert writer.run("select 4711 as next").rows == [(4711,)]


def test_what_ended_before_ctrl_c_is_shown(session: Session) -> None:
    seen = list[object]()
    with ctrl_c(0.2), pytest.raises(KeyboardInterrupt):
        seen.extend(map(shown, session.send(Ask("select 1; select pg_sleep(30)"), Pipe())))
    assert seen == [[(1,)]]


def test_ctrl_c_while_data_are_read_ends_a_copy(fresh: Small) -> None:
    fresh.admin("create table notes (n int); grant all on notes to small_member")
    with fresh.open(write=True) as session:
        with ctrl_c(0.2), pytest.raises(KeyboardInterrupt):
            sent(session, "copy notes from stdin", Pipe([b"1\n"] * 1000, meanwhile=lambda: time.sleep(0.05)))
        assert not session.in_transaction
        assert session.run("select count(*) from notes").rows == [(0,)]
        session.run("begin")
        with ctrl_c(0.2), pytest.raises(KeyboardInterrupt):
            sent(session, "copy notes from stdin", Pipe([b"1\n"] * 1000, meanwhile=lambda: time.sleep(0.05)))
        assert session.failed


def test_ctrl_c_during_copy_in_a_transaction_leaves_it_failed(session: Session) -> None:
    session.run("begin")
    with ctrl_c(0.1), pytest.raises(KeyboardInterrupt):
        session.run(f"copy ({_LONG}) to stdout")
    assert session.failed
    assert session.run("rollback").status == "ROLLBACK"


def test_ctrl_c_rolls_back_what_the_statement_wrote(writer: Session, fresh: Small) -> None:
    with ctrl_c(0.2), pytest.raises(KeyboardInterrupt):
        writer.run(
            "with i as (insert into things (org_id, name) values (42, 'x') returning 1) select pg_sleep(30) from i"
        )
    assert fresh.admin("select count(*) from things where name = 'x'") == [(0,)]


def test_the_second_ctrl_c_does_not_wait_for_the_server(session: Session) -> None:
    before = session.tenant
    with stopped(session):
        started = time.monotonic()
        with ctrl_c(0.1, 0.4), pytest.raises(KeyboardInterrupt):
            session.run("select 1")
        assert time.monotonic() - started < 1.5
    assert not session.connected
    session.verify()
    assert session.tenant == before


def test_a_server_that_ignores_the_cancel_request_is_given_up(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "_CANCEL_SECONDS", 0.3)
    with stopped(session), ctrl_c(0.1), pytest.raises(ConnectionLost) as lost:
        session.run("select 1")
    assert "cancel" in lost.value.what
    session.verify()


def test_a_second_ctrl_c_in_a_transaction_says_afterwards_that_it_is_lost(session: Session) -> None:
    session.run("begin")
    with stopped(session), ctrl_c(0.1, 0.3), pytest.raises(KeyboardInterrupt):
        session.run("select 1")
    with pytest.raises(ConnectionLost) as lost:
        session.run("select 1")
    assert "transaction" in lost.value.what


def test_ctrl_c_at_a_prompt_is_pythons_own_again_after_a_statement(session: Session) -> None:
    session.run("select 1")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_program_that_handles_ctrl_c_itself_keeps_doing_so(session: Session) -> None:
    came: list[int] = []
    former = signal.signal(signal.SIGINT, lambda number, _frame: came.append(number))
    try:
        with ctrl_c(0.1):
            session.run("select pg_sleep(0.3)")
    finally:
        signal.signal(signal.SIGINT, former)
    assert came == [signal.SIGINT]


def test_a_session_works_outside_the_main_thread(small: Small) -> None:
    found: list[object] = []

    def work() -> None:
        with small.open() as session:
            found.append(session.run("select 1").rows)

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert found == [[(1,)]]


_CHILD = """
import dataclasses, sys
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import Convention
convention = Convention("small", role="small_viewer", settings={"app.current_org_id": "{org}"})
session = open_session(Place(Target(sys.argv[1]), convention), Wanted("42"))
print("ready", flush=True)
try:
    session.run("select pg_sleep(30)")
except KeyboardInterrupt:
    print("cancelled", session.run("select count(*) from things").rows, flush=True)
"""


def test_a_real_sigint_to_a_process_cancels_and_the_process_goes_on(small: Small) -> None:
    child = subprocess.Popen([sys.executable, "-c", _CHILD, small.target()], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    assert child.stdout.readline() == "cancelled [(10,)]\n"
    assert child.wait(timeout=10) == 0
    child.stdout.close()
