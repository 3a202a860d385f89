"""Sessions side by side, each one tenant's."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tenantsh.model.errors import SessionClosed, TenantshError, UnknownOrganization, UsageError

if TYPE_CHECKING:
    from tests.notebook.conftest import Notebook, Seen
    from tests.pgcluster import Cluster

_MINE = """
    select count(*) from pg_stat_activity where datname = 'platform' and application_name ~ '^tenantsh [^ilou]{10}$'
"""
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


def test_flags_take_python_s_variables(notebook: Notebook) -> None:
    notebook.cell("org, who, mine = 42, 'org_viewer', 'my own'")
    assert notebook.open(":org", "--role :who --name :mine").shown[0]["text/plain"].startswith("my own: Acme (42)")
    notebook.cell(
        "def orgs(mine):\n    found = %tenantsh --name :mine select distinct org_id from resources\n    return found"
    )
    assert list(notebook.value("orgs('my own')")["org_id"]) == [42]
    notebook.cell(f"dsn, org = {notebook.dsn!r}, 'Globex'")
    assert notebook.cell("%tenantsh -d :dsn --org=:org").error is None
    assert _orgs(notebook) == [43]
    assert "more than a variable's name" in notebook.cell("%tenantsh --org :org.name").out


@pytest.mark.newest
@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("'x'", "no variable is called org, and :org is the text of one"),
        ("None", ":org has no text: it is None"),
        ("[42]", ":org has no text: it is a list"),
        ("len", ":org is a builtin_function_or_method, which is no value of PostgreSQL's"),
        ("''", "no organization was named"),
    ],
    ids=["unknown", "None", "list", "function", "empty"],
)
def test_a_flag_s_variable_that_cannot_be_is_told(notebook: Notebook, value: str, told: str) -> None:
    notebook.cell(f"{'orgg' if value == repr('x') else 'org'} = {value}")
    seen = notebook.cell(f"%tenantsh {notebook.dsn} --org :org")
    assert isinstance(seen.error, TenantshError)
    assert told in seen.out, seen.out[:1000]
    assert ("did you mean :orgg?" in seen.out) == (value == "'x'")


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


def test_an_interrupt_in_a_transaction_leaves_that_as_it_was(acme: Notebook) -> None:
    acme.cell("%tenantsh begin")
    seen = _interrupted(acme, "%tenantsh select pg_sleep(30)")
    assert "Acme (42): the open transaction is as it was before this cell" in seen.out
    assert list(acme.value("%tenantsh select 1 as one")["one"]) == [1]
    assert acme.cell("%tenantsh rollback").out == "ROLLBACK\n"


def test_a_session_of_python_s_has_a_name_and_is_the_same(notebook: Notebook) -> None:
    notebook.ip.user_ns["dsn"] = notebook.dsn
    notebook.cell("import tenantsh\nmine = tenantsh.connect(dsn, org=43, write=True)")
    seen = notebook.cell("%tenantsh --use mine --name other")
    assert seen.shown[0]["text/plain"].startswith("other: ")
    assert "(43) as org_member, read and write" in seen.shown[0]["text/plain"]
    notebook.cell("%tenantsh --name other create temporary table kept as select 7 as seven")
    assert notebook.value("mine.run('select seven from kept').rows") == [(7,)]
    assert notebook.value("tenantsh.sessions['other'] is mine and list(tenantsh.sessions)") == ["other"]
    notebook.cell("mine.close()")


def test_closing_the_name_of_python_s_session_does_not_close_it(notebook: Notebook) -> None:
    notebook.ip.user_ns["dsn"] = notebook.dsn
    notebook.cell("import tenantsh\nmine = tenantsh.connect(dsn, org=43)\n%tenantsh --use mine")
    assert _orgs(notebook) == [43]
    notebook.open("42")
    assert (_orgs(notebook), notebook.value("mine.run('select 1').rows")) == ([42], [(1,)])
    notebook.cell("mine.close()")
    assert isinstance(notebook.cell("%tenantsh --use mine").error, SessionClosed)
    assert _orgs(notebook) == [42]


def test_a_session_that_python_has_closed_says_so_until_its_name_is_opened_again(acme: Notebook) -> None:
    acme.cell("import tenantsh\ntenantsh.sessions['default'].close()")
    for line in ("select 1", r"\d users", ""):
        seen = acme.cell(f"%tenantsh {line}")
        assert isinstance(seen.error, SessionClosed)
        assert "Traceback" not in seen.out
    acme.open("43")
    assert _orgs(acme) == [43]


def test_what_is_no_session_gets_no_name(notebook: Notebook) -> None:
    for line, words in (
        ("--use nowhere", "no variable is called nowhere"),
        ("--use dsn", "dsn is no session but of type str"),
        ("--use dsn --org 42", "--use names a session that is open"),
        ("--use", "requires an argument"),
    ):
        notebook.ip.user_ns["dsn"] = notebook.dsn
        seen = notebook.cell(f"%tenantsh {line}")
        assert isinstance(seen.error, UsageError)
        assert words in seen.out


def test_a_name_that_is_not_there_is_told_in_python_too(acme: Notebook) -> None:
    seen = acme.cell("import tenantsh\ntenantsh.sessions['other']")
    assert isinstance(seen.error, KeyError)
    assert "open are: default (Acme (42))" in str(seen.error)
    assert acme.value("repr(tenantsh.sessions)") == "default: <Session Acme (42) as org_viewer, connected>"


def test_two_tenants_side_by_side_keep_their_transactions_and_parameters_apart(notebook: Notebook) -> None:
    notebook.open("42", "--write")
    notebook.open("43", "--write --name other")
    for name, number in (("default", 42), ("other", 43)):
        notebook.ip.user_ns["n"] = number
        notebook.cell(f"%%tenantsh --name {name}\nbegin;\ncreate temporary table kept as select :n::int as n;")
    for _ in range(3):
        assert notebook.cell("%tenantsh --name other select 1/0").error is not None
        for line, number in (("", 42), ("--name other", 43)):
            frame = notebook.value(f"%tenantsh {line} select n, (select min(org_id) from resources) as org from kept")
            assert (list(frame["n"]), list(frame["org"]), frame.attrs["tenant"]["org"]) == (
                [number], [number], str(number),
            )  # fmt: skip
    notebook.cell("%tenantsh rollback")
    assert list(notebook.value("%tenantsh --name other select n from kept")["n"]) == [43]


def test_a_hundred_cells_fast_after_each_other_are_each_the_tenant_s(notebook: Notebook) -> None:
    notebook.open("42")
    notebook.open("43", "--name other")
    for number in range(100):
        notebook.ip.user_ns["n"] = number
        name, org = (("default", 42), ("other", 43))[number % 2]
        frame = notebook.value(f"%tenantsh --name {name} select :n as n, min(org_id) as org from resources")
        assert (frame["n"][0], frame["org"][0]) == (number, org)


def _interrupted(notebook: Notebook, text: str) -> Seen:
    timer = threading.Timer(0.7, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        return notebook.cell(text)
    finally:
        timer.join()


def test_a_question_behind_a_table_is_seen_before_it_is_answered(
    acme: Notebook, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    seen = []

    class Person:
        def readline(self) -> str:
            seen.append(capfd.readouterr().out)
            return "hello\n"

    monkeypatch.setattr("sys.stdin", Person())
    cell = acme.cell("%%tenantsh\nselect 1 as a;\n\\prompt 'say: ' said\nselect :'said' as b;")
    assert (list(cell.value["b"]), seen) == (["hello"], ["say: "])
