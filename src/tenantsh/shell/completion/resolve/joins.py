"""What to join, and on what: by foreign keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.shell.completion.resolve.found import Found, Looking
    from tenantsh.shell.completion.wanted import Conditions, Joins


def joins(wanted: Joins, looking: Looking) -> Iterator[Found]:
    """Relations that foreign keys lead to or from, with their condition."""
    return iter(())


def conditions(wanted: Conditions, looking: Looking) -> Iterator[Found]:
    """Conditions between the last source and the others."""
    return iter(())
