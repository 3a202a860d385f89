"""Two organizations in turn, by many clients of one pooler at once: what of one is seen by the other is counted."""

from __future__ import annotations

import random
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.db.test_pooler import through
from tests.pgcluster import as_user

from tenantsh.model.errors import ConnectionLost, ContextDrift, Refused, StatementError, TenantshError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.db.small import Small
    from tests.pgbouncer import Bouncer

    from tenantsh.db.session import Session

_ORGS = (42, 43)
_CLIENTS = 6
_SEEN = """
    select array_agg(distinct org_id), current_setting('app.current_org_id'), current_user::text, session_user::text
    from things"""


@dataclass(slots=True)
class Tally:
    """What came of the statements of all clients."""

    outcomes: Counter[str] = field(default_factory=Counter)
    crossed: list[str] = field(default_factory=list)
    """Each sight of the other organization, or of a context that is not one's own."""
    left: int = 0
    """How many statements are still to be sent."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> bool:
        """Take one of those that are to be sent; False where there are no more."""
        with self._lock:
            self.left -= 1
            return self.left >= 0

    def note(self, outcome: str) -> None:
        """One statement ended so."""
        with self._lock:
            self.outcomes[outcome] += 1

    @property
    def told(self) -> str:
        """The outcomes in words."""
        return ", ".join(f"{name} {times:,}" for name, times in self.outcomes.most_common())

    def check(self, what: str, *, own: bool) -> None:
        """One sight, and whether all of it was one's own."""
        if not own:
            with self._lock:
                self.crossed.append(what)


@dataclass(slots=True)
class Client:
    """One client of one organization, who does by lot what people do."""

    session: Session
    org: int
    chance: random.Random
    tally: Tally
    number: int = 0

    def work(self) -> None:
        """Send statements until enough were sent."""
        acts = [self.look, self.write, self.fail, self.transact, self.copy, self.drift, self.give_up, self.lose]
        while self.tally.left > 0:
            self.chance.choices(acts, [40, 20, 8, 16, 8, 3, 1, 1])[0]()
        if self.session.in_transaction:  # it would keep a server connection, and others wait for one to finish
            with suppress(TenantshError):
                self.session.run("rollback")

    def look(self) -> None:
        for orgs, setting, role, login in self.sent(_SEEN):
            own = set(orgs or [self.org]) == {self.org} and (setting, role, login) == (
                str(self.org),
                "small_member",
                "small_eng",
            )
            self.tally.check(f"{self.org} saw {orgs} {setting} {role} {login}", own=own)

    def write(self) -> None:
        self.number += 1
        name = f"load {self.org} {id(self)} {self.number}"
        for (org,) in self.sent(f"insert into things (org_id, name) values ({self.org}, '{name}') returning org_id"):
            self.tally.check(f"{self.org} wrote for {org}", own=org == self.org)
        change = self.chance.choice(["update things set name = name || '.'", "delete from things"])
        for (org,) in self.sent(f"{change} where name = '{name}' returning org_id"):
            self.tally.check(f"{self.org} changed {org}", own=org == self.org)

    def fail(self) -> None:
        other = sum(_ORGS) - self.org
        sql = f"insert into things (org_id, name) values ({other}, 'load {self.org} strays') returning org_id"
        for (org,) in self.sent(self.chance.choice(["select 1 / 0", "select no_such_thing", sql])):
            self.tally.check(f"{self.org} wrote for {org}", own=False)

    def transact(self) -> None:
        self.sent("begin")
        for act in self.chance.choices([self.look, self.write, self.fail, self.copy], [4, 3, 1, 1], k=3):
            act()
        self.sent(self.chance.choice(["commit", "rollback"]))

    def copy(self) -> None:
        copied: list[bytes] = []
        self.sent("copy (select org_id from things) to stdout", copied)
        self.tally.check(f"{self.org} copied {set(copied)}", own=set(copied) <= {str(self.org).encode()})

    def drift(self) -> None:
        self.sent("select switch_for_good(), leave_role()")
        if self.session.in_transaction:
            self.sent("rollback")

    def give_up(self) -> None:
        """Have a statement cancelled, as Ctrl-C has it."""
        connection = self.session.link.wire.connection
        timer = threading.Timer(0.02, lambda: connection.cancel_safe(timeout=2))
        timer.start()
        self.sent("select pg_sleep(0.06)")
        timer.join()

    def lose(self) -> None:
        """Lose the server connection, in a transaction or without one."""
        if self.chance.random() < 0.5:
            self.sent("begin")
        self.sent("select end_myself()")
        if self.session.in_transaction:
            self.look()
            self.sent("rollback")

    def sent(self, sql: str, copied: list[bytes] | None = None) -> list[tuple[Any, ...]]:
        """A statement's rows; none where something came of it that is no row."""
        if not self.tally.next():
            return []
        try:
            result = self.session.run(sql)
        except (ContextDrift, ConnectionLost, Refused, StatementError, TenantshError) as error:
            state = error.sqlstate if isinstance(error, StatementError) else None
            self.tally.note(state or type(error).__name__)
            return []
        self.tally.note("well")
        if copied is not None and result.data is not None:
            copied += b"".join(result.data).split()
        return list(result.rows)


