"""Cells complete with the candidates of their own session, and of none where there is none."""

from __future__ import annotations

import threading
import warnings
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_client.blocking.client import BlockingKernelClient
    from tests.notebook.conftest import Notebook
    from tests.pgcluster import Cluster


def offered(notebook: Notebook, text: str) -> list[str]:
    """What IPython's completer gives at the `|` of a cell, as texts that replace what they replace."""
    from IPython.core.completer import provisionalcompleter

    cursor = text.index("|")
    cell = text.replace("|", "", 1)
    with provisionalcompleter():
        list(notebook.ip.Completer.completions(cell, cursor))
        _learn(notebook)
        return [found.text for found in notebook.ip.Completer.completions(cell, cursor)]


def _learn(notebook: Notebook) -> None:
    """Wait for what the first Tab has begun to learn: it waits half a second itself, and this machine may be busy."""
    magics: Any = notebook.ip.magics_manager.registry["TenantshMagics"]
    for name in magics.sessions.names:
        if (knowing := magics.sessions.find(name).knowing) is not None:
            knowing.wait(30)


def test_a_cell_completes_tables_of_its_session(acme: Notebook) -> None:
    assert "resources" in offered(acme, "%%tenantsh\nselect * from reso|")


def test_a_line_completes_columns(acme: Notebook) -> None:
    assert "resource_id" in offered(acme, "%tenantsh select reso| from resources")[:10]


def test_a_value_of_a_line_is_completed_too(acme: Notebook) -> None:
    assert "resources" in offered(acme, "rows = %tenantsh select * from reso|")


def test_a_command_is_completed(acme: Notebook) -> None:
    assert r"\dt" in offered(acme, r"%tenantsh \d|")
    assert "resources" in offered(acme, r"%tenantsh \d reso|")


def test_the_cursor_may_stand_in_any_line(acme: Notebook) -> None:
    cell = "%%tenantsh rows\nselect r.na|\nfrom resources r\nwhere r.name is not null;\n"
    assert "name" in offered(acme, cell)[:10]


def test_python_does_not_speak_in_a_cell_of_ours(acme: Notebook) -> None:
    acme.cell("reso_in_python = 1")
    assert "reso_in_python" not in offered(acme, "%%tenantsh\nselect * from reso|")
    assert offered(acme, "%%tenantsh\nselect 'reso| nothing fits here'") == []


def test_we_do_not_speak_in_cells_of_pythons(acme: Notebook) -> None:
    acme.cell("resource_of_mine = 1")
    assert "resource_of_mine" in offered(acme, "resource|")
    assert "resources" not in offered(acme, "resource|")


def test_kinds_are_told(acme: Notebook) -> None:
    from IPython.core.completer import provisionalcompleter

    cell = "%%tenantsh\nselect * from resources"
    with provisionalcompleter():
        kinds = {found.text: found.type for found in acme.ip.Completer.completions(cell, len(cell) - 1)}
    assert kinds["resources"] == "table"


def test_without_a_session_there_are_keywords_and_no_connection(notebook: Notebook) -> None:
    threads = threading.active_count()
    assert "SELECT" in [text.upper() for text in offered(notebook, "%%tenantsh\nsel|")]
    assert offered(notebook, "%%tenantsh\nselect * from resource|") == []
    assert threading.active_count() == threads


def test_the_named_session_is_asked(acme: Notebook, pg: Cluster) -> None:
    acme.open("43", "--name support")
    cell = "%%tenantsh --name support\nselect * from reso|"
    assert "resources" in offered(acme, cell)
    assert offered(acme, "%%tenantsh --name sup|\nselect 1") == ["support"]
    assert offered(acme, "%tenantsh --name sup|") == ["support"]


def test_flags_are_completed(notebook: Notebook) -> None:
    assert offered(notebook, "%tenantsh --o|") == ["--org"]


def test_another_organizations_habits_are_not_ours(acme: Notebook) -> None:
    acme.cell("%tenantsh select 1 as some_alias_of_42")
    sessions = acme.ip.magics_manager.registry["TenantshMagics"].sessions
    shell = sessions.find("default")
    assert "some_alias_of_42" in sessions.habits(shell).used
    acme.cell(r"%tenantsh \org 43")
    assert "some_alias_of_42" not in sessions.habits(shell).used


def test_the_background_session_ends_with_its_own(acme: Notebook, pg: Cluster) -> None:
    offered(acme, "%%tenantsh\nselect * from reso|")
    acme.ip.run_line_magic("unload_ext", "tenantsh")
    assert acme.ip.Completer.custom_matchers == []
    for _ in range(200):
        if not pg.run("select from pg_stat_activity where application_name = 'tenantsh completion'"):
            return
        threading.Event().wait(0.02)
    raise AssertionError("it is still there")


def test_a_kernel_answers_a_frontend(kernel: BlockingKernelClient) -> None:
    cell = "%%tenantsh\nselect * from reso"
    content = _completed(kernel, cell)
    assert "resources" in content["matches"]
    assert (content["cursor_start"], content["cursor_end"]) == (len(cell) - 4, len(cell))
    told = content["metadata"]["_jupyter_types_experimental"]
    assert any(one["text"] == "resources" and "table" in one["type"] for one in told)


def _completed(kernel: BlockingKernelClient, cell: str) -> dict[str, Any]:
    kernel.complete(cell, len(cell))
    content: dict[str, Any] = kernel.get_shell_msg(timeout=60)["content"]
    return content


@pytest.fixture
def kernel(platform_dsn: str, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Iterator[BlockingKernelClient]:
    """A real kernel with a session on organization 42."""
    from jupyter_client.manager import KernelManager
    from tests.pgcluster import as_user

    monkeypatch.setenv("TENANTSH_CONFIG", f"{tmp_path}/none.toml")
    monkeypatch.setenv("IPYTHONDIR", f"{tmp_path}/ipython")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        dsn = as_user(platform_dsn, "engineer")
        client.execute_interactive(f"%load_ext tenantsh\n%tenantsh {dsn} --org 42", timeout=60, output_hook=_ignore)
        yield client
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _ignore(_message: object) -> None:
    pass


def test_behind_a_colon_there_are_python_s_variables_that_can_be_parameters(acme: Notebook) -> None:
    acme.cell("import os\ntake_ids = [1]\ntake_day = 'x'\ndef take_action(): pass\n")
    found = offered(acme, "%tenantsh select * from resources where resource_id = any(:take_|")
    assert found == [":take_ids", ":take_day"] or found == [":take_day", ":take_ids"]


def test_flags_of_a_line_stand_before_its_sql(acme: Notebook) -> None:
    assert "--engine" in offered(acme, "%tenantsh --eng| select 1")
    assert "resources" in offered(acme, "%tenantsh --engine polars --max-rows 5 select * from reso|")
