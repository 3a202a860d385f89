"""What is wanted within a string literal: JSONB keys, values, labels, settings' values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.wish import Wish


def suggest(place: Place) -> Wish | None:
    """What is wanted in the string at this place; None where nothing is."""
    return None
