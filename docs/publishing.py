"""What the site needs and a forge does not: pages from outside of docs/, and Markdown as Python-Markdown reads it.

MkDocs calls the functions; the pages themselves stay as a forge shows them.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_ROOT = Path(__file__).parents[1]
_PLACES = {"CHANGELOG.md": "changes.md", "LICENSE": "LICENSE", "benchmarks/": "measured/", "notebooks/": "notebooks/"}
"""What is published from outside of docs/, and where in the site it stands."""
_KINDS = {".md", ".ipynb", ".svg", ".png", ".json", ""}
_LINK = re.compile(r"(?P<text>\[(?:[^\[\]]|\[[^\]]*\])*\])\((?P<target>[^)\s]+)\)")
_FENCE = re.compile(r"^(```|~~~)")
_CODE = re.compile(r"`[^`]*`")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what stands elsewhere in the repository."""
    for path in sorted(_published()):
        uri = placed(path)
        if uri and files.get_file_from_path(uri) is None:
            files.append(File.generated(config, uri, abs_src_path=str(_ROOT / path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Rewrite a page's links to where their targets stand in the site, and its tables' bars in code."""
    uri, fenced, lines = page.file.src_uri, False, []
    if uri.startswith("measured/"):
        page.meta["hide"] = ["toc"]  # the tables need its place
    for line in markdown.split("\n"):
        fenced ^= bool(_FENCE.match(line))
        lines.append(line if fenced else _linked(_barred(line), uri))
    return "\n".join(lines)


def placed(path: str) -> str | None:
    """Where a file of the repository stands in the site; None where it does not."""
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    found = next((place for place in _PLACES if path == place or (place[-1] == "/" and path.startswith(place))), None)
    return _PLACES[found] + path.removeprefix(found) if found else None


def origin(uri: str) -> str:
    """The file of the repository that a page of the site was made of."""
    if (_ROOT / "docs" / uri).exists():
        return f"docs/{uri}"
    return next(place + uri.removeprefix(at) for place, at in _PLACES.items() if uri.startswith(at))


def _published() -> list[str]:
    kept = (path for place in _PLACES for path in _files(_ROOT / place) if path.suffix in _KINDS)
    return [path.relative_to(_ROOT).as_posix() for path in kept]


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]


def _linked(line: str, uri: str) -> str:
    return _LINK.sub(lambda link: _link(link["text"], link["target"], uri), line)


def _link(text: str, target: str, uri: str) -> str:
    path, mark, anchor = target.partition("#")
    if not path or "://" in path:
        return f"{text}({target})"
    there = placed(posixpath.normpath(posixpath.join(posixpath.dirname(origin(uri)), path)))
    if there is None:  # sources and tests: whoever has them reads the pages there
        return text[1:-1]
    return f"{text}({posixpath.relpath(there, posixpath.dirname(uri) or '.')}{mark}{anchor})"


def _barred(line: str) -> str:
    r"""A table's line with `|` for the `\|` that a forge needs in code and Python-Markdown would show."""
    return _CODE.sub(lambda code: code[0].replace("\\|", "|"), line) if line.startswith("|") else line
