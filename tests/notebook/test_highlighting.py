from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.terminal import ptutils
from prompt_toolkit.document import Document

from tenantsh.notebook import highlighting, unload_ipython_extension

if TYPE_CHECKING:
    from collections.abc import Iterator

CELL = "%%tenantsh df\nselect 'é' from users -- all"


@pytest.fixture
def _plain() -> Iterator[None]:
    highlighting.plain_again()
    yield
    highlighting.plain_again()


def _styles(text: str, line: int) -> dict[str, str]:
    """What IPython's next prompt would make of a line: words and their styles."""
    lexer: Any = ptutils.IPythonPTLexer()  # type: ignore[no-untyped-call]  # IPython's
    return {word: style for style, word, *_ in lexer.lex_document(Document(text))(line)}


@pytest.mark.usefixtures("_plain")
def test_a_cell_of_ours_is_sql_at_ipythons_prompt_and_other_cells_are_what_they_were() -> None:
    assert "keyword" not in _styles(CELL, 1)["select"]
    highlighting.highlight()
    seen = _styles(CELL, 1)
    assert "keyword" in seen["select"]
    assert "comment" in seen["-- all"]
    assert "keyword" not in _styles("select = 1", 0)["select"]
    highlighting.plain_again()
    assert "keyword" not in _styles(CELL, 1)["select"]


@pytest.mark.usefixtures("_plain")
def test_somebody_elses_lexer_for_our_magic_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ptutils._MAGIC_LEXER_CLASSES, "tenantsh", "MySqlLexer")
    highlighting.highlight()
    highlighting.plain_again()
    assert ptutils._MAGIC_LEXER_CLASSES["tenantsh"] == "MySqlLexer"


def test_an_ipython_without_that_place_gives_cells_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(ptutils, "_MAGIC_LEXER_CLASSES")
    highlighting.highlight()
    highlighting.plain_again()


@pytest.mark.usefixtures("_plain")
def test_unloading_takes_the_colours_back() -> None:
    highlighting.highlight()
    unload_ipython_extension(InteractiveShell())  # type: ignore[no-untyped-call]  # IPython's
    assert "tenantsh" not in ptutils._MAGIC_LEXER_CLASSES
