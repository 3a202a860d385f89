"""The notebooks that we ship run from top to bottom, in a kernel of their own, on a new demo server."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient
from tests.pgcluster import private_folder

from tenantsh import embedded
from tenantsh.embedded import account as accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def demo() -> Iterator[Path]:
    """The folder of a demo server that lives as long as these tests."""
    folder = private_folder(accounts.for_server())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENANTSH_DEMO_DIR", str(folder))
        yield folder
        embedded.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def first_look(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The executed cells by id."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        book = nbformat.read(NOTEBOOKS / "first-look.ipynb", as_version=4)  # type: ignore[no-untyped-call]  # nbformat's
        NotebookClient(book, timeout=120, kernel_name="python3").execute()
    return {cell.id: cell for cell in book.cells}


def _text(cell: Any) -> str:
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return "\n".join(texts)


def test_opening_leaves_one_line_and_nothing_of_the_progress(first_look: dict[str, Any]) -> None:
    assert _text(first_look["open"]) == "default: Acme (42) as org_viewer · read only · verified"


def test_its_tables_say_whose_they_are(first_look: dict[str, Any]) -> None:
    for name in ("whoami", "describe", "query", "jsonb", "still"):
        assert "Acme (42) as org_viewer · " in _text(first_look[name]), name
    assert "Globex (43) as org_viewer" in _text(first_look["beside-query"])
    assert "Acme (42) as org_viewer" in _text(first_look["attrs"])


def test_leaving_the_organization_is_the_only_error(first_look: dict[str, Any]) -> None:
    failed = {
        name: cell for name, cell in first_look.items() for o in cell.get("outputs", ()) if o.output_type == "error"
    }
    assert list(failed) == ["reset"]
    (error,) = failed["reset"].outputs
    assert error.ename == "Refused"
    assert "File " not in "\n".join(error.traceback)


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.name)
def test_no_outputs_are_kept_in_git(path: Path) -> None:
    book = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # nbformat's
    assert [cell.id for cell in book.cells if cell.get("outputs") or cell.get("execution_count")] == []
