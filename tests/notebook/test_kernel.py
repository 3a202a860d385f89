"""Magics in a kernel of their own, as Jupyter runs them: stopping it, and what a saved notebook keeps."""

from __future__ import annotations

import queue
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from tests.pgcluster import as_user

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jupyter_client.blocking.client import BlockingKernelClient
    from tests.pgcluster import Cluster

pytestmark = pytest.mark.newest  # what a cell does is the client's affair, whatever the server

_RUNNING = """
select count(*) from pg_stat_activity
where state = 'active' and query ~ 'pg_sleep|generate_series' and pid <> pg_backend_pid()
"""


@dataclass
class Ran:
    """What a cell sent."""

    status: str = ""
    seconds: float = 0.0
    outputs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that can be read of it."""
        parts = [
            out.get("text") or "\n".join(out.get("traceback", ())) or out.get("data", {}).get("text/plain", "")
            for out in self.outputs
        ]
        return "\n".join(parts)


class Kernel:
    """A real ipykernel, and cells to run in it."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self._client = client

    def cell(self, code: str, meanwhile: Callable[[], None] | None = None) -> Ran:
        """Run a cell; `meanwhile` is called once it is under way."""
        message = self._client.execute(code)
        if meanwhile is not None:
            meanwhile()
        started = time.monotonic()
        ran = Ran()
        deadline = started + 30
        while time.monotonic() < deadline:
            with suppress(queue.Empty):
                got = self._client.get_iopub_msg(timeout=1)
                if got["parent_header"].get("msg_id") != message:
                    continue
                kind, content = got["msg_type"], got["content"]
                if kind == "status" and content["execution_state"] == "idle":
                    break
                if kind in ("stream", "error", "display_data", "execute_result", "update_display_data"):
                    ran.outputs.append({**content, "kind": kind})
        ran.seconds = time.monotonic() - started
        ran.status = "error" if any(out["kind"] == "error" for out in ran.outputs) else "ok"
        return ran


