"""What is wrong with a filter, and where."""

from __future__ import annotations

from tenantsh.model.errors import UsageError
from tenantsh.model.message import pointed


class FilterError(UsageError):
    """A filter that cannot be understood: its line, a caret under the place, and what was expected there."""

    def __init__(self, what: str, text: str, position: int, *, why: str | None = None, hint: str | None = None) -> None:
        shown = text.encode("utf-8", "replace").decode()  # a lone surrogate cannot be printed
        super().__init__("\n".join((what, *pointed(shown, position + 1))), why=why, hint=hint)
        self.message = what
        """What is wrong, without the line."""
        self.text = text
        """The filter."""
        self.position = position
        """Where in it, counted from 0."""
