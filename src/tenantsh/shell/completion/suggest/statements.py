r"""What is wanted in every other statement, and at the beginning of one: by the grammar of `\\h`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion.wanted import Words

if TYPE_CHECKING:
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.wanted import Wanted


def suggest(place: Place) -> list[Wanted]:
    """What is wanted at a place in a statement, or at the beginning of one."""
    return [Words(("SELECT", "INSERT INTO", "UPDATE", "DELETE FROM"))] if not place.before else []