@pytest.fixture(scope="module")
def kernel(platform_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """A kernel with a session that may write, on organization 42."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        patch.setenv("TENANTSH_CONFIG", str(tmp_path_factory.mktemp("config") / "none.toml"))
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel()
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        started = Kernel(manager, client)
        ran = started.cell(f"%load_ext tenantsh\n%tenantsh {as_user(platform_dsn, 'engineer')} --org 42 --write")
        assert ran.status == "ok", ran.text
        yield started
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _stopped(kernel: Kernel, pg: Cluster, code: str) -> tuple[Ran, float]:
    """Run a cell and stop the kernel while the server works; how long until the server was idle."""
    idle = [0.0]

    def stop() -> None:
        _wait(lambda: pg.run(_RUNNING) != [(0,)])
        sent = time.monotonic()
        kernel.manager.interrupt_kernel()
        _wait(lambda: pg.run(_RUNNING) == [(0,)])
        idle[0] = time.monotonic() - sent

    return kernel.cell(code, stop), idle[0]


def _wait(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _who(kernel: Kernel) -> str:
    sql = "select current_user || current_setting('app.current_org_id') || current_setting('work_mem') as who"
    return kernel.cell(f"who = %tenantsh {sql}\nprint(who['who'][0])").text


def test_stopping_the_kernel_cancels_on_the_server_and_keeps_session_role_and_settings(
    kernel: Kernel, pg: Cluster
) -> None:
    kernel.cell("%tenantsh set work_mem = '7MB'")
    before = _who(kernel)
    ran, idle = _stopped(kernel, pg, "%tenantsh select pg_sleep(30)")
    assert ran.status == "error"
    assert "KeyboardInterrupt: nothing runs on the server any more; the session is in Acme (42)" in ran.text
    assert idle <= 0.5
    assert (_who(kernel), "7MB" in before) == (before, True)


def test_stopping_it_while_rows_come_keeps_the_session_too(kernel: Kernel, pg: Cluster) -> None:
    before = _who(kernel)
    ran, idle = _stopped(kernel, pg, "%tenantsh select n, repeat('x', 200) from generate_series(1, 50000000) as t(n)")
    assert "KeyboardInterrupt: nothing runs on the server any more" in ran.text
    assert idle <= 0.5
    assert _who(kernel) == before


def test_stopping_it_in_a_transaction_brings_that_back_as_it_was_before_the_cell(kernel: Kernel, pg: Cluster) -> None:
    kernel.cell("%%tenantsh\nbegin;\ncreate temporary table kept as select 1 as n;")
    ran, idle = _stopped(kernel, pg, "%%tenantsh\ninsert into kept values (2);\nselect pg_sleep(30);")
    assert "Acme (42): the open transaction is as it was before this cell" in ran.text
    assert idle <= 0.5
    assert kernel.cell("kept = %tenantsh select n from kept\nprint(list(kept['n']))").text.strip() == "[1]"
    assert kernel.cell("%tenantsh commit").text == "COMMIT\n"
    assert "1" in kernel.cell("%tenantsh select count(*) from kept").text
    kernel.cell("%tenantsh drop table kept")


def test_a_line_tells_how_a_long_statement_comes_along_and_one_stays(kernel: Kernel) -> None:
    ran = kernel.cell("%tenantsh select pg_sleep(2.2)")
    lines = [out["data"]["text/plain"] for out in ran.outputs if "display_id" in out.get("transient", {})]
    assert lines[0] == "running for 1 s"
    assert lines[-1].startswith("done after ")
    kinds = [out["kind"] for out in ran.outputs if "display_id" in out.get("transient", {})]
    assert (kinds[0], set(kinds[1:])) == ("display_data", {"update_display_data"})


def test_a_quick_cell_shows_nothing_of_it(kernel: Kernel) -> None:
    ran = kernel.cell("%tenantsh select 1")
    assert [out["kind"] for out in ran.outputs] == ["execute_result"]


def test_of_an_interrupted_statement_the_line_says_so(kernel: Kernel, pg: Cluster) -> None:
    def stop() -> None:
        _wait(lambda: pg.run(_RUNNING) != [(0,)])
        time.sleep(1.2)
        kernel.manager.interrupt_kernel()

    ran = kernel.cell("%tenantsh select pg_sleep(30)", stop)
    lines = [out["data"]["text/plain"] for out in ran.outputs if "display_id" in out.get("transient", {})]
    assert lines[-1].startswith("cancelled after ")


def _told(ran: Ran) -> list[str]:
    """What its line said, one after the other: the line is shown once, and replaced from then on."""
    line = [out for out in ran.outputs if "display_id" in out.get("transient", {})]
    assert [out["kind"] for out in line[:1]] == ["display_data"][: len(line)]
    assert {out["kind"] for out in line[1:]} <= {"update_display_data"}
    return [out["data"]["text/plain"] for out in line]


def test_rows_that_python_inserts_have_a_bar_and_one_line_stays(kernel: Kernel) -> None:
    kernel.cell("%tenantsh create temporary table slow (n int, slept text default pg_sleep(0.3)::text)")
    kernel.cell("import pandas, tenantsh\nsession = tenantsh.sessions['default']")
    first, *others, last = _told(kernel.cell("_ = session.insert('slow', pandas.DataFrame({'n': range(8)}), batch=1)"))
    assert re.fullmatch(r"running for 1 s · █{5,10}░{10,15} [2-4] of 8 rows · about [1-5] s left", first)
    assert len(others) >= 1
    assert re.fullmatch(r"done after \d\.\d s", last)
    kernel.cell("%tenantsh drop table slow")


@pytest.mark.parametrize("asked", ["session.frame('select 1')", "session.run('select 1')"])
def test_what_python_asks_and_has_at_once_shows_nothing_of_it(kernel: Kernel, asked: str) -> None:
    assert kernel.cell(f"import tenantsh\nsession = tenantsh.sessions['default']\n_ = {asked}").outputs == []


def test_how_python_s_statement_ended_is_said(kernel: Kernel, pg: Cluster) -> None:
    def stop() -> None:
        _wait(lambda: pg.run(_RUNNING) != [(0,)])
        time.sleep(1.2)
        kernel.manager.interrupt_kernel()

    frame = "import tenantsh\n_ = tenantsh.sessions['default'].frame"
    kernel.cell(f"{frame}('select 1')")  # imports what frames need, which takes a second of its own
    failed = kernel.cell(f"{frame}('select pg_sleep(1.2), 1 / (random() * 0)::int')")
    assert re.match(r"failed after [1-9]\.", _told(failed)[-1])
    assert _told(kernel.cell(f"{frame}('select pg_sleep(30)')", stop))[-1].startswith("cancelled after ")


def test_a_session_whose_name_was_closed_shows_nothing_any_more(kernel: Kernel, platform_dsn: str) -> None:
    dsn = as_user(platform_dsn, "engineer")
    kernel.cell(f"import tenantsh\nmine = tenantsh.connect({dsn!r}, org=42)\n%tenantsh --use mine --name mine")
    assert kernel.cell("_ = mine.frame('select pg_sleep(1.2)')").outputs[:-1] != []
    kernel.cell("%tenantsh --name mine \\q")
    assert kernel.cell("_ = mine.frame('select pg_sleep(1.2)')").outputs == []
    kernel.cell("mine.close()")


def test_a_saved_notebook_keeps_one_quiet_line_of_a_long_cell(platform_dsn: str, tmp_path: Any) -> None:
    cells = [
        f"%load_ext tenantsh\n%tenantsh {as_user(platform_dsn, 'engineer')} --org 42",
        "%%tenantsh df\nselect 1 as one, pg_sleep(1.6)",
        "%tenantsh select 2 as two",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])  # type: ignore[no-untyped-call]  # nbformat's
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
        patch.setenv("TENANTSH_CONFIG", str(tmp_path / "none.toml"))
        NotebookClient(book, timeout=60, kernel_name="python3").execute()
    opened, slow, quick = ([output["data"]["text/plain"] for output in cell.outputs] for cell in book.cells)
    assert opened == ["default: Acme (42) as org_viewer · read only · verified"]
    assert [text.splitlines()[0] for text in quick] == ["Acme (42) as org_viewer · 1 row · verified"]
    assert len(slow) == 2
    assert slow[0].startswith("done after ")
    assert slow[1].startswith("Acme (42) as org_viewer · 1 row · verified")
