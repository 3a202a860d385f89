"""An IPython of the tests' own, with the extension loaded, and cells to run in it."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from tests.pgcluster import as_user

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from IPython.core.interactiveshell import InteractiveShell


_values: list[Any] = []
"""What IPython showed as the value of the cell that ran last."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a cell gave and what a person saw of it."""

    value: Any
    error: BaseException | None
    out: str
    err: str
    shown: list[Any]
    """What was displayed, in order: bundles of text/plain and text/html. The cell's value comes last."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """Cells run one after the other in a real IPython."""

    ip: InteractiveShell
    dsn: str
    """Of the platform, as the login `engineer`."""

    def cell(self, text: str) -> Seen:
        """Run a cell, whatever comes of it."""
        from IPython.utils.capture import capture_output

        _values.clear()
        with capture_output() as captured:
            done = self.ip.run_cell(text, store_history=False)  # type: ignore[no-untyped-call]  # IPython's
        shown = [*(output.data for output in captured.outputs), *_values]
        return Seen(done.result, done.error_in_exec or done.error_before_exec, captured.stdout, captured.stderr, shown)

    def value(self, text: str) -> Any:
        """Run a cell that goes well; its value."""
        seen = self.cell(text)
        assert seen.error is None, seen.out
        return seen.value

    def open(self, org: str = "42", *more: str) -> Seen:
        """Open a session on the platform."""
        seen = self.cell(" ".join([f"%tenantsh {self.dsn} --org {org}", *more]))
        assert seen.error is None, seen.out
        return seen


@pytest.fixture(scope="session")
def _ip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InteractiveShell]:
    from IPython.core.displayhook import DisplayHook
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets import Type
    from traitlets.config import Config

    class KeepingHook(DisplayHook):
        """Keeps a cell's value as it would be shown, where IPython prints it."""

        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: dict[str, Any], md_dict: object = None) -> None:
            _values.append(format_dict)

    class Shell(InteractiveShell):
        displayhook_class = Type(KeepingHook)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        yield Shell.instance(config=config)
        Shell.clear_instance()


@pytest.fixture
def notebook(
    _ip: InteractiveShell, platform_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Notebook]:
    """A notebook on the platform with the extension loaded; nothing of it is left for the next test."""
    monkeypatch.setenv("TENANTSH_CONFIG", str(tmp_path / "none.toml"))
    _ip.run_line_magic("load_ext", "tenantsh")
    yield Notebook(_ip, as_user(platform_dsn, "engineer"))
    if "tenantsh" in _ip.magics_manager.magics["line"]:
        _ip.run_line_magic("unload_ext", "tenantsh")
    monkeypatch.setattr(gc, "collect", lambda: 0)  # twice for each test, among all that pandas has
    _ip.reset(new_session=False)  # type: ignore[no-untyped-call]  # IPython's


@pytest.fixture
def acme(notebook: Notebook) -> Notebook:
    """The same with a session on organization 42."""
    notebook.open("42")
    return notebook
