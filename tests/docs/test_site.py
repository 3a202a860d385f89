"""The site: built strictly and without a network, and nothing in it is loaded from elsewhere."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from tests.docs.walking import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

_OFFLINE = """
import socket, sys
def refused(*_): raise OSError("no network while the site is built")
socket.socket.connect = socket.getaddrinfo = refused
from mkdocs.__main__ import cli
cli(["build", "--strict", "--quiet", "--site-dir", sys.argv[1]])
"""
_LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


class Loaded(HTMLParser):
    """What a page has a browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in _LOADED and said.get("rel") != "canonical":
            self.found.append(said.get(_LOADED[tag]) or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run([sys.executable, "-c", _OFFLINE, str(folder)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_page_is_in_the_site(site: Path) -> None:
    pages = [page.relative_to(ROOT / "docs") for page in (ROOT / "docs").rglob("*.md")]
    assert [str(page) for page in pages if not (site / page.with_suffix(".html")).exists()] == []
    assert (site / "changes.html").exists()
    assert (site / "measured" / "RESULTS.html").exists()
    assert (site / "notebooks" / "first-look.ipynb").exists()


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    elsewhere = set()
    for page in site.rglob("*.html"):
        loaded = Loaded()
        loaded.feed(page.read_text(encoding="utf-8"))
        elsewhere |= {url for url in loaded.found if re.match(r"(https?:)?//", url)}
    styles = [
        url for style in site.rglob("*.css") for url in re.findall(r"url\((https?:[^)]*)", style.read_text("utf-8"))
    ]
    assert (elsewhere, styles) == (set(), [])


def test_a_bar_in_a_table_s_code_is_shown_as_it_is(site: Path) -> None:
    assert "\\|" not in re.sub(
        r"<pre.*?</pre>", "", (site / "options.html").read_text(encoding="utf-8"), flags=re.DOTALL
    )


@pytest.mark.parametrize(
    ("link", "page", "there"),
    [
        ("../CHANGELOG.md", "index.md", "[x](changes.md)"),
        ("../benchmarks/RESULTS.md#rows", "benchmarks.md", "[x](measured/RESULTS.md#rows)"),
        ("../../notebooks/jsonb.ipynb", "notebooks/jsonb.md", "[x](jsonb.ipynb)"),
        ("../docs/why.md", "measured/RESULTS.md", "[x](../why.md)"),
        ("docs/jsonb.md#terms", "changes.md", "[x](jsonb.md#terms)"),
        ("../src/tenantsh/db/scope.py", "architecture.md", "x"),
        ("https://pypi.org", "index.md", "[x](https://pypi.org)"),
    ],
)
def test_a_link_leads_to_where_its_target_stands(link: str, page: str, there: str) -> None:
    assert module("publishing")._linked(f"[x]({link})", page) == there


def test_a_command_s_heading_is_its_name_and_its_arguments_stand_beneath(site: Path) -> None:
    page = (site / "commands.html").read_text()
    headings = re.findall(r"<h3 id=\"([^\"]*)\"><code>(.*?)</code>", page)
    assert ("orgs", "\\orgs") in headings
    assert [text for _, text in headings if " " in text] == []
    assert "<code>\\orgs[+] [PATTERN]</code>" in page


def test_a_table_s_seconds_stay_with_their_number() -> None:
    page = (ROOT / "docs" / "resilience.md").read_text()
    made = page.partition("<!-- made by")[2].partition("<!-- until here")[0]
    assert re.findall(r"\d s \|", made) == []
    assert len(re.findall("\\d\N{NO-BREAK SPACE}s \\|", made)) > 50


def test_a_terminal_s_colours_are_in_its_picture() -> None:
    drawn = module("terminal_svg").picture(
        "\x1b[1;32mAcme\x1b[0m <ro> \x1b[38;5;208mx\x1b[39m\n\x1b[7m bar \x1b[0m", "a & b", 20
    )
    root = ET.fromstring(drawn)
    texts = [
        (each.text, each.get("fill"), each.get("font-weight")) for each in root.iter("{http://www.w3.org/2000/svg}text")
    ]
    assert texts[0][0] == "a & b"
    assert texts[1:] == [
        ("Acme", "#98c379", "bold"),
        (" <ro> ", "#d8dee9", None),
        ("x", "#ff8700", None),
        (" bar ", "#1b1f2a", None),
    ]


def module(name: str) -> ModuleType:
    """A script that makes documentation, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made  # dataclasses look their module up
    spec.loader.exec_module(made)
    return made
