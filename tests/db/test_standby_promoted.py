"""A standby is promoted, a primary fails, while sessions are open: the same tenant afterwards, on the right server."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from tests.db.following import GATED, Conflict, heard, hosts, opened, place, until
from tests.db.small import make

from tenantsh.db.opening import Wanted, open_session
from tenantsh.db.standing import standing
from tenantsh.model.errors import ConnectError, ConnectionLost, Refused, StatementError
from tenantsh.render.options import Options
from tenantsh.shell.output import Output
from tenantsh.shell.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_OTHERS = "select count(*) from things where org_id <> 42"
_INSERT = "insert into things (org_id, name) values (42, 'once')"


@dataclass(slots=True)
class Pair:
    """Two servers of their own; which of them is the primary changes."""

    first: Cluster
    second: Cluster

    def hosts(self, **said: str) -> str:
        """Both of them, the first one first."""
        return hosts(self.first, self.second, **said)

    def crash(self, server: Cluster) -> None:
        """Stop a server at once, and not the one that follows it."""
        server._run("pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", str(server.data))

    def promote(self, server: Cluster) -> None:
        """Make a standby the primary."""
        server.run("select pg_promote(true)")

    def follow(self, server: Cluster, primary: Cluster) -> None:
        """Have a server that was stopped come back as a standby of the other one."""
        shutil.rmtree(server.data)
        done = server._run("pg_basebackup", "-D", str(server.data), "-R", "-c", "fast", "-d", primary.dsn())
        assert done.returncode == 0, done.stderr
        server.start()
        until(lambda: server.run("select * from pg_stat_wal_receiver") != [])


@pytest.fixture
def pair(pg: Cluster, standby: Cluster) -> Iterator[Pair]:
    """A primary and its standby, which may be stopped and promoted."""
    from tests import pgcluster

    assert standby  # there are the programs for it
    cluster = pgcluster.start(pg.programs)
    try:
        make(cluster, "small")
        cluster.run("create table gate as select 1 as shut; grant select on gate to public", "small")
        second = cluster.start_standby()
        cluster.catch_up()
        yield Pair(cluster, second)
    finally:
        pgcluster.remove(cluster)


def assert_same(session: Session, *, standby: bool) -> None:
    assert session.run("select current_setting('app.current_org_id')").rows == [("42",)]
    assert session.run(_OTHERS).rows == [(0,)]
    assert standing(session).standby is standby


def test_sessions_go_on_where_their_standby_is_promoted(pair: Pair) -> None:
    with (
        opened(hosts(pair.second)) as session,
        opened(hosts(pair.second)) as within,
        opened(hosts(pair.second)) as busy,
    ):
        told, heard_by_busy = heard(session), heard(busy)
        backend = session.link.identity.backend_pid
        within.run("begin")
        within.run("select count(*) from things")
        runner = session._lasting.ready()
        assert runner.begin_on_standby()
        runner.give_up()
        promotes = Conflict(pair.second, "small", ("select pg_promote(true)",))
        with promotes.meanwhile(busy, pair.second):
            assert busy.run(GATED.replace("then 30", "then 2")).rows == [(10, True)]
        assert not runner.begin_on_standby()  # so what a promoted server cancelled is not sent again
        assert not session.in_transaction
        assert_same(session, standby=False)
        assert_same(busy, standby=False)
        assert (told, heard_by_busy, session.link.identity.backend_pid) == ([], [], backend)
        assert session.link.standby is (pair.second.major < 14)  # which do not report it
        assert within.run(_OTHERS).rows == [(0,)]
        within.run("commit")
        with pytest.raises((StatementError, Refused)):
            session.run(_INSERT)
        with opened(hosts(pair.second), write=True) as writer:
            assert writer.run(_INSERT).status == "INSERT 0 1"


@pytest.mark.newest
def test_a_writer_finds_the_new_primary_and_the_old_one_comes_back_as_a_standby(pair: Pair) -> None:
    with opened(pair.hosts(), write=True) as writer, opened(pair.hosts(), 30) as reader:
        told = heard(writer)
        assert reader.link.standby
        pair.crash(pair.first)
        with pytest.raises(ConnectError) as nobody:
            writer.run(_INSERT)
        assert "hot standby" in nobody.value.what
        assert_same(reader, standby=True)
        pair.promote(pair.second)
        assert writer.run(_INSERT).status == "INSERT 0 1"
        assert f":{pair.second.port}, the primary, verified" in told[-1]
        pair.follow(pair.first, pair.second)
        until(lambda: pair.first.run("select count(*) from things where name = 'once'", "small") == [(1,)])
        assert writer.run(_INSERT).status == "INSERT 0 1"  # it stays where it is
        pair.second.run(f"select pg_terminate_backend({writer.link.identity.backend_pid})")
        pair.second.run(f"select pg_terminate_backend({reader.link.identity.backend_pid})")
        until(lambda: not (writer.connected or reader.connected))
        assert writer.run(_INSERT).status == "INSERT 0 1"  # the first of the hosts is a standby now, and passed over
        assert_same(reader, standby=True)
        assert reader.link.place.endswith(f":{pair.first.port}")


@pytest.mark.newest
def test_an_old_primary_that_comes_back_as_one_is_refused(pair: Pair) -> None:
    with opened(pair.hosts(), write=True) as writer:
        pair.crash(pair.first)
        pair.promote(pair.second)
        assert writer.run(_INSERT).status == "INSERT 0 1"
        pair.first.start()  # as if nothing had happened
        pair.second.run(f"select pg_terminate_backend({writer.link.identity.backend_pid})")
        until(lambda: not writer.connected)
        for _ in range(2):
            with pytest.raises(ConnectError) as refused:
                writer.run(_INSERT)
            assert f":{pair.first.port} says that it is the primary, and it is an older one" in refused.value.what
            assert "timeline 1, and this session was on 2" in (refused.value.why or "")
            assert (refused.value.hint or "").endswith("; the next statement tries again")
        pair.crash(pair.first)
        assert writer.run(_INSERT).status == "INSERT 0 1"
        assert pair.second.run("select count(*) from things where name = 'once'", "small") == [(2,)]


@pytest.mark.newest
def test_a_primary_of_another_system_is_refused(pg: Cluster) -> None:
    from tests import pgcluster

    one, other = pgcluster.start(pg.programs), pgcluster.start(pg.programs)
    try:
        make(one, "small")
        make(other, "small")
        one.run("revoke execute on function pg_control_system() from public", "small")
        with opened(hosts(one, other), write=True) as unsure:  # who may not ask does not know, and has its timeline
            assert unsure.link.lineage == ("00000001", None)
        one.run("grant execute on function pg_control_system() to public", "small")
        with opened(hosts(one, other), write=True) as writer:
            assert writer.run(_INSERT).status == "INSERT 0 1"
            one.run("checkpoint")  # commits are not waited for: the login itself could be lost with the server
            one._run("pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", str(one.data))
            until(lambda: not writer.connected)
            with pytest.raises(ConnectError) as refused:
                writer.run(_INSERT)
            assert f":{other.port} says that it is the primary, and it is another system than" in refused.value.what
            one.start()
            assert writer.run(_INSERT).status == "INSERT 0 1"
            assert other.run("select count(*) from things where name = 'once'", "small") == [(0,)]
    finally:
        pgcluster.remove(one)
        pgcluster.remove(other)


@pytest.mark.newest
def test_a_shell_that_writes_is_not_led_to_an_old_primary_by_another_organization_or_database(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shell, "interactive", True)  # what fails ends no script
    told: list[object] = []
    pair.crash(pair.first)
    pair.promote(pair.second)
    there, wanted = place(pair.hosts()), Wanted("42", write=True)
    shell = Shell(
        there, wanted, open_session(there, wanted), say=told.append, output=Output(StringIO()), options=Options()
    )
    with closing(shell.tenant_session) as writer:
        assert writer.run(_INSERT).status == "INSERT 0 1"
        pair.first.start()  # as if nothing had happened
        with pytest.raises(ConnectError) as refused:
            shell.use("43")
        assert f":{pair.first.port} says that it is the primary, and it is an older one" in refused.value.what
        assert (refused.value.hint or "").endswith("have it follow the new one")
        list(shell.feed(["\\c small\n"]))
        assert any("it is an older one" in str(line) for line in told)
        assert shell.tenant_session is writer
        assert writer.run(_INSERT).status == "INSERT 0 1"  # it stays where it was
        pair.crash(pair.first)
        with closing(shell.use("43")) as there_now:
            assert there_now.link.place.endswith(f":{pair.second.port}")


@pytest.mark.newest
def test_in_a_transaction_a_failover_loses_it_and_nothing_of_it_runs(pair: Pair) -> None:
    with opened(pair.hosts(), write=True) as writer:
        writer.run("begin")
        writer.run(_INSERT)
        pair.crash(pair.first)
        pair.promote(pair.second)
        with pytest.raises(ConnectionLost) as lost:
            writer.run(_INSERT)
        assert f":{pair.second.port}, the primary" in (lost.value.hint or "")
        with pytest.raises(StatementError):
            writer.run(_INSERT)
        writer.run("rollback")
        assert writer.run("select count(*) from things where name = 'once'").rows == [(0,)]
