"""A network that is lost, as the db floor meets it: noticed, told, and never waited for without end."""

from __future__ import annotations

import os
import signal
import socket
import time
from contextlib import closing
from functools import partial
from threading import Timer
from typing import TYPE_CHECKING

import pytest
from tests.db.copying import Pipe, sent
from tests.db.plainly import ctrl_c, opened
from tests.resilience.network import HOST

from tenantsh.db.ask import Ask
from tenantsh.db.connect import LIVELY, Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.plain import open_plain_session
from tenantsh.db.silence import Silence
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import ConnectError, ConnectionLost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.resilience.server import Server

    from tenantsh.db.session import Session

pytestmark = pytest.mark.newest

_PATIENCE = 2
_IMPATIENT = "keepalives_idle=1 keepalives_interval=1 keepalives_count=1 connect_timeout=2"


@pytest.fixture(autouse=True)
def _at_client(far: Server) -> Iterator[None]:
    with far.wire.at_client():
        yield


def _open(far: Server, options: str = _IMPATIENT, *, write: bool = False) -> Session:
    return open_session(Place(Target(f"{far.dsn()} {options}"), PLATFORM), Wanted("42", write=write))


@pytest.fixture
def session(far: Server) -> Iterator[Session]:
    with _open(far) as session:
        yield session


def _whose(session: Session) -> list[tuple[object, ...]]:
    return session.run("select current_setting('app.current_org_id')").rows


def test_a_silent_network_is_given_up_after_what_keepalives_would_wait(session: Session, far: Server) -> None:
    far.wire.silent = True
    began = time.monotonic()
    with pytest.raises(ConnectionLost) as lost:
        session.run("select 1")
    assert _PATIENCE <= time.monotonic() - began < 4 * _PATIENCE
    assert "nothing was heard of the server's machine for" in lost.value.what
    assert "not run again" in (lost.value.why or "")
    far.wire.mend()
    assert _whose(session) == [("42",)]


def test_it_is_noticed_while_a_statement_runs_there(session: Session, far: Server) -> None:
    Timer(0.3, setattr, (far.wire, "silent", True)).start()
    with pytest.raises(ConnectionLost) as lost:
        session.run("select pg_sleep(30)")
    assert "no new session yet" in (lost.value.hint or "")


def test_a_server_that_only_takes_its_time_is_waited_for(session: Session) -> None:
    assert len(session.run(f"select pg_sleep({_PATIENCE + 2})").rows) == 1


def test_a_server_that_takes_no_more_data_for_a_while_is_waited_for(far: Server) -> None:
    with _open(far, write=True) as session:
        pid = session.link.identity.backend_pid
        os.kill(pid, signal.SIGSTOP)
        Timer(_PATIENCE + 2, os.kill, (pid, signal.SIGCONT)).start()
        began = time.monotonic()
        copied = sent(session, "copy loaded from stdin", Pipe([b"x" * 9999 + b"\n"] * 2000))
        assert time.monotonic() - began > _PATIENCE + 1
        assert copied == ["COPY 2000"]
        session.run("delete from loaded where mark is not null")


def test_a_short_silence_harms_nobody(session: Session, far: Server) -> None:
    Timer(0.2, setattr, (far.wire, "silent", True)).start()
    Timer(1.2, far.wire.mend).start()
    assert len(session.run("select pg_sleep(1)").rows) == 1


def test_whoever_looks_on_is_told_of_the_silence(far: Server) -> None:
    told: list[float] = []
    with _open(far, "keepalives_idle=1 keepalives_interval=1 keepalives_count=5 connect_timeout=2") as session:
        session.progress.tell = lambda standing: told.append(standing.silent)
        far.wire.silent = True
        with pytest.raises(ConnectionLost):
            list(session.send(Ask("select 1"), Pipe()))
    assert max(told) > 2


def test_ctrl_c_in_a_silent_network_is_answered_without_the_server(session: Session, far: Server) -> None:
    told: list[str] = []
    session.on_notice = lambda notice: told.append(notice.told())
    far.wire.silent = True
    began = time.monotonic()
    with ctrl_c(0.3, 0.8), pytest.raises(KeyboardInterrupt):
        session.run("select 1")
    assert time.monotonic() - began < 2
    assert told == [
        "The connection was given up: whether the statement has run, or still runs on the server, is not known."
    ]
    far.wire.mend()
    assert _whose(session) == [("42",)]


