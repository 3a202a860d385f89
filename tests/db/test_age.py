"""How old a transaction is, how a statement comes along, and whether anything would be lost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tenantsh.db.ask import Ask
from tenantsh.db.connect import Target
from tenantsh.db.plain import Plain, open_plain_session
from tenantsh.db.written import has_written
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.asking import Asking
    from tenantsh.db.session import Session


@pytest.fixture
def plain(pg: Cluster) -> Iterator[Plain]:
    session = open_plain_session(Target.asking(pg.dsn("postgres"), None))
    yield session
    session.close()


class Nothing:
    """No COPY."""

    def read(self) -> None: ...

    def write(self, data: bytes) -> None: ...


def send(session: Asking, text: str) -> None:
    for answer in session.send(Ask(text), Nothing()):
        if isinstance(answer, StatementError):
            raise answer


@pytest.mark.newest
def test_a_transaction_grows_older_while_nothing_happens(session: Session) -> None:
    assert session.age is None
    send(session, "begin")
    time.sleep(0.3)
    age = session.age
    assert age is not None
    assert 0.3 <= age.idle <= age.seconds < 5
    send(session, "select 1")
    again = session.age
    assert again is not None
    assert again.idle < 0.3 <= again.seconds
    send(session, "rollback")
    assert session.age is None


def test_another_transaction_begins_anew(session: Session) -> None:
    send(session, "begin")
    time.sleep(0.3)
    send(session, "commit and chain")
    age = session.age
    assert age is not None
    assert age.seconds < 0.3


def test_a_plain_transaction_has_an_age_too(plain: Plain) -> None:
    assert plain.age is None
    send(plain, "begin")
    time.sleep(0.2)
    with pytest.raises(StatementError):
        send(plain, "nonsense")
    age = plain.age
    assert age is not None
    assert age.idle < 0.2 <= age.seconds
    send(plain, "rollback")
    assert plain.age is None


@pytest.mark.newest
def test_a_statement_that_takes_long_is_told_of_with_its_rows(session: Session, plain: Plain) -> None:
    for asked in (session, plain):
        told: list[tuple[float, int]] = []
        asked.progress.tell = lambda now, told=told: told.append((now.seconds, now.rows))  # type: ignore[misc]
        send(asked, "select repeat('x', 1000), pg_sleep(0.005) from generate_series(1, 500)")
        assert 2 <= len(told) <= 8
        assert told[0][0] >= 1
        assert told[-1][1] in (250, 500)


@pytest.mark.newest
def test_short_statements_are_not_told_of(session: Session) -> None:
    told: list[float] = []
    session.progress.tell = lambda now: told.append(now.seconds)
    send(session, "select pg_sleep(0.5)")
    time.sleep(0.6)
    send(session, "select pg_sleep(0.3)")
    assert told == []


def test_what_only_reads_loses_nothing(session: Session, plain: Plain) -> None:
    for asked in (session, plain):
        assert not has_written(asked)
        send(asked, "begin")
        send(asked, "select 1")
        assert not has_written(asked)
        send(asked, "rollback")


def test_what_has_written_would_be_lost(plain: Plain) -> None:
    send(plain, "begin")
    send(plain, "create temp table t(a int)")
    assert has_written(plain)
    with pytest.raises(StatementError):
        send(plain, "nonsense")
    assert not has_written(plain)  # there is nothing left to keep
    send(plain, "rollback")
