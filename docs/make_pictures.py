"""Make the pictures of README and site from real runs, on the demo: `python docs/make_pictures.py [NAME …]`.

Terminals are tenantsh in tmux, whose screens become SVG; notebooks are a JupyterLab in a headless Chromium, as PNG.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Page
    from tests.browser.jupyter import Lab

_HERE = Path(__file__).parent
IMAGES = _HERE / "images"
_PATIENCE = 90


@dataclass(frozen=True, slots=True)
class Scene:
    """What is typed into a shell, and how large its terminal is."""

    title: str
    lines: Sequence[str]
    """Each is typed and entered; the last one of `typed` is not."""
    columns: int = 96
    rows: int = 20
    typed: str = ""
    """What stands at the prompt at the end."""
    until: str = ""
    """What the screen then has."""


SCENES = {
    "session": Scene(
        "tenantsh --demo --org 42",
        ["select count(*) from resources;", "reset role;", r"\org globex", "select count(*) from resources;"],
        rows=24,
    ),
    "completion": Scene(
        "keys of a JSON column, from this organization's rows",
        [],
        rows=16,
        typed="select * from resources where metadata->>'",
        until="key, string",
    ),
    "filter": Scene(r"\filter", [r"\filter resource_metadata tier=premium tags~beta seats>=10"], rows=46),
    "why": Scene(r"\why", [r"\why resources 1"], rows=24),
    "plan": Scene(
        r"\plan",
        [r"\plan select type, count(*) from events where created_at >= now() - interval '40 days' group by 1"],
        columns=104,
        rows=30,
    ),
    "each": Scene(
        r"\each",
        [r"\each @plan_tier=enterprise select count(*), max(created_at)::date as latest from resources"],
        rows=32,
    ),
}
"""Pictures of terminals by name."""


def main(names: Sequence[str]) -> None:
    """Make these pictures, or all of them."""
    sys.path[:0] = [str(_HERE), str(_HERE.parent)]  # the tests' JupyterLab serves here, too
    from terminal_svg import picture

    for name, scene in SCENES.items():
        if not names or name in names:
            screen = _screen(scene)
            (IMAGES / f"terminal-{name}.svg").write_text(picture(screen, scene.title, scene.columns), encoding="utf-8")
    if not names or "notebook" in names:
        _notebook()


def _screen(scene: Scene) -> str:
    """The screen of a terminal in which all of a scene was typed."""
    with _terminal(scene) as terminal:
        terminal.await_text("=>")
        for line in scene.lines:
            terminal.enter(line)
        if scene.typed:
            terminal.type(scene.typed)
            terminal.await_text(scene.until or scene.typed.split()[-1])
        terminal.await_text("F4 emacs", but_not="loading")
        return _closed_up(terminal.screen())


def _closed_up(screen: str) -> str:
    """A screen without the empty lines between what was typed and the bottom line."""
    lines = screen.rstrip("\n").split("\n")
    last = max((at for at, line in enumerate(lines[:-1]) if line.strip()), default=0)
    return "\n".join([*lines[: last + 1], "", lines[-1]] if last + 2 < len(lines) else lines)


@dataclass(frozen=True, slots=True)
class Terminal:
    """A tmux of its own, with one shell in it."""

    socket: str

    def tmux(self, *arguments: str) -> str:
        """What a tmux command prints."""
        done = subprocess.run(
            ["tmux", "-S", self.socket, *arguments], check=True, capture_output=True, encoding="utf-8"
        )
        return done.stdout

    def screen(self) -> str:
        """All that is shown, with its colours."""
        return self.tmux("capture-pane", "-e", "-N", "-p")

    def text(self) -> str:
        """All that is shown, as text."""
        return self.tmux("capture-pane", "-p")

    def type(self, text: str) -> None:
        """Type as a person does, key by key."""
        for character in text:
            self.tmux("send-keys", "-l", character.replace(";", "\\;"))  # a bare one would end the command
            time.sleep(0.02)

    def enter(self, line: str) -> None:
        """Type a line, and wait for the next prompt."""
        self.type(line)
        time.sleep(0.3)
        self.tmux("send-keys", "Enter")
        self._await(self._asks, line)
        time.sleep(0.3)

    def _asks(self) -> bool:
        """Whether the last prompt has nothing behind it."""
        prompts = [line for line in self.text().split("\n") if "=>" in line]
        return bool(prompts) and prompts[-1].rstrip().endswith("=>")

    def await_text(self, text: str, but_not: str = "\0") -> None:
        """Wait until the screen has a text, and has another one no more."""
        self._await(lambda: text in (shown := self.text()) and but_not not in shown, text)

    def _await(self, there: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + _PATIENCE
        while not there():
            if time.monotonic() > until:
                raise TimeoutError(f"the screen does not have what was waited for ({what}):\n{self.text()}")
            time.sleep(0.2)


@contextmanager
def _terminal(scene: Scene) -> Iterator[Terminal]:
    with TemporaryDirectory(prefix="tsh-pic-") as folder:
        terminal = Terminal(f"{folder}/tmux")
        home = {"XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder, "COLORFGBG": "15;0", "COLORTERM": "truecolor"}
        command = ["env", *(f"{name}={value}" for name, value in home.items()), *_TENANTSH]
        size = ("-x", str(scene.columns), "-y", str(scene.rows))
        terminal.tmux("-f", "/dev/null", "new-session", "-d", *size, shlex.join(command), ";", "set", "status", "off")
        try:
            yield terminal
        finally:
            terminal.tmux("kill-server")


_TENANTSH = [sys.executable, "-m", "tenantsh", "--demo", "--org", "42", "-P", "pager=off"]


_CELLS = [
    "%%tenantsh df\nselect type, count(*), min(created_at)::date as since\nfrom resources group by 1 order by 2",
    "kinds = ['report', 'dataset']\n%tenantsh select type, count(*) from resources where type = any(:kinds) group by 1",
    r"%tenantsh \each 42,43,Initech select count(*), count(distinct type) as types from resources",
]


def _notebook() -> None:
    """Cells, and completion, in a JupyterLab whose kernel has the demo."""
    from playwright.sync_api import sync_playwright
    from tests.browser import jupyter
    from tests.browser.conftest import _FLAGS, Book

    with TemporaryDirectory(prefix="tsh-pic-") as folder, sync_playwright() as playwright:
        lab = jupyter.start(Path(folder), {"TENANTSH_CONFIG": f"{folder}/none.toml"})
        try:
            browser = playwright.chromium.launch_persistent_context(
                f"{folder}/chromium",
                executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
                args=_FLAGS,
                viewport={"width": 1000, "height": 540},
            )
            browser.set_default_timeout(60_000)
            page = browser.pages[0]
            _opened(page, lab)
            book = Book(page, lab.books / "acme.ipynb", IMAGES)
            book.new("%%tenantsh\nselect * from resources where metadata->>'|'")
            book.offered("tier")
            book.picture("jupyterlab-completion")
            for key in ("Escape", "Escape", "d", "d"):  # the offers, the editing, and the cell
                page.keyboard.press(key)
            page.set_viewport_size({"width": 1000, "height": 980})
            for cell in _CELLS:
                book.run(cell)
            book.picture("jupyterlab-cells")
            browser.close()
        finally:
            lab.stop()


def _opened(page: Page, lab: Lab) -> None:
    """A notebook whose first cell has opened a session, without the bar at its side."""
    import nbformat

    first = nbformat.v4.new_code_cell("%load_ext tenantsh\n%tenantsh --demo --org 42")
    new = nbformat.v4.new_notebook(
        cells=[first], metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    nbformat.write(new, lab.books / "acme.ipynb")
    page.goto(f"{lab.url}/lab/tree/acme.ipynb")
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
    page.keyboard.press("Control+b")
    page.locator(".jp-Notebook .cm-content").first.click()
    page.keyboard.press("Control+Enter")
    page.locator(".jp-OutputArea").get_by_text("Acme (42)").first.wait_for()


if __name__ == "__main__":
    main(sys.argv[1:])