def naive(dsn: str, org: int, tally: Tally) -> None:
    """A client as most are: it sets role and organization once, and believes that they stay."""
    with psycopg.connect(dsn, autocommit=True, prepare_threshold=None) as connection:
        while tally.left > 0:
            try:
                connection.execute("set role small_viewer")
                connection.execute(f"set app.current_org_id = '{org}'".encode())
                for _ in range(20):
                    found = connection.execute(_SEEN).fetchone()
                    tally.note("naive")
                    if found is not None and set(found[0] or [org]) != {org}:
                        tally.crossed.append(f"naive {org} saw {found}")
            except psycopg.Error as error:  # on another server connection it has no role; or its own one was ended
                tally.note(type(error).__name__)
                if connection.closed:
                    return


def load(bouncer: Bouncer, small: Small, statements: int) -> tuple[Tally, Tally]:
    """So many statements by six sessions, with two naive clients beside them; what came of both."""
    ours, theirs = Tally(left=statements), Tally(left=1)
    dsn = as_user(bouncer.dsn(small.dbname), "small_eng")
    sessions = [through(bouncer, small, str(_ORGS[at % 2]), write=True) for at in range(_CLIENTS)]
    clients = [Client(one, _ORGS[at % 2], random.Random(at), ours) for at, one in enumerate(sessions)]
    beside = [threading.Thread(target=naive, args=(dsn, org, theirs)) for org in _ORGS]
    working = [threading.Thread(target=_guarded(client.work, ours)) for client in clients]
    for thread in (*beside, *working):
        thread.start()
    try:
        for thread in working:
            thread.join()
    finally:
        ours.left = theirs.left = 0
        for thread in (*working, *beside):
            thread.join()
        for session in sessions:
            session.close()
    return ours, theirs


def _guarded(work: Callable[[], None], tally: Tally) -> Callable[[], None]:
    def run() -> None:
        try:
            work()
        except BaseException as error:
            tally.crossed.append(f"a client ended: {error!r}")
            raise

    return run


_STRAYS = """
    select count(*) from things
    where name like 'load %' and split_part(name, ' ', 2) <> org_id::text or name like '%strays'"""


def _judge(ours: Tally, small: Small, statements: int) -> None:
    assert ours.crossed == []
    assert small.admin(_STRAYS) == [(0,)]
    assert sum(ours.outcomes.values()) >= statements
    assert ours.outcomes["well"] > statements / 2
    # each kind of trouble was there: what is not tried cannot cross
    assert {"ContextDrift", "ConnectionLost", "22012", "42501", "57014"} <= set(ours.outcomes)


@pytest.mark.timeout(600)  # 12 s by itself; beside seven others it took 157
@pytest.mark.newest
@pytest.mark.pool_size(3)
def test_of_ten_thousand_statements_in_transaction_mode_nothing_crosses(
    pgbouncer: Bouncer, fresh: Small, say: Callable[[str], None]
) -> None:
    ours, theirs = load(pgbouncer, fresh, 10_000)
    _judge(ours, fresh, 10_000)
    assert theirs.outcomes["naive"] > 100
    assert len(theirs.crossed) > 20  # the naive ones beside us saw the other organization: there is something to see
    say(
        f"pooler: {sum(ours.outcomes.values()):,} statements of two organizations, {len(ours.crossed)} crossed; "
        f"{len(theirs.crossed):,} of {theirs.outcomes['naive']:,} of naive clients beside them ({ours.told})"
    )


@pytest.mark.pool_size(3)
def test_of_a_thousand_statements_in_transaction_mode_nothing_crosses(pgbouncer: Bouncer, fresh: Small) -> None:
    ours, _ = load(pgbouncer, fresh, 1_000)
    assert ours.crossed == []
    assert fresh.admin(_STRAYS) == [(0,)]


@pytest.mark.pool_size(20)
@pytest.mark.pool_settings("pool_mode = session")
def test_of_a_thousand_statements_in_session_mode_nothing_crosses(pgbouncer: Bouncer, fresh: Small) -> None:
    ours, theirs = load(pgbouncer, fresh, 1_000)
    assert ours.crossed == []
    assert fresh.admin(_STRAYS) == [(0,)]
    assert theirs.crossed == []  # in session mode the naive ones are right, too
