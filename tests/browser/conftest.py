"""A notebook in a real JupyterLab in a real browser, on the platform, with a session of organization 42.

Its browser lives as long as one module's tests: Playwright's event loop runs in this thread for as long, where other
tests want one of their own.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import nbformat
import pytest
from playwright.sync_api import TimeoutError as NotInTime
from tests.need import unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page
    from tests.browser.jupyter import Lab
    from tests.pgcluster import Cluster

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

_OPEN = "%load_ext tenantsh\n%tenantsh --org 42"


@dataclass(frozen=True, slots=True)
class Book:
    """A notebook as a person has it before them."""

    page: Page
    file: Path
    pictures: Path | None

    def new(self, text: str) -> Locator:
        """A new last cell with this text, the cursor at its `|`, or at its end."""
        cells = self.page.locator(".jp-Notebook .jp-CodeCell")
        before = cells.count()
        self.page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt").last.click()
        self.page.keyboard.press("b")
        self.page.keyboard.press("Enter")
        cell = cells.nth(before)
        cell.locator(".cm-content").focus()
        head, _, rest = text.partition("|")
        self.page.keyboard.insert_text(head + rest)
        for _ in rest:
            self.page.keyboard.press("ArrowLeft")
        return cell

    def run(self, text: str) -> Locator:
        """Run a new cell, and wait for it to end."""
        cell = self.start(text)
        self.ended(cell)
        return cell

    def start(self, text: str) -> Locator:
        """Run a new cell."""
        cell = self.new(text)
        self.page.keyboard.press("Control+Enter")
        return cell

    def ended(self, cell: Locator) -> None:
        """Wait for a cell to have its number."""
        cell.locator(".jp-InputPrompt").filter(has_text=re.compile(r"\[\d+\]")).first.wait_for()

    def offered(self, name: str) -> None:
        """Press Tab until this is offered: the first one begins to learn what there is, and waits for half a second."""
        offers = self.page.locator(".jp-Completer-match")
        for _ in range(20):
            self.page.keyboard.press("Tab")
            with suppress(NotInTime):
                offers.get_by_text(name, exact=True).wait_for(timeout=1500)
                return
            if offers.first.is_visible():  # JupyterLab's own, where the kernel knew nothing in time
                self.page.keyboard.press("Escape")
        raise AssertionError(f"{name} was not offered")

    def picture(self, name: str, cell: Locator | None = None) -> None:
        """Keep how it looks, where somebody has named a folder for that in TENANTSH_TEST_PICTURES."""
        if self.pictures:
            if cell is not None:
                cell.evaluate("cell => cell.scrollIntoView({block: 'end'})")
            self.page.screenshot(path=self.pictures / f"{name}.png")


@pytest.fixture(scope="module")
def chromium() -> str:
    """The program of the browser; Playwright's own ones are not asked for."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        unavailable("no Chromium here (Debian: apt-get install --no-install-recommends chromium)")
    return found


@pytest.fixture(scope="module")
def lab(chromium: str, pg: Cluster, platform_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab whose kernels find the platform by libpq's environment, as the login `engineer`."""
    from psycopg.conninfo import conninfo_to_dict
    from tests.browser import jupyter

    folder = tmp_path_factory.mktemp("lab")
    where = {key: str(value) for key, value in conninfo_to_dict(platform_dsn).items()}
    env = {
        "PGHOST": where["host"],
        "PGPORT": where["port"],
        "PGDATABASE": where["dbname"],
        "PGUSER": "engineer",
        "TENANTSH_CONFIG": str(folder / "none.toml"),
    }
    lab = jupyter.start(folder, env)
    yield lab
    lab.stop()


@pytest.fixture(scope="module")
def page(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The only tab of a browser that was never used before."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("chromium"),
            executable_path=chromium,
            args=_FLAGS,
            viewport={"width": 1100, "height": 760},
        )
        context.set_default_timeout(30_000)
        yield context.pages[0]
        context.close()


@pytest.fixture(scope="module")
def book(lab: Lab, page: Page) -> Book:
    """A notebook whose first cell has opened a session."""
    from pathlib import Path

    file = lab.books / "acme.ipynb"
    new = nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]  # nbformat's
        cells=[nbformat.v4.new_code_cell(_OPEN)],  # type: ignore[no-untyped-call]
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(new, file)  # type: ignore[no-untyped-call]
    page.goto(f"{lab.url}/lab/tree/acme.ipynb")
    pictures = os.environ.get("TENANTSH_TEST_PICTURES")
    book = Book(page, file, Path(pictures) if pictures else None)
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()  # cells that are run before are not
    page.locator(".jp-Notebook .cm-content").first.click()
    page.keyboard.press("Control+Enter")
    book.ended(page.locator(".jp-Notebook .jp-CodeCell").first)
    page.locator(".jp-OutputArea").get_by_text("Acme (42)").first.wait_for()
    return book
