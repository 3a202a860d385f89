"""A line of a cell's output that is replaced while something goes on: a saved notebook keeps its last words only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from IPython.display import display

from tenantsh.notebook.caption import html_line

if TYPE_CHECKING:
    from IPython.core.display_functions import DisplayHandle


class StatusLine:
    """Nothing is shown before there is something to say."""

    def __init__(self) -> None:
        self._handle: DisplayHandle | None = None

    def say(self, text: str, strong: str = "") -> None:
        """Show this instead of what was said before, `strong` within it in bold; a terminal shows it beneath."""
        bundle = {"text/plain": text, "text/html": html_line(text, strong)}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]  # IPython's
        else:
            self._handle.update(bundle, raw=True)  # type: ignore[no-untyped-call]  # IPython's
