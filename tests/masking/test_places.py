"""Marks are known wherever a session is: behind a pooler, on a standby, after the connection was lost."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from tests.db.small import kill
from tests.masking.conftest import open_marked
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Wanted, open_session

if TYPE_CHECKING:
    from tests.db.small import Small
    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

QUERY = "select email, upper(email) as u, phone from people where person_id = 1"
MASKED = [("z***@***", "***", "***34")]


def test_behind_a_pooler(marked: Small, pgbouncer: Bouncer) -> None:
    place = dataclasses.replace(marked.place(), target=Target(as_user(pgbouncer.dsn("masked"), "small_eng")))
    with open_session(place, Wanted("42", write=True)) as session:
        assert session.link.pooled
        assert session.run(QUERY).rows == MASKED
        assert session.frame(QUERY).email.tolist() == ["z***@***"]
        session.run("create table workshop.pooled as select email from people where person_id = 1")
        try:
            assert session.run("select email from workshop.pooled").rows == [("***",)]
        finally:
            session.run("drop table workshop.pooled")


def test_on_a_standby(marked: Small, pg: Cluster, standby: Cluster) -> None:
    pg.catch_up()
    there = dataclasses.replace(marked, pg=standby)
    with open_marked(there) as session:
        assert session.run(QUERY).rows == MASKED


def test_after_the_connection_was_lost(marked: Small) -> None:
    with open_marked(marked, write=True) as session:
        session.run("create table workshop.kept as select person_id, email from people where person_id = 1")
        try:
            session.unmask("people.phone", "case 12")
            kill(marked, session)
            assert session.run("select 1").rows == [(1,)]  # on another connection
            assert session.run(QUERY).rows == [("z***@***", "***", "zz9 170 555 1234")]
            assert session.run("select * from workshop.kept").rows == [(1, "***")]  # it remembers what it filled
        finally:
            session.run("drop table workshop.kept")
