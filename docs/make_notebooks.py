"""Run the notebooks on the demo and write what they show to docs/notebooks/: `python docs/make_notebooks.py [NAME …]`.

What is kept in git of a notebook itself has no outputs.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbclient import NotebookClient
from nbconvert import MarkdownExporter
from traitlets.config import Config

if TYPE_CHECKING:
    from collections.abc import Sequence

_HERE = Path(__file__).parent
NOTEBOOKS = _HERE.parent / "notebooks"
PAGES = _HERE / "notebooks"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def executed(path: Path) -> Any:
    """A notebook with its outputs, run in a kernel of its own."""
    book = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # nbformat's
    NotebookClient(book, timeout=300, kernel_name="python3").execute()
    return book


def page(book: Any, name: str) -> str:
    """An executed notebook as Markdown; tables as text, which Markdown shows everywhere alike."""
    config = Config()
    config.NbConvertBase.display_data_priority = ["text/plain"]
    text, _resources = MarkdownExporter(config=config).from_notebook_node(book)
    made = f"Made from [{name}](../../notebooks/{name}) by `python docs/make_notebooks.py`, on the demo."
    title, _, rest = _COLOURS.sub("", text).strip().partition("\n")
    return f"{title}\n\n{made}\n{rest.rstrip()}\n"


def main(names: Sequence[str]) -> None:
    """Write the pages of these notebooks, or of all."""
    PAGES.mkdir(exist_ok=True)
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if not names or path.stem in names:
            (PAGES / f"{path.stem}.md").write_text(page(executed(path), path.name), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
