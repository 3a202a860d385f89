"""The notebooks that we ship run from top to bottom, for any organization, and their pages are of what they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from tests.notebook.test_first_look import NOTEBOOKS, demo  # noqa: F401 - a fixture

PAGES = Path(__file__).parents[2] / "docs" / "notebooks"
_FENCED = re.compile(r"^```python\n(?P<source>.*?)\n?^```$", re.MULTILINE | re.DOTALL)
_KEPT = [path for path in sorted(NOTEBOOKS.glob("*.ipynb")) if path.stem != "first-look"]


@pytest.fixture
def ipython(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the person's who runs the tests."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # nbformat's


def _sources(book: Any) -> list[str]:
    return [cell.source for cell in book.cells if cell.cell_type == "code"]


@pytest.mark.usefixtures("demo", "ipython")
@pytest.mark.parametrize("path", _KEPT, ids=lambda path: path.stem)
def test_it_runs_for_another_organization_as_papermill_sets_it(path: Path) -> None:
    book = _read(path)
    at = next(at for at, cell in enumerate(book.cells) if "parameters" in cell.metadata.get("tags", ()))
    book.cells.insert(at + 1, nbformat.v4.new_code_cell("org = 44"))  # type: ignore[no-untyped-call]  # nbformat's
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    shown = "\n".join(
        str(output.get("data", {}).get("text/plain", "")) for cell in book.cells for output in cell.get("outputs", ())
    )
    assert "(44) as org_viewer" in shown
    assert "(42)" not in shown


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_its_page_has_its_cells(path: Path) -> None:
    page = (PAGES / f"{path.stem}.md").read_text(encoding="utf-8")
    assert _FENCED.findall(page) == _sources(_read(path)), "run python docs/make_notebooks.py"