def test_a_connection_that_a_firewall_has_forgotten_is_replaced(session: Session, far: Server) -> None:
    far.wire.forget()
    with pytest.raises(ConnectionLost):
        session.run("select 1")
    assert _whose(session) == [("42",)]


def test_a_connection_that_is_reset_is_replaced_at_once(session: Session, far: Server) -> None:
    far.wire.refuse()
    with pytest.raises(ConnectionLost) as lost:
        session.run("select 1")
    assert "(42) again, verified" in (lost.value.hint or "")
    assert _whose(session) == [("42",)]


def test_a_plain_session_gives_a_silent_network_up_too(far: Server) -> None:
    plain = opened(f"{far.dsn()} {_IMPATIENT}")
    far.wire.silent = True
    began = time.monotonic()
    with pytest.raises(ConnectionLost):
        list(plain.send(Ask("select 1"), Pipe()))
    assert time.monotonic() - began < 4 * _PATIENCE
    plain.close()


def _keepalives(fileno: int) -> tuple[int, ...]:
    with closing(socket.socket(fileno=os.dup(fileno))) as line:
        options = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        return tuple(line.getsockopt(socket.IPPROTO_TCP, option) for option in options)


def test_keepalives_find_out_within_a_minute_and_a_half_unless_a_person_says_otherwise(far: Server) -> None:
    usual = tuple(map(int, LIVELY.values()))
    assert usual[0] + usual[1] * usual[2] == 90
    with _open(far, "") as session, _open(far, "keepalives_idle=77") as asked:
        assert _keepalives(session.link.wire.pgconn.socket) == usual
        assert _keepalives(asked.link.wire.pgconn.socket) == (77, *usual[1:])
    plain = opened(far.dsn())
    assert _keepalives(plain._line.pgconn.socket) == usual
    plain.close()


def test_where_keepalives_are_switched_off_nobody_gives_up(far: Server) -> None:
    with _open(far, "keepalives=0") as session:
        far.wire.silent = True
        with ctrl_c(2.5, 2.8), pytest.raises(KeyboardInterrupt):
            session.run("select 1")
        assert not session.link.wire.unreachable


def test_a_connection_that_is_well_is_not_silent(session: Session) -> None:
    silence = Silence(session.link.wire.pgconn.socket, time.monotonic() - 100)
    assert (silence.seconds, silence.too_long) == (0, False)


@pytest.mark.parametrize("plain", [False, True])
def test_a_name_that_nobody_answers_for_can_be_left_by_ctrl_c(
    far: Server, monkeypatch: pytest.MonkeyPatch, *, plain: bool
) -> None:
    def looks_for_ever(*_asked: object, **_how: object) -> list[object]:
        time.sleep(6)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", looks_for_ever)
    began = time.monotonic()
    there = Target(far.dsn(host=HOST))
    connect = (
        partial(open_plain_session, there) if plain else partial(open_session, Place(there, PLATFORM), Wanted("42"))
    )
    with ctrl_c(0.3), pytest.raises(KeyboardInterrupt):
        connect()
    assert time.monotonic() - began < 2


def test_a_plain_connection_can_be_left_by_ctrl_c_also_where_it_minds_the_time(far: Server) -> None:
    far.wire.silent = True
    began = time.monotonic()
    with ctrl_c(0.3), pytest.raises(KeyboardInterrupt):
        opened(f"{far.dsn()} connect_timeout=6")
    assert time.monotonic() - began < 2


def test_a_plain_connection_minds_the_time(far: Server) -> None:
    far.wire.silent = True
    with pytest.raises(ConnectError) as refused:
        opened(f"{far.dsn()} connect_timeout=2")
    words = f'connection to server at "{far.address}", port {far.cluster.port} failed: timeout expired'
    assert refused.value.what == words


def test_a_plain_connection_to_a_name_that_nobody_has_says_so_as_psql_does() -> None:
    with pytest.raises(ConnectError) as refused:
        opened("host=nobody.invalid dbname=x")
    assert refused.value.what.startswith('could not translate host name "nobody.invalid" to address: ')


def test_an_unreachable_server_is_told_within_the_connect_timeout(far: Server) -> None:
    far.wire.silent = True
    began = time.monotonic()
    with pytest.raises(ConnectError) as refused:
        _open(far)
    assert time.monotonic() - began < 5
    assert "did not answer in time" in (refused.value.why or "")
