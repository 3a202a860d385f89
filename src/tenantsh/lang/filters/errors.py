"""What is wrong with a filter, and where."""

from __future__ import annotations

import re

from tenantsh.model.errors import UsageError
from tenantsh.model.message import pointed

_UNSHOWN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""What a terminal would act upon, and what it cannot be sent."""


class FilterError(UsageError):
    """A filter that cannot be understood: its line, a caret under the place, and what was expected there."""

    def __init__(self, what: str, text: str, position: int, *, why: str | None = None, hint: str | None = None) -> None:
        super().__init__("\n".join((what, *pointed(_UNSHOWN.sub("?", text), position + 1))), why=why, hint=hint)
        self.message = what
        """What is wrong, without the line."""
        self.text = text
        """The filter."""
        self.position = position
        """Where in it, counted from 0."""
