"""Sessions side by side, each one tenant's."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

from tenantsh.model.errors import UnknownOrganization, UsageError

if TYPE_CHECKING:
    from tests.notebook.conftest import Notebook, Seen
    from tests.pgcluster import Cluster

_MINE = "select count(*) from pg_stat_activity where datname = 'platform' and application_name = 'tenantsh'"
_SLEEPING = "select count(*) from pg_stat_activity where state = 'active' and query ~ '^select pg_sleep'"


def _connections(pg: Cluster) -> int:
    """How many connections of ours there are, once none is on its way out any more."""
    counts = [-1]
    while len(counts) < 4 or len(set(counts[-4:])) > 1:
        counts.append(int(str(pg.run(_MINE)[0][0])))
        time.sleep(0.1)
    return counts[-1]


def _orgs(notebook: Notebook, line: str = "") -> list[int]:
    return list(notebook.value(f"%tenantsh {line} select distinct org_id from resources")["org_id"])


def test_two_sessions_stay_each_with_its_organization(notebook: Notebook) -> None:
    notebook.open("42")
    notebook.open("43", "--name other")
    for _ in range(3):
        assert (_orgs(notebook), _orgs(notebook, "--name other")) == ([42], [43])


def test_a_cell_names_its_session(notebook: Notebook) -> None:
    notebook.open("42")
    notebook.open("43", "--name other")
    seen = notebook.cell("%%tenantsh df --name other\nselect distinct org_id from resources")
    assert list(notebook.ip.user_ns["df"]["org_id"]) == [43]
    assert "(43) as org_viewer" in seen.shown[0]["text/plain"]


def test_no_other_session_stands_in_for_the_default_one(notebook: Notebook) -> None:
    notebook.open("43", "--name other")
    seen = notebook.cell("%tenantsh select 1")
    assert isinstance(seen.error, UsageError)
    assert "open are: other (" in seen.out


def test_a_name_that_is_opened_again_is_the_new_organization(notebook: Notebook, pg: Cluster) -> None:
    before = _connections(pg)
    notebook.open("42")
    notebook.open("43")
    assert _orgs(notebook) == [43]
    assert _connections(pg) == before + 1


def test_a_name_that_could_not_be_opened_again_does_not_mean_the_old_organization(notebook: Notebook) -> None:
    notebook.open("42")
    seen = notebook.cell(f"%tenantsh {notebook.dsn} --org 999999")
    assert isinstance(seen.error, UnknownOrganization)
    assert isinstance(notebook.cell("%tenantsh select 1").error, UsageError)


def test_a_transaction_that_closing_rolls_back_is_told(notebook: Notebook) -> None:
    notebook.open("42")
    notebook.cell("%tenantsh begin")
    assert notebook.open("42").err == "Acme (42): the open transaction was rolled back.\n"


def test_org_moves_the_name_to_another_organization(notebook: Notebook) -> None:
    notebook.open("42")
    assert "(43)" in notebook.cell(r"%tenantsh \org 43").out
    assert _orgs(notebook) == [43]


def test_quitting_closes_the_session(notebook: Notebook) -> None:
    notebook.open("42")
    assert notebook.cell(r"%tenantsh \q").error is None
    assert isinstance(notebook.cell("%tenantsh select 1").error, UsageError)


def test_unloading_closes_every_session_and_takes_the_magics_back(notebook: Notebook, pg: Cluster) -> None:
    before = _connections(pg)
    notebook.open("42")
    notebook.open("43", "--name other")
    notebook.cell("%unload_ext tenantsh")
    assert _connections(pg) == before
    assert "tenantsh" not in notebook.ip.magics_manager.magics["line"]
    assert "tenantsh" not in notebook.ip.magics_manager.magics["cell"]


def test_an_interrupt_cancels_on_the_server_and_keeps_the_session(acme: Notebook, pg: Cluster) -> None:
    seen = _interrupted(acme, "%tenantsh select pg_sleep(30)")
    assert isinstance(seen.error, KeyboardInterrupt)
    assert "KeyboardInterrupt: nothing runs on the server any more; the session is in Acme (42)" in seen.out
    assert "Traceback" not in seen.out
    assert pg.run(_SLEEPING) == [(0,)]
    assert _orgs(acme) == [42]


def test_an_interrupt_in_a_transaction_says_that_it_has_failed(acme: Notebook) -> None:
    acme.cell("%tenantsh begin")
    seen = _interrupted(acme, "%tenantsh select pg_sleep(30)")
    assert "Acme (42) has an open transaction that failed: ROLLBACK it" in seen.out
    assert acme.cell("%tenantsh rollback").out == "ROLLBACK\n"


def _interrupted(notebook: Notebook, text: str) -> Seen:
    timer = threading.Timer(0.7, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        return notebook.cell(text)
    finally:
        timer.join()
