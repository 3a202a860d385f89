"""Two organizations at once on one cluster, for a while: nothing crosses; and what is stopped stops on the workers."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from tests.db.plainly import ctrl_c

import tenantsh
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tests.citus.conftest import Citus

_STATEMENTS = 250
"""Of each of four sessions."""
_ASKED = (
    "select count(*), min(org_id), max(org_id) from resources",
    "select count(*), min(org_id), max(org_id) from events where org_id = {org}",
    "select count(*), min(r.org_id), max(e.org_id) from resources r join events e using (org_id, resource_id)",
    "select count(*), min(org_id), max(org_id) from users join org_members using (user_id)",
    "select 1 / 0, org_id, org_id from resources",
)


def _ask(citus: Citus, org: int) -> tuple[int, set[int]]:
    """How many statements answered, and whose rows they had."""
    seen: set[int] = set()
    answered = 0
    with tenantsh.connect(citus.as_login(), org=str(org)) as session:
        for at in range(_STATEMENTS):
            if at % 10 == 0:
                session.run("begin")
            try:
                seen |= set(session.run(_ASKED[at % len(_ASKED)].format(org=org)).rows[0][1:])
                answered += 1
            except StatementError as error:
                if error.sqlstate not in ("22012", "25P02"):
                    raise
            if at % 10 == 9:
                session.run("rollback")
    return answered, seen


def test_nothing_crosses(citus: Citus) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda org: (org, *_ask(citus, org)), (42, 43, 42, 43)))
    for org, answered, seen in answers:
        assert seen == {org}
        assert answered >= _STATEMENTS * 2 // 5


@pytest.mark.parametrize("sql", ["select count(pg_sleep(20)) from organizations", "select pg_sleep(20)"])
def test_what_is_interrupted_ends_on_the_workers_too(citus: Citus, sql: str) -> None:
    with tenantsh.connect(citus.as_login(), org="42") as session:
        began = time.monotonic()
        with ctrl_c(1.0), pytest.raises(KeyboardInterrupt):
            session.run(sql)
        assert time.monotonic() - began < 10
        for worker in citus.workers:
            assert citus.run(
                "select count(*) from pg_stat_activity where state = 'active' and query like '%pg_sleep%'"
                " and datname = current_database() and pid <> pg_backend_pid()",
                worker,
            ) == [(0,)]
        assert session.run("select count(*) > 0 from resources").rows == [(True,)]
